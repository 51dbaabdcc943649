from odoo import models

from ...arithmetic import alignment


class OkrCycle(models.Model):
    """Nobody answers any more what was asked in a cycle that is closed."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.cycle"

    # --- STEPS ---

    def _after_write(self, vals, before):
        super()._after_write(vals, before)
        if vals.get("state") != "closed":
            return
        objectives = self.env["okr.objective"].sudo()
        objectives._ask_for_alignment(
            objectives.search(
                [
                    ("alignment_state", "=", alignment.WAITING),
                    "|",
                    ("cycle_id", "in", self.ids),
                    ("parent_id.cycle_id", "in", self.ids),
                ]
            )
        )
