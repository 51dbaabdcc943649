"""The pictures of README and Apps."""

import pytest

from launcher.layout import ROOT
from launcher.pictures import FOLDER, LARGEST, PICTURES, parse

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGE = (FOLDER / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_each_picture_is_small_and_shown(picture):
    path = FOLDER / f"{picture.name}.webp"
    assert 0 < path.stat().st_size < LARGEST
    assert path.relative_to(ROOT).as_posix() in README
    assert f'src="{path.name}"' in PAGE


def test_no_picture_is_left_over():
    assert {path.stem for path in FOLDER.glob("*.webp")} == {
        picture.name for picture in PICTURES
    }


def test_a_server_that_runs_already_may_be_named():
    assert parse(["--url", "http://127.0.0.1:1"]).url == "http://127.0.0.1:1"
    assert parse([]).url is None
