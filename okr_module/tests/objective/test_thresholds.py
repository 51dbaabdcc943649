from unittest.mock import patch

from odoo.tests import tagged

from ...models.base import res_company
from ..figures_common import TestOkrFigures, at
from ..query_common import recorded_queries


@tagged("post_install", "-at_install")
class TestThresholds(TestOkrFigures):
    """Thresholds are saved at once; figures follow in the background, and say so."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(res_company, "AT_ONCE", 0))

    def _at_risk(self):
        objective = self._running(key_results=[{"name": "One"}, {"name": "Two"}])
        with at(self.HALF):
            for key_result in objective.key_result_ids:
                key_result.check_in(40)
            self.env.flush_all()
        self.assertEqual(objective.status, "at_risk")
        return objective

    def _run_cron(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("okr_module.ir_cron_retake_figures")
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_the_figures_are_taken_again(self):
        """Fault 7: what others hold and a compute rests on went stale."""
        objective = self._at_risk()
        key_results = objective.key_result_ids
        with at(self.HALF):
            for values, status in (
                ({"okr_on_track": 0.8}, "on_track"),
                ({"okr_on_track": 1.0, "okr_at_risk": 0.9}, "off_track"),
                ({"okr_too_early": 0.6}, "too_early"),
            ):
                with self.subTest(values=values):
                    self.company.write(values)
                    self.env.invalidate_all()
                    self.assertTrue(objective.is_summing_up)
                    self._run_cron()
                    self.assertEqual(objective.status, status)
                    self.assertEqual(key_results.mapped("status"), [status] * 2)
                    self.assertFalse(objective.is_summing_up)

    def test_a_few_are_taken_at_once(self):
        objective = self._at_risk()
        with at(self.HALF), patch.object(res_company, "AT_ONCE", 100):
            self.company.write({"okr_on_track": 0.8, "okr_pass_mark": 0.4})
            self.assertEqual(objective.status, "on_track")
            self.assertTrue(objective.passed)
            self.assertFalse(objective.is_summing_up)

    def test_pass_mark(self):
        objective = self._at_risk()
        self.assertFalse(objective.passed)
        with at(self.HALF):
            self.company.okr_pass_mark = 0.4
            self._run_cron()
            self.assertTrue(objective.passed)

    def test_whoever_saves_waits_for_none(self):
        counts = []
        for _more in range(3):  # the first only warms up
            self._at_risk()
            with recorded_queries(self.env) as queries:
                self.company.okr_on_track = 0.95 + len(counts) / 100
            counts.append(len(queries))
            self.company.okr_is_retaking_figures = False
        self.assertEqual(counts[1], counts[2])

    def test_saved_as_they_were_nothing_is_taken(self):
        self._at_risk()
        self.company.write({"okr_on_track": self.company.okr_on_track})
        self.assertFalse(self.company.okr_is_retaking_figures)

    def test_it_goes_on_where_it_was_stopped(self):
        objective = self._at_risk()
        crons = type(self.env["ir.cron"])
        with at(self.HALF):
            self.company.okr_on_track = 0.8
            with patch.object(crons, "_commit_progress", return_value=0):
                self.env["res.company"]._cron_okr_retake_figures(batch_size=1)
            done = self.company.okr_retaken_key_result_id
            self.assertEqual(done, min(objective.key_result_ids.ids))
            self.assertTrue(self.company.okr_is_retaking_figures)
            self._run_cron()
        self.assertFalse(self.company.okr_is_retaking_figures)
        self.assertEqual(objective.status, "on_track")
