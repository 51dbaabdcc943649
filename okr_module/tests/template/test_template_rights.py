from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..access_common import SECRET
from .template_common import TestTemplateCommon

EVERYBODY = (
    "seller",
    "north_lead",
    "sales_lead",
    "developer",
    "ceo",
    "hr_officer",
    "okr_admin",
    "stranger",
)


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestTemplateRights(TestTemplateCommon):
    """Everybody's are kept by administrators, one's own by oneself alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.of_company = cls._template(name="Of Lighthouse", company_id=cls.company.id)
        cls.own = cls._template(name="Of the seller", user_id=cls.users["seller"].id)
        cls.templates = {
            "all": cls.template,
            "company": cls.of_company,
            "own": cls.own,
        }

    def _parts_of(self, template):
        lines = template.key_result_ids
        return template, lines, lines.milestone_ids

    def test_who_reads_which(self):
        for login in (*EVERYBODY, "portal"):
            for name, template in self.templates.items():
                expected = {
                    "all": login != "portal",
                    "company": login not in ("stranger", "portal"),
                    "own": login == "seller",
                }[name]
                for records in self._parts_of(template):
                    with self.subTest(login=login, template=name, model=records._name):
                        mine = self._as(login, records)
                        self.assertEqual(mine.has_access("read"), expected)
                        if login == "portal":
                            continue
                        found = mine.search([("id", "in", records.ids)])
                        self.assertEqual(bool(found), expected)

    def test_who_changes_which(self):
        for login in (*EVERYBODY, "portal"):
            for name, template in self.templates.items():
                admin = login == "okr_admin" and name != "own"
                expected = admin or (login, name) == ("seller", "own")
                for records in self._parts_of(template):
                    for operation in ("write", "unlink"):
                        with self.subTest(
                            login=login,
                            template=name,
                            model=records._name,
                            operation=operation,
                        ):
                            mine = self._as(login, records)
                            self.assertEqual(mine.has_access(operation), expected)

    def test_who_creates_which(self):
        for login in EVERYBODY:
            for owner in (False, login, "ceo"):
                own = owner == login
                expected = own or (not owner and login == "okr_admin")
                with self.subTest(login=login, owner=owner):
                    user_id = self.users[owner].id if owner else False

                    def create(who=login, value=user_id):
                        self._env(who)["okr.template"].create(
                            {"name": "Mine", "user_id": value}
                        )

                    self.assertEqual(not self._refused(create), expected)

    def test_by_default_it_is_ones_own(self):
        for login, expected in (("seller", "seller"), ("okr_admin", None)):
            template = self._env(login)["okr.template"].create({"name": "New"})
            self.assertEqual(template.user_id.login, expected or False)

    def test_nobody_shows_others_what_is_theirs(self):
        own = self._as("seller", self.own)
        for values in (
            {"user_id": False},
            {"user_id": self.users["developer"].id},
            {"company_id": self.other_company.id},
        ):
            with self.subTest(values=values):
                self._assert_denied(lambda v=values: own.write(v))
        self._assert_denied(own.action_share)
        self.assertEqual(self.own.user_id, self.users["seller"])

    def test_nobody_adds_to_everybodys(self):
        env = self._env("seller")
        line = self.template.key_result_ids[1]
        self._assert_denied(
            lambda: env["okr.template.key.result"].create(
                {"template_id": self.template.id, "name": "Smuggled"}
            )
        )
        self._assert_denied(
            lambda: env["okr.template.milestone"].create(
                {"key_result_id": line.id, "name": "Smuggled"}
            )
        )
        self.assertTrue(
            self._refused(
                lambda: self._as("seller", self.own.key_result_ids).write(
                    {"template_id": self.template.id}
                )
            )
        )

    def test_areas_are_kept_by_administrators(self):
        for login in EVERYBODY:
            mine = self._as(login, self.area)
            self.assertTrue(mine.has_access("read"))
            self.assertEqual(mine.has_access("write"), login == "okr_admin")

    def test_an_administrator_shares_their_own(self):
        objective = self._objective("okr_admin")
        action = self._as("okr_admin", objective).action_save_as_template()
        template = self._env("okr_admin")["okr.template"].browse(action["res_id"])
        self.assertFalse(self._as("seller", template).has_access("read"))
        self._as("okr_admin", template).action_share()
        self.assertTrue(self._as("seller", template).has_access("read"))

    # --- WHAT IS PRIVATE ---

    def test_a_private_objective_stays_private_as_a_template(self):
        hidden = self._full_objective(**self._secret_values())
        for login in ("developer", "hr_officer", "sales_clerk", "stranger"):
            with self.subTest(login):
                self._assert_denied(self._as(login, hidden).action_save_as_template)
        action = self._as("sales_rep", hidden).action_save_as_template()
        template = self.env["okr.template"].browse(action["res_id"])
        self.assertIn(SECRET, template.name)
        for login in EVERYBODY:
            with self.subTest(login):
                for records in self._parts_of(template):
                    mine = self._as(login, records)
                    self.assertFalse(mine.has_access("read"))
                    self.assertNotIn(
                        SECRET, str(mine.search([]).mapped("display_name"))
                    )
                with self.assertRaises(AccessError):
                    self._use_for_me(login, template)

    def test_nobody_uses_or_names_what_is_not_theirs(self):
        self._assert_denied(lambda: self._use_for_me("developer", self.own))
        self._assert_denied(lambda: self._use_for_me("stranger", self.of_company))
        hidden = self._full_objective(**self._secret_values())
        self._assert_denied(lambda: self._use_for_me("developer", parent_id=hidden.id))
        self._assert_denied(lambda: self._run(parent_id=hidden.id, login="north_lead"))

    # --- FOR MANY ---

    def test_who_uses_it_for_whom(self):
        everybody = {"north_lead", "seller", "sales_lead", "sales_rep", "sales_clerk"}
        for login, for_whom, expected in (
            ("okr_admin", "department", everybody),
            ("sales_lead", "department", {"sales_lead"}),
            ("seller", "department", {"seller"}),
            ("developer", "department", set()),
            ("hr_officer", "department", everybody),
            ("okr_admin", "departments", {"sales_lead", "north_lead"}),
            ("sales_lead", "departments", {"sales_lead", "north_lead"}),
            ("north_lead", "departments", {"north_lead"}),
            ("ceo", "departments", {"sales_lead", "north_lead"}),
            ("product_lead", "departments", set()),
            ("seller", "departments", set()),
            ("hr_officer", "departments", set()),
        ):
            with self.subTest(login=login, for_whom=for_whom):
                savepoint = self.env.cr.savepoint()
                run = self._run(
                    login,
                    for_whom=for_whom,
                    department_id=self.departments["Sales"].id,
                )
                ready = run.line_ids.filtered(lambda line: line.state == "ready")
                self.assertEqual(set(ready.mapped("user_id.login")), expected)
                for line in run.line_ids - ready:
                    self.assertIn("Not yours", line.reason)
                # And whatever the list says, the rules say the same.
                run.sudo().line_ids.write({"state": "ready", "reason": False})
                if run.line_ids:
                    self._finish(run)
                    made = run.line_ids.filtered("objective_id")
                    self.assertEqual(set(made.mapped("user_id.login")), expected)
                savepoint.close(rollback=True)
                self.env.invalidate_all(flush=False)

    def test_hr_makes_them_for_everybody(self):
        run = self._run("hr_officer", for_whom="company")
        made = self._finish(run)
        people = self.env["hr.employee"].search(
            [("company_id", "=", self.company.id), ("user_id", "!=", False)]
        )
        self.assertEqual(made.sudo().user_id, people.user_id)
        self.assertEqual(set(made.mapped("state")), {"draft"})
        self.assertEqual(set(made.sudo().mapped("key_result_count")), {2})
        objective = made.filtered(lambda o: o.user_id == self.users["seller"])
        self._assert_denied(self._as("hr_officer", objective).action_activate)
        self._as("seller", objective).action_activate()

    def test_hr_makes_nothing_private(self):
        template = self._template(visibility="private")
        run = self._run(
            "hr_officer",
            template,
            for_whom="department",
            department_id=self.departments["Sales"].id,
        )
        self.assertEqual(set(run.line_ids.mapped("state")), {"left_out"})
        self.assertIn("It is private", run.line_ids[0].reason)

    def test_the_rules_have_the_last_word(self):
        run = self._run(
            "sales_lead", for_whom="people", user_ids=[(6, 0, self.users["seller"].ids)]
        )
        line = run.line_ids.sudo()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            run._create_objectives(line.with_env(run.env))
        self.assertFalse(line.objective_id)

    def test_a_run_is_its_starters(self):
        run = self._run("sales_lead", for_whom="departments")
        for login, may in (
            ("sales_lead", True),
            ("okr_admin", True),
            ("seller", False),
            ("ceo", False),
            ("stranger", False),
        ):
            for records in (run, run.line_ids):
                with self.subTest(login=login, model=records._name):
                    mine = self._as(login, records)
                    self.assertEqual(mine.has_access("read"), may)
                    for operation in ("write", "unlink", "create"):
                        self.assertFalse(mine.has_access(operation))
        for login in ("okr_admin", "seller"):
            with self.subTest(login):
                self._assert_denied(self._as(login, run).action_start)
                self._assert_denied(self._as(login, run).make_next)
        self.assertEqual(run.state, "draft")

    def test_a_private_one_that_somebody_has_is_not_told(self):
        template = self._template(level="department")
        hers = self._use_for_me("product_lead", template)
        hers.visibility = "private"
        self._as("sales_lead", hers.browse())
        run = self._run("sales_lead", template, for_whom="departments")
        self.assertNotIn("Has one", str(run.line_ids.mapped("reason")))
        run = self._run("okr_admin", template, for_whom="departments")
        self.assertIn("Has one", str(run.line_ids.mapped("reason")))

    def test_what_it_was_made_from_is_not_named(self):
        """The template of one person is named by an objective that all may read."""
        made = self._use_for_me("seller", self.own)
        self.own.name = SECRET
        for login in ("developer", "okr_admin"):
            mine = self._as(login, made)
            told = mine.web_read({"template_id": {"fields": {"display_name": {}}}})
            grouped = mine.formatted_read_group(
                [("id", "=", made.id)], ["template_id"], ["__count"]
            )
            self.assertNotIn(SECRET, f"{told} {grouped} {mine.read(['template_id'])}")
        own = self._as("seller", made)
        self.assertEqual(own.template_id.display_name, SECRET)
