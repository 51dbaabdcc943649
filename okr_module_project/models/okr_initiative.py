from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class OkrInitiative(models.Model):
    """An initiative that is a project task, as far as its reader may know.

    Two crowds read two things: who may read the objective is not who may read the
    task. So the name of a task is never stored here, and which task it is tells only
    ``task_id``, to those who may read that task.
    """

    _inherit = "okr.initiative"

    task_ref_id = fields.Many2one(
        "project.task",
        string="Linked task",
        groups=fields.NO_ACCESS,
        index="btree_not_null",
        copy=False,
        ondelete="set null",
        export_string_translation=False,
    )
    task_id = fields.Many2one(
        "project.task",
        compute="_compute_task_id",
        inverse="_inverse_task_id",
        search="_search_task_id",
        help="Name, state and, where all internal users may see its project, owner "
        "and deadline are those of the task.",
    )
    has_task = fields.Boolean(
        compute="_compute_has_task", export_string_translation=False
    )

    # --- COMPUTE AND SEARCH ---

    @api.depends("task_ref_id")
    def _compute_has_task(self):
        for initiative in self:
            initiative.has_task = bool(initiative.sudo().task_ref_id)

    @api.depends("task_ref_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_task_id(self):
        linked = self.sudo().task_ref_id
        readable = set(linked.sudo(False)._filtered_access("read").ids)
        for initiative in self:
            task = initiative.sudo().task_ref_id
            initiative.task_id = task.id if task.id in readable else False

    def _inverse_task_id(self):
        for initiative in self:
            initiative._link_task(initiative.task_id)

    def _search_task_id(self, operator, value):
        if operator == "in":
            tasks = Domain("id", "in", [id_ for id_ in value if id_])
        elif operator == "any":
            tasks = Domain(value) if isinstance(value, list) else value
        else:
            return NotImplemented
        found = self._of_tasks_to_be_read(tasks)
        if operator == "in" and False in value:
            found |= ~self._of_tasks_to_be_read(Domain.TRUE)
        return found

    @api.model
    def _of_tasks_to_be_read(self, domain):
        """Return the domain of initiatives that are such tasks as the user may read."""
        Task = self.env["project.task"].sudo(False).with_context(active_test=False)
        if not Task.has_access("read"):
            return Domain.FALSE
        if isinstance(domain, Domain):
            domain = Task._search(domain)
        linked = self.sudo()._search([("task_ref_id", "in", domain)])
        return Domain("id", "in", linked)

    @api.depends("task_ref_id.name")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_name(self):
        result = super()._compute_name()
        for initiative in self.filtered("has_task"):
            if initiative.task_id:
                initiative.name = initiative.task_id.name
            elif not initiative.own_name:
                initiative.name = self.env._("A task you may not see")
        return result

    @api.depends("own_name", "key_result_id")
    def _compute_display_name(self):
        # A display name is kept where others read it: by activities, messages and
        # mails. So it is never that of the task, whoever asks.
        result = super()._compute_display_name()
        readable = self.sudo(False)._filtered_access("read")
        for initiative in readable.filtered("has_task"):
            initiative.with_env(self.env).display_name = (
                initiative.own_name
                or self.env._("Task for %s", initiative.key_result_id.display_name)
            )
        return result

    def _search_name(self, operator, value):
        own = super()._search_name(operator, value)
        # One partition: what is a task to its reader is found by the task's name.
        is_task = self._of_tasks_to_be_read(Domain.TRUE)
        by_task = self._of_tasks_to_be_read(Domain("name", operator, value))
        return (own & ~is_task) | by_task

    def _is_named(self):
        return super()._is_named() or self.has_task

    # --- CRUD ---

    def copy_data(self, default=None):
        """Return the values of copies: the same task goes on."""
        vals_list = super().copy_data(default)
        if "task_id" not in (default or {}):
            for initiative, vals in zip(self, vals_list, strict=True):
                if vals is not None and initiative.task_id:
                    vals["task_id"] = initiative.task_id.id
        return vals_list

    # --- ACTIONS ---

    def action_open_task(self):
        """Open the task.

        :raise UserError: if there is none that the caller may read
        """
        self.ensure_one()
        if not self.task_id:
            raise UserError(self.env._("There is no task that you may see."))
        return {
            "type": "ir.actions.act_window",
            "res_model": "project.task",
            "res_id": self.task_id.id,
            "view_mode": "form",
        }

    def action_create_task(self):
        """Open the dialog that makes a task of the initiative."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Create a task"),
            "res_model": "okr.initiative.task",
            "view_mode": "form",
            "target": "new",
            "context": {"default_initiative_id": self.id},
        }

    # --- BUSINESS ---

    def _link_task(self, task):
        """Make it a task, or none; a task that its user may read.

        :raise UserError: if the task is another company's
        :raise AccessError: if the caller may not read the task
        """
        self.ensure_one()
        linked = self.sudo().task_ref_id
        if task == linked:
            return
        if task:
            task.sudo(self.env.su).check_access("read")
        foreign = task.sudo().company_id - self.company_id
        if foreign:
            raise UserError(
                self.env._(
                    "%(task)s is of another company than %(initiative)s.",
                    task=task.sudo().name,
                    initiative=self.key_result_id.display_name,
                )
            )
        vals = {"task_ref_id": task.id}
        if not task and not self.own_name and linked._okr_is_open_to_all():
            vals["own_name"] = linked.name
        self.sudo()._write_in_step(vals)
        self.sudo()._follow_tasks()
        (linked | task.sudo()).invalidate_recordset(["okr_key_result_id"])

    def _part_from_task(self):
        """End the link: what is not begun goes, what is begun stays on record."""
        for initiative in self:
            initiative.check_access("write")
            fresh = initiative.state == "todo" and not initiative._is_planned()
            if initiative.objective_state == "draft" or fresh:
                initiative.unlink()
            else:
                initiative.task_id = False
