"""The course of a key result over its plan, as lines to draw."""

from typing import NamedTuple

from . import plan, progress
from .figures import follows_seasonal_plan, is_band, measure, value_in_force


class Point(NamedTuple):
    """Where a line is on a day."""

    date: object
    value: float


class Curve(NamedTuple):
    """Lines of a key result; points are ``(date, value)``, earliest first.

    Values are in the metric's unit; those of milestones and of a yes/no are
    shares from 0.0 to 1.0.
    """

    #: what was; empty before the first check-in
    actual: list
    #: what the plan asks for; empty where a value is only to stay somewhere
    plan: list
    #: the value to reach or to hold, two of them for a range
    target: list
    #: from the last actual point to the last day of the plan, or empty
    forecast: list
    #: each value holds until the next one; else the points are joined
    stepped: bool


def curve(key_result, day, dated=True):
    """Return the :class:`Curve` of a key result.

    :param key_result: :class:`~.figures.KeyResultInput`
    :param day: today in the company's time zone
    :param dated: false where there is no cycle, so neither a plan nor an end
    """
    travels = _travels(key_result)
    actual = _actual(key_result, day, dated, travels)
    return Curve(
        actual=actual,
        plan=_plan(key_result) if dated else [],
        target=_target(key_result),
        forecast=_forecast(key_result, day, actual) if dated else [],
        stepped=not travels,
    )


def _counts_shares(key_result):
    return key_result.metric_type in ("boolean", "milestone")


def _travels(key_result):
    return not _counts_shares(key_result) and not is_band(key_result)


def _start_value(key_result):
    return 0.0 if _counts_shares(key_result) else key_result.start_value


def _actual(key_result, day, dated, travels):
    # Of two check-ins on one day the later holds.
    by_day = {reading.date: reading.value for reading in key_result.readings}
    current = value_in_force(key_result, key_result.readings)
    if not by_day and not (key_result.metric_type == "milestone" and current):
        return []
    first = min(by_day, default=day)
    if dated and key_result.start_date < first:
        by_day[key_result.start_date] = _start_value(key_result)
    last_day = min(day, key_result.end_date) if dated else day
    if not travels and last_day >= max(by_day, default=last_day):
        # A value that holds has held until today. Milestones are reached without a
        # check-in, so theirs may be newer than the last of those.
        by_day[last_day] = current
    return [Point(date, by_day[date]) for date in sorted(by_day)]


def _plan(key_result):
    if is_band(key_result):
        return []
    points = key_result.plan_points
    ends = (
        _start_value(key_result),
        _target(key_result)[0],
        key_result.start_date,
        key_result.end_date,
    )
    if follows_seasonal_plan(key_result):
        line = plan.seasonal_curve(key_result.seasonal, *ends)
    else:
        line = plan.plan_curve(points, *ends)
    return [Point(*point) for point in line]


def _target(key_result):
    if _counts_shares(key_result):
        return [1.0]
    if key_result.direction == "range":
        return [key_result.range_min, key_result.range_max]
    return [key_result.target_value]


def _forecast(key_result, day, actual):
    if not actual or actual[-1].date >= key_result.end_date:
        return []
    value = measure(key_result, day).forecast_value
    if value is None or day >= key_result.end_date:
        return []
    if key_result.metric_type == "milestone":
        # More than all of them cannot be reached.
        value = progress.clamp(value)
    return [actual[-1], Point(key_result.end_date, value)]
