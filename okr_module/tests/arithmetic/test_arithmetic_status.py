"""The word for a key result, against the contract's table written out anew."""

from fractions import Fraction
from itertools import product

from odoo.tests import BaseCase, tagged

from ...arithmetic import status
from ...arithmetic.status import Thresholds

#: hundredths at and around every border
HUNDREDTHS = (0, 1, 7, 9, 10, 11, 35, 44, 45, 49, 50, 56, 63, 69, 70, 71, 80, 81)
HUNDREDTHS += (89, 90, 91, 99, 100)


def by_the_table(case):
    """Return what the contract says, each row a question; the first yes wins.

    Progress and expected are exact fractions here, so that no rounding of ours can
    agree with a rounding of theirs.
    """
    held = case["inside"] is not None
    early, on_track, at_risk = case["bounds"]

    def ratio():
        return case["progress"] / case["expected"]

    rows = (
        ("cancelled", lambda: case["cancelled"]),
        ("achieved", lambda: case["progress"] == 1 and not held),
        ("achieved", lambda: case["progress"] == 1 and held and case["ended"]),
        ("overdue", lambda: case["overdue"]),
        ("no_data", lambda: not case["has_checkin"]),
        ("too_early", lambda: case["expected"] < early),
        ("off_track", lambda: held and not case["inside"]),
        ("on_track", lambda: held and case["progress"] >= on_track),
        ("at_risk", lambda: held),
        ("on_track", lambda: ratio() >= on_track),
        ("at_risk", lambda: ratio() >= at_risk),
        ("off_track", lambda: True),
    )
    return next(word for word, holds in rows if holds())


@tagged("post_install", "-at_install")
class TestStatus(BaseCase):
    def _cases(self, bounds, hundredths):
        yes_no = (False, True)
        for values in product(
            yes_no, yes_no, yes_no, (None, False, True), yes_no, hundredths, hundredths
        ):
            cancelled, overdue, has_checkin, inside, ended, done, expected = values
            yield {
                "cancelled": cancelled,
                "overdue": overdue,
                "has_checkin": has_checkin,
                "inside": inside,
                "ended": ended,
                "progress": Fraction(done, 100),
                "expected": Fraction(expected, 100),
                "bounds": bounds,
            }

    def _compare(self, bounds, hundredths=HUNDREDTHS):
        seen = set()
        thresholds = Thresholds(*map(float, bounds))
        for case in self._cases(bounds, hundredths):
            wanted = by_the_table(case)
            found = status.key_result_status(
                cancelled=case["cancelled"],
                progress=float(case["progress"]),
                expected=float(case["expected"]),
                overdue=case["overdue"],
                has_checkin=case["has_checkin"],
                thresholds=thresholds,
                inside_now=case["inside"],
                ended=case["ended"],
            )
            if found != wanted:
                self.fail(f"{found} instead of {wanted}: {case}")
            seen.add(found)
        return seen

    def test_every_case_of_the_grid(self):
        seen = self._compare((Fraction(1, 10), Fraction(9, 10), Fraction(7, 10)))
        self.assertEqual(seen, set(status.WEAKEST_FIRST) | {"cancelled"})

    def test_every_case_with_other_thresholds(self):
        self._compare(
            (Fraction(1, 4), Fraction(4, 5), Fraction(1, 2)), range(0, 101, 5)
        )

    def test_at_risk_is_empty_where_its_border_is_that_of_on_track(self):
        seen = self._compare((Fraction(1, 10), Fraction(9, 10), Fraction(9, 10)))
        self.assertIn("off_track", seen)

    def test_borders_hold_for_every_expected_share(self):
        """0.63 of 0.70 is 0.9, whatever a float division makes of it."""
        for expected in range(100, 1001):
            for share, word in ((9, "on_track"), (7, "at_risk")):
                found = status.ratio_status(
                    share * expected / 10000, expected / 1000, Thresholds()
                )
                self.assertEqual(found, word, (share, expected))
            just_below = 0.7 * expected / 1000 - 1e-6
            self.assertEqual(
                status.ratio_status(just_below, expected / 1000, Thresholds()),
                "off_track",
            )

    def test_weak_is_what_is_no_success_and_no_question(self):
        """Whoever counts or filters what is at risk means these three."""
        strong = {"on_track", "achieved", "too_early", "no_data"}
        self.assertEqual(set(status.WEAK), set(status.WEAKEST_FIRST) - strong)

    def test_below_a_billionth_it_is_noise(self):
        for number, bound, expected in (
            (0.9, 0.9, True),
            (0.9 - 4e-10, 0.9, True),
            (0.9, 0.9 + 4e-10, True),
            (0.9 - 2e-9, 0.9, False),
            (0.9, 0.9 + 2e-9, False),
        ):
            with self.subTest(number=number, bound=bound):
                self.assertIs(status.at_or_above(number, bound), expected)

    def test_what_begins_today_is_not_judged(self):
        facts = {
            "cancelled": False,
            "progress": 0.0,
            "expected": 0.5,
            "overdue": False,
            "has_checkin": True,
            "thresholds": Thresholds(),
        }
        found = status.key_result_status
        self.assertEqual(found(**facts), "off_track")
        self.assertEqual(found(**facts, begins=True), "too_early")
        # Not what was told, and not what is held
        told = {**facts, "has_checkin": False}
        self.assertEqual(found(**told, begins=True), "no_data")
        held = {**facts, "progress": 1.0, "inside_now": True}
        self.assertEqual(found(**held), "on_track")
        self.assertEqual(found(**held, ended=True), "achieved")

    def test_nothing_expected_is_on_track(self):
        self.assertEqual(
            status.key_result_status(
                cancelled=False,
                progress=0.0,
                expected=0.0,
                overdue=False,
                has_checkin=True,
                thresholds=Thresholds(0.0, 0.9, 0.7),
            ),
            "on_track",
        )


@tagged("post_install", "-at_install")
class TestWeakest(BaseCase):
    ORDER = ["off_track", "overdue", "at_risk", "no_data", "too_early", "on_track"]
    ORDER.append("achieved")

    def test_each_beats_all_that_are_stronger(self):
        for index, word in enumerate(self.ORDER):
            self.assertEqual(status.weakest(reversed(self.ORDER[index:])), word)

    def test_none_of_none(self):
        self.assertIsNone(status.weakest([]))
