from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...arithmetic import MEASURES

#: directions for which start and target must differ
TRAVELLING = ("increase", "decrease")
#: kinds of metric that have no direction
WITHOUT_DIRECTION = ("boolean", "milestone")


class OkrMeasureMixin(models.AbstractModel):
    """What something is measured by: from where to where, in which unit.

    A model that inherits has ``name`` and ``currency_id``.
    """

    _name = "okr.measure.mixin"
    _inherit = ["okr.plan.mixin", "okr.weight.mixin", "okr.value.format.mixin"]
    _description = "Measure of a key result"

    _NUMBERS = ("start_value", "target_value", "range_min", "range_max", "weight")

    metric_type = fields.Selection(
        [
            ("number", "Number"),
            ("percent", "Percent"),
            ("currency", "Money"),
            ("boolean", "Yes or no"),
            ("milestone", "Milestones"),
        ],
        string="Measured as",
        default="number",
        required=True,
        plan=True,
    )
    direction = fields.Selection(
        [
            ("increase", "Rise to"),
            ("decrease", "Fall to"),
            ("at_least", "Stay at or above"),
            ("at_most", "Stay at or below"),
            ("range", "Stay between"),
        ],
        default="increase",
        required=True,
        plan=True,
    )
    start_value = fields.Float(string="Start", aggregator=None, plan=True)
    target_value = fields.Float(
        string="Target", default=100.0, aggregator=None, plan=True
    )
    range_min = fields.Float(string="From", aggregator=None, plan=True)
    range_max = fields.Float(string="To", aggregator=None, plan=True)
    unit = fields.Char(help="Such as customers, days, points.")
    weight = fields.Float(plan=True)

    _check_finite = models.Constraint(
        "CHECK(abs(start_value) < 'Infinity' AND abs(target_value) < 'Infinity' "
        "AND abs(range_min) < 'Infinity' AND abs(range_max) < 'Infinity')",
        "Start, target and range are numbers.",
    )

    # --- COMPUTE AND SEARCH ---

    @api.onchange("start_value", "target_value")
    def _onchange_values(self):
        """Take the direction from the numbers, so that it need not be chosen."""
        if self.direction in TRAVELLING and self.start_value != self.target_value:
            rising = self.target_value > self.start_value
            self.direction = "increase" if rising else "decrease"

    # --- STEPS ---

    def _prepare_create(self, vals_list):
        vals_list = super()._prepare_create(vals_list)
        if self.env.context.get("okr_import"):
            for vals in vals_list:
                self._follow_numbers(vals)
        return vals_list

    @api.model
    def _follow_numbers(self, vals):
        """Take the direction of an imported row from its numbers, where none is given.

        :param vals: values of a new record, changed in place
        """
        if "direction" not in vals and vals.get("metric_type") not in WITHOUT_DIRECTION:
            default = self._fields["target_value"].default(self)
            if vals.get("start_value", 0.0) > vals.get("target_value", default):
                vals["direction"] = "decrease"

    # --- CONSTRAINTS ---

    @api.constrains(*MEASURES)
    def _check_measure(self):
        """Raise a sentence where numbers and direction make no sense together."""
        for record in self:
            if record.metric_type in WITHOUT_DIRECTION:
                continue
            if problem := record._measure_problem():
                raise ValidationError(problem)

    def _measure_problem(self):
        """Return the sentence that says what makes no sense; False if it does."""
        self.ensure_one()
        name = self._measure_name()
        start, target = self.start_value, self.target_value
        if self.direction == "range" and self.range_min > self.range_max:
            return self.env._("%s: the range begins above its end.", name)
        if self.direction in TRAVELLING and start == target:
            return self.env._(
                "%s: start and target are the same, so there is no way to go. To hold "
                "a value, choose 'Stay at or above' or 'Stay at or below'.",
                name,
            )
        if self.direction == "increase" and target < start:
            return self.env._(
                "%s: it is to rise, but the target lies below the start. Choose "
                "'Fall to' if less is better.",
                name,
            )
        if self.direction == "decrease" and target > start:
            return self.env._(
                "%s: it is to fall, but the target lies above the start. Choose "
                "'Rise to' if more is better.",
                name,
            )
        return False

    def _measure_name(self):
        """Return what the sentence of a refusal is about."""
        self.ensure_one()
        return self.name or self.env._("A key result")

    # --- BUSINESS ---

    def _measure_in_words(self, measure=None):
        """Return from where to where, as people say it.

        :param measure: ``{field: value}`` of :data:`MEASURES`; by default its own
        """
        self.ensure_one()
        measure = measure or {name: self[name] for name in MEASURES}
        kind, direction = measure["metric_type"], measure["direction"]
        if kind in WITHOUT_DIRECTION:
            kinds = self._fields["metric_type"]._description_selection(self.env)
            return dict(kinds)[kind]
        if direction == "range":
            return self._format_value(measure["range_min"], measure["range_max"])
        target = self._format_value(measure["target_value"])
        if direction == "at_least":
            return self.env._("at least %s", target)
        if direction == "at_most":
            return self.env._("at most %s", target)
        return self._format_value(
            measure["start_value"], measure["target_value"], between=" → "
        )
