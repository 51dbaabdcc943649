from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

#: how a dialog of mail's, or of any other app, says what it is about
_ABOUT = ("res_model", "model")


class IrRule(models.Model):
    """How a refusal is said, and whose another app's dialog about an OKR is.

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

    def _make_access_error(self, operation, records):
        """Say of an OKR in plain words that it is not open, and who may open it.

        Where Odoo has more to say, it says it: to developers, and of a company that
        one may switch to.
        """
        error = super()._make_access_error(operation, records)
        if (
            not records._name.startswith("okr.")
            or hasattr(error, "context")
            or self.env.user.has_group("base.group_no_one")
        ):
            return error
        words = self.with_context(**self.env.user.context_get()).env
        if operation == "read":
            return AccessError(
                words._(
                    "This is not open to you. Who sees an objective, and what belongs "
                    "to it, is decided by its owner, the department's manager or an "
                    "OKR administrator: ask one of them."
                )
            )
        return AccessError(
            words._(
                "This is not yours to change. An objective, and what belongs to it, is "
                "changed by its owner, by who contributes to it and by the "
                "department's manager: ask one of them."
            )
        )

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
