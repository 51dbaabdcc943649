"""The plan before anybody changed it, and how far a value would have come by it."""

from dataclasses import replace

from .figures import MEASURES, attained, value_in_force
from .progress import clamp


def original_plan(current, changes):
    """Return the plan as it was before the first of its changes.

    :param current: ``{field: value}`` of the plan as it is
    :param changes: ``(field, old value)``, the earliest first

    >>> original_plan({"a": 3, "b": 1}, [("a", 1), ("a", 2)])
    {'a': 1, 'b': 1}
    """
    plan = dict(current)
    for name, old in reversed(changes):
        if name in plan:
            plan[name] = old
    return plan


def original_progress(key_result, changes, day):
    """Return the progress that the same values are against the original plan.

    :param key_result: :class:`~.figures.KeyResultInput` with the plan as it is
    :param changes: ``(field, old value)`` of :data:`~.figures.MEASURES`, the earliest
        first;
        others are passed over
    :param day: today in the company's time zone
    :return: 0.0-1.0
    """
    current = {name: getattr(key_result, name) for name in MEASURES}
    before = replace(key_result, **original_plan(current, changes))
    value = value_in_force(before, before.readings)
    return clamp(attained(before, value, before.readings, day))


def course(changes, current, first_day, last_day):
    """Return a number that was changed as ``(date, value)``, held between two of them.

    :param changes: ``(date, old value, new value)``, the earliest first
    :param current: the number as it is
    :param first_day: where the line begins
    :param last_day: where it ends

    >>> course([(3, 10.0, 8.0)], 8.0, 1, 9)
    [(1, 10.0), (3, 8.0), (9, 8.0)]
    """
    line = {first_day: changes[0][1] if changes else current}
    for date, _old, new in changes:
        line[min(max(date, first_day), last_day)] = new
    line[last_day] = current
    return sorted(line.items())
