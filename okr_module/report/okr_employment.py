from odoo import fields, models
from odoo.tools import SQL


class OkrEmployment(models.Model):
    """Who worked where, from which day until which: one row for each stay.

    An employee has one version for each change of department, job or contract, and
    says only where it begins. Counted as they are, somebody who moved would count in
    both departments, and a new contract would be a hire. Here every version ends where
    the next begins, a stay ends with the contract or on the day of departure, and only
    who comes after a gap is hired.

    Somebody with any contract on record is employed as long as the contracts say;
    somebody without from the first version on. Archived without a day of departure,
    nobody can say how long they stayed: such employees are left out.
    """

    _name = "okr.employment"
    _description = "Stay of an employee in a department"
    _auto = False
    _order = "date_start desc, id desc"
    _rec_name = "employee_id"

    employee_id = fields.Many2one("hr.employee", readonly=True)
    user_id = fields.Many2one("res.users", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    job_id = fields.Many2one("hr.job", readonly=True)
    employee_type = fields.Selection(
        selection=lambda self: (
            self.env["hr.version"]
            ._fields["employee_type"]
            ._description_selection(self.env)
        ),
        readonly=True,
    )
    date_start = fields.Date(string="From", readonly=True)
    date_end = fields.Date(string="Last day", readonly=True)
    date_hired = fields.Date(
        string="Joined", readonly=True, help="Where nothing came right before it."
    )
    date_left = fields.Date(
        string="Left", readonly=True, help="Where nothing comes right after it."
    )

    _depends = {
        "hr.employee": ["active", "user_id"],
        "hr.version": [
            "active",
            "company_id",
            "contract_date_end",
            "contract_date_start",
            "date_version",
            "department_id",
            "departure_date",
            "employee_id",
            "employee_type",
            "job_id",
        ],
    }

    @property
    def _table_query(self):
        return SQL(
            """
            WITH version AS (
                SELECT v.*,
                       e.active AS is_here,
                       e.user_id,
                       LAG(v.date_version) OVER person AS previous,
                       LEAD(v.date_version) OVER person AS following,
                       BOOL_OR(v.contract_date_start IS NOT NULL)
                           OVER (PARTITION BY v.employee_id) AS has_contract
                  FROM hr_version v
                  JOIN hr_employee e ON e.id = v.employee_id
                 WHERE v.active
                WINDOW person AS (PARTITION BY v.employee_id ORDER BY v.date_version)
            ), begun AS (
                SELECT *,
                       CASE WHEN previous IS NULL
                            THEN COALESCE(contract_date_start, date_version)
                            ELSE GREATEST(contract_date_start, date_version)
                       END AS date_start
                  FROM version
                 WHERE contract_date_start IS NOT NULL OR NOT has_contract
            ), ended AS (
                SELECT begun.*,
                       LEAST(
                           following - 1,
                           contract_date_end,
                           (SELECT MIN(other.departure_date)
                              FROM hr_version other
                             WHERE other.employee_id = begun.employee_id
                               AND other.active
                               AND other.departure_date >= begun.date_start)
                       ) AS date_end
                  FROM begun
            ), stay AS (
                SELECT *,
                       LAG(date_end) OVER person AS end_before,
                       LEAD(date_start) OVER person AS start_after,
                       BOOL_OR(date_end IS NULL)
                           OVER (PARTITION BY employee_id) AS is_open
                  FROM ended
                 WHERE date_end IS NULL OR date_end >= date_start
                WINDOW person AS (PARTITION BY employee_id ORDER BY date_start)
            )
            SELECT id, employee_id, user_id, company_id, department_id, job_id,
                   employee_type, date_start, date_end,
                   CASE WHEN end_before IS DISTINCT FROM date_start - 1
                        THEN date_start END AS date_hired,
                   CASE WHEN start_after IS DISTINCT FROM date_end + 1
                        THEN date_end END AS date_left
              FROM stay
             WHERE is_here OR NOT is_open
            """
        )
