from odoo import api, fields, models


class OkrChangeTarget(models.TransientModel):
    """Changes the plan of a running key result, with a reason for the record."""

    _name = "okr.change.target"
    _inherit = ["okr.guarded.values"]
    _description = "Change the plan of a key result"

    key_result_id = fields.Many2one("okr.key.result", required=True, readonly=True)
    metric_type = fields.Selection(related="key_result_id.metric_type")
    direction = fields.Selection(
        selection=lambda self: (
            self.env["okr.key.result"]
            ._fields["direction"]
            ._description_selection(self.env)
        ),
        compute="_compute_plan",
        store=True,
        readonly=False,
    )
    start_value = fields.Float(
        string="Start", compute="_compute_plan", store=True, readonly=False
    )
    target_value = fields.Float(
        string="Target", compute="_compute_plan", store=True, readonly=False
    )
    range_min = fields.Float(
        string="From", compute="_compute_plan", store=True, readonly=False
    )
    range_max = fields.Float(
        string="To", compute="_compute_plan", store=True, readonly=False
    )
    weight = fields.Float(compute="_compute_plan", store=True, readonly=False)
    count_initiatives = fields.Boolean(
        string="Initiatives count", compute="_compute_plan", store=True, readonly=False
    )
    plan_kind = fields.Selection(
        selection=lambda self: (
            self.env["okr.key.result"]
            ._fields["plan_kind"]
            ._description_selection(self.env)
        ),
        string="Expected",
        compute="_compute_plan",
        store=True,
        readonly=False,
    )
    is_bound = fields.Boolean(compute="_compute_is_bound")
    reason = fields.Text(
        required=True, help="Everybody who follows the key result reads it."
    )

    _PLAN = (
        "direction",
        "start_value",
        "target_value",
        "range_min",
        "range_max",
        "weight",
        "count_initiatives",
        "plan_kind",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # What a caller does not name stays as it is.
        defaults = self.default_get(["key_result_id"])
        completed = []
        for vals in vals_list:
            vals = {**defaults, **vals}
            key_result = self.env["okr.key.result"].browse(vals.get("key_result_id"))
            completed.append({name: key_result[name] for name in self._PLAN} | vals)
        return super().create(completed)

    @api.depends("key_result_id")
    def _compute_plan(self):
        for wizard in self:
            for name in self._PLAN:
                wizard[name] = wizard.key_result_id[name]

    @api.depends("key_result_id")
    def _compute_is_bound(self):
        for wizard in self:
            wizard.is_bound = bool(wizard.key_result_id.sudo().kpi_id)

    def action_confirm(self):
        """Write the new plan; what it replaces goes to the ledger."""
        self.ensure_one()
        self.key_result_id.write(
            {name: self[name] for name in self._PLAN} | {"change_reason": self.reason}
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}
