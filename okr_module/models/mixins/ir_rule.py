from odoo import api, models
from odoo.fields import Domain

#: how a dialog of mail's, or of any other app, says what it is about
_ABOUT = ("res_model", "model")


class IrRule(models.Model):
    """What is typed about an OKR into another app's dialog is its opener's alone.

    Odoo keeps what people type into composers, activities to plan, invitations and
    imports in tables that every employee reads. Dialogs of our own have rules; those
    of others are not known here by name, and may be anybody's.
    """

    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        domain = super()._compute_domain(model_name, mode)
        model = self.env[model_name]
        if not model._transient or self.env.su:
            return domain
        for about in self._okr_domains_about(model):
            domain &= Domain("create_uid", "=", self.env.uid) | ~about
        return domain

    @api.model
    def _okr_domains_about(self, model):
        """Return domains of the rows of a dialog, or of its lines, about OKRs."""
        ours = sorted(self.env["mail.message"]._okr_private_models())

        def says_so(dialog):
            for name in _ABOUT:
                field = dialog._fields.get(name)
                if field and field.store and field.type in ("char", "selection"):
                    yield Domain(name, "in", ours)

        domains = list(says_so(model))
        for field in model._fields.values():
            if field.type == "many2one" and field.store:
                dialog = self.env[field.comodel_name]
                if dialog._transient and dialog._name != model._name:
                    # As superuser: who may not see the dialog sees no line of it
                    domains += [
                        Domain(field.name, "any!", domain) for domain in says_so(dialog)
                    ]
        return domains
