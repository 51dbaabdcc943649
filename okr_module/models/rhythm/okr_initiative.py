from odoo import models


class OkrInitiative(models.Model):
    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _name = "okr.initiative"
    _inherit = ["okr.initiative", "okr.quiet.thread.mixin"]

    def _is_given_for_work(self):
        self.ensure_one()
        return self.objective_state == "active" and self.state in ("todo", "doing")
