import doctest
from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ...arithmetic import span
from ...arithmetic.span import Span

MONDAY = date(2026, 1, 5)


@tagged("post_install", "-at_install")
class TestArithmeticSpan(BaseCase):
    """From which day to which, and the weeks and months within."""

    def _windows(self, kind, start, end):
        return [
            (found.start.isoformat(), found.end.isoformat())
            for found in span.windows(kind, start, end)
        ]

    def test_examples(self):
        self.assertEqual(doctest.testmod(span).failed, 0)

    def test_empty(self):
        later = MONDAY + timedelta(days=1)
        for start, end, is_empty in (
            (MONDAY, later, False),
            (MONDAY, MONDAY, False),
            (later, MONDAY, True),
            # What stands at a date began whenever
            (None, MONDAY, False),
        ):
            with self.subTest(start=start, end=end):
                self.assertIs(Span(start, end).is_empty, is_empty)

    def test_full_weeks(self):
        sunday = MONDAY + timedelta(days=6)
        week = [("2026-01-05", "2026-01-11")]
        for start, end, expected in (
            (MONDAY, sunday, week),
            # Cut short at either end it is no week
            (MONDAY, sunday - timedelta(days=1), []),
            (MONDAY + timedelta(days=1), sunday, []),
            (MONDAY - timedelta(days=6), sunday + timedelta(days=6), week),
            (
                MONDAY - timedelta(days=1),
                sunday + timedelta(days=7),
                [*week, ("2026-01-12", "2026-01-18")],
            ),
        ):
            with self.subTest(start=start, end=end):
                self.assertEqual(self._windows("week", start, end), expected)

    def test_full_months(self):
        december = ("2025-12-01", "2025-12-31")
        january = ("2026-01-01", "2026-01-31")
        february = ("2026-02-01", "2026-02-28")
        for start, end, expected in (
            (date(2025, 12, 1), date(2026, 2, 28), [december, january, february]),
            (date(2025, 12, 2), date(2026, 2, 27), [january]),
            (date(2025, 11, 30), date(2025, 12, 31), [december]),
            (date(2026, 1, 1), date(2026, 1, 30), []),
            (date(2028, 2, 1), date(2028, 2, 29), [("2028-02-01", "2028-02-29")]),
        ):
            with self.subTest(start=start, end=end):
                self.assertEqual(self._windows("month", start, end), expected)
