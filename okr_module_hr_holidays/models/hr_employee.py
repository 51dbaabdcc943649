from datetime import timedelta

from odoo import models
from odoo.tools import SQL


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _okr_days_away(self, first, last):
        """Add the days of approved leave; training and other work are none.

        Whole days alone: who is away for a morning has an afternoon to check in.
        """
        away = super()._okr_days_away(first, last)
        self.env["hr.leave"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT leave.employee_id,
                       leave.request_date_from + CASE
                           WHEN leave.request_unit_half
                                AND leave.request_date_from_period = 'pm'
                           THEN 1 ELSE 0 END,
                       leave.request_date_to - CASE
                           WHEN leave.request_unit_half
                                AND leave.request_date_to_period = 'am'
                           THEN 1 ELSE 0 END
                  FROM hr_leave leave
                  JOIN hr_leave_type kind ON kind.id = leave.holiday_status_id
                 WHERE leave.employee_id = ANY(%s) AND leave.state = 'validate'
                   AND kind.time_type = 'leave'
                   AND NOT COALESCE(leave.request_unit_hours, FALSE)
                   AND leave.request_date_to >= %s AND leave.request_date_from <= %s
                """,
                self.ids,
                first,
                last,
            )
        )
        for employee_id, begin, end in rows:
            days = away.setdefault(employee_id, set())
            begin, end = max(begin, first), min(end, last)
            days.update(
                begin + timedelta(days=number)
                for number in range((end - begin).days + 1)
            )
        return away
