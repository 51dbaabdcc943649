"""Which of our addons can be installed where."""

import pytest

from launcher import addons


@pytest.fixture
def folders(tmp_path):
    """A checkout with a bridge to a bridge, and a folder with Odoo's addons."""

    def make(folder, name, *needed):
        (tmp_path / folder / name).mkdir(parents=True)
        manifest = tmp_path / folder / name / "__manifest__.py"
        manifest.write_text(repr({"name": name, "depends": list(needed)}))

    make("checkout", "okr_module", "mail")
    make("checkout", "okr_module_queue", "okr_module", "queue")
    make("checkout", "okr_module_queue_sale", "okr_module_queue", "sale")
    for name in ("mail", "sale"):
        make("odoo", name)
    make("elsewhere", "queue")
    return tmp_path


def test_a_bridge_without_its_other_side_is_left_out(folders):
    found = addons.within_reach([folders / "odoo"], folders / "checkout")
    assert found == ["okr_module"]


def test_a_bridge_with_its_other_side_is_taken(folders):
    places = [folders / "odoo", folders / "elsewhere"]
    found = addons.within_reach(places, folders / "checkout")
    assert found == ["okr_module", "okr_module_queue", "okr_module_queue_sale"]


def test_run_makes_do_without_the_queue():
    """The addons of others are for tests: nobody has to have them to try OKRs."""
    assert "okr_module_queue_job" in addons.names()
    assert addons.depends("okr_module_queue_job") == ["okr_module", "queue_job"]
