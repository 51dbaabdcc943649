import doctest
from dataclasses import replace
from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ...arithmetic import KeyResultInput, Reading, as_of
from ...arithmetic.as_of import Change, KeyResultPast, ObjectivePast, Request, Said
from ...arithmetic.status import mean_status

FIRST = date(2026, 1, 5)
LAST = FIRST + timedelta(days=100)


def day(number):
    return FIRST + timedelta(days=number)


def said(entered, value, of=None, confidence=None):
    reading = Reading(day(entered if of is None else of), value)
    return Said(day(entered), reading, confidence)


def past(number=1, **values):
    plan = KeyResultInput(
        metric_type=values.pop("metric_type", "number"),
        direction="increase",
        start_value=0.0,
        target_value=values.pop("target_value", 100.0),
        start_date=FIRST,
        end_date=LAST,
    )
    return KeyResultPast(id=number, plan=plan, **values)


@tagged("post_install", "-at_install")
class TestArithmeticAsOf(BaseCase):
    """Plain functions: what was known on a day."""

    def _progress(self, key_result, number):
        return as_of.key_result_on(key_result, day(number)).progress

    def test_as_of_examples(self):
        self.assertEqual(doctest.testmod(as_of).failed, 0)

    def test_a_check_in_counts_from_the_day_it_was_entered(self):
        """A back-dated one joins the history on the day it is written."""
        key_result = past(said=(said(20, 10, of=5), said(10, 30)))
        for number, progress in ((9, 0), (10, 0.3), (20, 0.3)):
            self.assertEqual(self._progress(key_result, number), progress, number)
        alone = past(said=(said(20, 10, of=5),))
        self.assertEqual(self._progress(alone, 19), 0)
        self.assertEqual(self._progress(alone, 20), 0.1)

    def test_confidence_is_the_latest_known(self):
        key_result = past(said=(said(5, 1, confidence=0.9), said(9, 2), said(12, 3)))
        on = as_of.key_result_on
        self.assertIsNone(on(key_result, day(4)).confidence)
        self.assertEqual(on(key_result, day(5)).confidence, 0.9)
        self.assertEqual(on(key_result, day(20)).confidence, 0.9)

    def test_a_target_counts_from_the_day_it_was_moved(self):
        """On the day itself the new one holds already."""
        key_result = past(
            said=(said(5, 25),),
            target_value=50.0,
            changes=(
                Change(day(10), "target_value", 200.0),
                Change(day(20), "target_value", 100.0),
            ),
        )
        for number, progress in ((9, 0.125), (10, 0.25), (19, 0.25), (20, 0.5)):
            self.assertEqual(self._progress(key_result, number), progress, number)

    def test_a_drop_is_taken_back_from_that_day_on(self):
        plan = replace(past().plan, dropped=((day(7), day(20)), (day(30), day(40))))
        key_result = replace(past(), plan=plan)
        for number, known in ((19, 0), (20, 1), (39, 1), (40, 2)):
            with self.subTest(day=number):
                self.assertEqual(
                    as_of.input_on(key_result, day(number)).dropped,
                    plan.dropped[:known],
                )

    def test_it_runs_from_activation_to_drop(self):
        dropped = past(since=day(5), dropped_on=day(10), state="cancelled")
        self.assertEqual(
            [dropped.runs(day(number)) for number in (4, 5, 9, 10)],
            [False, True, True, False],
        )
        taken_back = past(
            changes=(
                Change(day(10), "state", "active"),
                Change(day(20), "state", "cancelled"),
            )
        )
        self.assertEqual(
            [taken_back.runs(day(number)) for number in (9, 10, 19, 20)],
            [True, False, False, True],
        )
        added = past(changes=(Change(day(10), "state", False, None, None),))
        self.assertFalse(added.runs(day(9)))
        self.assertTrue(added.runs(day(10)))

    def test_milestones(self):
        """Reached by then, of those that were part of the plan by then."""
        key_result = past(
            metric_type="milestone",
            milestones={1: (1, day(10)), 2: (1, None), 3: (2, day(12))},
            changes=(
                Change(day(11), "milestone_ids", (0.0, False), 3, "added"),
                Change(day(20), "milestone_ids", (1.0, True), 4, "removed"),
                Change(day(30), "milestone_ids", (3.0, False), 2, None),
            ),
        )
        for number, reached, weight in ((9, 1, 5), (10, 2, 5), (12, 4, 7), (20, 3, 6)):
            self.assertAlmostEqual(
                self._progress(key_result, number), reached / weight, msg=number
            )
        self.assertAlmostEqual(self._progress(key_result, 30), 3 / 4)

    def test_days_of_the_plan_count_from_the_day_they_were_moved(self):
        for name, old, before in (
            ("date_start", day(-20), 29 / 120),
            ("date_end", day(50), 9 / 50),
        ):
            key_result = past(changes=(Change(day(10), name, old),))
            with self.subTest(name):
                for number, expected in ((9, before), (10, 0.1)):
                    found = as_of.key_result_on(key_result, day(number))
                    self.assertAlmostEqual(found.expected_progress, expected)

    def test_what_was_left_out_until_it_was_done_or_over(self):
        """Asked for each Friday, first on the fifth day; now it is the 13th one."""
        for values, status in (
            ({}, "overdue"),
            # Done, or over, before anything was due
            ({"done_on": day(3)}, "no_data"),
            ({"cycle_end": day(3)}, "no_data"),
            ({"done_on": day(3), "cycle_end": day(50)}, "no_data"),
            ({"done_on": day(50), "cycle_end": day(3)}, "no_data"),
            # Later than that
            ({"done_on": day(8)}, "overdue"),
            ({"cycle_end": day(8)}, "overdue"),
            # Not by then
            ({"done_on": day(30)}, "overdue"),
            ({"done_on": day(30), "cycle_end": day(50)}, "overdue"),
        ):
            with self.subTest(values):
                found = as_of.key_result_on(past(**values), day(12))
                self.assertEqual(found.status, status)

    def test_what_is_done_is_asked_for_nothing_from_that_day_on(self):
        done = past(done_on=day(12))
        asked = [as_of.input_on(done, day(number)).tracked for number in (11, 12, 13)]
        self.assertEqual(asked, [True, False, False])

    def test_what_lies_in_no_cycle_is_asked_for_nothing(self):
        idea = past()
        idea = replace(idea, plan=replace(idea.plan, has_cycle=False))
        self.assertFalse(as_of.input_on(idea, day(5)).tracked)

    def test_last_year_is_the_plan_where_it_was(self):
        shares = ((day(0), 0.0), (day(100), 1.0))
        changed = past(
            plan_kind="linear",
            changes=(
                Change(day(10), "plan_kind", "linear"),
                Change(day(20), "plan_kind", "seasonal"),
                Change(day(30), "plan_kind", "points"),
            ),
        )
        changed = replace(changed, plan=replace(changed.plan, seasonal=shares))
        for number, expected in ((9, ()), (10, shares), (20, ()), (30, ())):
            found = as_of.input_on(changed, day(number)).seasonal
            self.assertEqual(found, expected, number)

    def test_a_request_is_known_from_the_day_it_was_asked(self):
        for request, expected in (
            (
                Request(1, None, "waiting"),
                ([], ["waiting"], ["waiting"], ["waiting"]),
            ),
            (Request(1, 3, "declined"), ([], ["waiting"], ["waiting"], ["declined"])),
            (
                Request(1, 2, "accepted"),
                ([], ["waiting"], ["accepted"], ["accepted"]),
            ),
        ):
            found = tuple(as_of.states_on([request], number) for number in range(4))
            self.assertEqual(found, expected)

    def test_a_word_for_progress_alone(self):
        thresholds = ObjectivePast(id=1).thresholds
        for progress, expected, word in (
            (None, 0.5, "no_data"),
            (0.5, 0.5, "on_track"),
            (0.4, 0.5, "at_risk"),
            (0.0, 0.5, "off_track"),
            (1.0, 0.5, "achieved"),
            (0.0, None, "too_early"),
            (None, None, "no_data"),
        ):
            with self.subTest(progress=progress, expected=expected):
                self.assertEqual(mean_status(progress, expected, thresholds), word)

    def test_work_that_counts(self):
        """Done by then, of what counted by then, as it weighed by then."""
        done, open_ = (1, True), (1, False)
        key_result = past(
            metric_type="milestone",
            milestones={1: (2, None)},
            work={
                day(4): {1: open_, 2: open_, 3: done},
                day(10): {1: done, 2: open_, 3: done},
                # Dropped on that day
                day(20): {1: done, 3: done},
                day(30): {1: done, 2: open_, 3: done},
                day(40): {1: done, 2: open_, 3: done},
                day(50): {1: done, 2: open_, 3: done},
            },
            changes=(
                Change(day(5), "count_initiatives", False),
                # Done by then, but not yet on the days before
                Change(day(20), "initiative_ids", (4.0, True), 2, "removed"),
                Change(day(30), "initiative_ids", (0.0, False), 2, "added"),
                Change(day(30), "initiative_ids", (0.0, False), 3, "added"),
                # Of another id, so it is none of its work's
                Change(day(40), "milestone_ids", (5.0, False), 1, None),
                Change(day(40), "initiative_ids", (4.0, False), 2, None),
                Change(day(50), "count_initiatives", "True"),
            ),
        )
        for number, expected in (
            (4, 0),
            (10, 1 / (5 + 1 + 4)),
            (20, 1 / (5 + 1)),
            (30, 2 / (5 + 1 + 4 + 1)),
            (40, 2 / (2 + 1 + 1 + 1)),
            (50, 0),
        ):
            self.assertAlmostEqual(
                self._progress(key_result, number), expected, msg=number
            )

    def test_plan_points_that_moved_or_went(self):
        """Of what is gone the ledger knows the day, too."""
        removed = Change(day(30), "plan_ids", (day(50), 10.0), 1, "removed")
        for what, plan_kind, points, changes, expected in (
            ("gone", "linear", {}, (removed,), ((day(50), 10.0),)),
            (
                "named straight before",
                "linear",
                {},
                (Change(day(20), "plan_kind", "linear"), removed),
                (),
            ),
            ("like last year", "seasonal", {}, (removed,), ()),
            # One stays, and people called the plan straight: so it is and was
            ("straight", "linear", {2: (day(80), 90.0)}, (removed,), ()),
            (
                "moved",
                "points",
                {1: (day(60), 10.0)},
                (Change(day(30), "plan_ids", (day(40), 10.0), 1, None),),
                ((day(40), 10.0),),
            ),
            (
                "at nothing now, changed before its day was kept",
                "points",
                {1: (day(60), 0.0)},
                (Change(day(30), "plan_ids", (None, 10.0), 1, None),),
                ((day(60), 10.0),),
            ),
            (
                "gone before its day was kept",
                "linear",
                {},
                (Change(day(30), "plan_ids", (None, 10.0), 1, "removed"),),
                (),
            ),
        ):
            with self.subTest(what):
                key_result = past(plan_kind=plan_kind, points=points, changes=changes)
                self.assertEqual(
                    as_of.input_on(key_result, day(19)).plan_points, expected
                )

    def test_plan_points(self):
        key_result = past(
            plan_kind="points",
            points={1: (day(50), 10.0), 2: (day(80), 90.0)},
            changes=(
                Change(day(20), "plan_kind", "linear"),
                Change(day(30), "plan_ids", (None, 50.0), 1, None),
                Change(day(40), "plan_ids", (None, 0.0), 2, "added"),
            ),
        )
        points = [
            as_of.input_on(key_result, day(number)).plan_points
            for number in (19, 20, 30, 40)
        ]
        self.assertEqual(
            points,
            [
                (),
                ((day(50), 50.0),),
                ((day(50), 10.0),),
                ((day(50), 10.0), (day(80), 90.0)),
            ],
        )

    def test_without_a_status_all_else_is_the_same(self):
        """The curve of many weeks leaves out what it does not show."""
        for key_result in (
            past(said=(said(5, 25, confidence=0.5), said(9, 30))),
            past(metric_type="boolean", said=(said(5, 1),)),
            past(metric_type="milestone", milestones={1: (1, day(3)), 2: (3, None)}),
        ):
            for number in (0, 5, 50, 100):
                whole = as_of.key_result_on(key_result, day(number))
                part = as_of.key_result_on(key_result, day(number), False)
                self.assertEqual(
                    part, whole._replace(status=None, has_data=None), number
                )

    def _objectives(self, *goals):
        return {goal.id: goal for goal in goals}

    def test_a_roll_up_of_a_day(self):
        """Weights, what rolls up and what counts are those of that day."""
        child = ObjectivePast(
            id=2, key_results=(past(2, said=(said(1, 80),)),), weight=3
        )
        parent = ObjectivePast(
            id=1,
            key_results=(past(1, said=(said(1, 40),)),),
            rollup="both",
            changes=(Change(day(10), "rollup", "key_results"),),
            children=(
                (
                    2,
                    True,
                    (
                        Request(day(2), day(20), "declined"),
                        Request(day(30), day(40), "accepted"),
                    ),
                ),
            ),
        )
        for number, progress in ((9, 0.4), (10, 0.7), (20, 0.4), (30, 0.4), (40, 0.7)):
            found = as_of.objectives_on(self._objectives(parent, child), day(number))
            self.assertAlmostEqual(found[1].progress, progress, msg=number)

    def test_what_is_aligned_counts_where_it_is_said(self):
        child = ObjectivePast(id=2, key_results=(past(2, said=(said(1, 80),)),))
        parts = {
            "key_results": (past(1, said=(said(1, 40),)),),
            "children": ((2, True, ()),),
        }
        for rollup, progress in (
            ({}, 0.4),
            ({"rollup": "key_results"}, 0.4),
            ({"rollup": "aligned"}, 0.8),
            ({"rollup": "both"}, 0.6),
        ):
            parent = ObjectivePast(id=1, **parts, **rollup)
            found = as_of.objectives_on(self._objectives(parent, child), day(5))
            self.assertAlmostEqual(found[1].progress, progress, msg=rollup)

    def test_what_is_expected_of_an_objective(self):
        """Of its key results by weight; of none, the share of its days."""
        dates = {"start_date": FIRST, "end_date": LAST}
        slow = past(1, weight=3.0, points={1: (day(50), 0.0)}, plan_kind="points")
        for key_results, expected, status in (
            ((), 0.5, "no_data"),
            ((past(1), past(2)), 0.5, "overdue"),
            ((slow, past(2)), (3 * 0.0 + 0.5) / 4, "overdue"),
        ):
            objective = ObjectivePast(id=1, key_results=key_results, **dates)
            found = as_of.objectives_on(self._objectives(objective), day(50))[1]
            self.assertAlmostEqual(found.expected_progress, expected)
            self.assertEqual(found.status, status)
        for undated in ({}, {"start_date": FIRST}, {"end_date": LAST}):
            objective = ObjectivePast(id=1, **undated)
            found = as_of.objectives_on(self._objectives(objective), day(50))[1]
            self.assertEqual(found.expected_progress, 0.0)

    def test_how_sure_people_are_of_an_objective(self):
        sure = past(1, weight=3.0, said=(said(1, 40, confidence=0.8),))
        unsure = past(2, said=(said(1, 40, confidence=0.4),))
        silent = past(3, said=(said(1, 40),))
        for key_results, expected in (
            ((sure, unsure, silent), 0.7),
            ((silent,), None),
            ((), None),
        ):
            objective = ObjectivePast(id=1, key_results=key_results)
            found = as_of.objectives_on(self._objectives(objective), day(5))[1]
            self.assertEqual(found.confidence, expected)

    def test_what_is_closed_stands(self):
        """From the day of closing on, whatever is said or changed."""
        frozen = as_of.KeyResultOnDay(7.0, 0.07, 0.3, "at_risk", 0.5, True)
        key_result = past(said=(said(1, 40),), frozen_on=day(20), frozen=frozen)
        closed = as_of.ObjectiveOnDay(0.09, 0.2, 0.4, "off_track", {})
        objective = ObjectivePast(
            id=1, key_results=(key_result,), frozen_on=day(20), frozen=closed
        )
        for number in (20, 50):
            self.assertEqual(as_of.key_result_on(key_result, day(number)), frozen)
            found = as_of.objectives_on(self._objectives(objective), day(number))
            self.assertEqual(found[1], closed._replace(key_results={1: frozen}))
        self.assertEqual(self._progress(key_result, 19), 0.4)
        found = as_of.objectives_on(self._objectives(objective), day(19))
        self.assertEqual(found[1].progress, 0.4)

    def test_what_does_not_run_stands_in_nobody_s_way(self):
        late = ObjectivePast(id=2, since=day(50), key_results=())
        child = ObjectivePast(id=3, key_results=(past(3, said=(said(1, 80),)),))
        parent = ObjectivePast(
            id=1,
            rollup="aligned",
            children=((9, True, ()), (2, True, ()), (3, True, ())),
        )
        found = as_of.objectives_on(self._objectives(parent, late, child), day(5))
        self.assertEqual(found[1].progress, 0.8)
        self.assertNotIn(2, found)

    def test_what_is_hidden_does_not_count(self):
        child = ObjectivePast(id=2, key_results=(past(2, said=(said(1, 80),)),))
        parent = ObjectivePast(
            id=1, rollup="aligned", children=((2, False, ()),), key_results=()
        )
        found = as_of.objectives_on(self._objectives(parent, child), day(5))
        self.assertIsNone(found[1].progress)
        self.assertEqual(as_of.summary(found.values()).progress, 0.8)

    def test_a_circle_ends(self):
        """Nobody may make one; met all the same, it is no endless walk."""
        one = ObjectivePast(id=1, rollup="aligned", children=((2, True, ()),))
        two = ObjectivePast(id=2, rollup="aligned", children=((1, True, ()),))
        found = as_of.objectives_on(self._objectives(one, two), day(5))
        self.assertIsNone(found[1].progress)

    def test_no_objective_no_mean(self):
        self.assertEqual(as_of.summary([]), (None, None, None))
        self.assertEqual(as_of.weekly_days(day(9), day(2), 4), [])

    def test_days_of_each_week(self):
        for first, last, weekday, expected in (
            # From a Monday, a Friday and a Sunday on
            (0, 14, 0, [0, 7, 14]),
            (0, 15, 0, [0, 7, 14, 15]),
            (4, 15, 0, [7, 14, 15]),
            (6, 14, 5, [12, 14]),
            (4, 4, 4, [4]),
            (4, 4, 0, [4]),
        ):
            with self.subTest(first=first, last=last, weekday=weekday):
                found = as_of.weekly_days(day(first), day(last), weekday)
                self.assertEqual(found, [day(number) for number in expected])
