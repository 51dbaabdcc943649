"""The plan that last year's own curve makes: a slow January stays a slow January."""

import calendar
import math
from datetime import timedelta

from .progress import clamp

#: why there is no curve of last year to go by
PROBLEMS = ("no_history", "not_over", "hidden", "empty", "still", "other_way", "failed")


def day_last_year(day):
    """Return the same day one year before; the last of a month stays the last.

    >>> from datetime import date
    >>> day_last_year(date(2029, 2, 28)), day_last_year(date(2028, 2, 29))
    (datetime.date(2028, 2, 29), datetime.date(2027, 2, 28))
    """
    year = day.year - 1
    length = calendar.monthrange(year, day.month)[1]
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return day.replace(year=year, day=length if is_last else min(day.day, length))


def sample_days(start, end, most=100):
    """Return days from the first to the last of a span, evenly, both included.

    Every day where the span has no more than ``most``, else every second and so on.

    :param most: how many days at most, two or more
    """
    length = (end - start).days
    step = max(1, math.ceil(length / (most - 1)))
    days = [start + timedelta(days=number) for number in range(0, length, step)]
    return [*days, end]


def seasonal_shares(values, base, rising):
    """Return the share of last year's way that was behind on each day.

    :param values: ``(day of this year, value of that day last year)``, earliest
        first, the last one at the end of the span; a value is None where nothing
        could be counted or where it is about too few people to be used
    :param base: the value that last year set out from: 0.0 for what adds up over the
        span, else the value on the eve; None to take the first value there is
    :param rising: whether the key result is to rise
    :return: ``(points, problem)``: points ``(day, share)`` with shares within
        0.0-1.0, and None; or no points, and one of :data:`PROBLEMS`

    >>> seasonal_shares([(1, 10.0), (2, 10.0), (3, 40.0)], 0.0, True)
    ([(1, 0.25), (2, 0.25), (3, 1.0)], None)
    """
    known = [(day, value) for day, value in values if value is not None]
    if not known or values[-1][1] is None:
        return [], "empty"
    first = known[0][1] if base is None else base
    way = known[-1][1] - first
    if not way:
        moved = any(value != first for _day, value in known)
        return [], "still" if moved or base != 0.0 else "empty"
    if not math.isfinite(way):
        return [], "empty"
    if (way > 0) != rising:
        return [], "other_way"
    points = [(day, clamp((value - first) / way)) for day, value in known]
    if points[0][0] != values[0][0]:
        # Nothing to go by on the first days: from nothing to the first known share.
        points.insert(0, (values[0][0], 0.0))
    return points, None


def seasonal_expected(points, day):
    """Return the share of the way that last year had behind it by this day.

    :param points: ``(day, share)`` from :func:`seasonal_shares`, earliest first
    :return: 0.0-1.0; 0.0 before the first point, 1.0 from the last one on, between
        two points on the straight line from one to the other

    >>> from datetime import date
    >>> points = [(date(2026, 1, 1), 0.0), (date(2026, 1, 5), 0.2)]
    >>> seasonal_expected(points, date(2026, 1, 3))
    0.1
    """
    if day < points[0][0]:
        return 0.0
    if day >= points[-1][0]:
        return 1.0
    before = points[0]
    for point in points[1:]:
        if point[0] > day:
            break
        before = point
    passed = (day - before[0]).days / (point[0] - before[0]).days
    return clamp(before[1] + (point[1] - before[1]) * passed)


def plan_days(start, end, most=12):
    """Return the days on which a plan drawn from last year has a point.

    The ends of the months within the span; of a short one the ends of its weeks.

    >>> from datetime import date
    >>> [str(day) for day in plan_days(date(2026, 1, 5), date(2026, 4, 5))]
    ['2026-01-31', '2026-02-28', '2026-03-31']
    """
    days = [start + timedelta(days=number) for number in range((end - start).days)]
    ends = [day for day in days[1:] if (day + timedelta(days=1)).day == 1]
    if len(ends) < 2:
        ends = days[7::7]
    step = max(1, math.ceil(len(ends) / most))
    return ends[step - 1 :: step]
