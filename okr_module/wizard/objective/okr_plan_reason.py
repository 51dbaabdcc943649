from odoo import fields, models

from ...models.base.arguments import as_ids


class OkrPlanReason(models.TransientModel):
    """Asks for the reason of a change to a plan that people work to.

    What is written is in the context, and written under the caller's own rights.
    """

    _name = "okr.plan.reason"
    _description = "Reason of a change to a plan"

    effect = fields.Char(string="What comes of it", readonly=True)
    reason = fields.Text(required=True, help="Everybody who follows the plan reads it.")

    def action_confirm(self):
        """Make the change, with its reason.

        :raise AccessError: if a record is not the caller's to change
        """
        self.ensure_one()
        context = self.env.context
        model = context.get("active_model")
        values = context.get("okr_values")
        if model in ("okr.objective", "okr.key.result") and isinstance(values, dict):
            records = self.env[model].browse(
                as_ids(self.env, context.get("active_ids"))
            )
            records.check_access("write")
            records.write({**values, "change_reason": self.reason})
        return {"type": "ir.actions.client", "tag": "soft_reload"}
