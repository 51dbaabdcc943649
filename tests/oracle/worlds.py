"""Random worlds: companies with branches, departments, people who come and go."""

from hypothesis import strategies as st
from rights import Department, Employee, Objective, Person, World

#: 0 is a company, 1 a branch of it, 2 another company
COMPANIES = range(3)
PEOPLE = 6
LEVELS = ("company", "department", "individual")
VISIBILITIES = ("company", "department", "private")
STATES = ("draft", "active", "done", "cancelled")


def _one_of(numbers):
    """One of some numbers, or none."""
    return st.sampled_from([None, *numbers])


@st.composite
def worlds(draw):
    """Draw a world in which all fits that Odoo itself would hold to."""
    people = tuple(
        Person(
            draw(st.sampled_from(("employee", "employee", "officer", "administrator"))),
            draw(st.frozensets(st.sampled_from(COMPANIES), min_size=1)),
        )
        for _number in range(PEOPLE)
    )
    count = draw(st.integers(1, 5))
    parents = [draw(_one_of(range(number))) for number in range(count)]
    employees, taken = [], set()
    for number in range(draw(st.integers(2, 9))):
        company = draw(st.sampled_from(COMPANIES))
        person = draw(_one_of(range(PEOPLE)))
        # One record of a person in each company
        if (person, company) in taken:
            person = None
        taken.add((person, company))
        employees.append(
            Employee(
                company,
                person,
                draw(_one_of(range(count))),
                draw(_one_of(range(number))),
                draw(st.sampled_from((True, True, True, False))),
            )
        )
    departments = tuple(
        Department(parent, draw(_one_of(range(len(employees))))) for parent in parents
    )
    objectives = []
    for number in range(draw(st.integers(1, 6))):
        level = draw(st.sampled_from(LEVELS))
        visibility = draw(st.sampled_from(VISIBILITIES))
        department = draw(_one_of(range(count)))
        if level == "department" and department is None:
            department = 0
        if level == "company":
            department = None
        if visibility == "department" and department is None:
            visibility = "private"
        company = draw(st.sampled_from(COMPANIES))
        below = [n for n in range(number) if objectives[n].company == company]
        owner, worker = draw(_one_of(range(PEOPLE))), draw(_one_of(range(PEOPLE)))
        members = draw(st.frozensets(st.integers(0, PEOPLE - 1), max_size=2))
        objectives.append(
            Objective(
                company,
                level,
                visibility,
                draw(st.sampled_from(STATES)),
                owner,
                department,
                members,
                draw(_one_of(range(PEOPLE))),
                draw(_one_of(below)),
                worker,
            )
        )
    return World(people, departments, tuple(employees), tuple(objectives))
