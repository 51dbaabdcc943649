"""Counts the tests that are written and compares them with the tests that ran.

A test runner says nothing of a test that it did not find: a file without its
import, a class skipped for want of a browser, a module that is not installed. So
the tests are counted a second time, from the source alone.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from launcher.layout import ROOT


def written(root: Path, folders: Iterable[str]) -> set[str]:
    """Every test function in the source, as ``path:Class.test_name``.

    :param root: folder that the paths are relative to
    :param folders: folders below it to search
    """
    found = set()
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
            relative = path.relative_to(root).as_posix()
            found.update(f"{relative}:{name}" for name in _names(tree, ""))
    return found


# JavaScript tests that would not run, or would be the only ones
HELD_BACK = re.compile(r"\b(?:test|describe)\.(?:skip|todo|only|debug)\b")
TOUR = re.compile(r"""category\("web_tour\.tours"\)\s*\.add\(\s*["'](\w+)["']""")


def browser_problems(root: Path, addon: str) -> list[str]:
    """Tests in JavaScript and tours of an addon that no Python test starts.

    :param root: folder of the addon
    :param addon: its name
    """
    python = "\n".join(
        path.read_text(encoding="utf-8") for path in root.glob("tests/**/*.py")
    )
    lines, starts_hoot = [], f'hoot_addon = "{addon}"' in python
    for path in sorted(root.glob("static/tests/**/*.js")):
        source = path.read_text(encoding="utf-8")
        name = f"{addon}/{path.relative_to(root).as_posix()}"
        if path.name.endswith(".test.js") and not starts_hoot:
            lines.append(f"{name}: no Python test runs the JavaScript tests")
        if held := HELD_BACK.search(source):
            lines.append(f"{name}: {held.group()} keeps tests from running")
        lines += [
            f"{name}: no Python test starts the tour {tour}"
            for tour in TOUR.findall(source)
            if not re.search(rf"""["']{tour}["']""", python)
        ]
    return lines


def label(path: Path) -> str:
    """How a file is called in the names of tests, wherever it is."""
    inside = path.is_relative_to(ROOT)
    return (path.relative_to(ROOT) if inside else path).as_posix()


def _names(node: ast.AST, prefix: str) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield from _names(child, f"{prefix}{child.name}.")
        elif isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            # a function inside a function is a helper, whatever its name
            if child.name.startswith("test_"):
                yield prefix + child.name
        else:
            yield from _names(child, prefix)


def problems(expected: set[str], results: Iterable[dict]) -> list[str]:
    """What is wrong with a run: nothing ran, tests missing, tests skipped.

    :param expected: names from :func:`written`
    :param results: the rows that the pytest plugin wrote
    """
    rows = list(results)
    if not rows:
        return ["no test ran"]
    ran = {row["source"] for row in rows if row["outcome"] != "skipped"}
    lines = [
        f"skipped: {r['id']} ({r['why']})" for r in rows if r["outcome"] == "skipped"
    ]
    lines += [f"never ran: {name}" for name in sorted(expected - ran)]
    return lines
