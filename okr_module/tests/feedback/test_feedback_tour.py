from odoo.tests import new_test_user, tagged

from ..ferry_common import FerryCommon


@tagged("post_install", "-at_install")
class TestFeedbackPhone(FerryCommon):
    """By thumb: feedback is left and answered, and somebody is asked by name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mate = new_test_user(
            cls.env, "okr_mate", name="Mate of the ferry", groups="base.group_user"
        )
        cls.objective = cls._objective(cls.captain)
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
