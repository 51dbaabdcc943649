from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ..base.numbers import as_number

#: of whom a figure is counted for an objective of a level
SCOPES = {"company": "company", "department": "department", "individual": "user"}
PLAN = (
    "metric_type",
    "direction",
    "start_value",
    "target_value",
    "range_min",
    "range_max",
    "weight",
)


class OkrTemplateKeyResult(models.Model):
    """A key result of a template: the same plan, without anybody's history."""

    _name = "okr.template.key.result"
    _inherit = ["okr.guarded.values", "okr.value.words"]
    _description = "Key result of a template"
    _order = "template_id, sequence, id"

    NUMBERS = ("start_value", "target_value", "range_min", "range_max", "weight")

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
    metric_type = fields.Selection(
        selection=lambda self: self._selection_of("metric_type"),
        string="Measured as",
        default="number",
        required=True,
    )
    direction = fields.Selection(
        selection=lambda self: self._selection_of("direction"),
        default="increase",
        required=True,
    )
    start_value = fields.Float(
        string="Start", aggregator=None, help="An example: each owner knows better."
    )
    target_value = fields.Float(string="Target", default=100.0, aggregator=None)
    range_min = fields.Float(string="From", aggregator=None)
    range_max = fields.Float(string="To", aggregator=None)
    unit = fields.Char(translate=True, help="Such as customers, days, points.")
    weight = fields.Float(default=1.0, aggregator=None)
    milestone_ids = fields.One2many(
        "okr.template.milestone", "key_result_id", string="Milestones", copy=True
    )
    kpi_code = fields.Char(
        string="Code of the figure",
        help="The figure of Odoo that it follows, where its app is installed and the "
        "user of the template may bind it.",
    )
    kpi_id = fields.Many2one(
        "okr.kpi",
        string="Figure",
        compute="_compute_kpi_id",
        inverse="_inverse_kpi_id",
        help="Of the figures that are installed, the one with the code.",
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

    _check_weight = models.Constraint(
        "CHECK(weight >= 0 AND weight < 'Infinity')",
        "A weight is a number from 0 upwards.",
    )
    _order_idx = models.Index("(template_id, sequence, id)")

    # --- COMPUTE ---

    @api.model
    def _selection_of(self, name):
        return self.env["okr.key.result"]._fields[name]._description_selection(self.env)

    @api.depends("kpi_code")
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

    @api.depends(*PLAN, "unit", "currency_id", "milestone_ids")
    @api.depends_context("lang", "company")
    def _compute_way_label(self):
        for line in self:
            line.way_label = line._way_in_words()

    def _way_in_words(self):
        self.ensure_one()
        start, target = self.start_value, self.target_value
        if self.metric_type == "boolean":
            return self.env._("Yes or no")
        if self.metric_type == "milestone":
            return self.env._("%s milestones", len(self.milestone_ids))
        if self.direction == "range":
            return self._format_value(self.range_min, self.range_max)
        if self.direction == "at_least":
            return self.env._("at least %s", self._format_value(target))
        if self.direction == "at_most":
            return self.env._("at most %s", self._format_value(target))
        return self._format_value(start, target, between=" → ")

    # --- CONSTRAINTS ---

    @api.constrains("name", *PLAN)
    def _check_plan(self):
        for line in self:
            self._check_name_given(line.name)
            self.env["okr.key.result"]._check_plan_values(
                {name: line[name] for name in PLAN} | {"name": line.name}
            )

    @api.constrains("metric_type", "kpi_code")
    def _check_kpi_code(self):
        for line in self.filtered("kpi_code"):
            if line.metric_type in ("boolean", "milestone"):
                raise ValidationError(
                    self.env._(
                        "%s: only a number, a percent or money can be bound to a "
                        "figure.",
                        line.name,
                    )
                )

    @api.model
    def _check_name_given(self, name):
        if not (name or "").strip():
            raise ValidationError(self.env._("A key result needs a name."))

    @api.onchange("start_value", "target_value")
    def _onchange_values(self):
        """Take the direction from the numbers, so that it need not be chosen."""
        if self.direction in ("increase", "decrease"):
            if self.start_value != self.target_value:
                rising = self.target_value > self.start_value
                self.direction = "increase" if rising else "decrease"

    # --- CRUD ---

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_numbers(vals) for vals in vals_list])

    def write(self, vals):
        if "template_id" in vals and self.template_id.ids != [vals["template_id"]]:
            raise UserError(self.env._("A key result stays with its template."))
        return super().write(self._with_numbers(vals))

    @api.model
    def _with_numbers(self, vals):
        """Return values whose numbers are numbers.

        :raise ValidationError: if one is none
        """
        if "name" in vals:
            self._check_name_given(vals["name"])
        numbers = {
            name: as_number(
                self.env,
                vals[name] or 0.0,
                self._fields[name]._description_string(self.env),
            )
            for name in self.NUMBERS
            if name in vals
        }
        if numbers.get("weight", 0) < 0:
            raise ValidationError(self.env._("A weight is a number from 0 upwards."))
        return {**vals, **numbers}

    # --- BUSINESS ---

    def _key_result_values(self, level, bound):
        """Return the values of a key result of an objective of a level.

        :param bound: the figures, okr.kpi, that it may be bound to
        """
        self.ensure_one()
        values = {name: self[name] for name in (*PLAN, "name", "sequence")}
        values["unit"] = self.unit or False
        values["milestone_ids"] = [
            Command.create(
                {"name": step.name, "weight": step.weight, "sequence": step.sequence}
            )
            for step in self.milestone_ids
        ]
        if self.kpi_id and self.kpi_id in bound:
            values.update(kpi_id=self.kpi_id.id, kpi_scope=SCOPES[level])
        return values

    @api.model
    def _values_from(self, key_result):
        """Return the values of a line that is the plan of a key result."""
        values = {name: key_result[name] for name in (*PLAN, "name", "sequence")}
        # A figure of another company is not named.
        kpi = key_result.kpi_id.sudo(False)._filtered_access("read")
        return {
            **values,
            "unit": key_result.unit,
            "kpi_code": kpi.code,
            "milestone_ids": [
                Command.create(
                    {
                        "name": step.name,
                        "weight": step.weight,
                        "sequence": step.sequence,
                    }
                )
                for step in key_result.milestone_ids
            ],
        }
