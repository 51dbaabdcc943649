"""A real server with two workers and the runner of a queue; one worker is killed."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import psutil
import psycopg2
import pytest

BRIDGE = "okr_module_queue_job"
KEY_RESULTS = 40
HERE = Path(__file__).parent
FIGURES = """
    SELECT kr.current_value, SUM(partner.color) * kpi.multiplier,
           (SELECT ARRAY_AGG(c.value ORDER BY c.date) FROM okr_checkin c
             WHERE c.key_result_id = kr.id),
           kr.kpi_error
      FROM okr_key_result kr
      JOIN okr_kpi kpi ON kpi.id = kr.kpi_id
      JOIN res_partner partner ON partner.user_id = kr.kpi_user_id
     WHERE partner.ref = 'okr'
  GROUP BY kr.id, kpi.id
  ORDER BY kr.id
"""
PROGRESS = """
    SELECT (SELECT progress FROM okr_objective WHERE name = 'All of us'),
           (SELECT AVG(progress) FROM okr_key_result)
"""
# What a killed worker leaves in the log: the runner's call, and the job's new turn
EXPECTED = (r"exception in GET \S+/queue_job/runjob", "Re-queued dead job")
JOBS = "SELECT id, state, worker_pid, retry FROM queue_job ORDER BY id"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(find, seconds):
    """Return what is found, as soon as it is; nothing if it is not."""
    latest = time.monotonic() + seconds
    while not (found := find()) and time.monotonic() < latest:
        time.sleep(0.2)
    return found


class Queue:
    """A database with bound key results, and what may be asked of it."""

    def __init__(self, bench):
        self.bench = bench
        self.name = bench.database("workers")
        self.log = bench.logs / "workers-server.log"
        self.process = None
        self.connections = []

    def make(self, core_database):
        """Make the database, the rows and the jobs.

        :param core_database: the database to copy
        """
        bench = self.bench
        bench.clone(core_database, self.name)
        options = bench.server_options(self.name)
        bench.odoo("workers-install", *options, "-i", BRIDGE)
        self.shell("rows.py")
        self.connection = self.connect()

    def shell(self, script):
        """Run a script in Odoo's shell, which takes no --stop-after-init."""
        options = self.bench.server_options(self.name)
        options = [option for option in options if option != "--stop-after-init"]
        done = subprocess.run(
            self.bench.platform.command("shell", *options, "--log-level=warn"),
            env=self.bench.env,
            input=(HERE / script).read_text(encoding="utf-8"),
            capture_output=True,
            text=True,
            check=False,
        )
        assert not done.returncode and "Traceback" not in done.stderr, done.stderr

    def connect(self):
        keys = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user"}
        keys["PGPASSWORD"] = "password"
        given = {k: self.bench.env[n] for n, k in keys.items() if self.bench.env.get(n)}
        connection = psycopg2.connect(dbname=self.name, **given)
        connection.autocommit = True
        self.connections.append(connection)
        return connection

    def ask(self, query):
        """Return the rows of a query."""
        with self.connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    def jobs(self, *states):
        """Return the jobs, all or those in some states."""
        return [job for job in self.ask(JOBS) if not states or job[1] in states]

    def hold(self):
        """Let whoever is about to write a check-in wait; return what ends it."""
        blocker = self.connect()
        blocker.autocommit = False
        blocker.cursor().execute("LOCK TABLE okr_checkin IN SHARE MODE")
        return blocker.rollback

    def both_at_work(self):
        """Return the two jobs that two workers are at."""
        found = until(lambda: len(self.jobs("started")) == 2, 40)
        assert found, f"two jobs have not begun: {self.jobs()}, see {self.log}"
        return self.jobs("started")

    def all_done(self):
        """Return the jobs once all of them are done."""

        def done():
            # The runner looks for dead jobs whenever it wakes: within a minute by
            # itself, here at once.
            with self.connection.cursor() as cursor:
                cursor.execute("NOTIFY queue_job, 'nothing'")
            return self.jobs("done") == self.jobs()

        assert until(done, 60), f"not all are done: {self.jobs()}, see {self.log}"
        return self.jobs()

    def start(self):
        """Start a server with two workers and the runner."""
        options = [
            f"--database={self.name}",
            f"--addons-path={self.bench.addons_path}",
            f"--data-dir={self.bench.data}",
            "--load=base,rpc,web,queue_job",
            "--workers=2",
            "--max-cron-threads=0",
            "--http-interface=127.0.0.1",
            f"--http-port={free_port()}",
            f"--gevent-port={free_port()}",
        ]
        with self.log.open("w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [self.bench.platform.python, HERE / "serve.py", *options],
                env={**self.bench.env, "ODOO_QUEUE_JOB_CHANNELS": "root:2"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def stop(self):
        """Stop the server, and let go of the database."""
        for connection in self.connections:
            connection.close()
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def workers(self):
        return {child.pid for child in psutil.Process(self.process.pid).children()}


@pytest.fixture(scope="module")
def story(bench, core_database):
    """Two hours: in the second a worker is killed. Return what was seen."""
    queue = Queue(bench)
    seen = {}
    try:
        queue.make(core_database)
        seen["queued"] = queue.jobs()
        release = queue.hold()
        queue.start()
        seen["started"] = queue.both_at_work()
        seen["workers"] = queue.workers()
        release()
        seen["done"] = queue.all_done()
        seen["first hour"] = queue.ask(FIGURES)
        # The hour after
        release = queue.hold()
        queue.shell("next_hour.py")
        seen["killed"] = queue.both_at_work()[0]
        os.kill(seen["killed"][2], signal.SIGKILL)
        release()
        seen["done again"] = queue.all_done()
        seen["second hour"] = queue.ask(FIGURES)
        seen["progress"] = queue.ask(PROGRESS)
        seen["log"] = queue.log.read_text(encoding="utf-8")
        yield seen
    finally:
        queue.stop()
        bench.drop(queue.name)


def must_be_right(figures):
    """Each has the value of its records, and yesterday's and today's check-in."""
    assert len(figures) == KEY_RESULTS
    for value, expected, history, error in figures:
        assert value == expected
        assert len(history) == 2 and history[-1] == expected > history[0]
        assert not error


def test_each_batch_is_queued_once(story):
    assert len(story["queued"]) == KEY_RESULTS / 4
    assert {job[1] for job in story["queued"]} == {"pending"}


def test_two_worker_processes_are_at_work_at_once(story):
    pids = {job[2] for job in story["started"]}
    assert len(pids) == 2
    assert pids <= story["workers"]


def test_all_jobs_are_done_and_not_by_one_process(story):
    assert [job[0] for job in story["done"]] == [job[0] for job in story["queued"]]
    assert len({job[2] for job in story["done"]}) == 2


def test_every_figure_is_right_and_nothing_is_written_twice(story):
    must_be_right(story["first hour"])


def test_the_job_of_a_killed_worker_is_done_by_another(story):
    job_id, _state, killed_pid, retry = story["killed"]
    again = next(job for job in story["done again"] if job[0] == job_id)
    assert again[2] != killed_pid
    assert again[3] > retry


def test_nothing_is_lost_and_nothing_written_twice_for_the_killed_worker(story):
    must_be_right(story["second hour"])
    for before, after in zip(story["first hour"], story["second hour"], strict=True):
        assert after[0] > before[0]


def test_jobs_that_meet_on_one_objective_lose_none_of_its_progress(story):
    [(top, mean)] = story["progress"]
    assert abs(top - mean) < 1e-9 and top > 0


def test_the_server_complains_of_nothing_but_the_killed_worker(bench, story):
    bench.must_be_clean("workers-server", *EXPECTED)
    assert story["log"].count("Re-queued dead job") == 1
