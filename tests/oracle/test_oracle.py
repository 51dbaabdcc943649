"""The module and the oracle agree on who may do what, in random worlds.

``OKR_WORLDS=2000 ./okr test install -k oracle`` is the long run.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
#: worlds in the test command; building one in Odoo takes about a second
WORLDS = 25
LONG_RUN = 3 * 60 * 60

sys.path.insert(0, str(HERE))

from rights import Department, Employee, Objective, Person, World  # noqa: E402

PLAIN, HR, CHIEF = (
    Person(role, frozenset({0})) for role in ("employee", "officer", "administrator")
)


def world(**objective):
    """A lead (0), a clerk (1), a neighbour (2), HR (3) and an administrator (4)."""
    values = {
        "company": 0,
        "level": "individual",
        "visibility": "company",
        "state": "active",
        "owner": 1,
        "department": 0,
    }
    return World(
        (PLAIN, PLAIN, PLAIN, HR, CHIEF),
        (Department(None, 0), Department(None, None)),
        (
            Employee(0, 0, 0, None),
            Employee(0, 1, 0, 0),
            Employee(0, 2, 1, None),
            Employee(0, 3, 1, None),
            Employee(0, 4, 1, None),
        ),
        (Objective(**{**values, **objective}),),
    )


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        ("company", {0, 1, 2, 3, 4}),
        ("department", {0, 1, 3, 4}),
        ("private", {0, 1, 4}),
    ],
)
def test_the_oracle_itself(visibility, readers):
    """What anybody would say of a small world, the oracle says."""
    small = world(visibility=visibility)
    found = {who for who in range(5) if small.may_read(who, small.objectives[0])}
    assert found == readers
    editors = {who for who in range(5) if small.may_edit(who, small.objectives[0])}
    assert editors == {0, 1, 4}


@pytest.fixture(scope="module")
def database(bench, core_database):
    """A database with nothing but the module and what it needs."""
    name = bench.database("oracle")
    bench.clone(core_database, name)
    yield name
    bench.drop(name)


def test_they_agree(bench, database):
    """For each pair of person and record, for all that follows an objective."""
    worlds = int(os.environ.get("OKR_WORLDS", WORLDS))
    options = bench.server_options(database)
    options = [option for option in options if option != "--stop-after-init"]
    done = subprocess.run(
        bench.platform.command("shell", *options, "--log-level=error"),
        env={**bench.env, "OKR_WORLDS": str(worlds), "OKR_ORACLE": str(HERE)},
        input=(HERE / "in_odoo.py").read_text(encoding="utf-8"),
        capture_output=True,
        text=True,
        check=False,
        timeout=LONG_RUN,
    )
    told = re.findall(r"ORACLE: (\d+) worlds, (\d+) questions", done.stdout)
    assert told, done.stdout[-6000:] + done.stderr[-6000:]
    held, questions = map(int, told[-1])
    assert held >= worlds, done.stdout[-6000:] + done.stderr[-6000:]
    assert questions > worlds * 100
    assert "Traceback" not in done.stderr, done.stderr[-6000:]
