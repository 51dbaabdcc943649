"""README says where each rule is; here it is held against the tree."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "okr_module"
README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTION = README.partition("## Where is what")[2].partition("\n## ")[0]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in SECTION.splitlines()
    if line.startswith("| ") and "---" not in line
][1:]
#: `folder/file.py: name, name` of a row
PLACE = re.compile(r"`([\w/.]+)(?:: ([\w., ]+))?`")


def test_there_is_a_table():
    assert len(ROWS) >= 20
    assert all(len(row) == 2 and PLACE.search(row[1]) for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_rule_is_where_the_table_says(row):
    for path, names in PLACE.findall(row[1]):
        file = CORE / path
        assert file.is_file(), path
        text = file.read_text(encoding="utf-8")
        for name in filter(None, (names or "").replace(" ", "").split(",")):
            defined = rf"(?:def|class) {name}\b|^\s*{name} = |^#: .*\n{name} = "
            assert re.search(defined, text, re.M), f"{name} is not in {path}"


def test_each_room_is_named():
    rooms = {path.parent.name for path in (CORE / "models").glob("*/__init__.py")}
    named = {path.split("/")[1] for path, _ in PLACE.findall(SECTION) if "/" in path}
    assert not rooms - named


def test_the_walks_lead_through_what_is_there():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for path, names in PLACE.findall(text):
        if not path.endswith((".py", ".xml")):
            continue
        file = next(
            (f for f in (CORE / path, CORE / "models" / path) if f.is_file()), None
        )
        assert file, path
        content = file.read_text(encoding="utf-8")
        for name in filter(None, (names or "").replace(" ", "").split(",")):
            assert name.rpartition(".")[2] in content, f"{name} is not in {path}"
    for walk in text.split("\n## ")[1:]:
        assert len(walk.splitlines()) <= 41
