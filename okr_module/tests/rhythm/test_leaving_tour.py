from odoo.tests import new_test_user, tagged

from ..ferry_common import FerryCommon


@tagged("post_install", "-at_install")
class TestLeavingTour(FerryCommon):
    """On a phone: from my team to the dialog, and what was left is in good hands."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        boss = cls.env["hr.employee"].create(
            {"name": "Captain", "user_id": cls.captain.id}
        )
        ferryman = new_test_user(cls.env, "okr_ferryman", groups="base.group_user")
        cls.employee = cls.env["hr.employee"].create(
            {"name": "Ferryman", "user_id": ferryman.id, "parent_id": boss.id}
        )
        cls.objective = cls._objective(ferryman)
        cls.employee.active = False

    def test_hand_over_and_acknowledge(self):
        mate = new_test_user(self.env, "okr_mate", groups="base.group_user")
        self.env["hr.employee"].create(
            {
                "name": "Mate",
                "user_id": mate.id,
                "parent_id": self.employee.parent_id.id,
            }
        )
        key_result = self.env["okr.key.result"].create(
            {
                "name": "Ropes",
                "objective_id": self.objective.id,
                "user_id": mate.id,
                "target_value": 10,
                "change_reason": "The mate came aboard.",
            }
        )
        key_result.with_user(mate).check_in(3)
        self.start_tour("/odoo/okr-team", "okr_leaving", login="okr_captain")
        self.env.invalidate_all()
        self.assertEqual(self.objective.user_id, self.captain)
        crossings = self.objective.key_result_ids - key_result
        self.assertEqual(crossings.user_id, self.captain)
        self.assertEqual(key_result.checkin_ids.acknowledged_by_id, self.captain)
