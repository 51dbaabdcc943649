import functools

from odoo import models


class MailTrackingValue(models.Model):
    """What changed on an OKR: seen by OKR administrators alone, changed by nobody."""

    _name = "mail.tracking.value"
    _inherit = ["mail.tracking.value", "okr.message.part.mixin"]

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or operation == "read" or (result and result[0] == self):
            return result
        about = self.sudo().mail_message_id._okr_notes()
        logged = self.filtered(lambda value: value.sudo().mail_message_id in about)
        if not logged:
            return result
        rules = self.env["ir.rule"]
        return (
            logged | result[0] if result else logged,
            functools.partial(rules._make_access_error, operation, logged),
        )
