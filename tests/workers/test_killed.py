"""A server that is killed while people check in and jobs run, again and again.

Whatever it said yes to is there afterwards, and no roll-up differs from a
recalculation. ``OKR_KILLS=50 ./okr test install -k killed`` is the long run.
"""

import os
import random
import threading
import time
from pathlib import Path

import pytest

from tests.workers.people import Person
from tests.workers.test_at_once import differences

HERE = Path(__file__).parent
#: kills in the test command
KILLS = 3
#: how many check-ins the server says yes to before it is killed
LIVES = (4, 15)
#: and how long it lives at most, in seconds
LONGEST_LIFE = 60


class Life:
    """What people and jobs do to a server until it dies; what was acknowledged."""

    def __init__(self, place):
        self.place, self.world = place, place.world
        self.kept = []  # (key result, value) that the server said yes to
        self.answers = []  # those that are neither yes nor a sentence nor death
        self.jobs = {"refresh": 0, "template": 0, "rollover": 0}
        self.number = 0
        self.lock = threading.Lock()

    def next_number(self):
        with self.lock:
            self.number += 1
            return self.number

    def live(self, checkins, moment):
        """Let everybody work, kill the server, and start it again.

        :param checkins: how many are acknowledged before
        :param moment: and how many seconds later
        """
        over = threading.Event()
        acts = [
            *((self.check_in, number) for number in range(4)),
            (self.check_in_together, 0),
            (self.refresh, None),
            (self.use_template, None),
            (self.roll_over, None),
        ]
        threads = [
            threading.Thread(target=self.repeat, args=(over, *act)) for act in acts
        ]
        for thread in threads:
            thread.start()
        latest, enough = time.monotonic() + LONGEST_LIFE, len(self.kept) + checkins
        while len(self.kept) < enough and time.monotonic() < latest:
            time.sleep(0.02)
        time.sleep(moment)
        self.place.kill()
        over.set()
        for thread in threads:
            thread.join()
        self.place.start("--log-level=warn", workers=2)

    def repeat(self, over, act, what):
        person = Person(self.place, self.world.keys[str(self.world.admin)])
        while not over.is_set():
            answer = act(person, what)
            if answer is None or answer.died:
                return
            if not (answer.is_done or answer.is_sentence):
                self.answers.append((act.__name__, answer))

    def check_in(self, person, number):
        value = self.next_number()
        key_result = self.world.own_key_results[number]
        answer = person.call("okr.key.result", "check_in", [key_result], value=value)
        if answer.is_done:
            self.kept.append((key_result, value))
        return answer

    def check_in_together(self, person, number):
        """All or none: several in one call."""
        values = [
            {"key_result_id": key_result, "value": self.next_number()}
            for key_result in self.world.shared_key_results
        ]
        answer = person.call("okr.checkin", "create", vals_list=values)
        if answer.is_done:
            self.kept += [(row["key_result_id"], row["value"]) for row in values]
        return answer

    def refresh(self, person, _what):
        # Something moved in Odoo since
        self.place.ask(
            "UPDATE res_partner SET color = color + 1 WHERE ref = 'okr' RETURNING id"
        )
        answer = person.call("okr.key.result", "action_refresh_kpi", self.world.linked)
        self.jobs["refresh"] += answer.is_done
        return answer

    def use_template(self, person, _what):
        """Start to use a template for everybody, and make batch after batch."""
        made = person.call(
            "okr.template.use",
            "create",
            vals_list=[
                {
                    "template_id": self.world.template,
                    "for_whom": "company",
                    "cycle_id": self.world.cycle,
                    "ask_owners": False,
                }
            ],
        )
        if not made.is_done:
            return made
        shown = person.call("okr.template.use", "action_confirm", made.body)
        if not shown.is_done:
            return shown
        run = shown.body["res_id"]
        answer = person.call("okr.template.run", "action_start", [run])
        while answer.is_done:
            answer = person.call("okr.template.run", "make_next", [run])
            if answer.is_done and answer.body["state"] == "done":
                self.jobs["template"] += 1
                break
        return answer

    def roll_over(self, person, _what):
        """Take what ran before into the running cycle."""
        shown = person.call("okr.objective", "action_rollover", self.world.gone[:3])
        if not shown.is_done:
            return shown
        answer = person.call(
            "okr.rollover",
            "write",
            [shown.body["res_id"]],
            vals={"cycle_id": self.world.cycle},
        )
        if answer.is_done:
            answer = person.call(
                "okr.rollover", "action_confirm", [shown.body["res_id"]]
            )
            self.jobs["rollover"] += answer.is_done
        return answer


@pytest.fixture(scope="module")
def place(served_company):
    """A company that people work in, and a server with two workers."""
    with served_company("killed", workers=2) as made:
        yield made


@pytest.fixture(scope="module")
def story(place):
    """Kill the server again and again; return what was seen."""
    lot = random.Random("okr")
    life = Life(place)
    for _number in range(int(os.environ.get("OKR_KILLS", KILLS))):
        life.live(lot.randint(*LIVES), lot.uniform(0, 0.5))
    life.recalculated = place.shell(HERE / "recalculate.py")
    return life


def test_something_was_going_on(story):
    """Else it would show nothing that all is well afterwards."""
    assert len(story.kept) >= 10
    assert any(story.jobs.values()), story.jobs


def test_nobody_got_a_raw_error(story):
    assert not story.answers, (len(story.answers), story.answers[:3])


def test_every_acknowledged_check_in_is_there(place, story):
    there = set(place.ask("SELECT key_result_id, value FROM okr_checkin"))
    lost = [row for row in story.kept if (row[0], float(row[1])) not in there]
    assert not lost


def test_no_figure_differs_from_one_taken_again(story):
    assert differences(story.recalculated) == {}
    assert "LEFT 0" in story.recalculated


def test_no_template_is_half_used(place, story):
    """What was begun is finished by the scheduler, and nobody got one twice."""
    runs = place.ask(
        "SELECT DISTINCT state FROM okr_template_run WHERE state != 'draft'"
    )
    assert {state for (state,) in runs} <= {"done"}
    twice = place.ask(
        "SELECT objective_id FROM okr_template_run_line WHERE objective_id IS NOT NULL "
        "GROUP BY objective_id HAVING count(*) > 1"
    )
    assert not twice
    lines = place.ask(
        "SELECT count(*) FROM okr_template_run_line WHERE state = 'ready'"
        " AND run_id IN (SELECT id FROM okr_template_run WHERE state = 'done')"
    )
    assert lines == [(0,)]


def test_a_rollover_is_whole_or_not_there(place, story):
    """Each copy has the key results of what it continues."""
    bare = place.ask(
        """
        SELECT o.id FROM okr_objective o
         WHERE o.cycle_id = %s AND o.name LIKE 'Of before%%'
           AND NOT EXISTS (SELECT FROM okr_key_result k WHERE k.objective_id = o.id)
        """,
        place.world.cycle,
    )
    assert not bare
