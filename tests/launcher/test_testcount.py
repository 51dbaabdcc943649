"""The second count of the tests."""

from launcher import testcount

SOURCE = """
import unittest


def test_plain():
    def test_inner_helper():
        pass


class TestA(unittest.TestCase):
    if True:
        def test_one(self):
            pass

    async def test_two(self):
        pass

    def helper(self):
        pass
"""


def row(source, outcome="passed"):
    return {"id": source, "source": source, "outcome": outcome, "why": "no browser"}


def test_every_test_of_the_source_is_counted(tmp_path):
    (tmp_path / "addon" / "tests").mkdir(parents=True)
    (tmp_path / "addon" / "tests" / "test_a.py").write_text(SOURCE)
    assert testcount.written(tmp_path, ["addon/tests"]) == {
        "addon/tests/test_a.py:test_plain",
        "addon/tests/test_a.py:TestA.test_one",
        "addon/tests/test_a.py:TestA.test_two",
    }


def test_a_complete_run_has_no_problem():
    assert not testcount.problems({"f.py:test_a"}, [row("f.py:test_a")])


def test_a_test_that_was_never_collected_is_missed():
    assert testcount.problems({"f.py:a", "f.py:b"}, [row("f.py:a")]) == [
        "never ran: f.py:b"
    ]


def test_a_skipped_test_is_a_problem_and_did_not_run():
    assert testcount.problems({"f.py:a"}, [row("f.py:a", "skipped")]) == [
        "skipped: f.py:a (no browser)",
        "never ran: f.py:a",
    ]


def test_an_empty_run_is_a_problem():
    assert testcount.problems(set(), []) == ["no test ran"]


def test_an_inherited_test_counts_for_the_class_that_wrote_it():
    assert not testcount.problems(
        {"common.py:Mixin.test_a"},
        [row("common.py:Mixin.test_a"), row("common.py:Mixin.test_a")],
    )
