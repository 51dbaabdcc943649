from odoo import models


class MailMessage(models.Model):
    _name = "mail.message"
    _inherit = ["mail.message", "okr.private.note.mixin"]

    _okr_model_field = "model"
