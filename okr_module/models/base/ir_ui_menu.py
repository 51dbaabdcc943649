from odoo import models


class IrUiMenu(models.Model):
    """Menus of OKRs are for those in whose companies OKRs are at work."""

    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        hidden = super()._load_menus_blacklist()
        root = self.env.ref("okr_module.okr_menu_root", raise_if_not_found=False)
        companies = self.env.user.company_ids.sudo()
        if not root or any(companies.mapped("okr_enabled")):
            return hidden
        # Administrators switch it on again under Settings
        return [*hidden, *self.sudo().search([("id", "child_of", root.id)]).ids]
