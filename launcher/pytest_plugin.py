"""What `./okr test` needs to know of a pytest run that pytest does not tell.

Loaded with ``-p launcher.pytest_plugin``. It works with and without pytest-xdist.
"""

import functools
import json
import logging
import os
import shutil
import sys
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import freezegun.api
import pytest

from launcher import testcount

PROPERTY = "okr_source"
# What a row begins with. The first test of a class has the set-up of the class
NOTHING = {"why": "", "source": "", "seconds": 0, "setup": 0}


class LogGuard(logging.Handler):
    """Collects what our addons, or others about them, log as a warning or worse.

    A test that provokes such a message on purpose says so with ``mute_logger`` or
    ``assertLogs``; both keep it from arriving here.
    """

    def __init__(self):
        super().__init__(logging.WARNING)
        self.messages = []

    def emit(self, record):
        text = f"{record.name}: {record.getMessage()}"
        if record.exc_info:
            text += "\n" + logging.Formatter().formatException(record.exc_info)
        if "okr" in text:
            self.messages.append(f"{record.levelname} {text}")

    def take(self) -> list[str]:
        """The messages since the last call."""
        taken, self.messages = self.messages, []
        return taken


class Recorder:
    """Writes one row for each test, in the process that gathers all of them."""

    def __init__(self, path: Path):
        self.path = path
        self.rows = {}

    def pytest_runtest_logreport(self, report):
        # xdist adds the group
        name = report.nodeid.partition("@")[0]
        row = self.rows.setdefault(name, {"id": name, "outcome": "passed", **NOTHING})
        row["seconds"] += report.duration
        row["setup"] += report.duration if report.when == "setup" else 0
        row["source"] = dict(report.user_properties).get(PROPERTY, "")
        if report.failed or (report.skipped and row["outcome"] == "passed"):
            row["outcome"] = report.outcome
            row["why"] = _reason(report)

    def pytest_collectreport(self, report):
        if report.failed:
            self.rows[report.nodeid] = {
                "id": report.nodeid,
                "outcome": "failed",
                **NOTHING,
                "why": "not collected",
            }

    def pytest_sessionfinish(self):
        self.path.write_text(json.dumps(list(self.rows.values())), encoding="utf-8")


@contextmanager
def own_filestore(original: str, database: str):
    """Give a worker's copy of the database a filestore of its own.

    pytest-odoo has all workers share one. Odoo ends each class of tests by deleting
    the files that its database does not know, so one worker deletes the bundles that
    the browser of the other is about to load: that browser then stands still.

    :param original: name of the database that was copied
    :param database: name of the copy; the same where there are no workers
    """
    from odoo.tools import config

    files = Path(config["data_dir"], "filestore")
    own = files / database
    if original != database:
        shutil.rmtree(own, ignore_errors=True)
        if (files / original).is_dir():
            # A stored file is written once, under its checksum: links will do
            shutil.copytree(files / original, own, copy_function=os.link)
    try:
        yield
    finally:
        if original != database:
            shutil.rmtree(own, ignore_errors=True)


def names_of(module) -> str:
    """Tell one state of a module from the next: freezegun asks before each freeze.

    What it asks itself lists the names of all 3,500 modules, sorted, and compares them:
    an eighth of the work of a test. How many there are says the same, as what is
    imported comes and stays.
    """
    names = getattr(module, "__dict__", None)
    if names is None:
        return _names_of(module)
    return f"{id(module)}-{len(names)}"


_names_of = freezegun.api._get_module_attributes_hash


def _reason(report) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[-1])
    return str(report.longrepr).strip().splitlines()[-1] if report.longrepr else ""


def pytest_addoption(parser):
    parser.addoption("--okr-report", help="file for one row about each test")
    parser.addoption("--okr-quiet", help="file that browser tests wait for")


def pytest_configure(config):
    config.stash[_GUARD] = guard = LogGuard()
    logging.getLogger().addHandler(guard)
    freezegun.api._get_module_attributes_hash = names_of
    if odoo_plugin := config.pluginmanager.get_plugin("odoo"):
        if not hasattr(odoo_plugin, "_shared_filestore"):
            raise pytest.UsageError("This pytest-odoo shares files in another way.")
        odoo_plugin._shared_filestore = own_filestore
    report = config.getoption("--okr-report")
    if report and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(Path(report)))


def pytest_sessionstart(session):
    if session.config.pluginmanager.hasplugin("odoo"):
        # It imports Odoo's tests, which the launcher's own do without
        from launcher.held import Held

        session.config.pluginmanager.register(Held())


_GUARD = pytest.StashKey()
_SINCE = pytest.StashKey()


def clock() -> float:
    """Seconds that pass while a test has frozen the time, unlike pytest's own."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)


def source_of(function) -> str:
    """Where a test is written, which is not where a subclass inherits it."""
    # Hypothesis runs a function of its own, which holds the one that was written
    function = getattr(getattr(function, "hypothesis", None), "inner_test", function)
    module = sys.modules.get(function.__module__)
    path = Path(getattr(module, "__file__", None) or "")
    return f"{testcount.label(path)}:{function.__qualname__}"


# --- BROWSERS ---


# What pages and tests load. One that is missing here costs time, and nothing else
BUNDLES = (
    "web.assets_web.css",
    "web.assets_web.js",
    "web.assets_web_print.css",
    "web.assets_backend_lazy.css",
    "web.assets_backend_lazy.js",
    "web.assets_tests.js",
    "web.assets_unit_tests.css",
    "web.assets_unit_tests.js",
    "web.assets_unit_tests_setup.css",
    "web.assets_unit_tests_setup.js",
    "web.assets_emoji.js",
    "web.chartjs_lib.js",
    "web.fullcalendar_lib.js",
    "bus.websocket_worker_assets.js",
)
LONGEST_WAIT = 30 * 60


def has_browser(cls: type | None) -> bool:
    """Whether the tests of a class have Odoo's server, and nearly all a browser."""
    common = sys.modules.get("odoo.tests.common")
    return bool(cls and common and issubclass(cls, common.HttpCase))


def fixtures_of(cls: type | None) -> tuple[str, ...]:
    """What a test class begins with: classes that set up, and a time."""
    if cls is None:
        return ()
    bases = [base for base in reversed(cls.__mro__[1:]) if "setUpClass" in vars(base)]
    frozen = getattr(getattr(cls, "freeze_time", None), "freezer", None)
    return *map(str, bases), str(getattr(frozen, "time_to_freeze", ""))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Mark the browser tests and the long ones; with workers, share out the classes.

    All browser tests go to one worker, which begins with them: two browsers at a time
    slow each other down, and their tests have time limits. Of the other classes the
    long ones come first. Then those that begin with one fixture follow each other, as
    it is held for them, and those with many tests come first: so the workers end
    together.
    """
    scopes = [item.nodeid.rsplit("::", 1)[0] for item in items]
    sizes = Counter(scopes)
    keys = {}
    for item, scope in zip(items, scopes, strict=True):
        browser = has_browser(item.cls)
        long = "okr_long" in getattr(item.cls, "test_tags", ())
        fixture = () if browser or long else fixtures_of(item.cls)
        keys[item] = (not browser, not long, fixture, -sizes[scope], scope)
        if browser:
            item.add_marker("browser")
        if long:
            item.add_marker("long")
        if hasattr(config, "workerinput"):
            item.add_marker(pytest.mark.xdist_group("browser" if browser else scope))
    if hasattr(config, "workerinput"):
        items.sort(key=keys.get)


@pytest.fixture(scope="class", autouse=True)
def _ready_for_browsers(request):
    """Wait until nothing else is at work, and build what all pages load.

    The report has this in the set-up of the first browser test.
    """
    if has_browser(request.cls):
        if quiet := request.config.getoption("--okr-quiet"):
            wait_for(Path(quiet))
        request.getfixturevalue("load_registry")
        build_bundles()


def wait_for(path: Path, longest: float = LONGEST_WAIT):
    """Wait until a file is there, but not for ever.

    :param longest: seconds to wait
    """
    latest = clock() + longest
    while not path.exists() and clock() < latest:
        time.sleep(0.1)


@functools.cache
def build_bundles():
    """Build the bundles; each class of tests would build them again and undo it."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tests.common import get_db_name

    with Registry(get_db_name()).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        for name in BUNDLES:
            name, _dot, kind = name.rpartition(".")
            only = {"css": kind == "css", "js": kind == "js"}
            getattr(env["ir.qweb"]._get_asset_bundle(name, **only), kind)()


# --- TESTS ---


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    item.stash[_SINCE] = clock()
    if hasattr(item, "function"):
        item.user_properties.append((PROPERTY, source_of(item.function)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    now = clock()
    report.duration, item.stash[_SINCE] = now - item.stash[_SINCE], now
    messages = item.config.stash[_GUARD].take()
    if messages and report.passed:
        report.outcome = "failed"
        report.longrepr = "logged by our addons:\n" + "\n".join(messages)
    return report
