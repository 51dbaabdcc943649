"""Attainment, progress, shares of days, milestones, scores: tables of cases.

Cases of the field's list (D11) are named where they are met.
"""

import doctest
import math
from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ...arithmetic import (
    figures,
    forecast,
    original_plan,
    plan,
    progress,
    schedule,
    score,
    seasonal,
    status,
)


@tagged("post_install", "-at_install")
class TestArithmeticDoctests(BaseCase):
    def test_examples_in_docstrings_hold(self):
        attempted = {}
        for module in (
            figures,
            forecast,
            original_plan,
            plan,
            progress,
            schedule,
            score,
            seasonal,
            status,
        ):
            result = doctest.testmod(module)
            self.assertEqual(result.failed, 0, module.__name__)
            attempted[module.__name__.rpartition(".")[2]] = result.attempted
        for name in (
            "original_plan",
            "plan",
            "progress",
            "score",
            "seasonal",
            "status",
        ):
            self.assertGreater(attempted[name], 0, name)


@tagged("post_install", "-at_install")
class TestAttainment(BaseCase):
    def test_table(self):
        for name, start, target, current, expected in (
            ("halfway", 0, 100, 50, 0.5),
            ("from a baseline", 20, 40, 25, 0.25),
            ("t < b", 50, 10, 40, 0.25),
            ("t < b, reached", 50, 10, 10, 1.0),
            ("zero crossing", -10, 10, 0, 0.5),
            ("zero crossing down", 10, -10, 5, 0.25),
            ("both negative", -100, -20, -60, 0.5),
            ("target of zero", 8, 0, 6, 0.25),
            ("start of zero", 0, 8, 2, 0.25),
            ("c beyond t", 0, 100, 150, 1.5),
            ("c beyond t, falling", 50, 10, 0, 1.25),
            ("c worse than b", 20, 40, 10, -0.5),
            ("c worse than b, falling", 50, 10, 60, -0.25),
            ("not begun", 20, 40, 20, 0.0),
            ("tiny", 0.0, 1e-12, 5e-13, 0.5),
        ):
            with self.subTest(name):
                self.assertAlmostEqual(
                    progress.attainment(start, target, current), expected, places=12
                )

    def test_baseline_is_not_ignored(self):
        """Fault 2 of the field: progress as current / target (BurningOKR)."""
        self.assertEqual(progress.attainment(80, 100, 80), 0.0)

    def test_equal_start_and_target_is_refused(self):
        """Faults 3 and 13: b = t gave 50 %, or a division by zero."""
        for value in (0, 0.0, 7, -3.5):
            sentence = "^the target equals the start value$"
            with self.assertRaisesRegex(ValueError, sentence):
                progress.attainment(value, value, value)

    def test_never_infinite(self):
        for start, target, current in (
            (0.0, 5e-324, 1e15),
            (0.0, 5e-324, -1e15),
            (1e15, -1e15, 1e15),
            (-1e15, 1e15, -1e15),
        ):
            with self.subTest(start=start, target=target, current=current):
                self.assertTrue(
                    math.isfinite(progress.attainment(start, target, current))
                )


@tagged("post_install", "-at_install")
class TestWeightedMean(BaseCase):
    def test_table(self):
        for name, parts, expected in (
            ("one", [(1, 0.3)], 0.3),
            ("published example", [(30, 0.84), (30, 0.80), (40, 0.90)], 0.852),
            ("weight 0 does not count", [(0, 1.0), (2, 0.5)], 0.5),
            ("zero is a number", [(1, 0.0), (1, 1.0)], 0.5),
            ("thirds", [(1, 0.1), (1, 0.1), (1, 0.1)], 0.1),
            ("huge weights", [(1e308, 0.0), (1e308, 1.0)], 0.5),
            ("tiny weights", [(5e-324, 0.5), (5e-324, 0.5)], 0.5),
        ):
            with self.subTest(name):
                self.assertEqual(progress.weighted_mean(parts), expected)

    def test_no_weight_is_no_answer(self):
        for parts in ([], [(0, 0.7)], [(0, 0.7), (0.0, 0.2)], [(-1, 0.5)]):
            with self.subTest(parts=parts):
                self.assertIsNone(progress.weighted_mean(parts))

    def test_unequal_targets_are_not_averaged_equally(self):
        """Fault 19: a deal of 90 and one of 10 counted the same (Viva)."""
        self.assertAlmostEqual(progress.weighted_mean([(90, 1.0), (10, 0.0)]), 0.9)

    def test_milestones(self):
        for milestones, expected in (
            ([], None),
            ([(0, True)], None),
            ([(1, False)], 0.0),
            ([(1, True), (1, True)], 1.0),
            ([(1, True), (3, False)], 0.25),
            ([(0, False), (2, True)], 1.0),
        ):
            with self.subTest(milestones=milestones):
                self.assertEqual(progress.milestone_progress(milestones), expected)


@tagged("post_install", "-at_install")
class TestInside(BaseCase):
    def test_bounds_belong_to_the_inside(self):
        """Fault 1: the boundary of lower-is-better is `<` (gamification)."""
        for direction, value, expected in (
            ("at_least", 5, True),
            ("at_least", 4.999, False),
            ("at_least", 500, True),
            ("at_most", 5, True),
            ("at_most", 5.001, False),
            ("at_most", -500, True),
            ("range", 2, True),
            ("range", 8, True),
            ("range", 1.999, False),
            ("range", 8.001, False),
        ):
            with self.subTest(direction=direction, value=value):
                self.assertIs(progress.is_inside(direction, value, 5, 2, 8), expected)

    def test_a_journey_has_no_inside(self):
        for direction in ("increase", "decrease"):
            with self.assertRaisesRegex(ValueError, f"^'{direction}' has no inside$"):
                progress.is_inside(direction, 1)


@tagged("post_install", "-at_install")
class TestFar(BaseCase):
    def test_table(self):
        for known, near, far in (
            # Three times the way between them, on either side
            ([10, 20], (-20, 0, 15, 50), (-20.1, 50.1)),
            ([20, 12, 10], (-20, 50), (-21, 51)),
            ([-20, -10], (-50, 20), (-51, 21)),
            # Of one alone, three times itself, and of less than 1 three
            ([5], (-10, 20), (-10.1, 20.1)),
            ([-5], (-20, 10), (-20.1, 10.1)),
            ([0.5], (-2.5, 3.5), (-2.6, 3.6)),
            ([0], (-3, 3), (-3.1, 3.1)),
        ):
            for value in near:
                self.assertFalse(progress.is_far(value, known), (value, known))
            for value in far:
                self.assertTrue(progress.is_far(value, known), (value, known))

    def test_how_far_values_go(self):
        """A float still tells a whole number of that size from the next."""
        self.assertEqual(progress.LARGEST_VALUE, 1e15)
        self.assertNotEqual(progress.LARGEST_VALUE + 1, progress.LARGEST_VALUE)


@tagged("post_install", "-at_install")
class TestShareInside(BaseCase):
    """Ten days from 1 June; inside is 5 or more."""

    FIRST, LAST = date(2026, 6, 1), date(2026, 6, 10)

    def _share(self, readings, start_value=0, last_day=LAST):
        readings = [(date(2026, 6, day), value) for day, value in readings]
        return progress.share_inside(
            readings, start_value, lambda value: value >= 5, self.FIRST, last_day
        )

    def test_table(self):
        for name, readings, start_value, expected in (
            ("no check-in, outside", [], 0, 0.0),
            ("no check-in, inside", [], 9, 1.0),
            ("inside from the sixth on", [(6, 5)], 0, 0.5),
            ("on the last day only", [(10, 5)], 0, 0.1),
            ("on the first day", [(1, 5)], 0, 1.0),
            ("out again", [(3, 5), (5, 0)], 0, 0.2),
            ("two on one day, the later counts", [(6, 0), (6, 5)], 0, 0.5),
            ("two on one day, the later is out", [(6, 5), (6, 0)], 0, 0.0),
            ("far inside earns nothing", [(6, 5000)], 0, 0.5),
        ):
            with self.subTest(name):
                self.assertAlmostEqual(self._share(readings, start_value), expected)

    def test_the_first_day_is_a_day(self):
        self.assertEqual(self._share([], 9, self.FIRST), 1.0)
        self.assertEqual(self._share([(1, 9)], 0, self.FIRST), 1.0)
        self.assertEqual(self._share([], 0, self.FIRST), 0.0)

    def test_before_the_first_day_there_is_no_share(self):
        self.assertEqual(self._share([(1, 9)], 9, self.FIRST - timedelta(days=1)), 0.0)

    def test_days_to_come_do_not_count(self):
        self.assertEqual(self._share([(2, 5), (8, 0)], 5, date(2026, 6, 7)), 1.0)

    def test_a_check_in_of_before_the_cycle_is_its_outset(self):
        readings = [(date(2026, 5, 20), 7)]
        share = progress.share_inside(
            readings, 0, lambda value: value >= 5, self.FIRST, self.LAST
        )
        self.assertEqual(share, 1.0)

    def test_leap_day_is_a_day(self):
        share = progress.share_inside(
            [(date(2028, 2, 29), 5)],
            0,
            lambda value: value >= 5,
            date(2028, 2, 28),
            date(2028, 3, 1),
        )
        self.assertAlmostEqual(share, 2 / 3)


@tagged("post_install", "-at_install")
class TestScore(BaseCase):
    def test_rounding_is_half_up(self):
        for number, expected in (
            (0.0, 0.0),
            (0.049999, 0.0),
            (0.05, 0.1),
            (0.15, 0.2),
            (0.25, 0.3),
            (0.35, 0.4),
            (0.45, 0.5),
            (0.649999, 0.6),
            (0.65, 0.7),
            (0.949999, 0.9),
            (0.95, 1.0),
            (1.0, 1.0),
            (0.1 + 0.2 + 0.35, 0.7),
            (0.65 - 1e-16, 0.7),
        ):
            with self.subTest(number=number):
                self.assertEqual(score.score(number), expected)

    def test_every_thousandth(self):
        for thousandth in range(1001):
            self.assertEqual(
                score.score(thousandth / 1000), (thousandth + 50) // 100 / 10
            )

    def test_passed(self):
        for final, ambition, mark, expected in (
            (1.0, "committed", 0.7, True),
            (0.9, "committed", 0.7, False),
            (0.999, "committed", 0.1, False),
            (0.7, "aspirational", 0.7, True),
            (0.1 * 7, "aspirational", 0.7, True),
            (0.6, "aspirational", 0.7, False),
            (0.6, "aspirational", 0.6, True),
            # Below a billionth it is noise
            (0.7 - 4e-10, "aspirational", 0.7, True),
            (0.7, "aspirational", 0.7 + 4e-10, True),
            (0.7 - 2e-9, "aspirational", 0.7, False),
        ):
            with self.subTest(final=final, ambition=ambition, mark=mark):
                self.assertIs(score.passed(final, ambition, mark), expected)
