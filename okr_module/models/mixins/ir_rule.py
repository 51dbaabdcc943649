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
        for name in _ABOUT:
            field = model._fields.get(name)
            if field and field.store and field.type in ("char", "selection"):
                ours = sorted(self.env["mail.message"]._okr_private_models())
                own = Domain("create_uid", "=", self.env.uid)
                domain &= own | ~Domain(name, "in", ours)
        return domain
