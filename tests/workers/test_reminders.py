"""Two processes send reminders at once, one is killed: nobody has two, nobody none."""

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from tests.place import Place

HERE = Path(__file__).parent
PEOPLE = 240
LONGEST = 600
#: rows and mails of each person
SENT = """
    SELECT person.login, count(*), count(mail.id)
      FROM okr_reminder reminder
      JOIN res_users person ON person.id = reminder.user_id
      LEFT JOIN mail_mail mail ON mail.mail_message_id = reminder.mail_message_id
     WHERE person.login LIKE 'seller%%'
     GROUP BY person.login
"""
MAILS = """
    SELECT email_to, count(*) FROM mail_mail
     WHERE email_to LIKE '%%seller%%@example.com%%' GROUP BY email_to
"""
ACTIVITIES = """
    SELECT activity.user_id, count(*) FROM mail_activity activity
      JOIN res_users person ON person.id = activity.user_id
     WHERE person.login LIKE 'seller%%' GROUP BY activity.user_id
"""


class Job:
    """A process that runs the hourly job once it is let go.

    :param place: the :class:`Place` of its database
    :param start: the path of a file; it waits until that is there
    """

    def __init__(self, place, start):
        bench = place.bench
        options = [
            option
            for option in bench.server_options(place.name)
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
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def _listen(self):
        self.lines.extend(iter(self.process.stdout.readline, ""))

    def hears(self, word):
        """Wait until the process has said a word."""
        latest = time.monotonic() + LONGEST
        while not any(line.startswith(word) for line in self.lines):
            assert self.process.poll() is None or self.listener.is_alive(), self.lines
            assert time.monotonic() < latest, self.lines[-20:]
            time.sleep(0.01)

    def kill(self):
        """End it at once, as a failing machine does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def ends(self):
        """Wait until it has done its work."""
        self.hears("DONE")
        self.process.wait(LONGEST)
        assert not any("Traceback" in line for line in self.lines), self.lines


@pytest.fixture(scope="module")
def world(bench, core_database):
    """A database with people who owe a check-in today, to be copied."""
    made = Place(bench, "reminders-world")
    try:
        made.copy(core_database)
        made.shell(HERE / "reminder_rows.py", OKR_PEOPLE=str(PEOPLE))
        yield made.name
    finally:
        made.end()


@pytest.fixture
def place(bench, world):
    """A copy of it, fresh for each test."""
    made = Place(bench, "reminders")
    try:
        made.copy(world)
        yield made
    finally:
        made.end()


@pytest.fixture
def jobs(place, tmp_path):
    """Start jobs on the place and let them go at once; what still runs is ended."""
    started = []

    def start(count):
        go = tmp_path / f"go{len(started)}"
        new = [Job(place, go) for _n in range(count)]
        started.extend(new)
        for job in new:
            job.hears("READY")
        go.touch()
        return new

    yield start
    for job in started:
        if job.process.poll() is None:
            job.kill()


def must_be_once(place):
    """Each person has one row, one mail and one activity."""
    rows = place.ask(SENT)
    assert len(rows) == PEOPLE
    assert {(count, mails) for _login, count, mails in rows} == {(1, 1)}
    mails = place.ask(MAILS)
    assert len(mails) == PEOPLE
    assert {count for _to, count in mails} == {1}
    activities = place.ask(ACTIVITIES)
    assert len(activities) == PEOPLE
    assert {count for _user, count in activities} == {1}


def test_two_at_once(place, jobs):
    for job in jobs(2):
        job.ends()
    must_be_once(place)


def test_one_is_killed_in_between(place, jobs):
    [first] = jobs(1)
    # Some are told and committed; the next ones are being written
    first.hears("COMMIT 1")
    time.sleep(0.2)
    first.kill()
    told = len(place.ask(SENT))
    assert 0 < told < PEOPLE
    for job in jobs(2):
        job.ends()
    must_be_once(place)
