from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time

from ..access_common import TestOkrAccessCommon
from ..common import INTERNAL, USER


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestLeaving(TestOkrAccessCommon):
    """What somebody leaves behind is handed over, once, by who may."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.objective = cls._objective(
            "seller", key_results=[{"name": "Visits"}, {"name": "Offers"}]
        )
        cls.objective.action_activate()
        cls.key_results = cls.objective.key_result_ids

    def _asked(self, login="seller"):
        return self.env["mail.activity"].search(
            [("okr_leaver_id", "=", self.users[login].id)]
        )

    def _dialog(self, login, record=None):
        record = self._as(login, record or self.key_results[0])
        action = record.action_hand_over()
        wizard = self.env["okr.handover"].browse(action["res_id"])
        return self._as(login, wizard)

    def _waiting(self):
        """Return what the manager's page says of who has left."""
        engagement = self.env["okr.engagement"].with_user(self.users["north_lead"])
        groups = {row["key"]: row["rows"] for row in engagement.get_team()["groups"]}
        return [row["what"] for row in groups["left"]]

    # --- WHO IS ASKED ---

    def test_the_manager_has_one_activity(self):
        self.employees["seller"].active = False
        activity = self._asked()
        self.assertEqual(activity.user_id, self.users["north_lead"])
        self.assertEqual(
            (activity.res_model, activity.res_id),
            ("okr.key.result", self.key_results[0].id),
        )
        self.users["seller"].active = False
        self.env["okr.reminder"]._cron_send()
        self.assertEqual(self._asked(), activity)

    def test_an_archived_user_has_left_too(self):
        self.users["seller"].active = False
        self.assertEqual(self._asked().user_id, self.users["north_lead"])

    def test_who_still_works_elsewhere_has_not_left(self):
        self.env["hr.employee"].create(
            {
                "name": "seller",
                "user_id": self.users["seller"].id,
                "company_id": self.other_company.id,
            }
        )
        self.employees["seller"].active = False
        self.assertFalse(self._asked())

    def test_who_has_nothing_that_runs_leaves_in_quiet(self):
        self.employees["developer"].active = False
        self.assertFalse(self._asked("developer"))

    def test_next_in_line_where_the_manager_left(self):
        self.users["north_lead"].active = False
        self.employees["north_lead"].active = False
        self.employees["seller"].active = False
        self.assertEqual(self._asked().user_id, self.users["sales_lead"])

    def test_without_manager_the_department_s(self):
        self.employees["seller"].parent_id = False
        self.employees["seller"].active = False
        self.assertEqual(self._asked().user_id, self.users["north_lead"])

    def test_without_anybody_the_administrators(self):
        self.employees["ceo"].parent_id = False
        objective = self._objective("ceo", visibility="private")
        objective.action_activate()
        self.departments["Board"].manager_id = False
        self.employees["ceo"].active = False
        asked = self._asked("ceo").user_id
        self.assertIn(self.users["okr_admin"], asked)
        self.assertFalse(
            asked.filtered(lambda u: not u.has_group("okr_module.group_okr_manager"))
        )

    def test_who_may_not_read_is_not_asked(self):
        """A department's manager who may not read a private goal hears nothing."""
        self.employees["seller"].parent_id = self.employees["product_lead"]
        self.objective.visibility = "private"
        self.employees["seller"].active = False
        self.assertEqual(self._asked().user_id, self.users["product_lead"])
        self.assertFalse(self._as("north_lead", self.key_results[0]).has_access("read"))

    def test_a_manager_who_leaves_later_is_followed(self):
        self.employees["seller"].active = False
        self.users["north_lead"].active = False
        self.employees["north_lead"].active = False
        self.env["okr.reminder"]._cron_send()
        self.assertEqual(self._asked().user_id, self.users["sales_lead"])

    def test_who_comes_back_keeps_all(self):
        self.employees["seller"].active = False
        self.employees["seller"].active = True
        self.assertFalse(self._asked())
        self.assertEqual(self.objective.user_id, self.users["seller"])

    def test_what_is_done_by_hand_is_not_asked_again(self):
        self.employees["seller"].active = False
        self._as("north_lead", self._asked()).action_feedback()
        self.env["okr.reminder"]._cron_send()
        self.assertFalse(self._asked())

    # --- THE DIALOG ---

    def test_one_dialog_hands_all_over(self):
        self.employees["seller"].active = False
        dialog = self._dialog("north_lead")
        self.assertEqual(len(dialog.line_ids), 3)
        with Form(dialog) as form:
            form.user_id = self.users["developer"]
        message = dialog.action_confirm()["params"]["message"]
        for record in (self.objective, *self.key_results):
            self.assertIn(record.display_name, message)
        owner = self.users["developer"]
        self.assertEqual(self.objective.user_id, owner)
        self.assertEqual(self.key_results.user_id, owner)
        self.assertEqual(self.objective.department_id, self.departments["Sales North"])
        self.assertFalse(self._asked())
        self._as("developer", self.key_results[0]).check_in(12)

    def test_each_to_somebody_else_and_the_rest_stays(self):
        self.employees["seller"].active = False
        activity = self._asked()
        dialog = self._dialog("north_lead")
        first = dialog.line_ids.filtered(
            lambda line: line.key_result_id == self.key_results[0]
        )
        first.user_id = self.users["developer"]
        dialog.action_confirm()
        self.assertEqual(self.key_results[0].user_id, self.users["developer"])
        self.assertEqual(self.key_results[1].user_id, self.users["seller"])
        self.assertEqual(self.objective.user_id, self.users["seller"])
        self.assertEqual(self._asked(), activity)
        self.assertEqual(activity.res_id, self.key_results[1].id)
        self.assertEqual(self._waiting(), ["2 goals wait for a new owner"])
        self.objective.user_id = self.users["north_lead"]
        self.assertEqual(self._waiting(), ["1 goal waits for a new owner"])
        self.key_results[1].user_id = self.users["north_lead"]
        self.assertEqual(self._waiting(), [])
        self.assertFalse(activity.exists())

    def test_an_objective_alone_leaves_the_rest_with_an_archived_owner(self):
        self.users["seller"].active = False
        self.employees["seller"].active = False
        self.objective.user_id = self.users["developer"]
        self.assertEqual(self.key_results.user_id, self.users["seller"])
        self.assertEqual(self._asked().user_id, self.users["north_lead"])

    def test_nobody_chosen(self):
        self.employees["seller"].active = False
        with self.assertRaisesRegex(UserError, "nobody is chosen"):
            self._dialog("north_lead").action_confirm()

    def test_it_lets_nobody_in(self):
        self.objective.visibility = "private"
        self.employees["seller"].active = False
        dialog = self._dialog("north_lead")
        dialog.user_id = self.users["developer"]
        self.assertFalse(dialog.line_ids.user_id)
        self.assertIn("may not read it", dialog.line_ids[0].hindrance)
        dialog.line_ids.user_id = self.users["developer"]
        with self.assertRaisesRegex(UserError, "may not read it"):
            dialog.action_confirm()
        self.assertEqual(self.objective.user_id, self.users["seller"])

    def test_whoever_leads_the_new_owner_is_let_in_by_nobody(self):
        """A line manager let a whole other line read what is private."""
        objective = self._objective(
            "sales_rep",
            visibility="private",
            member_ids=[(4, self.users["designer"].id)],
        )
        objective.action_activate()
        self.employees["sales_rep"].active = False
        dialog = self._dialog("mentor", objective)
        lines = dialog.line_ids.filtered(lambda line: not line.key_result_id)
        lines.user_id = self.users["designer"]
        with self.assertRaisesRegex(AccessError, "is widened by"):
            dialog.action_confirm()
        self.assertFalse(self._as("product_lead", objective).has_access("read"))

    def test_not_to_who_left_nor_to_strangers(self):
        self.employees["seller"].active = False
        self.employees["developer"].active = False
        dialog = self._dialog("north_lead")
        for login in ("developer", "stranger", "portal"):
            dialog.line_ids.write({"user_id": self.users[login].id})
            with self.assertRaises(UserError):
                dialog.action_confirm()
        self.assertEqual(self.key_results.user_id, self.users["seller"])

    # --- WHO MUST NOT ---

    def test_others_do_not_hand_over(self):
        self.employees["seller"].active = False
        for login in ("developer", "product_lead", "hr_officer"):
            record = self._as(login, self.key_results[0])
            self.assertFalse(record.is_left_behind, login)
            with self.assertRaises(AccessError):
                record.action_hand_over()
            wizard = self._as(login, self.env["okr.handover"]).create(
                {
                    "leaver_id": self.users["seller"].id,
                    "line_ids": [
                        Command.create(
                            {
                                "objective_id": self.objective.id,
                                "key_result_id": self.key_results[0].id,
                                "user_id": self.users[login].id,
                            }
                        )
                    ],
                }
            )
            with self.assertRaises(AccessError):
                wizard.action_confirm()
        self.assertEqual(self.key_results.user_id, self.users["seller"])

    def test_nothing_of_who_is_here(self):
        record = self._as("north_lead", self.key_results[0])
        self.assertFalse(record.is_left_behind)
        wizard = self._as("north_lead", self.env["okr.handover"]).create(
            {
                "leaver_id": self.users["seller"].id,
                "line_ids": [
                    Command.create(
                        {
                            "objective_id": self.objective.id,
                            "user_id": self.users["north_lead"].id,
                        }
                    )
                ],
            }
        )
        with self.assertRaises(AccessError):
            wizard.action_confirm()

    def test_another_s_goal_cannot_be_slipped_in(self):
        other = self._objective("developer")
        other.action_activate()
        self.employees["seller"].active = False
        dialog = self._dialog("north_lead")
        forged = self._as("north_lead", self.env["okr.handover.line"]).create(
            {
                "handover_id": dialog.id,
                "objective_id": self.objective.id,
                "key_result_id": other.key_result_ids.id,
                "user_id": self.users["north_lead"].id,
            }
        )
        self.assertTrue(forged)
        with self.assertRaises(AccessError):
            dialog.action_confirm()
        self.assertEqual(other.key_result_ids.user_id, self.users["developer"])

    def _worked_elsewhere(self, login, left=None):
        """Have somebody be led by ``harbour_lead`` in another company, too."""
        harbour = self.env["hr.department"].create(
            {"name": "Harbour", "company_id": self.other_company.id}
        )
        both = self.company | self.other_company
        lead = self.users["harbour_lead"] = self.env["res.users"].create(
            {
                **self._user_values("harbour_lead", INTERNAL, USER),
                "company_ids": [Command.set(both.ids)],
            }
        )
        self.users[login].company_ids += self.other_company
        employees = self.env["hr.employee"].create(
            [
                {
                    "name": user.name,
                    "user_id": user.id,
                    "company_id": self.other_company.id,
                    "department_id": harbour.id,
                }
                for user in (lead, self.users[login])
            ]
        )
        harbour.manager_id = employees[0]
        employees[1].parent_id = employees[0]
        if left:
            employees[1].departure_date = left
        return employees[1]

    def test_where_somebody_worked_long_ago_hands_nothing_over(self):
        """The manager of any department that somebody was ever in might."""
        self._worked_elsewhere("seller", left="2022-03-31").active = False
        self.employees["seller"].active = False
        self.assertEqual(self._asked().user_id, self.users["north_lead"])
        record = self._as("harbour_lead", self.key_results[0])
        self.assertTrue(record.has_access("read"))
        self.assertFalse(record.is_left_behind)
        with self.assertRaises(AccessError):
            record.action_hand_over()
        # Nor where there is nobody nearer
        self.departments["Sales North"].manager_id = False
        self.employees["seller"].parent_id = False
        self.env.flush_all()
        self.assertFalse(self._as("harbour_lead", self.key_results[0]).is_left_behind)

    def test_who_worked_in_two_companies_left_both(self):
        elsewhere = self._worked_elsewhere("seller")
        cycle = self.cycle.copy({"company_id": self.other_company.id})
        cycle.action_activate()
        there = self._objective(
            "seller", company_id=self.other_company.id, cycle_id=cycle.id
        )
        there.action_activate()
        (elsewhere | self.employees["seller"]).active = False
        by_whom = {
            activity.user_id: self.env[activity.res_model].browse(activity.res_id)
            for activity in self._asked()
        }
        self.assertEqual(
            by_whom,
            {
                self.users["north_lead"]: self.key_results[0],
                self.users["harbour_lead"]: there.key_result_ids,
            },
        )
        dialog = self._dialog("harbour_lead", there.key_result_ids)
        self.assertEqual(dialog.line_ids.objective_id.ids, there.ids)

    def test_a_boss_in_another_company_is_not_asked(self):
        """Whoever leads across companies hands over what they may read, no more."""
        boss = self.env["hr.employee"].create(
            {
                "name": "stranger",
                "user_id": self.users["stranger"].id,
                "company_id": self.other_company.id,
            }
        )
        self.employees["seller"].parent_id = boss
        for private in (False, True):
            if private:
                self.objective.visibility = "private"
                # Nobody up the line may read it, so the administrators are asked
                expected = self.users["okr_admin"]
            else:
                expected = self.users["north_lead"]
            self.employees["seller"].active = False
            self.assertIn(expected, self._asked().user_id)
            self.assertNotIn(self.users["stranger"], self._asked().user_id)
            own = self._as("stranger", self.key_results[0])
            self._assert_denied(own.action_hand_over)
            self._assert_denied(lambda own=own: own.read(["name"]))
            self.assertFalse(
                self._as("stranger", self.env["mail.activity"]).search(
                    [("id", "in", self._asked().ids)]
                )
            )
            team = self._as("stranger", self.env["okr.engagement"])
            self.assertFalse(
                [
                    row
                    for group in team.get_team()["groups"]
                    for row in group["rows"]
                    if row.get("todo") == "hand_over"
                ]
            )
            self.employees["seller"].active = True

    def test_a_boss_in_two_companies_is_asked(self):
        self._worked_elsewhere("seller")
        boss = self.env["hr.employee"].search(
            [("user_id", "=", self.users["harbour_lead"].id)]
        )
        self.users["harbour_lead"].company_ids += self.company
        self.env["hr.employee"].search(
            [("user_id", "=", self.users["seller"].id)]
        ).parent_id = boss
        self.objective.visibility = "private"
        self.env["hr.employee"].search(
            [("user_id", "=", self.users["seller"].id)]
        ).active = False
        self.assertEqual(self._asked().user_id, self.users["harbour_lead"])
        dialog = self._dialog("harbour_lead")
        self.assertEqual(dialog.line_ids.objective_id, self.objective)

    def test_of_who_was_no_employee_there_the_last_place_counts(self):
        """Where somebody left later is not where their record is newer."""
        self._worked_elsewhere("seller", left="2025-01-31").active = False
        self.employees["seller"].departure_date = "2026-02-06"
        self.employees["seller"].active = False
        third = self.env["res.company"].create({"name": "Branch"})
        last = self.users["seller"]._okr_last_employees(third)
        self.assertEqual(last, self.employees["seller"])

    def test_my_team_has_it(self):
        self.employees["seller"].active = False
        team = self._as("north_lead", self.env["okr.engagement"]).get_team()
        rows = {group["key"]: group["rows"] for group in team["groups"]}
        [row] = rows["left"]
        self.assertEqual(
            (row["name"], row["todo"]), (self.users["seller"].name, "hand_over")
        )

    # --- WHO IS OFFERED ---

    def test_nobody_who_left_is_offered(self):
        """Neither by an archived login nor by an archived employee."""
        self.users["developer"].active = False
        self.employees["analyst"].active = False
        gone = self.users["developer"] | self.users["analyst"]
        offered = self._as("seller", self.env["res.users"])
        for model, name in (
            ("okr.objective", "user_id"),
            ("okr.objective", "member_ids"),
            ("okr.key.result", "user_id"),
            ("okr.initiative", "user_id"),
            ("okr.handover", "user_id"),
            ("okr.handover.line", "user_id"),
            ("okr.feedback.ask", "user_ids"),
            ("okr.template.use", "user_ids"),
            ("res.users", "okr_deputy_id"),
            ("res.users.settings", "okr_deputy_id"),
        ):
            domain = self.env[model]._fields[name].domain
            self.assertIn("('okr_works_here', '=', True)", domain, (model, name))
        found = offered.with_context(active_test=False).search(
            [("okr_works_here", "=", True)]
        )
        self.assertIn(self.users["designer"], found)
        self.assertFalse(found & gone)
        self.assertFalse(found.filtered("share"))
        everybody = offered.with_context(active_test=False).search([])
        self.assertEqual(everybody.filtered("okr_works_here"), found)

    def test_who_works_elsewhere_is_offered(self):
        self._worked_elsewhere("seller", left="2025-01-31").active = False
        self.assertTrue(self.users["seller"].okr_works_here)

    def test_a_line_offers_whom_it_may_go_to(self):
        """Each whom nothing hinders, and nobody else, however few may read it."""
        self.employees["seller"].active = False
        self.employees["analyst"].active = False
        for visibility in ("company", "department", "private"):
            self.objective.visibility = visibility
            for line in self._dialog("north_lead").line_ids:
                offered = line.env["res.users"].search(line.user_domain)
                people = line.env["res.users"].search([])
                accepted = people.filtered(lambda u, line=line: not line._hindrance(u))
                self.assertEqual(offered, accepted, visibility)
                self.assertIn(self.users["north_lead"], offered)

    def test_readers_are_those_who_may_read(self):
        """The rule seen from the objective is the rule."""
        self.employees["mentor"].active = False
        people = self.env["res.users"].search([("share", "=", False)])
        for owner in ("seller", "sales_rep", "product_lead"):
            objective = self._objective(owner)
            objective.member_ids = self.users["designer"]
            for visibility in ("company", "department", "private"):
                objective.visibility = visibility
                readers = people.filtered(
                    lambda user, it=objective: it._is_readable_by(user.id)
                )
                self.assertEqual(
                    people.filtered_domain(objective._domain_readers()),
                    readers,
                    (owner, visibility),
                )
