from odoo import fields, models


class OkrTemplateArea(models.Model):
    """What templates are sorted by, such as sales or support."""

    _name = "okr.template.area"
    _inherit = ["okr.steps.mixin"]
    _description = "Area of objective templates"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
