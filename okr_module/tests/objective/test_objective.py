from lxml import etree

from odoo.tests import tagged

from ..common import TestOkrCommon
from ..figures_common import TestOkrFigures, at


@tagged("post_install", "-at_install")
class TestObjective(TestOkrFigures):
    """Roll-ups from key results, and the verdict."""

    def _two_key_results(self, first, second, **values):
        """Return an objective at half time whose two key results have a progress."""
        objective = self._running(
            key_results=[{"name": "First", "weight": 3}, {"name": "Second"}], **values
        )
        with at(self.HALF):
            for key_result, value in zip(
                objective.key_result_ids, (first, second), strict=True
            ):
                if value is not None:
                    key_result.check_in(value)
            objective._refresh_figures()
        objective.invalidate_recordset()
        return objective

    def test_progress_is_the_weighted_mean(self):
        """Faults 12 and 19: progress was a count of what is closed (ssi_okr), or an
        equal average of unequal goals (Viva)."""
        self.assert_figures(
            self._two_key_results(80, 40),
            progress=0.7,
            is_measured=True,
            expected_progress=0.5,
            score=0.7,
        )

    def test_beyond_the_target_does_not_make_up_for_another(self):
        self.assert_figures(self._two_key_results(0, 400), progress=0.25)

    def test_dropped_and_weightless_key_results_do_not_count(self):
        objective = self._two_key_results(80, 40)
        first, second = objective.key_result_ids
        with at(self.HALF):
            first.action_cancel("Out of reach")
            self.assert_figures(objective, progress=0.4, status="at_risk")
            second.write({"weight": 0, "change_reason": "Only followed"})
            # Nothing left to measure by: "no data", not 0 %.
            self.assert_figures(
                objective, progress=0.0, is_measured=False, passed=False
            )

    def test_late_added_key_result_counts_from_then_on(self):
        objective = self._two_key_results(80, 80)
        with at(self.HALF):
            self.env["okr.key.result"].create(
                {
                    "name": "Third",
                    "objective_id": objective.id,
                    "weight": 4,
                    "change_reason": "It was forgotten",
                }
            )
            self.assert_figures(objective, progress=0.4)

    def test_status_is_that_of_the_weakest(self):
        for first, second, status in (
            (100, 100, "achieved"),
            (100, 50, "on_track"),
            (100, 40, "at_risk"),
            (100, 10, "off_track"),
            (100, None, "overdue"),
            (10, None, "off_track"),
            (40, None, "overdue"),
        ):
            with self.subTest(first=first, second=second):
                self.assert_figures(self._two_key_results(first, second), status=status)

    def test_confidence_is_the_weighted_mean_of_what_was_said(self):
        objective = self._running(
            key_results=[
                {"name": "First", "weight": 3},
                {"name": "Second"},
                {"name": "Third", "weight": 5},
            ]
        )
        with at(self.HALF):
            self.assertFalse(objective.has_confidence)
            first, second, third = objective.key_result_ids
            first.check_in(1, 0.8)
            second.check_in(1, 0.4)
            third.check_in(1)
            self.assert_figures(objective, confidence=0.7, has_confidence=True)
            first.action_cancel("Gone")
            self.assert_figures(objective, confidence=0.4)

    def test_score_is_rounded_half_up(self):
        for value, score in ((65, 0.7), (64.9999, 0.6), (4.9, 0.0)):
            with self.subTest(value=value):
                self.assert_figures(
                    self._two_key_results(value, value), score=score, final_score=score
                )

    def test_passed(self):
        for ambition, value, passed in (
            ("committed", 100, True),
            ("committed", 95, True),  # 0.95 rounds to 1.0
            ("committed", 94, False),
            ("aspirational", 65, True),
            ("aspirational", 64, False),
        ):
            with self.subTest(ambition=ambition, value=value):
                objective = self._two_key_results(value, value, ambition=ambition)
                self.assertIs(objective.passed, passed)

    def test_pass_mark_is_the_companys(self):
        objective = self._two_key_results(60, 60)
        self.assertFalse(objective.passed)
        self.company.okr_pass_mark = 0.6
        objective._refresh_figures()
        self.assertTrue(objective.passed)
        objective.write({"ambition": "committed", "change_reason": "Promised"})
        self.assertFalse(objective.passed)

    def test_final_score_differs_with_a_reason_only(self):
        objective = self._two_key_results(60, 60)
        self.assertEqual(objective.final_score, 0.6)
        for reason in (False, "", "  "):
            self.assert_refused(
                "say why",
                objective.write,
                {"final_score": 0.8, "score_reason": reason},
            )
        self.assertEqual(objective.final_score, 0.6)
        objective.write(
            {"final_score": 0.8, "score_reason": "Half the time it was ill"}
        )
        self.assert_figures(objective, score=0.6, final_score=0.8, passed=True)
        with at(self.HALF):
            objective.key_result_ids[0].check_in(10)
        self.assert_figures(objective, score=0.2, final_score=0.8)
        objective.score_reason = False
        self.assert_figures(objective, final_score=0.2, passed=False)

    def test_final_score_is_a_score(self):
        objective = self._two_key_results(60, 60)
        for final_score, words in (
            (1.1, "between 0.0 and 1.0"),
            (-0.1, "between 0.0 and 1.0"),
            (float("nan"), "not a number"),
            ("good", "not a number"),
        ):
            with self.subTest(final_score=final_score):
                self.assert_refused(
                    words,
                    objective.write,
                    {"final_score": final_score, "score_reason": "Because"},
                )

    def test_thresholds_make_sense(self):
        for values in (
            {"okr_at_risk": 0.95},
            {"okr_on_track": 1.1},
            {"okr_too_early": -0.1},
            {"okr_pass_mark": 0},
            {"okr_at_risk": float("nan")},
        ):
            with self.subTest(values=values):
                self.assert_refused_by_database(
                    "between 0% and 100%", self.company, self.company.write, values
                )

    def test_every_way_to_a_percentage_is_the_same(self):
        """Fault 16: two code paths for one percentage (okr-tracker)."""
        objective = self._two_key_results(33.333333, 77.777777)
        by_read = objective.read(["progress"])[0]["progress"]
        by_group = self.env["okr.objective"]._read_group(
            [("id", "=", objective.id)], [], ["progress:avg"]
        )[0][0]
        by_hand = (3 * 33.333333 + 77.777777) / 400
        for progress in (by_read, by_group, by_hand):
            self.assertAlmostEqual(progress, objective.progress, places=11)
        checkins = objective.key_result_ids.checkin_ids
        self.assertEqual(
            checkins.mapped("progress"), checkins.key_result_id.mapped("progress")
        )

    def test_dropped_with_a_reason(self):
        objective = self._two_key_results(40, 40)
        self.assertEqual(objective.action_cancel()["res_model"], "okr.cancel")
        for reason in ("", "\n "):
            self.assert_refused("Say why", objective.action_cancel, reason)
        self.assert_refused("Say why", objective.write, {"state": "cancelled"})
        self.assertEqual(objective.state, "active")
        wizard = (
            self.env["okr.cancel"]
            .with_context(active_model="okr.objective", active_ids=objective.ids)
            .create({"reason": "The law changed"})
        )
        with at(self.HALF):
            wizard.action_confirm()
        self.assert_figures(
            objective,
            state="cancelled",
            status="cancelled",
            cancel_reason="The law changed",
        )
        self.assertEqual(objective.key_result_ids.mapped("status"), ["cancelled"] * 2)
        self.assertFalse(any(objective.key_result_ids.mapped("is_late")))

    def test_only_drafts_are_deleted(self):
        """Fault 9: users could delete history (ssi_okr)."""
        draft = self._objective()
        key_result = draft.key_result_ids
        draft.unlink()
        self.assertFalse(key_result.exists())
        objective = self._two_key_results(40, 40)
        for records in (objective, objective.key_result_ids):
            self.assert_refused("stays on record", records.unlink)
        objective.action_cancel("Wrong")
        self.assert_refused("stays on record", objective.unlink)

    def test_copy_brings_the_plan_and_nothing_of_the_work(self):
        """Fault 15: a copy lost fields of its key results (puzzle#1255)."""
        developer = self.users["developer"]
        plan = {
            "name": "Signed",
            "user_id": developer.id,
            "direction": "at_most",
            "start_value": 3,
            "target_value": 7,
            "weight": 2.5,
            "unit": "days",
            "description": "<p>Counted on Mondays</p>",
            "plan_ids": [(0, 0, {"date": "2026-02-01", "value": 4})],
        }
        steps = {
            "name": "Steps",
            "metric_type": "milestone",
            "milestone_ids": [(0, 0, {"name": "One", "weight": 3})],
        }
        objective = self._running(
            key_results=[plan, steps], ambition="committed", weight=4
        )
        with at(self.HALF):
            objective.key_result_ids[0].check_in(5, 0.5, "at_risk")
            objective.key_result_ids.milestone_ids.is_reached = True
            objective.key_result_ids[0].write(
                {"target_value": 8, "change_reason": "More"}
            )
            objective.write({"final_score": 0.3, "score_reason": "Bad luck"})
            copy = objective.copy()
            self.env.flush_all()
        self.assertNotEqual(copy.name, objective.name)
        self.assertRecordValues(
            copy,
            [
                {
                    "state": "draft",
                    "ambition": "committed",
                    "weight": 4,
                    # held from the start: 2.5 of a weight of 3.5
                    "final_score": 0.7,
                    "score_reason": False,
                    "has_confidence": False,
                    "date_activated": False,
                }
            ],
        )
        first, second = copy.key_result_ids
        self.assertRecordValues(
            first,
            [
                {
                    "name": "Signed",
                    "user_id": developer.id,
                    "direction": "at_most",
                    "start_value": 3,
                    "target_value": 8,
                    "weight": 2.5,
                    "unit": "days",
                    "current_value": 3,
                    "stated_status": False,
                    "status": "no_data",
                }
            ],
        )
        self.assertIn("Mondays", first.description)
        self.assertFalse(first.checkin_ids | copy.key_result_ids.checkin_ids)
        self.assertFalse(first.target_change_ids)
        self.assertEqual(first.plan_ids.mapped("value"), [4])
        self.assertEqual(second.milestone_ids.mapped("weight"), [3])
        self.assertFalse(second.milestone_ids.is_reached)
        self.assertEqual(second.progress, 0)

    def test_department_of_an_objective(self):
        """A department's objective keeps its department, copied or handed over."""
        product = self.departments["Product"]
        objective = self._objective("ceo", level="department", department_id=product.id)
        self.assertEqual(objective.department_id, product)
        self.assertEqual(objective.copy().department_id, product)
        product.active = False
        with at("2026-01-05"):
            objective.action_activate()
        with at(self.HALF):
            objective.key_result_ids.check_in(50)
            self.assert_figures(objective, progress=0.5, status="on_track")
        self.assertEqual(objective.department_id, product)

    def test_children_need_no_common_employee(self):
        """Fault 14: a child had to have its parent's employee (Frappe)."""
        parent = self._running("ceo", level="company")
        child = self._running("developer", parent_id=parent.id)
        self.assertEqual(parent.child_ids, child)

    def test_what_is_new_is_seen(self):
        """Fault 10: goals were hidden unless somebody opened them (ssi_okr)."""
        objective = self._running("seller")
        self.assertEqual(objective.visibility, "company")
        found = self.env["okr.objective"].with_user(self.users["developer"])
        self.assertEqual(found.search([("id", "=", objective.id)]), objective)


@tagged("post_install", "-at_install")
class TestObjectiveScreens(TestOkrCommon):
    """What was seen on screens and is not to come back."""

    def _arch(self, model, kind):
        return etree.fromstring(self.env[model].get_view(view_type=kind)["arch"])

    def test_the_calendar_shows_each_objective_once(self):
        """FINDINGS A29: bars of fifteen weeks stood on every day."""
        calendar = self._arch("okr.objective", "calendar")
        self.assertEqual(calendar.get("date_start"), "date_end")
        self.assertFalse(calendar.get("date_stop") or calendar.get("date_delay"))

    def test_the_curve_comes_first(self):
        """FINDINGS A24: it lay below the fold."""
        form = self._arch("okr.key.result", "form")
        [curve] = form.xpath("//widget[@name='okr_curve']")
        self.assertFalse(curve.xpath("preceding::group"))
        self.assertFalse(curve.xpath("ancestor::notebook"))

    def test_a_draft_says_from_where_to_where(self):
        self.cycle.action_activate()
        chairs = {"name": "Chairs", "start_value": 150, "target_value": 1500}
        objective = self._objective("seller", key_results=[chairs])
        key_result = objective.key_result_ids
        self.assertEqual(key_result.value_label, "150 → 1,500")
        objective.action_activate()
        self.assertEqual(key_result.value_label, "150 → 150 → 1,500")
