"""What `./okr test` needs to know of a pytest run that pytest does not tell.

Loaded with ``-p launcher.pytest_plugin``. It works with and without pytest-xdist.
"""

import json
import logging
import os
import shutil
import sys
import time
from contextlib import contextmanager
from pathlib import Path

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
        row = self.rows.setdefault(
            report.nodeid, {"id": report.nodeid, "outcome": "passed", **NOTHING}
        )
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


def _reason(report) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[-1])
    return str(report.longrepr).strip().splitlines()[-1] if report.longrepr else ""


def pytest_addoption(parser):
    parser.addoption("--okr-report", help="file for one row about each test")


def pytest_configure(config):
    config.stash[_GUARD] = guard = LogGuard()
    logging.getLogger().addHandler(guard)
    if odoo_plugin := config.pluginmanager.get_plugin("odoo"):
        if not hasattr(odoo_plugin, "_shared_filestore"):
            raise pytest.UsageError("This pytest-odoo shares files in another way.")
        odoo_plugin._shared_filestore = own_filestore
    report = config.getoption("--okr-report")
    if report and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(Path(report)))


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
