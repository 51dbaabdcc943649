from odoo import fields, models


class OkrAlignmentDecline(models.TransientModel):
    """Asks why an objective is not to contribute to what it is aligned to."""

    _name = "okr.alignment.decline"
    _inherit = ["okr.input.access.mixin"]
    _description = "Decline a contribution"

    objective_ids = fields.Many2many("okr.objective", string="Objectives")
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Decline the objectives that the dialog was opened on."""
        self.ensure_one()
        self.objective_ids.action_decline_alignment(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
