"""Which aligned objectives count in what they contribute to, and why others do not."""

from typing import NamedTuple

WAITING, ACCEPTED, DECLINED, WITHDRAWN = "waiting", "accepted", "declined", "withdrawn"


class LinkState(NamedTuple):
    """How one link between two objectives stands."""

    #: ``waiting``, ``accepted``, ``declined``, or None where nobody was asked
    state: object
    #: whether the link may count
    counts: bool


def link_state(history):
    """Return the :class:`LinkState` of a link after all that was asked and answered.

    A link counts from the start, also while it waits, until it is declined. Whoever
    asks again after that waits without counting: else a refusal could be undone by
    asking.

    :param history: states of the requests for one link, the oldest first

    >>> link_state([]), link_state(["waiting"])
    (LinkState(state=None, counts=True), LinkState(state='waiting', counts=True))
    >>> link_state(["declined", "waiting"])
    LinkState(state='waiting', counts=False)
    """
    state, counts = None, True
    for answer in history:
        if answer == WITHDRAWN:
            continue
        state = answer
        if answer != WAITING:
            counts = answer == ACCEPTED
    return LinkState(state, counts)


def contribution(*, live, shares_readers, allowed, measured, weight):
    """Return ``counts``, or the first reason why an aligned objective does not.

    :param live: it is active or done
    :param shares_readers: whoever may read the objective above may read it as well
    :param allowed: its link may count, see :func:`link_state`
    :param measured: there is something that measures it
    :param weight: its weight in the objective above, from 0 upwards
    :return: ``not_live``, ``hidden``, ``declined``, ``unmeasured``, ``weightless``
        or ``counts``
    """
    for reason, applies in (
        ("not_live", not live),
        ("declined", not allowed),
        ("hidden", not shares_readers),
        ("unmeasured", not measured),
        ("weightless", not weight > 0),
    ):
        if applies:
            return reason
    return "counts"
