from odoo import api, fields, models


class OkrTaskLink(models.TransientModel):
    """Takes tasks that are there already as initiatives of a key result."""

    _name = "okr.task.link"
    _inherit = ["okr.input.access.mixin"]
    _description = "Link tasks to a key result"

    key_result_id = fields.Many2one(
        "okr.key.result", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="key_result_id.company_id")
    task_ids = fields.Many2many(
        "project.task",
        string="Tasks",
        required=True,
        domain="[('project_id', '!=', False), ('is_template', '=', False), "
        "('company_id', 'in', (company_id, False))]",
    )
    is_reason_needed = fields.Boolean(
        compute="_compute_is_reason_needed", export_string_translation=False
    )
    change_reason = fields.Text(
        string="Reason for the change",
        help="The work counts in a plan that people work to: why is it added?",
    )

    @api.depends("key_result_id")
    def _compute_is_reason_needed(self):
        for wizard in self:
            key_result = wizard.key_result_id
            wizard.is_reason_needed = (
                key_result.is_work_counted and key_result._is_plan_held()
            )

    def action_confirm(self):
        """Make an initiative of each task that is none of this key result yet.

        :raise UserError: if the work counts in a running plan and there is no reason
        :raise AccessError: if the caller may not edit the objective, or not read a
            task
        """
        self.ensure_one()
        linked = self.key_result_id.initiative_ids.task_id
        self.env["okr.initiative"].create(
            [
                {
                    "key_result_id": self.key_result_id.id,
                    "task_id": task.id,
                    "change_reason": self.change_reason,
                }
                for task in self.task_ids - linked
            ]
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}
