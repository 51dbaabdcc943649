from odoo import models


class OkrKeyResult(models.Model):
    """A key result whose work is found among the tasks of projects."""

    _inherit = "okr.key.result"

    # --- ACTIONS ---

    def action_link_tasks(self):
        """Open the dialog that takes tasks which are there already."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Link tasks"),
            "res_model": "okr.task.link",
            "view_mode": "form",
            "target": "new",
            "context": {"default_key_result_id": self.id},
        }

    # --- BUSINESS ---

    def _initiatives_to_copy(self):
        # What is nothing but a task that whoever copies may not see has no name for
        # them that the copy could have.
        return (
            super()
            ._initiatives_to_copy()
            .filtered(lambda work: work.own_name or not work.has_task or work.task_id)
        )
