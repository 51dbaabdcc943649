from collections import defaultdict
from datetime import datetime, time

from pytz import UTC, timezone

from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Command, Domain

#: What an initiative and its task have in common, by the task's name of it.
SHARED = ("name", "state", "user_id", "date_deadline")
#: State of the task for a state of the initiative that ends it.
ENDS = {"done": "1_done", "cancelled": "1_canceled"}


class OkrInitiative(models.Model):
    """In step with its task: what is said of one is said of the other.

    The state always. Owner and deadline only where all internal users may see the
    project: elsewhere they would tell of a task what its project keeps to few.
    """

    _inherit = "okr.initiative"

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
        quiet = self.with_context(tracking_disable=True)
        return super(OkrInitiative, quiet).write(vals)

    def _of_tasks(self, tasks):
        """Return all initiatives that are some tasks, closed ones as well."""
        return self.sudo().search(Domain("task_ref_id", "in", tasks.ids))
