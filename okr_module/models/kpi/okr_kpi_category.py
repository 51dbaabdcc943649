from odoo import api, fields, models


class OkrKpiCategory(models.Model):
    """Where a KPI stands in the picker, such as Sales or People."""

    _name = "okr.kpi.category"
    _inherit = ["okr.named.mixin"]
    _description = "Category of KPIs"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    icon = fields.Char(
        default="fa-bar-chart", help="Name of a Font Awesome icon, such as fa-users."
    )

    # --- BUSINESS ---

    @api.model
    def _nameless_sentence(self):
        return self.env._("A category needs a name.")
