from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import SQL

from .as_of_common import FIRST, LAST, TestOkrAsOf

#: which days of somebody's file make each KPI
EVENTS = {
    "hr.headcount": SQL("here"),
    "hr.hires": SQL("here AND NOT here_before"),
    "hr.departures": SQL("here AND NOT here_after"),
}


@tagged("post_install", "-at_install", "okr_long")
class TestOkrKpiHrAsOf(TestOkrAsOf):
    KINDS = dict.fromkeys(
        [*EVENTS, "hr.turnover", "test.headcount"], ("company", "department")
    ) | {"test.headcount": ("company", "department", "user")}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for employee in cls.env["hr.employee"].search(
            [("company_id", "in", (cls.company | cls.other_company).ids)]
        ):
            employee.version_id.date_version = "2040-01-01"
        # Who is counted is seen as long as it is not only a few.
        cls._kpi("hr.turnover").min_group_size = 1
        cls._kpi("hr.headcount").copy(
            {
                "name": "Stays by person",
                "code": "test.headcount",
                "aggregate": "count",
                "user_path": "user_id",
            }
        )
        cls._make_files()
        cls._make_days()

    @classmethod
    def _make_files(cls):
        """Hire eighty people who move, leave and come back."""
        draw = cls.random
        places = [department.id for department in cls.departments.values()]
        users = cls.users
        staff = [users[login] for login in sorted(users) if login != "portal"]
        people = []
        for number in range(80):
            company = draw.choice((cls.company,) * 9 + (cls.other_company,))
            ours = company == cls.company
            begin = cls._draw_day()
            end = draw.choice((None, begin + timedelta(days=draw.randrange(10, 300))))
            people.append(
                cls.env["hr.employee"].create(
                    {
                        "name": f"Person {number}",
                        "company_id": company.id,
                        "department_id": ours and draw.choice([*places, False]),
                        "date_version": begin,
                        "contract_date_start": begin,
                        "contract_date_end": end,
                    }
                )
            )
            if ours and number % 2:
                cls._go_on(people[-1], begin, end, places)
        # A person of each user, past the rule of one employee for each.
        cls.env.flush_all()
        for employee, user in zip(people[::7], staff, strict=False):
            if employee.company_id == cls.company:
                cls.env.cr.execute(
                    "UPDATE hr_employee SET user_id = NULL "
                    "WHERE user_id = %s AND company_id = %s",
                    (user.id, cls.company.id),
                )
                cls.env.cr.execute(
                    "UPDATE hr_employee SET user_id = %s WHERE id = %s",
                    (user.id, employee.id),
                )
        cls.env.invalidate_all()

    @classmethod
    def _go_on(cls, employee, begin, end, places):
        """Let somebody move within the contract, or come back after a while."""
        draw = cls.random
        if end is None:
            moved = begin + timedelta(days=draw.randrange(1, 200))
            employee.create_version(
                {"date_version": moved, "department_id": draw.choice(places)}
            )
            return
        # A new contract that follows on, or one after a gap.
        again = end + timedelta(days=draw.choice((1, 1, 2, 40)))
        employee.create_version(
            {
                "date_version": again,
                "department_id": draw.choice(places),
                "contract_date_start": again,
                "contract_date_end": False,
            }
        )

    @classmethod
    def _make_days(cls):
        """Write down day by day who was where, from the version of that day."""
        cls.env.flush_all()
        cls.env.cr.execute(
            """
            CREATE TEMPORARY TABLE test_okr_day ON COMMIT DROP AS
            SELECT e.id AS employee, e.user_id, e.company_id, d.day::date AS day,
                   v.department_id AS department,
                   COALESCE(v.contract_date_start <= d.day
                            AND COALESCE(v.contract_date_end, 'infinity') >= d.day,
                            FALSE) AS here
              FROM hr_employee e
              CROSS JOIN generate_series(%s::date, %s::date, interval '1 day') d(day)
              LEFT JOIN LATERAL (
                   SELECT * FROM hr_version WHERE employee_id = e.id
                      AND date_version <= d.day ORDER BY date_version DESC LIMIT 1
                   ) v ON TRUE
             WHERE e.company_id = %s AND e.active
            """,
            # A contract may end after the last day that is asked about.
            (FIRST - timedelta(days=400), LAST + timedelta(days=400), cls.company.id),
        )
        cls.env.cr.execute(
            """
            CREATE TEMPORARY TABLE test_okr_event ON COMMIT DROP AS
            SELECT *, COALESCE(LAG(here) OVER file, FALSE) AS here_before,
                   COALESCE(LEAD(here) OVER file, FALSE) AS here_after
              FROM test_okr_day WINDOW file AS (PARTITION BY employee ORDER BY day)
            """
        )

    # --- BY PLAIN SQL ---

    def _plain_value(self, code, kind, scope_id, start, day):
        if code == "hr.turnover":
            return self._plain_turnover(kind, scope_id, start, day)
        whose = self._whose(kind, scope_id)
        event = EVENTS.get(code, EVENTS["hr.headcount"])
        return self._plain(
            SQL(
                "SELECT COUNT(DISTINCT employee) FROM test_okr_event "
                "WHERE day BETWEEN %s AND %s AND %s AND %s",
                start or day,
                day,
                event,
                whose,
            )
        )

    def _plain_turnover(self, kind, scope_id, start, day):
        """Divide who left by the mean of who was there, week by week."""
        left = self._plain_value("hr.departures", kind, scope_id, start, day)
        days = [
            start + timedelta(days=7 * n) for n in range((day - start).days // 7 + 1)
        ]
        if days[-1] != day:
            days.append(day)
        there = [
            self._plain_value("hr.headcount", kind, scope_id, None, one) for one in days
        ]
        mean = sum(there) / len(there)
        return 100 * left / mean if mean else None

    def _whose(self, kind, scope_id):
        if kind == "company":
            return SQL("TRUE")
        if kind == "user":
            return SQL("user_id = %s", scope_id)
        return SQL("department IN %s", self._below(scope_id))

    def test_three_hundred_random_kpis_equal_plain_sql(self):
        self._check_as_of(300)
