from odoo import api, models


class MailActivity(models.Model):
    """What is to be done about an OKR is seen by those who may read the OKR."""

    _name = "mail.activity"
    _inherit = ["mail.activity", "okr.private.note.mixin"]

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
        names = self._okr_with_place(field_names)
        if names is not None:
            names += ["user_id", "activity_type_id"]
        result = super(MailActivity, self._okr_judging_later()).fetch(names)
        self._okr_refuse_hidden()
        return result

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or operation != "read" or (result and result[0] == self):
            return result
        return self._okr_forbid(result)

    def _okr_hidden(self):
        hidden = super()._okr_hidden()
        if self.sudo(False).env.su:
            return hidden
        return hidden | self._okr_of_others()

    def _okr_of_others(self):
        """Return what others are told of objectives that ask to contribute.

        How many ask is for the one who answers and may read them. Others who read what
        is asked need not: to them not even the number is said.
        """
        notes = self._okr_notes()
        if not notes:
            return self.browse()
        # Not env.ref(), which looks each time whether it is still there
        kind = self.env["ir.model.data"]._xmlid_to_res_id(
            "okr_module.mail_activity_alignment", raise_if_not_found=False
        )
        return self.browse(
            [
                note.id
                for note in notes
                if kind
                and note.activity_type_id.id == kind
                and note.user_id.id != self.env.uid
            ]
        )

    @api.depends_context("lang", "uid")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        self._okr_hide_names()
        return result
