"""On which days somebody works, is away, or finds the company closed."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

#: How far one looks for a working day: a company closed for longer works on all.
HORIZON = 62


@dataclass(frozen=True)
class WorkingDays:
    """The days of one person. Weekdays run from 0 Monday to 6 Sunday."""

    weekdays: frozenset = frozenset(range(5))
    #: days on which the company is closed
    closed: frozenset = frozenset()
    #: days on which the person is on approved leave
    away: frozenset = frozenset()

    def is_working(self, day):
        """Tell whether the person works on a day.

        >>> from datetime import date
        >>> WorkingDays().is_working(date(2026, 1, 9))  # a Friday
        True
        """
        return (
            day.weekday() in self.weekdays
            and day not in self.closed
            and day not in self.away
        )

    def is_away(self, day):
        """Tell whether the person is on leave that day, a free day within it too.

        >>> from datetime import date
        >>> friday, monday = date(2026, 1, 9), date(2026, 1, 12)
        >>> week = WorkingDays(away=frozenset([friday, monday]))
        >>> week.is_away(date(2026, 1, 10)), week.is_away(date(2026, 1, 13))
        (True, False)
        """
        if day in self.away:
            return True
        if not self.away or self.is_working(day):
            return False
        before = self._next(day, -1, self._is_asked)
        after = self._next(day, 1, self._is_asked)
        return before in self.away and after in self.away

    def first_from(self, day):
        """Return the first working day from a day on, that day included."""
        return self._next(day, 1, self.is_working)

    def last_until(self, day):
        """Return the last working day until a day, that day included."""
        return self._next(day, -1, self.is_working)

    def first_of_week(self, day):
        """Return the first working day of the week (Monday to Sunday) of a day.

        None where nobody works in that week.
        """
        monday = day - timedelta(days=day.weekday())
        week = (monday + timedelta(days=n) for n in range(7))
        return next((each for each in week if self.is_working(each)), None)

    def is_free_all(self, first, last):
        """Tell whether no day from one to another, both included, is worked.

        Each working day of them is one of leave or of a company that is closed.
        """
        days = (last - first).days + 1
        return not any(
            self.is_working(first + timedelta(days=number)) for number in range(days)
        )

    def _is_asked(self, day):
        """Tell whether it is a day of work, were the person not away."""
        return day.weekday() in self.weekdays and day not in self.closed

    def _next(self, day, step, wanted):
        for number in range(HORIZON):
            other = day + timedelta(days=step * number)
            if wanted(other):
                return other
        return day


def covered_days(begin, end, opens, closes):
    """Return the days whose working hours lie wholly within a span of time.

    :param begin: local datetime at which the span begins
    :param end: local datetime at which it ends
    :param opens: ``{weekday: time}`` of the first working hour; a weekday that is not
        named begins at midnight and is over at noon
    :param closes: the same of the last one
    :return: set of dates

    >>> hours = {0: time(8)}, {0: time(17)}
    >>> covered_days(datetime(2026, 1, 5, 8), datetime(2026, 1, 5, 17), *hours)
    {datetime.date(2026, 1, 5)}
    >>> covered_days(datetime(2026, 1, 5, 12), datetime(2026, 1, 5, 17), *hours)
    set()
    """
    days = set()
    day = begin.date()
    while day <= end.date():
        first = opens.get(day.weekday(), time.min)
        last = closes.get(day.weekday(), time(12))
        if begin <= datetime.combine(day, first) and datetime.combine(day, last) <= end:
            days.add(day)
        day += timedelta(days=1)
    return days
