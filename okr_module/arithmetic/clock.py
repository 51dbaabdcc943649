"""How long something has lasted, as people say it."""

#: Hours after which an open help request has waited long, and too long.
WAITED_LONG = 24
WAITED_TOO_LONG = 72


def hours_between(begin, end):
    """Return the hours from one moment to another, never below 0.

    :param begin: datetime
    :param end: datetime, of the same kind

    >>> from datetime import datetime
    >>> hours_between(datetime(2026, 1, 1, 8), datetime(2026, 1, 2, 9, 30))
    25.5
    """
    return max((end - begin).total_seconds(), 0.0) / 3600


def days_and_hours(hours):
    """Return whole days and the hours left over, rounded down.

    >>> days_and_hours(52.9), days_and_hours(0.4)
    ((2, 4), (0, 0))
    """
    return divmod(int(hours), 24)


def patience(hours):
    """Tell how long a call has waited: ``fresh``, ``long`` or ``too_long``.

    >>> patience(3), patience(24), patience(100)
    ('fresh', 'long', 'too_long')
    """
    if hours >= WAITED_TOO_LONG:
        return "too_long"
    return "long" if hours >= WAITED_LONG else "fresh"
