import json

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .okr_kpi_query import Scope, Span


class OkrKeyResultKpi(models.AbstractModel):
    """A key result that takes its value from a figure that Odoo holds."""

    _name = "okr.key.result.kpi"
    _inherit = ["okr.key.result.refresh", "okr.key.result.records"]
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

    # --- CONSTRAINTS ---

    @api.constrains("kpi_id", "kpi_filter")
    def _check_kpi_filter(self):
        for key_result in self.filtered("kpi_filter"):
            kpi = key_result.sudo().kpi_id
            for name in kpi._models_read():
                if name in self.env:
                    kpi._check_literal_domain(key_result.kpi_filter, name)

    @api.constrains("kpi_id", "kpi_scope", "kpi_date_start", "kpi_date_end")
    def _check_kpi_scope(self):
        for key_result in self.filtered("kpi_id"):
            start, end = key_result.kpi_date_start, key_result.kpi_date_end
            if start and end and end < start:
                raise ValidationError(
                    self.env._(
                        "%s: it is counted until before it begins.", key_result.name
                    )
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
            vals = {"kpi_bound_by_id": self.env.uid, **vals, "kpi_stamp": False}
            if "kpi_id" in vals:
                vals.update(kpi_error=False, kpi_error_since=False)
        elif any(name in vals for name in self._question_fields()):
            vals = dict(vals, kpi_stamp=False)
            self._keep_whose_figure(vals)
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

    def _keep_whose_figure(self, vals):
        """Leave the figure with whom it is of, where who hands on may not bind it.

        A key result that says no person shows the figure of its owner. Handed to
        another by somebody who may not read the records, it would tell what they sold.
        """
        if self.env.su or not {"user_id", "department_id", "objective_id"} & set(vals):
            return
        follow = {"user": "user_id", "department": "department_id"}
        for scope, name in follow.items():
            pinned = f"kpi_{name}"
            following = self.filtered(
                lambda kr, scope=scope, pinned=pinned: (
                    kr.kpi_id and kr.kpi_scope == scope and not kr[pinned]
                )
            )
            bindable = following.kpi_id._filtered_bindable()
            for key_result in following:
                if key_result.kpi_id in bindable:
                    continue
                # Nobody binds it anew: it stays the figure that its binder sees.
                key_result.sudo().write(
                    {
                        pinned: key_result[name].id,
                        "kpi_bound_by_id": key_result.kpi_bound_by_id.id,
                    }
                )

    def _check_binder(self):
        """Whoever binds a figure reads the records that it is counted from."""
        if self.env.su:
            return
        for kpi, key_results in self.grouped("kpi_id").items():
            filters = set(key_results.filtered("kpi_filter").mapped("kpi_filter"))
            kpi._check_may_bind(*[kpi._literal(text) for text in filters])

    # --- ACTIONS AND API ---

    def action_choose_kpi(self):
        """Open the picker of figures that the caller may bind."""
        self.ensure_one()
        self.check_access("write")
        mine = self.env["okr.kpi"].search([("active", "=", True)])._filtered_bindable()
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

    # --- BUSINESS ---

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
            filter_user=key_result.kpi_bound_by_id,
        )
        return kpi, scope, key_result._kpi_span(day)

    def _kpi_scope_id(self):
        """Return the id of the company, department, team or person counted for."""
        self.ensure_one()
        if self.kpi_scope == "user":
            scope = self.kpi_user_id or self.user_id
        elif self.kpi_scope == "department":
            scope = self.kpi_department_id or self.department_id
        else:
            scope = self.kpi_scope in ("company", False) and self.company_id
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
            "kpi_record_ids": json.dumps(sorted(figure["ids"]))
            if figure.get("ids") is not None
            else False,
            "kpi_numerator": figure.get("numerator") or 0.0,
            "kpi_denominator": figure.get("denominator") or 0.0,
        }
