from datetime import timedelta

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestFeedbackPhone(HttpCase):
    """By thumb: feedback is left and answered, and somebody is asked by name."""

    browser_size = "390x844"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = cls.env.company._okr_today()
        cycle = cls.env["okr.cycle"].create(
            {
                "name": "At the ferry",
                "date_start": today - timedelta(days=30),
                "date_end": today + timedelta(days=20),
            }
        )
        cycle.action_activate()
        cls.captain = new_test_user(cls.env, "okr_captain", groups="base.group_user")
        cls.mate = new_test_user(
            cls.env, "okr_mate", name="Mate of the ferry", groups="base.group_user"
        )
        cls.objective = cls.env["okr.objective"].create(
            {
                "name": "The ferry is on time",
                "cycle_id": cycle.id,
                "user_id": cls.captain.id,
                "key_result_ids": [
                    Command.create({"name": "Crossings", "target_value": 100})
                ],
            }
        )
        cls.objective.action_activate()
        cls.address = f"/odoo/okr-objectives/{cls.objective.id}"

    def test_leave(self):
        self.start_tour(self.address, "okr_feedback_leave", login="okr_mate")
        self.env.invalidate_all()
        self.assertEqual(
            self.objective.feedback_ids.sudo().mapped("body"), ["Too far, I fear"]
        )

    def test_answer_and_ask(self):
        self.objective.with_user(self.mate).leave_feedback("Too far, I fear")
        self.start_tour(self.address, "okr_feedback_answer", login="okr_captain")
        self.env.invalidate_all()
        feedback = self.objective.feedback_ids.sudo()
        self.assertEqual(feedback.reply, "We will see")
        self.assertEqual(feedback.reply_user_id, self.captain)
        kind = self.env.ref("okr_module.mail_activity_feedback")
        asked = self.objective.activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )
        self.assertEqual(asked.user_id, self.mate)
