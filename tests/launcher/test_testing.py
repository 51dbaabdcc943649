"""The command line and the verdict of ./okr test."""

import pytest

from launcher import testing


@pytest.mark.parametrize(
    ("words", "steps", "for_pytest", "partial"),
    [
        ([], list(testing.STEPS), [], False),
        (["--fast"], list(testing.STEPS), [], True),
        (["static"], ["static"], [], True),
        (["suites"], ["suites"], [], True),
        (["models", "-k", "checkin"], ["models"], ["-k", "checkin"], True),
        (["models", "--fast", "-x"], ["models"], ["-x"], True),
        (["models", "--", "-x"], ["models"], ["-x"], True),
        (["-k", "checkin"], ["models"], ["-k", "checkin"], True),
    ],
)
def test_the_command_line(words, steps, for_pytest, partial):
    options = testing.parse(words)
    assert (options.steps, options.pytest) == (steps, for_pytest)
    assert options.partial == partial


def test_an_unknown_step_is_refused():
    with pytest.raises(SystemExit):
        testing.parse(["modles"])


def outcome(passed, failed=0):
    made = testing.Outcome("models", passed=passed)
    for number in range(failed):
        made.fail(f"failure {number}")
    return made


def test_success_ends_with_the_count(capsys):
    assert testing.summary([outcome(3), outcome(4)], False, 1) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "7 passed, 0 failed"


def test_one_failure_fails_all_and_is_shown(capsys):
    assert testing.summary([outcome(3), outcome(1, failed=2)], False, 1) == 1
    text = capsys.readouterr().out
    assert "failure 1" in text
    assert text.splitlines()[-1] == "4 passed, 2 failed"


def test_nothing_tested_is_no_success(capsys):
    assert testing.summary([outcome(0)], False, 1) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 0 failed"


def test_a_part_says_that_it_is_one(capsys):
    testing.summary([outcome(1)], True, 1)
    assert "part of the tests" in capsys.readouterr().out
