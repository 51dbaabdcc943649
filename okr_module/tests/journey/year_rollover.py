"""Plans that go on in the next quarter, in the story of a year."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from .year_reference import Measure, exact
from .year_story import YearStory, span_of


def carried(measure, span, goes_on):
    """Return a measure as it begins in another span, None where nothing is left of it.

    :param goes_on: whether it starts where it stood
    """
    steps = [[weight, False] for weight, done in measure.steps if not done]
    if measure.kind == "milestone" and not steps:
        return None
    start, target = measure.start, measure.target
    has_way = measure.kind not in ("boolean", "milestone")
    if goes_on and has_way and measure.said:
        start, target = onward(measure)
    points = {}
    for day, value in measure.plan.items():
        part = Fraction(
            (day - measure.span.start).days,
            (measure.span.end - measure.span.start).days,
        )
        days = round(part * (span.end - span.start).days)
        way = (value - measure.start) / (measure.target - measure.start)
        points[span.start + timedelta(days=days)] = start + way * (target - start)
    return Measure(
        span,
        measure.kind,
        measure.direction,
        start,
        target,
        measure.low,
        measure.high,
        measure.weight,
        plan=points,
        steps=steps,
    )


def onward(measure):
    """Return start and target of a measure that goes on where it stood."""
    last = measure.value()
    if measure.is_band:
        return last, measure.target
    way = measure.target - measure.start
    short_of_it = (measure.target - last) * way > 0
    return last, measure.target if short_of_it else last + way


class YearRollover(YearStory):
    """Some people plan anew, others take their plan along."""

    def _rolls_over(self, objective):
        """Tell whether an objective goes on, with something that measures it."""
        goal = self.goals[objective]
        return goal.state == "active" and any(
            measure.weight > 0
            for measure in goal.live()
            if carried(measure, goal.span, False)
        )

    def _rollover(self, objective, quarter, parent, goes_on):
        """Let its owner take an objective along into a quarter, and note it."""
        old = self.goals[objective]
        mine = self._of(objective.user_id, objective)
        dialog = mine.env["okr.rollover"].browse(mine.action_rollover()["res_id"])
        dialog.write({"cycle_id": quarter.id, "continue_values": goes_on})
        # Also what was reached, which the dialog would leave
        dialog.line_ids.include = True
        found = mine.env["okr.objective"].search(dialog.action_confirm()["domain"])
        copy = found.sudo().with_env(self.env)
        self.assertEqual(
            (len(copy), copy.state, copy.origin_id), (1, "draft", objective)
        )
        if copy.parent_id != parent:
            self._of(copy.user_id, copy).parent_id = parent.id
        goal = replace(
            old,
            span=span_of(quarter),
            state="active",
            measures=[],
            children=[],
            frozen=None,
            given_score=None,
        )
        for key_result in objective.key_result_ids:
            measure = self.measures[key_result]
            after = None
            if not measure.dropped:
                after = carried(measure, goal.span, goes_on)
            made = copy.key_result_ids.filtered(
                lambda kr, key_result=key_result: kr.origin_id == key_result
            )
            self.assertEqual(len(made), 1 if after else 0, key_result.name)
            if after:
                self.measures[made] = after
                goal.measures.append(after)
                self._assert_plan(made, after)
        self.goals[copy] = goal
        self.goals[parent].children.append(goal)
        self._start(copy)
        return copy

    def _assert_plan(self, key_result, measure):
        self.assertAlmostEqual(key_result.start_value, float(measure.start), 7)
        self.assertAlmostEqual(key_result.target_value, float(measure.target), 7)
        self.assertFalse(key_result.checkin_ids)
        self.assertFalse(key_result.target_change_ids)
        self.assertEqual(
            key_result.plan_ids.mapped("date"), sorted(measure.plan), key_result.name
        )
        weights = key_result.milestone_ids.sorted("sequence").mapped("weight")
        self.assertEqual(
            [exact(weight) for weight in weights], [w for w, _done in measure.steps]
        )
