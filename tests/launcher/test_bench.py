"""The names of runs, and what is shown of long texts."""

import os
import subprocess
import sys

from launcher import bench


def test_a_run_of_this_process_is_running():
    assert bench._is_running(f"okrtest{os.getpid()}")


def test_a_run_of_a_process_that_ended_is_not():
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert not bench._is_running(f"okrtest{process.pid}")


def test_other_names_are_no_runs():
    assert not bench._is_running("okrtestbase")
    assert not bench._is_running("okr_module")


def test_the_end_of_a_text_is_shown():
    text = "\n".join(str(number) for number in range(100))
    assert bench.tail(text, lines=2) == "98\n99"


def test_long_lines_are_cut():
    assert bench.tail("x" * 50, width=10) == "xxxxxxxxxx ..."
