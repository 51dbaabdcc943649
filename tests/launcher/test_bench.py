"""The names of runs, what is shown of long texts, and the judgement of logs."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from launcher import bench

STAMP = "2026-01-31 10:00:00,123 42"


@pytest.fixture
def judge(tmp_path):
    """Writes lines to a log of Odoo and has them judged."""
    platform = SimpleNamespace(
        python=Path(sys.executable),
        state=tmp_path,
        env=dict(os.environ),
        addons_path="",
    )
    place = bench.Bench(platform)

    def must_be_clean(*lines, allowed=()):
        text = "".join(f"{line}\n" for line in lines)
        (place.logs / "odoo.log").write_text(text)
        place.must_be_clean("odoo", *allowed)

    return must_be_clean


def test_a_run_of_this_process_is_running():
    assert bench._is_running(f"okrtest{os.getpid()}")


def test_a_run_of_a_process_that_ended_is_not():
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert not bench._is_running(f"okrtest{process.pid}")


def test_other_names_are_no_runs():
    assert not bench._is_running("okrtestbase")
    assert not bench._is_running("okr_module")


def test_what_hangs_is_ended_and_a_long_run_is_not(tmp_path, monkeypatch):
    platform = SimpleNamespace(
        python=Path(sys.executable),
        state=tmp_path,
        env=dict(os.environ),
        addons_path="",
    )
    for name in bench.LONG_RUNS:
        monkeypatch.delenv(name, raising=False)
    assert bench.Bench(platform).patience == bench.LONGEST_SECONDS
    monkeypatch.setenv("OKR_SWEEP", "20000")
    place = bench.Bench(platform)
    assert place.patience > 2 * bench.LONGEST_SECONDS
    place.patience = 0.5
    sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    assert place.run("sleep", sleep)[0] != 0


def test_the_end_of_a_text_is_shown():
    text = "\n".join(str(number) for number in range(100))
    assert bench.tail(text, lines=2) == "98\n99"


def test_long_lines_are_cut():
    assert bench.tail("x" * 50, width=10) == "xxxxxxxxxx ..."


def test_information_is_no_fault(judge):
    judge(f"{STAMP} INFO db odoo.modules.loading: 3 modules loaded")


@pytest.mark.parametrize("level", ["WARNING", "ERROR", "CRITICAL"])
def test_a_fault_is_shown_with_what_belongs_to_it(judge, level):
    with pytest.raises(bench.Failure) as failure:
        judge(
            f"{STAMP} {level} ? odoo.addons.base.models.ir_ui_view: odd view",
            "second line",
            f"{STAMP} INFO db odoo.service.server: bye",
        )
    assert "odd view\nsecond line" in str(failure.value)
    assert "bye" not in str(failure.value)


def test_the_last_fault_is_not_lost(judge):
    lines = [f"{STAMP} INFO db odoo.x: a", f"{STAMP} ERROR db odoo.x: b"]
    with pytest.raises(bench.Failure):
        judge(*lines)


def test_what_is_allowed_is_no_fault(judge):
    judge(f"{STAMP} WARNING ? odoo: Running as user 'root' is a security risk.")
    judge(f"{STAMP} ERROR db odoo.x: as expected", allowed=["as exp.cted"])


def test_a_crash_before_the_log_began_is_a_fault(judge):
    with pytest.raises(bench.Failure):
        judge("Traceback (most recent call last):", "ImportError: no such thing")
