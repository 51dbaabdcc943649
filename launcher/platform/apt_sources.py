"""Reads where apt gets Debian's packages from, on this machine."""

import glob
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Suites of Debian itself; other repositories name theirs otherwise
SUITES = frozenset(
    "oldoldstable oldstable stable testing unstable sid experimental "
    "buster bullseye bookworm trixie forky duke".split()
)
SCHEMES = ("http:", "https:", "file:", "copy:", "ftp:", "mirror", "tor")


@dataclass(frozen=True)
class Source:
    """One address with one suite.

    :param uri: the address
    :param suite: as in "trixie"
    :param components: as in ("main", "contrib")
    :param keyring: path of the keys it is signed with, when the source names one
    """

    uri: str
    suite: str
    components: tuple[str, ...]
    keyring: str = ""


def parse_list(text: str) -> Iterator[Source]:
    """Read the one-line format: ``deb [options] uri suite component...``."""
    for line in text.splitlines():
        line = line.partition("#")[0].strip()
        found = re.match(r"deb\s+(?:\[([^]]*)\]\s*)?(.+)", line)
        if not found:
            continue
        # An address of a disc holds blanks within brackets: cdrom:[Debian 13]/
        if found[2].startswith("cdrom:"):
            continue
        words = found[2].split()
        if len(words) < 2:
            continue
        options = dict(re.findall(r"([\w-]+)\+?=(\S+)", found[1] or ""))
        yield Source(words[0], words[1], tuple(words[2:]), options.get("signed-by", ""))


def parse_deb822(text: str) -> Iterator[Source]:
    """Read the format of ``*.sources`` files: paragraphs of fields."""
    for fields in _paragraphs(text):
        if fields.get("enabled", "yes").lower() in ("no", "false", "0"):
            continue
        if "deb" not in fields.get("types", "deb").split():
            continue
        keyring = fields.get("signed-by", "").strip()
        if "BEGIN PGP" in keyring:
            keyring = ""
        for uri in fields.get("uris", "").split():
            for suite in fields.get("suites", "").split():
                if not uri.startswith("cdrom:"):
                    yield Source(
                        uri, suite, tuple(fields.get("components", "").split()), keyring
                    )


def _paragraphs(text: str) -> Iterator[dict[str, str]]:
    fields, name = {}, None
    for line in [*text.splitlines(), ""]:
        if line.startswith("#"):
            # A comment may stand between the lines of one field
            continue
        if not line.strip():
            if fields:
                yield fields
            fields, name = {}, None
        elif line[0] in " \t":
            if name:
                fields[name] += "\n" + line.strip()
        elif ":" in line:
            name, _colon, value = line.partition(":")
            name = name.strip().lower()
            fields[name] = value.strip()


def read(folder: Path = Path("/etc/apt")) -> list[Source]:
    """All sources of apt's configuration, in apt's order."""
    found = []
    parts = sorted(glob.glob(str(folder / "sources.list.d" / "*")))
    for name in [str(folder / "sources.list"), *parts]:
        parse = {".list": parse_list, ".sources": parse_deb822}.get(Path(name).suffix)
        if not parse:
            continue
        try:
            text = Path(name).read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        found += parse(text)
    return found


def debian_mirrors(sources: list[Source]) -> list[str]:
    """Addresses that hold Debian's own archive, the likeliest first.

    An address of a ``mirror+file:`` source is a list of mirrors; apt reads it for
    any suite, so it is as good as a mirror.
    """
    mirrors = [
        source.uri.rstrip("/")
        for source in sources
        if source.uri.startswith(SCHEMES)
        and source.suite.removesuffix("-updates").removesuffix("-backports") in SUITES
        and "main" in source.components
        and "security" not in source.uri
        and "debian-archive" in (source.keyring or "debian-archive")
    ]
    unique = list(dict.fromkeys(mirrors))
    return sorted(unique, key=lambda uri: not uri.endswith("/debian"))
