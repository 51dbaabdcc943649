"""One template for many people, beside Odoo's import and one by one; see README.md.

Runs inside ``odoo shell``, which gives it ``env``.
"""

import os
import time

PEOPLE = int(os.environ.get("OKR_BENCH_PEOPLE", 1000))

env = env(  # noqa: F821
    user=env.ref("base.user_admin"),  # noqa: F821
    context={"no_reset_password": True},
)
cr = env.cr
today = env.company._okr_today()


def measure(label, function):
    """Time a function and count its queries, flushed; print both per person."""
    env.flush_all()
    env.invalidate_all()
    before, began = cr.sql_log_count, time.perf_counter()
    result = function()
    env.flush_all()
    seconds, queries = time.perf_counter() - began, cr.sql_log_count - before
    print(
        f"{label:<58}{seconds:8.2f} s {1000 * seconds / PEOPLE:8.2f} ms/person"
        f" {queries:7d} queries {queries / PEOPLE:8.3f}/person"
    )
    return seconds, result


def make_people():
    """Create users and employees, past password hashing: nobody logs in."""
    partners = env["res.partner"].create(
        [{"name": f"Person {number}"} for number in range(PEOPLE)]
    )
    cr.execute(
        """
        INSERT INTO res_users (login, partner_id, company_id, active, share,
                               notification_type, create_date, write_date)
             SELECT 'okr_bench_' || id, id, %s, TRUE, FALSE, 'email', now(), now()
               FROM res_partner WHERE id IN %s RETURNING id
        """,
        (env.company.id, tuple(partners.ids)),
    )
    users = env["res.users"].browse(row[0] for row in cr.fetchall())
    cr.execute(
        "INSERT INTO res_company_users_rel (cid, user_id) SELECT %s, unnest(%s)",
        (env.company.id, users.ids),
    )
    cr.execute(
        "INSERT INTO res_groups_users_rel (gid, uid) SELECT %s, unnest(%s)",
        (env.ref("base.group_user").id, users.ids),
    )
    env.invalidate_all()
    env.registry.clear_all_caches()
    department = env["hr.department"].create({"name": "Benchmark"})
    quiet = env["hr.employee"].with_context(tracking_disable=True)
    quiet.create(
        [
            {"name": user.name, "user_id": user.id, "department_id": department.id}
            for user in users
        ]
    )
    return users, department


def make_cycle(name):
    """Return a cycle, so that each way finds nobody who has one already."""
    return env["okr.cycle"].create(
        {"name": name, "date_start": today, "date_end": today.replace(year=2999)}
    )


def from_template(template, cycle, department, **options):
    """Ours: the list of whom, then batch after batch as the screen has them made."""
    wizard = env["okr.template.use"].create(
        {
            "template_id": template.id,
            "cycle_id": cycle.id,
            "for_whom": "department",
            "department_id": department.id,
            **options,
        }
    )
    run = env["okr.template.run"].browse(wizard.action_confirm()["res_id"])
    run.action_start()
    while run.state == "running":
        began = time.perf_counter()
        run.make_next()
        batches.append(time.perf_counter() - began)
    return run.line_ids.objective_id


def by_import(template, cycle, users, **context):
    """Odoo's own import of the same objectives, as from a spreadsheet."""
    columns = [
        "name",
        "cycle_id/.id",
        "user_id/.id",
        "key_result_ids/name",
        "key_result_ids/metric_type",
        "key_result_ids/direction",
        "key_result_ids/start_value",
        "key_result_ids/target_value",
        "key_result_ids/unit",
    ]
    labels = {
        name: dict(env["okr.key.result"]._fields[name]._description_selection(env))
        for name in ("metric_type", "direction")
    }
    rows = []
    for user in users:
        first = [template.name, str(cycle.id), str(user.id)]
        for line in template.key_result_ids:
            rows.append(
                [
                    *first,
                    line.name,
                    labels["metric_type"][line.metric_type],
                    labels["direction"][line.direction],
                    str(line.start_value),
                    str(line.target_value),
                    line.unit or "",
                ]
            )
            first = ["", "", ""]
    result = env["okr.objective"].with_context(**context).load(columns, rows)
    if not result["ids"]:
        raise SystemExit(result["messages"][:3])
    return env["okr.objective"].browse(result["ids"])


def one_by_one(template, cycle, users):
    """Odoo's Duplicate of one objective, for each person."""
    original = env["okr.objective"].create(
        {**template._objective_values("individual"), "cycle_id": cycle.id}
    )
    made = env["okr.objective"]
    for user in users:
        made |= original.copy({"name": template.name, "user_id": user.id})
    return made


people, crowd = make_people()
batches = []
example = env["okr.template"].create(
    {
        "name": "The benchmark's own",
        "user_id": False,
        "key_result_ids": [
            (0, 0, {"name": f"Number {n}", "start_value": n, "target_value": 50 + n})
            for n in range(3)
        ],
    }
)
print(f"\n{PEOPLE} people, {len(example.key_result_ids)} key results each")
warm = make_cycle("Warm")
measure("warming up", lambda: from_template(example, warm, crowd))
batches.clear()
cycles = [
    make_cycle(name) for name in ("Ours", "Silent", "Quiet", "Import", "Duplicate")
]
asked, made = measure(
    "okr: a template for all, each owner is given a to-do",
    lambda: from_template(example, cycles[0], crowd),
)
print(
    f"    {len(batches)} batches, the longest {max(batches):.2f} s; "
    f"{len(made.activity_ids)} to-dos"
)
batches.clear()
silent, _made = measure(
    "okr: the same without to-dos",
    lambda: from_template(example, cycles[1], crowd, ask_owners=False),
)
quiet, by_quiet_load = measure(
    "Odoo's import, load(), without history: nobody hears of it",
    lambda: by_import(example, cycles[2], people, tracking_disable=True),
)
loaded, by_load = measure(
    "Odoo's import, load(), with history and a mail to each",
    lambda: by_import(example, cycles[3], people),
)
copied, by_copy = measure(
    "Odoo's Duplicate, one by one",
    lambda: one_by_one(example, cycles[4], people),
)
print(f"\nokr with to-dos / import without history: {asked / quiet:.2f}")
print(f"okr without to-dos / the same:            {silent / quiet:.2f}")
print(f"okr with to-dos / import with history:    {asked / loaded:.2f}")
print(f"okr with to-dos / Duplicate, one by one:  {asked / copied:.2f}")
same = {
    (objective.user_id, line.name, line.start_value, line.target_value)
    for objective in made
    for line in objective.key_result_ids
}
for others in (by_quiet_load, by_load, by_copy):
    theirs = {
        (objective.user_id, line.name, line.start_value, line.target_value)
        for objective in others
        for line in objective.key_result_ids
    }
    print(f"the same plans for the same people: {same == theirs}")
again = env["okr.template.use"].create(
    {
        "template_id": example.id,
        "cycle_id": cycles[0].id,
        "for_whom": "department",
        "department_id": crowd.id,
    }
)
second = env["okr.template.run"].browse(again.action_confirm()["res_id"])
print(
    f"a second time: {second.ready_count} to be made, {second.left_out_count} left out"
)
env.cr.rollback()
