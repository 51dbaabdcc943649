"""Our addons, and whether they changed.

`./okr run` needs it, and has none of the test requirements (manifestoo, click-odoo).
"""

import ast
import hashlib
from collections.abc import Iterable
from pathlib import Path

from launcher.layout import ROOT


def names(root: Path = ROOT) -> list[str]:
    """Our addons; the core has the shortest name, so it is the first."""
    found = (path.parent.name for path in root.glob("okr_module*/__manifest__.py"))
    return sorted(found, key=lambda name: (len(name.split("_")), name))


def depends(name: str, root: Path = ROOT) -> list[str]:
    """The addons that one of ours needs."""
    text = (root / name / "__manifest__.py").read_text(encoding="utf-8")
    return ast.literal_eval(text).get("depends", [])


def within_reach(folders: Iterable[Path], root: Path = ROOT) -> list[str]:
    """Our addons whose dependencies are there; a bridge may lack its other side.

    :param folders: the folders with addons
    """
    folders = list(folders)
    ours = names(root)

    def is_there(name: str) -> bool:
        if name in ours:
            return all(map(is_there, depends(name, root)))
        return any((folder / name / "__manifest__.py").exists() for folder in folders)

    return [name for name in ours if is_there(name)]


def fingerprint(name: str, root: Path = ROOT) -> str:
    """A sum over an addon's files, to know when a database has to be updated."""
    total = hashlib.sha256()
    for path in sorted((root / name).rglob("*")):
        # Tests leave no trace in a database
        if {"__pycache__", "tests"} & set(
            path.relative_to(root).parts
        ) or not path.is_file():
            continue
        content = path.read_bytes()
        total.update(f"{path.relative_to(root)} {len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()[:16]


def fingerprints(root: Path = ROOT) -> dict[str, str]:
    """The sums of all our addons."""
    return {name: fingerprint(name, root) for name in names(root)}
