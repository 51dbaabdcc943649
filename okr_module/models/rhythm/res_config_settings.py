from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "res.config.settings"

    okr_reminder_hour = fields.Integer(
        related="company_id.okr_reminder_hour", readonly=False
    )
    okr_reminder_enabled = fields.Boolean(
        related="company_id.okr_reminder_enabled", readonly=False
    )
    okr_send_due = fields.Boolean(related="company_id.okr_send_due", readonly=False)
    okr_send_overdue = fields.Boolean(
        related="company_id.okr_send_overdue", readonly=False
    )
    okr_send_escalation = fields.Boolean(
        related="company_id.okr_send_escalation", readonly=False
    )
    okr_send_letter = fields.Boolean(
        related="company_id.okr_send_letter", readonly=False
    )
