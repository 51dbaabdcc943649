"""What holds for the check-ins of every cycle, wherever it begins and ends."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...arithmetic import schedule
from .test_arithmetic_properties import several

WEEKDAYS = range(7)
intervals = st.sampled_from(sorted(schedule.INTERVALS))
cycles = st.tuples(
    st.dates(date(2023, 1, 1), date(2029, 12, 31)), st.integers(0, 400)
).map(lambda cycle: (cycle[0], cycle[0] + timedelta(days=cycle[1])))
weekdays = st.sampled_from(WEEKDAYS)
graces = st.integers(0, 31)
checkin_days = st.lists(st.integers(-20, 430), max_size=30)


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
        self.assertEqual(dues, [day for day in all_days if day.weekday() == weekday])


@tagged("post_install", "-at_install")
class TestAssignProperties(BaseCase):
    def _assign(self, cycle, interval, weekday, grace, offsets):
        periods = schedule.checkin_periods(*cycle, interval, weekday)
        dates = [cycle[0] + timedelta(days=offset) for offset in sorted(offsets)]
        return dates, periods, schedule.assign(dates, periods, grace)

    @several
    @given(cycles, intervals, weekdays, graces, checkin_days)
    def test_each_check_in_is_one_thing(self, cycle, interval, weekday, grace, offsets):
        dates, periods, outcome = self._assign(cycle, interval, weekday, grace, offsets)
        self.assertEqual(len(outcome.timeliness), len(dates))
        self.assertEqual(len(outcome.periods), len(periods))
        given_out = Counter(outcome.timeliness)
        filled = Counter(outcome.periods)
        self.assertLessEqual(set(given_out), {"on_time", "late", "extra"})
        self.assertEqual(given_out["on_time"], filled["on_time"])
        self.assertEqual(given_out["late"], filled["late"])
        self.assertEqual(sum(filled.values()), len(periods))

    @several
    @given(cycles, intervals, weekdays, graces, checkin_days)
    def test_a_period_is_filled_only_by_a_check_in_of_its_days(
        self, cycle, interval, weekday, grace, offsets
    ):
        dates, periods, outcome = self._assign(cycle, interval, weekday, grace, offsets)
        for period, filled in zip(periods, outcome.periods, strict=True):
            in_time = any(period.opens <= day <= period.due for day in dates)
            in_grace = any(
                period.due < day <= period.due + timedelta(days=grace) for day in dates
            )
            if filled == "on_time":
                self.assertTrue(in_time)
            elif filled == "late":
                self.assertTrue(in_grace)
            elif in_time:
                # What fell into it paid for the one before, late.
                self.assertIn("late", outcome.periods)

    @several
    @given(cycles, intervals, weekdays, graces, checkin_days, st.integers(-20, 450))
    def test_rate_is_a_share(self, cycle, interval, weekday, grace, offsets, today):
        _dates, periods, outcome = self._assign(
            cycle, interval, weekday, grace, offsets
        )
        day = cycle[0] + timedelta(days=today)
        rate = schedule.on_time_rate(outcome, periods, grace, day)
        if rate is not None:
            self.assertTrue(0 <= rate <= 1)
        self.assertIsNone(
            schedule.on_time_rate(outcome, periods, grace, day, left_out=periods)
        )

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
        outcome = schedule.assign(dates, periods, grace)
        self.assertEqual(set(outcome.timeliness), {"on_time"} if periods else set())
        rate = schedule.on_time_rate(outcome, periods, grace, cycle[1])
        self.assertEqual(rate, 1.0 if periods else None)
        self.assertIsNone(schedule.next_due(outcome, periods))

    @several
    @given(cycles, intervals, weekdays, graces)
    def test_whoever_never_checks_in_is_never_on_time(
        self, cycle, interval, weekday, grace
    ):
        _dates, periods, outcome = self._assign(cycle, interval, weekday, grace, [])
        over = cycle[1] + timedelta(days=grace + 1)
        rate = schedule.on_time_rate(outcome, periods, grace, over)
        self.assertEqual(rate, 0.0 if periods else None)
        self.assertEqual(
            schedule.next_due(outcome, periods), periods[0].due if periods else None
        )
