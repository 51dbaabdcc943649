"""What is expected by now, and where it will end: tables of cases."""

from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ...arithmetic import forecast, plan

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 11)


def day(number):
    """The day after so many days of the cycle: 0 is its first."""
    return FIRST + timedelta(days=number)


@tagged("post_install", "-at_install")
class TestLinearExpected(BaseCase):
    def test_table(self):
        for name, number, expected in (
            ("long before", -400, 0.0),
            ("cycle not begun", -1, 0.0),
            ("0 on the first day", 0, 0.0),
            ("second day", 1, 0.1),
            ("half", 5, 0.5),
            ("1 on the last day", 10, 1.0),
            ("cycle over", 11, 1.0),
            ("long over", 4000, 1.0),
        ):
            with self.subTest(name):
                self.assertEqual(
                    plan.linear_expected(FIRST, LAST, day(number)), expected
                )

    def test_cycle_of_one_day(self):
        """D11: s = f."""
        self.assertEqual(plan.linear_expected(FIRST, FIRST, day(-1)), 0.0)
        self.assertEqual(plan.linear_expected(FIRST, FIRST, FIRST), 1.0)
        self.assertEqual(plan.linear_expected(FIRST, FIRST, day(1)), 1.0)

    def test_leap_year_has_one_day_more(self):
        for year, days in ((2027, 364), (2028, 365)):
            first, last = date(year, 1, 1), date(year, 12, 31)
            self.assertEqual(
                plan.linear_expected(first, last, date(year, 3, 1)),
                (59 + (days == 365)) / days,
            )


@tagged("post_install", "-at_install")
class TestPlannedValue(BaseCase):
    POINTS = [(day(2), 10.0), (day(4), 20.0), (day(8), 0.0)]

    def test_table(self):
        for number, expected in (
            (0, 10.0),
            (2, 10.0),
            (3, 15.0),
            (4, 20.0),
            (5, 15.0),
            (8, 0.0),
            (10, 0.0),
        ):
            with self.subTest(number=number):
                self.assertEqual(plan.planned_value(self.POINTS, day(number)), expected)

    def test_one_point_holds_throughout(self):
        for number in (-3, 0, 3):
            self.assertEqual(plan.planned_value([(FIRST, 4.0)], day(number)), 4.0)

    def test_curve_runs_from_start_to_target(self):
        curve = plan.plan_curve([(day(5), 10.0)], 0.0, 100.0, FIRST, LAST)
        self.assertEqual(curve, [(FIRST, 0.0), (day(5), 10.0), (LAST, 100.0)])

    def test_a_point_on_the_last_day_replaces_the_target(self):
        curve = plan.plan_curve([(LAST, 90.0)], 0.0, 100.0, FIRST, LAST)
        self.assertEqual(curve, [(FIRST, 0.0), (LAST, 90.0)])


@tagged("post_install", "-at_install")
class TestExpectedProgress(BaseCase):
    def test_late_seasonal_curve(self):
        points = [(day(5), 10.0)]
        for number, expected in ((-1, 0.0), (0, 0.0), (5, 0.1), (10, 1.0), (11, 1.0)):
            with self.subTest(number=number):
                self.assertAlmostEqual(
                    plan.expected_progress(points, 0, 100, FIRST, LAST, day(number)),
                    expected,
                )

    def test_falling_metric(self):
        self.assertAlmostEqual(
            plan.expected_progress([(day(5), 20.0)], 50, 10, FIRST, LAST, day(5)), 0.75
        )

    def test_a_plan_that_first_goes_down_expects_nothing_yet(self):
        self.assertEqual(
            plan.expected_progress([(day(5), -30.0)], 0, 100, FIRST, LAST, day(5)), 0.0
        )

    def test_a_point_on_the_first_day_replaces_the_start(self):
        points = [(day(0), 50.0)]
        for number, expected in ((-1, 0.0), (0, 0.5), (5, 0.75), (10, 1.0)):
            found = plan.expected_progress(points, 0, 100, FIRST, LAST, day(number))
            self.assertEqual(found, expected, number)

    def test_points_outside_are_no_part_of_it(self):
        points = [(day(-1), 70.0), (day(11), 10.0)]
        self.assertEqual(
            plan.plan_curve(points, 0, 100, FIRST, LAST), [(FIRST, 0), (LAST, 100)]
        )

    def test_a_plan_of_two_days(self):
        for number, expected in ((-1, 0.0), (0, 0.0), (1, 1.0), (2, 1.0)):
            found = plan.linear_expected(day(0), day(1), day(number))
            self.assertEqual(found, expected, number)

    def test_without_points_or_without_a_way_it_is_the_straight_line(self):
        for points, target in (((), 100), ([(day(5), 3.0)], 0)):
            self.assertEqual(
                plan.expected_progress(points, 0, target, FIRST, LAST, day(3)), 0.3
            )


@tagged("post_install", "-at_install")
class TestForecast(BaseCase):
    def _forecast(self, readings, today, start_value=0.0):
        readings = [(day(number), value) for number, value in readings]
        found = forecast.forecast(readings, start_value, FIRST, LAST, day(today))
        return found and found.value

    def test_none_before_there_is_movement_in_time(self):
        self.assertIsNone(self._forecast([], 5))
        self.assertIsNone(self._forecast([(0, 7)], 0))
        self.assertIsNone(self._forecast([(-2, 7)], -1))

    def test_run_rate(self):
        for name, readings, today, start_value, expected in (
            ("rising", [(5, 30)], 5, 0, 60),
            ("falling", [(5, 40)], 5, 50, 30),
            ("standing still since", [(5, 30)], 6, 0, 50),
            ("on the last day it is what it is", [(10, 77)], 10, 0, 77),
            ("after the last day too", [(10, 77)], 15, 0, 77),
            ("two days are no line", [(2, 10), (5, 30)], 5, 0, 60),
            ("two on one day: the later", [(5, 10), (5, 30)], 5, 0, 60),
            ("three on two days", [(4, 9), (5, 10), (5, 30)], 5, 0, 60),
        ):
            with self.subTest(name):
                self.assertAlmostEqual(
                    self._forecast(readings, today, start_value), expected
                )

    def test_least_squares_from_three_days_on(self):
        # y = 10, 20, 60 at x = 1, 2, 3: slope 25, mean 30 at 2, so 230 at 10.
        self.assertAlmostEqual(self._forecast([(1, 10), (2, 20), (3, 60)], 4), 230)

    def test_a_reading_of_before_the_cycle_bears_on_the_line(self):
        self.assertAlmostEqual(self._forecast([(-2, 0), (0, 2), (2, 4)], 3), 12)

    def test_last_year_tells_from_a_hundredth_of_its_way_on(self):
        for share, expected in (
            (0.01, (300.0, "last_year")),
            (0.009, (6.0, "pace")),
            (0.0, (6.0, "pace")),
            (None, (6.0, "pace")),
        ):
            with self.subTest(share=share):
                found = forecast.forecast([(day(5), 3)], 0, FIRST, LAST, day(5), share)
                self.assertAlmostEqual(found.value, expected[0])
                self.assertEqual(found.basis, expected[1])

    def test_last_year_tells_from_the_second_day_on(self):
        for number, expected in ((0, None), (1, (6.0, "last_year"))):
            found = forecast.forecast(
                [(day(number), 3)], 0, FIRST, LAST, day(number), 0.5
            )
            self.assertEqual(found, expected)
        found = forecast.forecast([(day(5), 20)], 10, FIRST, LAST, day(5), 0.25)
        self.assertEqual(found, (50.0, "last_year"))
        found = forecast.forecast([(day(1), 3)], 0, FIRST, LAST, day(1))
        self.assertEqual(found, (30.0, "pace"))

    def test_what_is_there_stays_there(self):
        for value, floor, expected in (
            (-3, 0, (0.0, "standing")),
            (3, 7, (7.0, "standing")),
            # Where it is heading anyway is no floor that holds it
            (3, 6, (6.0, "pace")),
            (3, None, (6.0, "pace")),
        ):
            with self.subTest(value=value, floor=floor):
                found = forecast.forecast(
                    [(day(5), value)], 0, FIRST, LAST, day(5), floor=floor
                )
                self.assertAlmostEqual(found.value, expected[0])
                self.assertEqual(found.basis, expected[1])

    def test_nobody_foresees_decimals(self):
        """A step is a twentieth of the smallest measure that there is."""
        for measures, expected in (
            ((20.0,), 12.0),
            ((-20.0, 400.0), 12.0),
            ((19.9,), 12.3),
            ((100.0, 2.0), 12.3),
            ((1.9,), 12.35),
            ((0.0, 20.0), 12.0),
            ((0.0,), 12.35),
            ((), 12.35),
        ):
            with self.subTest(measures=measures):
                self.assertEqual(forecast.readable(12.3456, *measures), expected)
