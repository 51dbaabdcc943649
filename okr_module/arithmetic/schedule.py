"""When check-ins are due, and whether they came in time."""

from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

INTERVALS = {
    "week": relativedelta(weeks=1),
    "two_weeks": relativedelta(weeks=2),
    "month": relativedelta(months=1),
}


class Period(NamedTuple):
    """A span in which one check-in is asked for; both days belong to it.

    It opens the day after the previous one was due, so that somebody who checks
    in two days before the due day is early, whatever weekday a cycle began on.
    """

    opens: object
    due: object


class Outcome(NamedTuple):
    """What became of the check-ins of one key result."""

    #: for each check-in, in the order given: on_time, late or extra
    timeliness: list
    #: for each period: on_time, late or None where no check-in filled it
    periods: list


def checkin_periods(start_date, end_date, interval, weekday):
    """Return the periods of a cycle.

    The cycle is cut into intervals from its first day on. Each is due at the end
    of the last ``weekday`` in it; an interval cut short before that weekday has
    come asks for nothing.

    :param interval: ``week``, ``two_weeks`` or ``month``
    :param weekday: 0 Monday to 6 Sunday
    """
    return list(_checkin_periods(start_date, end_date, interval, weekday))


# A cycle has one answer for its thousands of key results.
@lru_cache(maxsize=512)
def _checkin_periods(start_date, end_date, interval, weekday):
    step, count = INTERVALS[interval], 0
    periods, opens, begin = [], start_date, start_date
    while begin <= end_date:
        count += 1
        # Counted from the start each time: a month after 31 January and a month
        # after that is 31 March, not 28 March.
        next_begin = start_date + step * count
        last = min(next_begin - timedelta(days=1), end_date)
        due = last - timedelta(days=(last.weekday() - weekday) % 7)
        if due >= max(begin, opens):
            periods.append(Period(opens, due))
            opens = due + timedelta(days=1)
        begin = next_begin
    return tuple(periods)


def assign(dates, periods, grace_days):
    """Say of each check-in whether it was on time, late or extra.

    A check-in fills the period it falls into. While the one before is still open
    and within its grace, it fills that one first, late.

    :param dates: days of the check-ins, ascending
    :param periods: list of :class:`Period`
    :param grace_days: days after the due day that still count, as late
    :return: :class:`Outcome`
    """
    filled = [None] * len(periods)
    grace = timedelta(days=grace_days)
    result, index = [], 0
    for date in dates:
        while index < len(periods) and periods[index].due < date:
            index += 1
        previous = index - 1
        if (
            previous >= 0
            and filled[previous] is None
            and date <= periods[previous].due + grace
        ):
            filled[previous] = "late"
            result.append("late")
        elif (
            index < len(periods)
            and filled[index] is None
            and date >= periods[index].opens
        ):
            filled[index] = "on_time"
            result.append("on_time")
        else:
            result.append("extra")
    return Outcome(result, filled)


def next_due(outcome, periods, alive_on=None):
    """Return the day by which the next check-in is asked for, None after the last.

    It is the due day of the first period after the last one that was filled: a
    day in the past where check-ins were left out since.

    :param alive_on: a day on which the source of the value answered by itself, which
        counts like a check-in of that day
    """
    last = max(
        (index for index, filled in enumerate(outcome.periods) if filled), default=-1
    )
    if alive_on:
        alive = [i for i, period in enumerate(periods) if period.opens <= alive_on]
        last = max([last, *alive])
    return periods[last + 1].due if last + 1 < len(periods) else None


def on_time_rate(outcome, periods, grace_days, day, left_out=()):
    """Return ``on_time / (on_time + late + missed)``, None where nothing was due.

    :param day: today; a period counts once it is filled or its grace is over
    :param left_out: periods not to count, such as those of approved leave
    """
    on_time = counted = 0
    for period, filled in zip(periods, outcome.periods, strict=True):
        over = period.due + timedelta(days=grace_days) < day
        if period in left_out or not (filled or over):
            continue
        counted += 1
        on_time += filled == "on_time"
    return on_time / counted if counted else None
