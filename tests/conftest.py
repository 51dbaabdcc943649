"""What the tests outside the addons share."""

import pytest

from launcher import equipment
from launcher.bench import Bench, dependencies


@pytest.fixture(scope="session")
def bench():
    """Where Odoo runs; what it needs is installed by whoever starts these tests."""
    made = Bench(equipment.prepare(print))
    yield made
    made.clean_up()


@pytest.fixture(scope="session")
def core_database(bench):
    """A database with the core and what it needs, to be copied and never used.

    As with an administrator, without the addons of others that ours bridge to. The log
    of it is ``core-install``.
    """
    name = bench.database("installed")
    bench.clone(bench.base("bare", dependencies(["okr_module"]), demo=False), name)
    path = f"--addons-path={bench.platform.addons_path}"
    bench.odoo("core-install", *bench.server_options(name), path, "-i", "okr_module")
    yield name
    bench.drop(name)
