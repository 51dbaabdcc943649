from odoo import fields, models
from odoo.exceptions import ValidationError


class OkrWeightMixin(models.AbstractModel):
    """Something that counts in a mean, as much as its weight says."""

    _name = "okr.weight.mixin"
    _inherit = ["okr.input.access.mixin"]
    _description = "Weight in a mean"

    weight = fields.Float(default=1.0, aggregator=None)

    _check_weight = models.Constraint(
        "CHECK(weight >= 0 AND weight < 'Infinity')",
        "A weight is a number from 0 upwards.",
    )

    def _read_numbers(self, vals):
        result = super()._read_numbers(vals)
        if vals.get("weight", 0.0) < 0:
            raise ValidationError(self.env._("A weight is a number from 0 upwards."))
        return result
