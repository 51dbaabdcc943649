from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...models.base.arguments import as_ids


class OkrPlanCycle(models.TransientModel):
    """Asks when ideas, or other drafts, are to run."""

    _name = "okr.plan.cycle"
    _inherit = ["okr.input.access.mixin"]
    _description = "Plan drafts into a cycle"

    objective_ids = fields.Many2many(
        "okr.objective", string="Objectives", domain="[('state', '=', 'draft')]"
    )
    cycle_id = fields.Many2one("okr.cycle", domain="[('state', '!=', 'closed')]")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "objective_ids" in fields and not values.get("objective_ids"):
            values["objective_ids"] = [Command.set(self._chosen_ids())]
        return values

    def _chosen_ids(self):
        """Return the ids of the objectives that the dialog was opened on."""
        if self.env.context.get("active_model") != "okr.objective":
            return []
        return as_ids(self.env, self.env.context.get("active_ids"))

    def action_confirm(self):
        """Give the objectives the cycle, all of them or none.

        :raise UserError: if no cycle is chosen, it is closed, or one has begun
        :raise AccessError: if one of them is not the caller's to change
        """
        self.ensure_one()
        if not self.cycle_id:
            raise UserError(self.env._("Say which cycle they are to run in."))
        self.cycle_id._check_open()
        self.objective_ids.check_access("write")
        self.objective_ids._move_to_cycle(self.cycle_id)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
