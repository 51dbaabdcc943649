"""Compares what pytest finds with what Odoo's own runner finds; a pytest plugin.

Odoo's runner, which an administrator starts with ``--test-enable``, takes only the
modules ``test_*`` that the package ``tests`` has once it is imported, of a class only
the methods that it has not inherited, and only what its tags let run at one of two
moments. pytest takes every file, inherits, and knows no tags. So a test can be in one
of them only, and neither says so. Both name a test once, however often Hypothesis
calls it.
"""

from collections import Counter
from collections.abc import Iterable

import pytest

from launcher import addons

_OF_ODOO = pytest.StashKey()


def name_of(cls: type, method: str) -> str:
    """What a test is called here: ``addon.tests.module.Class.test_name``."""
    return f"{cls.__module__.removeprefix('odoo.addons.')}.{cls.__qualname__}.{method}"


def of_odoo(names: list[str]) -> Counter:
    """How often Odoo's runner would run each test of these addons."""
    from odoo.tests import loader
    from odoo.tools import config

    config["test_tags"] = "+standard"  # what --test-enable stands for
    return Counter(
        name_of(type(test), test._testMethodName)
        for position in ("at_install", "post_install")
        for test in loader.make_suite(names, position)
    )


def differences(of_odoo: Counter, of_pytest: Iterable[str]) -> list[str]:
    """What is wrong, one line for each test; both have to have each test once."""
    of_pytest = Counter(of_pytest)
    lines = []
    for name in sorted(of_odoo | of_pytest):
        counts = of_odoo[name], of_pytest[name]
        if counts != (1, 1):
            lines.append(f"{name}: {counts[0]} x in Odoo's runner, {counts[1]} x here")
    return lines


def pytest_sessionstart(session):
    # pytest's import of a file makes it a part of its package: it must not come first
    session.config.stash[_OF_ODOO] = of_odoo(addons.names())


def pytest_collection_finish(session):
    found = [
        name_of(item.cls, item.name) if item.cls else item.nodeid
        for item in session.items
    ]
    if problems := differences(session.config.stash[_OF_ODOO], found):
        raise pytest.UsageError(*problems)
