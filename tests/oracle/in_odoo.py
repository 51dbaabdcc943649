"""Builds random worlds in Odoo and holds the module to the oracle, for ``odoo shell``.

Reads from the environment: ``OKR_WORLDS``, how many, and ``OKR_ORACLE``, the folder of
the oracle. Says at the end how many worlds and questions there were.
"""

import os
import sys
import time

sys.path.insert(0, os.environ["OKR_ORACLE"])

from hypothesis import HealthCheck, given, seed, settings
from rights import KINDS, OPERATIONS
from worlds import PEOPLE, worlds

env = env(context={"tracking_disable": True, "no_reset_password": True})  # noqa: F821
DAYS = {"date_start": "2026-01-05", "date_end": "2026-04-05"}
GROUPS = {
    "employee": env.ref("base.group_user"),
    "officer": env.ref("okr_module.group_okr_officer"),
    "administrator": env.ref("okr_module.group_okr_manager"),
}
BY_HAND = {
    "okr.milestone": "milestone_ids",
    "okr.plan.point": "plan_ids",
    "okr.initiative": "initiative_ids",
    "okr.checkin": "checkin_ids",
    "okr.help.request": "help_request_ids",
}


def column(records, **values):
    """Write columns past all rules: how the world came to be is not the question."""
    env.flush_all()
    for name, value in values.items():
        env.cr.execute(
            f'UPDATE "{records._table}" SET "{name}" = %s WHERE id IN %s',
            [value, tuple(records.ids)],
        )
    env.invalidate_all(flush=False)


first = env["res.company"].create({"name": "Lighthouse"})
COMPANIES = (
    first
    | env["res.company"].create({"name": "Lighthouse North", "parent_id": first.id})
    | env["res.company"].create({"name": "Harbour"})
)
USERS = env["res.users"].create(
    [
        {
            "name": f"Person {number}",
            "login": f"oracle{number}",
            "company_id": COMPANIES[0].id,
            "company_ids": [(6, 0, COMPANIES.ids)],
        }
        for number in range(PEOPLE)
    ]
)
CYCLE = env["okr.cycle"].create({"name": "Quarter", "company_id": False, **DAYS})
env.flush_all()
questions = 0


def build(world):
    """Make a world; return its objectives and all that follows them, by kind."""
    for user, person in zip(USERS, world.people, strict=True):
        companies = COMPANIES.browse(
            COMPANIES[number].id for number in sorted(person.companies)
        )
        groups = GROUPS["employee"] | GROUPS[person.role]
        user.write(
            {
                "company_id": companies[0].id,
                "company_ids": [(6, 0, companies.ids)],
                "group_ids": [(6, 0, groups.ids)],
            }
        )
    departments = env["hr.department"]
    for number, department in enumerate(world.departments):
        departments += departments.create(
            {"name": f"Department {number}", "company_id": False}
        )
        if department.parent is not None:
            departments[number].parent_id = departments[department.parent]
    employees = env["hr.employee"]
    for number, one in enumerate(world.employees):
        employees += employees.create(
            {
                "name": f"Employee {number}",
                "company_id": COMPANIES[one.company].id,
                "user_id": USERS[one.person].id if one.person is not None else False,
                "department_id": departments[0].id,
            }
        )
    objectives = env["okr.objective"]
    for number, one in enumerate(world.objectives):
        owner = USERS[one.owner].id if one.owner is not None else False
        worker = USERS[one.worker].id if one.worker is not None else False
        objectives += objectives.create(
            {
                "name": f"Objective {number}",
                "company_id": COMPANIES[one.company].id,
                "cycle_id": CYCLE.id,
                "user_id": owner,
                "level": "individual",
                "key_result_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Number",
                            "user_id": owner,
                            "milestone_ids": [(0, 0, {"name": "Step"})],
                            "plan_ids": [(0, 0, {"date": "2026-02-02", "value": 5})],
                            "initiative_ids": [
                                (0, 0, {"name": "Work", "user_id": worker})
                            ],
                            "checkin_ids": [(0, 0, {"value": 1})],
                        },
                    )
                ],
            }
        )
    key_results = objectives.key_result_ids
    changes = env["okr.target.change"].create(
        [
            {
                "key_result_id": key_result.id,
                "date": "2026-02-02",
                "field_name": "weight",
                "reason": "Because",
            }
            for key_result in key_results
        ]
    )
    env["okr.help.request"].create(
        [
            {"key_result_id": key_result.id, "date_asked": "2026-02-02 08:00:00"}
            for key_result in key_results
        ]
    )
    requests = env["okr.alignment.request"].create(
        [
            {
                "objective_id": objective.id,
                "parent_id": objectives[one.parent].id
                if one.parent is not None
                else False,
                "date_asked": "2026-02-02 08:00:00",
            }
            for objective, one in zip(objectives, world.objectives, strict=True)
        ]
    )
    # Then all that moved since: who leads, who reports to whom, who left.
    for department, one in zip(departments, world.departments, strict=True):
        if one.manager is not None:
            department.manager_id = employees[one.manager]
    for employee, one in zip(employees, world.employees, strict=True):
        employee.parent_id = employees[one.boss] if one.boss is not None else False
        place = departments[one.department] if one.department is not None else False
        employee.department_id = place
    for employee, one in zip(employees, world.employees, strict=True):
        if not one.is_active:
            employee.active = False
    # And what each objective is by now, whoever had it before.
    for objective, one in zip(objectives, world.objectives, strict=True):
        column(
            objective,
            level=one.level,
            visibility=one.visibility,
            state=one.state,
            department_id=departments[one.department].id
            if one.department is not None
            else None,
            create_uid=USERS[one.maker].id if one.maker is not None else 1,
        )
        env.cr.execute(
            "DELETE FROM okr_objective_member_rel WHERE objective_id = %s",
            [objective.id],
        )
        for member in one.members:
            env.cr.execute(
                "INSERT INTO okr_objective_member_rel (objective_id, user_id) "
                "VALUES (%s, %s)",
                [objective.id, USERS[member].id],
            )
    # What an archived employee led stays led in the data, by nobody.
    for department, one in zip(departments, world.departments, strict=True):
        manager = employees[one.manager].id if one.manager is not None else None
        column(department, manager_id=manager)
    for employee, one in zip(employees, world.employees, strict=True):
        column(
            employee, parent_id=employees[one.boss].id if one.boss is not None else None
        )
    env.flush_all()
    env.invalidate_all(flush=False)
    found = {
        "okr.objective": objectives,
        "okr.key.result": key_results,
        "okr.target.change": changes,
        "okr.alignment.request": requests,
    }
    for kind, name in BY_HAND.items():
        found[kind] = env[kind].browse(
            record.id for key_result in key_results for record in key_result[name]
        )
    return found


def disagreements(world, found):
    """Return what oracle and module say differently, as sentences."""
    global questions
    said = []
    for who, user in enumerate(USERS):
        env.invalidate_all(flush=False)
        mine = env(
            user=user.id,
            su=False,
            context={"allowed_company_ids": user.company_ids.ids},
        )
        for kind in KINDS:
            records = found[kind].with_env(mine)
            for operation in OPERATIONS:
                allowed = set(records._filtered_access(operation).ids)
                expected = {
                    record.id
                    for number, record in enumerate(records)
                    if world.may(who, operation, kind, number)
                }
                questions += len(records)
                for number, record in enumerate(records):
                    if (record.id in allowed) != (record.id in expected):
                        module, oracle = record.id in allowed, record.id in expected
                        said.append(
                            f"{operation} {kind} of objective {number} by person "
                            f"{who}: module {module}, oracle {oracle}"
                        )
                if operation == "read":
                    searched = set(records.search([("id", "in", records.ids)]).ids)
                    if searched != expected:
                        said.append(f"search {kind} by person {who} finds others")
    return said


#: worlds drawn from one seed; after each, it is said how far it is
AT_ONCE = 25


def agree(world):
    """Build one world, and hold the module to what the oracle says of it."""
    savepoint = env.cr.savepoint()
    try:
        said = disagreements(world, build(world))
        assert not said, "\n".join(said[:20])
        agree.worlds += 1
    finally:
        savepoint.close(rollback=True)
        env.invalidate_all(flush=False)
        env.registry.clear_cache()


def agree_on(number, count):
    """Hold the module to worlds of one seed: the same number, the same worlds."""
    drawn = given(worlds())(agree)
    limits = settings(
        max_examples=count,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    seed(number)(limits(drawn))()


agree.worlds = 0
wanted = int(os.environ["OKR_WORLDS"])
begun = time.monotonic()
try:
    for number in range(0, wanted, AT_ONCE):
        agree_on(number, min(AT_ONCE, wanted - number))
        seconds = time.monotonic() - begun
        print(
            f"ORACLE: {agree.worlds} worlds, {questions} questions, {seconds:.0f} s",
            flush=True,
        )
finally:
    env.cr.rollback()
