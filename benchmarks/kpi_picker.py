"""Opening the picker of KPIs, and its previews, over many opportunities; see README.md.

Runs inside ``odoo shell``, which gives it ``env``.
"""

import os
import time
from datetime import timedelta

from lxml import etree

LEADS = int(os.environ.get("OKR_BENCH_LEADS", 200_000))
REPEATS = 5
#: cards that a screen shows before anybody scrolls
IN_VIEW = 12

env = env(user=env.ref("base.user_admin"))  # noqa: F821
cr = env.cr
today = env.company._okr_today()


def make_leads():
    """Insert opportunities of two years: open, won and lost, of some salespeople."""
    users = env["res.users"].search([("share", "=", False)], limit=50)
    won = env["crm.stage"].search([("is_won", "=", True)], limit=1)
    cr.execute(
        """
        INSERT INTO crm_lead (name, type, active, user_id, company_id, stage_id,
                              probability, won_status, expected_revenue, priority,
                              date_open, date_closed, create_date, write_date)
             SELECT 'Deal ' || n, 'opportunity', n %% 4 != 3,
                    (%(users)s::int[])[1 + n %% %(number)s], %(company)s, %(stage)s,
                    CASE n %% 4 WHEN 0 THEN 100 WHEN 3 THEN 0 ELSE 30 END,
                    CASE n %% 4 WHEN 0 THEN 'won' WHEN 3 THEN 'lost' ELSE 'pending' END,
                    100 + (n * 7919) %% 10000, '1', made.day,
                    CASE WHEN n %% 4 IN (0, 3) THEN made.day END, made.day, now()
               FROM generate_series(1, %(leads)s) AS n,
            LATERAL (SELECT %(start)s::timestamp
                            + ((n * 31) %% 1051200) * interval '1 minute' AS day) made
        """,
        {
            "users": users.ids,
            "number": len(users),
            "company": env.company.id,
            "stage": won.id,
            "start": today - timedelta(days=729),
            "leads": LEADS,
        },
    )
    cr.execute("ANALYZE crm_lead")


def make_key_result():
    cycle = env["okr.cycle"].create(
        {
            "name": "Benchmark",
            "date_start": today - timedelta(days=60),
            "date_end": today + timedelta(days=30),
        }
    )
    objective = env["okr.objective"].create(
        {
            "name": "Sell more",
            "level": "company",
            "cycle_id": cycle.id,
            "key_result_ids": [(0, 0, {"name": "Won", "target_value": 1e9})],
        }
    )
    return objective.key_result_ids


def open_picker(key_result):
    """Do what the browser asks for until the cards stand; return the ids in order."""
    action = key_result.action_choose_kpi()
    Kpi = env["okr.kpi"].with_context(**action["context"])
    view_id = action["views"][0][0]
    views = Kpi.get_views([(view_id, "kanban"), (action["views"][1][0], "search")])
    arch = etree.fromstring(views["views"]["kanban"]["arch"])
    answer = Kpi.web_read_group(
        action["domain"],
        [action["context"]["group_by"]],
        auto_unfold=True,
        opening_info=[],
        unfold_read_specification={name: {} for name in arch.xpath("//field/@name")},
    )
    return [row["id"] for group in answer["groups"] for row in group["__records"]]


def measure(label, function):
    """Time a function several times over cold caches; print and return the median."""
    seconds = []
    for _run in range(REPEATS):
        env.flush_all()
        env.invalidate_all()
        before, began = cr.sql_log_count, time.perf_counter()
        result = function()
        seconds.append(time.perf_counter() - began)
        queries = cr.sql_log_count - before
    median = sorted(seconds)[REPEATS // 2]
    print(
        f"{label:<44}{median:7.3f} s {max(seconds):7.3f} s at most {queries:5d} queries"
    )
    return median, result


make_leads()
mine = make_key_result()
env.flush_all()
print(f"\n{LEADS} opportunities, median of {REPEATS}")
opening, ids = measure("the picker opens", lambda: open_picker(mine))
print(f"{len(ids)} KPIs")
ours = env["okr.kpi"]
measure(
    f"previews of the {IN_VIEW} cards in view",
    lambda: ours.browse(ids[:IN_VIEW]).get_previews(mine.id),
)
crm = [kpi.id for kpi in ours.browse(ids) if kpi.model_name == "crm.lead"]
for one in crm:
    measure(
        f"preview: {ours.browse(one).name}",
        lambda one=one: ours.browse(one).get_previews(mine.id),
    )
print(f"within a second: {opening < 1.0}")
env.cr.rollback()
