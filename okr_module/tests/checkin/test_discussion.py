# What a test says is no text of ours
# pylint: disable=unknown-option-value,translation-required
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..figures_common import TestOkrFigures, at


@tagged("post_install", "-at_install")
class TestDiscussion(TestOkrFigures):
    """What a check-in says stands in the objective's discussion, to be answered."""

    def setUp(self):
        super().setUp()
        self.objective = self._running(
            key_results=[
                {"name": "New customers", "unit": "customers"},
                {"name": "Fair held", "metric_type": "boolean"},
            ]
        )
        self.customers, self.fair = self.objective.key_result_ids
        self.seller = self.users["seller"]

    def _told(self):
        return [
            (message.author_id, message.body)
            for message in self.objective.message_ids.sorted("id")
        ]

    def test_one_message_for_all_that_is_told_at_once(self):
        before = len(self._told())
        with at(self.HALF):
            self.env["okr.checkin"].with_user(self.seller).create(
                [
                    {
                        "key_result_id": self.customers.id,
                        "value": 40,
                        "confidence": 0.7,
                        "note": "Three <b>signed</b>.",
                        "blocker": "No van.",
                    },
                    {"key_result_id": self.fair.id, "value": 1},
                ]
            )
        told = self._told()[before:]
        self.assertEqual(len(told), 1)
        author, body = told[0]
        self.assertEqual(author, self.seller.partner_id)
        for words in (
            "New customers",
            "0 → 40 customers (target 100 customers)",
            "sure 7/10",
            "Three &lt;b&gt;signed&lt;/b&gt;.",
            "In the way: No van.",
            "Fair held",
        ):
            self.assertIn(words, body)
        self.objective.with_user(self.users["north_lead"]).message_post(
            body="Take mine."
        )
        self.assertIn("Take mine.", self._told()[-1][1])

    def test_what_a_dialog_sends_is_told_once(self):
        """A check-in with one key for the confidence stood there twice."""
        before = len(self._told())
        with at(self.HALF):
            checkins = self.env["okr.checkin"].with_user(self.seller)
            checkin = checkins.create(
                {
                    "key_result_id": self.customers.id,
                    "value": 40,
                    "confidence_level": "3",
                    "blocker": "No van.",
                }
            )
            self.assertEqual(len(self._told()), before + 1)
            self.assertRecordValues(
                checkin, [{"confidence": 0.3, "has_confidence": True}]
            )
            done = checkins.create(
                {"key_result_id": self.fair.id, "value": 0, "is_reached": True}
            )
            self.assertEqual(done.value, 1)
            self.assertEqual(len(self._told()), before + 2)
            checkin.write({"confidence_level": False, "note": "Lent."})
            done.write({"is_reached": False, "note": "Put off."})
        self.assertEqual(len(self._told()), before + 4)
        self.assertFalse(checkin.has_confidence)
        self.assertFalse(done.value)

    def test_machines_and_hundreds_say_nothing(self):
        before = len(self._told())
        with at(self.HALF):
            for source in ("kpi", "import"):
                self.env["okr.checkin"].create(
                    {"key_result_id": self.customers.id, "value": 4, "source": source}
                )
            self.customers.check_in(5)  # as the superuser: nobody spoke
            self.env["okr.checkin"].with_user(self.seller).create(
                [{"key_result_id": self.customers.id, "value": n} for n in range(41)]
            )
        self.assertEqual(len(self._told()), before)

    def test_who_may_not_read_it_does_not_read_what_was_told(self):
        self.objective.visibility = "private"
        with at(self.HALF):
            self.customers.with_user(self.seller).check_in(4, note="Hidden words")
        message = self.objective.message_ids.filtered(lambda m: "Hidden" in m.body)
        self.assertTrue(message.with_user(self.users["north_lead"]).body)
        for login in ("developer", "stranger", "portal"):
            with self.subTest(login), self.assertRaises(AccessError):
                message.with_user(self.users[login]).read(["body"])

    def test_a_score_is_told_when_somebody_gives_it(self):
        """FINDINGS A13: each check-in wrote a line "Final score"."""
        with at(self.HALF):
            self.customers.check_in(40)
            self.customers.check_in(70)
            self.env.flush_all()
            self.assertFalse(any("score" in body for _author, body in self._told()))
            self.objective.with_user(self.seller).write(
                {"final_score": 0.8, "score_reason": "The last one signed today."}
            )
        self.assertIn(
            "Final score: 0.4 → 0.8. The last one signed today.", self._told()[-1][1]
        )

    def test_a_value_far_beyond_anything_is_asked_about_and_taken(self):
        """FINDINGS A27: 999,999 of 20 without a word."""
        with at(self.HALF):
            for value, asked in (
                (999_999, True),
                (401, True),
                (400, False),
                (-5, False),
            ):
                checkin = self.env["okr.checkin"].new(
                    {"key_result_id": self.customers.id, "value": value}
                )
                self.assertEqual(bool(checkin.far_note), asked, value)
            self.assertIn(
                "between 0 customers and 100", self.customers._far_sentence(999)
            )
            self.assertFalse(self.fair._far_sentence(1))
            session = self.env["okr.checkin.session"].with_user(self.seller)
            row = {"key_result_id": self.customers.id, "value": 999_999}
            (sentence,) = session.get_far([row])
            self.assertIn("999,999", sentence)
            self.assertFalse(session.get_far([{**row, "value": 40}]))
            self.customers.check_in(999_999)
            self.assertEqual(self.customers.current_value, 999_999)

    def test_who_may_not_read_learns_nothing_from_the_question(self):
        self.objective.visibility = "private"
        for login, asked in (("developer", False), ("seller", True)):
            checkin = self.env["okr.checkin"].with_user(self.users[login])
            typed = checkin.new({"key_result_id": self.customers.id, "value": 1e9})
            self.assertEqual(bool(typed.far_note), asked, login)
        row = {"key_result_id": self.customers.id, "value": 1e9}
        session = self.env["okr.checkin.session"]
        with self.assertRaises(AccessError):
            session.with_user(self.users["developer"]).get_far([row])
        self.assertTrue(session.with_user(self.users["seller"]).get_far([row]))
        self.assertFalse(session.get_far([{"value": 1e9}, {"key_result_id": 0}]))

    def test_nobody_starts_a_key_result_without_an_owner(self):
        """FINDINGS B4."""
        objective = self._objective(None, level="company")
        self.assertFalse(objective.key_result_ids.user_id)
        self.assert_refused("it has no owner", objective.action_activate)
        objective.user_id = self.seller
        self.assertEqual(objective.key_result_ids.user_id, self.seller)
        objective.key_result_ids._write_noted({"user_id": False})
        self.assert_refused(
            "New customers: 0 to 100 has no owner", objective.action_activate
        )

    def test_what_loses_its_owner_falls_to_the_objective(self):
        lead = self.users["north_lead"]
        self.customers.user_id = lead
        self.customers.user_id = False
        self.assertEqual(self.customers.user_id, self.seller)
        leaver = self.users["developer"].copy({"login": "leaver"})
        self.customers.user_id = leaver
        leaver.unlink()
        self.assertEqual(self.customers.user_id, self.seller)
        with at(self.HALF), self.assertRaises(UserError):
            self.customers.with_user(self.users["product_lead"]).check_in(1)
