from odoo import api, fields, models
from odoo.exceptions import UserError


class OkrKpiLink(models.TransientModel):
    """Links a key result to a KPI: whose it is, from where to where."""

    _name = "okr.kpi.link"
    _description = "Link a key result to a KPI"

    key_result_id = fields.Many2one("okr.key.result", required=True, readonly=True)
    kpi_id = fields.Many2one(
        "okr.kpi", required=True, readonly=True, ondelete="cascade"
    )
    is_draft = fields.Boolean(compute="_compute_is_draft")
    kpi_scope = fields.Selection(
        selection="_selection_scope", string="Whose KPI", required=True
    )
    kpi_department_id = fields.Many2one("hr.department", string="Department")
    kpi_user_id = fields.Many2one("res.users", string="Person")
    kpi_filter = fields.Char(string="Only where", default="[]")
    kpi_model_name = fields.Char(related="kpi_id.model_name")
    run_as_name = fields.Char(string="As seen by", compute="_compute_run_as_name")
    value_now = fields.Char(string="So far", compute="_compute_preview")
    last_year = fields.Char(string="Same days last year", compute="_compute_preview")
    graph = fields.Text(compute="_compute_preview")
    error = fields.Char(compute="_compute_preview")
    # Kept between the two computations: what a KPI says is asked once.
    proposal = fields.Json(compute="_compute_preview", export_string_translation=False)
    start_value = fields.Float(
        string="Start",
        compute="_compute_proposal",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    target_value = fields.Float(
        string="Target",
        compute="_compute_proposal",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    backfill = fields.Boolean(
        string="Fill in the weeks so far",
        compute="_compute_backfill",
        store=True,
        readonly=False,
    )

    @api.model
    def _selection_scope(self):
        field = self.env["okr.key.result"]._fields["kpi_scope"]
        return field._description_selection(self.env)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        key_result = self.env["okr.key.result"].browse(
            values.get("key_result_id") or ()
        )
        if key_result:
            key_result.check_access("read")
            kpi = self.env["okr.kpi"].browse(values.get("kpi_id") or ())
            level = {"department": "department", "individual": "user"}
            wanted = level.get(key_result.objective_id.level, "company")
            can = wanted == "company" or kpi[f"{wanted}_path"] or kpi.source == "ratio"
            values.setdefault("kpi_scope", wanted if can else "company")
            values.setdefault("kpi_department_id", key_result.department_id.id)
            values.setdefault("kpi_user_id", key_result.user_id.id)
        return values

    @api.depends("key_result_id")
    def _compute_is_draft(self):
        for wizard in self:
            wizard.is_draft = wizard.key_result_id.objective_id.state == "draft"

    @api.depends("kpi_id")
    def _compute_run_as_name(self):
        for wizard in self:
            run_as = wizard.sudo().kpi_id.run_as_id or self.env.user
            wizard.run_as_name = run_as.name

    @api.depends("kpi_id", "key_result_id")
    def _compute_backfill(self):
        for wizard in self:
            # Between what people reported themselves, it would only zigzag.
            wizard.backfill = (
                wizard.kpi_id.has_history and not wizard.key_result_id.checkin_ids
            )

    @api.depends(
        "kpi_id", "kpi_scope", "kpi_department_id", "kpi_user_id", "kpi_filter"
    )
    def _compute_preview(self):
        for wizard in self:
            kpi, key_result = wizard.kpi_id, wizard.key_result_id
            preview = wizard._preview()
            wizard.error = preview["error"]
            wizard.value_now = kpi._in_words(preview["value"], key_result)
            wizard.last_year = kpi._in_words(preview["last_year"], key_result)
            wizard.graph = kpi._graph(preview["points"])
            wizard.proposal = {name: preview[name] for name in ("start", "target")}

    @api.depends(
        "kpi_id", "kpi_scope", "kpi_department_id", "kpi_user_id", "kpi_filter"
    )
    def _compute_proposal(self):
        for wizard in self:
            key_result = wizard.key_result_id
            start, target = wizard.proposal["start"], wizard.proposal["target"]
            wizard.start_value = key_result.start_value if start is None else start
            wizard.target_value = key_result.target_value if target is None else target

    def _preview(self):
        self.ensure_one()
        kpi = self.kpi_id
        try:
            extra = kpi._literal(self.kpi_filter)
        except ValueError as error:
            return dict(kpi._preview_for(self.key_result_id, "none"), error=str(error))
        return kpi._preview_for(
            self.key_result_id, self.kpi_scope, scope_id=self._scope_id(), extra=extra
        )

    def _scope_id(self):
        """Return whose KPI it is; the field of a team is its bridge's."""
        self.ensure_one()
        return {
            "company": self.key_result_id.company_id.id,
            "department": self.kpi_department_id.id,
            "user": self.kpi_user_id.id,
        }.get(self.kpi_scope)

    def _link_values(self):
        """Return the values that link the key result."""
        self.ensure_one()
        kpi = self.kpi_id
        values = {
            "kpi_id": kpi.id,
            "kpi_scope": self.kpi_scope,
            "kpi_department_id": self.kpi_department_id.id
            if self.kpi_scope == "department"
            else False,
            "kpi_user_id": self.kpi_user_id.id if self.kpi_scope == "user" else False,
            "kpi_filter": self.kpi_filter if self.kpi_filter != "[]" else False,
        }
        if self.is_draft:
            rising = self.target_value >= self.start_value
            values.update(
                start_value=self.start_value,
                target_value=self.target_value,
                metric_type="currency"
                if kpi.is_money
                else "percent"
                if kpi.unit == "%"
                else "number",
                unit=False if kpi.is_money or kpi.unit == "%" else kpi.unit,
            )
            if self.key_result_id.direction in ("increase", "decrease"):
                values["direction"] = "increase" if rising else "decrease"
        return values

    def action_link(self):
        """Link the key result and, if asked, fill in the weeks so far."""
        self.ensure_one()
        if self.error:
            raise UserError(self.error)
        self.key_result_id.write(self._link_values())
        if self.backfill and self.kpi_id.has_history:
            self.key_result_id.action_backfill_history()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
