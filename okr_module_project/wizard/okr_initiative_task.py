from datetime import datetime, time

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class OkrInitiativeTask(models.TransientModel):
    """Makes a task of an initiative, in a project of one's choice."""

    _name = "okr.initiative.task"
    _inherit = ["okr.input.access.mixin"]
    _description = "Create a task from an initiative"

    initiative_id = fields.Many2one(
        "okr.initiative", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="initiative_id.company_id")
    project_id = fields.Many2one(
        "project.project",
        required=True,
        ondelete="cascade",
        domain="[('company_id', 'in', (company_id, False)), "
        "('is_template', '=', False)]",
    )

    def action_confirm(self):
        """Create the task under the caller's rights, link it and open it.

        :raise UserError: if the initiative is a task already
        :raise AccessError: if the caller may not create a task in the project, or
            not change the initiative
        """
        self.ensure_one()
        initiative = self.initiative_id
        initiative.check_access("write")
        if initiative.has_task:
            raise UserError(self.env._("It is a task already."))
        deadline = initiative.date_deadline
        task = self.env["project.task"].create(
            {
                "name": initiative.name,
                "project_id": self.project_id.id,
                "user_ids": [Command.set(initiative.user_id.ids)],
                "date_deadline": deadline and datetime.combine(deadline, time(12)),
            }
        )
        state = initiative.state
        initiative.task_id = task
        if state in ("done", "cancelled"):
            initiative.state = state
        return initiative.action_open_task()
