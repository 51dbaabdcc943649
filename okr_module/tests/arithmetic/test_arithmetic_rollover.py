"""A plan in another cycle: tables of cases, and what holds for any."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...arithmetic.progress import LARGEST_VALUE
from ...arithmetic.rollover import continued, moved_day, moved_points, rescaled
from ...arithmetic.span import Span

Q1 = Span(date(2026, 1, 1), date(2026, 3, 31))
Q2 = Span(date(2026, 4, 1), date(2026, 6, 30))
YEAR = Span(date(2027, 1, 1), date(2027, 12, 31))
ONE_DAY = Span(date(2028, 2, 29), date(2028, 2, 29))

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
spans = st.builds(
    lambda start, length: Span(start, start + timedelta(days=length)),
    days,
    st.integers(0, 800),
)
values = st.floats(-LARGEST_VALUE, LARGEST_VALUE)


@tagged("post_install", "-at_install")
class TestMovedDays(BaseCase):
    def test_table(self):
        for name, day, old, new, expected in (
            ("first", Q1.start, Q1, Q2, Q2.start),
            ("last", Q1.end, Q1, Q2, Q2.end),
            ("middle", date(2026, 2, 15), Q1, YEAR, date(2027, 7, 4)),
            ("before", date(2025, 1, 1), Q1, Q2, Q2.start),
            ("after", date(2027, 1, 1), Q1, Q2, Q2.end),
            ("into one day", date(2026, 2, 1), Q1, ONE_DAY, ONE_DAY.end),
            ("out of one day", ONE_DAY.start, ONE_DAY, Q2, Q2.end),
        ):
            with self.subTest(name):
                self.assertEqual(moved_day(day, old, new), expected)

    def test_points_meet_on_a_day_and_the_later_stands(self):
        points = [(date(2026, 2, 1), 5.0), (date(2026, 3, 1), 9.0)]
        self.assertEqual(moved_points(points, Q1, ONE_DAY), [(ONE_DAY.end, 9.0)])

    def test_points_on_the_first_and_the_last_day_stay(self):
        outside = [Q1.start - timedelta(days=1), Q1.end + timedelta(days=1)]
        points = [(day, 5.0) for day in (outside[0], Q1.start, Q1.end, outside[1])]
        self.assertEqual(moved_points(points, None, Q1), points[1:3])

    def test_points_of_an_idea_stay_where_they_are_or_are_left_out(self):
        points = [(date(2026, 5, 1), 5.0), (date(2026, 7, 1), 9.0)]
        self.assertEqual(moved_points(points, None, Q2), points[:1])

    @given(days, spans, spans)
    def test_within_the_new_span(self, day, old, new):
        self.assertTrue(new.start <= moved_day(day, old, new) <= new.end)

    @given(days, days, spans, spans)
    def test_order_stays(self, one, other, old, new):
        first, last = sorted((one, other))
        self.assertLessEqual(moved_day(first, old, new), moved_day(last, old, new))

    @given(spans)
    def test_the_same_span_moves_nothing(self, span):
        for day in (span.start, span.start + (span.end - span.start) // 2):
            if span.start < span.end:
                self.assertEqual(moved_day(day, span, span), day)


@tagged("post_install", "-at_install")
class TestContinued(BaseCase):
    def test_table(self):
        for name, direction, start, target, last, expected in (
            ("on its way", "increase", 0, 100, 60, (60, 100)),
            ("not moved", "increase", 0, 100, 0, (0, 100)),
            ("went back", "increase", 20, 100, 5, (5, 100)),
            ("reached", "increase", 0, 100, 100, (100, 200)),
            ("beyond", "increase", 20, 100, 130, (130, 210)),
            ("falls, on its way", "decrease", 50, 10, 30, (30, 10)),
            ("falls, reached", "decrease", 50, 10, 8, (8, -32)),
            ("held above", "at_least", 90, 95, 97, (97, 95)),
            ("held below", "at_most", 5, 3, 4, (4, 3)),
            ("within", "range", 0, 0, 7, (7, 0)),
            ("almost there", "increase", 0, 1, 0.75, (0.75, 1)),
            ("falls, almost there", "decrease", 1, 0, 0.25, (0.25, 0)),
            # As far as values go, and no step further
            ("to the end", "increase", 0, 5e14, 5e14, (5e14, 1e15)),
            ("beyond the end", "increase", 0, 6e14, 6e14, (0, 6e14)),
            ("down to the end", "decrease", 0, -5e14, -5e14, (-5e14, -1e15)),
            ("down beyond the end", "decrease", 0, -6e14, -6e14, (0, -6e14)),
            # A step that is lost in so large a number
            ("no step", "increase", 0, 1e-9, 9e14, (0, 1e-9)),
        ):
            with self.subTest(name):
                self.assertEqual(continued(direction, start, target, last), expected)

    @given(st.sampled_from(["increase", "decrease"]), values, values, values)
    def test_there_is_always_a_way_to_go(self, direction, one, other, last):
        if one == other:
            return
        start, target = sorted((one, other), reverse=direction == "decrease")
        new_start, new_target = continued(direction, start, target, last)
        rising = new_target > new_start
        self.assertEqual(rising, direction == "increase")
        self.assertNotEqual(new_start, new_target)
        self.assertLessEqual(abs(new_target), LARGEST_VALUE)


@tagged("post_install", "-at_install")
class TestRescaled(BaseCase):
    def test_table(self):
        for value, old, new, expected in (
            (25.0, (0.0, 100.0), (0.0, 100.0), 25.0),
            (25.0, (0.0, 100.0), (60.0, 100.0), 70.0),
            (40.0, (50.0, 10.0), (20.0, 0.0), 15.0),
            (7.0, (5.0, 5.0), (9.0, 9.0), 7.0),
        ):
            with self.subTest(value=value, old=old, new=new):
                self.assertAlmostEqual(rescaled(value, old, new), expected)
