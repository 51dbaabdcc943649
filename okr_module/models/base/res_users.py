from typing import NamedTuple

from odoo import models
from odoo.tools import SQL


class OkrReach(NamedTuple):
    """Where a person stands in the organisation, as far as OKRs ask.

    All are lists of ids.
    """

    #: departments the person works in
    own_department_ids: list
    #: departments the person manages (those below them follow by ``child_of``)
    led_department_ids: list
    #: users who report to the person, directly or through others
    report_user_ids: list


class ResUsers(models.Model):
    _inherit = "res.users"

    def _okr_reach(self):
        """Return the :class:`OkrReach` of this user.

        Read as superuser: whom somebody reports to decides what they see, whether
        or not they may open employee files. It tells nothing to anybody: only
        rules use it.
        """
        self.ensure_one()
        employees = (
            self.env["hr.employee"].sudo().search_fetch([("user_id", "=", self.id)])
        )
        if not employees:
            return OkrReach([], [], [])
        led = (
            self.env["hr.department"]
            .sudo()
            .with_context(active_test=False)
            ._search([("manager_id", "in", employees.ids)])
        )
        return OkrReach(
            employees.department_id.ids,
            list(led.get_result_ids()),
            self._okr_report_user_ids(employees),
        )

    def _okr_report_user_ids(self, employees):
        """Return the ids of the users below some employees, all levels down."""
        employees.flush_model(["parent_id", "user_id", "active"])
        # UNION, not UNION ALL: it ends where two people manage each other.
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE below(id) AS (
                    SELECT id FROM hr_employee
                     WHERE parent_id IN %(leaders)s AND id NOT IN %(leaders)s
                     UNION
                    SELECT employee.id
                      FROM hr_employee employee
                      JOIN below ON employee.parent_id = below.id
                )
                SELECT DISTINCT employee.user_id
                  FROM hr_employee employee
                  JOIN below USING (id)
                 WHERE employee.user_id IS NOT NULL
                """,
                leaders=tuple(employees.ids),
            )
        )
        return [user_id for (user_id,) in rows if user_id != self.id]
