from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..figures_common import TestOkrFigures, at


@tagged("post_install", "-at_install")
class TestOkrOriginalPlan(TestOkrFigures):
    """The score against the first plan stays visible beside the one of today's."""

    def _change(self, record, **values):
        record.write({**values, "change_reason": "The market is gone"})

    def test_nothing_changed(self):
        with at(self.HALF):
            key_result = self._running_key_result()
            key_result.check_in(40)
            self.assertFalse(key_result.is_target_changed)
            self.assertFalse(key_result.original_plan_label)
            self.assert_figures(key_result, original_progress=0.4, original_score=0.4)
            self.assertFalse(key_result.objective_id.is_plan_changed)
            self.assert_figures(
                key_result.objective_id, original_progress=0.4, original_score=0.4
            )

    def test_each_change_of_a_key_result(self):
        for values, label, now, before in (
            ({"target_value": 50}, "0 → 100", 0.8, 0.4),
            ({"start_value": 20}, "0 → 100", 0.25, 0.4),
            (
                {"direction": "at_least", "target_value": 30},
                "0 → 100",
                1 / 46,
                0.4,
            ),
            ({"metric_type": "percent", "target_value": 80}, "0 → 100%", 0.5, 0.4),
            (
                {"direction": "decrease", "start_value": 100, "target_value": 0},
                "0 → 100",
                0.6,
                0.4,
            ),
        ):
            with self.subTest(values=values), at(self.HALF):
                key_result = self._running_key_result()
                key_result.check_in(40)
                self._change(key_result, **values)
                self.assertTrue(key_result.is_target_changed)
                self.assertEqual(key_result.original_plan_label, label)
                self.assert_figures(key_result, progress=now, original_progress=before)
                self.assertEqual(key_result.original_score, 0.4)
                self.assert_figures(
                    key_result.objective_id, progress=now, original_progress=before
                )

    def test_days_of_the_plan(self):
        for values, now, before in (
            # Inside on eleven of the 46 days so far
            ({"date_start": "2026-02-09"}, 1.0, 11 / 46),
            ({"date_start": "2025-12-22"}, 11 / 60, 11 / 46),
            ({"date_end": "2026-02-12"}, 4 / 39, 11 / 46),
        ):
            with self.subTest(values=values):
                with at("2026-01-05"):
                    key_result = self._running_key_result(
                        direction="at_least", target_value=10
                    )
                with at("2026-02-09"):
                    key_result.check_in(20)
                with at(self.HALF):
                    self._change(key_result, **values)
                    self.assertTrue(key_result.is_target_changed)
                    for record in (key_result, key_result.objective_id):
                        self.assert_figures(
                            record, progress=now, original_progress=before
                        )
                    # There and back again
                    first = {"date_start": "2026-01-05", "date_end": "2026-04-05"}
                    self._change(key_result, **first)
                    self.assert_figures(
                        key_result, progress=before, original_progress=before
                    )

    def test_what_is_closed_before_its_end_stands(self):
        with at("2026-01-05"):
            key_result = self._running_key_result(direction="at_least", target_value=10)
            self.cycle.action_activate()
        with at("2026-02-09"):
            key_result.check_in(20)
            self._change(key_result, target_value=30)
        with at(self.HALF):
            self.cycle.action_close()
            self.assert_figures(key_result, progress=0.0, original_progress=11 / 46)
        with at("2026-04-02"):
            self.env.invalidate_all()
            self.assert_figures(key_result, progress=0.0, original_progress=11 / 46)

    def test_range(self):
        with at("2026-01-05"):
            key_result = self._running_key_result(
                direction="range", range_min=0, range_max=10
            )
            key_result.check_in(20)
        with at("2026-01-14"):
            self._change(key_result, range_max=30)
            self.assert_figures(key_result, progress=1.0, original_progress=0.0)
            self.assertEqual(key_result.original_plan_label, "0 – 10")

    def test_the_first_plan_counts_however_often_it_changes(self):
        with at(self.HALF):
            key_result = self._running_key_result()
            key_result.check_in(40)
            for target in (80, 50, 40):
                self._change(key_result, target_value=target)
            self.assert_figures(key_result, progress=1.0, original_progress=0.4)
            key_result.check_in(60)
            self.assert_figures(key_result, progress=1.0, original_progress=0.6)
            self._change(key_result, target_value=100)
            self.assert_figures(key_result, progress=0.6, original_progress=0.6)

    def test_weight_counts_in_the_objective(self):
        with at(self.HALF):
            objective = self._running(key_results=[{"name": "A"}, {"name": "B"}])
            one, other = objective.key_result_ids
            one.check_in(20)
            other.check_in(80)
            self._change(one, weight=0)
            self.assertFalse(one.is_target_changed)
            self.assertTrue(objective.is_plan_changed)
            self.assert_figures(
                objective, progress=0.8, original_progress=0.5, original_score=0.5
            )

    def test_targets_and_weights_together(self):
        with at(self.HALF):
            objective = self._running(
                key_results=[{"name": "A"}, {"name": "B", "weight": 3}]
            )
            one, other = objective.key_result_ids
            one.check_in(20)
            other.check_in(80)
            self._change(one, target_value=20, weight=3)
            self.assert_figures(
                objective, progress=0.9, original_progress=(0.2 + 3 * 0.8) / 4
            )

    def test_it_rolls_up_as_progress_does(self):
        with at(self.HALF):
            parent = self._running(rollup="aligned", key_results=[])
            child = self._running(parent_id=parent.id)
            hidden = self._running(parent_id=parent.id, visibility="private")
            for objective in (child, hidden):
                objective.key_result_ids.check_in(40)
            self._change(hidden.key_result_ids, target_value=50)
            self.assertFalse(parent.is_plan_changed)
            self._change(child.key_result_ids, target_value=80)
            self.assertTrue(parent.is_plan_changed)
            self.assert_figures(parent, progress=0.5, original_progress=0.4)

    def test_a_dropped_one_counts_in_neither(self):
        with at(self.HALF):
            objective = self._running(key_results=[{"name": "A"}, {"name": "B"}])
            one, other = objective.key_result_ids
            one.check_in(20)
            other.check_in(80)
            self._change(one, target_value=40)
            one.action_cancel("No time")
            self.assert_figures(objective, progress=0.8, original_progress=0.8)
            self.assertFalse(objective.is_plan_changed)

    def test_it_stands_in_a_closed_cycle(self):
        with at(self.HALF):
            key_result = self._running_key_result()
            key_result.check_in(40)
            self._change(key_result, target_value=50)
            self.cycle.action_activate()
        with at("2026-04-08"):
            self.cycle.action_close()
        with at("2027-02-01"):
            self.env.invalidate_all()
            self.assert_figures(key_result, progress=0.8, original_progress=0.4)
            self.assertEqual(key_result.objective_id.original_score, 0.4)

    def test_only_readers_read_it(self):
        key_result = self._running(visibility="private").key_result_ids
        for login in ("developer", "stranger"):
            with self.subTest(login), self.assertRaises(AccessError):
                key_result.with_user(self.users[login]).read(["original_progress"])
        owner = key_result.with_user(self.users["seller"])
        self.assertEqual(owner.read(["original_progress"])[0]["original_progress"], 0)

    def test_curve_shows_the_steps_of_the_target(self):
        with at("2026-01-12"):
            key_result = self._running_key_result()
            key_result.check_in(10, confidence=0.9)
        with at("2026-01-20"):
            key_result.check_in(20)
        with at(self.HALF):
            self._change(key_result, target_value=80)
            key_result.check_in(30, confidence=0.4)
            key_result.check_in(35, confidence=0.5)
            curve = key_result.get_curve()
        self.assertEqual(
            curve["target_lines"],
            [
                [
                    {"date": "2026-01-05", "value": 100.0},
                    {"date": self.HALF, "value": 80.0},
                    {"date": "2026-04-05", "value": 80.0},
                ]
            ],
        )
        self.assertEqual(curve["target"], [80.0])
        # A check-in that names none says nothing of confidence.
        self.assertEqual(
            curve["confidence"],
            [
                {"date": "2026-01-12", "value": 0.9},
                {"date": self.HALF, "value": 0.5},
            ],
        )

    def test_many_cost_no_more_queries(self):
        counts = []
        for number in (3, 12):
            with at(self.HALF):
                objective = self._running(
                    key_results=[{"name": f"A{index}"} for index in range(number)]
                )
                for key_result in objective.key_result_ids:
                    key_result.check_in(40)
                    self._change(key_result, target_value=80)
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                self.assertEqual(objective.original_score, 0.4)
                counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)
