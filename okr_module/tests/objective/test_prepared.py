from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time

from ..access_common import TestOkrAccessCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestPrepared(TestOkrAccessCommon):
    """HR officers make individual drafts for others, who start them."""

    def _values(self, **values):
        return {
            "name": "Find the way",
            "cycle_id": self.cycle.id,
            "company_id": self.company.id,
            "user_id": self.users["seller"].id,
            "key_result_ids": [
                Command.create({"name": "A number"}),
                Command.create(
                    {
                        "name": "Steps",
                        "metric_type": "milestone",
                        "milestone_ids": [Command.create({"name": "One"})],
                        "plan_ids": [
                            Command.create({"date": "2026-03-01", "value": 0.5})
                        ],
                    }
                ),
            ],
            **values,
        }

    def _prepare(self, login="hr_officer", **values):
        return self._env(login)["okr.objective"].create(self._values(**values))

    def test_the_owner_starts_it(self):
        draft = self._prepare()
        self.assertEqual(draft.state, "draft")
        self.assertEqual(draft.key_result_ids.user_id, self.users["seller"])
        self._assert_denied(draft.action_activate)
        own = self._as("seller", draft)
        own.write({"name": "Find my way"})
        own.action_activate()
        self.assertEqual(draft.state, "active")

    def test_the_officer_makes_it_and_no_more(self):
        draft = self._prepare()
        key_result, steps = draft.key_result_ids
        for action in (
            lambda: draft.write({"name": "Another way"}),
            lambda: draft.write({"user_id": self.users["developer"].id}),
            lambda: key_result.write({"target_value": 5}),
            lambda: steps.milestone_ids.write({"is_reached": True}),
            lambda: key_result.check_in(5),
            draft.unlink,
            key_result.unlink,
        ):
            self._assert_denied(action)
        # Once it runs it is not theirs to add to either.
        self._as("seller", draft).action_activate()
        officer = self._env("hr_officer")
        self._assert_denied(
            lambda: officer["okr.key.result"].create(
                {"name": "More", "objective_id": draft.id, "change_reason": "Why not"}
            )
        )

    def test_what_an_officer_does_not_make(self):
        for values in (
            {"state": "active"},
            {"state": "done"},
            {"visibility": "private"},
            {"level": "company"},
            {"level": "department", "department_id": self.departments["Sales"].id},
            {"user_id": self.users["stranger"].id},
            {"user_id": self.users["portal"].id},
            {"user_id": False},
        ):
            with self.subTest(values=list(values)):
                self.assertTrue(self._refused(lambda v=values: self._prepare(**v)))

    def test_drafts_of_others_are_not_theirs_to_add_to(self):
        theirs = self._objective("seller")
        self._assert_denied(
            lambda: self._env("hr_officer")["okr.key.result"].create(
                {"name": "Smuggled", "objective_id": theirs.id}
            )
        )
        self._assert_denied(
            lambda: self._env("hr_officer")["okr.milestone"].create(
                {"name": "Smuggled", "key_result_id": theirs.key_result_ids.id}
            )
        )

    def test_others_make_none_for_others(self):
        for login in ("developer", "north_lead", "sales_clerk", "stranger"):
            with self.subTest(login):
                self.assertTrue(self._refused(lambda who=login: self._prepare(who)))
        for login in ("okr_admin", "seller"):
            self.assertFalse(self._refused(lambda who=login: self._prepare(who)))

    def test_an_officer_hands_nothing_over(self):
        """Whoever contributes to a draft as HR does not take it from its owner."""
        draft = self._objective(
            "seller", member_ids=[Command.link(self.users["hr_officer"].id)]
        )
        mine = self._as("hr_officer", draft)
        self._assert_denied(lambda: mine.write({"user_id": self.users["ceo"].id}))

    # --- ON SCREEN ---

    def test_the_sentence_says_who_may(self):
        for values in (
            {"level": "company", "user_id": self.users["seller"].id},
            {"level": "department", "department_id": self.departments["Sales"].id},
        ):
            with self.assertRaises(AccessError) as refusal, self.cr.savepoint():
                self._prepare("seller", **values)
            self.assertIn("are set up by its manager", str(refusal.exception))
            self.assertNotIn("cookies", str(refusal.exception))

    def test_what_the_form_offers(self):
        for login, levels, hands_over in (
            ("seller", "individual", False),
            ("hr_officer", "individual", True),
            ("north_lead", "individual,department", True),
            ("okr_admin", "individual,department,company", True),
        ):
            with self.subTest(login):
                form = Form(self._env(login)["okr.objective"])
                self.assertEqual(form.offered_levels, levels)
                self.assertEqual(form.can_hand_over, hands_over)
        new = self._env("north_lead")["okr.objective"].new({})
        self.assertEqual(
            new.offered_department_ids._origin, self.departments["Sales North"]
        )
        draft = self._as("hr_officer", self._prepare())
        self.assertEqual((draft.offered_levels, draft.can_hand_over), ("", False))
