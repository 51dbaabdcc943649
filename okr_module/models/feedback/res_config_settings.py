from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "res.config.settings"

    okr_feedback_enabled = fields.Boolean(
        related="company_id.okr_feedback_enabled", readonly=False
    )
