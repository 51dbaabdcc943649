from odoo import models


class MailMessageSchedule(models.Model):
    """What waits to be sent about an OKR is seen by OKR administrators alone."""

    _name = "mail.message.schedule"
    _inherit = ["mail.message.schedule", "okr.message.part.mixin"]
