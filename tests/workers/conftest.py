"""What the tests of several processes at once share."""

import json
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.place import Place

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def served_company(bench, core_database):
    """Return what serves a company that ten people work in, to be used by ``with``."""

    @contextmanager
    def serve(label, workers):
        made = Place(bench, label)
        try:
            made.copy(core_database)
            file = bench.folder / f"{made.name}.json"
            made.shell(HERE / "company.py", OKR_COMPANY=str(file))
            made.world = SimpleNamespace(**json.loads(file.read_text(encoding="utf-8")))
            file.unlink()
            made.start("--log-level=warn", workers=workers)
            yield made
        finally:
            made.end()

    return serve
