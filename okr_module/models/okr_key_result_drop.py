from odoo import models


class OkrKeyResult(models.Model):
    """What is free again when a key result is dropped."""

    _inherit = "okr.key.result"

    def _what_a_drop_frees(self):
        left = self.objective_id.key_result_ids.filtered(
            lambda kr: kr.state == "active"
        )
        return self.env._(
            "One check-in less to write, and more time for the %s that stay.", len(left)
        )
