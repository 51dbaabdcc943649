from odoo import fields, models
from odoo.exceptions import UserError


class OkrTemplateMilestone(models.Model):
    """A milestone of a key result of a template."""

    _name = "okr.template.milestone"
    _inherit = ["okr.weight.mixin"]
    _description = "Milestone of a template"
    _order = "key_result_id, sequence, id"

    _NUMBERS = ("weight",)

    key_result_id = fields.Many2one(
        "okr.template.key.result", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(string="Milestone", required=True, translate=True)
    sequence = fields.Integer(default=10)

    # --- STEPS ---

    def _check_write(self, vals):
        result = super()._check_write(vals)
        moved = "key_result_id" in vals
        if moved and self.key_result_id.ids != [vals["key_result_id"]]:
            raise UserError(self.env._("A milestone stays with its key result."))
        return result
