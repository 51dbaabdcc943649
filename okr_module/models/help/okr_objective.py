from odoo import models


class OkrObjective(models.Model):
    """Help requests end with the objective that they were made for."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.objective"

    # --- STEPS ---

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        why = {
            "cancelled": self.env._("The objective was dropped."),
            "done": self.env._("The objective is done."),
        }.get(vals.get("state"))
        if why:
            self.sudo().key_result_ids.help_request_ids.sudo(False)._lapse(why)
        return result
