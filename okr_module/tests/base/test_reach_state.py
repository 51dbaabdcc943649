import gc
import weakref
from random import Random

from odoo.fields import Domain
from odoo.tests import BaseCase, tagged

from ...models.base import reach_state
from ...models.base.rows import as_spans, in_spans
from ..common import TestOkrCommon
from ..query_common import recorded_queries


@tagged("post_install", "-at_install")
class TestReachState(TestOkrCommon):
    """What somebody reaches is kept for as long as nothing it follows from changes."""

    def _state(self):
        return reach_state.current(self.env)

    def _other_state(self, change):
        """Tell whether a change makes another state; that it is so again without it."""
        before = self._state()
        with self.env.cr.savepoint() as undo:
            change()
            after = self._state()
            undo.rollback()
        self.env.invalidate_all()
        self.assertEqual(self._state(), before)
        return after != before

    def test_whatever_a_reach_follows_from_makes_another_state(self):
        seller, lead = self.employees["seller"], self.employees["sales_lead"]
        north, product = self.departments["Sales North"], self.departments["Product"]
        changes = {
            "another manager": lambda: seller.write({"parent_id": lead.id}),
            "another user": lambda: seller.write({"user_id": False}),
            "one leaves": lambda: seller.write({"active": False}),
            "one goes": lambda: seller.unlink(),
            "one comes": lambda: seller.create({"name": "New"}),
            "another department": lambda: seller.write({"department_id": product.id}),
            "another head": lambda: product.write({"manager_id": lead.id}),
            "moved below": lambda: product.write({"parent_id": north.id}),
            "no department": lambda: north.unlink(),
            "behind Odoo's back": lambda: self.env.cr.execute(
                "UPDATE hr_employee SET parent_id = NULL WHERE id = %s", (seller.id,)
            ),
            # A foreign key empties what refers to it
            "a department taken from below": lambda: self.env.cr.execute(
                "DELETE FROM hr_department WHERE id = %s", (north.id,)
            ),
        }
        for name, change in changes.items():
            with self.subTest(name):
                self.assertTrue(self._other_state(change))

    def test_nothing_else_does(self):
        seller, north = self.employees["seller"], self.departments["Sales North"]
        changes = {
            "nothing": lambda: None,
            "a name": lambda: seller.write({"name": "Other"}),
            "a telephone": lambda: seller.write({"work_phone": "1"}),
            "a department's name": lambda: north.write({"name": "Other"}),
            "a colour": lambda: north.write({"color": 3}),
        }
        for name, change in changes.items():
            with self.subTest(name):
                self.assertFalse(self._other_state(change))

    def test_what_is_thrown_away_is_a_change(self):
        before = self._state()
        for _day in range(2):
            self.env["res.users"]._gc_okr_reach_changes()
        self.env.cr.execute("SELECT count(*) FROM okr_reach_mark")
        self.assertEqual(self.env.cr.fetchone(), (1,))
        self.assertNotEqual(self._state(), before)

    def test_of_an_emptied_table_nothing_is_known(self):
        self.env.cr.execute("DELETE FROM okr_reach_mark")
        self.assertNotEqual(self._state(), self._state())

    def test_a_dump_put_back_has_states_of_its_own(self):
        """A worker that knew the time after the dump knows nothing of it now."""
        self.env.cr.execute("SELECT pg_get_serial_sequence('okr_reach_mark', 'id')")
        self.assertEqual(self.env.cr.fetchone(), (None,))
        self.env.cr.execute(
            "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef"
            " WHERE adrelid = 'okr_reach_mark'::regclass"
        )
        self.assertEqual(self.env.cr.fetchone(), ("gen_random_uuid()",))

    def test_whoever_may_change_employees_may_note_it(self):
        """As a dump of data alone is put back, and as a role besides Odoo's writes."""
        change = "UPDATE %s.hr_employee SET parent_id = NULL"
        self.env.cr.execute("SELECT current_schema")
        (schema,) = self.env.cr.fetchone()

        def without_path():
            self.env.cr.execute("SET LOCAL search_path = ''")
            self.env.cr.execute(change % schema)
            self.env.cr.execute("SET LOCAL search_path = DEFAULT")

        self.assertTrue(self._other_state(without_path))
        # To make a role of the database, few have the right
        self.env.cr.execute(
            "SELECT prosecdef FROM pg_proc WHERE proname = 'okr_reach_changed'"
        )
        self.assertEqual(self.env.cr.fetchall(), [(True,)])

    def test_an_update_has_nobody_wait(self):
        """Who reads employees does not, while a trigger that stands is left alone."""
        self.env.cr.execute("SELECT oid FROM pg_trigger WHERE tgname LIKE 'okr\\_%'")
        before = self.env.cr.fetchall()
        self.assertTrue(self._other_state(lambda: reach_state.set_up(self.env)))
        self.env.cr.execute("SELECT oid FROM pg_trigger WHERE tgname LIKE 'okr\\_%'")
        self.assertEqual(self.env.cr.fetchall(), before)
        self.assertEqual(len(before), len(reach_state.REACH_FIELDS))

    def test_a_trigger_that_stands_otherwise_is_made_anew(self):
        seller = self.employees["seller"]
        self.env.cr.execute("ALTER TABLE hr_employee DISABLE TRIGGER okr_reach_changed")
        self.assertFalse(self._other_state(lambda: seller.write({"parent_id": False})))
        reach_state.set_up(self.env)
        self.assertTrue(self._other_state(lambda: seller.write({"parent_id": False})))

    def test_the_last_reach_alone_is_kept(self):
        """Those of each change of a day would fill the memory of a server."""
        objectives = self.env["okr.objective"].with_user(self.users["ceo"])
        kept = []
        for boss in (None, self.employees["developer"], None):
            self.employees["seller"].parent_id = boss
            objectives.search([], limit=1)
            kept.append(weakref.ref(objectives.env.user._okr_reach()))
        self.env.cr.cache.clear()
        self.env.invalidate_all()
        gc.collect()
        self.assertEqual([bool(each()) for each in kept], [False, False, True])

    def test_a_right_follows_although_what_was_reached_is_kept(self):
        """Also where nobody calls what drops it within the transaction."""
        objective = self._objective(visibility="private")
        mine, theirs = (
            objective.with_user(self.users[login]) for login in ("developer", "ceo")
        )
        self.assertTrue(theirs.has_access("read"))
        self.assertFalse(mine.has_access("read"))
        developer = self.employees["developer"].id
        for boss_id, readers in ((developer, (True, True)), (None, (False, False))):
            self.env.cr.execute(
                "UPDATE hr_employee SET parent_id = %s WHERE id = %s",
                (boss_id, self.employees["seller"].id),
            )
            self.env.invalidate_all()
            found = tuple(each.has_access("read") for each in (mine, theirs))
            self.assertEqual(found, readers)

    def test_who_leads_asks_no_more_than_who_leads_nobody(self):
        asked = {}
        for login in ("developer", "ceo"):
            objectives = self.env["okr.objective"].with_user(self.users[login])
            objectives.search([], limit=1)
            with recorded_queries(self.env) as queries:
                objectives.search([], limit=1)
            asked[login] = len(queries)
        self.assertEqual(asked["ceo"], asked["developer"])
        # Which state it is, and the search
        self.assertLessEqual(asked["ceo"], 2, asked)

    def test_what_is_in_spans_is_what_is_in_ids(self):
        employees = self.env["hr.employee"].search([])
        random, ids = Random(7), employees.parent_id.ids
        for number in range(len(ids) + 1):
            some = sorted(random.sample(ids, number))
            spans = in_spans("parent_id", as_spans(some))
            for domain, expected in (
                (spans, Domain("parent_id", "in", some)),
                (~spans, Domain("parent_id", "not in", some)),
            ):
                found = employees.search(domain)
                self.assertEqual(found, employees.search(expected), some)
                self.assertEqual(found, employees.filtered_domain(domain))


class TestSpans(BaseCase):
    def test_spans_are_written_by_their_bounds(self):
        for ids, spans in (
            ((), "{}"),
            ((5,), "{5,6}"),
            ((5, 6, 7, 9), "{5,8,9,10}"),
            ((1, 3, 4), "{1,2,3,5}"),
        ):
            self.assertEqual(as_spans(ids), spans)
