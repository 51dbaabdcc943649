from odoo import api, fields, models
from odoo.exceptions import UserError

from ...arithmetic import MEASURES
from ...models.base.texts import say_day
from ...models.mixins.okr_measure_mixin import TRAVELLING


class OkrKpiLink(models.TransientModel):
    """Links a key result to a KPI: whose it is, from where to where."""

    _name = "okr.kpi.link"
    _inherit = ["okr.input.access.mixin"]
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
    kpi_window = fields.Selection(
        selection="_selection_window", string="Value of", default="cycle", required=True
    )
    has_history = fields.Boolean(
        related="kpi_id.has_history", export_string_translation=False
    )
    is_chosen = fields.Boolean(
        compute="_compute_preview",
        export_string_translation=False,
        help="Whether it is said whose KPI it is.",
    )
    kpi_model_name = fields.Char(related="kpi_id.model_name")
    run_as_name = fields.Char(string="As seen by", compute="_compute_run_as_name")
    value_now = fields.Char(string="So far", compute="_compute_preview")
    last_year = fields.Char(string="Same days last year", compute="_compute_preview")
    graph = fields.Text(compute="_compute_preview")
    error = fields.Char(compute="_compute_preview")
    misfit = fields.Text(
        string="Does it fit?",
        compute="_compute_changes",
        help="Where unit or size are others than those of the key result so far.",
    )
    changes = fields.Text(
        string="What will change",
        compute="_compute_changes",
        help="What linking does to start, target and history.",
    )
    change_reason = fields.Text(
        string="Reason for the change",
        help="Linking changes the plan that people work to. Everybody who follows the "
        "key result reads it.",
    )
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
    may_fill_in = fields.Boolean(
        compute="_compute_may_fill_in",
        export_string_translation=False,
        help="Whether there are weeks so far in which nobody typed a value.",
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
    def _selection_window(self):
        field = self.env["okr.key.result"]._fields["kpi_window"]
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
            if key_result.kpi_id == kpi and key_result.kpi_window:
                values["kpi_window"] = key_result.kpi_window
        return values

    @api.depends("key_result_id")
    def _compute_is_draft(self):
        for wizard in self:
            wizard.is_draft = wizard.key_result_id.objective_id.state == "draft"

    @api.depends("kpi_id")
    @api.depends_context("uid")
    def _compute_run_as_name(self):
        for wizard in self:
            run_as = wizard.sudo().kpi_id.run_as_id or self.env.user
            wizard.run_as_name = run_as.name

    @api.depends("kpi_id", "key_result_id")
    def _compute_may_fill_in(self):
        for wizard in self:
            # Between what people reported themselves, it would only zigzag.
            told = wizard.key_result_id.checkin_ids._filtered_told()
            wizard.may_fill_in = wizard.kpi_id.has_history and not told

    @api.depends("may_fill_in")
    def _compute_backfill(self):
        for wizard in self:
            wizard.backfill = wizard.may_fill_in

    @api.model
    def _preview_depends(self):
        """Return the names of the fields that say what is counted."""
        asked = self.env["okr.key.result"]._kpi_link_fields()
        return ("key_result_id", *sorted(asked & set(self._fields)))

    @api.depends(lambda self: self._preview_depends())
    @api.depends_context("lang")
    def _compute_preview(self):
        for wizard in self:
            kpi, key_result = wizard.kpi_id, wizard.key_result_id
            wizard.is_chosen = bool(wizard._scope_id())
            preview = wizard._preview()
            wizard.error = preview["error"]
            wizard.value_now = kpi._in_words(preview["value"], key_result)
            wizard.last_year = kpi._in_words(preview["last_year"], key_result)
            wizard.graph = kpi._graph(preview["points"])
            names = ("start", "target", "value")
            wizard.proposal = {name: preview[name] for name in names}

    @api.depends(lambda self: self._preview_depends())
    def _compute_proposal(self):
        for wizard in self:
            key_result = wizard.key_result_id
            # While the preview is being computed there is no proposal of it yet.
            proposal = wizard.proposal or wizard._preview()
            start, target = proposal["start"], proposal["target"]
            wizard.start_value = key_result.start_value if start is None else start
            wizard.target_value = key_result.target_value if target is None else target

    @api.depends(
        lambda self: (
            *self._preview_depends(),
            "start_value",
            "target_value",
            "backfill",
        )
    )
    @api.depends_context("lang")
    def _compute_changes(self):
        for wizard in self:
            if wizard.error or not wizard.is_chosen:
                wizard.misfit = wizard.changes = False
                continue
            value = wizard.proposal["value"]
            misfits = wizard.kpi_id._misfits(wizard.key_result_id, value)
            wizard.misfit = "\n".join(misfits) or False
            wizard.changes = "\n".join(wizard._changes_in_words(value))

    def _changes_in_words(self, value):
        """Return a sentence for each thing that linking changes, or leaves.

        :param value: what the KPI says now, None where it says nothing
        """
        self.ensure_one()
        key_result, kpi = self.key_result_id, self.kpi_id
        values = self._link_values()
        new = key_result.new(
            {
                **key_result._plan_values(list(MEASURES)),
                **{name: values[name] for name in values if name in MEASURES},
                "unit": values.get("unit", key_result.unit),
                "company_id": key_result.company_id.id,
            }
        )
        sentences = []
        said = kpi._in_words(value, key_result)
        if key_result.last_checkin_date:
            sentences.append(
                self.env._(
                    "It stands at %(now)s, and will say %(kpi)s.",
                    now=key_result._format_value(key_result.current_value),
                    kpi=said,
                )
            )
        before, after = key_result._measure_in_words(), new._measure_in_words()
        if before == after:
            sentences.append(self.env._("From where to where stays: %s.", before))
        else:
            sentences.append(
                self.env._(
                    "From where to where is %(after)s instead of %(before)s.",
                    before=before,
                    after=after,
                )
            )
        begins = key_result._changed_in(values).get("date_start")
        if begins and key_result.date_start:
            sentences.append(
                self.env._(
                    "The plan begins on %(after)s instead of %(before)s.",
                    after=say_day(self.env, begins),
                    before=say_day(self.env, key_result.date_start),
                )
            )
        typed = key_result.checkin_ids._filtered_told()
        if typed:
            sentences.append(
                self.env._(
                    "The %s check-ins that people typed stay. The values of the KPI "
                    "begin today.",
                    len(typed),
                )
                if len(typed) > 1
                else self.env._(
                    "The check-in that somebody typed stays. The values of the KPI "
                    "begin today."
                )
            )
        elif self.backfill and self.may_fill_in:
            sentences.append(
                self.env._(
                    "The weeks so far are filled in. Unlinking takes them out again."
                )
            )
        return sentences

    def _preview(self):
        self.ensure_one()
        kpi, key_result = self.kpi_id, self.key_result_id
        scope_id = self._scope_id()
        nothing = dict.fromkeys(("value", "last_year", "start", "target"))
        nothing.update(points=[], error=False)
        if not scope_id:
            return nothing  # nobody has said yet whose KPI it is
        if problem := kpi.sudo()._filter_problem(self.kpi_filter):
            return {**nothing, "error": problem}
        return kpi._preview_for(
            key_result,
            self.kpi_scope,
            scope_id=scope_id,
            extra=kpi._literal(self.kpi_filter),
            window=self.kpi_window,
            span=(key_result.kpi_date_start, key_result.kpi_date_end),
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
            "kpi_window": self.kpi_window,
        }
        if self.is_draft:
            rising = self.target_value >= self.start_value
            values.update(
                start_value=self.start_value,
                target_value=self.target_value,
                metric_type=kpi._metric_type(),
                unit=kpi.unit if kpi._metric_type() == "number" else False,
            )
            if self.key_result_id.direction not in TRAVELLING:
                pass
            elif self.kpi_window in ("week", "month"):
                values["direction"] = (
                    "at_least" if kpi.better == "higher" else "at_most"
                )
            else:
                values["direction"] = "increase" if rising else "decrease"
        return values

    def action_link(self):
        """Link the key result and, if asked, fill in the weeks so far."""
        self.ensure_one()
        if self.error:
            raise UserError(self.error)
        if not self.is_draft and not (self.change_reason or "").strip():
            raise UserError(
                self.env._(
                    "%s runs already: say why it is linked from now on.",
                    self.key_result_id.display_name,
                )
            )
        self.key_result_id.write(
            {**self._link_values(), "change_reason": self.change_reason}
        )
        if self.backfill and self.may_fill_in:
            self.key_result_id.action_backfill_history()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
