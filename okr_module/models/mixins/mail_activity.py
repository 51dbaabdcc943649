from odoo import api, models
from odoo.fields import Domain


class MailActivity(models.Model):
    _name = "mail.activity"
    _inherit = ["mail.activity", "okr.private.note.mixin"]

    @api.depends_context("uid")
    def _compute_okr_is_open(self):
        result = super()._compute_okr_is_open()
        for activity in self - self.filtered_domain(self._okr_not_of_others()):
            activity.okr_is_open = False
        return result

    def _search_okr_is_open(self, operator, value):
        domain = super()._search_okr_is_open(operator, value)
        if domain is NotImplemented:
            return domain
        return domain & self._okr_not_of_others()

    @api.model
    def _okr_not_of_others(self):
        """Return the domain of all but what others are told of objectives that ask.

        How many ask is for the one who answers and may read them. Others who read what
        is asked need not: to them not even the number is said.
        """
        kind = self.env.ref(
            "okr_module.mail_activity_alignment", raise_if_not_found=False
        )
        if not kind:
            return Domain.TRUE
        return Domain("activity_type_id", "!=", kind.id) | Domain(
            "user_id", "=", self.env.uid
        )
