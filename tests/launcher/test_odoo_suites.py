"""What is made of the logs of Odoo's own tests."""

import pytest

from launcher import odoo_suites
from launcher.bench import Failure

LOG = """\
2026-11-26 18:00:00,000 1 INFO db odoo.addons.x.tests.x: Starting TestX.test_a ...
2026-11-26 18:00:01,000 1 ERROR db odoo.addons.test_mail.tests.x: FAIL: TestX.test_a
2026-11-26 18:00:01,000 1 ERROR db odoo.addons.hr.tests.y: ERROR: TestY.test_b
2026-11-26 18:00:02,000 1 ERROR db odoo.tests.result: 1 failed, 1 error(s) of {} tests \
when loading database 'db'
"""


def test_a_log_is_read():
    result = odoo_suites.read(LOG.format(12))
    assert result.tests == 12
    assert result.failed == {"TestX.test_a", "TestY.test_b"}


def test_no_tests_are_no_success():
    with pytest.raises(Failure):
        odoo_suites.read("2026-11-26 18:00:00,000 1 INFO db odoo: hello")


def test_only_what_is_worse_with_us_counts():
    without, ours = (odoo_suites.read(LOG.format(12)) for _run in range(2))
    assert odoo_suites.problems(without, ours) == []
    without.failed.clear()
    assert len(odoo_suites.problems(without, ours)) == 2
    ours.tests = 11
    assert "12 tests without" in odoo_suites.problems(without, ours)[-1]


def test_suites_are_chosen_from_outside(monkeypatch):
    monkeypatch.setenv("OKR_SUITES", "mail,hr")
    assert odoo_suites.wanted() == (["mail", "hr"], "/mail,/hr")
    monkeypatch.setenv("OKR_SUITE_TAGS", "/mail:TestX")
    assert odoo_suites.wanted() == (["mail", "hr"], "/mail:TestX")
