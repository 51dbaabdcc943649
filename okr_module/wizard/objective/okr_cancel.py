from odoo import api, fields, models

from ...models.base.arguments import as_ids


class OkrCancel(models.TransientModel):
    """Asks why a goal or its work is dropped, and says what that frees."""

    _name = "okr.cancel"
    _description = "Drop an objective or a key result"

    # Asked for by `action_cancel`, in a sentence: Odoo says "Missing required fields"
    reason = fields.Text(
        help="What made it the wrong goal, or the right one at the wrong time?",
    )
    freed = fields.Text(string="What it frees", compute="_compute_freed")
    child_count = fields.Integer(compute="_compute_freed")
    children = fields.Selection(
        [
            ("keep", "Leave them: they stand for themselves"),
            ("lift", "Align them to what this one contributed to"),
        ],
        string="What is aligned to it",
        default="keep",
        required=True,
    )

    @api.depends_context("active_model", "active_ids")
    def _compute_freed(self):
        goals = self._goals()
        freed = "\n".join(goal._what_a_drop_frees() for goal in goals)
        children = goals.child_ids if goals._name == "okr.objective" else goals
        for wizard in self:
            wizard.freed = freed
            wizard.child_count = (
                len(children.filtered(lambda child: child.state in ("draft", "active")))
                if goals._name == "okr.objective"
                else 0
            )

    def _goals(self):
        """Return what the dialog was opened on; none where it is something else."""
        model = self.env.context.get("active_model")
        if model not in ("okr.objective", "okr.key.result", "okr.initiative"):
            return self.env["okr.objective"]
        goals = self.env[model].browse(
            as_ids(self.env, self.env.context.get("active_ids"))
        )
        goals.check_access("read")
        return goals

    def action_confirm(self):
        """Drop the records the dialog was opened on."""
        self.ensure_one()
        goals = self._goals()
        if not goals:
            return False
        goals.action_cancel(self.reason)
        if self.children == "lift" and goals._name == "okr.objective":
            goals._lift_children()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
