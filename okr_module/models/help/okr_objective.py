from odoo import models


class OkrObjective(models.Model):
    """Calls for help end with the objective that they were made for."""

    _inherit = "okr.objective"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in ("cancelled", "done"):
            calls = self.sudo().key_result_ids.help_request_ids.sudo(False)
            calls._lapse(
                self.env._("The objective was dropped.")
                if vals["state"] == "cancelled"
                else self.env._("The objective is done.")
            )
        return result
