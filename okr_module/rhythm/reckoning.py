"""Which check-ins were due, and what became of them."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from ..arithmetic import schedule


@dataclass(frozen=True, kw_only=True)
class Owed:
    """A key result as far as somebody owes check-ins on it."""

    #: the first day from which check-ins are asked for, and the last
    start_date: date
    end_date: date
    interval: str = "week"
    #: 0 Monday to 6 Sunday
    weekday: int = 4
    grace_days: int = 0
    #: what persons checked in, as :class:`schedule.Report` s in the order they came
    checkins: tuple = ()
    #: the last day on which a linked source answered by itself
    alive_on: date | None = None
    #: the day on which it, or its objective, was dropped
    dropped_on: date | None = None
    #: the day on which its objective was done
    done_on: date | None = None

    def periods(self):
        """Return its :class:`schedule.Period` s."""
        return schedule.checkin_periods(
            self.start_date, self.end_date, self.interval, self.weekday
        )

    def without_source(self):
        """Return it as if no source answered for it: what its owner is asked for."""
        return replace(self, alive_on=None)


class Reckoned(NamedTuple):
    """A period and what became of it on a day.

    ``outcome``: one of the words of :mod:`schedule`; ``open`` is a period in which, or
    in the grace of which, there is time left, or one that has not come.
    """

    period: schedule.Period
    outcome: str


def outcomes(owed, working_days, day):
    """Say of each period of a key result what has become of it on a day.

    :param owed: :class:`Owed`, with the check-ins entered by that day
    :param working_days: :class:`WorkingDays` of its owner
    :param day: as of the end of that day
    :return: list of :class:`Reckoned`, the earliest first
    """
    periods = owed.periods()
    outcome = schedule.assign(owed.checkins, periods, owed.grace_days)
    left_out = {
        period
        for period, met in zip(periods, outcome.periods, strict=True)
        if _is_left_out(owed, period, met, working_days, day)
    }
    words = schedule.outcomes(outcome, periods, owed.grace_days, day, left_out)
    return list(map(Reckoned, periods, words))


def tally(owed, working_days, day):
    """Return how many periods were on time, late and missed by a day, as a tuple."""
    return schedule.counted(
        [each.outcome for each in outcomes(owed, working_days, day)]
    )


class ReminderDays(NamedTuple):
    """The days on which something is said about a period; None for never."""

    due: date | None
    overdue: date
    escalation: date


def days_of_reminders(owed, period, working_days):
    """Return the :class:`ReminderDays` of a period.

    ``due`` on its due day, or the working day before it when that is free; ``overdue``
    on the first working day after the grace; ``escalation`` on the next one.

    :param working_days: :class:`WorkingDays` of the owner
    """
    due = working_days.last_until(period.due)
    over = period.due + timedelta(days=owed.grace_days + 1)
    overdue = working_days.first_from(over)
    return ReminderDays(
        due if due >= period.opens else None,
        overdue,
        working_days.first_from(overdue + timedelta(days=1)),
    )


def reminders(owed, working_days, day, manager_days=None):
    """Return ``(kind, period)`` of all that is to be said of a key result on a day.

    :param owed: :class:`Owed`, with the check-ins entered by that day
    :param working_days: :class:`WorkingDays` of the owner
    :param manager_days: those of the owner's manager, who is told of a silence on a
        working day of their own; None where nobody is
    :return: list; ``kind`` is ``due``, ``overdue`` or ``escalation``
    """
    last = owed.checkins[-1].entered_on if owed.checkins else None
    said = []
    for period, outcome in reversed(outcomes(owed, working_days, day)):
        if outcome == schedule.LEFT_OUT or period.opens > day:
            continue
        if outcome not in (schedule.OPEN, schedule.MISSED) or (
            last and last >= period.opens
        ):
            # Whoever has checked in meanwhile is not reminded of what is past.
            break
        days = days_of_reminders(owed, period, working_days)
        if outcome == schedule.OPEN:
            if day == days.due:
                said.append(("due", period))
        elif day == days.overdue:
            said.append(("overdue", period))
        elif manager_days and manager_days.first_from(days.escalation) == day:
            said.append(("escalation", period))
    return said


def _is_left_out(owed, period, met, working_days, day):
    if owed.dropped_on and owed.dropped_on <= day:
        return True
    if owed.done_on and owed.done_on <= min(period.due, day) and not met:
        return True
    if owed.alive_on and period.opens <= owed.alive_on:
        return True
    return working_days.is_free_all(*period)
