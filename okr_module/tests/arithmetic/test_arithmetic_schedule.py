"""Periods of check-ins and what becomes of them: tables of cases."""

from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ...arithmetic import schedule
from ...arithmetic.schedule import Period

FRIDAY = 4
# A Monday to a Sunday, four weeks
FIRST, LAST = date(2026, 1, 5), date(2026, 2, 1)
FRIDAYS = [date(2026, 1, number) for number in (9, 16, 23, 30)]


@tagged("post_install", "-at_install")
class TestPeriods(BaseCase):
    def test_weeks(self):
        periods = schedule.checkin_periods(FIRST, LAST, "week", FRIDAY)
        self.assertEqual([period.due for period in periods], FRIDAYS)
        self.assertEqual(
            [period.opens for period in periods],
            [FIRST] + [friday + timedelta(days=1) for friday in FRIDAYS[:-1]],
        )

    def test_two_weeks_end_with_the_second(self):
        periods = schedule.checkin_periods(FIRST, LAST, "two_weeks", FRIDAY)
        self.assertEqual([period.due for period in periods], FRIDAYS[1::2])

    def test_months_are_counted_from_the_start(self):
        """31 January plus two months is 31 March, not 28 March."""
        periods = schedule.checkin_periods(
            date(2026, 1, 31), date(2026, 5, 30), "month", FRIDAY
        )
        # Intervals: 31/1-27/2, 28/2-30/3, 31/3-29/4, 30/4-30/5
        self.assertEqual(
            [period.due for period in periods],
            [
                date(2026, 2, 27),
                date(2026, 3, 27),
                date(2026, 4, 24),
                date(2026, 5, 29),
            ],
        )

    def test_february_of_a_leap_year(self):
        periods = schedule.checkin_periods(
            date(2028, 2, 1), date(2028, 2, 29), "week", 1
        )
        self.assertEqual(periods[-1].due, date(2028, 2, 29))
        self.assertEqual(len(periods), 5)

    def test_a_cut_interval_without_its_weekday_asks_for_nothing(self):
        periods = schedule.checkin_periods(FIRST, date(2026, 1, 15), "week", FRIDAY)
        self.assertEqual(periods, [Period(FIRST, FRIDAYS[0])])

    def test_one_day_cycle(self):
        """D11: s = f."""
        friday = FRIDAYS[0]
        self.assertEqual(
            schedule.checkin_periods(friday, friday, "week", FRIDAY),
            [Period(friday, friday)],
        )
        self.assertEqual(schedule.checkin_periods(friday, friday, "month", 3), [])


@tagged("post_install", "-at_install")
class TestAssign(BaseCase):
    """Due on four Fridays; January 2026, days as numbers, two days of grace."""

    def _assign(self, days, grace=2):
        periods = schedule.checkin_periods(FIRST, LAST, "week", FRIDAY)
        dates = [date(2026, 1, number) for number in days]
        return schedule.assign(dates, periods, grace)

    def test_table(self):
        for name, days, expected, filled in (
            ("none", [], [], [None] * 4),
            ("early", [7], ["on_time"], ["on_time", None, None, None]),
            ("on the due day", [9], ["on_time"], ["on_time", None, None, None]),
            ("in the grace", [10], ["late"], ["late", None, None, None]),
            ("last day of grace", [11], ["late"], ["late", None, None, None]),
            ("too late for it", [12], ["on_time"], [None, "on_time", None, None]),
            (
                "two on one day",
                [9, 9],
                ["on_time", "extra"],
                ["on_time", None, None, None],
            ),
            (
                "late, then in time",
                [10, 16],
                ["late", "on_time"],
                ["late", "on_time", None, None],
            ),
            (
                "both in the grace",
                [10, 11],
                ["late", "on_time"],
                ["late", "on_time", None, None],
            ),
            ("after the last", [31], ["late"], [None, None, None, "late"]),
        ):
            with self.subTest(name):
                outcome = self._assign(days)
                self.assertEqual(outcome.timeliness, expected)
                self.assertEqual(outcome.periods, filled)

    def test_before_the_cycle_is_extra(self):
        periods = schedule.checkin_periods(FIRST, LAST, "week", FRIDAY)
        outcome = schedule.assign([date(2026, 1, 1)], periods, 2)
        self.assertEqual(outcome.timeliness, ["extra"])

    def test_without_grace_there_is_no_late(self):
        self.assertEqual(self._assign([10], grace=0).timeliness, ["on_time"])

    def test_past_the_last_grace_is_extra(self):
        periods = schedule.checkin_periods(FIRST, LAST, "week", FRIDAY)
        outcome = schedule.assign([date(2026, 2, 5)], periods, 2)
        self.assertEqual(outcome.timeliness, ["extra"])

    def test_no_periods(self):
        self.assertEqual(schedule.assign([FIRST], [], 2).timeliness, ["extra"])


@tagged("post_install", "-at_install")
class TestNextDueAndRate(BaseCase):
    def setUp(self):
        super().setUp()
        self.periods = schedule.checkin_periods(FIRST, LAST, "week", FRIDAY)

    def _filled(self, *days):
        dates = [date(2026, 1, number) for number in days]
        return schedule.assign(dates, self.periods, 2)

    def test_next_due(self):
        for days, expected in (
            ((), 9),
            ((7,), 16),
            ((10,), 16),
            ((14,), 23),  # the one left out before is past and asked for no more
            ((9, 16, 23), 30),
            ((9, 16, 23, 30), None),
        ):
            with self.subTest(days=days):
                self.assertEqual(
                    schedule.next_due(self._filled(*days), self.periods),
                    expected and date(2026, 1, expected),
                )

    def test_rate(self):
        for name, days, today, expected in (
            ("nothing due yet", (), 8, None),
            ("in the grace it is not missed yet", (), 11, None),
            ("missed", (), 12, 0.0),
            ("early counts at once", (6,), 6, 1.0),
            ("late", (10,), 12, 0.0),
            ("on time, late, missed", (9, 17), 26, 1 / 3),
            ("all", (9, 16, 23, 30), 31, 1.0),
        ):
            with self.subTest(name):
                rate = schedule.on_time_rate(
                    self._filled(*days), self.periods, 2, date(2026, 1, today)
                )
                if expected is None:
                    self.assertIsNone(rate)
                else:
                    self.assertAlmostEqual(rate, expected)

    def test_leave_is_left_out(self):
        outcome = self._filled(9, 23)
        day = date(2026, 1, 26)
        self.assertAlmostEqual(
            schedule.on_time_rate(outcome, self.periods, 2, day), 2 / 3
        )
        self.assertEqual(
            schedule.on_time_rate(outcome, self.periods, 2, day, [self.periods[1]]), 1.0
        )
        self.assertIsNone(
            schedule.on_time_rate(outcome, self.periods, 2, day, self.periods)
        )

    def test_week_has_seven_days(self):
        """Fault 18: a week of eight days (gamification)."""
        for before, after in zip(self.periods, self.periods[1:], strict=False):
            self.assertEqual((after.due - before.due).days, 7)
            self.assertEqual((after.due - after.opens).days, 6)
