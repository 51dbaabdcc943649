"""A year of a company's real check-ins, numbers only, goes through without a surprise.

860 check-ins of 200 key results of Puzzle ITC, which publishes those of its own tool
(github.com/puzzle/okr, July 2023 to July 2024). Nothing of them but numbers and days.
"""

import csv
import math
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ...arithmetic import KeyResultInput, Reading, measure, places, progress, status
from ...arithmetic.figures import periods_of

#: of the check-ins so many are worse than the start, and so many beyond the target
WORSE, BEYOND = 43, 28
FILE = Path(__file__).parent / "a_year_of_check_ins.csv"


def quarter(day):
    """Return the first and the last day of the quarter of a day."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    following = (first + timedelta(days=95)).replace(day=1)
    return first, following - timedelta(days=1)


@tagged("post_install", "-at_install")
class TestRealYear(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rows = {}
        with FILE.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                rows.setdefault(row["key_result"], []).append(row)
        cls.key_results = {key: cls._key_result(some) for key, some in rows.items()}

    @classmethod
    def _key_result(cls, rows):
        readings = tuple(
            sorted(
                Reading(day, float(row["value"]), day)
                for row in rows
                for day in [date.fromisoformat(row["day"])]
            )
        )
        start, target = float(rows[0]["start"]), float(rows[0]["target"])
        return KeyResultInput(
            metric_type="number",
            direction="increase" if target >= start else "decrease",
            start_value=start,
            target_value=target,
            start_date=quarter(readings[0].date)[0],
            end_date=quarter(readings[-1].date)[1],
            grace_days=2,
            readings=readings,
        )

    def _until(self):
        """Yield each key result as it was known when a check-in was written."""
        for name, key_result in self.key_results.items():
            for number, reading in enumerate(key_result.readings, 1):
                known = {
                    field: getattr(key_result, field)
                    for field in key_result.__dataclass_fields__
                }
                known["readings"] = key_result.readings[:number]
                yield name, reading, KeyResultInput(**known)

    def test_what_holds_for_every_check_in(self):
        seen = Counter()
        for name, reading, key_result in self._until():
            figures = measure(key_result, reading.date)
            where = f"{name}, {reading}"
            start, target = key_result.start_value, key_result.target_value
            rising = target > start
            behind = reading.value < start if rising else reading.value > start
            beyond = reading.value > target if rising else reading.value < target
            seen["all"] += 1
            self.assertEqual(figures.current_value, reading.value, where)
            self.assertEqual(figures.last_checkin_date, reading.date, where)
            self.assertTrue(figures.is_measured, where)
            self.assertTrue(math.isfinite(figures.attainment), where)
            self.assertEqual(
                figures.progress, progress.clamp(figures.attainment), where
            )
            self.assertTrue(0 <= figures.expected_progress <= 1, where)
            self.assertIn(figures.status, status.WEAKEST_FIRST, where)
            self.assertNotIn(figures.status, ("no_data", "cancelled"), where)
            self.assertEqual(
                figures.status == "achieved", figures.progress == 1, where
            )
            if start != target:
                seen["worse"] += behind
                seen["beyond"] += beyond
                self.assertEqual(figures.attainment < 0, behind, where)
                self.assertEqual(figures.attainment > 1, beyond, where)
                back = start + figures.attainment * (target - start)
                self.assertAlmostEqual(back, reading.value, 6, where)
            if behind and start != target:
                words = ("off_track", "overdue", "too_early")
                self.assertIn(figures.status, words, where)
            if figures.forecast_value is not None:
                self.assertTrue(math.isfinite(figures.forecast_value), where)
                self.assertIn(figures.forecast_basis, ("trend", "pace"), where)
            if figures.next_checkin_date:
                self.assertGreaterEqual(
                    figures.next_checkin_date, key_result.start_date, where
                )
                self.assertEqual(
                    figures.overdue_date - figures.next_checkin_date,
                    timedelta(days=3),
                    where,
                )
            # Who has just spoken, of today, is not overdue, but for what they left
            # out after the last due day
            if figures.status == "overdue":
                self.assertLess(figures.next_checkin_date, reading.date, where)
        self.assertEqual(seen, {"all": 860, "worse": WORSE, "beyond": BEYOND})

    def test_each_has_one_place_in_history(self):
        words = Counter()
        for name, key_result in self.key_results.items():
            readings = key_result.readings
            found = places(key_result, range(len(readings)))
            before = key_result.start_value
            for number, reading in enumerate(readings):
                self.assertEqual(found[number].previous_value, before, name)
                self.assertTrue(0 <= found[number].progress <= 1, name)
                words[found[number].timeliness] += 1
                before = reading.value
            met = [place.timeliness for place in found.values()]
            self.assertLessEqual(
                met.count("on_time") + met.count("late"), len(periods_of(key_result))
            )
            # Said again in another order it is the same
            self.assertEqual(places(key_result, reversed(range(len(readings)))), found)
        self.assertEqual(sum(words.values()), 860)
        self.assertEqual(set(words), {"on_time", "late", "extra"})
        self.assertGreater(words["on_time"], words["late"])
