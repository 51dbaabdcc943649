from odoo.tests import tagged

from ..figures_common import TestOkrFigures, at


@tagged("post_install", "-at_install")
class TestActivation(TestOkrFigures):
    """From draft to active to done, and what has to be there for it."""

    def test_all_that_is_missing_is_said_at_once(self):
        objective = self._objective(
            None,
            key_results=[
                {"name": "Steps", "metric_type": "milestone", "weight": 0},
                {"name": "Mere watching", "weight": 0},
            ],
            cycle_id=False,
        )
        for words in ("no owner", "no cycle", "no key result", "no milestone"):
            with self.subTest(words):
                self.assert_refused(words, objective.action_activate)
        self.assertEqual(objective.state, "draft")

    def test_each_gate(self):
        for words, owner, values in (
            ("no owner", None, {}),
            ("no cycle", "seller", {"cycle_id": False}),
            ("no key result", "seller", {"key_results": []}),
            ("no key result", "seller", {"key_results": [], "rollup": "both"}),
        ):
            with self.subTest(words=words, values=values):
                objective = self._objective(owner, **values)
                self.assert_refused(words, objective.action_activate)

    def test_a_dropped_key_result_measures_nothing(self):
        objective = self._objective()
        objective.key_result_ids.action_cancel("Not that")
        self.assert_refused("no key result", objective.action_activate)

    def test_measured_by_aligned_objectives_needs_no_key_result(self):
        objective = self._objective(key_results=[], rollup="aligned")
        objective.action_activate()
        self.assertEqual(objective.state, "active")

    def test_every_objective_is_named(self):
        ready = self._objective(name="Ready")
        not_ready = self._objective(None, name="Headless")
        both = ready | not_ready
        self.assert_refused("Headless: ", both.action_activate)
        self.assertEqual(set(both.mapped("state")), {"draft"})

    def test_day_of_activation(self):
        objective = self._objective()
        with at("2026-02-02"):
            objective.action_activate()
        self.assertEqual(str(objective.date_activated), "2026-02-02")
        self.assertFalse(objective.copy().date_activated)

    def test_a_draft_is_not_asked_for_check_ins(self):
        objective = self._objective()
        with at(self.HALF):
            objective._refresh_figures()
            key_result = objective.key_result_ids
            self.assert_figures(
                key_result, status="no_data", next_checkin_date="", is_late=False
            )
            objective.action_activate()
            self.assertTrue(key_result.next_checkin_date)

    def test_done(self):
        draft = self._objective()
        self.assert_refused("running", draft.action_done)
        objective = self._running()
        with at(self.HALF):
            objective.key_result_ids.check_in(80)
            objective.action_done()
            self.assert_figures(
                objective, state="done", progress=0.8, score=0.8, status="on_track"
            )
            self.assertEqual(str(objective.date_done), self.HALF)
        with at("2026-03-31"):
            objective._refresh_figures()
            self.assertFalse(objective.key_result_ids.is_late)

    def test_back_to_draft_only_without_check_ins(self):
        objective = self._running()
        objective.action_draft()
        self.assertEqual(objective.state, "draft")
        objective.action_activate()
        with at(self.HALF):
            objective.key_result_ids.check_in(1)
        self.assert_refused("check-ins", objective.action_draft)
        self.assertEqual(objective.state, "active")

    def test_without_a_cycle_it_is_an_idea(self):
        objective = self._objective(cycle_id=False)
        with at(self.HALF):
            objective.key_result_ids.check_in(50)
            self.assert_figures(
                objective.key_result_ids,
                progress=0.5,
                expected_progress=0.0,
                next_checkin_date="",
                status="too_early",
            )
            self.assert_figures(objective, progress=0.5, expected_progress=0.0)

    def test_department_is_said(self):
        for values in ({"level": "department"}, {"visibility": "department"}):
            with self.subTest(values=values):
                self.assert_refused(
                    "department", self._objective, None, department_id=False, **values
                )
