"""Each addon's README.rst and page in Apps, made of its texts."""

import re

import pytest

from launcher import readme, server
from launcher.layout import ROOT

MANIFEST = {
    "name": "Kites",
    "author": "Ann, Ben",
    "license": "LGPL-3",
    "development_status": "Beta",
}


@pytest.fixture
def addon(tmp_path):
    """An addon with a manifest, and a way to give it texts."""
    folder = tmp_path / "kites"
    (folder / "readme").mkdir(parents=True)
    (folder / "__manifest__.py").write_text(repr(MANIFEST))

    def write(**texts):
        for name, text in texts.items():
            (folder / "readme" / f"{name}.md").write_text(text)
        return folder

    return write


def made(folder):
    """The two generated files, which are then in place."""
    found = readme.outdated([folder])
    for path, text in found.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [text for path, text in sorted(found.items())]


def in_order(text, *parts):
    places = [text.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


def test_texts_stand_in_the_order_of_oca(addon):
    texts = {"USAGE": "Run.", "CONTEXT": "Wind.", "DESCRIPTION": "They fly."}
    for text in made(addon(**texts, CREDITS="A *bird*.", INSTALL="Glue.")):
        assert in_order(
            text,
            *("Kites", "They fly.", "Use Cases / Context", "Wind."),
            *("Installation", "Glue.", "Usage", "Run."),
            *("Authors", "Ann", "Ben", "Other credits", "bird"),
        ), text


def test_what_has_no_text_has_no_title(addon):
    for text in made(addon(DESCRIPTION="They fly.")):
        assert "Usage" not in text


def test_what_fits_is_left_alone(addon):
    folder = addon(DESCRIPTION="They fly.")
    assert len(made(folder)) == 2
    assert not made(folder)


@pytest.mark.parametrize("name", ["README.rst", "static/description/index.html"])
def test_a_change_by_hand_is_found(addon, name):
    folder = addon(DESCRIPTION="They fly.")
    made(folder)
    (folder / name).write_text("They sink.")
    assert list(readme.outdated([folder])) == [folder / name]


def test_a_changed_text_is_found_in_both(addon):
    folder = addon(DESCRIPTION="They fly.")
    made(folder)
    assert len(readme.outdated([addon(DESCRIPTION="They fly high.")])) == 2
    assert folder.exists()


def test_a_picture_is_found_from_where_each_file_lies(addon):
    picture = "![A kite](../static/description/kite.png)"
    rst, html = made(addon(DESCRIPTION=picture))
    assert " static/description/kite.png" in rst
    assert 'src="kite.png"' in html


def test_the_page_loads_nothing_from_elsewhere(addon):
    rst, html = made(addon(DESCRIPTION="They fly."))
    assert "https://" in rst
    assert "https://" not in html


def test_a_name_with_marks_is_only_a_name(addon):
    folder = addon(DESCRIPTION="They fly.")
    (folder / "__manifest__.py").write_text(repr({**MANIFEST, "name": "Kites & <b>"}))
    rst, html = made(folder)
    assert "Kites & <b>\n" in rst
    assert "<h1>Kites &amp; &lt;b&gt;</h1>" in html


def test_the_logins_are_those_that_the_server_names():
    rows = re.findall(
        r"^\| `(\w+)` \| `(\w+)` \|", (ROOT / "README.md").read_text(), re.M
    )
    named = [(login, password) for login, password, _use in server.LOGINS]
    assert sorted(rows) == sorted(named)
