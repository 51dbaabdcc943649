from odoo import models


class MailMail(models.Model):
    """A mail about an OKR is seen by OKR administrators alone, of those who see mails."""

    _name = "mail.mail"
    _inherit = ["mail.mail", "okr.message.part.mixin"]
