from odoo import models


class MailMessageTranslation(models.Model):
    """What a message about an OKR says in another language is as private."""

    _name = "mail.message.translation"
    _inherit = ["mail.message.translation", "okr.message.part.mixin"]

    _okr_message_field = "message_id"
