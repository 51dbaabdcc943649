"""Which test classes begin with a fixture that is held; Odoo's part needs a database.

What they find there is asked in ``okr_module/tests/base/test_same_start.py``.
"""

import pytest

from odoo.tests.common import HttpCase, TransactionCase, freeze_time

from launcher import held


class Fixture(TransactionCase):
    """What others begin with."""

    PEOPLE = ("ceo",)
    setUpClass = classmethod(lambda cls: None)


class Above(Fixture):
    """A fixture that begins with another one."""

    setUpClass = classmethod(lambda cls: None)


class Plain(Fixture):
    """Changes nothing of it."""

    setUpClass = classmethod(lambda cls: None)
    own = "fine"


class Higher(Above):
    """Begins with both."""


class More(Fixture):
    """Has the fixture made otherwise."""

    PEOPLE = ("ceo", "seller")


@freeze_time("2026-02-10")
class Later(Fixture):
    """Has it made at another time."""


@freeze_time("2026-02-10")
class LaterToo(Fixture):
    """At the same one."""


class Browser(Fixture, HttpCase):
    """Has a server that looks at the transaction."""


def level(holder, cls, fixture):
    """A fixture as it was made for a class."""
    changes = holder.changes[cls, fixture]
    return held.Level(fixture, held.moment(cls), changes, *[None] * 6)


@pytest.fixture
def holder(monkeypatch):
    """One that knows the classes, and leaves Odoo's and ours as they are."""
    for cls in (TransactionCase, Fixture, Above):
        monkeypatch.setattr(cls, "setUpClass", vars(cls)["setUpClass"])
    collect = vars(TransactionCase)["_gc_filestore"]
    monkeypatch.setattr(TransactionCase, "_gc_filestore", collect)
    made = held.Held()
    for cls in (Plain, Higher, More, Later, LaterToo, Browser):
        made.pytest_pycollect_makeitem(cls)
    return made


def test_the_first_fixture_comes_first():
    assert held.fixtures(Higher) == [Fixture, Above]
    assert held.fixtures(Plain) == [Fixture]
    assert held.fixtures(Browser) == []


def test_who_changes_nothing_begins_with_it(holder):
    for made_for in (Plain, Higher):
        for cls in (Plain, Higher):
            assert holder._fits(level(holder, made_for, Fixture), cls)


def test_what_a_class_has_while_it_runs_is_no_change(holder):
    made = level(holder, Plain, Fixture)
    Plain.addClassCleanup(print)
    try:
        assert holder._fits(made, Higher)
        assert holder._fits(level(holder, Higher, Fixture), Plain)
    finally:
        Plain._class_cleanups.pop()


def test_who_changes_something_does_not(holder):
    for cls in (More, Later, Browser, None):
        assert not holder._fits(level(holder, Plain, Fixture), cls)
    assert not holder._fits(level(holder, More, Fixture), Plain)
    assert not holder._fits(level(holder, Higher, Above), Plain)


def test_a_time_is_compared_by_what_it_says(holder):
    assert Later.freeze_time is not LaterToo.freeze_time
    assert holder._fits(level(holder, Later, Fixture), LaterToo)


def test_a_class_is_given_a_copy():
    left = {"names": ["ceo"], "pair": ({"a"}, None)}
    given = held.copied(left)
    assert given == left
    given["names"].append("seller")
    given["pair"][0].add("b")
    assert left == {"names": ["ceo"], "pair": ({"a"}, None)}


def test_what_can_be_changed_and_not_copied_is_not_given():
    with pytest.raises(held.NotPlain):
        held.copied([object()])
