"""Six people who check in at once, in one tree and each in a tree of their own.

Runs inside ``odoo shell`` in the database of world.py, which gives it ``env``; see
README.md. Each person is a process, and so is the scheduler. The check-ins are kept.
"""

import os
import random
import statistics
import time
from multiprocessing import Pipe, Process

from odoo import SUPERUSER_ID, sql_db
from odoo.api import Environment
from odoo.modules.registry import Registry
from odoo.service import model as service

SECONDS = float(os.environ.get("OKR_BENCH_SECONDS", 20))
PEOPLE = 6

cr = env.cr  # noqa: F821
DATABASE = cr.dbname


def leaves(where):
    """Return seven people, five levels deep, each with the key results of a goal."""
    cr.execute(
        f"""
        SELECT DISTINCT ON ({where}) objective.user_id,
               array_agg(key_result.id) OVER (PARTITION BY objective.id)
          FROM okr_objective objective
          JOIN okr_key_result key_result ON key_result.objective_id = objective.id
         WHERE objective.visibility = 'company' AND key_result.kpi_id IS NULL
           AND array_length(string_to_array(objective.parent_path, '/'), 1) = 6
           -- As long a history for everybody, however often this is run
           AND NOT EXISTS (
                   SELECT FROM okr_checkin checkin
                    WHERE checkin.objective_id = objective.id
                      AND checkin.entered_on >= CURRENT_DATE - 7
                      AND checkin.source = 'manual' AND checkin.confidence = 0.6)
           AND (split_part(objective.parent_path, '/', 1)::int = (
                   SELECT min(id) FROM okr_objective WHERE level = 'company'
                       AND parent_path LIKE '%%/' AND name LIKE 'Objective %%')
                OR %s)
         LIMIT %s
        """,
        ("split_part" in where, PEOPLE + 1),
    )
    return cr.fetchall()


def processor(cursor):
    """Return the seconds that this process and its database backend have worked."""
    cursor.execute("SELECT pg_backend_pid()")
    with open(f"/proc/{cursor.fetchone()[0]}/stat") as stat:
        ticks = sum(map(int, stat.read().rsplit(")", 1)[1].split()[11:13]))
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def check_in_for(owner, key_result_ids, report):
    """Check in as fast as it goes, as Odoo serves requests; report times and tries."""
    # A child shares no connection with its parent
    sql_db._Pool = sql_db._Pool_readonly = None
    registry = Registry(DATABASE)
    times, tries, failed = [], 0, 0
    randomly = random.Random(owner)
    until = time.perf_counter() + SECONDS

    def request():
        nonlocal tries
        tries += 1
        # Warm: what a worker has cached for the person
        key_result = randomly.choice(key_result_ids)
        own(user=owner)["okr.key.result"].browse(key_result).check_in(
            randomly.randint(0, 100), confidence=0.6
        )

    with registry.cursor() as cursor:
        worked = processor(cursor)
    while time.perf_counter() < until:
        began = time.perf_counter()
        with registry.cursor() as cursor:
            own = Environment(cursor, owner, {})
            try:
                service.retrying(request, own)
            except Exception as error:
                failed += 1
                print(type(error).__name__, error)
        times.append(time.perf_counter() - began)
    with registry.cursor() as cursor:
        worked = processor(cursor) - worked
    report.send((times, tries, failed, worked))


def schedule(stop):
    """Do what Odoo's scheduler does when it is called for what was left."""
    sql_db._Pool = sql_db._Pool_readonly = None
    registry = Registry(DATABASE)
    with registry.cursor() as cursor:
        worked = processor(cursor)
    while True:
        with registry.cursor() as cursor:
            own = Environment(cursor, SUPERUSER_ID, {})
            cron = own.ref("okr_module.ir_cron_rollup")
            if own["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]):
                cron.method_direct_trigger()
                continue
        if stop.poll():
            break
        time.sleep(0.05)
    with registry.cursor() as cursor:
        stop.send(processor(cursor) - worked)


def run(label, pairs):
    began = time.perf_counter()
    workers = []
    stop, told = Pipe()
    scheduler = Process(target=schedule, args=(told,))
    scheduler.start()
    for owner, key_result_ids in pairs:
        here, there = Pipe(duplex=False)
        worker = Process(target=check_in_for, args=(owner, key_result_ids, there))
        worker.start()
        workers.append((worker, here))
    reports = [here.recv() for _worker, here in workers]
    for worker, _here in workers:
        worker.join()
    # What the last ones left is summed up after them, and its work counted
    seconds = time.perf_counter() - began
    stop.send(True)
    summing_up = stop.recv()
    scheduler.join()
    worked = summing_up + sum(worked for *_others, worked in reports)
    times = sorted(t for mine, *_others in reports for t in mine)
    tries = sum(tries for _mine, tries, _failed, _worked in reports)
    failed = sum(failed for _mine, _tries, failed, _worked in reports)
    p95 = times[int(0.95 * (len(times) - 1))]
    print(
        f"{label:<24}{len(times) / seconds:7.1f} a second{tries - len(times):6d} tries "
        f"again{failed:4d} failed   median {1000 * statistics.median(times):6.0f} ms"
        f"   p95 {1000 * p95:6.0f} ms"
        f"   at work {1000 * worked / len(times):6.1f} ms each, "
        f"{1000 * summing_up / len(times):.1f} of them the scheduler",
        flush=True,
    )
    return len(times) / seconds, p95


in_one = leaves("objective.id")
apart = leaves("split_part(objective.parent_path, '/', 1)")
cr.rollback()
_alone, lone = run("one person alone", in_one[PEOPLE:])
apart, _p95 = run("six, each in a tree", apart[:PEOPLE])
together, p95 = run("six in one tree", in_one[:PEOPLE])
print(f"one tree / separate trees: {together / apart:.2f}")
print(f"p95 in one tree / a lone one's: {p95 / lone:.1f}")
env.invalidate_all()  # noqa: F821
cr.execute("SELECT count(*) FROM okr_rollup_queue")
print("left to be summed up:", cr.fetchone()[0])
