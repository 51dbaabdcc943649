# What a test says is no text of ours
# pylint: disable=unknown-option-value,translation-required
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..access_common import SECRET, TestOkrAccessCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestInitiativeRights(TestOkrAccessCommon):
    """Who does the work says how far it is; what it is, the objective's people say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.objective = cls._full_objective(name="In the open")
        cls.objective.action_activate()
        cls.key_result = cls.objective.key_result_ids
        cls.work = cls._work("developer")

    @classmethod
    def _work(cls, login, objective=None, **values):
        objective = objective or cls.objective
        return cls.env["okr.initiative"].create(
            {
                "name": "Write the script",
                "key_result_id": objective.key_result_ids.id,
                "user_id": cls.users[login].id,
                **values,
            }
        )

    def _own(self, record=None):
        return self._as("developer", record or self.work)

    def test_its_owner_says_how_far_it_is(self):
        # May read the objective anyway, so does not become one who edits it.
        self.assertNotIn(self.users["developer"], self.objective.member_ids)
        self.assertFalse(self._own().can_edit)
        self.assertTrue(self._own().can_update)
        self._own().write({"state": "doing", "date_deadline": "2026-03-01"})
        self._own().write({"description": "<p>Half of it</p>"})
        self._own().action_done()
        self.assertEqual(str(self.work.date_done), "2026-02-10")
        self._own().message_post(body="It was fun")
        self._own().action_cancel("Nobody watches films")
        self.assertEqual(self.work.cancel_reason, "Nobody watches films")

    def test_its_owner_says_no_more_than_that(self):
        other = self._objective("developer", name="Mine")
        for values in (
            {"name": "Something else"},
            {"own_name": "Something else"},
            {"weight": 9},
            {"user_id": self.users["seller"].id},
            {"key_result_id": other.key_result_ids.id},
        ):
            with self.subTest(values=values):
                self._assert_denied(lambda v=values: self._own().write(v))
                self._assert_denied(
                    lambda v=values: self._own().write({**v, "state": "done"})
                )
        self._assert_denied(lambda: self._own().unlink())
        self._assert_denied(
            lambda: self._own().create(
                {"name": "More", "key_result_id": self.key_result.id}
            )
        )
        self._assert_denied(lambda: self._own(self.objective).write({"name": "Mine"}))

    def test_readers_who_do_not_do_it_change_nothing(self):
        own = self._as("seller", self.work)
        self.assertEqual(own.name, "Write the script")
        self.assertFalse(own.can_update)
        self._assert_denied(lambda: own.write({"state": "done"}))
        self._assert_denied(own.action_done)
        self._assert_denied(lambda: own.action_cancel("No"))

    def test_days_and_reasons_are_not_given(self):
        for values in (
            {"date_done": "2026-01-06"},
            {"date_cancelled": "2026-01-06"},
            {"cancel_reason": "Rewritten"},
            {"objective_state": "draft"},
            {"company_id": self.other_company.id},
        ):
            with self.subTest(values=values):
                mine = self._as("sales_rep", self.work)
                self._assert_denied(lambda m=mine, v=values: m.write(v))
                self._assert_denied(
                    lambda m=mine, v=values: m.create(
                        {"name": "N", "key_result_id": self.key_result.id, **v}
                    )
                )

    def test_work_that_counts_is_dropped_by_those_who_edit(self):
        self.key_result.write(
            {
                "metric_type": "milestone",
                "count_initiatives": True,
                "change_reason": "The work is the point",
            }
        )
        self._assert_denied(lambda: self._own().action_cancel("Too much"))
        self._own().action_done()
        self.assertTrue(self.key_result.progress)
        self._as("sales_rep", self.work).action_cancel("Too much")
        # Back again: that is a change of the plan, too
        self._assert_denied(lambda: self._own().write({"state": "done"}))
        self.assertEqual(
            self.key_result.target_change_ids[:1].user_id, self.users["sales_rep"]
        )

    def test_who_is_to_do_it_may_see_what_for(self):
        hidden = self._full_objective(**self._secret_values())
        hidden.action_activate()
        self.assertFalse(self._own(hidden).has_access("read"))
        values = {
            "name": "N",
            "key_result_id": hidden.key_result_ids.id,
            "user_id": self.users["developer"].id,
        }
        # Who only contributes lets nobody see it, not by giving them work either.
        self._assert_denied(
            lambda: self._env("designer")["okr.initiative"].create(values)
        )
        work = self._env("sales_rep")["okr.initiative"].create(values)
        self.assertIn(self.users["developer"], hidden.member_ids)
        self.assertEqual(self._own(hidden).name, f"{SECRET} objective")
        self._own(work).action_done()

    def test_once_it_is_hidden_its_owner_is_out(self):
        self.objective.visibility = "private"
        self._assert_denied(lambda: self._own().write({"state": "done"}))
        self._assert_denied(lambda: self._own().read(["name"]))
        self.assertEqual(self._own().display_name, "Not visible to you")
        self.assertFalse(
            self._env("developer")["okr.initiative"].search([("id", "=", self.work.id)])
        )

    def test_names_and_counts_are_the_readers_own(self):
        hidden = self._full_objective(**self._secret_values())
        for login, count in (("sales_rep", 1), ("developer", 0)):
            env = self._env(login)
            domain = [("objective_id", "=", hidden.id)]
            self.assertEqual(env["okr.initiative"].search_count(domain), count)
        self._full_objective(name="Below", parent_id=self.objective.id)
        for record in (self.objective, self.key_result):
            self.assertEqual(self._own(record).initiative_count, 2)

    def test_another_company(self):
        self.assertFalse(
            self._env("stranger")["okr.initiative"].search([("id", "=", self.work.id)])
        )
        self._assert_denied(lambda: self._as("stranger", self.work).read(["name"]))
