from dataclasses import dataclass, field
from functools import cached_property

from odoo import api, fields, models, tools
from odoo.tools import SQL

from . import reach_state
from .rows import as_spans


# Each is itself alone: to compare ten thousand ids takes longer than to use them
@dataclass(frozen=True, eq=False)
class OkrReach:
    """Where a person stands in the organisation, as far as OKRs ask.

    It is kept between requests. All ids are sorted.
    """

    #: departments the person manages (for those below, too, see the last)
    led_department_ids: tuple
    #: users who report to the person, directly or through others
    report_user_ids: tuple
    #: departments the person works in, and those above them
    upward_department_ids: tuple
    #: departments the person manages, and all below them
    downward_department_ids: tuple
    #: what is readable so, see ``OkrObjective._domain_reached``
    readable: dict = field(default_factory=dict)

    @cached_property
    def report_users(self):
        """Users who report to the person, for :func:`in_spans`."""
        return as_spans(self.report_user_ids)

    @cached_property
    def departments(self):
        """Departments that the person works in or leads, for :func:`in_spans`."""
        both = {*self.upward_department_ids, *self.downward_department_ids}
        return as_spans(sorted(both))

    @cached_property
    def led_departments(self):
        """Departments that the person leads, those below included, for the same."""
        return as_spans(self.downward_department_ids)


class ReachField(fields.Json):
    """Holds an :class:`OkrReach`, as it is, while the transaction's cache does."""

    def convert_to_cache(self, value, record, validate=True):
        return value or None

    def convert_to_record(self, value, record):
        return value


class ResUsers(models.Model):
    _inherit = "res.users"

    # Every record rule asks for it, so it is kept; whatever it follows from drops it,
    # see okr_reach_mixin.py.
    okr_reach = ReachField(
        compute="_compute_okr_reach",
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )

    def init(self):
        result = super().init()
        reach_state.set_up(self.env)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_leave_key_results(self):
        """What loses its owner falls to the owner of its objective."""
        owned = (
            self.env["okr.key.result"]
            .sudo()
            .search([("user_id", "in", self.ids), ("cycle_id.state", "!=", "closed")])
        )
        for owner, some in owned.grouped(lambda kr: kr.objective_id.user_id).items():
            if owner and owner not in self:
                some._write_noted({"user_id": owner.id})

    @api.depends("employee_ids.active", "employee_ids.parent_id")
    def _compute_okr_reach(self):
        state = reach_state.current(self.env)
        for user in self:
            kept = user._kept_okr_reach()
            reach = kept.get(state)
            if not reach:
                reach = user._find_okr_reach()
                kept.clear()
                kept[state] = reach
            user.okr_reach = reach

    @tools.ormcache("self._origin.id")
    def _kept_okr_reach(self):
        """Return the dict in which the reach of this user is kept, by its state.

        Dozens of requests ask between two changes, and the line of whoever leads ten
        thousand takes longer to walk than any list to read. The last alone is kept:
        of each change of a day, it would be more than the memory of a server.
        """
        self.ensure_one()
        return {}

    def _okr_reach(self):
        """Return the :class:`OkrReach` of this user; once asked, it costs nothing."""
        return self.sudo().okr_reach

    @api.model
    def _drop_okr_reach(self):
        """Have everybody's reach found anew: somebody has come, gone or moved."""
        self.invalidate_model(["okr_reach"], flush=False)

    @api.autovacuum
    def _gc_okr_reach_changes(self):
        """Keep the question which state of the organisation one sees a cheap one."""
        reach_state.begin_anew(self.env.cr)

    def _find_okr_reach(self):
        """Find the :class:`OkrReach` of this user.

        Read as superuser: whom somebody reports to decides what they see, whether
        or not they may open employee files. It tells nothing to anybody: only
        rules use it.

        Of people who left nothing comes. That is said here and not left to the
        context: rules are evaluated where archived records are found, too. The line
        leads through archived people, to whom others still report. One who left
        counts, so that somebody sees what they leave behind; the old record of one
        who works elsewhere now does not.

        One question for most people, two for whoever leads somebody, however many.
        """
        self.ensure_one()
        mine = self.env.execute_query(
            SQL(
                """
                SELECT employee.id, department.parent_path,
                       ARRAY(
                           SELECT id FROM hr_department
                            WHERE manager_id = employee.id
                       ),
                       EXISTS(
                           SELECT FROM hr_employee
                            WHERE parent_id = employee.id
                       )
                  FROM hr_employee employee
                  LEFT JOIN hr_version version
                    ON version.id = employee.current_version_id
                  LEFT JOIN hr_department department
                    ON department.id = version.department_id
                 WHERE employee.user_id = %s AND employee.active
                """,
                self._origin.id or None,
            )
        )
        upward, led = set(), set()
        for _id, path, managed, _leads in mine:
            led.update(managed)
            upward.update(int(part) for part in (path or "").split("/") if part)
        reports, downward = (), ()
        if led or any(leads for *_rest, leads in mine):
            employee_ids = [employee_id for employee_id, *_rest in mine]
            reports, downward = self._find_led(employee_ids, list(led))
        return OkrReach(
            *(tuple(sorted(set(ids))) for ids in (led, reports, upward, downward))
        )

    def _find_led(self, employee_ids, department_ids):
        """Return ids of the users below this one and of the departments it leads.

        :param employee_ids: what this user is employed as
        :param department_ids: departments it manages
        :return: ids of users, and of departments, these and all below them
        """
        (led,) = self.env.execute_query(
            SQL(
                # UNION, not UNION ALL: it ends where two people manage each other.
                # Who left is asked about apart: it is few, and joined to the others
                # would make the plan look so dear that PostgreSQL compiles it first.
                """
                WITH RECURSIVE below(id, user_id, active) AS (
                    SELECT id, user_id, active
                      FROM hr_employee
                     WHERE parent_id = ANY(%(mine)s) AND id <> ALL(%(mine)s)
                     UNION
                    SELECT employee.id, employee.user_id, employee.active
                      FROM hr_employee employee
                      JOIN below ON employee.parent_id = below.id
                )
                SELECT ARRAY(
                           SELECT user_id FROM below
                            WHERE active AND user_id <> %(user)s
                            UNION ALL
                           SELECT user_id FROM below gone
                            WHERE NOT active AND user_id <> %(user)s
                              AND NOT EXISTS (
                                  SELECT FROM hr_employee elsewhere
                                   WHERE elsewhere.user_id = gone.user_id
                                     AND elsewhere.active
                              )
                       ),
                       ARRAY(
                           SELECT department.id
                             FROM hr_department led
                             JOIN hr_department department
                               ON starts_with(department.parent_path, led.parent_path)
                            WHERE led.id = ANY(%(led)s)
                       )
                """,
                mine=employee_ids,
                led=department_ids,
                user=self._origin.id,
            )
        )
        return led

    def _okr_employee(self, company):
        """Return the employee that this user is in a company, as superuser.

        Empty where there is none, or only an archived one: ``employee_id`` is that
        one, too, where a context asks for archived records.
        """
        employee = self.sudo().with_company(company).employee_id
        # Not filtered(): a thousand people would be read one by one from there on
        return employee if employee.active else employee.browse()

    def _okr_led_by(self, employees):
        """Return the users up the line of some employee records, the nearest first.

        The line leads through archived people, who are none of it. For thousands at
        once SQL walks it: ``rhythm/okr_reminder.py``, ``engagement/organisation.py``.
        """
        line = self.browse()
        for employee in employees:
            seen, boss = set(), employee.parent_id
            while boss and boss.id not in seen:
                seen.add(boss.id)
                if boss.active:
                    line |= boss.user_id
                boss = boss.parent_id
        return line

    def _okr_department(self, company):
        """Return the department that this user works in today, as superuser."""
        # The employee's own field is that of any version a caller's context names.
        return self._okr_employee(company).current_version_id.department_id
