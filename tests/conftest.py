"""What the tests outside the addons share."""

import pytest

from launcher import equipment
from launcher.bench import Bench


@pytest.fixture(scope="session")
def bench():
    """Where Odoo runs; what it needs is installed by whoever starts these tests."""
    made = Bench(equipment.prepare(print))
    yield made
    made.clean_up()
