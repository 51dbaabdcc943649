"""Reads Odoo's log and says which lines must not be there.

Odoo reports many faults only as a warning: a view that cannot be combined, a field
without a label, a deprecated call, a translation that does not fit its source. All
of these pass unnoticed when a run is judged by its exit code alone.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

ENTRY = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ "
    r"(?P<level>[A-Z]+) (?P<database>\S+) (?P<logger>[^\s:]+): (?P<message>.*)$"
)
COLOUR = re.compile(r"\x1b\[[\d;]*m")
GRAVE = frozenset({"WARNING", "ERROR", "CRITICAL"})

# Lines that are not about our addons, each with the reason why it may stay.
ALLOWED = (
    # Odoo says so whenever it is started as root, as in a container
    re.compile(r"Running as user 'root' is a security risk"),
)


@dataclass
class Entry:
    """One message of the log with the lines that belong to it."""

    level: str
    logger: str
    message: str

    def __str__(self):
        return f"{self.level} {self.logger}: {self.message}"


def entries(lines: Iterable[str]) -> Iterator[Entry]:
    """Join the lines of a log to messages; what is no message starts one of its own.

    :param lines: the log, with or without colours
    """
    entry = None
    for raw in lines:
        line = COLOUR.sub("", raw).rstrip("\n")
        if match := ENTRY.match(line):
            if entry:
                yield entry
            entry = Entry(match["level"], match["logger"], match["message"])
        elif entry:
            entry.message += "\n" + line
        elif "Traceback (most recent call last)" in line:
            # the process died before its logging was set up
            entry = Entry("CRITICAL", "stderr", line)
    if entry:
        yield entry


def is_fault(level: str, message: str, allowed=ALLOWED) -> bool:
    """Whether a message of this level has to fail the run."""
    return level in GRAVE and not any(rule.search(message) for rule in allowed)


def faults(lines: Iterable[str], allowed=ALLOWED) -> list[Entry]:
    """The messages of a log that have to fail the run."""
    return [
        entry for entry in entries(lines) if is_fault(entry.level, str(entry), allowed)
    ]
