"""Periods of check-ins and what becomes of them: tables of cases."""

from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ...arithmetic import schedule
from ...arithmetic.schedule import Period, Report

FRIDAY = 4
# A Monday to a Sunday, four weeks
FIRST, LAST = date(2026, 1, 5), date(2026, 2, 1)
FRIDAYS = [date(2026, 1, number) for number in (9, 16, 23, 30)]


def january(number):
    return date(2026, 1, number)


def said(entered, day=None, in_review=False):
    """Return a report of a person, by default of the day on which it was entered."""
    return Report(january(day or entered), january(entered), in_review)


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
        # Five Tuesdays; the first of them is the first day and joins the next
        self.assertEqual(periods[-1].due, date(2028, 2, 29))
        self.assertEqual(len(periods), 4)

    def test_a_short_first_period_joins_the_next(self):
        """Whoever begins on a Thursday is not asked the day after."""
        for first, due in ((7, 9), (8, 16), (9, 16), (10, 16)):
            periods = schedule.checkin_periods(january(first), LAST, "week", FRIDAY)
            with self.subTest(first=first):
                self.assertEqual(periods[0], Period(january(first), january(due)))
                self.assertEqual(periods[1].opens, january(due + 1))
                self.assertEqual(periods[-1].due, FRIDAYS[-1])

    def test_a_short_first_period_joins_the_only_other_one(self):
        self.assertEqual(
            schedule.checkin_periods(january(8), january(16), "week", FRIDAY),
            [Period(january(8), january(16))],
        )

    def test_a_short_only_period_stays(self):
        self.assertEqual(
            schedule.checkin_periods(january(29), january(30), "week", FRIDAY),
            [Period(january(29), january(30))],
        )

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
        return schedule.assign([said(*report) for report in days], periods, grace)

    def test_table(self):
        for name, days, expected, filled in (
            ("none", [], [], [None] * 4),
            ("early", [(7,)], ["on_time"], ["on_time", None, None, None]),
            ("on the due day", [(9,)], ["on_time"], ["on_time", None, None, None]),
            ("in the grace", [(10,)], ["late"], ["late", None, None, None]),
            ("last day of grace", [(11,)], ["late"], ["late", None, None, None]),
            ("too late for it", [(12,)], ["on_time"], [None, "on_time", None, None]),
            (
                "two on one day",
                [(9,), (9,)],
                ["on_time", "extra"],
                ["on_time", None, None, None],
            ),
            (
                "late, then in time",
                [(10,), (16,)],
                ["late", "on_time"],
                ["late", "on_time", None, None],
            ),
            (
                "both in the grace",
                [(10,), (11,)],
                ["late", "on_time"],
                ["late", "on_time", None, None],
            ),
            ("after the last", [(31,)], ["late"], [None, None, None, "late"]),
            ("back-dated", [(13, 8)], ["extra"], [None] * 4),
            ("of the first day of all", [(13, 5)], ["extra"], [None] * 4),
            ("of the due day, after its grace", [(12, 9)], ["extra"], [None] * 4),
            (
                "of the day after it",
                [(12, 10)],
                ["on_time"],
                [None, "on_time", None, None],
            ),
            (
                "of the day before, the grace runs",
                [(11, 9)],
                ["late"],
                ["late", *3 * [None]],
            ),
            (
                "of last week and of this one, on one day",
                [(13, 13), (13, 8)],
                ["on_time", "extra"],
                [None, "on_time", None, None],
            ),
            (
                "both weeks on one day, in the grace",
                [(10, 10), (10, 9)],
                ["on_time", "late"],
                ["late", "on_time", None, None],
            ),
            (
                "of a week that was reported, while its grace runs",
                [(8,), (10, 9)],
                ["on_time", "on_time"],
                ["on_time", "on_time", None, None],
            ),
            (
                "in review",
                [(9, 9, True), (10, 9, False)],
                ["extra", "late"],
                ["late", *3 * [None]],
            ),
        ):
            with self.subTest(name):
                assigned = self._assign(days)
                self.assertEqual(assigned.timeliness, expected)
                self.assertEqual(assigned.periods, filled)

    def test_nothing_is_of_the_review_unless_it_is_said(self):
        periods = schedule.checkin_periods(FIRST, LAST, "week", FRIDAY)
        assigned = schedule.assign([Report(january(8), january(8))], periods, 2)
        self.assertEqual(assigned.timeliness, ["on_time"])

    def test_before_the_cycle_is_extra(self):
        periods = schedule.checkin_periods(FIRST, LAST, "week", FRIDAY)
        assigned = schedule.assign([said(1)], periods, 2)
        self.assertEqual(assigned.timeliness, ["extra"])

    def test_a_day_before_the_first_period_is_spoken_of_in_time(self):
        self.assertEqual(self._assign([(6, 1)]).timeliness, ["on_time"])
        self.assertEqual(self._assign([(13, 1)]).timeliness, ["on_time"])

    def test_a_day_after_the_last_due_day_is_in_no_period(self):
        self.assertEqual(self._assign([(31, 31)], grace=0).timeliness, ["extra"])

    def test_what_no_person_wrote_is_never_on_time(self):
        reports = [Report(january(8), None), said(9)]
        periods = schedule.checkin_periods(FIRST, LAST, "week", FRIDAY)
        assigned = schedule.assign(reports, periods, 2)
        self.assertEqual(assigned.timeliness, [None, "on_time"])

    def test_a_long_grace_holds_several_periods_open(self):
        """The earliest that is unmet comes first, each by one."""
        assigned = self._assign([(22,), (22,), (22,), (22,), (26,)], grace=14)
        self.assertEqual(
            assigned.timeliness, ["late", "late", "on_time", "extra", "on_time"]
        )
        self.assertEqual(assigned.periods, ["late", "late", "on_time", "on_time"])

    def test_without_grace_there_is_no_late(self):
        self.assertEqual(self._assign([(10,)], grace=0).timeliness, ["on_time"])

    def test_past_the_last_grace_is_extra(self):
        periods = schedule.checkin_periods(FIRST, LAST, "week", FRIDAY)
        late = date(2026, 2, 5)
        assigned = schedule.assign([Report(late, late)], periods, 2)
        self.assertEqual(assigned.timeliness, ["extra"])

    def test_no_periods(self):
        self.assertEqual(schedule.assign([said(5)], [], 2).timeliness, ["extra"])


@tagged("post_install", "-at_install")
class TestNextDueAndRate(BaseCase):
    def setUp(self):
        super().setUp()
        self.periods = schedule.checkin_periods(FIRST, LAST, "week", FRIDAY)

    def _filled(self, *days):
        return schedule.assign([said(day) for day in days], self.periods, 2)

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

    def test_a_source_that_answers_is_a_sign_of_life(self):
        nothing = self._filled()
        for alive, expected in (
            (None, 9),
            (4, 9),
            (5, 16),
            (9, 16),
            (10, 23),
            (24, None),
        ):
            with self.subTest(alive=alive):
                day = alive and january(alive)
                self.assertEqual(
                    schedule.next_due(nothing, self.periods, day),
                    expected and january(expected),
                )
        self.assertEqual(schedule.answered(self.periods, january(10)), self.periods[:2])
        self.assertEqual(
            schedule.next_due(self._filled(21), self.periods, FIRST), january(30)
        )

    def test_outcomes(self):
        filled = self._filled(9, 17)
        words = ["on_time", "late", "open", "open"]
        for day, left_out, expected in (
            (17, (), words),
            (25, (), words),
            (26, (), [*words[:2], "missed", "open"]),
            (26, self.periods[1:3], ["on_time", "left_out", "left_out", "open"]),
        ):
            with self.subTest(day=day):
                self.assertEqual(
                    schedule.outcomes(filled, self.periods, 2, january(day), left_out),
                    expected,
                )

    def test_week_has_seven_days(self):
        """Fault 18: a week of eight days (gamification)."""
        for before, after in zip(self.periods, self.periods[1:], strict=False):
            self.assertEqual((after.due - before.due).days, 7)
            self.assertEqual((after.due - after.opens).days, 6)


@tagged("post_install", "-at_install")
class TestFreed(BaseCase):
    """What was dropped and taken back asked for nothing in between."""

    def test_table(self):
        periods = schedule.checkin_periods(FIRST, LAST, "week", FRIDAY)
        for days, free in (
            ([], [None] * 4),
            ([(9, 12)], [9, None, None, None]),
            # Due before the drop
            ([(10, 12)], [None] * 4),
            # Two days to go are too short for a period, three are not
            ([(12, 15)], [None, 12, None, None]),
            ([(12, 14)], [None] * 4),
            ([(12, 22)], [None, 12, 12, None]),
            # On one day it came and went
            ([(16, 16)], [None] * 4),
            ([(8, 10), (9, 13)], [8, None, None, None]),
            ([(29, 31), (8, 10)], [8, None, None, 29]),
        ):
            dropped = tuple((january(first), january(back)) for first, back in days)
            with self.subTest(days=days):
                self.assertEqual(
                    schedule.freed(periods, dropped),
                    [number and january(number) for number in free],
                )

    def test_what_is_due_next(self):
        periods = schedule.checkin_periods(FIRST, LAST, "week", FRIDAY)
        dropped = ((january(12), january(22)),)
        for days, due in (([], 9), ([8], 30), ([8, 29], None)):
            reports = [said(number) for number in days]
            assigned = schedule.assign(reports, periods, 2, dropped)
            with self.subTest(days=days):
                self.assertEqual(
                    schedule.next_due(assigned, periods, dropped=dropped),
                    due and january(due),
                )

    def test_what_was_said_on_the_day_of_the_drop_was_said_in_time(self):
        periods = schedule.checkin_periods(FIRST, LAST, "week", FRIDAY)
        for entered, word in ((9, "on_time"), (10, "extra")):
            assigned = schedule.assign(
                [said(entered)], periods[:1], 2, ((january(9), january(12)),)
            )
            with self.subTest(entered=entered):
                self.assertEqual(assigned.timeliness, [word])
