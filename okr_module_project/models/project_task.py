from odoo import api, fields, models
from odoo.fields import Domain

#: What initiatives take over from their task.
FOLLOWED = {"state", "user_ids", "date_deadline", "project_id"}


class ProjectTask(models.Model):
    """A task that works for a key result, as far as its reader may know."""

    _inherit = "project.task"

    okr_initiative_ids = fields.One2many(
        "okr.initiative",
        "task_ref_id",
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    okr_key_result_id = fields.Many2one(
        "okr.key.result",
        string="Works for key result",
        compute="_compute_okr_key_result_id",
        inverse="_inverse_okr_key_result_id",
        search="_search_okr_key_result_id",
        groups="okr_module.group_okr_user",
        help="The number that this task should move.",
    )

    # --- COMPUTE AND SEARCH ---

    @api.depends("okr_initiative_ids.key_result_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_okr_key_result_id(self):
        found = {}
        # The newest first: an earlier cycle may know the task, too.
        for initiative in self._okr_initiatives().sorted("id", reverse=True):
            task = initiative.sudo().task_ref_id
            found.setdefault(task.id, initiative.key_result_id.id)
        for task in self:
            task.okr_key_result_id = found.get(task._origin.id, False)

    def _inverse_okr_key_result_id(self):
        for task in self:
            task._okr_work_for(task.okr_key_result_id)

    def _search_okr_key_result_id(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        Initiative = self.env["okr.initiative"]

        def tasks(domain):
            found = Initiative.search(domain)
            return Domain("id", "in", found.sudo().task_ref_id.ids)

        if operator == "any":
            return tasks(Domain("key_result_id", "any", value))
        result = tasks(Domain("key_result_id", "in", [id_ for id_ in value if id_]))
        if False in value:
            result |= ~tasks(Domain.TRUE)
        return result

    # --- CRUD ---

    def write(self, vals):
        result = super().write(vals)
        if not FOLLOWED.isdisjoint(vals):
            self.env["okr.initiative"]._of_tasks(self)._follow_tasks()
        return result

    @api.ondelete(at_uninstall=False)
    def _okr_keep_names(self):
        """Leave a name to work that was a task: what was done stays readable."""
        for initiative in self.env["okr.initiative"]._of_tasks(self):
            if not initiative.own_name:
                task = initiative.task_ref_id
                name = task._okr_is_open_to_all() and task.name
                # Past the gates of a closed cycle: nothing changes but that the
                # name is kept.
                models.Model.write(
                    initiative,
                    {"own_name": name or self.env._("A task that was deleted")},
                )

    # --- ACTIONS ---

    def action_open_okr_key_result(self):
        """Open the key result that the task works for."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "okr.key.result",
            "res_id": self.okr_key_result_id.id,
            "view_mode": "form",
        }

    # --- BUSINESS ---

    def _okr_is_open_to_all(self):
        """Tell whether its project shows it to all internal users."""
        return self.sudo().project_id.privacy_visibility in ("employees", "portal")

    def _okr_initiatives(self):
        """Return the initiatives of tasks that the user may read."""
        Initiative = self.env["okr.initiative"].sudo(False)
        if not (self.ids and Initiative.has_access("read")):
            return Initiative
        of_tasks = Initiative._of_tasks(self).sudo(False)
        return of_tasks._filtered_access("read")

    def _okr_work_for(self, key_result):
        """Make the task work for a key result, or for none any more.

        :raise AccessError: if either objective is not the caller's to edit
        """
        self.ensure_one()
        initiatives = self._okr_initiatives().filtered(
            lambda i: i.cycle_id.state != "closed"
        )
        if key_result and key_result in initiatives.key_result_id:
            return
        initiatives._part_from_task()
        if key_result:
            self.env["okr.initiative"].create(
                {"key_result_id": key_result.id, "task_id": self.id}
            )
