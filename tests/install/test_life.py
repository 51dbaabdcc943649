"""The core comes, is updated, and goes, in a company that has nothing else."""

import pytest

from tests.install import snapshot

CORE = "okr_module"


@pytest.fixture(scope="module")
def life(bench, core, request):
    """Install, update and uninstall once; each test looks at one part of it."""
    logs, seen = {}, {}

    def odoo(step, *arguments):
        logs[step] = f"install-{'demo' if core.demo else 'plain'}-{step}"
        bench.odoo(logs[step], *arguments)
        seen[step] = snapshot.take(bench, core.name)

    seen["before"] = snapshot.take(bench, core.name)
    if core.demo:
        odoo("install", *core.options, "-i", CORE)
    else:
        # It was done for others, too, with the same options in the same database
        bench.clone(request.getfixturevalue("core_database"), core.name)
        logs["install"] = "core-install"
        seen["install"] = snapshot.take(bench, core.name)
    odoo("update", *core.options, "-u", CORE)
    where = ["-c", core.configuration, "-d", core.name]
    odoo("uninstall", "module", "uninstall", *where, CORE)
    return logs, seen


def test_installing_warns_of_nothing(bench, life):
    bench.must_be_clean(life[0]["install"])


def test_installing_makes_the_models(life):
    assert "okr_objective" in life[1]["install"]["tables"]


def test_demo_data_come_only_when_asked_for(bench, core, life):
    rows = [r for r in life[1]["install"]["external ids"] if "|okr.objective|" in r]
    assert bool(rows) == core.demo


def test_updating_warns_of_nothing(bench, life):
    bench.must_be_clean(life[0]["update"])


def test_updating_changes_nothing(life):
    changes = snapshot.difference(life[1]["install"], life[1]["update"])
    assert not changes, "\n".join(changes)


def test_uninstalling_warns_of_nothing(bench, life):
    bench.must_be_clean(life[0]["uninstall"])


def test_uninstalling_leaves_nothing_behind(life):
    left = snapshot.difference(life[1]["before"], life[1]["uninstall"])
    assert not left, "\n".join(left)
