from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "res.config.settings"

    okr_min_group_size = fields.Integer(
        related="company_id.okr_min_group_size", readonly=False
    )
