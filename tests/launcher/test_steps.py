"""The order of the steps of ./okr test."""

import time
from types import SimpleNamespace

import pytest

from launcher import steps
from launcher.bench import Failure


class Steps(steps.Tests):
    """Steps that only say that they ran."""

    broken = ()

    def __init__(self, folder):
        super().__init__(SimpleNamespace(logs=folder), SimpleNamespace())
        self.ran = []

    def _ran(self, outcome):
        self.ran.append(outcome.name)
        if outcome.name in self.broken:
            raise Failure("broken")
        outcome.passed += 1

    static = launcher = install = lint = _ran

    def database(self, outcome):
        self._ran(outcome)
        self.template.set_result("template")

    def models(self, outcome):
        # As the browser tests do
        while not self.quiet.exists():
            time.sleep(0.01)
        self._ran(outcome)


ALL = ["static", "launcher", "install", "lint", "models"]


def test_all_steps_run_and_the_browser_tests_after_the_others(tmp_path):
    made = Steps(tmp_path)
    outcomes = made.run(ALL)
    assert made.ran[-1] == "models"
    assert sorted(made.ran) == sorted([*ALL, "database"])
    assert sum(outcome.passed for outcome in outcomes) == len(ALL) + 1


@pytest.mark.parametrize("broken", ["static", "lint"])
def test_a_step_that_fails_does_not_keep_the_browser_tests_waiting(tmp_path, broken):
    made = Steps(tmp_path)
    made.broken = (broken,)
    outcomes = made.run(ALL)
    assert made.ran[-1] == "models"
    assert [outcome.name for outcome in outcomes if outcome.failed] == [broken]


@pytest.mark.parametrize("name", ["lint", "models"])
def test_what_needs_a_database_gets_one(tmp_path, name):
    made = Steps(tmp_path)
    made.run([name])
    assert sorted(made.ran) == sorted(["database", name])


def test_one_step_alone(tmp_path):
    made = Steps(tmp_path)
    made.run(["static"])
    assert made.ran == ["static"]
