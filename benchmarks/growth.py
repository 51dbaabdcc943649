"""What grows with what: one thing is doubled at a time, and each page asked for again.

Runs inside ``odoo shell`` in a database of world.py (a tenth of it will do), which
gives it ``env``; see README.md. Queries and rows that come from the database are
counted: both are the same in each run. Everything is rolled back.
"""

import os
import time
from unittest.mock import patch

from lxml import etree

from odoo.sql_db import Cursor

REPEATS = int(os.environ.get("OKR_BENCH_REPEATS", 3))
#: what is more than so many times before is said to grow
GROWS = 1.2

cr = env.cr  # noqa: F821
company = env.company  # noqa: F821


def ids(query, *values):
    cr.execute(query, values)
    return [found for (found,) in cr.fetchall()]


people = ids("SELECT id FROM res_users WHERE login LIKE 'person%%' ORDER BY id")
#: leads the second level from below: eleven departments
READER = people[len(people) // 200]
context = {"allowed_company_ids": company.ids, "lang": "en_US", "tz": "UTC"}
[top] = ids("SELECT id FROM okr_objective WHERE name = 'Objective 1' LIMIT 1")
[mine] = ids(
    "SELECT id FROM okr_objective WHERE user_id = %s ORDER BY id DESC LIMIT 1", READER
)
[my_key_result] = ids(
    "SELECT id FROM okr_key_result WHERE objective_id = %s ORDER BY id LIMIT 1", mine
)

# --- PAGES ---


def read(model, kind, domain=(), record=None):
    """Return a call for what a screen asks for, with all that its view names."""
    views = env[model].sudo().get_views([(False, kind)])  # noqa: F821
    known = views["models"][model]["fields"]
    names = {
        node.get("name")
        for node in etree.fromstring(views["views"][kind]["arch"]).iter("field")
    } & known.keys()
    specification = {
        name: {"fields": {"display_name": {}}}
        if known[name]["type"] in ("many2one", "one2many", "many2many")
        else {}
        for name in names
    }
    if record:
        return lambda own: own[model].browse(record).web_read(specification)
    return lambda own: own[model].web_search_read(
        list(domain), specification, limit=80, count_limit=10001
    )


PAGES = {
    "home": lambda own: own["okr.home"].get_data(),
    "number in the menu": lambda own: own["okr.home"].get_due_count(),
    "check-in screen": lambda own: own["okr.checkin.session"].get_data(),
    "list of objectives": read("okr.objective", "list"),
    "list of key results": read("okr.key.result", "list"),
    "list of check-ins": read("okr.checkin", "list"),
    "form of a company objective": read("okr.objective", "form", record=top),
    "form of one's own objective": read("okr.objective", "form", record=mine),
    "form of a key result": read("okr.key.result", "form", record=my_key_result),
    "curve of a key result": lambda own: (
        own["okr.key.result"].browse(my_key_result).get_curve()
    ),
    "map": lambda own: own["okr.objective"].get_map([]),
    "name search of a parent": lambda own: own["okr.objective"].name_search(
        "Objective 12", limit=8
    ),
    "discussion": lambda own: own["mail.message"].search_read(
        [("model", "=", "okr.objective"), ("res_id", "=", mine)], ["body"], limit=30
    ),
    "my team": lambda own: own["okr.engagement"].get_team(),
    "dashboard": lambda own: own["okr.dashboard"].get_data(
        own["okr.cycle"]._current(company).id
    ),
    "summary of a cycle": lambda own: own["okr.cycle"].get_summary(
        own["okr.cycle"]._current(company).id
    ),
    "presentation": lambda own: own["okr.vision"].get_presentation(),
    "one check-in": lambda own: (
        own["okr.key.result"].browse(my_key_result).check_in(42)
    ),
}


def cost(call):
    """Return queries, rows that came, and milliseconds (the fastest) of a page."""
    execute, seen = Cursor.execute, [0, 0]

    def counting(cursor, *args, **kwargs):
        result = execute(cursor, *args, **kwargs)
        seen[0] += 1
        seen[1] += max(cursor.rowcount, 0)
        return result

    times = []
    for _number in range(REPEATS + 1):
        own = env(user=READER, su=False, context=context)  # noqa: F821
        own.user.has_group("base.group_user")
        cr.execute("SAVEPOINT page")
        env.invalidate_all()  # noqa: F821
        seen[:] = [0, 0]
        began = time.perf_counter()
        with patch.object(Cursor, "execute", counting):
            call(own)
            own.flush_all()
        times.append(1000 * (time.perf_counter() - began))
        env.invalidate_all(flush=False)  # noqa: F821
        cr.execute("ROLLBACK TO SAVEPOINT page")
        cr.precommit.clear()
        cr.postcommit.clear()
    return (*seen, min(times[1:]))


# --- WHAT IS DOUBLED ---


def twins(table, where="TRUE", offset=0, **changed):
    """Insert a copy of rows, with ids that far away where an offset is given.

    :param changed: ``{column: SQL expression over the row "it"}``
    """
    cr.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_name = %s AND table_schema = current_schema",
        [table],
    )
    columns = {name for (name,) in cr.fetchall()}
    values = {name: f'it."{name}"' for name in columns - {"id"}} | changed
    if "id" in columns and offset:
        values["id"] = f"it.id + {offset}"
    names = ", ".join(f'"{name}"' for name in values)
    cr.execute(
        f"INSERT INTO {table} ({names}) SELECT {', '.join(values.values())} "
        f"FROM {table} it WHERE {where}"
    )


def beyond(table):
    [last] = ids(f"SELECT COALESCE(MAX(id), 0) FROM {table}")
    return last


def weeks():
    """Twice as many check-ins of each key result."""
    twins("okr_checkin", date="it.date - 3", entered_on="it.entered_on - 3")


def alone():
    """Twice as many objectives of others that are aligned to nothing."""
    offset, key_results = beyond("okr_objective"), beyond("okr_key_result")
    where = f"parent_id IS NULL AND level = 'individual' AND user_id <> {READER}"
    twins("okr_objective", where, offset, parent_path=f"it.id + {offset} || '/'")
    twins(
        "okr_key_result",
        f"objective_id IN (SELECT id FROM okr_objective WHERE {where})",
        key_results,
        objective_id=f"objective_id + {offset}",
    )


def aligned():
    """Twice as many objectives of others at the bottom of the alignment."""
    offset, key_results = beyond("okr_objective"), beyond("okr_key_result")
    where = (
        f"parent_id IS NOT NULL AND user_id <> {READER} AND NOT EXISTS ("
        "SELECT FROM okr_objective below WHERE below.parent_id = it.id)"
    )
    twins(
        "okr_objective",
        where,
        offset,
        parent_path="(SELECT parent_path FROM okr_objective above WHERE above.id = "
        f"it.parent_id) || it.id + {offset} || '/'",
    )
    twins(
        "okr_key_result",
        f"objective_id IN (SELECT it.id FROM okr_objective it WHERE {where} "
        f"AND it.id <= {offset})",
        key_results,
        objective_id=f"objective_id + {offset}",
    )


def members():
    """Twice as many people, in the same departments."""
    offset = {
        table: beyond(table)
        for table in ("res_partner", "res_users", "resource_resource", "hr_employee")
    }
    version = beyond("hr_version")
    some = f"SELECT id FROM res_users WHERE login LIKE 'person%%' AND id <> {READER}"
    twins(
        "res_partner",
        f"id IN (SELECT partner_id FROM res_users WHERE id IN ({some}))",
        offset["res_partner"],
        commercial_partner_id=f"it.id + {offset['res_partner']}",
    )
    twins(
        "res_users",
        f"id IN ({some})",
        offset["res_users"],
        login="'other ' || it.login",
        partner_id=f"partner_id + {offset['res_partner']}",
    )
    for table, column in (
        ("res_company_users_rel", "user_id"),
        ("res_groups_users_rel", "uid"),
    ):
        cr.execute(
            f"INSERT INTO {table} SELECT "
            + {
                "user_id": f"cid, user_id + {offset['res_users']}",
                "uid": f"gid, uid + {offset['res_users']}",
            }[column]
            + f" FROM {table} WHERE {column} IN ({some})"
        )
    of_them = f"user_id IN ({some})"
    twins(
        "resource_resource",
        of_them,
        offset["resource_resource"],
        user_id=f"user_id + {offset['res_users']}",
    )
    twins(
        "hr_employee",
        of_them,
        offset["hr_employee"],
        user_id=f"user_id + {offset['res_users']}",
        resource_id=f"resource_id + {offset['resource_resource']}",
        current_version_id=f"current_version_id + {version}",
    )
    twins(
        "hr_version",
        f"employee_id IN (SELECT id FROM hr_employee WHERE {of_them} "
        f"AND id <= {offset['hr_employee']})",
        version,
        employee_id=f"employee_id + {offset['hr_employee']}",
    )


def units():
    """Twice as many departments, without people, below the others."""
    offset = beyond("hr_department")
    twins(
        "hr_department",
        "TRUE",
        offset,
        parent_id="it.id",
        parent_path=f"it.parent_path || it.id + {offset} || '/'",
    )


def said():
    """Twice as much said of each objective."""
    twins("mail_message", "model = 'okr.objective'", message_id="it.message_id || '+'")


def contributors():
    """Twice as many who contribute to each objective of others."""
    cr.execute(
        "INSERT INTO okr_objective_member_rel SELECT it.objective_id, %s + "
        "(it.user_id - %s + 1) %% %s FROM okr_objective_member_rel it WHERE "
        "it.user_id NOT IN (%s, %s) ON CONFLICT DO NOTHING",
        [people[0], people[0], len(people), READER, READER - 1],
    )


DIMENSIONS = {
    "check-ins": weeks,
    "objectives aligned to nothing": alone,
    "objectives at the bottom": aligned,
    "people": members,
    "departments": units,
    "messages": said,
    "contributors": contributors,
}

cr.execute("SET LOCAL session_replication_role = 'replica'")
before = {page: cost(call) for page, call in PAGES.items()}
print(f"{'':<30}{'queries':>9}{'rows':>9}{'ms':>9}")
for page, (queries, rows, ms) in before.items():
    print(f"{page:<30}{queries:9d}{rows:9d}{ms:9.1f}", flush=True)
print(f"\nwhat grew more than {GROWS} times (queries, rows, time)\n")
for dimension, double in DIMENSIONS.items():
    cr.execute("SAVEPOINT dimension")
    double()
    cr.execute("ANALYZE")
    env.invalidate_all()  # noqa: F821
    env.registry.clear_all_caches()  # noqa: F821
    env["res.users"]._drop_okr_reach()  # noqa: F821
    print(f"twice the {dimension}: {double.__doc__}")
    for page, call in PAGES.items():
        queries, rows, ms = cost(call)
        old = before[page]
        grown = (queries / old[0], rows / max(old[1], 1), ms / old[2])
        # Time alone tells what the database walks through
        if max(grown[:2]) > GROWS or grown[2] > 1.5:
            print(
                f"    {page:<30}{grown[0]:6.2f}{grown[1]:7.2f}{grown[2]:7.2f}"
                f"   {old[0]} -> {queries} queries, {old[1]} -> {rows} rows",
                flush=True,
            )
    env.invalidate_all(flush=False)  # noqa: F821
    cr.execute("ROLLBACK TO SAVEPOINT dimension")
cr.rollback()
