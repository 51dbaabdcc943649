from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Say how many check-ins are due, so that the menu need not ask."""
        result = super().session_info()
        if self.env.user._is_internal():
            result["okr_due_count"] = self.env["okr.home"].get_due_count()
        return result
