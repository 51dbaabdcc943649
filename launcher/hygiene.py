"""Checks of what may not stand in a committed file, in any language.

A registry's address belongs to the machine that installs, not to the project: a
company with a mirror of its own must be able to use it. The same holds for paths
that exist on one machine only. The rules are this project's own, but for conflict
markers: for that one line, pre-commit-hooks would be two packages more.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

# Put together from pieces, so that this file does not contain what it looks for
_DOMAINS = ("pypi", "pythonhosted", "npmjs", "yarnpkg", "debian", "ubuntu", "crates")
_ENDINGS = ("org", "com", "net", "io")
REGISTRY = re.compile(
    rf"\b(?:[\w-]+\.)*(?:{'|'.join(_DOMAINS)})\.(?:{'|'.join(_ENDINGS)})\b",
    re.IGNORECASE,
)
_PLACES = ("home/[a-z][^/ ]*", "root", "work", "farm", "Users/[A-Za-z][^/ ]*")
MACHINE_PATH = re.compile(rf"(?<![\w.~$}}>*/-])/(?:{'|'.join(_PLACES)})/")
CONFLICT = re.compile(r"^(?:<{7}|>{7})(?:\s|$)")

RULES = (
    (REGISTRY, "names a package registry"),
    (MACHINE_PATH, "names a path of one machine"),
    (CONFLICT, "is a conflict marker"),
)


def findings(name: str, text: str) -> Iterator[str]:
    """What one file contains that it may not.

    :param name: how to call the file in the findings
    :param text: its content
    """
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, why in RULES:
            if match := pattern.search(line):
                yield f"{name}:{number}: {match.group().strip()!r} {why}"


def check(root: Path, names: Iterable[str]) -> list[str]:
    """Check the files of these names; those that are not text are passed over."""
    found = []
    for name in names:
        path = root / name
        if not path.is_file():
            continue  # deleted, and not committed yet
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found.extend(findings(name, text))
    return found
