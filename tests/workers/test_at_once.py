"""Ten people at one company at once, before a real server with four workers.

Nothing that was answered with yes is lost, and whoever is refused is told why in words.
"""

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.workers.people import Person

HERE = Path(__file__).parent
#: check-ins of each of ten people on one key result
CHECKINS = 6
#: changes of one objective by each of six people
EDITS = 5


@pytest.fixture(scope="module")
def place(served_company):
    """A company that ten people work in, and a server with four workers."""
    with served_company("at-once", workers=4) as made:
        yield made


@pytest.fixture(scope="module")
def day(place):
    """Everybody at everything at once; return what each was answered."""
    world = place.world
    keys = world.keys
    admin = Person(place, keys[str(world.admin)])
    people = {id_: Person(place, keys[str(id_)]) for id_ in world.users}
    said = {
        name: [] for name in ("check in", "edit", "align", "refresh", "close", "start")
    }
    [first, *_others] = world.shared_key_results

    def check_in(id_):
        for number in range(CHECKINS):
            value = id_ * 1000 + number
            answer = people[id_].call(
                "okr.key.result", "check_in", [first], value=value, note=f"Note {value}"
            )
            said["check in"].append((value, answer))

    def check_in_own(place_):
        id_, key_result = world.users[place_], world.own_key_results[place_]
        for number in range(CHECKINS):
            value = place_ * 10 + number
            answer = people[id_].call(
                "okr.key.result", "check_in", [key_result], value=value
            )
            said["check in"].append((None, answer))

    def edit(id_):
        for number in range(EDITS):
            word = f"word{id_}x{number}"
            for _try in range(40):
                [read] = (
                    people[id_]
                    .call(
                        "okr.objective",
                        "read",
                        [world.shared],
                        fields=["description", "revision"],
                    )
                    .body
                )
                vals = {
                    "description": f"{read['description']}<p>{word}</p>",
                    "revision": read["revision"],
                }
                answer = people[id_].call(
                    "okr.objective", "write", [world.shared], vals=vals
                )
                said["edit"].append((word, answer))
                if answer.is_done:
                    break
                # Who is told reads again, as a person does, not all at once
                time.sleep(0.02 * (id_ % 7))

    def align(start):
        for number in range(4):
            parent = world.left if (number + start) % 2 else world.right
            answer = admin.call(
                "okr.objective",
                "write",
                [world.own[start]],
                vals={"parent_id": parent},
            )
            said["align"].append((parent, answer))

    def refresh(_nothing):
        for _number in range(3):
            answer = admin.call("okr.key.result", "action_refresh_kpi", world.linked)
            said["refresh"].append((None, answer))

    def start(place_):
        time.sleep(0.05 * place_)
        objective = world.to_start[place_]
        answer = people[world.users[place_]].call(
            "okr.objective", "action_activate", [objective]
        )
        said["start"].append((objective, answer))

    def close(_nothing):
        time.sleep(0.25)
        answer = admin.call("okr.cycle", "action_close", [world.ending])
        said["close"].append((None, answer))

    todo = [(close, None), (refresh, None)]
    todo += [(check_in, id_) for id_ in world.users]
    todo += [(edit, id_) for id_ in world.users[:6]]
    todo += [(align, number) for number in range(3)]
    todo += [(start, number) for number in range(len(world.users))]
    todo += [(check_in_own, number) for number in range(len(world.users))]
    with ThreadPoolExecutor(len(todo)) as pool:
        for done in [pool.submit(act, what) for act, what in todo]:
            done.result()
    found = place.shell(HERE / "recalculate.py")
    return SimpleNamespace(said=said, first=first, recalculated=found)


def differences(printed):
    """Return what ``recalculate.py`` found to differ."""
    return json.loads(re.search(r"DIFFERENCES (.*)", printed)[1])


def test_everybody_is_answered_in_words(day):
    """No raw error, no time out, no death: done, or a sentence says why not."""
    for act, answers in day.said.items():
        assert answers, act
        raw = [a for _what, a in answers if not (a.is_done or a.is_sentence)]
        assert not raw, (act, len(raw), raw[:3])


def test_ten_who_check_in_on_one_key_result_lose_nothing(place, day):
    done = {v for v, a in day.said["check in"] if v is not None and a.is_done}
    assert len(done) == len(place.world.users) * CHECKINS, day.said["check in"]
    kept = place.ask(
        "SELECT value, note FROM okr_checkin WHERE key_result_id = %s", day.first
    )
    assert {value for value, _note in kept} >= done
    assert {note for _value, note in kept} >= {f"Note {value}" for value in done}


def test_no_edit_is_overwritten_by_who_had_not_seen_it(place, day):
    done = [word for word, answer in day.said["edit"] if answer.is_done]
    assert len(done) == 6 * EDITS
    [(text,)] = place.ask(
        "SELECT description FROM okr_objective WHERE id = %s", place.world.shared
    )
    assert {word for word in done if word not in text} == set()
    told = [a for _word, a in day.said["edit"] if not a.is_done]
    assert told, "nobody met anybody"
    assert any("was saved by" in str(answer.body) for answer in told)


def test_nothing_runs_in_the_closed_cycle(place, day):
    closed = [answer for _what, answer in day.said["close"] if answer.is_done]
    states = place.ask(
        "SELECT state FROM okr_objective WHERE cycle_id = %s", place.world.ending
    )
    [(state,)] = place.ask(
        "SELECT state FROM okr_cycle WHERE id = %s", place.world.ending
    )
    assert bool(closed) == (state == "closed")
    if closed:
        assert "active" not in {state for (state,) in states}


def test_each_is_where_it_was_moved_last(place, day):
    parents = dict(
        place.ask(
            "SELECT id, parent_id FROM okr_objective WHERE id = ANY(%s)",
            place.world.own,
        )
    )
    assert set(parents.values()) <= {place.world.left, place.world.right}


def test_no_figure_differs_from_one_taken_again(day):
    assert differences(day.recalculated) == {}
    assert "LEFT 0" in day.recalculated


def test_a_right_follows_at_once_in_each_worker(place, day):
    """Each of the four keeps what it found whom somebody leads."""
    world = place.world
    admin = Person(place, world.keys[str(world.admin)])
    boss_id, owner_id = world.users[:2]
    boss = Person(place, world.keys[str(boss_id)])
    employees = dict(place.ask("SELECT user_id, id FROM hr_employee"))
    private = world.own[1]
    made = admin.call(
        "okr.objective", "write", [private], vals={"visibility": "private"}
    )
    assert made.is_done, made
    said = []
    for leads in (False, True, False, True):
        vals = {"parent_id": leads and employees[boss_id]}
        moved = admin.call("hr.employee", "write", [employees[owner_id]], vals=vals)
        assert moved.is_done, moved
        with ThreadPoolExecutor(16) as pool:
            asked = [
                pool.submit(
                    boss.call, "okr.objective", "search", domain=[["id", "=", private]]
                )
                for _number in range(48)
            ]
        found = {len(each.result().body) for each in asked}
        said.append((leads, found))
    assert said == [(leads, {int(leads)}) for leads, _found in said]


def test_the_database_never_had_to_break_a_circle_of_waiting(place, day):
    log = place.log.read_text(encoding="utf-8")
    assert "deadlock detected" not in log
    assert "Traceback" not in log, log[-6000:]
