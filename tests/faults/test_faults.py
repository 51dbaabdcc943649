"""Some of the faults that ``tests/mutation.py`` knows are noticed by the arithmetic's
own tests; all of them are its own, longer, command."""

from pathlib import Path

TOOL = Path(__file__).parent.parent / "mutation.py"
#: so many, the same in each run as long as the arithmetic is the same
SAMPLE = 30


def test_a_sample_of_faults_is_noticed(bench):
    command = [bench.platform.python, TOOL, "--sample", SAMPLE]
    code, output = bench.run("faults", command)
    assert f"of {SAMPLE} faults noticed" in output, output
    assert not code, output
