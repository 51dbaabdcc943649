"""What was known on a day: figures of a past day, from plain values.

A past day counts what had been entered by its end, what ran on it, and the plans as
they stood then. The figures are those that :func:`~.figures.measure` would have given
on that day, so that what was shown is shown again.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from . import status
from .alignment import WAITING, contribution, link_state
from .figures import MEASURES, KeyResultInput, measure, value_and_progress
from .original_plan import original_plan
from .plan import linear_expected
from .progress import weighted_mean

#: the ledger's names of what a plan consists of: what the arithmetic calls it
PLAN_NAMES = {
    **{name: name for name in MEASURES},
    "date_start": "start_date",
    "date_end": "end_date",
}


class Change(NamedTuple):
    """One row of the ledger of a plan."""

    date: date
    #: the field as the ledger names it
    name: str
    #: what it was before; of a plan point ``(day or None, value)``, of a milestone or
    #: work ``(weight, is reached)``
    old: object
    #: which of several parts of the plan it was, such as a milestone
    part: int | None = None
    #: ``added`` or ``removed``, where a part came or went
    became: str | None = None


class Said(NamedTuple):
    """A check-in, and the day on which it became known."""

    entered_on: date
    reading: object
    #: 0.0-1.0, None where none was given
    confidence: float | None = None


class Request(NamedTuple):
    """One request that a link may count, and its answer."""

    asked_on: date
    #: None while it waits
    answered_on: date | None
    #: ``waiting``, ``accepted``, ``declined`` or ``withdrawn``
    state: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Goal:
    """What key results and objectives share: when they ran, what they weighed."""

    id: int
    weight: float = 1.0
    #: ``active``, ``done`` or ``cancelled``
    state: str = "active"
    #: the day from which it ran; None: since ever
    since: date | None = None
    #: the day on which it was dropped
    dropped_on: date | None = None
    #: its ledger, the earliest change first
    changes: tuple = ()
    #: the day on which its cycle was closed, and its figures as they stand since
    frozen_on: date | None = None
    frozen: object = None

    def runs(self, day):
        """Tell whether it counted at the end of a day."""
        if self.since and self.since > day:
            return False
        # None before it was added to what ran already
        state = self.as_it_stood(day, state=self.state)["state"]
        if state != "cancelled":
            return bool(state)
        # A drop that the ledger does not know is known by its day alone.
        return bool(self.dropped_on and self.dropped_on > day)

    def changed_since(self, day):
        """Tell whether its plan was changed after a day."""
        return any(row.date > day for row in self.changes)

    def as_it_stood(self, day, **current):
        """Return values of the plan as they stood at the end of a day.

        :param current: ``{name as in the ledger: value today}``
        """
        if not self.changes:
            return current
        later = [(row.name, row.old) for row in self.changes if row.date > day]
        return original_plan(current, later)


@dataclass(frozen=True, kw_only=True, eq=False)
class KeyResultPast(Goal):
    """A key result with all that was ever known of it."""

    #: as it is today, without its check-ins
    plan: KeyResultInput
    #: its check-ins, by the day they hold for, of one day the first entered first
    said: tuple = ()
    #: ``linear``, ``points`` or ``seasonal``
    plan_kind: str = "linear"
    #: ``{id: (date, value)}`` of its plan points
    points: dict = field(default_factory=dict)
    #: ``{id: (weight, day reached or None)}`` of its milestones
    milestones: dict = field(default_factory=dict)
    #: ``{id: (weight, is done)}`` of the work, at the end of days, by day
    work: dict = field(default_factory=dict)
    #: whether the work counts
    counts_work: bool = False
    #: the last day of its cycle
    cycle_end: date | None = None
    #: the day on which its objective was done
    done_on: date | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class ObjectivePast(Goal):
    """An objective with its parts."""

    key_results: tuple = ()
    #: ``(id, shares readers, requests)`` of what is aligned to it
    children: tuple = ()
    #: ``key_results``, ``aligned`` or ``both``
    rollup: str = "key_results"
    start_date: date | None = None
    end_date: date | None = None
    thresholds: status.Thresholds = field(default_factory=status.Thresholds)


class KeyResultOnDay(NamedTuple):
    """How a key result stood; fractions are 0.0-1.0."""

    value: float
    progress: float
    expected_progress: float
    #: None where nobody asked
    status: str | None
    #: None where nobody gave one
    confidence: float | None
    #: somebody or something had told how far it was; None where nobody asked
    has_data: bool | None


class ObjectiveOnDay(NamedTuple):
    """How an objective stood; fractions are 0.0-1.0, None where there were none."""

    progress: float | None
    expected_progress: float
    confidence: float | None
    #: None where nobody asked
    status: str | None
    #: ``{id: KeyResultOnDay}`` of the key results that counted
    key_results: dict


def input_on(past, day):
    """Return the :class:`~.figures.KeyResultInput` that was known on a day.

    :param past: :class:`KeyResultPast`
    """
    plan, stood, kind = past.plan, {}, past.plan_kind
    if past.changed_since(day):
        current = {name: getattr(plan, ours) for name, ours in PLAN_NAMES.items()}
        stood = past.as_it_stood(day, **current)
        kind = past.as_it_stood(day, plan_kind=kind)["plan_kind"]
    known = {
        **{PLAN_NAMES[name]: value for name, value in stood.items()},
        "plan_points": _points_on(past, day) if _has_points(past, kind, day) else (),
        "seasonal": plan.seasonal if kind == "seasonal" else (),
        "cancelled": False,
        "dropped": tuple(days for days in plan.dropped if days[1] <= day),
        "tracked": plan.has_cycle and not _is_done(past, day),
        "tracked_until": _tracked_until(past),
        "alive_on": plan.alive_on and min(plan.alive_on, day),
        "readings": tuple(said.reading for said in past.said if said.entered_on <= day),
        "milestones": _milestones_on(past, day),
    }
    # As dataclasses.replace, which takes twice as long
    return KeyResultInput(**{**vars(plan), **known})


def _parts_later(past, name, day):
    """Return the rows of a ledger about parts of a plan after a day, latest first."""
    return [
        row for row in reversed(past.changes) if row.name == name and row.date > day
    ]


def _has_points(past, kind, day):
    """Tell whether a plan went by its points, if it had any.

    :param kind: what the plan was called
    """
    if kind != "linear":
        return kind == "points"
    # A plan that lost its points is called straight today, whatever it was then
    named = any(row.name == "plan_kind" and row.date > day for row in past.changes)
    return not past.points and not named


def _points_on(past, day):
    points = dict(past.points)
    for row in _parts_later(past, "plan_ids", day):
        if row.became == "added":
            points.pop(row.part, None)
            continue
        known = points.get(row.part, (None, None))
        date, value = row.old
        # Earlier ledgers did not keep the day of a point
        if date or known[0]:
            points[row.part] = (date or known[0], value)
    return tuple(sorted(points.values()))


def _milestones_on(past, day):
    """Return ``(weight, is reached)`` of milestones, and of the work that counts."""
    parts = {
        part: (weight, reached_on is not None and reached_on <= day)
        for part, (weight, reached_on) in past.milestones.items()
    }
    parts = _parts_on(past, "milestone_ids", parts, day)
    counted = past.as_it_stood(day, count_initiatives=past.counts_work)
    if not counted["count_initiatives"]:
        return parts
    return parts + _parts_on(past, "initiative_ids", past.work.get(day, {}), day)


def _parts_on(past, name, known, day):
    """Return ``(weight, is reached)`` of parts of a plan, as they weighed on a day.

    :param known: ``{id: (weight today, reached by that day)}`` of those there are
    """
    parts = dict(known)
    for row in _parts_later(past, name, day):
        if row.became == "removed":
            # Of what is gone it is known how it was when it went
            reached = known[row.part][1] if row.part in known else row.old[1]
            parts[row.part] = (row.old[0], reached)
        elif row.part in parts:
            # What was added, or taken up again, counted nowhere before
            weight = 0.0 if row.became == "added" else row.old[0]
            parts[row.part] = (weight, parts[row.part][1])
    return tuple(parts.values())


def _is_done(past, day):
    return past.done_on is not None and past.done_on <= day


def _tracked_until(past):
    """Return the last day on which a check-in that was left out tells, or None."""
    return min((each for each in (past.cycle_end, past.done_on) if each), default=None)


def key_result_on(past, day, with_status=True):
    """Return the :class:`KeyResultOnDay` of a key result that ran on a day.

    :param with_status: tell its status, too, which takes most of the time
    """
    if past.frozen_on and past.frozen_on <= day:
        return past.frozen
    known = input_on(past, day)
    sure = [
        said.confidence
        for said in past.said
        if said.entered_on <= day and said.confidence is not None
    ]
    confidence = sure[-1] if sure else None
    if not with_status:
        return KeyResultOnDay(*value_and_progress(known, day), None, confidence, None)
    figures = measure(known, day, with_forecast=False)
    return KeyResultOnDay(
        value=figures.current_value,
        progress=figures.progress,
        expected_progress=figures.expected_progress,
        status=figures.status,
        confidence=confidence,
        has_data=figures.is_measured,
    )


def objectives_on(pasts, day, with_status=True):
    """Return ``{id: ObjectiveOnDay}`` of the objectives that ran on a day.

    :param pasts: ``{id: ObjectivePast}``, with all that is aligned to those of them
        that are measured by what is aligned
    :param with_status: tell statuses, too, which takes most of the time
    """
    found, asked = {}, set()

    def on_day(objective_id):
        if objective_id not in asked:
            # Asked once: circles, which nobody may make, would end here, too
            asked.add(objective_id)
            past = pasts[objective_id]
            if past.runs(day):
                found[objective_id] = _objective_on(past, day)
        return found.get(objective_id)

    def _objective_on(past, day):
        live = {
            part: key_result_on(part, day, with_status) for part in _live(past, day)
        }
        if past.frozen_on and past.frozen_on <= day:
            figures = {part.id: figure for part, figure in live.items()}
            return past.frozen._replace(key_results=figures)
        weights = {
            part: part.as_it_stood(day, weight=part.weight)["weight"] for part in live
        }
        rollup = past.as_it_stood(day, rollup=past.rollup)["rollup"]
        parts = []
        if rollup != "aligned":
            parts += [(weights[part], live[part].progress) for part in live]
        if rollup != "key_results":
            parts += list(_aligned_parts(past, day))
        return _rolled_up(past, day, weighted_mean(parts), weights, live)

    def _aligned_parts(past, day):
        for child_id, shares_readers, requests in past.children:
            child = pasts.get(child_id)
            figures = child and on_day(child_id)
            if not figures:
                continue
            weight = child.as_it_stood(day, weight=child.weight)["weight"]
            reason = contribution(
                live=True,
                shares_readers=shares_readers,
                allowed=link_state(states_on(requests, day)).counts,
                measured=figures.progress is not None,
                weight=weight,
            )
            if reason == "counts":
                yield weight, figures.progress

    for objective_id in pasts:
        on_day(objective_id)
    return found


def _live(past, day):
    return [part for part in past.key_results if part.runs(day)]


def _rolled_up(past, day, mean, weights, live):
    expected = weighted_mean(
        (weights[part], figure.expected_progress) for part, figure in live.items()
    )
    if expected is None:
        dated = past.start_date and past.end_date
        expected = (
            linear_expected(past.start_date, past.end_date, day) if dated else 0.0
        )
    statuses = [figure.status for figure in live.values()]
    if None in statuses:
        word = None
    else:
        word = status.weakest(statuses) or status.mean_status(
            mean, expected, past.thresholds
        )
    return ObjectiveOnDay(
        progress=mean,
        expected_progress=expected,
        confidence=weighted_mean(
            (weights[part], figure.confidence)
            for part, figure in live.items()
            if figure.confidence is not None
        ),
        status=word,
        key_results={part.id: figure for part, figure in live.items()},
    )


def states_on(requests, day):
    """Return the states of requests as they were known at the end of a day.

    >>> states_on([Request(1, 3, "declined"), Request(4, None, "waiting")], 2)
    ['waiting']
    >>> states_on([Request(1, 3, "declined"), Request(4, None, "waiting")], 5)
    ['declined', 'waiting']
    """
    states = []
    for request in requests:
        if request.asked_on <= day:
            answered = request.answered_on is not None and request.answered_on <= day
            states.append(request.state if answered else WAITING)
    return states


def mean(numbers):
    """Return the unweighted mean of numbers, None of none; None among them are none.

    >>> mean([0.2, None, 0.4]), mean([None])
    (0.3, None)
    """
    return weighted_mean((1, number) for number in numbers if number is not None)


class Summary(NamedTuple):
    """Unweighted means over the objectives that were measured; None of none."""

    progress: float | None
    expected_progress: float | None
    confidence: float | None


def summary(objectives):
    """Return the :class:`Summary` of some :class:`ObjectiveOnDay`."""
    measured = [each for each in objectives if each.progress is not None]
    return Summary(
        mean(each.progress for each in measured),
        mean(each.expected_progress for each in measured),
        mean(each.confidence for each in measured),
    )


def weekly_days(first, last, weekday):
    """Return the days of a weekday from the first day on, and the last day.

    >>> [d.isoformat() for d in weekly_days(date(2026, 1, 5), date(2026, 1, 20), 4)]
    ['2026-01-09', '2026-01-16', '2026-01-20']
    """
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    days = []
    while day < last:
        days.append(day)
        day += timedelta(days=7)
    return [*days, last] if first <= last else []
