"""A plan as last year went: tables of cases, and what holds for all curves."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...arithmetic import KeyResultInput, Reading, measure, seasonal
from ...arithmetic.curve import curve
from .test_arithmetic_properties import several

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 11)


def day(number):
    """The day after so many days of the cycle: 0 is its first."""
    return FIRST + timedelta(days=number)


def shares(values, base=0.0, rising=True):
    """Return last year's shares by the number of the day, and the problem."""
    points, problem = seasonal.seasonal_shares(
        [(day(number), value) for number, value in values], base, rising
    )
    return [((date - FIRST).days, share) for date, share in points], problem


@tagged("post_install", "-at_install")
class TestDaysOfLastYear(BaseCase):
    def test_table(self):
        for this, last in (
            ("2026-03-18", "2025-03-18"),
            ("2026-01-01", "2025-01-01"),
            ("2028-02-28", "2027-02-28"),
            ("2028-02-29", "2027-02-28"),
            ("2028-03-01", "2027-03-01"),
            ("2029-02-27", "2028-02-27"),
            # The last day of a month stays it: a quarter keeps its last day.
            ("2029-02-28", "2028-02-29"),
            ("2029-03-01", "2028-03-01"),
            ("2026-12-31", "2025-12-31"),
        ):
            with self.subTest(this):
                found = seasonal.day_last_year(date.fromisoformat(this))
                self.assertEqual(str(found), last)

    def test_days_sampled(self):
        for length, most, expected in (
            (1, 100, [0, 1]),
            (3, 100, [0, 1, 2, 3]),
            (10, 4, [0, 4, 8, 10]),
            (9, 4, [0, 3, 6, 9]),
            (10, 2, [0, 10]),
        ):
            with self.subTest(length=length, most=most):
                days = seasonal.sample_days(day(0), day(length), most)
                self.assertEqual([(d - FIRST).days for d in days], expected)

    def test_a_hundred_days_where_nobody_says_how_many(self):
        for length, expected in ((99, 100), (100, 51), (198, 100), (199, 68)):
            with self.subTest(length=length):
                days = seasonal.sample_days(day(0), day(length))
                self.assertEqual(len(days), expected)

    @several
    @given(st.integers(1, 800), st.integers(2, 120))
    def test_never_more_days_than_asked_for(self, length, most):
        days = seasonal.sample_days(day(0), day(length), most)
        self.assertLessEqual(len(days), most)
        self.assertEqual((days[0], days[-1]), (day(0), day(length)))
        self.assertEqual(days, sorted(set(days)))

    @several
    @given(st.dates(date(2023, 1, 1), date(2032, 12, 31)))
    def test_order_of_days_is_kept(self, this):
        found = seasonal.day_last_year(this)
        after = seasonal.day_last_year(this + timedelta(days=1))
        self.assertLessEqual(found, after)
        self.assertLessEqual(364, (this - found).days)
        self.assertLessEqual((this - found).days, 366)

    def test_days_of_a_drawn_plan(self):
        for start, end, expected in (
            ("2026-01-05", "2026-04-05", ["2026-01-31", "2026-02-28", "2026-03-31"]),
            ("2026-01-01", "2026-03-31", ["2026-01-31", "2026-02-28"]),
            ("2026-03-01", "2026-03-31", ["2026-03-08"] + ["2026-03-15", "2026-03-22"]),
            ("2026-03-01", "2026-03-03", []),
        ):
            with self.subTest(start=start, end=end):
                days = seasonal.plan_days(*map(date.fromisoformat, (start, end)))
                self.assertEqual([str(day) for day in days][:3], expected)
        # The first day and the last have their values already
        for start, end, expected in (
            ("2026-01-30", "2026-04-15", ["2026-01-31", "2026-02-28", "2026-03-31"]),
            ("2026-01-31", "2026-04-30", ["2026-02-28", "2026-03-31"]),
            ("2026-01-29", "2026-04-01", ["2026-01-31", "2026-02-28", "2026-03-31"]),
            ("2028-02-01", "2028-04-15", ["2028-02-29", "2028-03-31"]),
        ):
            with self.subTest(start=start, end=end):
                days = seasonal.plan_days(*map(date.fromisoformat, (start, end)))
                self.assertEqual([str(day) for day in days], expected)
        # Thirteen ends of months are one too many: every second
        days = seasonal.plan_days(date(2026, 1, 5), date(2027, 2, 5))
        self.assertEqual(
            [str(day) for day in days],
            [
                "2026-02-28",
                "2026-04-30",
                "2026-06-30",
                "2026-08-31",
                "2026-10-31",
                "2026-12-31",
            ],
        )
        days = seasonal.plan_days(date(2026, 1, 5), date(2027, 1, 5))
        self.assertEqual(len(days), 12)
        year = seasonal.plan_days(date(2026, 1, 1), date(2026, 12, 31))
        self.assertEqual(len(year), 11)
        decade = seasonal.plan_days(date(2020, 1, 1), date(2029, 12, 31))
        self.assertLessEqual(len(decade), 12)


@tagged("post_install", "-at_install")
class TestSeasonShares(BaseCase):
    def test_table(self):
        """FIELD D3: e(d) = cum(d) / cum(f)."""
        for name, values, base, rising, expected in (
            ("adds up", [(0, 1), (5, 4), (10, 10)], 0.0, True, [0.1, 0.4, 1.0]),
            ("late rush", [(0, 0), (9, 0), (10, 8)], 0.0, True, [0.0, 0.0, 1.0]),
            ("credit notes", [(0, -2), (5, 12), (10, 10)], 0.0, True, [0, 1, 1]),
            ("dip on the way", [(0, 6), (5, 4), (10, 10)], 0.0, True, [0.6, 0.4, 1]),
            ("sum below zero", [(0, -1), (10, -4)], 0.0, False, [0.25, 1.0]),
            # What stands at a date: its movement, not its height
            ("stock rises", [(0, 100), (5, 105), (10, 120)], 100, True, [0, 0.25, 1]),
            ("stock falls", [(0, 90), (5, 70), (10, 50)], 90, False, [0, 0.5, 1]),
            ("stock from zero", [(0, 2), (10, 4)], 0.0, True, [0.5, 1]),
            # An average begins with its first value
            ("average", [(0, 20), (5, 25), (10, 40)], None, True, [0, 0.25, 1]),
        ):
            with self.subTest(name):
                points, problem = shares(values, base, rising)
                self.assertIsNone(problem)
                self.assertEqual([share for _day, share in points], expected)

    def test_no_curve(self):
        for name, values, base, rising, problem in (
            ("nothing counted", [(0, 0), (10, 0)], 0.0, True, "empty"),
            ("no value at all", [(0, None), (10, None)], None, True, "empty"),
            ("no value at the end", [(0, 1), (10, None)], 0.0, True, "empty"),
            ("none at two ends", [(0, 1), (5, 4), (10, None)], 0.0, True, "empty"),
            ("all taken back", [(0, 5), (10, 0)], 0.0, True, "still"),
            ("stock as it was", [(0, 7), (10, 7)], 7, True, "still"),
            ("average of one", [(0, None), (10, 7)], None, True, "still"),
            ("it rose, is to fall", [(0, 1), (10, 4)], 0.0, False, "other_way"),
            ("it fell, is to rise", [(0, 9), (10, 4)], 9, True, "other_way"),
            ("loss instead of profit", [(0, 9), (10, -4)], 0.0, True, "other_way"),
            ("beyond all numbers", [(0, 0), (10, float("inf"))], 0.0, True, "empty"),
        ):
            with self.subTest(name):
                self.assertEqual(shares(values, base, rising), ([], problem))
                self.assertIn(problem, seasonal.PROBLEMS)

    def test_days_without_a_value_are_passed_over(self):
        points, _problem = shares([(0, None), (4, 4), (5, None), (10, 10)])
        self.assertEqual(points, [(0, 0.0), (4, 0.4), (10, 1.0)])
        # Only the last one tells whether there is a whole
        points, problem = shares([(0, 1), (4, None), (10, 10)])
        self.assertEqual((points, problem), ([(0, 0.1), (10, 1.0)], None))
        points, problem = shares([(0, 1), (4, None), (5, 5), (6, None), (10, 10)])
        self.assertEqual((points, problem), ([(0, 0.1), (5, 0.5), (10, 1.0)], None))

    def test_problems_that_models_have_words_for(self):
        self.assertEqual(
            seasonal.PROBLEMS,
            (
                "no_history",
                "not_over",
                "hidden",
                "empty",
                "still",
                "other_way",
                "failed",
            ),
        )

    def test_every_problem_has_words(self):
        self.assertEqual(len(seasonal.PROBLEMS), len(set(seasonal.PROBLEMS)))


whole = st.integers(-1000, 1000).map(Fraction)
curves = st.lists(whole, min_size=2, max_size=12)


@tagged("post_install", "-at_install")
class TestSeasonProperties(BaseCase):
    def _numbered(self, values):
        return list(enumerate(values))

    @several
    @given(curves, st.one_of(st.none(), whole), st.booleans())
    def test_shares_are_shares_and_end_with_the_whole(self, values, base, rising):
        points, problem = shares(self._numbered(values), base, rising)
        self.assertEqual(bool(points), problem is None)
        for _day, share in points:
            self.assertTrue(0 <= share <= 1)
        if points:
            self.assertEqual(points[-1][1], 1)

    @several
    @given(curves, st.integers(1, 1000).map(Fraction))
    def test_units_do_not_matter(self, values, scale):
        """Euros or cents: nothing of last year's amounts is left in a share."""
        self.assertEqual(
            shares(self._numbered(values), Fraction(0)),
            shares(self._numbered([value * scale for value in values]), Fraction(0)),
        )

    @several
    @given(curves, whole)
    def test_the_height_of_a_stock_does_not_matter(self, values, shift):
        base = values[0]
        self.assertEqual(
            shares(self._numbered(values), base)[0],
            shares(self._numbered([v + shift for v in values]), base + shift)[0],
        )

    @several
    @given(curves, whole)
    def test_falling_mirrors_rising(self, values, base):
        mirrored = [-value for value in values]
        rising = shares(self._numbered(values), base, True)
        falling = shares(self._numbered(mirrored), -base, False)
        self.assertEqual(rising[0], falling[0])

    @several
    @given(st.lists(st.integers(0, 100), min_size=2, max_size=30))
    def test_what_only_adds_up_is_expected_never_to_fall(self, added):
        total, values = 0, []
        for number, amount in enumerate(added):
            total += amount
            values.append((day(number), float(total)))
        points, problem = seasonal.seasonal_shares(values, 0.0, True)
        if problem:
            self.assertEqual((problem, total), ("empty", 0))
            return
        found = [
            seasonal.seasonal_expected(points, day(number))
            for number in range(-3, len(added) + 3)
        ]
        self.assertEqual(found, sorted(found))
        self.assertEqual((found[0], found[-1]), (0.0, 1.0))
        for number, (_day, value) in enumerate(values):
            self.assertAlmostEqual(found[number + 3], value / total, places=12)

    @several
    @given(st.integers(1, 60))
    def test_a_steady_year_is_the_straight_line(self, length):
        """What adds up evenly from the eve on differs by the share of one day."""
        values = [(day(number), float(number)) for number in range(length + 1)]
        points, _problem = seasonal.seasonal_shares(values, 0.0, True)
        for number in range(length + 1):
            self.assertAlmostEqual(
                seasonal.seasonal_expected(points, day(number)), number / length
            )


@tagged("post_install", "-at_install")
class TestSeasonalFigures(BaseCase):
    """Expected, status and curve of a key result that goes as last year."""

    SEASON = ((day(0), 0.0), (day(5), 0.2), (day(10), 1.0))

    def _key_result(self, **values):
        return KeyResultInput(
            **{
                "metric_type": "number",
                "direction": "increase",
                "start_value": 10.0,
                "target_value": 60.0,
                "start_date": FIRST,
                "end_date": LAST,
                "seasonal": self.SEASON,
                **values,
            }
        )

    def test_expected(self):
        for number, expected in (
            (-1, 0.0),
            (0, 0.0),
            (5, 0.2),
            (7, 0.52),
            (10, 1.0),
            (11, 1.0),
        ):
            with self.subTest(number=number):
                found = measure(self._key_result(), day(number)).expected_progress
                self.assertAlmostEqual(found, expected)

    def test_status_follows(self):
        """A slow January is no alarm: 20 % at half time is as last year."""
        readings = (Reading(day(5), 20.0),)
        seasonal = measure(self._key_result(readings=readings), day(5))
        straight = measure(self._key_result(readings=readings, seasonal=()), day(5))
        self.assertEqual(seasonal.progress, 0.2)
        self.assertEqual((seasonal.status, straight.status), ("on_track", "off_track"))

    def test_curve(self):
        lines = curve(self._key_result(), day(3))
        self.assertEqual(
            [((date - FIRST).days, value) for date, value in lines.plan],
            [(0, 10.0), (5, 20.0), (10, 60.0)],
        )

    def test_curve_stays_within_the_cycle(self):
        """A KPI may be counted from before the cycle, or until before its end."""
        points = ((day(-5), 0.0), (day(5), 0.5), (day(8), 1.0))
        lines = curve(self._key_result(seasonal=points), day(3))
        self.assertEqual(
            [((date - FIRST).days, value) for date, value in lines.plan],
            [(0, 22.5), (5, 35.0), (8, 60.0), (10, 60.0)],
        )

    def test_falling(self):
        key_result = self._key_result(
            direction="decrease", start_value=60.0, target_value=10.0
        )
        lines = curve(key_result, day(3))
        self.assertEqual([value for _day, value in lines.plan], [60.0, 50.0, 10.0])
        self.assertAlmostEqual(measure(key_result, day(5)).expected_progress, 0.2)

    def test_what_does_not_travel_has_no_seasonal_plan(self):
        for values in (
            {"direction": "at_least"},
            {"direction": "range", "range_max": 5.0},
            {"metric_type": "boolean"},
            {"metric_type": "milestone"},
        ):
            with self.subTest(values=values):
                found = measure(self._key_result(**values), day(5)).expected_progress
                self.assertEqual(found, 0.5)
