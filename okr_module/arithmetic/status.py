"""One word for how things stand: of a key result, of a mean, the weakest of some.

When a key result is overdue by its plan: ``figures.py: _next_due``. When its owner has
missed a check-in, leave left out: ``rhythm/reckoning.py``. Who asks for an objective:
``models/objective/okr_objective_progress.py: _weakest_status``.
"""

from typing import NamedTuple

#: From the weakest to the strongest: an objective is as its weakest key result.
WEAKEST_FIRST = (
    "off_track",
    "overdue",
    "at_risk",
    "no_data",
    "too_early",
    "on_track",
    "achieved",
)
#: of which somebody should know
WEAK = ("at_risk", "off_track", "overdue")


class Thresholds(NamedTuple):
    """Where one status ends and the next begins; settings of a company."""

    #: expected progress below which nothing is judged
    too_early: float = 0.10
    #: progress / expected from which a key result is on track
    on_track: float = 0.9
    #: progress / expected from which a key result is at risk, below it off track
    at_risk: float = 0.7


def at_or_above(number, bound):
    """Compare without the noise of float division: 0.63 / 0.7 is 0.9."""
    return round(number, 9) >= round(bound, 9)


def ratio_status(progress, expected, thresholds):
    """Return on_track, at_risk or off_track for progress against expected.

    :param expected: 0.0-1.0; with 0.0 nothing is asked yet, so it is on track
    """
    ratio = progress / expected if expected else 1.0
    if at_or_above(ratio, thresholds.on_track):
        return "on_track"
    return "at_risk" if at_or_above(ratio, thresholds.at_risk) else "off_track"


def key_result_status(
    *,
    cancelled,
    progress,
    expected,
    overdue,
    has_checkin,
    thresholds,
    inside_now=None,
    ended=False,
    begins=False,
):
    """Return the status of a key result; the first rule that fits wins.

    :param progress: 0.0-1.0 (for at_least, at_most and range the share of days)
    :param expected: 0.0-1.0
    :param overdue: a due check-in and its grace are past: ``figures.py: _next_due``
        says from which day on
    :param inside_now: for at_least, at_most and range whether the value in force
        is inside; None for every other metric
    :param ended: the last day of the plan has come
    :param begins: it was started today: nothing is born late
    """
    if cancelled:
        return "cancelled"
    band = inside_now is not None
    if at_or_above(progress, 1.0) and (ended or not band):
        return "achieved"
    if overdue:
        return "overdue"
    if not has_checkin:
        return "no_data"
    if begins or not at_or_above(expected, thresholds.too_early):
        return "too_early"
    if not band:
        return ratio_status(progress, expected, thresholds)
    if not inside_now:
        return "off_track"
    return "on_track" if at_or_above(progress, thresholds.on_track) else "at_risk"


def mean_status(progress, expected, thresholds):
    """Return the status of progress alone, such as a mean; None is no data."""
    return key_result_status(
        cancelled=False,
        progress=progress or 0.0,
        expected=expected or 0.0,
        overdue=False,
        has_checkin=progress is not None,
        thresholds=thresholds,
    )


def weakest(statuses):
    """Return the weakest of some statuses, None of none.

    >>> weakest(["on_track", "overdue", "achieved"])
    'overdue'
    """
    return min(statuses, key=WEAKEST_FIRST.index, default=None)
