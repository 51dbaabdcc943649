from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from .okr_kpi_query import Scope, Span


class OkrKeyResultKpi(models.AbstractModel):
    """A key result that takes its value from a figure that Odoo holds."""

    _name = "okr.key.result.kpi"
    _inherit = ["okr.key.result.refresh"]
    _description = "Binding of a key result to a figure"

    kpi_id = fields.Many2one(
        "okr.kpi",
        string="Bound to",
        index="btree_not_null",
        ondelete="restrict",
        help="The figure that Odoo holds already; nobody types it in again.",
    )
    kpi_scope = fields.Selection(
        [
            ("company", "The company"),
            ("department", "A department"),
            ("team", "A team"),
            ("user", "A person"),
        ],
        string="Of",
        default="company",
    )
    kpi_department_id = fields.Many2one(
        "hr.department", string="Figure of department", index="btree_not_null"
    )
    kpi_user_id = fields.Many2one(
        "res.users", string="Figure of person", index="btree_not_null"
    )
    kpi_filter = fields.Char(
        string="Only where", help="A further filter on the records: a list, no code."
    )
    kpi_date_start = fields.Date(
        string="Counted from", help="Empty: from the cycle's first day."
    )
    kpi_date_end = fields.Date(
        string="Counted until", help="Empty: until the cycle's last day."
    )
    kpi_bound_by_id = fields.Many2one(
        "res.users", string="Bound by", readonly=True, copy=False, ondelete="set null"
    )
    kpi_run_as_id = fields.Many2one(
        "res.users", string="Figure as seen by", compute="_compute_kpi_run_as_id"
    )
    kpi_model_name = fields.Char(related="kpi_id.model_name", related_sudo=True)

    @api.depends("kpi_id.run_as_id", "kpi_bound_by_id")
    def _compute_kpi_run_as_id(self):
        for key_result in self:
            key_result.kpi_run_as_id = (
                key_result.sudo().kpi_id.run_as_id or key_result.kpi_bound_by_id
            )

    kpi_has_gap = fields.Boolean(
        compute="_compute_kpi_has_gap", export_string_translation=False
    )
    kpi_overlap = fields.Text(
        compute="_compute_kpi_overlap",
        help="Counts records that a neighbour counts too.",
    )

    @api.depends("kpi_id.gap_domain")
    def _compute_kpi_has_gap(self):
        for key_result in self:
            gap = key_result.sudo().kpi_id.gap_domain
            key_result.kpi_has_gap = bool(gap and gap != "[]")

    # --- CONSTRAINTS ---

    @api.constrains("kpi_id", "kpi_filter")
    def _check_kpi_filter(self):
        for key_result in self.filtered("kpi_filter"):
            kpi = key_result.sudo().kpi_id
            if kpi.model_name and kpi.model_name in self.env:
                kpi._check_literal_domain(key_result.kpi_filter, kpi.model_name)

    @api.constrains("kpi_id", "kpi_scope", "kpi_date_start", "kpi_date_end")
    def _check_kpi_scope(self):
        for key_result in self.filtered("kpi_id"):
            start, end = key_result.kpi_date_start, key_result.kpi_date_end
            if start and end and end < start:
                raise ValidationError(
                    self.env._("%s: it is counted until before it begins.", self.name)
                )
            if key_result.metric_type in ("boolean", "milestone"):
                raise ValidationError(
                    self.env._(
                        "%s: only a number, a percent or money can be bound to a "
                        "figure.",
                        key_result.name,
                    )
                )

    # --- CRUD ---

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [
            {"kpi_bound_by_id": self.env.uid, **vals} if vals.get("kpi_id") else vals
            for vals in vals_list
        ]
        key_results = super().create(vals_list)
        bound = key_results.filtered("kpi_id")
        if bound:
            bound._check_binder()
            # Computed here: the figures are taken as somebody else, in whose context
            # each new value would be tracked, one message after the other.
            self.env.flush_all()
            bound._refresh_kpis()
        return key_results

    def write(self, vals):
        binding = [
            name
            for name in vals
            if name.startswith("kpi_") and name in self._binding_fields()
        ]
        if binding:
            vals = dict(vals, kpi_bound_by_id=self.env.uid, kpi_stamp=False)
            if "kpi_id" in vals:
                vals.update(kpi_error=False, kpi_error_since=False)
        elif any(name in vals for name in self._question_fields()):
            vals = dict(vals, kpi_stamp=False)
        result = super().write(vals)
        bound = self.filtered("kpi_id") if binding else self.browse()
        if bound:
            bound._check_binder()
            bound._refresh_kpis()
        return result

    @api.model
    def _binding_fields(self):
        return {
            "kpi_id",
            "kpi_scope",
            "kpi_department_id",
            "kpi_user_id",
            "kpi_filter",
            "kpi_date_start",
            "kpi_date_end",
        }

    @api.model
    def _question_fields(self):
        """Return the fields that change whose figure it is, or in what it is told."""
        return {"user_id", "department_id", "objective_id", "company_id", "currency_id"}

    def _check_binder(self):
        """Whoever binds a figure reads the records that it is counted from."""
        if not self.env.su:
            self.kpi_id._check_may_bind()

    @api.depends(
        "kpi_id", "kpi_scope", "kpi_department_id", "kpi_user_id", "kpi_filter"
    )
    @api.depends_context("uid")
    def _compute_kpi_overlap(self):
        for key_result in self:
            key_result.kpi_overlap = key_result._overlap_sentence()

    # --- ACTIONS AND API ---

    def action_choose_kpi(self):
        """Open the picker of figures that the caller may bind."""
        self.ensure_one()
        self.check_access("write")
        mine = self.env["okr.kpi"]
        for kpi in self.env["okr.kpi"].search([("active", "=", True)]):
            try:
                kpi._check_may_bind()
            except AccessError:
                continue
            mine |= kpi
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Which figure does it follow?"),
            "res_model": "okr.kpi",
            "view_mode": "kanban",
            "views": [
                (self.env.ref("okr_module.okr_kpi_view_kanban_picker").id, "kanban"),
                (self.env.ref("okr_module.okr_kpi_view_search").id, "search"),
            ],
            "target": "new",
            "domain": [("id", "in", mine.ids)],
            "context": {
                "okr_key_result_id": self.id,
                "group_by": "category_id",
                "dialog_size": "extra-large",
            },
        }

    def action_unbind_kpi(self):
        """Take the figure off; its check-ins stay, from now on people type again."""
        return self.write({"kpi_id": False, "kpi_filter": False})

    def action_refresh_kpi(self):
        """Take the bound figures again, now.

        What fails is said on the key result (``kpi_error``) and raises nothing.

        :return: a notice for the screen
        :raise UserError: if the cycle is closed, where figures stand
        :raise AccessError: if the caller may not change a key result
        """
        self.check_access("write")
        self.cycle_id._check_open()
        self.sudo()._refresh_kpis(check_past=True)
        failed = self.filtered("kpi_error")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if failed else "success",
                "message": failed[:1].kpi_error
                or self.env._("Figures are up to date."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_open_kpi_records(self):
        """Open the records behind the figure, as far as the caller may see them.

        :return: a window action, its name says "37 of 41 records are yours to see"
        :raise UserError: if there are none that the caller may see, or the figure
            has no records
        """
        self.ensure_one()
        self.check_access("read")
        kpi, scope, span = self._kpi_question()
        self._check_group_is_shown(kpi, scope, span)
        if kpi.source == "ratio":
            kpi = kpi.numerator_id
        if kpi.source != "records":
            raise UserError(
                self.env._("%s has no records behind it to open.", kpi.name)
            )
        domain = kpi._records_domain(scope, span)
        total = kpi._query_model(kpi, scope).search_count(domain)
        mine = 0
        if self.env[kpi.model_name].has_access("read"):
            mine = self.env[kpi.model_name].search_count(domain)
        if not mine:
            raise UserError(
                self.env._("None of the %s records is yours to see.", total)
                if total
                else self.env._("No record counts so far.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "%(name)s: %(mine)s of %(total)s records are yours to see",
                name=kpi.name,
                mine=mine,
                total=total,
            ),
            "res_model": kpi.model_name,
            "view_mode": "list,form",
            "domain": list(domain),
            "context": {"create": False},
        }

    def action_open_restated_records(self):
        """Open the records that changed after they were reported.

        :raise UserError: if they cannot be told, or none is the caller's to see
        """
        self.ensure_one()
        self.check_access("read")
        moved = self.checkin_ids.filtered("is_restated").sorted("date")[-1:]
        kpi, scope, _span = self._kpi_question()
        name = kpi.model_name
        if not moved or kpi.source != "records":
            raise UserError(self.env._("Which records changed cannot be told."))
        if not kpi._query_model(kpi, scope)._log_access:
            raise UserError(self.env._("Which records changed cannot be told."))
        self._check_group_is_shown(kpi, scope, self._kpi_span(moved.date))
        domain = kpi._who_domain(scope) & Domain(
            "write_date", ">", moved.sudo().create_date
        )
        if kpi.date_name:
            domain &= kpi._span_domain(kpi, scope, [self._kpi_span(moved.date)])
        if not self.env[name].has_access("read"):
            raise UserError(self.env._("These records are not yours to see."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Changed since it was reported"),
            "res_model": name,
            "view_mode": "list,form",
            "domain": list(domain),
            "context": {"create": False, "active_test": False},
        }

    def action_open_gap(self):
        """Open the records that could close the gap, such as open quotations."""
        self.ensure_one()
        self.check_access("read")
        kpi, scope, _span = self._kpi_question()
        if not kpi.gap_domain:
            raise UserError(self.env._("%s names no such records.", kpi.name))
        kpi._query_model(kpi, scope)
        if not self.env[kpi.model_name].has_access("read"):
            raise UserError(self.env._("These records are not yours to see."))
        domain = Domain(kpi._literal(kpi.gap_domain)) & kpi._who_domain(scope)
        return {
            "type": "ir.actions.act_window",
            "name": kpi.gap_label or self.env._("What could close the gap"),
            "res_model": kpi.model_name,
            "view_mode": "list,form",
            "domain": list(domain),
            "context": {"create": False},
        }

    # --- BUSINESS ---

    @api.model
    def _check_group_is_shown(self, kpi, scope, span):
        """Raise where a figure is about too few people: records tell more than it."""
        if kpi._is_guarded() and kpi._figures(scope, [span])[scope.ids[0], 0].get(
            "hidden"
        ):
            raise UserError(kpi._too_small_sentence())

    def _kpi_question(self, day=None):
        """Return the figure, the scope and the span that a key result asks about."""
        self.ensure_one()
        key_result = self.sudo()
        kpi = key_result.kpi_id
        if not kpi:
            raise UserError(self.env._("%s is not bound to a figure.", self.name))
        scope = Scope(
            key_result.kpi_scope or "company",
            (key_result._kpi_scope_id(),),
            key_result.company_id,
            key_result.kpi_run_as_id,
            tuple(kpi._literal(key_result.kpi_filter)),
            kpi.currency_id
            or key_result.currency_id
            or key_result.company_id.currency_id,
        )
        return kpi, scope, key_result._kpi_span(day)

    def _kpi_scope_id(self):
        """Return the id of the company, department, team or person counted for."""
        self.ensure_one()
        scope = {
            "company": self.company_id,
            "department": self.kpi_department_id or self.department_id,
            "user": self.kpi_user_id or self.user_id,
        }.get(self.kpi_scope or "company")
        if not scope:
            raise UserError(
                self.env._("%s: say whose figure it is.", self.display_name)
            )
        return scope.id

    def _kpi_span(self, day=None):
        """Return the :class:`Span` that counts on a day (by default today)."""
        self.ensure_one()
        cycle = self.cycle_id
        day = day or self.company_id._okr_today()
        start = self.kpi_date_start or cycle.date_start
        last = self.kpi_date_end or cycle.date_end
        if self.kpi_id.nature == "stock":
            start = None
        return Span(start or None, min(day, last) if last else day)

    def _overlap_sentence(self):
        """Return a warning where a neighbour counts the same records."""
        self.ensure_one()
        if not self.kpi_id or not self._origin:
            return False
        objective = self.objective_id
        family = objective | objective.sudo().parent_id.child_ids
        neighbours = (
            family.sudo()
            .key_result_ids.filtered(
                lambda kr: (
                    kr.kpi_id
                    and kr.state == "active"
                    and kr.id != self._origin.id
                    and kr.sudo().kpi_id.model_name == self.sudo().kpi_id.model_name
                    and kr.sudo().kpi_id.source == "records"
                )
            )
            ._filtered_visible(self.env.uid)
        )
        for neighbour in neighbours if self.sudo().kpi_id.source == "records" else ():
            try:
                kpi, scope, span = self._kpi_question()
                other, other_scope, other_span = neighbour._kpi_question()
                domain = kpi._records_domain(scope, span)
                domain &= other._records_domain(other_scope, other_span)
                count = kpi._query_model(kpi, scope).search_count(domain)
            except (AccessError, UserError):
                continue
            if count:
                return self.env._(
                    "%(count)s of these records also count in %(name)s.",
                    count=count,
                    name=neighbour.name,
                )
        return False

    def _filtered_visible(self, user_id):
        """Return those of the key results that a user may read."""
        return self.with_user(user_id)._filtered_access("read").sudo()

    def _kpi_checkin_values(self, figure, day):
        """Return the values of the check-in that keeps a figure with its evidence."""
        self.ensure_one()
        return {
            "key_result_id": self.id,
            "date": day,
            "value": figure["value"],
            "source": "kpi",
            "user_id": False,
            "kpi_record_count": figure["count"],
            "kpi_checksum": str(figure["checksum"]),
            "kpi_numerator": figure.get("numerator") or 0.0,
            "kpi_denominator": figure.get("denominator") or 0.0,
        }
