"""How far it would be against the plan it began with: tables of cases."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...arithmetic import KeyResultInput, Reading, measure, original_plan
from .test_arithmetic_properties import several

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 11)


def day(number):
    return FIRST + timedelta(days=number)


def key_result(readings=((5, 40.0),), **values):
    return KeyResultInput(
        **{
            "metric_type": "number",
            "direction": "increase",
            "start_value": 0.0,
            "target_value": 80.0,
            "start_date": FIRST,
            "end_date": LAST,
            "readings": tuple(
                Reading(day(number), value) for number, value in readings
            ),
            **values,
        }
    )


@tagged("post_install", "-at_install")
class TestOriginalProgress(BaseCase):
    def test_each_kind_of_change(self):
        """Value 40 on the sixth day, or as given; it is the eighth."""
        for name, values, changes, now, before in (
            ("target", {}, [("target_value", 100.0)], 0.5, 0.4),
            (
                "target twice",
                {},
                [("target_value", 160.0), ("target_value", 100.0)],
                0.5,
                0.25,
            ),
            ("start", {"start_value": 20.0}, [("start_value", 0.0)], 1 / 3, 0.5),
            (
                "start and target",
                {"start_value": 20.0},
                [("start_value", 0.0), ("target_value", 50.0)],
                1 / 3,
                0.8,
            ),
            (
                "from rising to holding",
                {"direction": "at_least", "target_value": 30.0},
                [("direction", "increase"), ("target_value", 100.0)],
                3 / 8,
                0.4,
            ),
            (
                "from falling to rising",
                {},
                [
                    ("direction", "decrease"),
                    ("start_value", 50.0),
                    ("target_value", 0.0),
                ],
                0.5,
                0.2,
            ),
            (
                "range",
                {"direction": "range", "range_min": 0.0, "range_max": 90.0},
                [("range_max", 30.0)],
                1.0,
                5 / 8,
            ),
            (
                "from yes or no to a number",
                {},
                [("metric_type", "boolean"), ("target_value", 100.0)],
                0.5,
                1.0,
            ),
            (
                "from milestones to a number",
                {"milestones": ((1, True), (3, False))},
                [("metric_type", "milestone")],
                0.5,
                0.25,
            ),
            (
                "from a percent to a number",
                {},
                [("metric_type", "percent"), ("target_value", 50.0)],
                0.5,
                0.8,
            ),
            ("weight is none of it", {}, [("weight", 3.0)], 0.5, 0.5),
            ("nothing", {}, [], 0.5, 0.5),
        ):
            with self.subTest(name):
                plain = key_result(**values)
                self.assertAlmostEqual(measure(plain, day(7)).progress, now)
                found = original_plan.original_progress(plain, changes, day(7))
                self.assertAlmostEqual(found, before)

    def test_within_0_and_1(self):
        for old, expected in ((20.0, 1.0), (-10.0, 0.0)):
            with self.subTest(old=old):
                found = original_plan.original_progress(
                    key_result(), [("target_value", old)], day(7)
                )
                self.assertEqual(found, expected)

    @several
    @given(
        st.lists(
            st.tuples(st.sampled_from(("a", "b", "c")), st.integers(0, 9)), max_size=9
        )
    )
    def test_the_first_value_of_each_field_counts(self, writes):
        """Written one after the other, the ledger leads back to where it began."""
        first = {"a": 1, "b": 2, "c": 3}
        plan, ledger = dict(first), []
        for name, new in writes:
            ledger.append((name, plan[name]))
            plan[name] = new
        self.assertEqual(original_plan.original_plan(plan, ledger), first)


@tagged("post_install", "-at_install")
class TestSteps(BaseCase):
    def test_table(self):
        for name, changes, current, expected in (
            ("never changed", [], 8.0, [(1, 8.0), (9, 8.0)]),
            ("once", [(3, 10.0, 8.0)], 8.0, [(1, 10.0), (3, 8.0), (9, 8.0)]),
            (
                "twice",
                [(3, 10.0, 6.0), (5, 6.0, 8.0)],
                8.0,
                [(1, 10.0), (3, 6.0), (5, 8.0), (9, 8.0)],
            ),
            (
                "twice on a day",
                [(3, 10.0, 6.0), (3, 6.0, 8.0)],
                8.0,
                [(1, 10.0), (3, 8.0), (9, 8.0)],
            ),
            ("on the first day", [(1, 10.0, 8.0)], 8.0, [(1, 8.0), (9, 8.0)]),
            ("before it began", [(0, 10.0, 8.0)], 8.0, [(1, 8.0), (9, 8.0)]),
            ("after the end", [(12, 10.0, 8.0)], 8.0, [(1, 10.0), (9, 8.0)]),
        ):
            with self.subTest(name):
                self.assertEqual(original_plan.course(changes, current, 1, 9), expected)
