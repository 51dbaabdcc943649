"""A real server is asked, by everybody and over HTTP, for what is not for them.

No answer and no line of the server's log may hold a word that who asks must not read.
``OKR_SWEEP=20000 ./okr test install -k sweep`` is the long run.
"""

import json
import os
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

from launcher.bench import dependencies
from tests.place import Place
from tests.sweep.calls import LOCKS_OUT, WEIGHTS, Calls
from tests.sweep.client import Client, forms, result_of

HERE = Path(__file__).parent
#: calls in the test command, of all people together
CALLS = 2_000
#: calls of somebody who may read: they show that the sweep would find something
OF_A_READER = 150
#: another seed asks other questions
SEED = os.environ.get("OKR_SWEEP_SEED", "okr")
#: the addon, and those that bring other apps' tables and rights into it
ADDONS = ["okr_module", "okr_module_crm", "okr_module_sale", "okr_module_project"]


class Sweep:
    """Asks, and keeps what was told.

    :param place: a served database
    :param world: what ``world.py`` wrote of it
    """

    def __init__(self, place, world):
        self.place, self.world = place, world
        self.told, self.asked, self.statuses = [], Counter(), Counter()
        self.refused = Counter()
        self.read_so_far = place.log.stat().st_size
        self.forms = {
            kind: forms(word, number) for kind, (word, number) in world["words"].items()
        }

    def new_lines(self):
        """Return what the server has logged since this was asked before."""
        with self.place.log.open("rb") as log:
            log.seek(self.read_so_far)
            lines = log.read()
        self.read_so_far += len(lines)
        return lines

    def kinds_in(self, text, kinds):
        return [
            kind for kind in kinds if any(form in text for form in self.forms[kind])
        ]

    def ask(self, client, calls):
        """Make one call; return the kinds of words that are told and must not be."""
        call = calls.draw_call()
        status, body, heads = client.send(call)
        self.asked[call["kind"]] += 1
        self.statuses[status] += 1
        result = result_of(body)
        if call.get("makes") and isinstance(result, int):
            calls.made.append((call["makes"], result))
        kinds = self.kinds_in(body + heads, calls.hidden_kinds)
        where = "answer"
        if not kinds:
            kinds = self.kinds_in(self.new_lines(), calls.hidden_kinds)
            where = "log"
        if not kinds and "control" in call and self.says_yes(client, call, result):
            kinds, where = [call["of"]], "yes or no"
        if kinds:
            self.told.append(
                {
                    "who": client.name,
                    "kinds": kinds,
                    "where": where,
                    **{key: call[key] for key in ("kind", "about", "params")},
                    "answer": self.around(body + heads, kinds),
                }
            )
        return kinds

    def says_yes(self, client, call, result):
        """Tell whether a filter by the word finds more than one by another word."""

        def found(result):
            if isinstance(result, dict):
                result = result.get("length", 0)
            if isinstance(result, list) and result and isinstance(result[0], dict):
                return result[0].get("__count", len(result))
            return len(result) if isinstance(result, list) else result or 0

        if not result or not found(result):
            return False
        _status, body, _heads = client.send(call["control"])
        return found(result) != found(result_of(body))

    def around(self, text, kinds):
        for kind in kinds:
            for form in self.forms[kind]:
                at = text.find(form)
                if at >= 0:
                    return text[max(0, at - 200) : at + 200].decode(errors="replace")
        return ""

    def report(self):
        """Return what was told, a few of each kind."""
        seen = Counter()
        lines = []
        for told in self.told:
            key = (told["about"], told["where"])
            seen[key] += 1
            if seen[key] <= 2:
                lines.append(json.dumps(told, indent=1)[:4000])
        return "\n".join([*lines[:40], f"{len(self.told)} answers tell: {seen}"])


@pytest.fixture(scope="module")
def place(bench):
    """A database with the world in it, served by a real server."""
    made = Place(bench, "sweep")
    try:
        made.make(("sweep", dependencies(ADDONS)), *ADDONS)
        file = bench.folder / f"{made.name}.json"
        made.shell(HERE / "world.py", OKR_SWEEP_WORLD=str(file))
        made.world = json.loads(file.read_text(encoding="utf-8"))
        file.unlink()
        made.start("--log-level=info", serve=HERE / "serve.py")
        yield made
    finally:
        made.end()


@pytest.fixture(scope="module")
def sweep(place):
    """Everybody asks in turn; return what was told."""
    world = place.world
    sweep = Sweep(place, world)
    calls = int(os.environ.get("OKR_SWEEP", CALLS))
    names = [name for name in world["reads"] if name != "owner"]
    people = {
        name: (Client(place.url, place.name, name, world), Calls(world, name, SEED))
        for name in names
    }
    for number in range(calls):
        sweep.ask(*people[names[number % len(names)]])
    return SimpleNamespace(
        told=sweep.told, report=sweep.report(), asked=sweep.asked, calls=calls
    )


def test_nobody_is_told_what_is_not_for_them(sweep):
    assert not sweep.told, sweep.report


def test_every_kind_of_question_is_asked(sweep):
    assert set(sweep.asked) == {*WEIGHTS, "table"}
    assert sum(sweep.asked.values()) == sweep.calls


def test_who_may_read_is_told(place, sweep):
    """The sweep is one that finds: the owner's calls bring the words to light."""
    world = place.world
    client = Client(place.url, place.name, "owner", world)
    calls = Calls(world, "owner", SEED, shares=(1, 0, 0))
    finds = Sweep(place, world)
    for _number in range(OF_A_READER):
        finds.ask(client, calls)
    found = Counter(told["kind"] for told in finds.told)
    assert found.total() >= 10 and len(found) >= 4, found


def test_all_of_ours_is_swept(place):
    """What is in the registry is on the list, whatever it is called."""
    models = place.world["models"]
    installed = place.ask("SELECT model FROM ir_model WHERE model LIKE 'okr.%%'")
    assert {model for (model,) in installed} <= set(models)
    methods = models["okr.objective"]["methods"]
    assert {"action_activate", "leave_feedback", "export_data", "onchange"} <= set(
        methods
    )
    assert "okr.cancel" in place.world["rows"]
    assert len(place.world["rows"]["mail.message"]["private"]) > 5
    assert not {name for name in LOCKS_OUT if name.startswith("okr")}
