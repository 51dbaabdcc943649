from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..figures_common import TestOkrFigures, at

#: what a past day says as it said then
SAME = (
    "progress",
    "expected_progress",
    "confidence",
    "status",
    "last_week",
    "objectives",
    "measured",
    "key_results",
    "statuses",
    "curve",
    "departments",
    "movers",
    "help_requests",
    "ids",
)


@tagged("post_install", "-at_install")
class TestDashboardAsOf(TestOkrFigures):
    """What a past day shows is what was shown on it."""

    def _acts(self):
        """Return what people do, week by week; each names the objectives it needs."""
        goals = {}

        def start():
            goals["company"] = self._running(
                "ceo", name="Known on both banks", level="company", rollup="both"
            )
            goals["north"] = self._running(
                "seller",
                [
                    {"name": "Customers", "target_value": 100, "weight": 1},
                    {"name": "Visits", "target_value": 40, "weight": 3},
                ],
                parent_id=goals["company"].id,
            )
            goals["quality"] = self._running(
                "developer",
                [
                    {
                        "name": "Up time",
                        "metric_type": "percent",
                        "direction": "at_least",
                        "start_value": 90,
                        "target_value": 99,
                    },
                    {
                        "name": "Certificate",
                        "metric_type": "milestone",
                        "milestone_ids": [
                            (0, 0, {"name": "Asked for"}),
                            (0, 0, {"name": "Audit passed"}),
                        ],
                    },
                ],
                name="Nothing breaks",
                level="department",
                visibility="department",
                department_id=self.departments["Product"].id,
                rollup="both",
            )

        def first_words():
            customers, visits = goals["north"].key_result_ids
            customers.check_in(10, confidence=0.8)
            visits.check_in(5, confidence=0.6, help_needed=True, note="A car, please")

        def more():
            goals["north"].key_result_ids[0].check_in(25, confidence=0.9)
            goals["quality"].key_result_ids[0].check_in(99.5)
            goals["company"].key_result_ids.check_in(3, confidence=0.2)

        def move_the_target():
            goals["north"].key_result_ids[0].write(
                {"target_value": 50, "change_reason": "The market shrank"}
            )
            goals["quality"].key_result_ids[1].milestone_ids[0].is_reached = True

        def drop_a_key_result():
            goals["north"].key_result_ids[1].action_cancel("Nobody visits any more")
            self.env["okr.help.request"].search(
                [("objective_id", "=", goals["north"].id), ("state", "=", "open")]
            )

        def begin_another():
            goals["late"] = self._objective(
                "developer", name="A late idea", parent_id=goals["quality"].id
            )
            goals["late"].action_activate()

        def back_dated():
            goals["north"].key_result_ids[0].check_in(12, date="2026-01-20")
            goals["late"].key_result_ids.check_in(60, confidence=0.5)

        def weigh_anew():
            goals["quality"].key_result_ids[0].write(
                {"weight": 5, "change_reason": "It matters more"}
            )
            goals["quality"].key_result_ids[1].write(
                {
                    "milestone_ids": [(0, 0, {"name": "On the wall", "weight": 2})],
                    "change_reason": "Nobody would see it",
                }
            )
            goals["north"].write(
                {
                    "key_result_ids": [(0, 0, {"name": "Boats", "target_value": 4})],
                    "change_reason": "They have boats",
                }
            )
            goals["company"].write(
                {"rollup": "aligned", "change_reason": "Measured by what is aligned"}
            )

        def take_back():
            goals["north"].key_result_ids[1].action_take_back("They visit again")
            goals["north"].write({"weight": 3, "change_reason": "It carries more"})

        def drop_an_objective():
            goals["quality"].action_cancel("The machine was sold")

        def last_words():
            goals["north"].key_result_ids[0].check_in(50, confidence=1)

        return (
            ("2026-01-09", start),
            ("2026-01-16", first_words),
            ("2026-01-23", more),
            ("2026-01-30", move_the_target),
            ("2026-02-06", drop_a_key_result),
            ("2026-02-13", begin_another),
            ("2026-02-20", back_dated),
            ("2026-02-27", weigh_anew),
            ("2026-03-06", drop_an_objective),
            ("2026-03-13", take_back),
            ("2026-03-17", last_words),
        )

    def _data(self, date=None):
        dashboard = self.env["okr.dashboard"].with_user(self.users["okr_admin"])
        return dashboard.get_data(self.cycle.id, date=date)

    def _stored(self):
        """Return the means of the stored figures, as lists and forms show them."""
        objectives = self.env["okr.objective"].search(
            [("cycle_id", "=", self.cycle.id), ("state", "in", ("active", "done"))]
        )
        objectives._refresh_figures()
        measured = objectives.filtered("is_measured")
        sure = measured.filtered("has_confidence")
        live = objectives.key_result_ids.filtered(lambda kr: kr.state == "active")

        def mean(records, name):
            numbers = records.mapped(name)
            return sum(numbers) / len(numbers) if numbers else None

        return {
            "progress": mean(measured, "progress"),
            "expected_progress": mean(measured, "expected_progress"),
            "confidence": mean(sure, "confidence"),
            "statuses": {
                status: len(some) for status, some in live.grouped("status").items()
            },
        }

    def _assert_same(self, one, other, message):
        for name, value in one.items():
            if isinstance(value, float):
                self.assertAlmostEqual(other[name], value, 9, f"{message}: {name}")
            else:
                self.assertEqual(other[name], value, f"{message}: {name}")

    def test_each_week_is_remembered(self):
        """Stored figures, the dashboard of a day, and that day seen later agree."""
        self.cycle.action_activate()
        remembered = {}
        for day, act in self._acts():
            with at(day):
                act()
                self.env.flush_all()
                remembered[day] = self._data()
                self._assert_same(self._stored(), remembered[day], day)
                self.env.flush_all()
        self.env.invalidate_all()
        with at("2026-03-20"):
            for day, then in remembered.items():
                later = self._data(day)
                self.assertEqual(later["as_of"], day)
                self.assertFalse(later["is_today"])
                self._assert_same(
                    {name: then[name] for name in SAME}, later, f"{day} seen later"
                )

    def test_days_between_the_acts(self):
        """What is entered on a day is not known on the day before it."""
        self.cycle.action_activate()
        key_result = self._running_key_result(target_value=100)
        with at("2026-02-10"):
            key_result.check_in(50, date="2026-01-10")
        with at("2026-02-20"):
            for day, progress in (("2026-02-09", 0.0), ("2026-02-10", 0.5)):
                self.assertEqual(self._data(day)["progress"], progress)

    def test_the_curve_is_weekly(self):
        """One entry each Friday until the day, and the day itself."""
        self.cycle.action_activate()
        self._running_key_result(target_value=100)
        with at("2026-02-10"):
            curve = self._data()["curve"]
        days = [fields.Date.to_date(entry["date"]) for entry in curve]
        self.assertEqual(str(days[0]), "2026-01-09")
        self.assertEqual(str(days[-1]), "2026-02-10")
        for one, next_one in zip(days, days[1:], strict=False):
            self.assertLessEqual(next_one - one, timedelta(days=7))

    def test_closed_figures_stand(self):
        """A closed cycle says of its last day, and after it, what was frozen."""
        self.cycle.action_activate()
        key_result = self._running_key_result(target_value=100)
        with at("2026-01-09"):
            key_result.check_in(80)
        with at("2026-04-07"):
            self.cycle.action_close()
            self.env.flush_all()
        with at("2026-06-01"):
            data = self._data()
            self.assertEqual(data["statuses"], {key_result.status: 1})
            self.assertEqual(data["progress"], 0.8)
            self.assertEqual([row["score"] for row in data["scores"]], [0.8])
            self.assertFalse(self._data("2026-03-01")["scores"])

    def test_before_it_began(self):
        """Of a day before the cycle there is nothing to say, and that is no 0."""
        self.cycle.action_activate()
        self._running_key_result(target_value=100)
        with at("2026-02-10"):
            data = self._data("2026-01-01")
        self.assertIsNone(data["progress"])
        self.assertFalse(data["curve"])
        self.assertFalse(data["statuses"])
