"""Two processes send reminders at once, one is killed: nobody has two, nobody none."""

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from launcher.bench import dependencies

HERE = Path(__file__).parent
PEOPLE = 240
LONGEST = 600
#: a row and its mail, of each person
SENT = """
    SELECT person.login, count(*), count(mail.id)
      FROM okr_reminder reminder
      JOIN res_users person ON person.id = reminder.user_id
      LEFT JOIN mail_mail mail ON mail.mail_message_id = reminder.mail_message_id
     WHERE person.login LIKE 'seller%'
     GROUP BY person.login
"""
MAILS = """
    SELECT email_to, count(*) FROM mail_mail
     WHERE email_to LIKE '%@example.com%' GROUP BY email_to
"""
ACTIVITIES = """
    SELECT activity.user_id, count(*) FROM mail_activity activity
      JOIN res_users person ON person.id = activity.user_id
     WHERE person.login LIKE 'seller%' GROUP BY activity.user_id
"""


class Job:
    """A process that runs the hourly job once it is let go."""

    def __init__(self, bench, database, start):
        options = [
            option
            for option in bench.server_options(database)
            if option != "--stop-after-init"
        ]
        self.process = subprocess.Popen(
            bench.platform.command("shell", *options, "--log-level=error"),
            env={**bench.env, "OKR_START": str(start)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.process.stdin.write(
            (HERE / "send_reminders.py").read_text(encoding="utf-8")
        )
        self.process.stdin.close()
        self.lines = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        self.lines.extend(iter(self.process.stdout.readline, ""))

    def hears(self, word):
        """Wait until the process has said a word."""
        latest = time.monotonic() + LONGEST
        while not any(line.startswith(word) for line in self.lines):
            assert time.monotonic() < latest, self.lines[-20:]
            time.sleep(0.01)

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def ends(self):
        self.hears("DONE")
        self.process.wait(LONGEST)


@pytest.fixture(scope="module")
def world(bench):
    """A database with people who owe a check-in today."""
    name = bench.database("reminders-world")
    bench.clone(bench.base("bare", dependencies(["okr_module"]), demo=False), name)
    bench.odoo("reminders-install", *bench.server_options(name), "-i", "okr_module")
    done = subprocess.run(
        bench.platform.command(
            "shell",
            *[o for o in bench.server_options(name) if o != "--stop-after-init"],
            "--log-level=error",
        ),
        env=bench.env,
        input=(HERE / "reminder_rows.py").read_text(encoding="utf-8"),
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST,
    )
    assert "Traceback" not in done.stderr, done.stderr[-4000:]
    yield name
    bench.drop(name)


@pytest.fixture
def database(bench, world):
    """A copy of it, fresh for each test."""
    name = bench.database("reminders")
    bench.clone(world, name)
    yield name
    bench.drop(name)


def must_be_once(bench, database):
    """Each person has one row, one mail and one activity."""
    rows = [row.split("|") for row in bench.sql(database, SENT).split()]
    assert len(rows) == PEOPLE
    assert {(row[1], row[2]) for row in rows} == {("1", "1")}
    mails = [row.rsplit("|", 1) for row in bench.sql(database, MAILS).splitlines()]
    assert len(mails) == PEOPLE
    assert {count for _to, count in mails} == {"1"}
    activities = bench.sql(database, ACTIVITIES).split()
    assert len(activities) == PEOPLE
    assert {row.split("|")[1] for row in activities} == {"1"}


def test_two_at_once(bench, database, tmp_path):
    start = tmp_path / "go"
    jobs = [Job(bench, database, start) for _n in range(2)]
    for job in jobs:
        job.hears("READY")
    start.touch()
    for job in jobs:
        job.ends()
    must_be_once(bench, database)


def test_one_is_killed_in_between(bench, database, tmp_path):
    start = tmp_path / "go"
    first = Job(bench, database, start)
    first.hears("READY")
    start.touch()
    # Some are told and committed; the next ones are being written
    first.hears("COMMIT 1")
    time.sleep(0.2)
    first.kill()
    told = len(bench.sql(database, SENT).split())
    assert 0 < told < PEOPLE
    second = Job(bench, database, start)
    second.ends()
    must_be_once(bench, database)


def test_one_of_two_is_killed(bench, database, tmp_path):
    start = tmp_path / "go"
    jobs = [Job(bench, database, start) for _n in range(2)]
    for job in jobs:
        job.hears("READY")
    start.touch()
    jobs[0].hears("COMMIT 1")
    jobs[0].kill()
    jobs[1].ends()
    third = Job(bench, database, start)
    third.ends()
    must_be_once(bench, database)
