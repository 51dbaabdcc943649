from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    okr_enabled = fields.Boolean(related="company_id.okr_enabled", readonly=False)
    okr_checkin_interval = fields.Selection(
        related="company_id.okr_checkin_interval", readonly=False
    )
    okr_checkin_weekday = fields.Selection(
        related="company_id.okr_checkin_weekday", readonly=False
    )
    okr_grace_days = fields.Integer(related="company_id.okr_grace_days", readonly=False)
    okr_year_month = fields.Selection(
        related="company_id.okr_year_month", readonly=False
    )
    okr_default_visibility = fields.Selection(
        related="company_id.okr_default_visibility", readonly=False
    )
    okr_max_objectives = fields.Integer(
        related="company_id.okr_max_objectives", readonly=False
    )
    okr_too_early = fields.Float(related="company_id.okr_too_early", readonly=False)
    okr_on_track = fields.Float(related="company_id.okr_on_track", readonly=False)
    okr_at_risk = fields.Float(related="company_id.okr_at_risk", readonly=False)
    okr_is_retaking_figures = fields.Boolean(
        related="company_id.okr_is_retaking_figures"
    )
    okr_pass_mark = fields.Float(related="company_id.okr_pass_mark", readonly=False)
