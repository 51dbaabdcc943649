"""Who may see and change what, written once more: plain functions over plain worlds.

Nothing here knows Odoo or the module. What it says comes from the contract alone; where
it and the module disagree, one of them is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field

#: models whose records follow an objective
KINDS = (
    "okr.objective",
    "okr.key.result",
    "okr.checkin",
    "okr.milestone",
    "okr.plan.point",
    "okr.initiative",
    "okr.target.change",
    "okr.help.request",
    "okr.alignment.request",
)
OPERATIONS = ("read", "write", "create", "unlink")
#: what nobody changes by hand: made by what people do
RECORDS = ("okr.target.change", "okr.help.request", "okr.alignment.request")


@dataclass(frozen=True)
class Person:
    """Somebody with a login; ``role`` is employee, officer or administrator."""

    role: str
    companies: frozenset[int]


@dataclass(frozen=True)
class Department:
    """A department; ``manager`` is the number of an employee."""

    parent: int | None
    manager: int | None


@dataclass(frozen=True)
class Employee:
    """An employee record; one person may have one in each of several companies."""

    company: int
    person: int | None
    department: int | None
    boss: int | None
    is_active: bool = True


@dataclass(frozen=True)
class Objective:
    """An objective; ``owner``, ``members`` and ``maker`` are numbers of people."""

    company: int
    level: str
    visibility: str
    state: str
    owner: int | None
    department: int | None
    members: frozenset[int] = frozenset()
    maker: int | None = None
    parent: int | None = None
    #: who does the work for it
    worker: int | None = None


@dataclass(frozen=True)
class World:
    """All of it; what refers to something does so by its number in its list."""

    people: tuple[Person, ...]
    departments: tuple[Department, ...]
    employees: tuple[Employee, ...]
    objectives: tuple[Objective, ...] = field(default=())

    # --- THE ORGANISATION ---

    def is_below(self, department: int | None, above: int) -> bool:
        """Whether a department is another one, or lies below it."""
        while department is not None:
            if department == above:
                return True
            department = self.departments[department].parent
        return False

    def records(self, person: int) -> list[int]:
        """Numbers of the employee records that a person works under today."""
        return [
            number
            for number, employee in enumerate(self.employees)
            if employee.person == person and employee.is_active
        ]

    def works_in(self, person: int) -> set[int]:
        """Departments that a person works in."""
        found = {self.employees[number].department for number in self.records(person)}
        return found - {None}

    def leads(self, person: int) -> set[int]:
        """Departments that a person manages."""
        mine = set(self.records(person))
        return {
            number
            for number, department in enumerate(self.departments)
            if department.manager in mine
        }

    def leads_above(self, person: int, department: int | None) -> bool:
        """Whether a person manages a department or one above it."""
        return any(self.is_below(department, led) for led in self.leads(person))

    def reports_to(self, person: int | None, manager: int) -> bool:
        """Whether a person reports to another one, directly or through others.

        Whoever has left still does, so that somebody sees what they leave behind; an
        old record of somebody who works elsewhere now does not count.
        """
        if person is None or person == manager:
            return False
        mine = set(self.records(manager))
        works = bool(self.records(person))
        for number, employee in enumerate(self.employees):
            if employee.person != person or (works and not employee.is_active):
                continue
            seen, boss = {number}, employee.boss
            while boss is not None and boss not in seen:
                if boss in mine and number not in mine:
                    return True
                seen.add(boss)
                boss = self.employees[boss].boss
        return False

    # --- OBJECTIVES ---

    def takes_part(self, who: int, objective: Objective) -> bool:
        """Whether somebody owns an objective or contributes to it."""
        return who == objective.owner or who in objective.members

    def may_read(self, who: int, objective: Objective) -> bool:
        """The table "Read" of the contract."""
        person = self.people[who]
        if objective.company not in person.companies:
            return False
        if person.role == "administrator" or self.takes_part(who, objective):
            return True
        if objective.visibility == "company":
            return True
        if objective.visibility == "private":
            return self.reports_to(objective.owner, who)
        return (
            person.role == "officer"
            or any(
                self.is_below(mine, objective.department)
                for mine in self.works_in(who)
                if objective.department is not None
            )
            or self.leads_above(who, objective.department)
        )

    def may_edit(self, who: int, objective: Objective) -> bool:
        """Owner, contributors, and whoever manages the department."""
        if not self.may_read(who, objective):
            return False
        return (
            self.people[who].role == "administrator"
            or self.takes_part(who, objective)
            or self.leads_above(who, objective.department)
        )

    def may_prepare(self, who: int, objective: Objective) -> bool:
        """HR officers make individual drafts for others."""
        return (
            self.people[who].role in ("officer", "administrator")
            and objective.company in self.people[who].companies
            and objective.level == "individual"
            and objective.state == "draft"
            and objective.visibility != "private"
            and objective.maker == who
        )

    def may_create(self, who: int, objective: Objective) -> bool:
        """Everybody their own, managers those of departments, administrators all."""
        if objective.company not in self.people[who].companies:
            return False
        if self.people[who].role == "administrator":
            return True
        if objective.level == "individual" and objective.owner == who:
            return True
        if objective.level == "department" and self.leads_above(
            who, objective.department
        ):
            return True
        return self.may_prepare(who, objective)

    def may_unlink(self, who: int, objective: Objective) -> bool:
        """Drafts, by their owner."""
        return (
            objective.company in self.people[who].companies
            and objective.owner == who
            and objective.state == "draft"
        )

    # --- ALL THAT FOLLOWS AN OBJECTIVE ---

    def may(self, who: int, operation: str, kind: str, number: int) -> bool:
        """Whether somebody may do something with a record of an objective.

        :param operation: one of :data:`OPERATIONS`
        :param kind: one of :data:`KINDS`
        :param number: of the objective
        """
        objective = self.objectives[number]
        if kind == "okr.objective":
            ask = {
                "read": self.may_read,
                "write": self.may_edit,
                "create": self.may_create,
                "unlink": self.may_unlink,
            }[operation]
            return ask(who, objective)
        if operation == "read":
            readable = self.may_read(who, objective)
            if kind == "okr.alignment.request" and objective.parent is not None:
                above = self.objectives[objective.parent]
                # Who answered leads that one: as hidden as that is.
                return readable and self.may_see_at_all(who, above)
            return readable
        if kind in RECORDS:
            return False
        if kind == "okr.checkin" and operation == "unlink":
            if self.people[who].role != "administrator":
                return False
        if self.may_edit(who, objective):
            return True
        if operation == "create" and kind in (
            "okr.key.result",
            "okr.milestone",
            "okr.plan.point",
        ):
            return self.may_prepare(who, objective)
        return (
            kind == "okr.initiative"
            and operation == "write"
            and objective.worker == who
            and self.may_read(who, objective)
        )

    def may_see_at_all(self, who: int, objective: Objective) -> bool:
        """Whether a rule that names another objective lets somebody through.

        In whichever company that is.
        """
        everywhere = frozenset({objective.company}) | self.people[who].companies
        people = list(self.people)
        people[who] = Person(people[who].role, everywhere)
        world = World(tuple(people), self.departments, self.employees, self.objectives)
        return world.may_read(who, objective)
