"""From which day to which."""

from typing import NamedTuple


class Span(NamedTuple):
    """From which day to which; both belong to it."""

    #: None for what stands at a date, whenever it began
    start: object
    end: object
