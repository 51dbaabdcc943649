"""How far a key result or an objective has come."""

from datetime import timedelta

#: Directions that ask a value to stay somewhere.
BANDS = ("at_least", "at_most", "range")
#: Values go up to here: beyond it a float no longer tells one from the next.
LARGEST_VALUE = 1e15
# A tiny way and a huge value make a share that no sum, no JSON and nobody can hold.
_FARTHEST = 1e30


def clamp(number, low=0.0, high=1.0):
    """Return ``number`` moved into ``low..high``.

    >>> clamp(1.2), clamp(-3), clamp(0.4)
    (1.0, 0.0, 0.4)
    """
    return min(max(number, low), high)


def attainment(start, target, current):
    """Return the share of the way from start to target, not capped.

    One formula serves rising and falling numbers: the signs cancel out.

    :param start: value at the outset, in the metric's unit
    :param target: value to reach, in the metric's unit
    :param current: value in force, in the metric's unit
    :return: 0.0 at the start, 1.0 at the target; negative on the wrong side of
        the start, above 1.0 beyond the target
    :raise ValueError: if start and target are equal: there is no way to travel

    >>> attainment(20, 40, 25), attainment(50, 10, 40), attainment(-10, 10, 0)
    (0.25, 0.25, 0.5)
    """
    if target == start:
        raise ValueError("the target equals the start value")
    return clamp((current - start) / (target - start), -_FARTHEST, _FARTHEST)


def milestone_progress(milestones):
    """Return the weighted share of milestones reached.

    :param milestones: iterable of ``(weight, is_reached)``
    :return: 0.0-1.0, or None where no milestone has a weight

    >>> milestone_progress([(1, True), (3, False)])
    0.25
    """
    return weighted_mean((weight, float(reached)) for weight, reached in milestones)


def weighted_mean(parts):
    """Return ``sum(w * x) / sum(w)`` over the parts whose weight is positive.

    :param parts: iterable of ``(weight, number)``
    :return: the mean, or None where no part has a positive weight: "no data"
        is an answer of its own and never 0

    >>> weighted_mean([(30, 0.84), (30, 0.80), (40, 0.90)])
    0.852
    >>> weighted_mean([(0, 0.5)]) is None
    True
    """
    parts = [(weight, number) for weight, number in parts if weight > 0]
    if not parts:
        return None
    # Shares of the largest weight: neither huge nor tiny ones are lost in the sum.
    largest = max(weight for weight, _number in parts)
    total = sum(weight / largest for weight, _number in parts)
    weighted = sum(weight / largest * number for weight, number in parts)
    return round(weighted / total, 12)


def is_far(value, known, times=3):
    """Tell whether a value lies far beyond all that is known.

    :param known: numbers, at least one: where it began, where it is to go, where it was
    :param times: how many times the way between them is far

    >>> is_far(999_999, [0, 20]), is_far(80, [0, 20]), is_far(81, [0, 20])
    (True, False, True)
    >>> is_far(-41, [5]), is_far(20, [5])
    (True, False)
    """
    low, high = min(known), max(known)
    way = (high - low) or max(abs(high), 1)
    return not low - times * way <= value <= high + times * way


def is_inside(direction, value, target=0.0, range_min=0.0, range_max=0.0):
    """Tell whether a value is where an at_least, at_most or range metric wants it.

    Bounds belong to the inside.

    >>> is_inside("at_least", 5, target=5), is_inside("range", 9, 0, 2, 8)
    (True, False)
    """
    if direction == "at_least":
        return value >= target
    if direction == "at_most":
        return value <= target
    if direction == "range":
        return range_min <= value <= range_max
    raise ValueError(f"{direction!r} has no inside")


def share_inside(readings, start_value, inside, first_day, last_day):
    """Return the share of days on which the value in force was inside.

    The values are a step function that begins with ``start_value``: each reading
    holds from its own day until the day before the next one. Both ends count,
    and being far inside earns nothing.

    :param readings: ``(date, value)`` and whatever follows, in order of date; of two on
        one day the later counts
    :param start_value: value in force before the first reading
    :param inside: function of a value, true where it is inside
    :param first_day: first day counted (the day the plan begins); what was read
        before it says what is in force on it and counts no day
    :param last_day: last day counted (today, or the plan's last day if earlier)
    :return: 0.0-1.0; 0.0 before the first day has come
    """
    days = (last_day - first_day).days + 1
    if days <= 0:
        return 0.0
    good = 0
    value, since = start_value, first_day
    for date, next_value, *_rest in readings:
        if date > last_day:
            break
        if date > since:
            if inside(value):
                good += (date - since).days
            since = date
        value = next_value
    if inside(value):
        good += (last_day + timedelta(days=1) - since).days
    return good / days
