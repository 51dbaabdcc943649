from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service import model as service
from odoo.tests import tagged
from odoo.tests.common import BaseCase, get_db_name
from odoo.tools import mute_logger

TIMES = 8


@tagged("post_install", "-at_install")
class TestClosingAtOnce(BaseCase):
    """Who closes a cycle and who starts something in it: transactions of their own.

    Nothing runs in a closed cycle afterwards, whoever comes first.
    """

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        # The one who is refused tries again soon
        chance = self.startPatcher(patch.object(service, "random"))
        chance.uniform.return_value = 0.01
        self.startPatcher(patch.object(service, "_logger"))

    @contextmanager
    def _transaction(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def _make(self, state="draft"):
        """Return the ids of a running cycle, of another one and of an objective."""
        span = {"date_start": "2026-01-05", "date_end": "2026-04-05"}
        with self._transaction() as env:
            cycles = env["okr.cycle"].create(
                [{"name": name, "company_id": False, **span} for name in "AB"]
            )
            cycles.action_activate()
            here, elsewhere = cycles
            objective = env["okr.objective"].create(
                {
                    "name": "At once",
                    "user_id": env.ref("base.user_admin").id,
                    "cycle_id": here.id if state == "draft" else elsewhere.id,
                    "key_result_ids": [(0, 0, {"name": "A number"})],
                }
            )
            if state == "active":
                objective.action_activate()
        self.addCleanup(self._remove, cycles.ids, objective.ids)
        return here.id, elsewhere.id, objective.id

    def _remove(self, cycle_ids, objective_ids):
        with self._transaction() as env:
            env.cr.execute(
                "DELETE FROM okr_objective WHERE cycle_id IN %s", [tuple(cycle_ids)]
            )
            env.cr.execute("DELETE FROM okr_cycle WHERE id IN %s", [tuple(cycle_ids)])

    def _do(self, env, act, both_began=None):
        """Do something as Odoo serves a request.

        :param both_began: waited for at the first try, when the data were read
        :return: the sentence with which it is refused, False if it is not
        """
        tries = []

        def serve():
            env["okr.cycle"].search([]).mapped("state")
            env["okr.objective"].search([]).mapped("state")
            if both_began and not tries:
                both_began.wait(20)
            tries.append(True)
            act(env)

        try:
            service.retrying(serve, env)
        except UserError as refusal:
            env.cr.rollback()
            return str(refusal)
        return False

    def _do_apart(self, act, both_began):
        """Do something in a transaction of its own; see :meth:`_do`."""
        with self._transaction() as env:
            return self._do(env, act, both_began)

    def _acts(self, cycle_id, objective_id):
        def close(env):
            env["okr.cycle"].browse(cycle_id).action_close()

        def start(env):
            env["okr.objective"].browse(objective_id).action_activate()

        def move(env):
            env["okr.objective"].browse(objective_id).write(
                {"cycle_id": cycle_id, "change_reason": "Sooner"}
            )

        def create(env):
            objective = env["okr.objective"].create(
                {
                    "name": "Started at once",
                    "user_id": env.ref("base.user_admin").id,
                    "cycle_id": cycle_id,
                    "key_result_ids": [(0, 0, {"name": "A number"})],
                }
            )
            objective.action_activate()

        return {"close": close, "start": start, "move": move, "create": create}

    def _assert_nothing_runs(self, cycle_id, refusals):
        with self._transaction() as env:
            cycle = env["okr.cycle"].browse(cycle_id)
            states = cycle.objective_ids.mapped("state")
            self.assertEqual(cycle.state, "closed", refusals)
            self.assertNotIn("active", states, refusals)

    def _both(self, verb, state):
        for _time in range(TIMES):
            cycle_id, _elsewhere, objective_id = self._make(state)
            acts = self._acts(cycle_id, objective_id)
            both_began = Barrier(2)

            with ThreadPoolExecutor(2) as pool, mute_logger("odoo.sql_db"):
                futures = [
                    pool.submit(self._do_apart, acts[name], both_began)
                    for name in ("close", verb)
                ]
                refusals = [future.result(60) for future in futures]
            self.assertFalse(refusals[0])
            self._assert_nothing_runs(cycle_id, refusals)

    def test_start(self):
        self._both("start", "draft")

    def test_move(self):
        self._both("move", "active")

    def test_create(self):
        self._both("create", "draft")

    def _one_after_another(self, verbs, state):
        """Do two things that both begin before the first one is saved."""
        cycle_id, _elsewhere, objective_id = self._make(state)
        acts = self._acts(cycle_id, objective_id)
        with (
            self._transaction() as one,
            self._transaction() as other,
            mute_logger("odoo.sql_db"),
        ):
            for env in (one, other):
                env["okr.cycle"].search([]).mapped("state")
                env["okr.objective"].search([]).mapped("state")
            refusals = [
                self._do(env, acts[verb])
                for env, verb in zip((one, other), verbs, strict=True)
            ]
        self._assert_nothing_runs(cycle_id, refusals)
        return refusals

    def test_what_is_left_to_be_summed_up_meanwhile_counts(self):
        """Who checks in while others are at the objective leaves its sum for later."""
        cycle_id, _elsewhere, objective_id = self._make("active")
        with self._transaction() as env:
            below = env["okr.objective"].browse(objective_id)
            above = below.create(
                {
                    "name": "Above",
                    "user_id": below.user_id.id,
                    "cycle_id": cycle_id,
                    "rollup": "aligned",
                }
            )
            below.parent_id = above
            above.action_activate()
            above_id = above.id

        def check_in(env):
            objective = env["okr.objective"].browse(objective_id)
            with patch.object(type(objective), "_lock_now", return_value=False):
                objective.key_result_ids.check_in(40)
                env.flush_all()

        acts = {**self._acts(cycle_id, objective_id), "check in": check_in}
        with (
            self._transaction() as one,
            self._transaction() as other,
            mute_logger("odoo.sql_db"),
        ):
            for env in (one, other):
                env["okr.objective"].search([]).mapped("state")
            self.assertFalse(self._do(one, acts["check in"]))
            self.assertFalse(self._do(other, acts["close"]))
        with self._transaction() as env:
            above = env["okr.objective"].browse(above_id)
            self.assertEqual(above.cycle_id.state, "closed")
            self.assertEqual((above.state, above.progress), ("done", 0.4))

    def test_whoever_comes_first(self):
        for verb, state in (
            ("start", "draft"),
            ("move", "active"),
            ("create", "draft"),
        ):
            with self.subTest(verb, first="close"):
                refusals = self._one_after_another(("close", verb), state)
                self.assertFalse(refusals[0])
                self.assertIn("is closed", refusals[1] or "")
            with self.subTest(verb, first=verb):
                refusals = self._one_after_another((verb, "close"), state)
                self.assertEqual(refusals, [False, False])
