# What a test says is no text of ours
# pylint: disable=unknown-option-value,translation-required
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..access_common import TestOkrAccessCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestFeedbackAsk(TestOkrAccessCommon):
    """Feedback that is asked for: one to-do each, the answers on record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.objective = cls._objective("sales_rep")
        cls.objective.action_activate()
        cls.kind = cls.env.ref("okr_module.mail_activity_feedback")

    def _ask(self, *logins, by="sales_rep", question="Too <b>much</b>?"):
        dialog = self._env(by)["okr.feedback.ask"].create(
            {
                "objective_id": self.objective.id,
                "user_ids": [self.users[login].id for login in logins],
                "question": question,
            }
        )
        return dialog.action_confirm()

    def _asked(self):
        return self.objective.activity_ids.filtered(
            lambda activity: activity.activity_type_id == self.kind
        )

    def test_each_gets_one_activity(self):
        action = self._as("sales_rep", self.objective).action_ask_feedback()
        self.assertEqual(action["res_model"], "okr.feedback.ask")
        action = self._ask("developer", "ceo")
        for login in ("developer", "ceo"):
            self.assertIn(self.users[login].name, action["params"]["message"])
        self.assertEqual(
            self._asked().user_id, self.users["developer"] | self.users["ceo"]
        )
        self.assertIn("Too &lt;b&gt;much&lt;/b&gt;?", str(self._asked()[:1].note))
        self._ask("developer", "seller")
        self.assertEqual(len(self._asked()), 3)

    def test_answers_stand_in_the_discussion(self):
        self._ask("developer")
        self._as("developer", self._asked()).action_feedback("Rather too little")
        self.assertFalse(self._asked())
        said = self.objective.message_ids.filtered(
            lambda message: "Rather too little" in (message.body or "")
        )
        self.assertEqual(said.author_id, self.users["developer"].partner_id)
        self._ask("developer")
        self.assertEqual(len(self._asked()), 1)

    def test_who_may_ask_and_be_asked(self):
        for login in ("developer", "hr_officer", "stranger", "portal"):
            self._assert_denied(lambda lo=login: self._ask("ceo", by=lo), login)
        self.objective.visibility = "private"
        with self.assertRaises(UserError):
            self._ask("developer")
        with self.assertRaises(UserError):
            self._ask()
        self._ask("mentor")
        self.assertEqual(self._asked().user_id, self.users["mentor"])
        self.cycle.action_close()
        with self.assertRaises(UserError):
            self._ask("mentor_boss")
