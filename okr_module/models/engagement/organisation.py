"""Who works where and reports to whom today, read at once for figures about people."""

from collections import defaultdict
from typing import NamedTuple

from odoo.tools import SQL

from .small_groups import by_size


class Person(NamedTuple):
    """An active employee with an active internal user. All are ids."""

    user_id: int
    employee_id: int
    company_id: int
    department_id: int | None
    parent_id: int | None


class Organisation:
    """The people of some companies. Three queries, however many they are."""

    def __init__(self, env, company_ids):
        for name in ("hr.employee", "hr.version", "hr.department", "res.users"):
            env[name].flush_model()
        self.people = [
            Person._make(row)
            for row in env.execute_query(
                SQL(
                    """
                    SELECT users.id, employee.id, employee.company_id,
                           version.department_id, employee.parent_id
                      FROM hr_employee employee
                      JOIN res_users users ON users.id = employee.user_id
                      LEFT JOIN hr_version version
                        ON version.id = employee.current_version_id
                     WHERE employee.active AND users.active AND NOT users.share
                       AND employee.company_id = ANY(%s)
                     ORDER BY users.id
                    """,
                    list(company_ids),
                )
            )
        ]
        # The line leads through archived people, to whom others still report.
        self._boss_of = dict(
            env.execute_query(SQL("SELECT id, parent_id FROM hr_employee"))
        )
        self._above, self.leader_ids = {}, set()
        for department_id, path, manager_id, active in env.execute_query(
            SQL("SELECT id, parent_path, manager_id, active FROM hr_department")
        ):
            self._above[department_id] = [
                int(part) for part in (path or str(department_id)).split("/") if part
            ]
            if manager_id and active:
                self.leader_ids.add(manager_id)
        self._index()

    def _index(self):
        self.of_company = defaultdict(set)
        self.of_department = defaultdict(set)
        self.of_manager = defaultdict(set)
        for person in self.people:
            self.of_company[person.company_id].add(person.user_id)
            for department_id in self._above.get(person.department_id, ()):
                self.of_department[department_id].add(person.user_id)
            for employee_id in self._line(person.employee_id):
                self.of_manager[employee_id].add(person.user_id)

    def _line(self, employee_id):
        """Return the ids of all above an employee; it ends in a circle, too."""
        line, boss = [], self._boss_of.get(employee_id)
        while boss and boss not in line and boss != employee_id:
            line.append(boss)
            boss = self._boss_of.get(boss)
        return line

    def leads(self, employee_ids):
        """Return the ids of the users below some employees, themselves left out."""
        below = set()
        for employee_id in employee_ids:
            below |= self.of_manager.get(employee_id, set())
        return below

    def groups(self):
        """Return the sets of people that somebody may ask about, each once.

        Those first that are rather shown: companies, departments, then the people of
        managers.
        """
        every = []
        for some in (self.of_company, self.of_department, self.of_manager):
            every += by_size(map(frozenset, some.values()))
        return list(dict.fromkeys(every))
