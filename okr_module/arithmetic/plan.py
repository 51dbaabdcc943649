"""How far one should have come by now."""

from .progress import attainment, clamp
from .seasonal import seasonal_expected


def linear_expected(start_date, end_date, day):
    """Return the share of the time that has passed.

    :return: 0.0 on the first day, 1.0 on the last, never outside. A span of one
        day is over on that day.

    >>> from datetime import date
    >>> linear_expected(date(2026, 1, 1), date(2026, 1, 11), date(2026, 1, 6))
    0.5
    """
    span = (end_date - start_date).days
    if span <= 0:
        return 1.0 if day >= start_date else 0.0
    return clamp((day - start_date).days / span)


def planned_value(points, day):
    """Return the value that a plan asks for on a day, piecewise linear.

    :param points: ``(date, value)`` in order of date, at least one
    :return: the value in the metric's unit; before the first point the first
        value, after the last point the last one
    """
    before = points[0]
    for point in points:
        if point[0] > day:
            span = (point[0] - before[0]).days
            if not span:
                return before[1]
            passed = clamp((day - before[0]).days / span)
            return before[1] + (point[1] - before[1]) * passed
        before = point
    return before[1]


def plan_curve(points, start_value, target_value, start_date, end_date):
    """Return the plan as ``(date, value)`` points from its first day to its last.

    The start value on the first day and the target on the last belong to every
    plan, unless a point of the plan says otherwise for that very day. Points of days
    before or after it are none of its own.
    """
    curve = {start_date: start_value, end_date: target_value}
    curve.update(point for point in points if start_date <= point[0] <= end_date)
    return sorted(curve.items())


def seasonal_curve(seasonal, start_value, target_value, start_date, end_date):
    """Return last year's own curve as ``(date, value)`` points of this cycle.

    :param seasonal: ``(date, share)``, see :func:`~.seasonal.seasonal_shares`
    """
    days = {date for date, _share in seasonal if start_date < date < end_date}
    return [
        (
            date,
            start_value
            + seasonal_expected(seasonal, date) * (target_value - start_value),
        )
        for date in sorted(days | {start_date, end_date})
    ]


def expected_progress(points, start_value, target_value, start_date, end_date, day):
    """Return the progress expected on a day, 0.0-1.0.

    :param points: plan points ``(date, value)`` in the metric's unit; empty for
        the straight line
    """
    if not points or start_value == target_value:
        return linear_expected(start_date, end_date, day)
    if day < start_date:
        return 0.0
    curve = plan_curve(points, start_value, target_value, start_date, end_date)
    return clamp(attainment(start_value, target_value, planned_value(curve, day)))
