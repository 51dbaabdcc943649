"""The search for JavaScript tests that nobody starts."""

import pytest

from launcher import testcount

TOUR = 'registry.category("web_tour.tours").add("okr_tour", {steps: () => []});'
STARTS_ALL = 'hoot_addon = "addon"\nself.start_tour("/odoo", "okr_tour")'


@pytest.fixture
def problems(tmp_path):
    def find(python, **javascript):
        (tmp_path / "tests").mkdir()
        (tmp_path / "tests" / "test_a.py").write_text(python)
        (tmp_path / "static" / "tests").mkdir(parents=True)
        for name, source in javascript.items():
            path = tmp_path / "static" / "tests" / f"{name.replace('_', '.')}.js"
            path.write_text(source)
        return testcount.browser_problems(tmp_path, "addon")

    return find


def test_what_is_started_is_no_problem(problems):
    assert not problems(STARTS_ALL, a_test='test("a", () => {});', tour=TOUR)


def test_a_unit_test_without_a_starter_is_found(problems):
    found = problems("", a_test='test("a", () => {});')
    assert found == [
        "addon/static/tests/a.test.js: no Python test runs the JavaScript tests"
    ]


def test_a_tour_without_a_starter_is_found(problems):
    found = problems("", tour=TOUR)
    assert found == [
        "addon/static/tests/tour.js: no Python test starts the tour okr_tour"
    ]


@pytest.mark.parametrize("modifier", ["skip", "todo", "only", "debug"])
def test_a_test_that_is_held_back_is_found(problems, modifier):
    source = f'test.{modifier}("a", () => {{}});'
    found = problems(STARTS_ALL, a_test=source)
    assert found == [
        f"addon/static/tests/a.test.js: test.{modifier} keeps tests from running"
    ]
