from odoo import fields, models


class OkrCancel(models.TransientModel):
    """Asks why an objective or a key result is dropped."""

    _name = "okr.cancel"
    _description = "Drop an objective or a key result"

    reason = fields.Text(
        required=True,
        help="What made it the wrong goal, or the right one at the wrong time?",
    )

    def action_confirm(self):
        """Drop the records the dialog was opened on."""
        self.ensure_one()
        model = self.env.context.get("active_model")
        if model not in ("okr.objective", "okr.key.result"):
            return False
        records = self.env[model].browse(self.env.context.get("active_ids"))
        records.action_cancel(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
