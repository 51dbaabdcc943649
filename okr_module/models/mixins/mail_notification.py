from odoo import api, models
from odoo.fields import Domain


class MailNotification(models.Model):
    """Who was told of an OKR is seen by whoever was told, and whoever told them."""

    _name = "mail.notification"
    _inherit = ["mail.notification", "okr.message.part.mixin"]

    @api.model
    def _okr_parts_of_reader(self):
        partner = self.env.user.partner_id.id
        return Domain("res_partner_id", "=", partner) | Domain(
            "author_id", "=", partner
        )
