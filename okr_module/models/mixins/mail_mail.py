from odoo import models


class MailMail(models.Model):
    """A mail about an OKR is seen by OKR administrators alone."""

    _name = "mail.mail"
    _inherit = ["mail.mail", "okr.message.part.mixin"]
