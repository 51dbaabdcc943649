"""The judge of Odoo's log."""

from launcher import checklog

STAMP = "2026-01-31 10:00:00,123 42"


def faults(*lines):
    return [str(entry) for entry in checklog.faults(lines)]


def test_information_is_no_fault():
    assert not faults(
        f"{STAMP} INFO db odoo.modules.loading: 3 modules loaded",
        f"{STAMP} RUNBOT db odoo.tests: Screenshot in: somewhere",
    )


def test_a_warning_is_a_fault_and_keeps_its_traceback():
    assert faults(
        f"{STAMP} WARNING db odoo.addons.base.models.ir_ui_view: odd view",
        "second line",
        f"{STAMP} INFO db odoo.service.server: bye",
    ) == ["WARNING odoo.addons.base.models.ir_ui_view: odd view\nsecond line"]


def test_colours_do_not_hide_a_level():
    assert faults(f"{STAMP} \x1b[1;31m\x1b[1;49mERROR\x1b[0m db odoo.sql_db: bad query")


def test_the_first_database_has_no_name_yet():
    assert faults(f"{STAMP} CRITICAL ? odoo.service.server: no database")


def test_a_crash_before_logging_is_a_fault():
    assert faults("Traceback (most recent call last):", "ImportError: no such thing")


def test_allowed_lines_pass():
    assert not faults(
        f"{STAMP} WARNING ? odoo: Running as user 'root' is a security risk."
    )


def test_the_last_entry_is_not_lost():
    assert faults(f"{STAMP} ERROR db odoo.x: a", f"{STAMP} ERROR db odoo.x: b") == [
        "ERROR odoo.x: a",
        "ERROR odoo.x: b",
    ]
