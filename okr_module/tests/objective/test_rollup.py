from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tests import tagged
from odoo.tests.common import BaseCase, get_db_name
from odoo.tools import mute_logger

from ..figures_common import TestOkrFigures, at


@tagged("post_install", "-at_install")
class TestRollup(TestOkrFigures):
    """What is rolled up follows where others are at it, and at once where nobody is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.top = cls._running("ceo", level="company", rollup="aligned")
        cls.middle = cls._running(
            "sales_lead",
            level="department",
            department_id=cls.departments["Sales"].id,
            rollup="aligned",
            parent_id=cls.top.id,
        )
        cls.leaf = cls._running(parent_id=cls.middle.id)

    def _progress(self, objective):
        """Return the progress that the database holds."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT progress FROM okr_objective WHERE id = %s", [objective.id]
        )
        return self.env.cr.fetchone()[0]

    def _check_in(self, value):
        with at(self.HALF):
            self.leaf.key_result_ids.with_user(self.users["seller"]).check_in(value)
            self.env.flush_all()

    @contextmanager
    def _others_at_it(self):
        model = type(self.env["okr.objective"])
        with patch.object(model, "_lock_now", lambda self, ids: False):
            yield

    def test_alone_it_is_summed_up_at_once(self):
        self._check_in(40)
        for objective in (self.leaf, self.middle, self.top):
            self.assertEqual(self._progress(objective), 0.4)
            self.assertFalse(objective.is_summing_up)
        self.assertFalse(self.env["okr.rollup.queue"].search_count([]))

    def test_where_others_are_it_follows(self):
        self._check_in(40)
        with self._others_at_it():
            self._check_in(80)
        self.env.invalidate_all()
        self.assertEqual(self._progress(self.top), 0.4)
        self.assertTrue(self.top.is_summing_up)
        with at(self.HALF):
            self.env["okr.objective"]._process_pending_rollup()
        for objective in (self.leaf, self.middle, self.top):
            self.assertEqual(self._progress(objective), 0.8)
            self.assertFalse(objective.is_summing_up)
        self.assertFalse(self.env["okr.rollup.queue"].search_count([]))

    def test_ones_own_is_summed_up_where_others_are_above(self):
        self._check_in(40)
        model, middle = type(self.env["okr.objective"]), self.middle.id
        with patch.object(model, "_lock_now", lambda self, ids: middle not in ids):
            self._check_in(80)
        self.env.invalidate_all()
        self.assertEqual(self._progress(self.leaf), 0.8)
        self.assertFalse(self.leaf.is_summing_up)
        for objective in (self.middle, self.top):
            self.assertEqual(self._progress(objective), 0.4)
            self.assertTrue(objective.is_summing_up)

    def test_what_is_gone_meanwhile_stops_nothing(self):
        self.env.cr.execute(
            "INSERT INTO okr_rollup_queue (objective_key) VALUES (2000000000)"
        )
        with self._others_at_it():
            self._check_in(80)
        with at(self.HALF):
            self.env["okr.objective"]._process_pending_rollup()
        self.assertEqual(self._progress(self.top), 0.8)

    def test_a_score_that_somebody_gave_does_not_wait(self):
        with self._others_at_it():
            self._check_in(40)
            self.top.write({"final_score": 0.9, "score_reason": "The market turned"})
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.top.final_score, 0.9)

    def test_the_seldom_scheduler_does_what_a_crash_left(self):
        with self._others_at_it():
            self._check_in(60)
        with at(self.HALF), self.enter_registry_test_mode():
            self.env.ref("okr_module.ir_cron_rollup").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self._progress(self.top), 0.6)

    def test_the_scheduler_is_woken_once_for_many(self):
        cron = self.env.ref("okr_module.ir_cron_rollup")
        triggers = self.env["ir.cron.trigger"]
        self.env.cr.precommit.run()
        before = triggers.search_count([("cron_id", "=", cron.id)])
        wake = type(cron)._trigger
        with patch.object(type(cron), "_trigger", autospec=True, side_effect=wake) as n:
            for value in (40, 60):
                with self._others_at_it():
                    self._check_in(value)
                self.env.cr.precommit.run()
        self.assertEqual(n.call_count, 1)
        # and comes by itself for whoever was too slow for its next look
        found = triggers.search_count([("cron_id", "=", cron.id)])
        self.assertEqual(found - before, 2)

    def test_nobody_reads_what_waits(self):
        for login in ("seller", "ceo", "hr_officer", "okr_admin"):
            rows = self.env["okr.rollup.queue"].with_user(self.users[login])
            for mode in ("read", "write", "create", "unlink"):
                self.assertFalse(rows.has_access(mode), (login, mode))


@tagged("post_install", "-at_install")
class TestRollupTogether(BaseCase):
    """Six check in in one tree at once: transactions of their own, none is refused."""

    NUMBER = 6

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self._transaction() as env:
            today = env.company._okr_today()
            cycle = env["okr.cycle"].create(
                {
                    "name": "Together",
                    "date_start": fields.Date.subtract(today, days=30),
                    "date_end": fields.Date.add(today, days=30),
                }
            )
            objectives = env["okr.objective"]
            top = objectives.create(
                {"name": "Together", "cycle_id": cycle.id, "rollup": "aligned"}
            )
            middle = top.copy({"parent_id": top.id})
            leaves = objectives.create(
                [
                    {
                        "name": f"Together {number}",
                        "cycle_id": cycle.id,
                        "parent_id": middle.id,
                        "key_result_ids": [(0, 0, {"name": "From 0 to 100"})],
                    }
                    for number in range(self.NUMBER)
                ]
            )
            all_of_it = top | middle | leaves
            all_of_it.action_activate()
            self.ids = all_of_it.ids
            self.key_result_ids = leaves.key_result_ids.ids
            self.cycle_id = cycle.id
        self.addCleanup(self._remove)

    @contextmanager
    def _transaction(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def _remove(self):
        with self._transaction() as env:
            cr = env.cr
            for table, column in (
                ("mail_message", "res_id"),
                ("mail_followers", "res_id"),
                ("mail_activity", "res_id"),
            ):
                cr.execute(
                    f"DELETE FROM {table} WHERE {column} = ANY(%s) AND "
                    + ("model" if table == "mail_message" else "res_model")
                    + " = 'okr.objective'",
                    [self.ids],
                )
            cr.execute(
                "UPDATE okr_objective SET parent_id = NULL WHERE id = ANY(%s)",
                [self.ids],
            )
            cr.execute("DELETE FROM okr_objective WHERE id = ANY(%s)", [self.ids])
            env["okr.cycle"].browse(self.cycle_id).unlink()

    def test_all_are_kept_and_the_top_is_right(self):
        with ExitStack() as stack:
            envs = [stack.enter_context(self._transaction()) for _id in range(6)]
            key_results = [
                env["okr.key.result"].browse(record_id)
                for env, record_id in zip(envs, self.key_result_ids, strict=True)
            ]
            # All have begun, and see nothing of what the others keep
            for key_result in key_results:
                key_result.objective_id.parent_id.read(["progress"])
            for key_result in key_results:
                key_result.check_in(50)
                key_result.env.cr.commit()
        with self._transaction() as env:
            for key_result in env["okr.key.result"].browse(self.key_result_ids):
                self.assertAlmostEqual(key_result.objective_id.progress, 0.5, 9)
            # What the scheduler is called for
            cron = env.ref("okr_module.ir_cron_rollup")
            self.assertTrue(
                env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
            )
            env["okr.objective"]._cron_process_rollup()
        with self._transaction() as env:
            objectives = env["okr.objective"].browse(self.ids)
            for objective in objectives:
                self.assertAlmostEqual(objective.progress, 0.5, 9, objective.name)
            self.assertFalse(any(objectives.mapped("is_summing_up")))
            self.assertFalse(env["okr.rollup.queue"].search_count([]))

    def test_a_job_gives_way_to_who_writes_meanwhile(self):
        """Odoo tries no job again: one check-in would end it until the next hour."""
        refresh = self.registry["okr.key.result"]._refresh_of_the_day
        mine = self.key_result_ids
        calls = []

        def interrupted(batch):
            calls.append(batch.ids)
            # The snapshot is taken, and somebody is faster
            if len(calls) == 1:
                with self._transaction() as env:
                    env["okr.key.result"].browse(mine[0]).check_in(50)
            return refresh(batch)

        with self._transaction() as env:
            key_results = env["okr.key.result"].browse(mine)
            env.cr.execute(
                "UPDATE okr_key_result SET figures_date = figures_date - 1 "
                "WHERE id = ANY(%s)",
                [mine],
            )
            env.cr.commit()
            with (
                patch.object(type(key_results), "_refresh_of_the_day", interrupted),
                patch("time.sleep"),
                mute_logger("odoo.sql_db"),
            ):
                done = key_results._refresh_stale(
                    fields.Domain("id", "in", mine)
                    & fields.Domain("figures_date", "<", env.company._okr_today()),
                    1000,
                )
        self.assertTrue(done)
        self.assertEqual(len(calls), 2)
        with self._transaction() as env:
            key_results = env["okr.key.result"].browse(mine)
            self.assertEqual(key_results[0].current_value, 50)
            today = env.company._okr_today()
            self.assertEqual(set(key_results.mapped("figures_date")), {today})
