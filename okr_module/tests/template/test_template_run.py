from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tests.common import freeze_time

from .template_common import TestTemplateCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestTemplateRun(TestTemplateCommon):
    """One template for many, batch by batch."""

    def _line(self, run, name):
        return run.line_ids.filtered(lambda line: line.name == name)

    # --- THE LIST BEFORE ---

    def test_who_is_left_out_and_why(self):
        self._use_for_me("seller")
        employees = self.env["hr.employee"]
        sales = self.departments["Sales"].id
        gone = new_test_user(
            self.env,
            "gone",
            groups="base.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        employees.create(
            [
                {"name": "no login", "department_id": sales},
                {"name": "gone", "department_id": sales, "user_id": gone.id},
                {
                    "name": "elsewhere",
                    "department_id": sales,
                    "user_id": self.users["stranger"].id,
                },
            ]
        )
        left = employees.create({"name": "left", "department_id": sales})
        left.active = False
        gone.active = False
        wizard = self._wizard("okr_admin", for_whom="department", department_id=sales)
        self.assertEqual(
            wizard.note,
            "Objectives: 4; left out: 4. The next page says who and why, before "
            "anything is made.",
        )
        run = wizard.env["okr.template.run"].browse(wizard.action_confirm()["res_id"])
        told = {line.name: line.reason for line in run.line_ids if line.reason}
        self.assertEqual(
            told,
            {
                "seller": "Has one from this template in this cycle.",
                "no login": "Has no login.",
                "gone": "The login is archived.",
                "elsewhere": "Does not work in Lighthouse Ltd.",
            },
        )
        self.assertEqual((run.ready_count, run.left_out_count), (4, 4))
        # Whom one looks for stands first
        self.env.invalidate_all()
        self.assertEqual(set(run.line_ids[:4].mapped("state")), {"left_out"})
        self.assertFalse(self._line(run, "left"))
        # Nothing is made before it is confirmed
        self.assertEqual(self.template.objective_count, 1)
        made = self._finish(run)
        self.assertEqual(
            set(made.mapped("user_id.login")),
            {"north_lead", "sales_lead", "sales_rep", "sales_clerk"},
        )

    def test_the_company_the_people_the_departments(self):
        staff = self.env["hr.employee"].search([("company_id", "=", self.company.id)])
        run = self._run(for_whom="company")
        self.assertEqual(
            sorted(run.line_ids.mapped("name")), sorted(staff.mapped("name"))
        )
        chosen = self.users["seller"] | self.users["ceo"]
        run = self._run(for_whom="people", user_ids=[(6, 0, chosen.ids)])
        self.assertEqual(run.line_ids.user_id, chosen)
        nobody = self.env["hr.department"].create(
            {"name": "Empty", "company_id": self.company.id}
        )
        run = self._run(for_whom="departments")
        self.assertEqual(
            self._line(run, "Empty").reason, "Nobody with a login leads it."
        )
        made = self._finish(run)
        self.assertEqual(set(made.mapped("level")), {"department"})
        self.assertEqual(
            made.department_id | nobody,
            self.env["hr.department"].search([("company_id", "=", self.company.id)]),
        )
        for objective in made:
            self.assertEqual(
                objective.user_id, objective.department_id.manager_id.user_id
            )

    def test_nobody_is_chosen(self):
        for values in (
            {"for_whom": "people"},
            {"for_whom": "department"},
            {"for_whom": "people", "user_ids": [(6, 0, [])]},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                self._wizard("okr_admin", **values).action_confirm()
        self._use_for_me("seller")
        run = self._run(for_whom="people", user_ids=[(6, 0, self.users["seller"].ids)])
        with self.assertRaises(UserError):
            run.action_start()

    def test_the_department_that_it_is_visible_to(self):
        loner = new_test_user(
            self.env,
            "loner",
            groups="base.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        template = self._template(visibility="department")
        chosen = loner | self.users["seller"]
        run = self._run(
            template=template, for_whom="people", user_ids=[(6, 0, chosen.ids)]
        )
        self.assertIn("visible to the department", self._line(run, loner.name).reason)
        self.assertEqual(self._finish(run).user_id, self.users["seller"])

    # --- MAKING ---

    def test_each_gets_one_and_hears_of_it(self):
        parent = self._objective("ceo", level="company")
        run = self._run(for_whom="company", parent_id=parent.id)
        made = self._finish(run)
        self.assertEqual(run.state, "done")
        self.assertEqual((run.ready_count, run.made_count), (0, len(made)))
        self.assertEqual(len(made.user_id), len(made))
        self.assertEqual(made.parent_id, parent)
        self.assertEqual(made.template_id, self.template)
        self.assertEqual(made.create_uid, self.users["okr_admin"])
        self.assertEqual(set(made.mapped("state")), {"draft"})
        action = run.action_open_objectives()
        self.assertEqual(self.env["okr.objective"].search(action["domain"]), made)
        for objective in made:
            partner = objective.user_id.partner_id
            self.assertIn(partner, objective.message_partner_ids)
            self.assertIn(partner, objective.key_result_ids[0].message_partner_ids)
            self.assertIn(
                "from the template", str(objective.message_ids.mapped("body"))
            )
            asked = objective.activity_ids
            if objective.user_id == self.users["okr_admin"]:
                self.assertFalse(asked)
            else:
                self.assertEqual(asked.user_id, objective.user_id)
                self.assertEqual(asked.date_deadline, fields.Date.to_date("2026-02-17"))
        seller = made.filtered(lambda o: o.user_id == self.users["seller"])
        self._as("seller", seller).key_result_ids[0].start_value = 30
        self._as("seller", seller).action_activate()

    def test_owners_are_asked_only_where_one_says_so(self):
        run = self._run(for_whom="company", ask_owners=False)
        self.assertFalse(self._finish(run).activity_ids)

    def test_a_second_time_makes_nobody_a_second(self):
        first = self._finish(self._run(for_whom="company"))
        again = self._run(for_whom="company")
        self.assertFalse(again.ready_count)
        first[0].action_cancel("Not for me")
        once_more = self._run(for_whom="company")
        self.assertEqual(
            once_more.line_ids.filtered(lambda line: line.state == "ready").user_id,
            first[0].user_id,
        )

    def test_what_changed_since_the_list(self):
        run = self._run(for_whom="company")
        self._use_for_me("seller")
        self.users["developer"].active = False
        made = self._finish(run)
        self.assertNotIn(self.users["seller"], made.user_id)
        self.assertIn("Has one", self._line(run, "seller").reason)
        self.assertIn("archived", self._line(run, "developer").reason)
        self.assertEqual(run.left_out_count, 2)

    def test_two_lists_at_once(self):
        one, other = self._run(for_whom="company"), self._run(for_whom="company")
        one.action_start()
        other.action_start()
        for _turn in range(4):
            one._make_batch(3)
            other._make_batch(3)
        self._finish(one)
        self._finish(other)
        made = self.env["okr.objective"].search(
            [("template_id", "=", self.template.id)]
        )
        self.assertEqual(len(made), len(made.user_id))
        self.assertEqual(one.made_count + other.made_count, len(made))

    def test_a_worker_that_dies(self):
        run = self._run(for_whom="company")
        run.action_start()
        people = run.ready_count
        run._make_batch(4)
        self.env.flush_all()

        def die(self, objectives):
            raise SystemExit

        # What happens to a transaction whose worker is killed: all of it goes.
        savepoint = self.env.cr.savepoint()
        with patch.object(type(run), "_ask_owners", die), self.assertRaises(SystemExit):
            run._make_batch(4)
        savepoint.close(rollback=True)
        self.env.invalidate_all(flush=False)
        self.assertEqual((run.made_count, run.ready_count), (4, people - 4))
        self.assertEqual(len(run.line_ids.objective_id), 4)
        made = self._finish(run)
        self.assertEqual(len(made), people)
        everything = self.env["okr.objective"].search(
            [("template_id", "=", self.template.id)]
        )
        self.assertEqual(everything, made)
        self.assertEqual(len(made.user_id), people)

    def test_one_that_cannot_be_made_stops_nobody(self):
        run = self._run(for_whom="company")
        create = type(self.env["okr.objective"]).create
        seller = self.users["seller"].id
        words = "The seller has enough to do."

        def refuse(self, vals_list):
            if any(vals.get("user_id") == seller for vals in vals_list):
                raise UserError(words)
            return create(self, vals_list)

        with patch.object(type(self.env["okr.objective"]), "create", refuse):
            made = self._finish(run)
        self.assertEqual(self._line(run, "seller").reason, words)
        self.assertEqual(run.left_out_count, 1)
        self.assertEqual(len(made), len(run.line_ids) - 1)

    def test_a_cycle_that_closes_meanwhile(self):
        run = self._run(for_whom="company")
        run.action_start()
        self.cycle.action_start_review()
        self.cycle.action_close()
        self.assertFalse(self._finish(run))
        self.assertEqual(run.left_out_count, len(run.line_ids))
        self.assertIn("closed", run.line_ids[0].reason)

    def test_rights_that_go_meanwhile(self):
        run = self._run(for_whom="company")
        run.action_start()
        self.users["okr_admin"].group_ids -= self.env.ref(
            "okr_module.group_okr_manager"
        )
        made = self._finish(run)
        self.assertEqual(made.user_id, self.users["okr_admin"])
        self.assertIn("Not yours", self._line(run, "seller").reason)

    def test_who_started_it_has_left(self):
        run = self._run(for_whom="company")
        run.action_start()
        self.users["okr_admin"].active = False
        self.env.invalidate_all()
        server = run.sudo().with_user(self.env.ref("base.user_root"))
        while server.state == "running":
            server._make_batch()
        self.assertFalse(server.line_ids.objective_id)
        self.assertIn("started it is archived", server.line_ids[0].reason)

    def test_a_template_that_goes_meanwhile(self):
        run = self._run(for_whom="company")
        run.action_start()
        self.template.company_id = self.other_company
        self.env.invalidate_all()
        run.sudo()._make_batch()
        self.assertFalse(run.sudo().line_ids.objective_id)
        self.assertTrue(all(run.sudo().line_ids.mapped("reason")))
