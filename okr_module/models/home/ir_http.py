from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Say what the menu tells of OKRs, so that it need not ask."""
        result = super().session_info()
        if self.env.user._is_internal():
            result.update(self.env["okr.home"]._told_by_menu())
        return result
