"""From which day to which."""

from datetime import date, timedelta
from typing import NamedTuple


class Span(NamedTuple):
    """From which day to which; both belong to it."""

    #: None for what stands at a date, whenever it began
    start: object
    end: object

    @property
    def is_empty(self):
        """Whether no day belongs to it: it ends before it begins."""
        return bool(self.start and self.end < self.start)


def windows(kind, start, end):
    """Return the full weeks or months within some days, earliest first.

    A week goes from Monday to Sunday.

    :param kind: ``week`` or ``month``
    :param start: first day, of type :class:`datetime.date`
    :param end: last day

    >>> from datetime import date
    >>> [str(w.end) for w in windows("week", date(2026, 1, 6), date(2026, 1, 25))]
    ['2026-01-18', '2026-01-25']
    >>> [str(w.end) for w in windows("month", date(2026, 1, 2), date(2026, 4, 29))]
    ['2026-02-28', '2026-03-31']
    """
    found = []
    first = start
    if kind == "week":
        first += timedelta(days=-first.weekday() % 7)
    elif first.day > 1:
        first = _next_month(first)
    while True:
        after = first + timedelta(weeks=1) if kind == "week" else _next_month(first)
        last = after - timedelta(days=1)
        if last > end:
            return found
        found.append(Span(first, last))
        first = after


def _next_month(day):
    """Return the first day of the month after that of a day."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
