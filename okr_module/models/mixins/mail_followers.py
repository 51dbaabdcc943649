from odoo import api, models


class MailFollowers(models.Model):
    """Who follows an OKR is seen by those who may read it."""

    _name = "mail.followers"
    _inherit = ["mail.followers", "okr.private.note.mixin"]

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        bypass_access=False,
        **kwargs,
    ):
        query = super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs
        )
        if bypass_access:
            return query
        return self._okr_open(domain, query, order, offset, limit, **kwargs)

    def fetch(self, field_names=None):
        if self.env.su:
            return super().fetch(field_names)
        result = super(MailFollowers, self._okr_judging_later()).fetch(
            self._okr_with_place(field_names)
        )
        self._okr_refuse_hidden()
        return result

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or operation != "read" or (result and result[0] == self):
            return result
        return self._okr_forbid(result)
