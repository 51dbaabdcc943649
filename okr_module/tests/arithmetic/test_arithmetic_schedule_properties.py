"""What holds for the check-ins of every cycle, wherever it begins and ends."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...arithmetic import schedule
from ...arithmetic.schedule import Report
from .test_arithmetic_properties import several

WEEKDAYS = range(7)
intervals = st.sampled_from(sorted(schedule.INTERVALS))
cycles = st.tuples(
    st.dates(date(2023, 1, 1), date(2029, 12, 31)), st.integers(0, 400)
).map(lambda cycle: (cycle[0], cycle[0] + timedelta(days=cycle[1])))
weekdays = st.sampled_from(WEEKDAYS)
graces = st.integers(0, 31)
#: when a check-in was entered, days after the first, and how far it is dated back
checkin_days = st.lists(
    st.tuples(st.integers(-20, 430), st.sampled_from((0, 0, 0, 1, 2, 5, 9, 40))),
    max_size=30,
)


@tagged("post_install", "-at_install")
class TestPeriodsProperties(BaseCase):
    def _check(self, first, last, interval, weekday):
        periods = schedule.checkin_periods(first, last, interval, weekday)
        for period in periods:
            self.assertEqual(period.due.weekday(), weekday)
            self.assertTrue(first <= period.opens <= period.due <= last)
        for before, after in pairwise(periods):
            self.assertEqual(after.opens, before.due + timedelta(days=1))
        if periods:
            self.assertEqual(periods[0].opens, first)
        return periods

    def test_every_start_weekday_interval_and_leap_year(self):
        longest = {"week": 7, "two_weeks": 14, "month": 37}
        # 2028 is a leap year; the starts below fall on every day of the week
        for year in (2027, 2028):
            for offset in range(62):
                first = date(year, 1, 1) + timedelta(days=offset)
                last = first + timedelta(days=364)
                for interval, weekday in (
                    (interval, weekday)
                    for interval in schedule.INTERVALS
                    for weekday in WEEKDAYS
                ):
                    periods = self._check(first, last, interval, weekday)
                    gaps = {(b.due - a.due).days for a, b in pairwise(periods)}
                    self.assertLessEqual(max(gaps), longest[interval])
                    if interval == "week":
                        self.assertEqual(gaps, {7})
                    self.assertGreaterEqual((periods[0].due - first).days, 2)

    @several
    @given(cycles, intervals, weekdays)
    def test_whatever_the_cycle(self, cycle, interval, weekday):
        self._check(*cycle, interval, weekday)

    @several
    @given(cycles, weekdays)
    def test_weekly_is_due_on_every_such_weekday(self, cycle, weekday):
        first, last = cycle
        dues = [
            period.due
            for period in schedule.checkin_periods(first, last, "week", weekday)
        ]
        all_days = (
            first + timedelta(days=number) for number in range((last - first).days + 1)
        )
        expected = [day for day in all_days if day.weekday() == weekday]
        if len(expected) > 1 and (expected[0] - first).days < 2:
            expected = expected[1:]
        self.assertEqual(dues, expected)


@tagged("post_install", "-at_install")
class TestAssignProperties(BaseCase):
    def _assign(self, cycle, interval, weekday, grace, offsets):
        periods = schedule.checkin_periods(*cycle, interval, weekday)
        reports = [
            Report(
                cycle[0] + timedelta(days=entered - back),
                cycle[0] + timedelta(days=entered),
            )
            for entered, back in offsets
        ]
        return reports, periods, schedule.assign(reports, periods, grace)

    @several
    @given(cycles, intervals, weekdays, graces, checkin_days)
    def test_each_check_in_is_one_thing(self, cycle, interval, weekday, grace, offsets):
        reports, periods, assigned = self._assign(
            cycle, interval, weekday, grace, offsets
        )
        self.assertEqual(len(assigned.timeliness), len(reports))
        self.assertEqual(len(assigned.periods), len(periods))
        given_out = Counter(assigned.timeliness)
        filled = Counter(assigned.periods)
        self.assertLessEqual(set(given_out), {"on_time", "late", "extra"})
        self.assertEqual(given_out["on_time"], filled["on_time"])
        self.assertEqual(given_out["late"], filled["late"])
        self.assertEqual(sum(filled.values()), len(periods))

    @several
    @given(cycles, intervals, weekdays, graces, checkin_days, st.randoms())
    def test_the_order_in_which_they_are_given_does_not_matter(
        self, cycle, interval, weekday, grace, offsets, chance
    ):
        reports, periods, assigned = self._assign(
            cycle, interval, weekday, grace, offsets
        )
        chance.shuffle(reports)
        again = schedule.assign(reports, periods, grace)
        self.assertEqual(again.periods, assigned.periods)

    @several
    @given(cycles, intervals, weekdays, graces, checkin_days, st.integers(0, 430))
    def test_what_is_written_later_changes_nothing_of_before(
        self, cycle, interval, weekday, grace, offsets, until
    ):
        """So a check-in can be given its place when it is written, once and for all."""
        _reports, _periods, assigned = self._assign(
            cycle, interval, weekday, grace, offsets
        )
        earlier = [pair for pair in offsets if pair[0] <= until]
        _reports, _periods, before = self._assign(
            cycle, interval, weekday, grace, earlier
        )
        kept = [
            word
            for pair, word in zip(offsets, assigned.timeliness, strict=True)
            if pair[0] <= until
        ]
        self.assertEqual(before.timeliness, kept)

    @several
    @given(cycles, intervals, weekdays, graces, checkin_days)
    def test_no_machine_and_no_review_meets_a_period(
        self, cycle, interval, weekday, grace, offsets
    ):
        reports, periods, _outcome = self._assign(
            cycle, interval, weekday, grace, offsets
        )
        for silent in ({"entered_on": None}, {"in_review": True}):
            told = [report._replace(**silent) for report in reports]
            assigned = schedule.assign(told, periods, grace)
            self.assertFalse(any(assigned.periods))
            self.assertLessEqual(set(assigned.timeliness), {None, "extra"})

    @several
    @given(cycles, intervals, weekdays, graces, checkin_days)
    def test_a_period_is_filled_only_by_a_check_in_of_its_days(
        self, cycle, interval, weekday, grace, offsets
    ):
        reports, periods, assigned = self._assign(
            cycle, interval, weekday, grace, offsets
        )
        for period, filled in zip(periods, assigned.periods, strict=True):
            over = period.due + timedelta(days=grace)
            entered = [report.entered_on for report in reports]
            in_time = any(period.opens <= day <= period.due for day in entered)
            in_grace = any(period.due < day <= over for day in entered)
            if filled == "on_time":
                self.assertTrue(in_time)
            elif filled == "late":
                self.assertTrue(in_grace)

    @several
    @given(cycles, intervals, weekdays, graces, checkin_days)
    def test_nobody_catches_up_what_is_over(
        self, cycle, interval, weekday, grace, offsets
    ):
        reports, periods, assigned = self._assign(
            cycle, interval, weekday, grace, offsets
        )
        for report, word in zip(reports, assigned.timeliness, strict=True):
            if any(
                period.opens <= report.date <= period.due
                and period.due + timedelta(days=grace) < report.entered_on
                for period in periods
            ):
                self.assertEqual(word, "extra")

    @several
    @given(cycles, intervals, weekdays, graces, checkin_days, st.integers(-20, 450))
    def test_each_period_has_one_outcome(
        self, cycle, interval, weekday, grace, offsets, today
    ):
        _dates, periods, assigned = self._assign(
            cycle, interval, weekday, grace, offsets
        )
        day = cycle[0] + timedelta(days=today)
        words = schedule.outcomes(assigned, periods, grace, day)
        self.assertEqual(len(words), len(periods))
        for word, met in zip(words, assigned.periods, strict=True):
            self.assertIn(word, {met} if met else {"missed", "open"})
        words = schedule.outcomes(assigned, periods, grace, day, left_out=periods)
        self.assertEqual(words, ["left_out"] * len(periods))

    @several
    @given(cycles, intervals, weekdays, graces, st.data())
    def test_whoever_checks_in_by_every_due_day_is_always_on_time(
        self, cycle, interval, weekday, grace, data
    ):
        periods = schedule.checkin_periods(*cycle, interval, weekday)
        early = [
            data.draw(st.integers(0, (period.due - period.opens).days))
            for period in periods
        ]
        dates = [
            period.due - timedelta(days=number)
            for period, number in zip(periods, early, strict=True)
        ]
        assigned = schedule.assign([Report(day, day) for day in dates], periods, grace)
        self.assertEqual(set(assigned.timeliness), {"on_time"} if periods else set())
        words = schedule.outcomes(assigned, periods, grace, cycle[1])
        self.assertEqual(words, ["on_time"] * len(periods))
        self.assertIsNone(schedule.next_due(assigned, periods))

    @several
    @given(cycles, intervals, weekdays, graces)
    def test_whoever_never_checks_in_is_never_on_time(
        self, cycle, interval, weekday, grace
    ):
        _dates, periods, assigned = self._assign(cycle, interval, weekday, grace, [])
        over = cycle[1] + timedelta(days=grace + 1)
        words = schedule.outcomes(assigned, periods, grace, over)
        self.assertEqual(words, ["missed"] * len(periods))
        self.assertEqual(
            schedule.next_due(assigned, periods), periods[0].due if periods else None
        )
