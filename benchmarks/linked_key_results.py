"""Refresh of linked key results beside gamification's goals; see README.md.

Runs inside ``odoo shell``, which gives it ``env``.
"""

import os
import random
import time
from datetime import timedelta
from pathlib import Path

OWNERS = int(os.environ.get("OKR_BENCH_OWNERS", 500))
LEADS = int(os.environ.get("OKR_BENCH_LEADS", 200_000))
REPEATS = 3

env = env(  # noqa: F821
    user=env.ref("base.user_admin"),  # noqa: F821
    context={"tracking_disable": True, "no_reset_password": True},
)
cr = env.cr
today = env.company._okr_today()
start = today - timedelta(days=60)
# Ten questions: the same sum of ten kinds of opportunity.
KINDS = list(range(10))


def processor_seconds():
    """Return the processor time of this process and of its database backend.

    Whoever else uses the machine adds to the wall clock and nothing to this. A
    backend on another machine cannot be seen, and counts as 0.
    """
    cr.execute("SELECT pg_backend_pid()")
    backend = Path(f"/proc/{cr.fetchone()[0]}/stat")
    ticks = backend.read_text().rpartition(")")[2].split() if backend.exists() else ()
    of_backend = sum(map(int, ticks[11:13])) / os.sysconf("SC_CLK_TCK")
    return time.process_time() + of_backend


def measure(label, function, pairs):
    """Time a function and count its queries, flushed; return wall and processor."""
    env.flush_all()
    env.invalidate_all()
    cpu, before, began = processor_seconds(), cr.sql_log_count, time.perf_counter()
    function()
    env.flush_all()
    seconds, queries = time.perf_counter() - began, cr.sql_log_count - before
    cpu = processor_seconds() - cpu
    print(
        f"{label:<52}{seconds:7.2f} s {cpu:7.2f} s cpu {1000 * seconds / pairs:8.3f}"
        f" ms/pair {queries:6d} queries {queries / pairs:7.4f}/pair"
    )
    return seconds, cpu


def make_owners():
    """Create the owners, past password hashing: nobody logs in."""
    partners = env["res.partner"].create(
        [{"name": f"Owner {number}"} for number in range(OWNERS)]
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
    return users


def make_leads(users):
    """Insert won opportunities, spread over owners, days and kinds."""
    stage = env["crm.stage"].search([("is_won", "=", True)], limit=1)
    random.seed(19)
    cr.execute(
        """
        INSERT INTO crm_lead (name, type, active, user_id, company_id, stage_id,
                              probability, won_status, expected_revenue, priority,
                              date_closed, color, create_date, write_date)
             SELECT 'Deal ' || n, 'opportunity', TRUE,
                    (%(users)s::int[])[1 + n %% %(owners)s], %(company)s, %(stage)s,
                    100, 'won', 100 + (n * 7919) %% 10000, '1',
                    %(start)s::timestamp + ((n * 31) %% 86400) * interval '1 minute',
                    (n / %(owners)s) %% 10, now(), now()
               FROM generate_series(1, %(leads)s) AS n
        """,
        {
            "users": users.ids,
            "owners": OWNERS,
            "company": env.company.id,
            "stage": stage.id,
            "start": start,
            "leads": LEADS,
        },
    )
    cr.execute("ANALYZE crm_lead")


def domain_of(kind):
    return (
        f"[('type', '=', 'opportunity'), ('won_status', '=', 'won'),"
        f" ('color', '=', {kind})]"
    )


def make_goals(users):
    """The peer: one goal for each owner and kind, in batch mode."""
    field = env["ir.model.fields"]._get
    definitions = env["gamification.goal.definition"].create(
        [
            {
                "name": f"Won, kind {kind}",
                "computation_mode": "sum",
                "display_mode": "progress",
                "model_id": env["ir.model"]._get_id("crm.lead"),
                "field_id": field("crm.lead", "expected_revenue").id,
                "field_date_id": field("crm.lead", "date_closed").id,
                "domain": domain_of(kind),
                "batch_mode": True,
                "batch_distinctive_field": field("crm.lead", "user_id").id,
                "batch_user_expression": "user.id",
                "condition": "higher",
            }
            for kind in KINDS
        ]
    )
    return env["gamification.goal"].create(
        [
            {
                "definition_id": definition.id,
                "user_id": user.id,
                "start_date": start,
                "end_date": today + timedelta(days=30),
                "target_goal": 1e9,
                "state": "inprogress",
            }
            for definition in definitions
            for user in users
        ]
    )


def make_key_results(users):
    """Ours: the same pairs, one objective for each owner."""
    field = env["ir.model.fields"]._get
    kpis = env["okr.kpi"].create(
        [
            {
                "name": f"Won, kind {kind}",
                "code": f"bench.won.{kind}",
                "model_id": env["ir.model"]._get_id("crm.lead"),
                "domain": domain_of(kind),
                "aggregate": "sum",
                "measure_field_id": field("crm.lead", "expected_revenue").id,
                "date_field_id": field("crm.lead", "date_closed").id,
                "user_path": "user_id",
                "is_money": True,
                "run_as_id": env.uid,
            }
            for kind in KINDS
        ]
    )
    cycle = env["okr.cycle"].create(
        {
            "name": "Benchmark",
            "date_start": start,
            "date_end": today + timedelta(days=30),
        }
    )
    objectives = env["okr.objective"].create(
        [
            {
                "name": f"Sell more, {user.id}",
                "cycle_id": cycle.id,
                "user_id": user.id,
                "key_result_ids": [
                    (
                        0,
                        0,
                        {
                            "name": f"Kind {number}",
                            "metric_type": "currency",
                            "target_value": 1e9,
                            "kpi_id": kpi.id,
                            "kpi_scope": "user",
                            "kpi_user_id": user.id,
                        },
                    )
                    for number, kpi in enumerate(kpis)
                ],
            }
            for user in users
        ]
    )
    objectives.action_activate()
    return objectives.key_result_ids


def floor():
    """The same KPIs by hand-written SQL."""
    for kind in KINDS:
        cr.execute(
            """
            SELECT user_id, SUM(expected_revenue) FROM crm_lead
             WHERE type = 'opportunity' AND won_status = 'won' AND active
               AND color = %s AND company_id = %s AND date_closed >= %s
               AND date_closed < %s AND user_id IS NOT NULL
             GROUP BY user_id
            """,
            (kind, env.company.id, start, today + timedelta(days=1)),
        )
        cr.fetchall()


def forget_goals(goals):
    cr.execute(
        "UPDATE gamification_goal SET current = 0 WHERE id IN %s", (tuple(goals.ids),)
    )


def move_history(key_results):
    """Let a day pass and every amount change, so that each value has moved."""
    cr.execute(
        "UPDATE okr_checkin SET date = date - 1 WHERE key_result_id IN %s",
        (tuple(key_results.ids),),
    )
    move_amounts()


def move_amounts():
    """Let every amount change."""
    cr.execute(
        "UPDATE crm_lead SET expected_revenue = expected_revenue + 1, "
        "write_date = clock_timestamp() WHERE name LIKE 'Deal %%'"
    )
    env.invalidate_all()


owners = make_owners()
make_leads(owners)
peer = make_goals(owners)
ours = make_key_results(owners)
PAIRS = len(ours)
print(
    f"\n{PAIRS} pairs, {len(owners)} owners, {LEADS} opportunities, {len(KINDS)} kinds"
)
env.flush_all()
half = ours[: PAIRS // 2]
for table in ("gamification_goal", "okr_key_result", "okr_objective", "okr_checkin"):
    # As in a database that has lived for more than a minute.
    cr.execute(f"ANALYZE {table}")
RUNS = {"floor": [], "peer": [], "moved": [], "still": [], "again": []}
for run in range(REPEATS):
    # In turns: each finds the tables as the others do, and the machine as busy.
    move_history(ours)
    forget_goals(peer)
    for name, label, function in (
        ("floor", "floor: hand-written SQL, KPIs only", floor),
        ("peer", "gamification.goal.update_goal, batch mode", peer.update_goal),
        ("moved", "okr: every value moved, history written", ours._refresh_kpis),
        ("still", "okr: nothing changed", ours._refresh_kpis),
        ("again", "okr: every value moved again that day", ours._refresh_kpis),
    ):
        if name == "again":
            move_amounts()
        RUNS[name].append(measure(f"{label} ({run + 1})", function, PAIRS))
for number, clock in enumerate(("wall clock", "processor")):
    base_line, theirs, moved, still, again = (
        sorted(run[number] for run in RUNS[name])[REPEATS // 2] for name in RUNS
    )
    print(f"\n{clock}, median of {REPEATS}")
    print(f"okr, every value moved / peer:       {moved / theirs:.2f}")
    print(f"okr, every value moved again / peer: {again / theirs:.2f}")
    print(f"peer / okr, nothing changed:         {theirs / still:.1f}")
    print(f"okr, every value moved / floor:      {moved / base_line:.1f}")
cr.execute(
    "SELECT SUM(current) FROM gamification_goal WHERE id IN %s", (tuple(peer.ids),)
)
forget_goals(peer)
peer.invalidate_recordset()
peer.update_goal()
env.flush_all()
theirs_total = sum(peer.mapped("current"))
ours_total = sum(ours.mapped("current_value"))
print(f"totals agree: {abs(theirs_total - ours_total) < 1e-3 * ours_total}")
move_history(half)
measure("okr: half of the key results", half._refresh_kpis, len(half))
move_history(ours)
measure("okr: all of the key results", ours._refresh_kpis, PAIRS)
env.cr.rollback()
