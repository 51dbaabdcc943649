from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ...arithmetic import MEASURES
from ..mixins.okr_measure_mixin import TRAVELLING

#: of whom a figure is counted for an objective of a level
SCOPES = {"company": "company", "department": "department", "individual": "user"}


class OkrTemplateKeyResult(models.Model):
    """A key result of a template: the same plan, without anybody's history."""

    _name = "okr.template.key.result"
    _inherit = [
        "okr.named.mixin",
        "okr.measure.mixin",
        "okr.plan.mixin",
        "okr.weight.mixin",
        "okr.input.access.mixin",
        "okr.steps.mixin",
        "okr.value.format.mixin",
    ]
    _description = "Key result of a template"
    _order = "template_id, sequence, id"

    template_id = fields.Many2one(
        "okr.template", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(
        string="Key result",
        required=True,
        translate=True,
        help="What changes: 'New customers in the north'.",
    )
    sequence = fields.Integer(default=10)
    start_value = fields.Float(help="An example: each owner knows better.")
    unit = fields.Char(translate=True)
    begins_after = fields.Integer(
        string="Begins after",
        help="Days from the cycle's first day to the day on which its plan begins. 0: "
        "it begins with the cycle, or on the day on which it is started.",
    )
    ends_before = fields.Integer(
        string="Ends before",
        help="Days from the day on which its plan ends to the cycle's last day.",
    )
    milestone_ids = fields.One2many(
        "okr.template.milestone", "key_result_id", string="Milestones", copy=True
    )
    kpi_code = fields.Char(
        string="Code of the KPI",
        help="The KPI of Odoo that it follows, where its app is installed and the "
        "user of the template may link it.",
    )
    kpi_id = fields.Many2one(
        "okr.kpi",
        string="KPI",
        compute="_compute_kpi_id",
        inverse="_inverse_kpi_id",
        help="Of the KPIs that are installed, the one with the code.",
    )
    kpi_window = fields.Selection(
        selection=lambda self: self._selection_of_window(),
        string="Value of",
        default="cycle",
    )
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        export_string_translation=False,
    )
    way_label = fields.Char(
        string="Way",
        compute="_compute_way_label",
        help="From where to where, in words.",
    )

    _order_idx = models.Index("(template_id, sequence, id)")
    _check_days = models.Constraint(
        "CHECK(begins_after >= 0 AND ends_before >= 0)",
        "A plan begins and ends within its cycle.",
    )

    @api.model
    def _selection_of_window(self):
        field = self.env["okr.key.result"]._fields["kpi_window"]
        return field._description_selection(self.env)

    # --- COMPUTE ---

    @api.depends("kpi_code")
    @api.depends_context("uid")
    def _compute_kpi_id(self):
        codes = {line.kpi_code for line in self if line.kpi_code}
        found = self.env["okr.kpi"].search([("code", "in", list(codes))])
        by_code = {kpi.code: kpi for kpi in found}
        for line in self:
            line.kpi_id = by_code.get(line.kpi_code)

    def _inverse_kpi_id(self):
        for line in self:
            line.kpi_code = line.kpi_id.code

    @api.depends("template_id.company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for line in self:
            company = line.template_id.company_id or self.env.company
            line.currency_id = company.sudo().currency_id

    @api.depends(*MEASURES, "unit", "currency_id", "milestone_ids")
    @api.depends_context("lang", "company")
    def _compute_way_label(self):
        for line in self:
            line.way_label = line._way_in_words()

    def _way_in_words(self):
        self.ensure_one()
        if self.metric_type == "milestone":
            count = len(self.milestone_ids)
            if count == 1:
                return self.env._("One milestone")
            return self.env._("%s milestones", count)
        return self._measure_in_words()

    # --- CONSTRAINTS ---

    @api.constrains("metric_type", "kpi_code")
    def _check_kpi_code(self):
        for line in self.filtered("kpi_code"):
            if line.metric_type in ("boolean", "milestone"):
                raise ValidationError(
                    self.env._(
                        "%s: only a number, a percent or money can be linked to a KPI.",
                        line.name,
                    )
                )

    # --- STEPS ---

    @api.model
    def _nameless_sentence(self):
        return self.env._("A key result needs a name.")

    def _check_write(self, vals):
        result = super()._check_write(vals)
        if "template_id" in vals and self.template_id.ids != [vals["template_id"]]:
            raise UserError(self.env._("A key result stays with its template."))
        return result

    def _is_plan_held(self):
        # Nobody works to a template.
        return False

    # --- BUSINESS ---

    def _key_result_values(self, level, linked, span=None):
        """Return the values of a key result of an objective of a level.

        :param linked: the figures, okr.kpi, that it may be linked to
        :param span: :class:`Span` of the cycle that it comes to, None without one
        """
        self.ensure_one()
        values = {**self._plan_values(), "name": self.name, "sequence": self.sequence}
        values["unit"] = self.unit or False
        values.update(self._plan_days(span))
        values["milestone_ids"] = [
            Command.create(
                {
                    "name": milestone.name,
                    "weight": milestone.weight,
                    "sequence": milestone.sequence,
                }
            )
            for milestone in self.milestone_ids
        ]
        if self.kpi_id and self.kpi_id in linked:
            values.update(
                kpi_id=self.kpi_id.id,
                kpi_scope=SCOPES[level],
                # What rises or falls to somewhere is never counted week by week
                kpi_window="cycle" if self.direction in TRAVELLING else self.kpi_window,
            )
        return values

    def _plan_days(self, span):
        """Return the days of a plan in a cycle; none where the cycle is too short."""
        self.ensure_one()
        if not span:
            return {}
        start = span.start + timedelta(days=self.begins_after)
        end = span.end - timedelta(days=self.ends_before)
        if start > end:
            return {}
        return {
            "date_start_given": bool(self.begins_after) and start,
            "date_end_given": bool(self.ends_before) and end,
        }

    @api.model
    def _values_from(self, key_result):
        """Return the values of a line that is the plan of a key result."""
        values = {
            **key_result._plan_values(self._plan_fields()),
            "name": key_result.name,
            "sequence": key_result.sequence,
        }
        # A figure of another company is not named.
        kpi = key_result.kpi_id.sudo(False)._filtered_access("read")
        return {
            **values,
            "unit": key_result.unit,
            **self._days_from(key_result),
            "kpi_code": kpi.code,
            "kpi_window": key_result.kpi_window,
            "milestone_ids": [
                Command.create(
                    {
                        "name": milestone.name,
                        "weight": milestone.weight,
                        "sequence": milestone.sequence,
                    }
                )
                for milestone in key_result.milestone_ids
            ],
        }

    @api.model
    def _days_from(self, key_result):
        """Return how far from the ends of its cycle people set the days of a plan."""
        span = key_result.cycle_id._span()
        begins, ends = key_result.date_start_given, key_result.date_end_given
        days = {}
        if span and begins:
            days["begins_after"] = max((begins - span.start).days, 0)
        if span and ends:
            days["ends_before"] = max((span.end - ends).days, 0)
        return days
