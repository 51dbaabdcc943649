"""When check-ins are due, and whether they came in time.

Plain functions over periods and reports, for whoever reckons who owes what and when:
:func:`checkin_periods` says which check-ins are asked for, :func:`assign` what became
of each check-in, :func:`outcomes` what became of each period.
"""

from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

INTERVALS = {
    "week": relativedelta(weeks=1),
    "two_weeks": relativedelta(weeks=2),
    "month": relativedelta(months=1),
}
#: a first period of fewer days joins the next: nobody is asked on the day they begin
SHORTEST_FIRST = 3

ON_TIME, LATE, EXTRA = "on_time", "late", "extra"
MISSED, OPEN, LEFT_OUT = "missed", "open", "left_out"


class Period(NamedTuple):
    """A span in which one check-in is asked for; both days belong to it.

    It opens the day after the previous one was due, so that somebody who checks
    in two days before the due day is early, whatever weekday a cycle began on.
    """

    opens: object
    due: object


class Report(NamedTuple):
    """A check-in as far as its time goes; whatever has these attributes serves."""

    #: the day for which the value holds
    date: object
    #: the day on which a person wrote it; None for what a machine or an import wrote
    entered_on: object
    #: written while the cycle was under review: counts for the value alone
    in_review: bool = False


class Assigned(NamedTuple):
    """Which check-in of a key result met which period."""

    #: for each check-in, in the order given: on_time, late or extra; None where no
    #: person wrote it
    timeliness: list
    #: for each period: on_time, late or None where no check-in met it
    periods: list


def checkin_periods(start_date, end_date, interval, weekday):
    """Return the periods of a plan.

    The plan is cut into intervals from its first day on. Each is due at the end
    of the last ``weekday`` in it; an interval cut short before that weekday has
    come asks for nothing. A first period shorter than three days joins the next.

    :param start_date: the day its plan begins or it was started on, whichever is later
    :param end_date: the last day of the plan
    :param interval: ``week``, ``two_weeks`` or ``month``
    :param weekday: 0 Monday to 6 Sunday
    """
    return list(all_checkin_periods(start_date, end_date, interval, weekday))


# A cycle has one answer for its thousands of key results.
@lru_cache(maxsize=512)
def all_checkin_periods(start_date, end_date, interval, weekday):
    """Return :func:`checkin_periods` as a tuple, the same one for the same plan."""
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
    if len(periods) > 1 and _days(periods[0]) < SHORTEST_FIRST:
        periods[:2] = [Period(periods[0].opens, periods[1].due)]
    return tuple(periods)


def _days(period):
    return (period.due - period.opens).days + 1


def freed(periods, dropped):
    """Return for each period the day of the drop that freed it, None where none did.

    What was dropped and taken back asked for nothing in between. It frees the periods
    that were due in those days, or so soon after that they would have been too short
    for a first one.

    :param periods: list of :class:`Period`
    :param dropped: ``(day of the drop, day on which it was taken back)`` s
    """
    if not dropped:
        return [None] * len(periods)
    soon = timedelta(days=SHORTEST_FIRST - 1)
    return [
        min(
            (
                first
                for first, back in dropped
                if first < back and first <= period.due < back + soon
            ),
            default=None,
        )
        for period in periods
    ]


def assign(reports, periods, grace_days, dropped=()):
    """Say of each check-in whether it was on time, late or extra.

    A period is met by when somebody spoke, not by the date they wrote: a check-in
    meets the earliest period that is unmet and within its grace, else the one that it
    was entered in. One dated in a period whose grace was over meets none, and none
    meets a period that a drop has freed before.

    :param reports: check-ins in any order, each with the attributes of :class:`Report`
    :param periods: list of :class:`Period`
    :param grace_days: days after the due day that still count, as late
    :param dropped: as in :func:`freed`
    :return: :class:`Assigned`
    """
    met = [None] * len(periods)
    timeliness = [None] * len(reports)
    spoken = [index for index, report in enumerate(reports) if report.entered_on]
    # Of what one wrote on the same day, that of the earlier day comes first.
    spoken.sort(key=lambda index: (reports[index].entered_on, reports[index].date))
    grace, first, free_from = timedelta(days=grace_days), 0, freed(periods, dropped)
    for index in spoken:
        report = reports[index]
        timeliness[index] = EXTRA
        while first < len(periods) and periods[first].due + grace < report.entered_on:
            first += 1
        # A day before the first period lies in none that could be over.
        over = first and periods[0].opens <= report.date <= periods[first - 1].due
        if report.in_review or over:
            continue
        number = first
        while number < len(periods) and periods[number].opens <= report.entered_on:
            free = free_from[number]
            if not met[number] and not (free and free < report.entered_on):
                in_time = report.entered_on <= periods[number].due
                met[number] = timeliness[index] = ON_TIME if in_time else LATE
                break
            number += 1
    return Assigned(timeliness, met)


def next_due(assigned, periods, alive_on=None, dropped=()):
    """Return the day by which the next check-in is asked for, None after the last.

    It is the due day of the first period after the last one that was met: a
    day in the past where check-ins were left out since.

    :param alive_on: a day on which the source of the value answered by itself, which
        counts like a check-in of that day
    :param dropped: as in :func:`freed`
    """
    last = max((index for index, met in enumerate(assigned.periods) if met), default=-1)
    last = max(last, len(answered(periods, alive_on)) - 1)
    free_from = freed(periods, dropped)
    return next(
        (
            period.due
            for period, free in zip(
                periods[last + 1 :], free_from[last + 1 :], strict=True
            )
            if not free
        ),
        None,
    )


def answered(periods, alive_on):
    """Return the periods in which a source answered by itself: nobody is asked there.

    :param alive_on: the last day on which it answered, None where none did
    """
    return [period for period in periods if alive_on and period.opens <= alive_on]


def outcomes(assigned, periods, grace_days, day, left_out=()):
    """Return what has become of each period by a day.

    :param day: today; a period is missed once its grace is over
    :param left_out: periods not to count, such as those of approved leave
    :return: list of ``on_time``, ``late``, ``missed``, ``open`` or ``left_out``
    """
    grace, result = timedelta(days=grace_days), []
    for period, met in zip(periods, assigned.periods, strict=True):
        if period in left_out:
            result.append(LEFT_OUT)
        elif met:
            result.append(met)
        else:
            result.append(MISSED if period.due + grace < day else OPEN)
    return result
