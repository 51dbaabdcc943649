from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time

from ..access_common import TestOkrAccessCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-30 12:00:00")
class TestReview(TestOkrAccessCommon):
    """One page an objective: score, reason, three answers, what becomes of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.objective = cls._objective("seller")
        cls.objective.action_activate()
        cls.key_result = cls.objective.key_result_ids
        cls.key_result.check_in(52, note="Half way.")
        cls.cycle.action_start_review()

    def _page(self, login):
        mine = self._as(login, self.objective)
        return Form(mine, view="okr_module.okr_review_view_form")

    def test_the_page_as_its_owner_fills_it_in(self):
        with self._page("seller") as page:
            self.assertEqual(page.final_score_choice, "0.5")
            page.final_score_choice = "0.6"
            self.assertTrue(page.score_differs)
            page.score_reason = "Two more signed on the last day."
            page.retro_worked = "Visits <in person>"
            page.retro_learned = "Call first"
            page.decision = "change"
        self.assertAlmostEqual(self.objective.final_score, 0.6)
        self.assertAlmostEqual(self.objective.score, 0.5)
        self.assertEqual(self.objective.decision, "change")
        text = self.objective.retrospective
        self.assertIn("What worked?", text)
        self.assertIn("Visits &lt;in person&gt;", text)
        self.assertIn("Call first", text)
        self.assertNotIn("What did not?", text)

    def test_another_score_needs_a_reason(self):
        with self.assertRaisesRegex(UserError, "say why"):
            self._as("seller", self.objective).write({"final_score_choice": "0.9"})
        with self.assertRaises(AssertionError), self._page("seller") as page:
            page.final_score_choice = "0.9"

    def test_back_to_the_suggested_score(self):
        mine = self._as("seller", self.objective)
        mine.write({"final_score_choice": "0.9", "score_reason": "It counts."})
        self.assertTrue(self.objective.passed)
        mine.write({"final_score_choice": "0.5", "score_reason": False})
        self.assertAlmostEqual(self.objective.final_score, 0.5)
        self.assertFalse(self.objective.passed)

    def test_a_retrospective_written_whole_stands(self):
        mine = self._as("seller", self.objective)
        mine.retrospective = "<p>We asked for help too late.</p>"
        self.assertIn("too late", self.objective.retrospective)
        mine.retro_worked = "Asking"
        self.assertIn("Asking", self.objective.retrospective)

    def test_the_latest_note_is_the_last_word(self):
        self.assertEqual(self.key_result.last_note, "Half way.")
        self.key_result.check_in(20, note="Slow start.", date="2026-02-02")
        self.key_result.check_in(53)
        self.assertEqual(self.key_result.last_note, "Half way.")

    def test_late_check_ins_are_taken_until_it_is_closed(self):
        self.key_result.check_in(60, date="2026-03-27")
        self.assertAlmostEqual(self.objective.score, 0.5)
        with freeze_time("2026-04-08 12:00:00"):
            self.key_result.check_in(70)
            self.assertEqual(
                str(self.key_result.checkin_ids.sorted("id")[-1].date), "2026-04-05"
            )
            self.cycle.action_close()
            with self.assertRaisesRegex(UserError, "closed"):
                self.key_result.check_in(80)
            with self.assertRaisesRegex(UserError, "closed"):
                self.objective.write({"decision": "drop"})
        self.assertAlmostEqual(self.objective.final_score, 0.7)

    def test_who_may_not_fill_it_in(self):
        for login in ("developer", "hr_officer"):
            with self.subTest(login=login):
                mine = self._as(login, self.objective)
                for values in (
                    {"decision": "drop"},
                    {"retro_worked": "Nothing"},
                    {"final_score_choice": "0.0", "score_reason": "No"},
                ):
                    self._assert_denied(lambda m=mine, v=values: m.write(v))
                self.assertFalse(mine.honesty_notes)

    def test_the_page_goes_through_what_runs_or_is_reviewed(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "okr_module.okr_review_action"
        )
        self.assertEqual(action["path"], "okr-review")
        kinds = [kind for _view, kind in action["views"]]
        self.assertEqual(kinds, ["list", "kanban", "form"])
        draft = self._objective("seller")
        found = self.env["okr.objective"].search(
            [("state", "!=", "draft"), ("cycle_id.state", "in", ("active", "review"))]
        )
        self.assertIn(self.objective, found)
        self.assertNotIn(draft, found)
