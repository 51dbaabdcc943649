"""A company of ten thousand people that lives with OKRs; see README.md.

Runs inside ``odoo shell``, which gives it ``env``, and is kept. All rows are written
by ``INSERT ... SELECT generate_series``, so that it takes about a minute.
"""

import os
import time
from contextlib import contextmanager
from datetime import timedelta

from odoo.tools import SQL

SCALE = float(os.environ.get("OKR_BENCH_SCALE", 1))
PEOPLE = max(int(10_000 * SCALE), 200)
DEPARTMENTS = PEOPLE // 10
#: objectives of each level of the alignment, from the top, and those without a line
TIERS = [PEOPLE * share // 1000 for share in (5, 45, 450, 1500, 2400)]
UNALIGNED = PEOPLE * 6 // 10
OBJECTIVES = sum(TIERS) + UNALIGNED
KEY_RESULTS = 4 * OBJECTIVES
WEEKS = 10
CHECKINS = WEEKS * KEY_RESULTS
PASSWORD = "okr-world"

env = env(  # noqa: F821
    user=env.ref("base.user_admin"),  # noqa: F821
    context={"tracking_disable": True, "no_reset_password": True},
)
cr = env.cr
company = env.company
today = company._okr_today()
START, END = today - timedelta(days=63), today + timedelta(days=27)


def first_id(table, rows):
    """Return the id before the first of so many rows; others go on after them."""
    cr.execute(SQL("SELECT COALESCE(MAX(id), 0) FROM %s", SQL.identifier(table)))
    base = cr.fetchone()[0]
    cr.execute("SELECT setval(%s, %s)", (f"{table}_id_seq", base + rows + 1))
    return base


def insert(table, columns, rows, **values):
    """Insert rows 1 to n of a table.

    :param columns: ``{column: SQL expression of the row's number k}``
    :return: the id before the first one
    """
    base = first_id(table, rows)
    fields = dict(columns, id="%(base)s + k")
    model = env.registry.models_by_table.get(table)
    if model and env[model]._log_access:
        fields |= {
            "create_uid": "1",
            "write_uid": "1",
            "create_date": "now()",
            "write_date": "now()",
        }
    names = ", ".join(f'"{name}"' for name in fields)
    expressions = ", ".join(fields.values())
    cr.execute(
        f"INSERT INTO {table} ({names}) SELECT {expressions} "
        "FROM generate_series(1, %(rows)s) AS k",
        dict(values, base=base, rows=rows),
    )
    return base


@contextmanager
def bare(table):
    """Take the indexes and foreign keys of a table away while it is filled."""
    cr.execute(
        """
        SELECT format('ALTER TABLE %%I DROP CONSTRAINT %%I', %(table)s, conname),
               format('ALTER TABLE %%I ADD CONSTRAINT %%I %%s', %(table)s, conname,
                      pg_get_constraintdef(oid))
          FROM pg_constraint
         WHERE conrelid = %(table)s::regclass AND contype = 'f'
         UNION ALL
        SELECT format('DROP INDEX %%I', indexname), indexdef
          FROM pg_indexes
         WHERE tablename = %(table)s AND indexname NOT IN (
               SELECT conname FROM pg_constraint)
        """,
        {"table": table},
    )
    statements = cr.fetchall()
    for drop, _make in statements:
        cr.execute(drop)
    yield
    cr.execute("SET LOCAL maintenance_work_mem = '512MB'")
    for _drop, make in statements:
        cr.execute(make)


class Clock:
    """Says how long each part took."""

    def __init__(self):
        self.began = self.last = time.perf_counter()

    def tick(self, label):
        now = time.perf_counter()
        print(f"{label:<44}{now - self.last:7.1f} s")
        self.last = now


env.registry.models_by_table = {
    model._table: name for name, model in env.registry.items() if not model._abstract
}
clock = Clock()

# --- PEOPLE ---

partners = insert(
    "res_partner",
    {
        "name": "'Person ' || k",
        "complete_name": "'Person ' || k",
        "email": "'person' || k || '@example.com'",
        "email_normalized": "'person' || k || '@example.com'",
        "type": "'contact'",
        "lang": "'en_US'",
        "tz": "'Europe/Berlin'",
        "active": "TRUE",
        "partner_share": "FALSE",
        "company_id": "NULL::int",
        "commercial_partner_id": "%(base)s + k",
    },
    PEOPLE,
)
crypt = env["res.users"]._crypt_context().hash(PASSWORD)
users = insert(
    "res_users",
    {
        "login": "'person' || k",
        "password": "%(crypt)s",
        "partner_id": "%(partners)s + k",
        "company_id": "%(company)s",
        "active": "TRUE",
        "share": "FALSE",
        "notification_type": "'inbox'",
    },
    PEOPLE,
    crypt=crypt,
    partners=partners,
    company=company.id,
)
cr.execute(
    "INSERT INTO res_company_users_rel (cid, user_id) "
    "SELECT %s, %s + k FROM generate_series(1, %s) k",
    (company.id, users, PEOPLE),
)
cr.execute(
    "INSERT INTO res_groups_users_rel (gid, uid) "
    "SELECT gid, %s + k FROM generate_series(1, %s) k, unnest(%s) AS gid",
    (
        users,
        PEOPLE,
        [
            env.ref(name).id
            for name in ("base.group_user", "project.group_project_user")
            if env.ref(name, raise_if_not_found=False)
        ],
    ),
)

# --- DEPARTMENTS: ten below each, person k leads department k ---

departments = insert(
    "hr_department",
    {
        "name": "jsonb_build_object('en_US', 'Department ' || k)",
        "company_id": "%(company)s",
        "active": "TRUE",
        "parent_id": "CASE WHEN k > 1 THEN %(base)s + (k - 2) / 10 + 1 END",
    },
    DEPARTMENTS,
    company=company.id,
)
resources = insert(
    "resource_resource",
    {
        "name": "'Person ' || k",
        "company_id": "%(company)s",
        "user_id": "%(users)s + k",
        "calendar_id": "%(calendar)s",
        "resource_type": "'user'",
        "tz": "'Europe/Berlin'",
        "active": "TRUE",
        "time_efficiency": "100",
    },
    PEOPLE,
    company=company.id,
    users=users,
    calendar=company.resource_calendar_id.id,
)
LEADER = """CASE
    WHEN k = 1 THEN NULL
    WHEN k <= %(departments)s THEN %(base)s + (k - 2) / 10 + 1
    ELSE %(base)s + (k - 1) %% %(departments)s + 1 END"""
employees = insert(
    "hr_employee",
    {
        "resource_id": "%(resources)s + k",
        "company_id": "%(company)s",
        "user_id": "%(users)s + k",
        "work_contact_id": "%(partners)s + k",
        "name": "'Person ' || k",
        "work_email": "'person' || k || '@example.com'",
        "active": "TRUE",
        "parent_id": LEADER,
    },
    PEOPLE,
    resources=resources,
    company=company.id,
    users=users,
    partners=partners,
    departments=DEPARTMENTS,
)
versions = insert(
    "hr_version",
    {
        "company_id": "%(company)s",
        "employee_id": "%(employees)s + k",
        "last_modified_uid": "1",
        "last_modified_date": "now()",
        "hr_responsible_id": "2",
        "department_id": "%(departments)s + (k - 1) %% %(count)s + 1",
        "distance_home_work_unit": "'kilometers'",
        "marital": "'single'",
        "employee_type": "'employee'",
        "date_version": "DATE '2020-01-01'",
        "active": "TRUE",
        "resource_calendar_id": "%(calendar)s",
    },
    PEOPLE,
    company=company.id,
    employees=employees,
    departments=departments,
    count=DEPARTMENTS,
    calendar=company.resource_calendar_id.id,
)
cr.execute(
    "UPDATE hr_employee SET current_version_id = %s + id - %s WHERE id > %s",
    (versions, employees, employees),
)
cr.execute(
    "UPDATE hr_department SET manager_id = %s + id - %s WHERE id > %s",
    (employees, departments, departments),
)
env.invalidate_all()
env["hr.department"]._parent_store_compute()
clock.tick(f"{PEOPLE} people, {DEPARTMENTS} departments")

# --- OBJECTIVES: five levels deep, and some without a line ---

cycle = env["okr.cycle"].create(
    {"name": "The quarter of the world", "date_start": START, "date_end": END}
)
cycle.sudo()._write_noted({"state": "active"})
env.flush_all()
bounds = [sum(TIERS[:number]) for number in range(len(TIERS) + 1)]
tier = "CASE " + " ".join(
    f"WHEN k <= {bound} THEN {number}" for number, bound in enumerate(bounds[1:])
)
tier += " ELSE 5 END"
parent = "CASE " + " ".join(
    f"WHEN k <= {bounds[number + 1]} THEN "
    + (
        f"%(base)s + {bounds[number - 1]} + (k - 1 - {bounds[number]}) % "
        f"{TIERS[number - 1]} + 1".replace(" % ", " %% ")
        if number
        else "NULL"
    )
    for number in range(len(TIERS))
)
parent += " END"
ROLLUP = f"CASE WHEN {tier} < 4 THEN 'both' ELSE 'key_results' END"
LEVEL = (
    f"CASE WHEN {tier} = 0 THEN 'company' WHEN {tier} < 3 THEN 'department' "
    "ELSE 'individual' END"
)
objectives = insert(
    "okr_objective",
    {
        "name": "'Objective ' || k",
        "sequence": "10",
        "color": "0",
        "revision": "0",
        "cycle_id": "%(cycle)s",
        "company_id": "%(company)s",
        "level": LEVEL,
        "user_id": "%(users)s + (k - 1) %% %(people)s + 1",
        "department_id": f"CASE WHEN {tier} > 0 THEN "
        "%(departments)s + ((k - 1) %% %(people)s) %% %(count)s + 1 END",
        "parent_id": parent,
        "ambition": "'aspirational'",
        "visibility": f"CASE WHEN {tier} < 3 OR k %% 10 < 8 THEN 'company' "
        "WHEN k %% 10 = 8 THEN 'department' ELSE 'private' END",
        "state": "'active'",
        "rollup": ROLLUP,
        "weight": "1",
        "date_activated": "%(start)s",
        "alignment_counts": "TRUE",
        "is_measured": "TRUE",
        "has_confidence": "TRUE",
        "confidence": "0.7",
        "passed": "FALSE",
        "figures_date": "%(today)s",
    },
    OBJECTIVES,
    cycle=cycle.id,
    company=company.id,
    users=users,
    people=PEOPLE,
    departments=departments,
    count=DEPARTMENTS,
    start=START,
    today=today,
)
cr.execute(
    "UPDATE okr_objective SET level_rank = CASE level WHEN 'company' THEN 0 "
    "WHEN 'department' THEN 1 ELSE 2 END, parent_path = id || '/' WHERE id > %s",
    (objectives,),
)
for low, high in zip(bounds[1:-1], bounds[2:], strict=True):
    cr.execute(
        "UPDATE okr_objective mine SET parent_path = above.parent_path || mine.id || "
        "'/' FROM okr_objective above WHERE above.id = mine.parent_id "
        "AND mine.id > %s AND mine.id <= %s",
        (objectives + low, objectives + high),
    )
cr.execute(
    "INSERT INTO okr_objective_member_rel (objective_id, user_id) "
    "SELECT %(base)s + k, %(users)s + (k::bigint * 7919) %% %(people)s + 1 "
    "FROM generate_series(1, %(rows)s) k WHERE k %% 2 = 0",
    {"base": objectives, "users": users, "people": PEOPLE, "rows": OBJECTIVES},
)
clock.tick(f"{OBJECTIVES} objectives, {len(TIERS)} deep")

# --- KEY RESULTS: four each, from 0 to 100, one in ten linked ---

field = env["ir.model.fields"]._get
kpi = env["okr.kpi"].create(
    {
        "name": "Contacts looked after",
        "code": "world.contacts",
        "model_id": env["ir.model"]._get_id("res.partner"),
        "domain": "[]",
        "aggregate": "count",
        "date_field_id": field("res.partner", "create_date").id,
        "user_path": "user_id",
        "run_as_id": env.uid,
    }
)
env.flush_all()
EXPECTED = (today - START) / (END - START)
ABOVE = "(SELECT {} FROM okr_objective WHERE id = %(objectives)s + (k - 1) / 4 + 1)"
VALUE = "((k * 37::bigint) %% 101)"
with bare("okr_key_result"):
    key_results = insert(
        "okr_key_result",
        {
            "name": "'Key result ' || k || ': 0 to 100'",
            "objective_id": "%(objectives)s + (k - 1) / 4 + 1",
            "sequence": "10",
            "revision": "0",
            "cycle_id": "%(cycle)s",
            "company_id": "%(company)s",
            # Not by an update afterwards: PostgreSQL uses no index made in the same
            # transaction as one until all older transactions are over.
            "department_id": ABOVE.format("department_id"),
            "level": ABOVE.format("level"),
            "user_id": "%(users)s + ((k - 1) / 4) %% %(people)s + 1",
            "metric_type": "'number'",
            "direction": "'increase'",
            "start_value": "0",
            "target_value": "100",
            "range_min": "0",
            "range_max": "0",
            "weight": "1",
            "state": "'active'",
            "objective_state": "'active'",
            "date_start": "%(start)s",
            "date_end": "%(end)s",
            "date_activated": "%(start)s",
            "is_measured": "TRUE",
            "plan_kind": "'linear'",
            "current_value": VALUE,
            "attainment": f"{VALUE} / 100.0",
            "progress": f"{VALUE} / 100.0",
            "expected_progress": "%(expected)s",
            "forecast_value": f"{VALUE} * 1.4",
            "has_forecast": "TRUE",
            "confidence": "0.7",
            "has_confidence": "TRUE",
            "stated_status": "'on_track'",
            "status": f"CASE WHEN {VALUE} >= 100 THEN 'achieved' "
            f"WHEN {VALUE} / 100.0 >= 0.9 * %(expected)s THEN 'on_track' "
            f"WHEN {VALUE} / 100.0 >= 0.7 * %(expected)s THEN 'at_risk' "
            "ELSE 'off_track' END",
            "last_checkin_date": "%(today)s::date",
            "next_checkin_date": "%(today)s::date + 5",
            "overdue_date": "%(today)s::date + 8",
            "figures_date": "%(today)s::date",
            "help_needed": "FALSE",
            "count_initiatives": "FALSE",
            "kpi_id": "CASE WHEN k %% 10 = 0 THEN %(kpi)s END",
            "kpi_scope": "CASE WHEN k %% 10 = 0 THEN 'user' END",
            "kpi_user_id": "CASE WHEN k %% 10 = 0 THEN "
            "%(users)s + ((k - 1) / 4) %% %(people)s + 1 END",
            "kpi_date_alive": "CASE WHEN k %% 10 = 0 THEN %(today)s::date END",
            "kpi_refreshed_at": "CASE WHEN k %% 10 = 0 THEN now() END",
        },
        KEY_RESULTS,
        objectives=objectives,
        cycle=cycle.id,
        company=company.id,
        users=users,
        people=PEOPLE,
        expected=EXPECTED,
        today=today,
        kpi=kpi.id,
        start=START,
        end=END,
    )
clock.tick(f"{KEY_RESULTS} key results")

# --- CHECK-INS: one a week each ---

with bare("okr_checkin"):
    insert(
        "okr_checkin",
        {
            "key_result_id": "%(key_results)s + (k - 1) %% %(count)s + 1",
            "objective_id": "%(objectives)s + ((k - 1) %% %(count)s) / 4 + 1",
            "cycle_id": "%(cycle)s",
            "company_id": "%(company)s",
            "department_id": "CASE WHEN ((k - 1) %% %(count)s) / 4 >= %(top)s THEN "
            "%(departments)s + (((k - 1) %% %(count)s) / 4 %% %(people)s) %% %(units)s "
            "+ 1 END",
            "user_id": "%(users)s + (((k - 1) %% %(count)s) / 4) %% %(people)s + 1",
            "date": "%(start)s::date + 7 * ((k - 1) / %(count)s)",
            "entered_on": "%(start)s::date + 7 * ((k - 1) / %(count)s)",
            "value": "((((k - 1) %% %(count)s + 1) * 37::bigint) %% 101) "
            "* ((k - 1) / %(count)s + 1) / %(weeks)s::float",
            "previous_value": "((((k - 1) %% %(count)s + 1) * 37::bigint) %% 101) "
            "* ((k - 1) / %(count)s) / %(weeks)s::float",
            "progress": "((((k - 1) %% %(count)s + 1) * 37::bigint) %% 101) "
            "* ((k - 1) / %(count)s + 1) / %(weeks)s::float / 100",
            "confidence": "0.7",
            "has_confidence": "TRUE",
            "stated_status": "'on_track'",
            "timeliness": "'on_time'",
            "source": "'manual'",
            "help_needed": "FALSE",
            "is_in_review": "FALSE",
            "note": "CASE WHEN k %% 3 = 0 THEN 'As expected' END",
        },
        CHECKINS,
        key_results=key_results,
        count=KEY_RESULTS,
        objectives=objectives,
        cycle=cycle.id,
        company=company.id,
        departments=departments,
        top=TIERS[0],
        people=PEOPLE,
        units=DEPARTMENTS,
        users=users,
        start=START,
        weeks=WEEKS,
    )
clock.tick(f"{CHECKINS} check-ins")

# --- ROLL-UP: from the leaves ---

for low, high in reversed(list(zip([*bounds], [*bounds[1:], OBJECTIVES], strict=True))):
    cr.execute(
        """
        WITH part AS (
            SELECT objective_id AS id, weight, progress, expected_progress, status
              FROM okr_key_result
             WHERE objective_id > %(low)s AND objective_id <= %(high)s
             UNION ALL
            SELECT parent_id, weight, progress, NULL, NULL
              FROM okr_objective
             WHERE parent_id > %(low)s AND parent_id <= %(high)s
               AND visibility = 'company'
        ), figure AS (
            SELECT id, SUM(weight * progress) / SUM(weight) AS progress,
                   AVG(expected_progress) AS expected,
                   (ARRAY['off_track', 'at_risk', 'on_track', 'achieved'])[MIN(
                       array_position(ARRAY['off_track', 'at_risk', 'on_track',
                                            'achieved'], status::text))] AS status
              FROM part GROUP BY id
        )
        UPDATE okr_objective mine
           SET progress = figure.progress, expected_progress = figure.expected,
               score = round(figure.progress::numeric, 1),
               final_score = round(figure.progress::numeric, 1),
               status = figure.status
          FROM figure WHERE figure.id = mine.id
        """,
        {"low": objectives + low, "high": objectives + high},
    )
clock.tick("figures of the objectives")

# --- WHAT IS SAID ABOUT THEM, AND ODOO'S OWN LISTS BESIDE ---

SAID_OF_ONE = 1000


def say(model, record, number):
    """Say something of records, a sentence each; return the id before the first."""
    return insert(
        "mail_message",
        {
            "model": "%(model)s",
            "res_id": record,
            "message_type": "'comment'",
            "subtype_id": "%(subtype)s",
            "author_id": "%(partners)s + (k - 1) %% %(people)s + 1",
            "body": "'<p>Well done.</p>'",
            "date": "now()",
            "is_internal": "FALSE",
            "message_id": "'<world-' || k || '@example.com>'",
        },
        number,
        model=model,
        subtype=env.ref("mail.mt_comment").id,
        partners=partners,
        people=PEOPLE,
    )


messages = say("okr.objective", f"{objectives} + k", OBJECTIVES)
# Unread in the inbox of those whom ten_thousand.py asks as
partner_ids = [env.ref("base.partner_root").id, partners + 1, partners + PEOPLE]
partner_ids.append(partners + 1 + DEPARTMENTS // 20)
cr.execute(
    "INSERT INTO mail_notification (mail_message_id, res_partner_id, author_id, "
    "is_read, notification_type, notification_status) "
    "SELECT id, partner_id, author_id, FALSE, 'inbox', 'sent' "
    "FROM mail_message, unnest(%s) AS partner_id "
    "WHERE mail_message.id > %s AND mail_message.id %% 100 = 0",
    (partner_ids, messages),
)
# One that much is said of: the first of the company
say("okr.objective", f"{objectives} + 1", SAID_OF_ONE)
if "project.task" in env:
    projects = env["project.project"].create(
        [
            {
                "name": f"Project {number}",
                "privacy_visibility": ("portal", "employees", "followers")[number % 3],
            }
            for number in range(30)
        ]
    )
    stage = env["project.task.type"].create(
        {"name": "To do", "project_ids": [(6, 0, projects.ids)]}
    )
    env.flush_all()
    tasks = insert(
        "project_task",
        {
            "name": "'Task ' || k",
            "project_id": "(%(projects)s::int[])[1 + k %% 30]",
            "stage_id": "%(stage)s",
            "company_id": "%(company)s",
            "state": "'01_in_progress'",
            "priority": "'0'",
            "sequence": "10",
            "active": "TRUE",
            "display_in_project": "TRUE",
            "date_deadline": "now() + k %% 90 * interval '1 day'",
        },
        OBJECTIVES,
        projects=projects.ids,
        stage=stage.id,
        company=company.id,
    )
    cr.execute(
        "INSERT INTO project_task_user_rel (task_id, user_id) "
        "SELECT %s + k, %s + k %% %s + 1 FROM generate_series(1, %s) k",
        (tasks, users, PEOPLE, OBJECTIVES),
    )
    say("project.task", f"{tasks} + 1", SAID_OF_ONE)
cr.commit()
cr._cnx.autocommit = True
cr.execute("VACUUM ANALYZE")
cr._cnx.autocommit = False
env.registry.clear_all_caches()
clock.tick("messages, tasks, statistics")
print(f"{'all':<44}{time.perf_counter() - clock.began:7.1f} s")
