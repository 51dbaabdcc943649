from collections import defaultdict
from datetime import datetime, time

from pytz import UTC, timezone

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

from odoo.addons.okr_module.models.mixins.okr_steps_mixin import QUIET

#: What an initiative and its task have in common, by the task's name of it.
SHARED = ("name", "state", "user_id", "date_deadline")
#: State of the task for a state of the initiative that ends it.
ENDS = {"done": "1_done", "cancelled": "1_canceled"}


class OkrInitiative(models.Model):
    """An initiative that is a project task, as far as its reader may know.

    Two crowds read two things: who may read the objective is not who may read the
    task. So the name of a task is never stored here, and which task it is tells only
    ``task_id``, to those who may read that task.

    The two are in step: what is said of one is said of the other. The state always.
    Owner and deadline only where all internal users may see the project: elsewhere they
    would tell of a task what its project keeps to few.
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

    # --- FROM THE INITIATIVE TO THE TASK ---

    def write(self, vals):
        shared = {name: vals[name] for name in SHARED if name in vals}
        linked = self.filtered("has_task") if shared else self.browse()
        if not linked:
            return super().write(vals)
        (self - linked).write(vals)
        linked.cycle_id._check_open()
        linked._check_by_whom(vals)
        own = {name: value for name, value in vals.items() if name != "name"}
        if own:
            super(OkrInitiative, linked).write(own)
        linked._tell_tasks(shared)
        return True

    def _tell_tasks(self, shared):
        """Write what changed to the tasks, under the rights of whoever says it.

        :raise AccessError: if a task is not the caller's to change
        """
        tasks = self.sudo().task_ref_id.sudo(self.env.su)
        by_values = defaultdict(set)
        for initiative in self.sudo():
            values = initiative._values_for_task(shared)
            if values:
                by_values[tuple(values.items())].add(initiative.task_ref_id.id)
        told = tasks.browse(set().union(*by_values.values()))
        if not (told.has_access("write") if told else True):
            raise AccessError(
                self.env._(
                    "It is a task, and in step with it: change the task, or ask "
                    "somebody who may."
                )
            )
        for values, ids in by_values.items():
            tasks.browse(ids).write(
                {
                    name: [Command.set([value])] if name == "user_ids" else value
                    for name, value in values
                }
            )

    def _values_for_task(self, shared):
        """Return what the task is to be told; nothing of what it says already."""
        self.ensure_one()
        task = self.task_ref_id
        values = {}
        if "name" in shared and shared["name"] != task.name:
            values["name"] = shared["name"]
        ended = task.state in ENDS.values()
        state = ENDS.get(shared.get("state"))
        if state and state != task.state:
            values["state"] = state
        elif "state" in shared and not state and ended:
            values["state"] = "01_in_progress"
        if not task._okr_is_open_to_all():
            return values
        if shared.get("user_id") and shared["user_id"] not in task.user_ids.ids:
            values["user_ids"] = shared["user_id"]
        if "date_deadline" in shared and self.date_deadline != self._day_of_task():
            # Noon in Greenwich is the same day almost everywhere.
            day = self.date_deadline
            values["date_deadline"] = day and datetime.combine(day, time(12))
        return values

    # --- FROM THE TASK TO THE INITIATIVE ---

    def _follow_tasks(self):
        """Take over what the tasks say; as superuser, for nobody's rights count.

        Whatever becomes of a task, what is closed stands.
        """
        open_ones = self.filtered(lambda i: i.cycle_id.state != "closed")
        readers = open_ones._readers_among_assignees()
        by_values = defaultdict(list)
        for initiative in open_ones:
            values = initiative._values_of_task(readers)
            if values:
                by_values[tuple(values.items())].append(initiative.id)
        for values, ids in by_values.items():
            self.browse(ids)._write_in_step(dict(values))

    def _values_of_task(self, readers):
        """Return what its task says otherwise than it does.

        :param readers: see :meth:`_readers_among_assignees`
        """
        self.ensure_one()
        task = self.task_ref_id
        values = {}
        if not task:
            return values
        state = self._state_of_task()
        if state != self.state:
            values["state"] = state
            if state == "cancelled":
                values["cancel_reason"] = self.env._("Its task was cancelled.")
            elif self.state == "cancelled":
                values["change_reason"] = self.env._("Its task was taken up again.")
        if not task._okr_is_open_to_all():
            return values
        day = self._day_of_task()
        if day != self.date_deadline:
            values["date_deadline"] = day
        # Nobody reads an objective because somebody gave them a task.
        may = [u.id for u in task.user_ids if self.objective_id.id in readers[u.id]]
        if may and self.user_id.id not in may:
            values["user_id"] = may[0]
        return values

    def _state_of_task(self):
        """Return the state that the task says it is in.

        A task tells when it ends. Whether an open one is begun, its stages say in
        every project otherwise: there it stays as it was.
        """
        self.ensure_one()
        task_state = self.task_ref_id.state
        for state, end in ENDS.items():
            if task_state == end:
                return state
        return self.state if self.state in ("todo", "doing") else "doing"

    def _day_of_task(self):
        """Return the deadline of the task, as the day that it is for the company."""
        self.ensure_one()
        moment = self.task_ref_id.date_deadline
        if not moment:
            return False
        zone = timezone(self.company_id.resource_calendar_id.tz or "UTC")
        return UTC.localize(moment).astimezone(zone).date()

    def _readers_among_assignees(self):
        """Return ``{user id: ids of the objectives they may read}`` of assignees."""
        objectives = self.objective_id
        readers = {}
        for user in self.task_ref_id.user_ids:
            readable = (
                objectives.with_user(user)
                .with_context(allowed_company_ids=user.company_ids.ids)
                ._filtered_access("read")
            )
            readers[user.id] = set(readable.ids)
        return readers

    def _write_in_step(self, vals):
        """Write what a task says: nothing of it goes back to the task.

        The task keeps its own log, so none is kept here.
        """
        quiet = self.with_context(tracking_disable=QUIET)
        return super(OkrInitiative, quiet).write(vals)

    def _of_tasks(self, tasks):
        """Return all initiatives that are some tasks, closed ones as well."""
        return self.sudo().search(Domain("task_ref_id", "in", tasks.ids))
