"""Which check-ins were due, what became of them, and who is told so on which day.

One that is missed here is somebody's: leave and holidays are left out. A key result
itself is overdue by its plan alone, ``arithmetic/figures.py: _next_due``.
"""

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
    #: ``(day of a drop, day on which it was taken back)`` s, its own or its objective's
    dropped: tuple = ()
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


def reckon(owed, working_days, day):
    """Say of each period of a key result what has become of it on a day.

    :param owed: :class:`Owed`, with the check-ins entered by that day
    :param working_days: :class:`WorkingDays` of its owner
    :param day: as of the end of that day
    :return: list of :class:`Reckoned`, the earliest first
    """
    periods = owed.periods()
    assigned = schedule.assign(owed.checkins, periods, owed.grace_days, owed.dropped)
    free_from = schedule.freed(periods, owed.dropped)
    left_out = {
        period
        for period, met, free in zip(periods, assigned.periods, free_from, strict=True)
        if (free and not met) or _is_left_out(owed, period, met, working_days, day)
    }
    words = schedule.outcomes(assigned, periods, owed.grace_days, day, left_out)
    return list(map(Reckoned, periods, words))


class Kept(NamedTuple):
    """What became of the periods of a key result, a bit for each: the first is 1.

    The same as :func:`reckon`, for thousands of key results at once.
    """

    #: tuple of :class:`schedule.Period` s
    periods: tuple
    on_time: int
    late: int
    missed: int

    def counts(self):
        """Return how many were on time, late and missed."""
        return (
            self.on_time.bit_count(),
            self.late.bit_count(),
            self.missed.bit_count(),
        )


def kept(owed, working_days, day):
    """Return :func:`reckon` of a key result as :class:`Kept`."""
    bits = dict.fromkeys((schedule.ON_TIME, schedule.LATE, schedule.MISSED), 0)
    reckoned = reckon(owed, working_days, day)
    for number, (_period, word) in enumerate(reckoned):
        if word in bits:
            bits[word] |= 1 << number
    return Kept(tuple(period for period, _word in reckoned), *bits.values())


class Keeping:
    """Says what became of periods where it is known already which were met.

    Each plan, and each person's leave in it, is looked through once.
    """

    def __init__(self, day):
        """:param day: as of the end of that day"""
        self.day = day
        # Kept here, a plan is known by its id as long as this lasts
        self._plans, self._past, self._free, self._excused = {}, {}, {}, {}

    def kept(
        self,
        plan,
        grace_days,
        working_days,
        on_time,
        late,
        alive_on=None,
        done_on=None,
        dropped=(),
    ):
        """Return :class:`Kept` of a key result.

        :param plan: ``(first day, last day, interval, weekday)``
        :param working_days: :class:`WorkingDays` of its owner; the same object for the
            same owner
        :param on_time: bits of the weeks whose period was met on time, each week ending
            on the due weekday, from the one of the first day on
        :param late: those whose period was met late
        :param alive_on: as in :class:`Owed`
        :param done_on: as in :class:`Owed`
        :param dropped: as in :class:`Owed`
        """
        periods, joins = self._plan(plan)
        if joins:
            on_time, late = on_time >> 1 | on_time & 1, late >> 1 | late & 1
        left_out = self._excused_bits(periods, working_days)
        if alive_on:
            left_out |= _bits(period.opens <= alive_on for period in periods)
        missed = self._past_bits(periods, grace_days) & ~(on_time | late) & ~left_out
        if done_on:
            missed &= ~_bits(done_on <= min(p.due, self.day) for p in periods)
        if dropped:
            missed &= ~_bits(map(bool, schedule.freed(periods, dropped)))
        return Kept(periods, on_time & ~left_out, late & ~left_out, missed)

    def _plan(self, plan):
        """Return ``(periods, whether the first week joins the next)``."""
        if plan not in self._plans:
            periods = schedule.all_checkin_periods(*plan)
            joins = bool(periods) and (periods[0].due - plan[0]).days >= 7
            self._plans[plan] = periods, joins
        return self._plans[plan]

    def _past_bits(self, periods, grace_days):
        key = (id(periods), grace_days)
        if key not in self._past:
            grace = timedelta(days=grace_days)
            self._past[key] = _bits(p.due + grace < self.day for p in periods)
        return self._past[key]

    def _excused_bits(self, periods, days):
        key = (id(periods), id(days))
        if key not in self._excused:
            bits = self._free_bits(periods, days)
            if days.away:
                for number, period in enumerate(periods):
                    if not bits >> number & 1 and days.is_free_all(*period):
                        bits |= 1 << number
            self._excused[key] = bits
        return self._excused[key]

    def _free_bits(self, periods, days):
        """Return the periods in which nobody works who has these weekdays."""
        key = (id(periods), days.weekdays, days.closed)
        if key not in self._free:
            common = replace(days, away=frozenset())
            self._free[key] = _bits(common.is_free_all(*p) for p in periods)
        return self._free[key]


def _bits(tests):
    return sum(1 << number for number, holds in enumerate(tests) if holds)


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


class Asked(NamedTuple):
    """What is asked for next of a key result."""

    #: the day by which a check-in is asked for, a working day where there is one
    due: date
    #: whether it, and its grace, went by without a word: leave and holidays are no miss
    is_missed: bool


def asked_for(owed, working_days, day):
    """Return what is asked for of a key result on a day, as :class:`Asked`.

    The earliest period that was left out without a word since, else the one that runs
    or comes next. None where nothing is asked for any more.

    :param owed: :class:`Owed`, with the check-ins entered by that day
    :param working_days: :class:`WorkingDays` of its owner
    """
    last = owed.checkins[-1].entered_on if owed.checkins else None
    for period, outcome in reckon(owed, working_days, day):
        if outcome == schedule.MISSED and not (last and last >= period.opens):
            return Asked(period.due, True)
        if outcome == schedule.OPEN:
            due = working_days.last_until(period.due)
            return Asked(due if due >= period.opens else period.due, False)
    return None


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
    for period, outcome in reversed(reckon(owed, working_days, day)):
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
