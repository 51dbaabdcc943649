"""All figures of one key result on one day, from plain values."""

import datetime
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import NamedTuple

from . import forecast, plan, progress, schedule, seasonal, status


class Reading(NamedTuple):
    """A check-in as the arithmetic sees it; lists of it run oldest first."""

    date: datetime.date
    value: float
    #: the day on which a person wrote it; None for what a machine or an import wrote
    entered_on: datetime.date | None = None
    #: written while the cycle was under review
    in_review: bool = False


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What decides how far a value has come. Values are in the metric's unit."""

    metric_type: str
    direction: str
    start_value: float
    target_value: float
    range_min: float = 0.0
    range_max: float = 0.0


#: the names of what something is measured by
MEASURES = tuple(each.name for each in fields(Measure))


@dataclass(frozen=True, kw_only=True)
class KeyResultInput(Measure):
    """What the figures of a key result follow from; a boolean holds 0 or 1."""

    #: the day for which the start value holds
    start_date: datetime.date
    #: the day by which the target is to be reached
    end_date: datetime.date
    #: it lies in a cycle; what lies in none is asked for nothing
    has_cycle: bool = True
    cancelled: bool = False
    #: the day on which it was started, None where nobody says
    date_activated: datetime.date | None = None
    #: ``(day of a drop, day on which it was taken back)`` s, see :func:`schedule.freed`
    dropped: tuple = ()
    #: check-ins are asked for: the objective runs
    tracked: bool = True
    #: the last day on which a check-in that was left out tells: the cycle's last one,
    #: or the day on which the objective was done; None for today where it runs
    tracked_until: datetime.date | None = None
    #: a value that only adds up, such as the sales of a quarter
    adds_up: bool = False
    #: last day on which a linked KPI answered: a sign of life like a check-in
    alive_on: datetime.date | None = None
    readings: tuple = ()
    milestones: tuple = ()
    plan_points: tuple = ()
    #: ``(date, share)`` of last year's own curve, where it is the plan
    seasonal: tuple = ()
    checkin_interval: str = "week"
    checkin_weekday: int = 4
    grace_days: int = 0
    thresholds: status.Thresholds = field(default_factory=status.Thresholds)


class KeyResultFigures(NamedTuple):
    """The figures of a key result on a day; fractions are 0.0-1.0."""

    current_value: float
    attainment: float
    progress: float
    expected_progress: float
    forecast_value: float | None
    #: what the forecast is made of, see :class:`~.forecast.Forecast`
    forecast_basis: str | None
    status: str
    #: there is something that tells how far it has come
    is_measured: bool
    last_checkin_date: datetime.date | None
    next_checkin_date: datetime.date | None
    #: first day on which it is overdue if nobody checks in
    overdue_date: datetime.date | None
    inside_now: bool | None


def attained(key_result, current_value, readings, day):
    """Return the attainment of a key result on a day, not capped.

    The one place that knows how each kind of metric is measured.

    :param key_result: :class:`KeyResultInput`
    :param current_value: value in force on that day
    :param readings: check-ins up to that day, oldest first
    """
    if key_result.metric_type == "boolean":
        return 1.0 if current_value else 0.0
    if key_result.metric_type == "milestone":
        return current_value
    if key_result.direction in progress.BANDS:
        return progress.share_inside(
            readings,
            key_result.start_value,
            lambda value: inside(key_result, value),
            key_result.start_date,
            min(day, key_result.end_date),
        )
    if key_result.target_value == key_result.start_value:
        # Refused on entry. Met in data from elsewhere it is reached or it is not.
        rising = key_result.direction == "increase"
        gap = current_value - key_result.target_value
        return 1.0 if (gap >= 0 if rising else gap <= 0) else 0.0
    return progress.attainment(
        key_result.start_value, key_result.target_value, current_value
    )


class Place(NamedTuple):
    """What a check-in is among those of its key result."""

    #: the value in force before it
    previous_value: float
    #: progress on its day, 0.0-1.0
    progress: float
    #: on_time, late or extra; None where no person wrote it
    timeliness: str | None


def places(key_result, wanted):
    """Return ``{index: Place}`` of some of the check-ins of a key result.

    What was before and how far it had come hang on the check-ins of days before it;
    whether it came in time, on those that were written before it.

    :param key_result: :class:`KeyResultInput`
    :param wanted: which of its readings, by index
    """
    readings = key_result.readings
    assigned = _assigned(key_result, periods_of(key_result))
    return {
        index: Place(
            readings[index - 1].value if index else key_result.start_value,
            progress.clamp(
                attained(
                    key_result,
                    readings[index].value,
                    readings[: index + 1],
                    readings[index].date,
                )
            ),
            assigned.timeliness[index],
        )
        for index in wanted
    }


def asked_from(key_result):
    """Return the first day of the first period in which a check-in is asked for."""
    started = key_result.date_activated
    return max(key_result.start_date, started) if started else key_result.start_date


def periods_of(key_result):
    """Return the periods in which check-ins are asked for; none without a cycle."""
    if not key_result.has_cycle:
        return []
    return schedule.checkin_periods(
        asked_from(key_result),
        key_result.end_date,
        key_result.checkin_interval,
        key_result.checkin_weekday,
    )


def _assigned(key_result, periods):
    return schedule.assign(
        key_result.readings, periods, key_result.grace_days, key_result.dropped
    )


def is_band(key_result):
    """Tell whether the metric asks a value to stay somewhere."""
    return (
        key_result.metric_type not in ("boolean", "milestone")
        and key_result.direction in progress.BANDS
    )


def inside(key_result, value):
    """Tell whether a value is where an at_least, at_most or range metric wants it."""
    return progress.is_inside(
        key_result.direction,
        value,
        key_result.target_value,
        key_result.range_min,
        key_result.range_max,
    )


def value_in_force(key_result, readings):
    """Return the value that holds after some readings (oldest first)."""
    if key_result.metric_type == "milestone":
        return progress.milestone_progress(key_result.milestones) or 0.0
    return readings[-1].value if readings else key_result.start_value


def measure(key_result, day, with_forecast=True):
    """Return the :class:`KeyResultFigures` of a key result on a day.

    :param key_result: :class:`KeyResultInput`
    :param day: today in the company's time zone
    :param with_forecast: tell where it is heading, too; nothing else hangs on that
    """
    readings = key_result.readings
    current = value_in_force(key_result, readings)
    attainment = attained(key_result, current, readings, day)
    inside_now = inside(key_result, current) if is_band(key_result) else None
    expected = _expected(key_result, day)

    next_due, overdue_date = _next_due(key_result)
    ended = day >= key_result.end_date
    has_checkin = bool(readings) or (
        key_result.metric_type == "milestone" and current > 0
    )
    share = progress.clamp(attainment)
    # What is done is asked for nothing more; what was left out until then stays so.
    asked = key_result.tracked and not key_result.cancelled
    until = key_result.tracked_until or (day if asked else None)
    ahead = _forecast(key_result, day) if with_forecast else None
    return KeyResultFigures(
        current_value=current,
        attainment=attainment,
        progress=share,
        expected_progress=expected,
        forecast_value=ahead and ahead.value,
        forecast_basis=ahead and ahead.basis,
        status=status.key_result_status(
            cancelled=key_result.cancelled,
            progress=share,
            expected=expected,
            overdue=bool(until and overdue_date and overdue_date <= min(day, until)),
            has_checkin=has_checkin,
            thresholds=key_result.thresholds,
            inside_now=inside_now,
            ended=ended,
            begins=not ended and day == key_result.date_activated,
        ),
        is_measured=has_checkin,
        last_checkin_date=readings[-1].date if readings else None,
        next_checkin_date=next_due if asked else None,
        overdue_date=overdue_date if asked else None,
        inside_now=inside_now,
    )


def _next_due(key_result):
    """Return when the next check-in is due, and the first day it is overdue on.

    By its plan alone, as its status is: leave and holidays count for what its owner
    owes, ``rhythm/reckoning.py: asked_for``.
    """
    periods = periods_of(key_result)
    assigned = _assigned(key_result, periods)
    due = schedule.next_due(assigned, periods, key_result.alive_on, key_result.dropped)
    return due, due and due + timedelta(days=key_result.grace_days + 1)


def follows_seasonal_plan(key_result):
    """Tell whether the plan is last year's own curve."""
    return bool(
        key_result.seasonal
        and key_result.metric_type not in ("boolean", "milestone")
        and not is_band(key_result)
    )


def _expected(key_result, day):
    if follows_seasonal_plan(key_result):
        return seasonal.seasonal_expected(key_result.seasonal, day)
    # A yes/no and a list of milestones are planned in shares of the whole.
    shares = key_result.metric_type in ("boolean", "milestone")
    return plan.expected_progress(
        () if is_band(key_result) else key_result.plan_points,
        0.0 if shares else key_result.start_value,
        1.0 if shares else key_result.target_value,
        key_result.start_date,
        key_result.end_date,
        day,
    )


def value_and_progress(key_result, day):
    """Return value, progress and expected progress of a key result on a day.

    The part of :func:`measure` that a curve of many days needs.
    """
    readings = key_result.readings
    value = value_in_force(key_result, readings)
    share = progress.clamp(attained(key_result, value, readings, day))
    return value, share, _expected(key_result, day)


def _forecast(key_result, day):
    if key_result.metric_type == "boolean":
        return None
    readings, share, floor = key_result.readings, None, None
    if follows_seasonal_plan(key_result):
        share = _expected(key_result, min(day, key_result.end_date))
    if key_result.adds_up and readings:
        # What people typed before it was linked is no part that was taken back.
        counted = [each for each in readings if each.entered_on is None] or readings
        if forecast.only_adds_up(counted):
            floor = readings[-1].value
    return forecast.forecast(
        readings,
        0.0 if key_result.metric_type == "milestone" else key_result.start_value,
        key_result.start_date,
        key_result.end_date,
        day,
        share,
        floor,
    )
