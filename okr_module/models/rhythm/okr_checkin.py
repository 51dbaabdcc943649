from odoo import models


class OkrCheckin(models.Model):
    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.checkin"

    def _after_create(self, vals_list):
        result = super()._after_create(vals_list)
        owners = self.sudo().key_result_id.user_id
        if owners:
            self.env["okr.reminder"]._end_activities_of(owners.ids)
            self.key_result_id._end_nudges()
        return result

    # --- ACTIONS AND API ---

    def action_recorded(self):
        """Say that a check-in was recorded, and go on to one's own key results."""
        self.ensure_one()
        self.check_access("read")
        home = self.env["ir.actions.act_window"]._for_xml_id(
            "okr_module.okr_home_action"
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Check-in recorded. Thank you!"),
                "next": dict(home, target="main"),
            },
        }
