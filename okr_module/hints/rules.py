"""The rules of a good objective and a good key result."""

from dataclasses import dataclass
from typing import NamedTuple

from ..arithmetic.progress import BANDS
from .words import names_number, wishes

#: more of them, and none gets its time
MOST_OBJECTIVES = 5
FEWEST_KEY_RESULTS = 2
MOST_KEY_RESULTS = 5
#: what a form offers for a new key result
OFFERED_START, OFFERED_TARGET = 0.0, 100.0

#: all codes there are, in the order in which they are said
CODES = (
    "same_sentence",
    "no_owner",
    "many_objectives",
    "not_aligned",
    "few_key_results",
    "many_key_results",
    "only_yes_no",
    "wish",
    "no_measure",
    "target_reached",
    "target_far",
)


class Hint(NamedTuple):
    """One hint: what kind, beside which field, and what its sentence needs."""

    code: str
    field: str
    values: dict


@dataclass(frozen=True)
class KeyResultFacts:
    """What is known of a key result while it is written.

    Values are in the metric's unit.
    """

    name: str
    metric_type: str = "number"
    direction: str = "increase"
    start_value: float = OFFERED_START
    target_value: float = OFFERED_TARGET
    range_min: float = 0.0
    range_max: float = 0.0
    unit: str = ""
    has_owner: bool = True
    #: it takes its value from a KPI that Odoo holds
    is_linked: bool = False
    #: people have not begun to work to it: its target can still be chosen
    is_draft: bool = True
    #: number of milestones, work that counts among them
    milestones: int = 0
    #: where the linked KPI stands, None where that is not known
    kpi_value: float | None = None
    #: values it had before, as far as they are known
    history: tuple = ()
    #: what else has the same sentence, None where nothing has
    twin: object = None
    #: codes of the word lists to look through
    languages: tuple = ("en",)


@dataclass(frozen=True)
class ObjectiveFacts:
    """What is known of an objective while it is written."""

    name: str
    level: str = "individual"
    rollup: str = "key_results"
    has_owner: bool = True
    #: it contributes to another objective
    is_aligned: bool = False
    #: kinds of metric of its live key results
    metric_types: tuple = ()
    #: objectives that its owner has in the cycle, this one included
    owners_objectives: int = 1
    #: how many of them the company thinks enough
    most_objectives: int = MOST_OBJECTIVES
    twin: object = None
    #: codes of the word lists to look through
    languages: tuple = ("en",)


def key_result_hints(facts):
    """Return the hints for a key result; none before it has a name.

    :param facts: :class:`KeyResultFacts`
    :return: list of :class:`Hint`, in the order of :data:`CODES`
    """
    if not facts.name.strip():
        return []
    hints = []
    if facts.twin is not None:
        hints.append(Hint("same_sentence", "name", {"twin": facts.twin}))
    if not facts.has_owner:
        hints.append(Hint("no_owner", "user_id", {}))
    words = wishes(facts.name, facts.languages)
    if words:
        hints.append(Hint("wish", "name", {"words": words}))
    why = _without_measure(facts)
    if why:
        field = "milestone_ids" if why == "no_milestones" else "target_value"
        hints.append(Hint("no_measure", field, {"why": why}))
    if facts.is_draft and _is_number(facts):
        if _is_reached(facts):
            hints.append(
                Hint("target_reached", "target_value", {"value": facts.kpi_value})
            )
        best = _best_before(facts)
        if best is not None:
            target, reached = best
            hints.append(
                Hint("target_far", "target_value", {"target": target, "best": reached})
            )
    return hints


def objective_hints(facts):
    """Return the hints for an objective, without those for its key results.

    None before it has a name: an empty form is no mistake.

    :param facts: :class:`ObjectiveFacts`
    :return: list of :class:`Hint`, in the order of :data:`CODES`
    """
    if not facts.name.strip():
        return []
    hints = []
    if facts.twin is not None:
        hints.append(Hint("same_sentence", "name", {"twin": facts.twin}))
    if not facts.has_owner:
        hints.append(Hint("no_owner", "user_id", {}))
    elif facts.owners_objectives > facts.most_objectives:
        hints.append(
            Hint("many_objectives", "user_id", {"count": facts.owners_objectives})
        )
    words = wishes(facts.name, facts.languages)
    if words:
        hints.append(Hint("wish", "name", {"words": words}))
    if facts.level != "company" and not facts.is_aligned:
        hints.append(Hint("not_aligned", "parent_id", {}))
    count = len(facts.metric_types)
    # What is measured by the objectives below it needs no number of its own.
    if count < FEWEST_KEY_RESULTS and facts.rollup != "aligned":
        hints.append(Hint("few_key_results", "key_result_ids", {"count": count}))
    if count > MOST_KEY_RESULTS:
        hints.append(Hint("many_key_results", "key_result_ids", {"count": count}))
    if count and set(facts.metric_types) == {"boolean"}:
        hints.append(Hint("only_yes_no", "key_result_ids", {"count": count}))
    return hints


def _is_number(facts):
    return facts.metric_type not in ("boolean", "milestone")


def _without_measure(facts):
    """Return why a key result names no change that could be measured, or None."""
    if facts.metric_type == "boolean":
        return None
    if facts.metric_type == "milestone":
        return None if facts.milestones else "no_milestones"
    if facts.direction in BANDS:
        return None
    if facts.start_value == facts.target_value:
        return "no_change"
    untouched = (
        facts.metric_type == "number"
        and not facts.is_linked
        and not facts.unit.strip()
        and (facts.start_value, facts.target_value) == (OFFERED_START, OFFERED_TARGET)
        and not names_number(facts.name, facts.languages)
    )
    return "untouched" if untouched else None


def _is_reached(facts):
    """Tell whether a linked KPI is there already. To hold it is a goal of its own."""
    if not facts.is_linked or facts.kpi_value is None:
        return False
    if facts.direction == "increase":
        return facts.kpi_value >= facts.target_value > facts.start_value
    if facts.direction == "decrease":
        return facts.kpi_value <= facts.target_value < facts.start_value
    return False


def _best_before(facts):
    """Return ``(target, best value before)`` where the target is far beyond it."""
    rising = {"increase": facts.target_value, "at_least": facts.target_value}
    falling = {"decrease": facts.target_value, "at_most": facts.target_value}
    rising["range"], falling["range"] = facts.range_min, facts.range_max
    target = rising.get(facts.direction)
    if target is not None and is_far_above(target, facts.history):
        return target, max(facts.history)
    target = falling.get(facts.direction)
    if target is not None and is_far_below(target, facts.history):
        return target, min(facts.history)
    return None


def is_far_above(target, history):
    """Tell whether a target lies far above all that was ever reached.

    Far is farther from the best value than all values ever lay apart, and than the
    best value lies from zero: so more than twice of what was best.

    :param history: values it had; fewer than two, or nothing but zeros, tell nothing

    >>> is_far_above(130, (60, 70)), is_far_above(150, (60, 70))
    (False, True)
    """
    if len(history) < 2 or not any(history):
        return False
    low, high = min(history), max(history)
    return target - high > max(high - low, abs(high))


def is_far_below(target, history):
    """Tell whether a target lies far below all that was ever reached.

    Less than half of the lowest, and farther from it than all values lay apart.

    >>> is_far_below(4, (6, 8)), is_far_below(1, (6, 8))
    (False, True)
    """
    if len(history) < 2 or not any(history):
        return False
    low, high = min(history), max(history)
    return low - target > max(high - low, abs(low) / 2)
