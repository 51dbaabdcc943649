"""What engagement costs for 10,000 people and two years of weekly check-ins.

Runs inside ``odoo shell`` on a copy of the database of world.py, see README.md. Spreads
its objectives over eight quarters, the last of which runs, and keeps that.
"""

import os
import statistics
import time
from datetime import timedelta

from odoo import SUPERUSER_ID

REPEATS = int(os.environ.get("OKR_BENCH_REPEATS", 5))
QUARTERS, WEEKS = 8, 13

cr = env.cr  # noqa: F821
company = env.company  # noqa: F821
today = company._okr_today()
#: the running quarter began ten weeks ago, on a Monday
begin = today - timedelta(days=today.weekday() + 7 * 9)


def spread():
    """Have eight quarters, each with its part of objectives and their check-ins."""
    name = "Quarter %s of two years"
    if env["okr.cycle"].search_count([("name", "=like", "Quarter % of two years")]):  # noqa: F821
        return
    cycles = env["okr.cycle"].create(  # noqa: F821
        [
            {
                "name": name % (number + 1),
                "company_id": company.id,
                "date_start": begin - timedelta(weeks=WEEKS * (QUARTERS - 1 - number)),
                "date_end": begin
                - timedelta(weeks=WEEKS * (QUARTERS - 2 - number), days=1),
            }
            for number in range(QUARTERS)
        ]
    )
    env.flush_all()  # noqa: F821
    ids = cycles.ids
    for statement in (
        "UPDATE okr_cycle SET state = 'active' WHERE id = ANY(%(ids)s)",
        """
        UPDATE okr_objective o
           SET cycle_id = cycle.id, date_activated = cycle.date_start
          FROM okr_cycle cycle
         WHERE cycle.id = (%(ids)s)[1 + (o.id + o.id / 10000) %% 8]
           AND o.state = 'active'
        """,
        """
        UPDATE okr_key_result kr
           SET cycle_id = o.cycle_id, date_activated = o.date_activated,
               date_start = cycle.date_start, date_end = cycle.date_end
          FROM okr_objective o JOIN okr_cycle cycle ON cycle.id = o.cycle_id
         WHERE o.id = kr.objective_id
        """,
        """
        UPDATE okr_checkin c
           SET cycle_id = kr.cycle_id,
               date = kr.date_start + told.number * 7 + (kr.id %% 5)::int,
               entered_on = kr.date_start + told.number * 7 + (kr.id %% 5)::int,
               confidence = 0.1 * (1 + (c.id %% 9))
          FROM (SELECT id, (row_number() OVER (
                    PARTITION BY key_result_id ORDER BY date, id) - 1)::int AS number
                  FROM okr_checkin) told,
               okr_key_result kr
         WHERE told.id = c.id AND kr.id = c.key_result_id
        """,
    ):
        began = time.perf_counter()
        cr.execute(statement, {"ids": ids, "today": today})
        print(f"{cr.rowcount:>9} rows in {time.perf_counter() - began:6.1f} s")
    cr.commit()
    cr._cnx.autocommit = True
    # They lie as life wrote them: day by day
    cr.execute("CLUSTER okr_checkin USING okr_checkin_entered_idx")
    cr.execute("VACUUM ANALYZE")
    cr._cnx.autocommit = False


def processor():
    """Return the seconds that Odoo and its database backend have worked so far."""
    cr.execute("SELECT pg_backend_pid()")
    with open(f"/proc/{cr.fetchone()[0]}/stat") as stat:
        ticks = sum(map(int, stat.read().rsplit(")", 1)[1].split()[11:13]))
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def cost(function, uid, label):
    """Print milliseconds (median), of them at work, and queries; caches empty."""
    times, work = [], []
    for _number in range(REPEATS + 1):
        cr.rollback()
        env.invalidate_all()  # noqa: F821
        cr.execute("SET jit = on")
        own = env(  # noqa: F821
            user=uid,
            su=uid == SUPERUSER_ID,
            context={"allowed_company_ids": company.ids, "lang": "en_US", "tz": "UTC"},
        )
        worked = processor()
        before, start = cr.sql_log_count, time.perf_counter()
        result = function(own["okr.engagement"])
        times.append(1000 * (time.perf_counter() - start))
        queries = cr.sql_log_count - before
        work.append(1000 * (processor() - worked))
    print(
        f"{label:<40}{statistics.median(times[1:]):7.0f} ms, at work "
        f"{statistics.median(work[1:]):6.0f} ms,{queries:4} queries"
    )
    return result


spread()
# Of today, statuses are those that the job of the day took
cr.execute("UPDATE okr_objective SET figures_date = %s", [today])
cr.execute("UPDATE okr_key_result SET figures_date = %s", [today])
cr.commit()
cr.execute("SELECT id FROM res_users WHERE login LIKE 'person%' ORDER BY id")
people = [user_id for (user_id,) in cr.fetchall()]
officer = people[-1]
group = env.ref("okr_module.group_okr_officer")  # noqa: F821
env["res.users"].browse(officer).group_ids += group  # noqa: F821
cr.commit()
department = env["hr.department"].search([("parent_id", "=", False)], limit=1).id  # noqa: F821
figures = cost(lambda e: e.figures(), officer, "figures of the company")
cost(lambda e: e.figures(department_id=department), officer, "of a department")
cost(lambda e: e.get_page(), officer, "the page")
past = today - timedelta(days=100)
cost(lambda e: e.figures(date=past), officer, "of a past day")
cost(lambda e: e.get_page(), people[0], "the page, as the head of all")
cost(lambda e: e.get_page(date=past), officer, "the page of a past day")
print({key: value for key, value in figures.items() if key != "health_parts"})

# The plain query beside: how often somebody spoke, by person, in the running cycles
cr.execute("SET jit = on")
start = time.perf_counter()
cr.execute(
    """
    SELECT c.user_id, count(*) FILTER (WHERE c.timeliness = 'on_time')
      FROM okr_checkin c
      JOIN okr_objective o ON o.id = c.objective_id
      JOIN okr_cycle cycle ON cycle.id = o.cycle_id
     WHERE %s BETWEEN cycle.date_start AND cycle.date_end AND c.source = 'manual'
     GROUP BY c.user_id
    """,
    [today],
)
print(f"{'the plain query':<46}{1000 * (time.perf_counter() - start):8.0f} ms")
if os.environ.get("OKR_BENCH_PROFILE"):
    import cProfile
    import pstats

    env.invalidate_all()  # noqa: F821
    engagement = env(user=officer, su=False)["okr.engagement"]  # noqa: F821
    profile = cProfile.Profile()
    profile.runcall(engagement.figures)
    pstats.Stats(profile).sort_stats("cumulative").print_stats(35)
cr.rollback()
