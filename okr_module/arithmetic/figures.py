"""All figures of one key result on one day, from plain values."""

from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import NamedTuple

from . import forecast, plan, progress, schedule, seasonal, status


class Reading(NamedTuple):
    """A check-in as the arithmetic sees it; lists of it run oldest first."""

    date: date
    value: float


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

    start_date: date
    end_date: date
    #: it lies in a cycle; what lies in none is asked for nothing
    has_cycle: bool = True
    cancelled: bool = False
    #: check-ins are asked for: the objective runs and its cycle is not closed
    tracked: bool = True
    #: last day on which a bound source answered: a sign of life like a check-in
    alive_on: date | None = None
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
    status: str
    last_checkin_date: date | None
    next_checkin_date: date | None
    #: first day on which it is overdue if nobody checks in
    overdue_date: date | None
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
    #: on_time, late or extra
    timeliness: str


def places(key_result, wanted):
    """Return ``{index: Place}`` of some of the check-ins of a key result.

    A place hangs on the check-ins before it and on none after it.

    :param key_result: :class:`KeyResultInput`
    :param wanted: which of its readings, by index
    """
    readings = key_result.readings
    outcome = _outcome(key_result, _periods(key_result))
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
            outcome.timeliness[index],
        )
        for index in wanted
    }


def _periods(key_result):
    """Return the periods in which check-ins are asked for; none without a cycle."""
    if not key_result.has_cycle:
        return []
    return schedule.checkin_periods(
        key_result.start_date,
        key_result.end_date,
        key_result.checkin_interval,
        key_result.checkin_weekday,
    )


def _outcome(key_result, periods):
    days = [reading.date for reading in key_result.readings]
    return schedule.assign(days, periods, key_result.grace_days)


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


def measure(key_result, day):
    """Return the :class:`KeyResultFigures` of a key result on a day.

    :param key_result: :class:`KeyResultInput`
    :param day: today in the company's time zone
    """
    readings = key_result.readings
    current = value_in_force(key_result, readings)
    attainment = attained(key_result, current, readings, day)
    inside_now = inside(key_result, current) if is_band(key_result) else None
    expected = _expected(key_result, day)

    periods = _periods(key_result)
    outcome = _outcome(key_result, periods)
    asked = key_result.tracked and not key_result.cancelled
    next_due = (
        schedule.next_due(outcome, periods, key_result.alive_on) if asked else None
    )
    overdue_date = next_due and next_due + timedelta(days=key_result.grace_days + 1)
    has_checkin = bool(readings) or (
        key_result.metric_type == "milestone" and current > 0
    )
    share = progress.clamp(attainment)
    return KeyResultFigures(
        current_value=current,
        attainment=attainment,
        progress=share,
        expected_progress=expected,
        forecast_value=_forecast(key_result, day),
        status=status.key_result_status(
            cancelled=key_result.cancelled,
            progress=share,
            expected=expected,
            overdue=bool(overdue_date and overdue_date <= day),
            has_checkin=has_checkin,
            thresholds=key_result.thresholds,
            inside_now=inside_now,
            ended=day >= key_result.end_date,
        ),
        last_checkin_date=readings[-1].date if readings else None,
        next_checkin_date=next_due,
        overdue_date=overdue_date,
        inside_now=inside_now,
    )


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


def _forecast(key_result, day):
    if key_result.metric_type == "boolean":
        return None
    return forecast.forecast_value(
        key_result.readings,
        0.0 if key_result.metric_type == "milestone" else key_result.start_value,
        key_result.start_date,
        key_result.end_date,
        day,
    )
