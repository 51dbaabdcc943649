"""A plan that goes on in another cycle: where its days and its numbers come to lie."""

import math
from datetime import timedelta

from .progress import LARGEST_VALUE


def moved_day(day, old, new):
    """Return the day that is as far through the new span as a day through the old.

    Half of a quarter becomes half of a year. A day outside the old span comes to lie
    on the nearer end of the new one.

    >>> from datetime import date
    >>> year = Span(date(2027, 1, 1), date(2027, 12, 31))
    >>> moved_day(date(2026, 1, 6), Span(date(2026, 1, 1), date(2026, 1, 11)), year)
    datetime.date(2027, 7, 2)
    """
    length = (old.end - old.start).days
    if length <= 0:
        return new.end
    share = (day - old.start).days / length
    share = max(0.0, min(share, 1.0))
    return new.start + timedelta(days=round(share * (new.end - new.start).days))


def moved_points(points, old, new):
    """Return plan points ``(date, value)`` as they lie in another cycle, one a day.

    Where two come to lie on one day of a shorter cycle, the later one stands.

    :param old: the span they lie in, None where they had none; then those that lie
        in the new span already stay and the others are left out
    """
    if old is None:
        moved = {day: value for day, value in points if new.start <= day <= new.end}
    else:
        moved = {moved_day(day, old, new): value for day, value in sorted(points)}
    return sorted(moved.items())


def continued(direction, start, target, last):
    """Return ``(start, target)`` of a key result that goes on where it stood.

    The target stays as long as there is still a way to it; where it was reached
    already, the way is as long again as it was. To hold a value, the same bounds
    hold.

    :param last: the last value in force, in the metric's own unit

    >>> continued("increase", 0, 100, 60), continued("increase", 0, 100, 120)
    ((60, 100), (120, 220))
    """
    if direction not in ("increase", "decrease"):
        return last, target
    ahead = target - last if direction == "increase" else last - target
    if ahead > 0:
        return last, target
    further = last + (target - start)
    # So large that a step is lost in the float, or no number that may be entered.
    if further == last or not math.isfinite(further) or abs(further) > LARGEST_VALUE:
        return start, target
    return last, further


def rescaled(value, old, new):
    """Return a value of a plan that ran from one pair of values, on another pair.

    :param old: ``(start, target)`` of the plan it belongs to
    :param new: ``(start, target)`` of the plan it comes to

    >>> rescaled(25.0, (0.0, 100.0), (60.0, 100.0))
    70.0
    """
    if old == new or old[0] == old[1]:
        return value
    share = (value - old[0]) / (old[1] - old[0])
    return new[0] + share * (new[1] - new[0])
