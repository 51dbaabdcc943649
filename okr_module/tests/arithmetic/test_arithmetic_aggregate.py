"""Aggregates that are put together, the clock and the patterns of honesty: tables."""

from datetime import datetime

from odoo.tests import BaseCase, tagged

from ...arithmetic import aggregate, circles, clock, honesty
from ...arithmetic.aggregate import Aggregate


@tagged("post_install", "-at_install")
class TestAggregate(BaseCase):
    def _one(self, *values, **others):
        known = [value for value in values if value is not None]
        return Aggregate(
            count=len(values),
            valued=len(known),
            total=float(sum(known)),
            low=min(known, default=None),
            high=max(known, default=None),
            distinct=set(known),
            **others,
        )

    def test_results(self):
        found = self._one(3.0, 5.0, 5.0, None)
        for name, expected in (
            ("count", 4.0),
            ("sum", 13.0),
            ("avg", 13.0 / 3),
            ("min", 3.0),
            ("max", 5.0),
            ("count_distinct", 2.0),
        ):
            self.assertEqual(found.result(name), expected, name)
            self.assertIsInstance(found.result(name), float, name)
        self.assertEqual(
            set(aggregate.AGGREGATES),
            {
                "count",
                "sum",
                "avg",
                "min",
                "max",
                "count_distinct",
            },
        )
        with self.assertRaisesRegex(ValueError, "unknown aggregate 'median'"):
            found.result("median")

    def test_nothing_counted(self):
        nothing = Aggregate()
        found = {name: nothing.result(name) for name in aggregate.AGGREGATES}
        self.assertEqual(
            found,
            {
                "count": 0.0,
                "sum": 0.0,
                "avg": None,
                "min": None,
                "max": None,
                "count_distinct": 0.0,
            },
        )

    def test_put_together_it_is_what_it_were_at_once(self):
        """No mean of means, no distinct count of distinct counts."""
        for one, other in (
            ((1.0, 2.0), (2.0, 9.0, 4.0)),
            ((), (7.0,)),
            ((7.0,), ()),
            ((None, -1.0), (0.0,)),
            ((), ()),
        ):
            together = self._one(*one).add(self._one(*other))
            at_once = self._one(*one, *other)
            for name in aggregate.AGGREGATES:
                with self.subTest(one=one, other=other, name=name):
                    self.assertEqual(together.result(name), at_once.result(name))

    def test_nothing_put_to_something_changes_nothing(self):
        something = {"people": {1}, "checksum": 7, "ids": {10, 11}}
        one = self._one(3.0, 5.0, **something)
        self.assertEqual(Aggregate().add(one), self._one(3.0, 5.0, **something))
        self.assertEqual(one.add(Aggregate()), self._one(3.0, 5.0, **something))

    def test_people_and_records_are_united(self):
        one = Aggregate(people={1}, ids={10})
        other = Aggregate(people={1, 4}, ids={11})
        both = one.add(other)
        self.assertIs(both, one)
        self.assertEqual(both.people, {1, 4})
        self.assertEqual(both.ids, {10, 11})

    def test_checksums_add_up_to_what_the_database_can_hold(self):
        largest = 2**63 - 1
        self.assertEqual(Aggregate(checksum=5).add(Aggregate(checksum=6)).checksum, 11)
        self.assertEqual(
            Aggregate(checksum=largest).add(Aggregate(checksum=1)).checksum, 0
        )
        self.assertEqual(
            Aggregate(checksum=largest).add(Aggregate(checksum=largest)).checksum,
            largest - 1,
        )

    def test_so_many_records_are_remembered(self):
        most = aggregate.MOST_REMEMBERED
        self.assertEqual(most, 500)
        full = Aggregate(ids=set(range(most - 1)))
        self.assertEqual(len(full.add(Aggregate(ids={-1})).ids), most)
        self.assertIsNone(full.add(Aggregate(ids={-2})).ids)
        self.assertIsNone(full.add(Aggregate(ids={-2})).ids)
        self.assertIsNone(Aggregate().add(Aggregate(ids=None)).ids)
        self.assertEqual(Aggregate().add(Aggregate()).ids, set())

    def test_ratio(self):
        for numerator, denominator, factor, expected in (
            (3.0, 4.0, 1.0, 0.75),
            (3.0, 4.0, 100.0, 75.0),
            (0.0, 4.0, 1.0, 0.0),
            (3.0, 0.0, 1.0, None),
            (3.0, None, 1.0, None),
            (None, 4.0, 1.0, None),
        ):
            self.assertEqual(aggregate.ratio(numerator, denominator, factor), expected)
        self.assertEqual(aggregate.ratio(1.0, 2.0), 0.5)

    def test_roll_up(self):
        found = aggregate.roll_up(
            {
                (1, "q"): self._one(1.0),
                (2, "q"): self._one(2.0),
                (2, "r"): self._one(4.0),
                (9, "q"): self._one(8.0),
            },
            {1: (1, 5, 7), 2: (2, 5)},
            {5, 2},
        )
        self.assertEqual(
            {key: each.result("sum") for key, each in found.items()},
            {(5, "q"): 3.0, (5, "r"): 4.0, (2, "q"): 2.0, (2, "r"): 4.0},
        )


@tagged("post_install", "-at_install")
class TestClock(BaseCase):
    def test_hours_between(self):
        morning = datetime(2026, 1, 1, 8)
        for end, expected in (
            (datetime(2026, 1, 1, 8), 0.0),
            (datetime(2026, 1, 1, 7), 0.0),
            (datetime(2026, 1, 1, 8, 30), 0.5),
            (datetime(2026, 1, 3, 10), 50.0),
        ):
            self.assertEqual(clock.hours_between(morning, end), expected)

    def test_days_and_hours(self):
        for hours, expected in (
            (0.0, (0, 0)),
            (23.99, (0, 23)),
            (24.0, (1, 0)),
            (49.5, (2, 1)),
        ):
            self.assertEqual(clock.days_and_hours(hours), expected)

    def test_patience(self):
        for hours, expected in (
            (0, "fresh"),
            (23.9, "fresh"),
            (24, "long"),
            (71.9, "long"),
            (72, "too_long"),
        ):
            self.assertEqual(clock.patience(hours), expected)


@tagged("post_install", "-at_install")
class TestPatterns(BaseCase):
    def test_all_full(self):
        for scores, count in (
            ([1.0] * 3, 3),
            ([1.0] * 5, 5),
            (iter([1.0] * 3), 3),
            ([1.0, 1.0], None),
            ([], None),
            ([1.0, 1.0, 0.9], None),
            ([1.0, 1.0, 1.0 - 1e-12], 3),
        ):
            note = honesty.all_full(scores)
            self.assertEqual(note and tuple(note), count and ("sandbagging", count))

    def test_same_status(self):
        for words, count in (
            (["at_risk"] * 3, 3),
            (["at_risk", None, "at_risk", False, "at_risk"], 3),
            (["at_risk", "at_risk"], None),
            (["at_risk", "at_risk", "on_track"], None),
            ([None] * 4, None),
        ):
            note = honesty.same_status(words)
            self.assertEqual(note and tuple(note), count and ("same_status", count))

    def test_same_text(self):
        for texts, count in (
            (["On it.", "on  it", "ON IT!", "Signed."], 3),
            (["On it.", "on it", "Signed."], None),
            (["", None, False, "!"], None),
            ([], None),
            (["one", "one", "one", "two", "two", "two", "two"], 4),
            (["onit", "on it", "on it"], None),
        ):
            note = honesty.same_text(texts)
            self.assertEqual(note and tuple(note), count and ("same_text", count))

    def test_circles(self):
        for parents, expected in (
            ({}, set()),
            ({1: False, 2: 1}, set()),
            ({1: 1}, {1}),
            ({3: 2, 2: 3}, {2}),
            ({1: 2, 2: 3, 3: 1, 4: 3, 5: 6, 6: 5, 7: 99}, {1, 5}),
        ):
            self.assertEqual(circles.cuts(parents), expected)
