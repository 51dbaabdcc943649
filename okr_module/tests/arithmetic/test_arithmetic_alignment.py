import doctest
from itertools import product

from odoo.tests import BaseCase, tagged

from ...arithmetic import alignment


@tagged("post_install", "-at_install")
class TestArithmeticAlignment(BaseCase):
    """Plain functions: which links count."""

    def test_examples(self):
        self.assertEqual(doctest.testmod(alignment).failed, 0)

    def test_words_that_databases_hold(self):
        self.assertEqual(
            (
                alignment.WAITING,
                alignment.ACCEPTED,
                alignment.DECLINED,
                alignment.WITHDRAWN,
            ),
            ("waiting", "accepted", "declined", "withdrawn"),
        )

    def test_standing(self):
        for history, state, counts in (
            ("", None, True),
            ("w", "waiting", True),
            ("a", "accepted", True),
            ("d", "declined", False),
            ("dw", "waiting", False),
            ("dwa", "accepted", True),
            ("ad", "declined", False),
            ("x", None, True),
            ("dx", "declined", False),
            ("adx", "declined", False),
            ("dax", "accepted", True),
            ("axd", "declined", False),
            ("dxwxa", "accepted", True),
        ):
            with self.subTest(history=history):
                names = {
                    "w": "waiting",
                    "a": "accepted",
                    "d": "declined",
                    "x": "withdrawn",
                }
                found = alignment.link_state([names[letter] for letter in history])
                self.assertEqual(found, (state, counts))

    def test_all_five_are_needed_to_count(self):
        names = ("live", "shares_readers", "allowed", "measured")
        for values in product((True, False), repeat=4):
            for weight in (0.0, 0.5):
                facts = dict(zip(names, values, strict=True), weight=weight)
                counts = alignment.contribution(**facts) == "counts"
                self.assertEqual(counts, all(values) and weight > 0, facts)

    def test_the_first_reason_is_said(self):
        facts = {
            "live": True,
            "allowed": True,
            "shares_readers": True,
            "measured": True,
            "weight": 1.0,
        }
        # The later ones hold as well: each is said only where none before it holds
        for name, otherwise, said in (
            ("weight", 0.0, "weightless"),
            ("measured", False, "unmeasured"),
            ("shares_readers", False, "hidden"),
            ("allowed", False, "declined"),
            ("live", False, "not_live"),
        ):
            facts[name] = otherwise
            self.assertEqual(alignment.contribution(**facts), said)

    def test_a_private_one_that_was_declined_was_declined(self):
        """What its people need to hear first."""
        facts = {"live": True, "measured": True, "weight": 1}
        self.assertEqual(
            alignment.contribution(shares_readers=False, allowed=False, **facts),
            "declined",
        )
        self.assertEqual(
            alignment.contribution(shares_readers=False, allowed=True, **facts),
            "hidden",
        )
