"""The comparison of two runners of tests."""

from collections import Counter

from launcher import runners

OF_ODOO = Counter(["okr.tests.test_a.TestA.test_one"])


class Example:
    """Stands for a class of tests."""


def test_the_same_tests_are_no_difference():
    assert not runners.differences(OF_ODOO, ["okr.tests.test_a.TestA.test_one"])


def test_a_file_that_its_package_does_not_import_is_found():
    of_pytest = [*OF_ODOO, "okr.tests.test_b.TestB.test_two"]
    assert runners.differences(OF_ODOO, of_pytest) == [
        "okr.tests.test_b.TestB.test_two: 0 x in Odoo's runner, 1 x here"
    ]


def test_a_test_that_pytest_runs_twice_is_found():
    assert runners.differences(OF_ODOO, [*OF_ODOO, *OF_ODOO]) == [
        "okr.tests.test_a.TestA.test_one: 1 x in Odoo's runner, 2 x here"
    ]


def test_a_test_for_both_moments_of_odoo_is_found():
    assert runners.differences(OF_ODOO + OF_ODOO, OF_ODOO) == [
        "okr.tests.test_a.TestA.test_one: 2 x in Odoo's runner, 1 x here"
    ]


def test_a_test_that_pytest_does_not_find_is_found():
    assert runners.differences(OF_ODOO, []) == [
        "okr.tests.test_a.TestA.test_one: 1 x in Odoo's runner, 0 x here"
    ]


def test_the_name_is_without_the_package_that_all_addons_share():
    Example.__module__ = "odoo.addons.okr.tests.room.test_a"
    found = runners.name_of(Example, "test_one")
    assert found == "okr.tests.room.test_a.Example.test_one"
