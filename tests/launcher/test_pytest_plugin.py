"""What the pytest plugin notices."""

import functools
import json
import logging
import subprocess
import sys
import threading
import time
import types
from datetime import datetime
from types import SimpleNamespace

import freezegun
import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher import pytest_plugin

HERE = "tests/launcher/test_pytest_plugin.py"


@pytest.fixture
def guard():
    made = pytest_plugin.LogGuard()
    logger = logging.getLogger("okr_guard_test")
    logger.addHandler(made)
    logger.propagate = False
    yield made
    logger.removeHandler(made)


def test_a_warning_of_ours_is_kept_once(guard):
    logging.getLogger("okr_guard_test").warning("odd %s", "thing")
    assert guard.take() == ["WARNING okr_guard_test: odd thing"]
    assert not guard.take()


def test_information_is_not_kept(guard):
    logging.getLogger("okr_guard_test").info("fine")
    assert not guard.take()


def test_what_is_not_about_us_is_not_kept(guard):
    record = logging.makeLogRecord(
        {"name": "odoo.addons.sale", "msg": "odd", "levelno": logging.ERROR}
    )
    guard.handle(record)
    assert not guard.take()


def test_a_traceback_through_our_code_is_kept(guard):
    try:
        raise ValueError("okr.objective")
    except ValueError:
        logging.getLogger("okr_guard_test").exception("failed")
    [message] = guard.take()
    assert "ValueError: okr.objective" in message


def test_a_frozen_time_reaches_what_is_imported_later():
    """Counting the names of a module is enough to see that one came."""
    module = types.ModuleType("okr_imported_later")
    sys.modules[module.__name__] = module
    try:
        for name in ("first", "second"):
            setattr(module, name, datetime)
            with freezegun.freeze_time("2026-02-10"):
                frozen = getattr(module, name).now()
            assert (frozen.year, frozen.month, frozen.day) == (2026, 2, 10)
            assert getattr(module, name) is datetime
    finally:
        del sys.modules[module.__name__]


def test_a_freeze_lists_no_names():
    """They are counted; what has no names of its own is asked as freezegun asks."""
    assert freezegun.api._get_module_attributes_hash is pytest_plugin.names_of
    assert pytest_plugin.names_of(json) == f"{id(json)}-{len(vars(json))}"
    without = object()
    assert pytest_plugin.names_of(without).startswith(f"{id(without)}-")


def wrapped(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args)

    return wrapper


class Example:
    @wrapped
    def wrapped_one(self):
        """Never run: only its name is looked at."""

    @given(st.integers())
    def given_one(self, number):
        """Never run: only its name is looked at."""


@pytest.mark.parametrize("name", ["wrapped_one", "given_one"])
def test_a_decorated_test_has_its_own_name(name):
    found = pytest_plugin.source_of(getattr(Example, name))
    assert found == f"{HERE}:Example.{name}"


def report(when="call", outcome="passed", longrepr=None):
    return SimpleNamespace(
        nodeid="a.py::test_a",
        when=when,
        outcome=outcome,
        failed=outcome == "failed",
        skipped=outcome == "skipped",
        longrepr=longrepr,
        duration=1,
        user_properties=[(pytest_plugin.PROPERTY, "a.py:test_a")],
    )


def recorded(tmp_path, *reports):
    recorder = pytest_plugin.Recorder(tmp_path / "report.json")
    for item in reports:
        recorder.pytest_runtest_logreport(item)
    recorder.pytest_sessionfinish()
    [row] = json.loads((tmp_path / "report.json").read_text())
    return row["outcome"], row["why"], row["source"]


def test_a_passed_test(tmp_path):
    row = recorded(tmp_path, report("setup"), report(), report("teardown"))
    assert row == ("passed", "", "a.py:test_a")


def test_a_failure_in_any_phase_counts(tmp_path):
    row = recorded(tmp_path, report(), report("teardown", "failed", "bad\nend"))
    assert row == ("failed", "end", "a.py:test_a")


def test_a_skip_says_why(tmp_path):
    skip = report("setup", "skipped", ("a.py", 3, "Skipped: no browser"))
    row = recorded(tmp_path, skip, report("teardown"))
    assert row == ("skipped", "Skipped: no browser", "a.py:test_a")


def test_a_failed_subtest_is_not_forgotten_when_the_test_ends(tmp_path):
    row = recorded(tmp_path, report(outcome="failed", longrepr="one"), report())
    assert row == ("failed", "one", "a.py:test_a")


def test_the_set_up_of_a_class_is_told_apart(tmp_path):
    recorder = pytest_plugin.Recorder(tmp_path / "report.json")
    for item in (report("setup"), report(), report("teardown")):
        recorder.pytest_runtest_logreport(item)
    [row] = recorder.rows.values()
    assert (row["setup"], row["seconds"]) == (1, 3)


def test_a_group_is_no_part_of_a_name(tmp_path):
    passed = report()
    passed.nodeid += "@browser"
    recorder = pytest_plugin.Recorder(tmp_path / "report.json")
    recorder.pytest_runtest_logreport(passed)
    assert list(recorder.rows) == ["a.py::test_a"]


def test_the_time_that_a_test_took_is_not_the_one_that_it_froze():
    before = pytest_plugin.clock()
    with freezegun.freeze_time("2001-01-01"):
        time.sleep(0.01)
        assert 0.01 < pytest_plugin.clock() - before < 10


class HttpCase:
    """Stands for Odoo's."""


class TestTour(HttpCase):
    """A class of browser tests."""


class TestYear:
    """A class of long tests."""

    test_tags = frozenset({"post_install", "okr_long"})


class Item:
    """What is needed of one of pytest's."""

    def __init__(self, name, cls=None):
        self.nodeid, self.cls, self.marks = name, cls, []

    def add_marker(self, mark):
        self.marks.append(mark if isinstance(mark, str) else mark.args[0])


@pytest.fixture
def items(monkeypatch):
    """Tests of four classes: with one, with two, a long one, one with a browser."""
    common = SimpleNamespace(HttpCase=HttpCase)
    monkeypatch.setitem(sys.modules, "odoo.tests.common", common)
    made = [("a.py::A::test_1",), ("b.py::B::test_1",), ("b.py::B::test_2",)]
    made += [("c.py::TestYear::test_1", TestYear), ("d.py::TestTour::test_1", TestTour)]
    return [Item(*args) for args in made]


def test_workers_begin_with_the_browser_and_then_with_many_tests(items):
    config = SimpleNamespace(workerinput={})
    pytest_plugin.pytest_collection_modifyitems(config, items)
    assert [(item.nodeid, item.marks) for item in items] == [
        ("d.py::TestTour::test_1", ["browser", "browser"]),
        ("c.py::TestYear::test_1", ["long", "c.py::TestYear"]),
        ("b.py::B::test_1", ["b.py::B"]),
        ("b.py::B::test_2", ["b.py::B"]),
        ("a.py::A::test_1", ["a.py::A"]),
    ]


class Fixture:
    """Sets up what two others begin with."""

    setUpClass = classmethod(lambda cls: None)


class Big(Fixture):
    """One of the two."""


class Small(Fixture):
    """The other."""


class Between:
    """Not as many tests as the one, more than the other, and no fixture."""


def test_classes_that_begin_alike_follow_each_other(monkeypatch):
    monkeypatch.setitem(sys.modules, "odoo.tests.common", SimpleNamespace(HttpCase=str))
    sizes = {Small: 1, Between: 2, Big: 3}
    items = [
        Item(f"a.py::{cls.__name__}::test_{number}", cls)
        for cls, size in sizes.items()
        for number in range(size)
    ]
    config = SimpleNamespace(workerinput={})
    pytest_plugin.pytest_collection_modifyitems(config, items)
    classes = [item.cls for item in items]
    assert classes == [Between] * 2 + [Big] * 3 + [Small]


GROUPED = """
import os, pathlib, time
import pytest

@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("number", range(6))
def test_one(number):
    pathlib.Path(os.environ["PYTEST_XDIST_WORKER"]).touch()
    time.sleep(0.1)
"""


def test_the_workers_that_are_installed_keep_a_group_together(tmp_path):
    (tmp_path / "test_group.py").write_text(GROUPED)
    options = ["-n", "2", "--dist=loadgroup", "-p", "no:cacheprovider", "-p", "no:odoo"]
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *options, "test_group.py"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    assert len(list(tmp_path.glob("gw?"))) == 1


def test_without_workers_the_order_stays(items):
    pytest_plugin.pytest_collection_modifyitems(SimpleNamespace(), items)
    assert [item.marks for item in items] == [[], [], [], ["long"], ["browser"]]
    assert items[0].nodeid == "a.py::A::test_1"


def test_browser_tests_wait_for_a_file(tmp_path):
    threading.Timer(0.2, (tmp_path / "quiet").touch).start()
    pytest_plugin.wait_for(tmp_path / "quiet", 60)
    assert (tmp_path / "quiet").exists()


def test_browser_tests_do_not_wait_for_ever(tmp_path):
    pytest_plugin.wait_for(tmp_path / "quiet", 0.2)
    assert not (tmp_path / "quiet").exists()


def test_each_worker_deletes_its_own_files_only(tmp_path, monkeypatch):
    config = SimpleNamespace(config={"data_dir": str(tmp_path)})
    monkeypatch.setitem(sys.modules, "odoo", SimpleNamespace(tools=config))
    monkeypatch.setitem(sys.modules, "odoo.tools", config)
    original = tmp_path / "filestore" / "template" / "25"
    original.mkdir(parents=True)
    (original / "bundle").write_text("code")
    with (
        pytest_plugin.own_filestore("template", "template-gw0"),
        pytest_plugin.own_filestore("template", "template-gw1"),
    ):
        (tmp_path / "filestore" / "template-gw1" / "25" / "bundle").unlink()
        other = tmp_path / "filestore" / "template-gw0" / "25" / "bundle"
        assert other.read_text() == "code"
        assert (original / "bundle").read_text() == "code"
    assert [path.name for path in (tmp_path / "filestore").iterdir()] == ["template"]
    with pytest_plugin.own_filestore("template", "template"):
        pass
    assert (original / "bundle").exists()


def test_pytest_odoo_is_told_so():
    plugin = SimpleNamespace(_shared_filestore=None)
    manager = SimpleNamespace(get_plugin=lambda name: plugin)
    config = SimpleNamespace(
        pluginmanager=manager, stash={}, getoption=lambda name: None
    )
    before = logging.getLogger().handlers[:]
    pytest_plugin.pytest_configure(config)
    logging.getLogger().handlers = before
    assert plugin._shared_filestore is pytest_plugin.own_filestore
    del plugin._shared_filestore
    with pytest.raises(pytest.UsageError):
        pytest_plugin.pytest_configure(config)
    logging.getLogger().handlers = before
