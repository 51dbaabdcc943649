from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    okr_too_early = fields.Float(related="company_id.okr_too_early", readonly=False)
    okr_on_track = fields.Float(related="company_id.okr_on_track", readonly=False)
    okr_at_risk = fields.Float(related="company_id.okr_at_risk", readonly=False)
    okr_is_retaking_figures = fields.Boolean(
        related="company_id.okr_is_retaking_figures"
    )
    okr_pass_mark = fields.Float(related="company_id.okr_pass_mark", readonly=False)
