"""Monday, nine o'clock: people who come in and check in, over HTTP; see README.md.

Starts Odoo with four workers on the database of world.py and asks as browsers do: each
person opens the home page, checks in on five key results with one save and looks at the
map. The hourly and daily jobs run beside it, with a whole company to do. The check-ins
are kept.
"""

import http.client
import json
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg2

import odoo

ROOT = Path(__file__).resolve().parents[1]
DATABASE = os.environ.get("OKR_BENCH_DATABASE", "okr_world")
WORKERS = int(os.environ.get("OKR_BENCH_WORKERS", 4))
#: how long people come in, of the ten minutes in which all of them do
SECONDS = float(os.environ.get("OKR_BENCH_SECONDS", 60))
PEOPLE = int(500 * SECONDS / 600)
JOBS = ("refresh_key_results", "refresh_objectives", "refresh_kpis", "rollup")
SERVER = ROOT / "tests" / "workers" / "serve.py"


class Person:
    """Somebody with a browser: one connection, one session."""

    def __init__(self, port, login):
        self.login = login
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookie = ""
        self.times = []
        self.errors = []

    def ask(self, label, method, path, body=None, headers=None):
        """Return the text of an answer; note how long it took."""
        began = time.perf_counter()
        try:
            self.connection.request(
                method, path, body, {"Cookie": self.cookie, **(headers or {})}
            )
            answer = self.connection.getresponse()
            text = answer.read().decode()
        except OSError as error:
            self.connection.close()
            self.errors.append(f"{label}: {type(error).__name__}")
            return ""
        if label:
            self.times.append((label, time.perf_counter() - began))
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            if cookie.startswith("session_id="):
                self.cookie = cookie.split(";")[0]
        if answer.status >= 400:
            self.errors.append(f"{label}: {answer.status}")
        return text

    def call(self, label, model, method, *args, **kwargs):
        body = {
            "jsonrpc": "2.0",
            "method": "call",
            "params": {
                "model": model,
                "method": method,
                "args": args,
                "kwargs": kwargs,
            },
        }
        text = self.ask(
            label,
            "POST",
            f"/web/dataset/call_kw/{model}/{method}",
            json.dumps(body),
            {"Content-Type": "application/json"},
        )
        answer = json.loads(text or "{}")
        if "error" in answer:
            error = answer["error"]["data"]["name"]
            self.errors.append(f"{label}: {error} {answer['error']['data']['message']}")
        return answer.get("result")

    def log_in(self):
        """What browsers did last week: nobody logs in every Monday."""
        page = self.ask("", "GET", "/web/login")
        token = re.search(r'csrf_token" value="(\w+)"', page).group(1)
        body = f"csrf_token={token}&login={self.login}&password=okr-world"
        self.ask(
            "",
            "POST",
            "/web/login",
            body,
            {"Content-Type": "application/x-www-form-urlencoded"},
        )
        self.ask("", "GET", "/odoo")

    def come_in(self):
        """Open home, check in on five key results with one save, look at the map."""
        self.ask("the web client", "GET", "/odoo")
        self.call("home", "okr.home", "get_data")
        session = "okr.checkin.session"
        data = self.call("check-in screen", session, "get_data")
        mine = [row for row in (data or {}).get("rows", ()) if not row["kpi"]][:5]
        rows = [
            {
                "key_result_id": row["id"],
                "value": random.randint(0, 100),
                "confidence": 0.7,
            }
            for row in mine
        ]
        self.call("check-in: what is asked", session, "get_far", rows)
        saved = self.call("check-in: save five", session, "save", rows)
        if not saved or saved["saved"] != 5:
            self.errors.append(f"saved {saved}")
        self.call(
            "map", "okr.objective", "get_map", [["cycle_id.state", "=", "active"]]
        )


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def watch(process, connection, stop, seen):
    """Note the most that the server and its database took, until it is over."""
    mine = connection.cursor()
    while not stop.wait(1):
        memory = 0
        for child in psutil.Process(process.pid).children(recursive=True):
            try:
                # What is shared with the others counts once
                memory += child.memory_info().rss - child.memory_info().shared
                own = child.memory_info().rss
            except psutil.NoSuchProcess:
                continue
            seen["one"] = max(seen.get("one", 0), own)
        seen["memory"] = max(seen.get("memory", 0), memory)
        mine.execute(
            "SELECT count(*), count(*) FILTER (WHERE state = 'active') "
            "FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [DATABASE],
        )
        connections, active = mine.fetchone()
        seen["connections"] = max(seen.get("connections", 0), connections)
        seen["active"] = max(seen.get("active", 0), active)


def prepare(connection):
    """Let a night pass: all figures are of yesterday, and every job is due."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM okr_objective")
        first, last = cursor.fetchone()
        # As many as the jobs get done meanwhile; the others are not needed
        cursor.execute(
            "UPDATE okr_objective SET figures_date = figures_date - 1 WHERE id > %s",
            [last - (last - first) // 4],
        )
        cursor.execute(
            "UPDATE okr_key_result SET figures_date = figures_date - 1 "
            "WHERE objective_id > %s",
            [last - (last - first) // 4],
        )
        cursor.execute("UPDATE okr_key_result SET kpi_refreshed_at = NULL")
        names = [f"ir_cron_{name}" for name in JOBS]
        cursor.execute(
            "UPDATE ir_cron SET active = id IN (SELECT res_id FROM ir_model_data "
            "WHERE module = 'okr_module' AND name = ANY(%s)), "
            "nextcall = now() at time zone 'UTC' + interval '20 s'",
            [names],
        )
        cursor.execute(
            "SELECT login FROM res_users WHERE login LIKE 'person%%' "
            "ORDER BY random() LIMIT %s",
            [PEOPLE],
        )
        logins = [login for (login,) in cursor.fetchall()]
    connection.commit()
    return logins


def left(connection):
    """Return how many figures are still of yesterday, and KPIs to be taken."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE figures_date < current_date), "
            "count(*) FILTER (WHERE kpi_id IS NOT NULL AND kpi_refreshed_at IS NULL) "
            "FROM okr_key_result"
        )
        found = cursor.fetchone()
    connection.commit()
    return found


def main():
    connection = psycopg2.connect(dbname=DATABASE)
    logins = prepare(connection)
    port = free_port()
    state = ROOT / ".okr"
    log = state / "monday.log"
    command = [sys.executable, str(SERVER), f"--database={DATABASE}"]
    command += [f"--addons-path={odoo.__path__[0]}/addons,{ROOT}"]
    command += [f"--data-dir={state / 'data'}", "--no-database-list"]
    command += [f"--workers={WORKERS}"]
    command += ["--http-interface=127.0.0.1", f"--http-port={port}"]
    command += [f"--gevent-port={free_port()}", "--max-cron-threads=2"]
    command += ["--limit-time-real=600", "--limit-time-cpu=600", "--log-level=warn"]
    with log.open("w") as out:
        server = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    seen, stop = {}, threading.Event()
    try:
        people = [Person(port, login) for login in logins]
        until = time.monotonic() + 120
        while time.monotonic() < until:
            try:
                http.client.HTTPConnection("127.0.0.1", port, timeout=60).request(
                    "GET", "/web/login"
                )
                break
            except OSError:
                time.sleep(0.5)
        # Passwords are dear to check, and nobody waits for that here
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(Person.log_in, people))
        before = left(connection)
        watcher = threading.Thread(target=watch, args=(server, connection, stop, seen))
        watcher.start()
        began, comings = time.perf_counter(), []
        for number, person in enumerate(people):
            # Not all in step: by chance, at the same rate
            due = began + SECONDS * (number + random.random()) / len(people)
            time.sleep(max(due - time.perf_counter(), 0))
            coming = threading.Thread(target=person.come_in)
            coming.start()
            comings.append(coming)
        for coming in comings:
            coming.join()
        took = time.perf_counter() - began
        stop.set()
        watcher.join()
        report(people, took, seen, before, left(connection))
    finally:
        stop.set()
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def report(people, took, seen, before, after):
    times = {}
    for person in people:
        for label, seconds in person.times:
            times.setdefault(label, []).append(seconds)
            times.setdefault("all", []).append(seconds)
    print(
        f"{len(people)} people in {took:.0f} s, {SECONDS:.0f} s asked for, "
        f"{WORKERS} workers, {os.cpu_count()} processors"
    )
    for label, some in times.items():
        some.sort()
        print(
            f"{label:<28}{len(some):5d} times   median "
            f"{1000 * statistics.median(some):6.0f} ms   p95 "
            f"{1000 * some[int(0.95 * (len(some) - 1))]:6.0f} ms   slowest "
            f"{1000 * some[-1]:6.0f} ms"
        )
    errors = [error for person in people for error in person.errors]
    print(f"errors: {len(errors)}", *errors[:5], sep="\n  ")
    print(
        f"memory of all workers {seen.get('memory', 0) / 2**20:.0f} MB, of the largest "
        f"{seen.get('one', 0) / 2**20:.0f} MB; connections {seen.get('connections')}, "
        f"of which {seen.get('active')} at work at once"
    )
    print(
        f"meanwhile: {before[0] - after[0]} figures of the new day, "
        f"{before[1] - after[1]} linked key results taken"
    )


main()
