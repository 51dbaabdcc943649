from odoo import api, fields, models


class OkrPlanChange(models.TransientModel):
    """Changes the plan of a running key result, with a reason for the record."""

    _name = "okr.plan.change"
    _inherit = [
        "okr.measure.mixin",
        "okr.plan.mixin",
        "okr.weight.mixin",
        "okr.input.access.mixin",
        "okr.steps.mixin",
        "okr.value.format.mixin",
    ]
    _description = "Change the plan of a key result"

    key_result_id = fields.Many2one("okr.key.result", required=True, readonly=True)
    name = fields.Char(related="key_result_id.name")
    currency_id = fields.Many2one(related="key_result_id.currency_id")
    metric_type = fields.Selection(readonly=True)
    date_start = fields.Date(
        string="Plan begins on",
        plan=True,
        help="The day for which the start value holds.",
    )
    date_end = fields.Date(
        string="Plan ends on",
        plan=True,
        help="The day by which the target is to be reached.",
    )
    count_initiatives = fields.Boolean(string="Initiatives count", plan=True)
    plan_kind = fields.Selection(
        selection=lambda self: (
            self.env["okr.key.result"]
            ._fields["plan_kind"]
            ._description_selection(self.env)
        ),
        string="Expected",
        plan=True,
    )
    is_linked = fields.Boolean(compute="_compute_is_linked")
    reason = fields.Text(
        required=True, help="Everybody who follows the key result reads it."
    )

    # --- DEFAULTS ---

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        key_result = self.env["okr.key.result"].browse(values.get("key_result_id"))
        plan = key_result and key_result._plan_values(self._plan_fields())
        return values | {
            name: value for name, value in (plan or {}).items() if name in fields
        }

    # --- COMPUTE AND SEARCH ---

    @api.depends("key_result_id")
    def _compute_is_linked(self):
        for wizard in self:
            wizard.is_linked = bool(wizard.key_result_id.sudo().kpi_id)

    # --- STEPS ---

    def _prepare_create(self, vals_list):
        # What a caller does not name stays as it is.
        defaults = self.default_get(["key_result_id"])
        completed = []
        for vals in super()._prepare_create(vals_list):
            vals = {**defaults, **vals}
            key_result = self.env["okr.key.result"].browse(vals.get("key_result_id"))
            completed.append({**key_result._plan_values(self._plan_fields()), **vals})
        return completed

    def _is_plan_held(self):
        # What it holds is a wish; the key result asks for the reason.
        return False

    # --- ACTIONS ---

    def action_confirm(self):
        """Write the new plan; what it replaces goes to the ledger."""
        self.ensure_one()
        self.key_result_id.write({**self._plan_values(), "change_reason": self.reason})
        return {"type": "ir.actions.client", "tag": "soft_reload"}
