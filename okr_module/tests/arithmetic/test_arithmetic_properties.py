"""What holds for all numbers and all days, not only for those we thought of."""

import math
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...arithmetic import (
    KeyResultInput,
    Reading,
    forecast,
    measure,
    plan,
    progress,
    score,
    status,
)

# pylint takes assume() for a function that never returns
# pylint: disable=unreachable

# The same examples in every run: a red build is a fault, never bad luck.
several = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

whole = st.integers(-10_000, 10_000).map(Fraction)
factor = st.integers(1, 1000).map(Fraction)
value = st.floats(-1e15, 1e15)
share = st.floats(0, 1)
weight = st.floats(0, 1e6)
days = st.dates(date(2023, 1, 1), date(2029, 12, 31))
spans = st.integers(0, 400)
journey = st.tuples(whole, whole).filter(lambda ends: ends[0] != ends[1])


@tagged("post_install", "-at_install")
class TestAttainmentProperties(BaseCase):
    @several
    @given(journey, whole, factor, whole)
    def test_units_do_not_matter(self, ends, current, scale, shift):
        """Euros or cents, Celsius or Kelvin: the share is the same."""
        start, target = ends
        self.assertEqual(
            progress.attainment(start, target, current),
            progress.attainment(
                start * scale + shift, target * scale + shift, current * scale + shift
            ),
        )

    @several
    @given(journey, whole)
    def test_increase_and_decrease_mirror_each_other(self, ends, current):
        start, target = ends
        self.assertEqual(
            progress.attainment(start, target, current),
            progress.attainment(-start, -target, -current),
        )

    @several
    @given(journey)
    def test_ends_of_the_way(self, ends):
        start, target = ends
        self.assertEqual(progress.attainment(start, target, start), 0)
        self.assertEqual(progress.attainment(start, target, target), 1)

    @several
    @given(journey, whole, whole)
    def test_closer_to_the_target_is_more(self, ends, one, other):
        start, target = ends
        assume(one != other)
        nearer, farther = sorted((one, other), reverse=target > start)
        self.assertGreater(
            progress.attainment(start, target, nearer),
            progress.attainment(start, target, farther),
        )

    @several
    @given(value, value, value)
    def test_every_number_gives_a_finite_share(self, start, target, current):
        assume(start != target)
        found = progress.attainment(start, target, current)
        self.assertTrue(math.isfinite(found))
        self.assertTrue(0 <= progress.clamp(found) <= 1)


@tagged("post_install", "-at_install")
class TestWeightedMeanProperties(BaseCase):
    parts = st.lists(st.tuples(weight, share), max_size=8)

    @several
    @given(parts)
    def test_lies_between_the_least_and_the_most(self, parts):
        mean = progress.weighted_mean(parts)
        counted = [number for weight, number in parts if weight > 0]
        if not counted:
            self.assertIsNone(mean)
            return
        self.assertGreaterEqual(mean, min(counted) - 1e-9)
        self.assertLessEqual(mean, max(counted) + 1e-9)

    @several
    @given(parts, st.sampled_from((1e-3, 0.5, 3, 100, 1e6)))
    def test_only_the_proportion_of_weights_matters(self, parts, scale):
        # Away from denormal floats, where scaling loses digits
        parts = [(weight, x) for weight, x in parts if not 0 < weight < 1e-100]
        mean = progress.weighted_mean(parts)
        scaled = progress.weighted_mean((weight * scale, x) for weight, x in parts)
        if mean is None:
            self.assertIsNone(scaled)
        else:
            self.assertAlmostEqual(mean, scaled, places=9)

    @several
    @given(parts, share)
    def test_a_part_without_weight_changes_nothing(self, parts, number):
        self.assertEqual(
            progress.weighted_mean(parts), progress.weighted_mean([*parts, (0, number)])
        )

    @several
    @given(share, st.lists(st.floats(1e-3, 1e6), min_size=1, max_size=5))
    def test_mean_of_equals_is_the_same(self, number, weights):
        mean = progress.weighted_mean((weight, number) for weight in weights)
        self.assertAlmostEqual(mean, number, places=9)


@tagged("post_install", "-at_install")
class TestShareInsideProperties(BaseCase):
    @several
    @given(
        days,
        spans,
        st.lists(st.tuples(st.integers(-5, 410), st.integers(0, 9)), max_size=12),
        st.integers(0, 9),
    )
    def test_equals_a_count_day_by_day(self, first, span, offsets, start_value):
        last = first + timedelta(days=span)
        readings = sorted(
            ((first + timedelta(days=offset), number) for offset, number in offsets),
            key=lambda reading: reading[0],
        )
        good = 0
        for offset in range(span + 1):
            day = first + timedelta(days=offset)
            held = [number for date_, number in readings if date_ <= day]
            good += (held[-1] if held else start_value) >= 5
        found = progress.share_inside(
            readings, start_value, lambda number: number >= 5, first, last
        )
        self.assertEqual(found, good / (span + 1))


@tagged("post_install", "-at_install")
class TestPlanProperties(BaseCase):
    @several
    @given(days, spans, st.integers(-500, 500), st.integers(0, 500))
    def test_expected_never_falls_and_hits_both_ends(self, first, span, offset, later):
        last = first + timedelta(days=span)
        day = first + timedelta(days=offset)
        now = plan.linear_expected(first, last, day)
        then = plan.linear_expected(first, last, day + timedelta(days=later))
        self.assertLessEqual(now, then)
        self.assertTrue(0 <= now <= 1)
        self.assertEqual(plan.linear_expected(first, last, last), 1.0)
        if span:
            self.assertEqual(plan.linear_expected(first, last, first), 0.0)

    points = st.dictionaries(days, st.floats(-1e9, 1e9), min_size=1, max_size=6)

    @several
    @given(points, days)
    def test_plan_hits_its_points_and_stays_between_them(self, points, day):
        points = sorted(points.items())
        for date_, number in points:
            self.assertEqual(plan.planned_value(points, date_), number)
        found = plan.planned_value(points, day)
        before = [n for date_, n in points if date_ <= day][-1:]
        after = [n for date_, n in points if date_ > day][:1]
        around = before + after
        self.assertGreaterEqual(found, min(around) - 1e-3)
        self.assertLessEqual(found, max(around) + 1e-3)

    @several
    @given(points, journey, days, spans, days)
    def test_expected_with_a_plan_is_a_share(self, points, ends, first, span, day):
        start, target = map(float, ends)
        last = first + timedelta(days=span)
        found = plan.expected_progress(
            sorted(points.items()), start, target, first, last, day
        )
        self.assertTrue(0 <= found <= 1)


@tagged("post_install", "-at_install")
class TestForecastProperties(BaseCase):
    @several
    @given(
        days,
        st.integers(3, 400),
        st.sets(st.integers(0, 400), min_size=3, max_size=9),
        st.integers(-1000, 1000),
        st.integers(-100, 100),
    )
    def test_exact_on_a_straight_line(self, first, span, offsets, start, slope):
        last = first + timedelta(days=span)
        readings = [
            (first + timedelta(days=offset), start + slope * offset)
            for offset in sorted(offsets)
        ]
        found = forecast.forecast(readings, 0, first, last, readings[-1][0]).value
        self.assertAlmostEqual(found, start + slope * span, delta=1e-5)

    @several
    @given(days, st.integers(2, 400), st.data(), st.integers(-100, 100))
    def test_run_rate_goes_on_as_it_did(self, first, span, data, slope):
        offset = data.draw(st.integers(1, span))
        day = first + timedelta(days=offset)
        found = forecast.forecast(
            [(day, 50 + slope * offset)], 50, first, first + timedelta(days=span), day
        ).value
        self.assertAlmostEqual(found, 50 + slope * span, delta=1e-6)


@tagged("post_install", "-at_install")
class TestScoreProperties(BaseCase):
    @several
    @given(share, share)
    def test_a_tenth_near_by_that_never_falls(self, one, other):
        low, high = sorted((one, other))
        self.assertLessEqual(score.score(low), score.score(high))
        self.assertLessEqual(abs(score.score(low) - low), 0.05 + 1e-9)
        self.assertEqual(round(score.score(low) * 10, 9) % 1, 0)
        self.assertEqual(score.score(score.score(low)), score.score(low))


@tagged("post_install", "-at_install")
class TestMeasureProperties(BaseCase):
    @several
    @given(st.data())
    def test_whatever_is_entered_the_figures_are_sane(self, data):
        first = data.draw(days)
        last = first + timedelta(days=data.draw(spans))
        offsets = sorted(data.draw(st.lists(st.integers(-10, 400), max_size=6)))
        direction = data.draw(
            st.sampled_from(("increase", "decrease", *progress.BANDS))
        )
        kinds = ("number", "percent", "currency", "boolean", "milestone")
        figures = measure(
            KeyResultInput(
                metric_type=data.draw(st.sampled_from(kinds)),
                direction=direction,
                start_value=data.draw(value),
                target_value=data.draw(value),
                range_min=data.draw(st.floats(-1e6, 0)),
                range_max=data.draw(st.floats(0, 1e6)),
                start_date=first,
                end_date=last,
                cancelled=data.draw(st.booleans()),
                tracked=data.draw(st.booleans()),
                tracked_until=data.draw(st.none() | days),
                date_activated=data.draw(st.none() | days),
                adds_up=data.draw(st.booleans()),
                readings=tuple(
                    Reading(
                        first + timedelta(days=offset),
                        data.draw(value),
                        data.draw(st.none() | days),
                        data.draw(st.booleans()),
                    )
                    for offset in offsets
                ),
                milestones=tuple(
                    data.draw(st.lists(st.tuples(weight, st.booleans()), max_size=4))
                ),
                checkin_interval=data.draw(
                    st.sampled_from(("week", "two_weeks", "month"))
                ),
                checkin_weekday=data.draw(st.integers(0, 6)),
                grace_days=data.draw(st.integers(0, 31)),
            ),
            data.draw(days),
        )
        self.assertTrue(math.isfinite(figures.attainment))
        self.assertTrue(math.isfinite(figures.current_value))
        self.assertTrue(0 <= figures.progress <= 1)
        self.assertTrue(0 <= figures.expected_progress <= 1)
        self.assertIn(figures.status, (*status.WEAKEST_FIRST, "cancelled"))
        if figures.forecast_value is not None:
            self.assertTrue(math.isfinite(figures.forecast_value))
        if figures.next_checkin_date:
            self.assertTrue(first <= figures.next_checkin_date <= last)
            self.assertGreater(figures.overdue_date, figures.next_checkin_date)
