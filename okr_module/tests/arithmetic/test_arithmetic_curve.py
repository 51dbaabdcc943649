"""The lines of a chart: tables of cases."""

from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ...arithmetic.curve import curve
from ...arithmetic.figures import KeyResultInput, Reading

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 11)


def day(number):
    """The day after so many days of the cycle: 0 is its first."""
    return FIRST + timedelta(days=number)


def key_result(readings=(), **values):
    """A number that is to rise from 0 to 100 within the cycle, or as given."""
    return KeyResultInput(
        **{
            "metric_type": "number",
            "direction": "increase",
            "start_value": 0.0,
            "target_value": 100.0,
            "start_date": FIRST,
            "end_date": LAST,
            "readings": tuple(
                Reading(day(number), value) for number, value in readings
            ),
            **values,
        }
    )


def numbered(points):
    """Points with days counted from the first one of the cycle."""
    return [((date - FIRST).days, value) for date, value in points]


@tagged("post_install", "-at_install")
class TestCurve(BaseCase):
    def _assert_lines(self, lines, **expected):
        for name, points in expected.items():
            with self.subTest(name):
                self.assertEqual(numbered(getattr(lines, name)), points)

    def test_number_before_the_first_check_in(self):
        lines = curve(key_result(), day(3))
        self._assert_lines(lines, actual=[], plan=[(0, 0), (10, 100)], forecast=[])
        self.assertEqual(lines.target, [100.0])

    def test_number_begins_at_its_start(self):
        lines = curve(key_result([(2, 30)], start_value=10.0), day(4))
        self.assertFalse(lines.stepped)
        self._assert_lines(
            lines,
            actual=[(0, 10), (2, 30)],
            # 20 in four days, six days to go
            forecast=[(2, 30), (10, 60)],
        )

    def test_check_in_on_the_first_day_replaces_the_start(self):
        lines = curve(key_result([(0, 5), (2, 20)]), day(4))
        self._assert_lines(lines, actual=[(0, 5), (2, 20)])

    def test_check_in_before_the_cycle(self):
        lines = curve(key_result([(-3, 5), (2, 20)]), day(4))
        self._assert_lines(lines, actual=[(-3, 5), (2, 20)])

    def test_later_check_in_of_a_day_holds(self):
        lines = curve(key_result([(2, 20), (2, 25)]), day(4))
        self._assert_lines(lines, actual=[(0, 0), (2, 25)])

    def test_plan_points(self):
        lines = curve(key_result(plan_points=((day(5), 20.0),)), day(4))
        self._assert_lines(lines, plan=[(0, 0), (5, 20), (10, 100)])

    def test_no_forecast_once_it_is_over(self):
        readings = [(2, 20), (4, 40), (6, 60)]
        for name, number, expected in (
            ("running", 7, [(6, 60), (10, 100)]),
            ("last day", 10, []),
            ("over", 40, []),
        ):
            with self.subTest(name):
                lines = curve(key_result(readings), day(number))
                self._assert_lines(lines, forecast=expected)

    def test_no_forecast_on_the_first_day(self):
        self._assert_lines(curve(key_result([(0, 5)]), day(0)), forecast=[])

    def test_without_dates(self):
        lines = curve(key_result([(2, 20), (4, 40)]), day(5), dated=False)
        self._assert_lines(lines, actual=[(2, 20), (4, 40)], plan=[], forecast=[])

    def test_without_an_end_a_value_holds_until_today(self):
        yes_no = key_result([(4, 1)], metric_type="boolean")
        self._assert_lines(
            curve(yes_no, day(15), dated=False), actual=[(4, 1), (15, 1)]
        )
        self._assert_lines(curve(yes_no, day(15)), actual=[(0, 0), (4, 1), (10, 1)])

    def test_shares_begin_with_nothing_whatever_was_typed_before(self):
        left_over = {"start_value": 7.0, "target_value": 9.0}
        for metric_type in ("boolean", "milestone"):
            with self.subTest(metric_type):
                lines = curve(
                    key_result(
                        [(4, 1)],
                        metric_type=metric_type,
                        milestones=((1, True),),
                        **left_over,
                    ),
                    day(4),
                )
                self._assert_lines(
                    lines, actual=[(0, 0), (4, 1)], plan=[(0, 0), (10, 1)]
                )

    def test_nothing_is_ahead_of_the_last_day(self):
        self._assert_lines(curve(key_result([(4, 1), (10, 50)]), day(9)), forecast=[])

    def test_value_that_is_to_stay_holds_until_today(self):
        for direction, values, target in (
            ("at_least", {"target_value": 8.0}, [8.0]),
            ("at_most", {"target_value": 8.0}, [8.0]),
            ("range", {"range_min": 2.0, "range_max": 4.0}, [2.0, 4.0]),
        ):
            with self.subTest(direction):
                lines = curve(
                    key_result([(2, 9)], direction=direction, start_value=7, **values),
                    day(5),
                )
                self.assertTrue(lines.stepped)
                self.assertEqual(lines.target, target)
                self._assert_lines(lines, actual=[(0, 7), (2, 9), (5, 9)], plan=[])

    def test_value_holds_no_longer_than_the_cycle(self):
        lines = curve(key_result([(2, 9)], direction="at_least"), day(50))
        self._assert_lines(lines, actual=[(0, 0), (2, 9), (10, 9)])

    def test_yes_or_no(self):
        lines = curve(key_result([(4, 1)], metric_type="boolean"), day(6))
        self.assertTrue(lines.stepped)
        self.assertEqual(lines.target, [1.0])
        self._assert_lines(
            lines,
            actual=[(0, 0), (4, 1), (6, 1)],
            plan=[(0, 0), (10, 1)],
            forecast=[],
        )

    def test_milestones_count_without_a_check_in(self):
        for name, milestones, readings, number, expected in (
            ("none reached", ((1, False),), [], 6, []),
            ("one of two", ((1, True), (1, False)), [], 6, [(0, 0), (6, 0.5)]),
            ("on the first day", ((1, True), (1, False)), [], 0, [(0, 0.5)]),
            (
                "one more than at the check-in",
                ((1, True), (1, True), (2, False)),
                [(2, 0.25)],
                6,
                [(0, 0), (2, 0.25), (6, 0.5)],
            ),
        ):
            with self.subTest(name):
                lines = curve(
                    key_result(
                        readings, metric_type="milestone", milestones=milestones
                    ),
                    day(number),
                )
                self._assert_lines(lines, actual=expected)

    def test_milestones_are_never_more_than_all(self):
        lines = curve(
            key_result(
                [(1, 0.4), (2, 0.8)],
                metric_type="milestone",
                milestones=((4, True), (1, False)),
            ),
            day(2),
        )
        self._assert_lines(lines, forecast=[(2, 0.8), (10, 1.0)])
