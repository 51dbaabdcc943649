from odoo import api, models
from odoo.fields import Domain


class MailScheduledMessage(models.Model):
    """What is to be said about an OKR later stands there in its author's own name."""

    _name = "mail.scheduled.message"
    _inherit = ["mail.scheduled.message", "okr.private.note.mixin"]

    _okr_model_field = "model"

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
        # Beforehand: Odoo hides all of a search where one of its records is hidden
        if not (self.env.su or bypass_access) and self._okr_may_concern(domain):
            ours = Domain("model", "in", sorted(self._okr_private_models()))
            found = super()._search(Domain(domain) & ours, bypass_access=True, **kwargs)
            hidden = self.browse(found)._okr_hidden()
            domain = Domain(domain) & Domain("id", "not in", hidden.ids)
        return super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs
        )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._okr_check_author(vals.get("model"), vals)
        return super().create(vals_list)

    def write(self, vals):
        for name in set(self.sudo().mapped("model")):
            self._okr_check_author(name, vals)
        return super().write(vals)

    @api.model
    def _okr_check_author(self, model_name, vals):
        """Refuse another's name, which readers see long before anything is posted."""
        if "author_id" in vals and not self.env.su:
            said = {"model": model_name, "author_id": vals["author_id"]}
            self.env["mail.message"]._okr_check_said(said)
