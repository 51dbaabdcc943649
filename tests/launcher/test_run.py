"""What `./okr run` decides: ports, locks, updates, messages."""

import argparse
import socket

import pytest

from launcher import addons, cli, server
from launcher.database import MAKING, Database
from launcher.layout import Layout
from launcher.locks import Lock
from launcher.odoo_process import OdooProcess
from launcher.platform import Platform
from launcher.problems import Problem

# --- PORTS ---


def test_a_taken_port_is_passed_over():
    with socket.socket() as taken:
        taken.bind((server.ADDRESS, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert server.free_port(port) > port
        with pytest.raises(Problem, match="taken"):
            server.free_port(port, count=1)


def test_a_free_port_is_taken():
    with socket.socket() as probe:
        probe.bind((server.ADDRESS, 0))
        port = probe.getsockname()[1]
    assert server.free_port(port) == port


# --- LOCKS ---


def test_two_cannot_hold_a_lock(tmp_path):
    first, second = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    assert first.take(wait=False)
    assert not second.take(wait=False)
    first.release()
    assert second.take(wait=False)


def test_several_can_share_a_lock(tmp_path):
    first, second = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    assert first.take(shared=True)
    assert second.take(shared=True)
    assert not first.take(wait=False)
    second.release()
    assert first.take(wait=False)


def test_a_second_run_is_refused(tmp_path, monkeypatch, capsys):
    layout = Layout(tmp_path)
    monkeypatch.setattr(cli, "Layout", lambda: layout)
    first = Lock(tmp_path / "run.lock")
    first.take()
    assert cli.main(["run"]) == 1
    assert "Another ./okr run" in capsys.readouterr().err


# --- ADDONS ---


@pytest.fixture
def checkout(tmp_path):
    for name, needs in [("okr_module", ["hr"]), ("okr_module_crm", ["crm"])]:
        (tmp_path / name / "models").mkdir(parents=True)
        (tmp_path / name / "__manifest__.py").write_text(repr({"depends": needs}))
        (tmp_path / name / "models" / "goal.py").write_text("x = 1\n")
    return tmp_path


def test_a_change_changes_the_fingerprint(checkout):
    before = addons.fingerprints(checkout)
    assert list(before) == ["okr_module", "okr_module_crm"]
    (checkout / "okr_module" / "__pycache__").mkdir()
    (checkout / "okr_module" / "__pycache__" / "x.pyc").touch()
    assert addons.fingerprints(checkout) == before
    (checkout / "okr_module_crm" / "models" / "goal.py").write_text("x = 2\n")
    after = addons.fingerprints(checkout)
    assert after["okr_module"] == before["okr_module"]
    assert after["okr_module_crm"] != before["okr_module_crm"]


# --- DATABASES ---


class FakeDatabase(Database):
    """A database that writes down what is done to it."""

    def __init__(self, note=None, installed=(), exists=True):
        super().__init__(platform=None, tell=lambda text: None)
        self.states = (note, set(installed), exists)
        self.done = []

    def check_server(self):
        pass

    def _folders(self):
        return []

    def exists(self):
        return self.states[2]

    def note(self):
        return self.states[0]

    def installed(self):
        return self.states[1]

    def write_note(self, content):
        self.done.append("making" if content == MAKING else "noted")

    def sql(self, statement, database="postgres"):
        self.done.append(statement.split()[0].lower())
        return []

    def drop(self):
        self.done.append("drop")

    def _odoo(self, *options):
        self.done.append(" ".join(options))


@pytest.fixture
def small_checkout(checkout, monkeypatch):
    state = addons.fingerprints(checkout)
    monkeypatch.delenv("PGDATABASE", raising=False)
    monkeypatch.setattr(addons, "names", lambda: list(state))
    monkeypatch.setattr(addons, "within_reach", lambda folders: list(state))
    monkeypatch.setattr(addons, "fingerprints", lambda: state)
    monkeypatch.setattr(addons, "depends", {"okr_module_crm": ["crm"]}.get)
    return state


@pytest.mark.usefixtures("small_checkout")
def test_a_missing_database_is_made():
    database = FakeDatabase(exists=False)
    database.prepare()
    assert database.done[:3] == ["drop", "create", "making"]
    assert database.done[-2].startswith("--with-demo -i sale_management,")
    assert database.done[-1] == "noted"


@pytest.mark.usefixtures("small_checkout")
def test_a_half_made_database_is_made_anew():
    database = FakeDatabase(note=MAKING, installed=["base"])
    database.prepare()
    assert database.done[:3] == ["drop", "create", "making"]


def test_an_unchanged_database_is_left_alone(small_checkout):
    database = FakeDatabase(small_checkout, ["okr_module", "okr_module_crm", "crm"])
    database.prepare()
    assert database.done == []
    database.prepare(update=True)
    assert database.done == ["-u okr_module,okr_module_crm", "noted"]


def test_a_changed_addon_is_updated(small_checkout):
    known = {**small_checkout, "okr_module": "other"}
    database = FakeDatabase(known, ["okr_module", "okr_module_crm", "crm"])
    database.prepare()
    assert database.done == ["-u okr_module", "noted"]


def test_a_new_bridge_is_installed_where_its_app_is(small_checkout):
    known = {"okr_module": small_checkout["okr_module"]}
    database = FakeDatabase(known, ["okr_module", "crm"])
    database.prepare()
    assert database.done == ["-i okr_module_crm --with-demo", "noted"]
    database = FakeDatabase(known, ["okr_module"])
    database.prepare()
    assert database.done == []


@pytest.mark.usefixtures("small_checkout")
def test_a_database_of_somebody_else_is_neither_dropped_nor_filled_with_apps():
    database = FakeDatabase(installed=["base", "crm"])
    database.prepare()
    assert database.done == ["-i okr_module", "noted"]
    assert database.is_guest
    for note in (None, {"okr_module": "x"}):
        database.states = (note, {"okr_module"}, True)
        with pytest.raises(Problem, match="not made by okr"):
            database.prepare(fresh=True)


def test_names_of_databases_are_checked(monkeypatch):
    monkeypatch.setenv("PGDATABASE", 'x"; DROP DATABASE y')
    with pytest.raises(Problem, match="PGDATABASE"):
        FakeDatabase()


# --- MESSAGES ---


def test_the_error_in_a_log_is_found(tmp_path):
    layout = Layout(tmp_path)
    platform = Platform(None, None, [], "19.0", {}, layout)
    layout.log.write_text("2026-01-01 10:00:00,000 1 ERROR db old: not of this start\n")
    process = OdooProcess(platform, "db")
    with layout.log.open("a") as log:
        log.write("2026-01-01 10:00:01,000 1 ERROR db odoo.x: It failed\n")
        log.write("Traceback (most recent call last):\nValueError: no goal\n")
        log.write("2026-01-01 10:00:02,000 1 INFO db odoo.x: Shutdown\n")
    told = process.trouble()
    assert "It failed" in told
    assert "no goal" in told
    assert "old" not in told
    assert "Shutdown" not in told


def test_the_welcome_names_address_and_logins():
    text = server.welcome("http://127.0.0.1:8069")
    assert "http://127.0.0.1:8069" in text
    assert "admin / admin" in text
    assert "demo / demo" in text
    assert "demo / demo" not in server.welcome("http://127.0.0.1:8069", logins=False)


def test_help_names_all_commands_and_variables(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    text = capsys.readouterr().out
    for word in ("run", "test", "clean", "PGHOST", "ODOO_HOME", "OKR_DEBIAN_MIRROR"):
        assert word in text


def test_a_problem_is_said_without_a_traceback(monkeypatch, capsys):
    def fail(options: argparse.Namespace):
        raise Problem("It is broken.", "Mend it.")

    monkeypatch.setattr(cli, "run", fail)
    assert cli.main(["run"]) == 1
    assert capsys.readouterr().err == "\nokr: It is broken.\nMend it.\n"
