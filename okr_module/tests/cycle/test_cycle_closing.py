from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.cycle import okr_cycle_closing, okr_cycle_transition
from ..figures_common import TestOkrFigures, at
from ..query_common import recorded_queries


@tagged("post_install", "-at_install")
class TestLargeCycle(TestOkrFigures):
    """A cycle of thousands is closed by the scheduler, whole or not at all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.users["okr_admin"]
        cls.cycle.action_activate()
        cls.top = cls._running("ceo", name="Top", level="company", rollup="aligned")
        cls.below = cls._running("seller", name="Below", parent_id=cls.top.id)
        cls.hidden = cls._running("developer", name="Own", visibility="private")
        cls.draft = cls._objective("seller", name="Never begun")
        with at("2026-03-01"):
            cls.below.key_result_ids.check_in(40)
        with at("2026-04-06"):
            cls.cycle.action_start_review()
        cls.startClassPatcher(patch.object(okr_cycle_closing, "AT_ONCE", 2))

    def _close(self, login="okr_admin"):
        cycle = self.cycle.with_user(self.users[login])
        wizard = self.env["okr.cycle.transition"].browse(
            cycle.action_open_transition()["res_id"]
        )
        wizard = wizard.with_user(self.users[login])
        self.assertTrue(wizard.is_closed_later)
        return wizard.action_confirm()

    def _run_cron(self, batch_size=500):
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr, user=SUPERUSER_ID)["okr.cycle"]._cron_close(batch_size)
        self.env.invalidate_all()

    def _told(self):
        return self.env["mail.message"].search(
            [("partner_ids", "in", self.admin.partner_id.ids)], limit=1, order="id desc"
        )

    def test_the_scheduler_closes_it_in_the_name_of_who_asked(self):
        with at("2026-04-06"):
            action = self._close()
            self.assertEqual(action["tag"], "soft_reload")
            self.assertEqual(self.cycle.state, "review")
            self.assertTrue(self.cycle.is_closing)
            self._run_cron(batch_size=1)
        self.assertEqual(self.cycle.state, "closed")
        self.assertFalse(self.cycle.is_closing)
        self.assertFalse(self.cycle.closing_user_id)
        for objective in self.top | self.below | self.hidden:
            self.assertEqual(objective.state, "done")
        self.assertEqual(self.draft.state, "draft")
        self.assertIn("is closed", self._told().body)
        self.assertEqual(self._told().subject, "First quarter")
        leads_to = self._told().model, self._told().res_id
        self.assertEqual(leads_to, ("okr.cycle", self.cycle.id))

    def test_it_comes_to_what_closing_at_once_does(self):
        """Figures of the last day, at every level, whatever nobody has taken since."""
        figures = {}
        objectives = self.top | self.below | self.hidden | self.draft
        names = [*objectives._figure_names(), "final_score", "passed", "state"]
        key_results = objectives.key_result_ids
        of_key_results = [*key_results._figure_names(), "state"]
        for at_once in (2, 1000):
            with self.subTest(at_once=at_once), self.env.cr.savepoint() as undo:
                with patch.object(okr_cycle_closing, "AT_ONCE", at_once):
                    # As if nobody had taken them for a week
                    self.env.cr.execute(
                        "UPDATE okr_key_result SET figures_date = '2026-03-30', "
                        "status = 'on_track'; UPDATE okr_objective SET progress = 0.9, "
                        "figures_date = '2026-03-30', status = 'on_track'"
                    )
                    self.env.invalidate_all()
                    with at("2026-04-07"):
                        self.cycle.with_user(self.admin).action_close()
                        self._run_cron()
                self.assertEqual(self.cycle.state, "closed")
                figures[at_once] = [
                    objectives.read(names),
                    key_results.read(of_key_results),
                ]
                undo.rollback()
                self.env.invalidate_all()
        self.assertEqual(figures[2], figures[1000])

    def test_what_waits_to_be_summed_up_is_summed_up(self):
        with at("2026-04-06"):
            records = self.env["okr.objective"].search([])
            records._refresh_figures()
            self.assertEqual(self.top.progress, 0.4)
            self.env.cr.execute(
                "UPDATE okr_objective SET progress = 0.1, state = 'done' WHERE id = %s",
                (self.top.id,),
            )
            self.env.invalidate_all()
            self.env["okr.objective"]._leave_rollup([self.top.id])
            self.cycle.with_user(self.admin).action_close()
            self._run_cron()
        self.assertEqual((self.cycle.state, self.top.progress), ("closed", 0.4))

    def test_nobody_else_closes_it(self):
        for login in ("seller", "hr_officer", "ceo"):
            with self.assertRaises(AccessError):
                self.cycle.with_user(self.users[login]).action_close()
        with self.assertRaises(AccessError):
            self.cycle.with_user(self.admin).write({"closing_user_id": self.env.uid})
        self.assertFalse(self.cycle.is_closing)

    def test_who_may_no_more_is_told_and_it_stays_open(self):
        self.cycle.with_user(self.admin).action_close()
        self.admin.group_ids -= self.env.ref("okr_module.group_okr_manager")
        with at("2026-04-06"):
            self._run_cron()
        self._assert_left_as_it_was("could not be closed: you may no longer")

    def test_who_reads_no_okrs_any_more_stops_nothing(self):
        self.cycle.with_user(self.admin).action_close()
        self.admin.group_ids = self.env.ref("base.group_user")
        self.env["ir.model.access"].search(
            [("model_id.model", "=", "okr.cycle"), ("perm_write", "=", False)]
        ).active = False
        with at("2026-04-06"):
            self._run_cron()
        self._assert_left_as_it_was("you may no longer")

    def test_nothing_ends_in_a_cycle_that_was_set_back(self):
        self.cycle.with_user(self.admin).action_close()
        self.cycle.with_user(self.admin).write({"state": "draft"})
        with at("2026-04-06"):
            self._run_cron()
        self._assert_left_as_it_was("state Planning", state="draft")

    def test_one_that_somebody_closes_meanwhile_stops_no_other(self):
        self.cycle.with_user(self.admin).action_close()
        with at("2026-04-06"):
            self.cycle.with_user(self.admin).write({"state": "closed"})
            self.assertFalse(self.cycle.closing_user_id)
            self._run_cron()
        self.assertEqual(self.cycle.state, "closed")

    def test_what_is_refused_is_told_and_not_tried_for_ever(self):
        for error, why in (
            (UserError("Not this one."), "Not this one."),
            (ValueError("column x of relation y"), "something went wrong"),
        ):
            with self.subTest(why), self.env.cr.savepoint() as undo:
                self.cycle.with_user(self.admin).action_close()
                with (
                    at("2026-04-06"),
                    mute_logger(okr_cycle_closing.__name__),
                    patch.object(
                        self.registry["okr.objective"],
                        "_check_next_state",
                        side_effect=error,
                    ),
                ):
                    self._run_cron()
                self._assert_left_as_it_was(why)
                undo.rollback()
                self.env.invalidate_all()

    def test_what_comes_meanwhile_has_it_tried_again(self):
        self.cycle.with_user(self.admin).action_close()
        model = self.registry["okr.cycle"]
        really = model._lock_for_closing
        met = [ConcurrencyError("objectives came into the cycle meanwhile")]

        def lock(cycle):
            if met:
                raise met.pop()
            return really(cycle)

        with at("2026-04-06"), patch.object(model, "_lock_for_closing", lock):
            self._run_cron()
        self.assertEqual(self.cycle.state, "closed")

    def test_thresholds_that_are_being_taken_over_hold_for_all_of_it(self):
        with at("2026-04-06"):
            # One that still runs is taken again as it ends
            self.below.action_done()
            self.env["okr.objective"].search([])._refresh_figures()
            self.assertFalse(self.below.passed)
            self.env.cr.execute(
                "UPDATE res_company SET okr_pass_mark = 0.3, "
                "okr_is_retaking_figures = TRUE WHERE id = %s",
                (self.company.id,),
            )
            self.env.invalidate_all()
            self.cycle.with_user(self.admin).action_close()
            self._run_cron()
        self.assertEqual(self.cycle.state, "closed")
        self.assertTrue(self.below.passed)

    def test_what_a_company_has_that_is_archived_is_of_the_last_day_too(self):
        self.env.cr.execute(
            "UPDATE okr_objective SET figures_date = '2026-03-30', company_id = %s "
            "WHERE id = %s; UPDATE res_company SET active = FALSE WHERE id = %s",
            (self.other_company.id, self.draft.id, self.other_company.id),
        )
        self.env.invalidate_all()
        with at("2026-04-06"):
            self.cycle.with_user(self.admin).action_close()
            self._run_cron()
        self.assertEqual(self.cycle.state, "closed")
        self.assertEqual(str(self.draft.figures_date), "2026-04-06")

    def _assert_left_as_it_was(self, why, state="review"):
        self.assertEqual(self.cycle.state, state)
        self.assertFalse(self.cycle.is_closing)
        self.assertIn(why, self._told().body)
        for objective in self.top | self.below | self.hidden:
            self.assertEqual(objective.state, "active")

    def test_a_part_that_is_open_is_said_at_once(self):
        part = self.cycle.copy(
            {"name": "Part", "parent_id": self.cycle.id, "state": "draft"}
        )
        self.assertEqual(part.parent_id, self.cycle)
        with self.assertRaisesRegex(UserError, "Part"):
            self.cycle.with_user(self.admin).action_close()
        self.assertFalse(self.cycle.is_closing)

    def test_nobody_rolls_thousands_over_in_one_dialog(self):
        cycle = self.cycle.with_user(self.admin)
        self.assertTrue(cycle.is_large)
        # What is private is counted, too
        for login in ("seller", "hr_officer"):
            with self.assertRaises(AccessError):
                self.cycle.with_user(self.users[login]).read(["is_large"])
        self.assertFalse(cycle.get_summary(cycle.id)["can_rollover"])
        with self.assertRaisesRegex(UserError, "their list"):
            cycle.action_rollover()
        with patch.object(okr_cycle_closing, "AT_ONCE", 1000):
            cycle.invalidate_recordset()
            self.assertFalse(cycle.is_large)
            self.assertTrue(cycle.get_summary(cycle.id)["can_rollover"])
            self.assertTrue(cycle.action_rollover()["res_id"])

    def test_owners_start_what_is_ready_in_a_large_one(self):
        planned = self.cycle.copy({"name": "Next", "state": "draft"})
        for number in range(3):
            self._objective("seller", name=f"Ready {number}", cycle_id=planned.id)
        wizard = self.env["okr.cycle.transition"].browse(
            planned.with_user(self.admin).action_open_transition()["res_id"]
        )
        self.assertEqual(wizard.ready_count, 0)
        wizard.action_confirm()
        self.assertEqual(planned.state, "active")
        self.assertEqual(set(planned.objective_ids.mapped("state")), {"draft"})

    def test_of_each_kind_the_first_are_named_and_the_others_counted(self):
        with patch.object(okr_cycle_transition, "MOST_NOTES", 1):
            cycle = self.cycle.with_user(self.admin)
            notes = [
                note
                for note in cycle._transition_notes("close")
                if note.code == "no_retrospective"
            ]
        self.assertEqual([note.record for note in notes][1:], [cycle])
        self.assertEqual(
            notes[1].sentence,
            "Nobody has said what was learned. The same of 2 more.",
        )

    def test_what_is_said_of_the_others_holds_for_all_of_them(self):
        self._objective("seller", name="Not ready", key_results=[])
        self.below.key_result_ids.kpi_error = "No such field."
        self._objective("seller", name="Another")
        self._running("ceo", name="Mute").key_result_ids.kpi_error = "No such table."
        with patch.object(okr_cycle_transition, "MOST_NOTES", 1):
            cycle = self.cycle.with_user(self.admin)
            self.cycle.state = "active"
            said = [
                note.sentence
                for note in cycle._transition_notes("review")
                if note.record == cycle
            ]
        self.assertIn("Still a draft. The same of 2 more.", said)
        self.assertIn("Its KPI does not answer. The same of 1 more.", said)

    def test_the_list_costs_no_more_of_many(self):
        counts = []
        for many in (2, 10):
            for number in range(many):
                self._objective("developer", name=f"{many} {number}")
            self.env.flush_all()
            self.env.invalidate_all()
            cycle = self.cycle.with_user(self.admin)
            cycle._transition_notes("close")
            self.env.invalidate_all()
            with recorded_queries(self.env) as queries:
                cycle._transition_notes("close")
            counts.append(len(queries))
        self.assertEqual(*counts)
