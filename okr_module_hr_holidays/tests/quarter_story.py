"""A quarter of a company as it might be: people, goals, and what happens day by day.

Plain values, drawn with a seed: the same every time. Nothing of the module is used.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
FIRST, LAST = date(2026, 1, 5), date(2026, 4, 5)
#: both changes of clocks lie in the last five weeks: March 8 and March 29
SHORT_FIRST = date(2026, 3, 2)
NEVER = date(2030, 1, 1)
FRIDAY, GRACE = 4, 2
CLOSED = (
    [date(2026, 2, 16) + ONE_DAY * n for n in range(5)]
    + [date(2026, 3, 13), date(2026, 3, 16), date(2026, 4, 3)]
    + [date(2026, 3, 23) + ONE_DAY * n for n in range(5)]
)
ZONES = ("Europe/Berlin", "America/New_York")
LANGS = ("en_US", "fr_FR", "vi_VN")
KINDS = ("due", "overdue", "escalation", "letter")


@dataclass
class Person:
    number: int
    zone: str
    lang: str
    department: int
    manager: int | None
    deputy: int | None = None
    off: frozenset = frozenset()
    #: days of approved leave
    away: set = field(default_factory=set)
    left_on: date | None = None
    role: str = "employee"

    @property
    def works(self):
        return self.left_on is None


@dataclass
class Department:
    number: int
    above: int | None
    manager: int


@dataclass
class Said:
    """A check-in."""

    entered_on: date
    day: date
    author: int
    value: float
    confidence: float | None


@dataclass
class KeyResult:
    key: str
    owner: int
    since: date
    target: float
    dropped_on: date | None = None
    said: list = field(default_factory=list)


@dataclass
class Objective:
    key: str
    owner: int
    level: str
    visibility: str
    department: int | None
    members: set
    since: date
    aligned: bool
    has_initiative: bool
    key_results: list
    dropped_on: date | None = None
    done_on: date | None = None


class Quarter:
    """The company on a day of the story; the events change it."""

    def __init__(self, people=40, short=True, seed=20260105):
        self.draw = random.Random(seed)
        self.first = SHORT_FIRST if short else FIRST
        self.last = LAST
        self.closed = frozenset(CLOSED)
        self.departments, self.people, self.objectives = [], [], []
        self._hire(people)
        for person in self.people:
            self._set_goals(person)
        self.leaves = self._plan_leaves()
        self.todo = self._plan_events()

    # --- HOW IT BEGINS ---

    def _hire(self, count):
        draw = self.draw
        leaders = max(3, count // 8)
        for number in range(count):
            zone = ZONES[number % 3 == 2]
            lang = LANGS[draw.choice((0, 0, 1, 2))]
            if number == 0:
                department, manager = 0, None
                self.departments.append(Department(0, None, 0))
            elif number <= leaders:
                above = draw.choice(self.departments).number
                department = len(self.departments)
                self.departments.append(Department(department, above, number))
                manager = self.departments[above].manager
            else:
                department = draw.randrange(1, len(self.departments))
                manager = self.departments[department].manager
            off = {kind for kind in KINDS if draw.random() < 0.06}
            person = Person(number, zone, lang, department, manager, off=frozenset(off))
            self.people.append(person)
        for person in self.people:
            if draw.random() < 0.4:
                other = draw.choice(self.people)
                if other is not person:
                    person.deputy = other.number

    def _set_goals(self, person):
        draw = self.draw
        for _n in range(draw.choice((0, 1, 1, 1, 2))):
            leads = self.departments[person.department].manager == person.number
            level = "individual"
            if person.number == 0:
                level = "company"
            elif leads and draw.random() < 0.6:
                level = "department"
            visibility = draw.choice(("company", "company", "department", "private"))
            if level == "company":
                visibility = "company"
            late = draw.random() < 0.25
            since = self.first + ONE_DAY * (draw.randrange(1, 16) if late else 0)
            number = len(self.objectives)
            members, key_results = set(), []
            for part in range(draw.choice((1, 2, 2, 3))):
                owner = person.number
                if draw.random() < 0.25:
                    owner = draw.randrange(len(self.people))
                if owner != person.number:
                    members.add(owner)
                key_results.append(
                    KeyResult(f"KR{number:03d}{'abc'[part]}x", owner, since, 100.0)
                )
            self.objectives.append(
                Objective(
                    f"OB{number:03d}x",
                    person.number,
                    level,
                    visibility,
                    None if level == "company" else person.department,
                    members,
                    since,
                    aligned=level != "company" and draw.random() < 0.5,
                    has_initiative=draw.random() < 0.3,
                    key_results=key_results,
                )
            )

    def _plan_leaves(self):
        """Return ``{day asked for: [(person, first, last)]}``, none that touch."""
        draw, leaves = self.draw, {}
        days = (self.last - self.first).days
        for person in self.people:
            taken = set()
            for _n in range(draw.choice((0, 0, 1, 1, 2))):
                first = self.first + ONE_DAY * draw.randrange(days - 3)
                first -= ONE_DAY * first.weekday() * draw.choice((0, 1))
                last = first + ONE_DAY * draw.choice((0, 1, 4, 4, 11))
                span = {first + ONE_DAY * n for n in range((last - first).days + 1)}
                work = [d for d in span if d.weekday() < 5 and d not in self.closed]
                if len(work) < 1 or taken & span or first < self.first:
                    continue
                taken |= span
                asked = max(self.first, first - ONE_DAY * draw.randrange(8))
                leaves.setdefault(asked, []).append((person.number, first, last))
        return leaves

    def _plan_events(self):
        """Return ``{day: [(what, number)]}`` of moves, departures, drops, ends."""
        draw, todo = self.draw, {}
        days = (self.last - self.first).days

        def plan(what, number, first=3):
            day = self.first + ONE_DAY * draw.randrange(first, days - 2)
            todo.setdefault(day, []).append((what, number))

        everybody = [p.number for p in self.people[1:]]
        for number in draw.sample(everybody, max(2, len(everybody) // 12)):
            plan("move", number)
        for number in draw.sample(everybody, max(3, len(everybody) // 14)):
            plan("leave", number)
        for number in draw.sample(range(len(self.objectives)), 4):
            plan(draw.choice(("drop", "done")), number, 18)
        for number in draw.sample(range(len(self.objectives)), 4):
            plan("drop_part", number, 18)
        return todo

    # --- WHAT HAPPENS ---

    def events(self, day):
        """Generate what happens early on a day, and do it here as well."""
        for objective in self.objectives:
            if objective.since == day:
                if self.people[objective.owner].works:
                    yield "start", objective
                else:
                    # Nobody starts the draft of somebody who is gone
                    objective.since = NEVER
                    for key_result in objective.key_results:
                        key_result.since = NEVER
        for number, first, last in self.leaves.get(day, ()):
            person = self.people[number]
            if person.works:
                span = (last - first).days + 1
                person.away |= {first + ONE_DAY * n for n in range(span)}
                yield "off", person, first, last
        for what, number in self.todo.get(day, ()):
            yield from getattr(self, f"_{what}")(number, day)

    def _move(self, number, day):
        person = self.people[number]
        leads = {department.manager for department in self.departments}
        if not person.works or number in leads:
            return
        department = self.draw.choice(self.departments)
        if department.manager == number:
            return
        person.department, person.manager = department.number, department.manager
        yield "move", person

    def _leave(self, number, day):
        person = self.people[number]
        if person.works:
            person.left_on = day
            yield "leave", person, self.draw.random() < 0.5
            later = day + ONE_DAY * self.draw.randrange(1, 5)
            self.todo.setdefault(later, []).append(("hand_over", number))

    def _hand_over(self, number, day):
        """The one who is asked takes over what may be read."""
        yield "hand_over", self.people[number]

    def _drop(self, number, day):
        objective = self.objectives[number]
        if objective.since < day and not objective.done_on:
            objective.dropped_on = day
            yield "drop", objective

    def _done(self, number, day):
        objective = self.objectives[number]
        if objective.since < day and not objective.dropped_on:
            objective.done_on = day
            yield "done", objective

    def _drop_part(self, number, day):
        objective = self.objectives[number]
        if len(objective.key_results) < 2 or objective.since >= day:
            return
        if objective.dropped_on or objective.done_on:
            return
        key_result = objective.key_results[-1]
        if not key_result.dropped_on:
            key_result.dropped_on = day
            yield "drop_part", key_result

    def check_ins(self, day, hour):
        """Generate who says what at an hour of a day: ``(key result, said)``.

        Owners by their habit; a deputy for one who is away.
        """
        draw = self.draw
        for objective in self.objectives:
            for key_result in objective.key_results:
                if not runs(objective, key_result, day):
                    continue
                owner = self.people[key_result.owner]
                if not owner.works:
                    continue
                diligent = (owner.number * 7) % 10
                chance = 0.02 + 0.02 * diligent * (day.weekday() in (2, 3, 4))
                if day.weekday() in (5, 6, 0):
                    chance = 0.03
                if draw.random() > chance / 2:
                    continue
                author = owner.number
                if is_away(self, owner, day):
                    author = owner.deputy
                    if author is None or not self.people[author].works:
                        continue
                    if not may_read(self, self.people[author], objective):
                        continue
                asleep = owner.number % 4 == 1
                confidence = 0.5 if asleep else draw.choice((0.3, 0.6, 0.8, None))
                before = key_result.said[-1].value if key_result.said else 0.0
                said = Said(
                    day,
                    day,
                    author,
                    round(before + draw.choice((0, 2, 9, 20)), 1),
                    confidence,
                )
                key_result.said.append(said)
                yield objective, key_result, said


def runs(objective, key_result, day):
    """Tell whether check-ins are asked for on a day."""
    return (
        key_result.since <= day
        and not key_result.dropped_on
        and not objective.dropped_on
        and not objective.done_on
    )


def is_work(quarter, day):
    return day.weekday() < 5 and day not in quarter.closed


def is_away(quarter, person, day):
    """On leave that day; a free day between two days of leave is one, too."""
    if day in person.away:
        return True
    if is_work(quarter, day) or not person.away:
        return False
    before, after = day - ONE_DAY, day + ONE_DAY
    while not is_work(quarter, before):
        before -= ONE_DAY
    while not is_work(quarter, after):
        after += ONE_DAY
    return before in person.away and after in person.away


# --- WHO MAY READ ---


def above(quarter, number):
    """Return a department's number and those of all above it."""
    line = []
    while number is not None:
        line.append(number)
        number = quarter.departments[number].above
    return line


def bosses(quarter, person):
    """Return the numbers of all above a person; the line leads through who left."""
    line, number = [], person.manager
    while number is not None and number not in line:
        line.append(number)
        number = quarter.people[number].manager
    return line


def may_read(quarter, reader, objective):
    """As the rules say it, for a person in the company."""
    if objective.visibility == "company":
        return True
    if reader.number == objective.owner or reader.number in objective.members:
        return True
    if not reader.works:
        return False
    if objective.visibility == "private":
        return reader.number in bosses(quarter, quarter.people[objective.owner])
    if objective.department is None:
        return False
    line = above(quarter, objective.department)
    if objective.department in above(quarter, reader.department):
        return True
    return any(quarter.departments[number].manager == reader.number for number in line)
