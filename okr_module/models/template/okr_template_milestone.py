from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..base.numbers import as_number


class OkrTemplateMilestone(models.Model):
    """A step of a key result of a template that is measured by steps."""

    _name = "okr.template.milestone"
    _inherit = ["okr.guarded.values"]
    _description = "Milestone of a template"
    _order = "key_result_id, sequence, id"

    key_result_id = fields.Many2one(
        "okr.template.key.result", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(string="Milestone", required=True, translate=True)
    sequence = fields.Integer(default=10)
    weight = fields.Float(default=1.0, aggregator=None)

    _check_weight = models.Constraint(
        "CHECK(weight >= 0 AND weight < 'Infinity')",
        "The weight of a milestone is a number from 0 upwards.",
    )

    # --- CRUD ---

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_numbers(vals) for vals in vals_list])

    def write(self, vals):
        moved = "key_result_id" in vals
        if moved and self.key_result_id.ids != [vals["key_result_id"]]:
            raise UserError(self.env._("A milestone stays with its key result."))
        return super().write(self._with_numbers(vals))

    @api.model
    def _with_numbers(self, vals):
        """Return values whose weight is a number.

        :raise ValidationError: if it is none
        """
        if "weight" not in vals:
            return vals
        label = vals.get("name") or self.env._("Weight of a milestone")
        weight = as_number(self.env, vals["weight"] or 0.0, label)
        if weight < 0:
            raise ValidationError(
                self.env._("The weight of a milestone is a number from 0 upwards.")
            )
        return {**vals, "weight": weight}
