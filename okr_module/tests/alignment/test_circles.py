import doctest
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import product
from threading import Barrier
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service import model as service
from odoo.tests import Form, tagged
from odoo.tests.common import BaseCase, freeze_time, get_db_name
from odoo.tools import SQL, mute_logger

from ...arithmetic import circles
from ..access_common import TestOkrAccessCommon

PAIRS = 12


@contextmanager
def ends_within(seconds):
    """Fail where the block goes round in circles, instead of standing still."""

    def fail(_signal, _frame):
        raise AssertionError(f"it has not ended after {seconds} seconds")

    before = signal.signal(signal.SIGALRM, fail)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestCircleInTheData(TestOkrAccessCommon):
    """A circle that came into the data all the same makes no screen stand still."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ring = cls.env["okr.objective"]
        for name in ("One", "Two", "Three", "Alone"):
            cls.ring += cls._objective("seller", name=name, rollup="both")
        cls.one, cls.two, cls.three, cls.alone = cls.ring
        cls.child = cls._objective("seller", name="Child", parent_id=cls.one.id)
        cls.top = cls._objective("ceo", name="Top", level="company")
        (cls.ring | cls.child | cls.top).action_activate()
        cls.env.flush_all()
        cls._close_circle(cls.one, cls.two, cls.three)
        cls._close_circle(cls.alone)

    @classmethod
    def _close_circle(cls, *records):
        """Put each record below the next and the last below the first, by SQL.

        The paths are as two transactions leave them that saw nothing of each other.
        """
        for record, parent in zip(records, records[1:] + records[:1], strict=True):
            cls.env.cr.execute(
                SQL(
                    "UPDATE %s SET parent_id = %s WHERE id = %s",
                    SQL.identifier(record._table),
                    parent.id,
                    record.id,
                )
            )
            if "parent_path" in record._fields:
                path = f"{parent.id}/{record.id}/"
                cls.env.cr.execute(
                    "UPDATE okr_objective SET parent_path = %s WHERE id = %s",
                    (path, record.id),
                )
        cls.env.invalidate_all(flush=False)

    def _assert_ends(self, result, ids):
        """Assert that a panel shows some ids, and that walks upwards in it end."""
        above = {row["id"]: row["parent_id"] for row in result["values"]}
        self.assertLessEqual(set(ids), set(above))
        for record_id in above:
            walked = set()
            while record_id:
                self.assertNotIn(record_id, walked)
                walked.add(record_id)
                record_id = above[record_id]

    # --- WHERE WALKS ARE CUT ---

    def test_examples(self):
        self.assertEqual(doctest.testmod(circles).failed, 0)

    # --- SCREENS ---

    def test_search_panels(self):
        self.one.key_result_ids.check_in(5)
        self.env["okr.initiative"].create(
            {"name": "Call them", "key_result_id": self.one.key_result_ids.id}
        )
        for (model, field), expand, counters in product(
            (
                ("okr.objective", "parent_id"),
                ("okr.key.result", "objective_id"),
                ("okr.checkin", "objective_id"),
                ("okr.initiative", "objective_id"),
            ),
            (False, True),
            (False, True),
        ):
            with self.subTest(model, expand=expand, counters=counters):
                with ends_within(10):
                    result = self._env("seller")[model].search_panel_select_range(
                        field, expand=expand, enable_counters=counters
                    )
                self._assert_ends(result, self.ring.ids if expand else ())

    def test_panel_without_a_circle_is_as_before(self):
        self.one.parent_id = False
        self.alone.parent_id = False
        result = self.env["okr.objective"].search_panel_select_range(
            "parent_id", expand=True, comodel_domain=[("id", "in", self.ring.ids)]
        )
        above = {row["id"]: row["parent_id"] for row in result["values"]}
        one, two, three, alone = self.ring.ids
        self.assertEqual(above, {one: False, two: three, three: one, alone: False})

    def test_map(self):
        model = self._env("seller")["okr.objective"]
        for domain, child_field in product(
            (
                [("parent_id", "=", False)],
                [("id", "in", (self.ring | self.child).ids)],
                *([("id", "=", each.id)] for each in self.ring | self.child),
            ),
            (None, "child_ids"),
        ):
            with self.subTest(domain, child_field=child_field), ends_within(10):
                rows = model.hierarchy_read(
                    domain, {"name": {}}, "parent_id", child_field
                )
                found = {row["id"] for row in rows}
                self.assertLessEqual(set(model.search(domain).ids), found)

    def test_form(self):
        for objective in self.ring | self.child:
            with self.subTest(objective.name), ends_within(30):
                with Form(self._as("seller", objective)) as form:
                    form.name = f"{objective.name}, renamed"
        self.assertEqual(self.alone.name, "Alone, renamed")

    def test_list_and_groups(self):
        model = self._env("seller")["okr.objective"]
        for operator in ("child_of", "parent_of"):
            with ends_within(10):
                found = model.search([("id", operator, self.one.id)])
            self.assertIn(self.one.id, found.ids)
        with ends_within(10):
            model.web_read_group([], ["parent_id"], ["progress:avg"])
            self.one.read()

    def test_figures(self):
        with ends_within(20):
            for objective in self.ring:
                self._as("seller", objective).key_result_ids.check_in(50)
            self.env["okr.objective"].search([])._refresh_figures()
            self.env.flush_all()
            self.ring.mapped("original_progress")
            self.ring.mapped("served_pillar_id")
        for objective in self.ring:
            self.assertGreater(objective.progress, 0)
            self.assertLessEqual(objective.progress, 0.5)

    def test_drop(self):
        """What is aligned moves up, but for what stands above as well."""
        with ends_within(20):
            self.one.action_cancel("Wrong")
            self.one._lift_children()
        self.assertEqual(self.child.parent_id, self.two)
        self.assertEqual(self.three.parent_id, self.one)
        with ends_within(20):
            (self.two | self.three | self.alone).action_cancel("Wrong, too")
            self.assertFalse(self.two._alive_above()[0])
            self.assertFalse(self.alone._alive_above()[0])
            (self.two | self.three | self.alone)._lift_children()
        self.assertFalse(self.child.parent_id)
        self.assertEqual(self.alone.parent_id, self.alone)

    def test_close_and_go_on(self):
        following = self.cycle.copy(
            {"name": "Next", "date_start": "2026-04-06", "date_end": "2026-07-05"}
        )
        with ends_within(30):
            copies = (self.ring | self.child)._rollover(following)
            self.one.copy()
            self.cycle.action_close()
        self.assertFalse(copies._has_cycle())
        self.assertEqual(set(self.ring.mapped("state")), {"done"})

    def test_mended_in_the_form(self):
        with ends_within(20):
            self._as("seller", self.one).write({"parent_id": self.top.id})
            with Form(self._as("seller", self.alone)) as form:
                form.parent_id = form.parent_id.browse()
        self.assertEqual(self.one.parent_id, self.top)
        self.assertFalse(self.alone.parent_id)
        self.assertFalse((self.ring | self.child)._has_cycle())

    # --- CYCLES ---

    def test_cycles(self):
        span = {"date_start": "2026-01-05", "date_end": "2026-04-05"}
        one, two = cycles = self.env["okr.cycle"].create(
            [{"name": name, "company_id": self.company.id, **span} for name in "AB"]
        )
        cycles.action_activate()
        objective = self._objective(cycle_id=one.id)
        self.env.flush_all()
        self._close_circle(one, two)
        model = self._env("okr_admin")["okr.objective"]
        for expand, counters in product((False, True), (False, True)):
            with self.subTest(expand=expand, counters=counters), ends_within(10):
                result = model.search_panel_select_range(
                    "cycle_id", expand=expand, enable_counters=counters
                )
                self._assert_ends(result, one.ids)
        with ends_within(30):
            action = self._as("okr_admin", two).action_open_objectives()
            self.assertIn(objective.id, model.search(action["domain"]).ids)
            for step in ("activate", "review", "close"):
                self._as("okr_admin", one)._transition_notes(step)
            with Form(self._as("okr_admin", one)) as form:
                form.grace_days = 3
            with Form(self._as("okr_admin", two)) as form:
                form.parent_id = form.parent_id.browse()
            (one | two).action_close()
        self.assertFalse(cycles._has_cycle())


@tagged("post_install", "-at_install")
class TestTwoAtOnce(BaseCase):
    """Who aligns at the same moment closes no circle: transactions of their own."""

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
            yield api.Environment(cr, SUPERUSER_ID, {})

    def _create(self, model, number, **values):
        with self._transaction() as env:
            records = env[model].create(
                [{"name": f"At once {index}", **values} for index in range(number)]
            )
        self.addCleanup(self._remove, model, records.ids)
        return records.ids

    def _remove(self, model, ids):
        with self._transaction() as env:
            env[model].browse(ids).parent_id = False
            env[model].browse(ids).unlink()

    def _put_below(self, env, model, record_id, parent_id, both_began=None):
        """Put a record below another one, as Odoo serves a request.

        :param both_began: waited for at the first try, when the data were read
        :return: the sentence with which it is refused, False if it is not
        """
        tries = []

        def write():
            record = env[model].browse(record_id)
            record.read(["parent_id"])
            if both_began and not tries:
                both_began.wait(10)
            tries.append(True)
            record.write({"parent_id": parent_id})

        try:
            service.retrying(write, env)
        except UserError as refusal:
            env.cr.rollback()
            return str(refusal)
        return False

    def _one_after_another(self, model, moves):
        """Make moves that all begin before the first one is saved."""
        with ExitStack() as stack, mute_logger("odoo.sql_db"):
            envs = [stack.enter_context(self._transaction()) for _move in moves]
            for env, (record_id, _parent_id) in zip(envs, moves, strict=True):
                env[model].browse(record_id).read(["parent_id"])
            return [
                self._put_below(env, model, *move)
                for env, move in zip(envs, moves, strict=True)
            ]

    def _has_circle(self, model, ids):
        with self._transaction() as env:
            return env[model].browse(ids)._has_cycle()

    # --- OBJECTIVES ---

    def test_twelve_pairs(self):
        ids = self._create("okr.objective", 2 * PAIRS, cycle_id=False)

        def move(both_began, record_id, parent_id):
            with self._transaction() as env:
                return self._put_below(
                    env, "okr.objective", record_id, parent_id, both_began
                )

        with ThreadPoolExecutor(2) as pool, mute_logger("odoo.sql_db"):
            for one, two in zip(ids[::2], ids[1::2], strict=True):
                both_began = Barrier(2)
                there = pool.submit(move, both_began, one, two)
                back = pool.submit(move, both_began, two, one)
                refusals = [each.result(20) for each in (there, back)]
                self.assertEqual(len(list(filter(None, refusals))), 1, refusals)
                self.assertIn("contribute to itself", max(refusals, key=bool))
        self.assertFalse(self._has_circle("okr.objective", ids))

    def test_the_database_refuses_the_second(self):
        one, two = self._create("okr.objective", 2, cycle_id=False)
        with self._transaction() as late, mute_logger("odoo.sql_db"):
            second = late["okr.objective"].browse(two)
            self.assertFalse(second.parent_id)
            with self._transaction() as env:
                env["okr.objective"].browse(one).parent_id = two
            with self.assertRaises(SerializationFailure):
                second.write({"parent_id": one})
            late.cr.rollback()

    def test_a_circle_over_several(self):
        """Also where none of the records moved is the one that another moves to."""
        moves_by_name = {
            "three below one another": lambda a, b, c, d: [(a, b), (b, c), (c, a)],
            "the top below the bottom": lambda a, b, c, d: [(c, b), (a, d)],
            "from the other side": lambda a, b, c, d: [(a, d), (c, b)],
        }
        for name, moves_of in moves_by_name.items():
            with self.subTest(name):
                ids = self._create("okr.objective", 4, cycle_id=False)
                a, b, c, d = ids
                if name != "three below one another":
                    with self._transaction() as env:
                        # b below a, d below c
                        env["okr.objective"].browse(b).parent_id = a
                        env["okr.objective"].browse(d).parent_id = c
                refusals = self._one_after_another("okr.objective", moves_of(*ids))
                self.assertFalse(any(refusals[:-1]), refusals)
                self.assertIn("contribute to itself", refusals[-1] or "")
                self.assertFalse(self._has_circle("okr.objective", ids))

    def test_what_closes_no_circle_goes_through(self):
        a, b, c, d = ids = self._create("okr.objective", 4, cycle_id=False)
        refusals = self._one_after_another(
            "okr.objective", [(a, b), (b, d), (c, d), (a, d)]
        )
        self.assertEqual(refusals, [False] * 4)
        with self._transaction() as env:
            parents = [each.parent_id.id for each in env["okr.objective"].browse(ids)]
        self.assertEqual(parents, [d, d, d, False])

    # --- CYCLES ---

    def test_cycles(self):
        span = {"date_start": "2026-01-05", "date_end": "2026-04-05"}
        one, two = self._create("okr.cycle", 2, company_id=False, **span)
        refusals = self._one_after_another("okr.cycle", [(one, two), (two, one)])
        self.assertFalse(refusals[0])
        self.assertIn("part of itself", refusals[1] or "")
