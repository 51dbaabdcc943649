from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.okr_module.tests.kpi.kpi_common import TestOkrKpiCommon

START, END = "2026-01-05", "2026-04-05"


@tagged("post_install", "-at_install")
class TestOkrKpiGamification(TestOkrKpiCommon):
    """Goals about contacts: their salesperson, company, day of creation and colour."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Field = cls.env["ir.model.fields"]

    @classmethod
    def _field(cls, name, model="res.partner"):
        return cls.Field._get(model, name).id

    @classmethod
    def _goal(cls, **values):
        return cls.env["gamification.goal.definition"].create(
            {
                "name": "New contacts",
                "computation_mode": "count",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "field_date_id": cls._field("create_date"),
                "domain": "[('comment', 'ilike', 'goal')]",
                "batch_mode": True,
                "batch_distinctive_field": cls._field("user_id"),
                "batch_user_expression": "user.id",
                **values,
            }
        )

    @classmethod
    def _figure_of(cls, goal, **values):
        return cls.env["okr.kpi"].create(
            {
                "name": "Goal",
                "code": f"test.goal_{goal.id}",
                "source": "goal_definition",
                "goal_definition_id": goal.id,
                "run_as_id": cls.admin.id,
                **values,
            }
        )

    @classmethod
    def _contact(cls, user="seller", local="2026-02-10 10:00", color=0, **values):
        contact = cls.env["res.partner"].create(
            {
                "name": "Contact",
                "comment": "goal",
                "user_id": cls.users[user].id if user else False,
                "company_id": cls.company.id,
                "color": color,
                **values,
            }
        )
        cls._set_columns(contact, create_date=cls._instant(local))
        return contact

    # --- COUNT AND SUM ---

    def test_count_for_company_person_and_department(self):
        kpi = self._figure_of(self._goal())
        for user in ("seller", "seller", "north_lead", "developer", None):
            self._contact(user)
        self._contact(company_id=self.other_company.id)
        self._contact(comment="nothing")
        self._contact(local="2026-04-06 00:01")
        self.assertEqual(self._value(kpi.code, START, END), 5.0)
        for login, number in (("seller", 2), ("developer", 1), ("ceo", 0)):
            value = self._value(kpi.code, START, END, "user", self.users[login])
            self.assertEqual(value, number, login)
        for name, number in (("Sales", 3), ("Sales North", 3), ("Board", 4)):
            value = self._value(
                kpi.code, START, END, "department", self.departments[name]
            )
            self.assertEqual(value, number, name)

    def test_sum_equals_sql(self):
        kpi = self._figure_of(
            self._goal(computation_mode="sum", field_id=self._field("color"))
        )
        for color in (1, 2, 4):
            self._contact(color=color)
        self._contact("developer", color=8)
        by_sql = self._sql(
            "SELECT SUM(color) FROM res_partner WHERE comment ILIKE '%%goal%%' "
            "AND company_id = %s",
            self.company.id,
        )
        self.assertEqual(by_sql, 15)
        self.assertEqual(self._value(kpi.code, START, END), 15.0)
        seller = self.users["seller"]
        self.assertEqual(self._value(kpi.code, START, END, "user", seller), 7.0)

    def test_by_the_contact_of_a_person(self):
        kpi = self._figure_of(
            self._goal(
                batch_distinctive_field=self._field("parent_id"),
                batch_user_expression="user.partner_id.id",
            )
        )
        for login in ("seller", "seller", "developer"):
            self._contact(None, parent_id=self.users[login].partner_id.id)
        seller, ceo = self.users["seller"], self.users["ceo"]
        self.assertEqual(self._value(kpi.code, START, END, "user", seller), 2.0)
        self.assertEqual(self._value(kpi.code, START, END, "user", ceo), 0.0)
        self.assertEqual(self._value(kpi.code, START, END), 3.0)
        with self.assertRaisesRegex(UserError, "company or a person"):
            self._value(kpi.code, START, END, "department", self.departments["Sales"])

    def test_the_days_are_those_of_the_company_and_a_week_has_seven(self):
        kpi = self._figure_of(self._goal())
        for day in range(2, 10):
            self._contact(local=f"2026-02-0{day} 00:05")
        self.assertEqual(self._value(kpi.code, "2026-02-02", "2026-02-08"), 7.0)

    def test_a_goal_without_a_date_stands_as_it_is_now(self):
        kpi = self._figure_of(self._goal(field_date_id=False))
        self.assertEqual(kpi.nature, "stock")
        self.assertFalse(kpi.has_history)
        self._contact(local="2020-01-01 10:00")
        self.assertEqual(self._value(kpi.code, None, "2026-03-18"), 1.0)

    # --- WHAT THE GOALS THEMSELVES GET WRONG ---

    def test_whoever_has_no_record_left_has_none(self):
        """A goal in batch mode keeps its old value; here it is 0."""
        definition = self._goal()
        seller = self.users["seller"]
        goal = self.env["gamification.goal"].create(
            {
                "definition_id": definition.id,
                "user_id": seller.id,
                "start_date": START,
                "end_date": END,
                "target_goal": 10,
                "state": "inprogress",
            }
        )
        kpi = self._figure_of(definition)
        contact = self._contact()
        key_result = self._link(kpi.code, kpi_scope="user", kpi_user_id=seller.id)
        goal.update_goal()
        self.assertEqual((goal.current, key_result.current_value), (1.0, 1.0))
        contact.user_id = self.users["developer"]
        goal.update_goal()
        key_result.action_refresh_kpi()
        self.assertEqual(goal.current, 1.0, "the flaw is still there")
        self.assertEqual(key_result.current_value, 0.0)

    def test_better_money_and_unit_come_from_the_goal(self):
        kpi = self._figure_of(
            self._goal(condition="lower", monetary=True, suffix="contacts")
        )
        self.assertEqual(
            (kpi.better, kpi.unit, kpi.is_money), ("lower", "contacts", True)
        )
        self.assertEqual(kpi.nature, "flow")
        self.assertTrue(kpi.has_history)

    # --- WHAT IS REFUSED ---

    def test_what_cannot_be_followed_is_refused_with_a_sentence(self):
        for words, values in (
            ("count or add up", {"computation_mode": "manually"}),
            (
                "count or add up",
                {"computation_mode": "python", "compute_code": "result = 1"},
            ),
            (
                "no plain list",
                {"batch_mode": False, "domain": "[('user_id', '=', user.id)]"},
            ),
            (
                "no plain list",
                {"batch_mode": False, "domain": "[('id', 'in', [1] + [2])]"},
            ),
            ("lead to a user", {"batch_user_expression": "user.company_id.id"}),
            ("lead to a user", {"batch_user_expression": "user.partner_id.id"}),
            ("lead to a user", {"batch_distinctive_field": self._field("parent_id")}),
        ):
            with self.assertRaisesRegex(ValidationError, words):
                self._figure_of(self._goal(**values))

    def test_a_kpi_of_no_goal_is_refused(self):
        with self.assertRaises(ValidationError):
            self.env["okr.kpi"].create(
                {"name": "Of nothing", "code": "test.none", "source": "goal_definition"}
            )

    def test_a_goal_of_nobody_has_no_kpi_of_a_person(self):
        kpi = self._figure_of(self._goal(batch_mode=False))
        self._contact()
        self.assertEqual(self._value(kpi.code, START, END), 1.0)
        key_result = self._link(
            kpi.code, kpi_scope="user", kpi_user_id=self.users["seller"].id
        )
        self.assertIn("cannot be counted by", key_result.kpi_error)

    def test_a_goal_that_turns_bad_or_goes_keeps_the_last_value(self):
        definition = self._goal()
        kpi = self._figure_of(definition)
        self._contact()
        key_result = self._link(kpi.code)
        self.assertEqual(key_result.current_value, 1.0)
        definition.write({"computation_mode": "python", "compute_code": "result = 9"})
        key_result.action_refresh_kpi()
        self.assertIn("count or add up", key_result.kpi_error)
        definition.unlink()
        key_result.action_refresh_kpi()
        self.assertIn("is gone", key_result.kpi_error)
        self.assertEqual(key_result.current_value, 1.0)

    # --- MAKING ONE ---

    def test_an_administrator_makes_a_kpi_of_a_goal(self):
        definition = self._goal()
        with self.assertRaises(AccessError):
            definition.with_user(self.users["seller"]).action_okr_make_kpi()
        action = definition.with_user(self.users["okr_admin"]).action_okr_make_kpi()
        kpi = self.env["okr.kpi"].browse(action["res_id"])
        self.assertEqual(kpi.goal_definition_id, definition)
        again = definition.with_user(self.users["okr_admin"]).action_okr_make_kpi()
        self.assertEqual(again["res_id"], kpi.id)

    def test_the_linker_reads_what_the_goal_counts(self):
        kpi = self._figure_of(
            self._goal(
                model_id=self.env["ir.model"]._get_id("res.groups"),
                domain="[]",
                field_date_id=False,
                batch_mode=False,
            )
        )
        kpi.with_user(self.admin)._check_may_link()
        self.assertEqual(kpi._models_read(), ["res.groups"])

    def test_a_filter_sees_what_its_linker_may_read(self):
        self.env["ir.rule"].create(
            {
                "name": "Only for OKR administrators",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": "[('name', '!=', 'Hidden')] "
                "if not user.has_group('okr_module.group_okr_manager') else []",
            }
        )
        kpi = self._figure_of(self._goal())
        self._contact(city="Hanoi")
        self._contact(city="Hanoi", name="Hidden")
        values = {
            "name": "Linked",
            "change_reason": "It was forgotten",
            "objective_id": self.objective.id,
            "kpi_id": kpi.id,
            "target_value": 10.0,
            "kpi_filter": "[('city', '=', 'Hanoi')]",
        }
        for login, value in (("sales_lead", 1.0), ("okr_admin", 2.0)):
            with self.subTest(login):
                key_results = self.env["okr.key.result"].with_user(self.users[login])
                key_result = key_results.create(values)
                self.assertEqual(key_result.current_value, value)

    # --- BADGES ---

    def test_badges_by_the_day_they_were_given(self):
        badge = self.env["gamification.badge"].create({"name": "Helper"})
        given = self.env["gamification.badge.user"].create(
            [
                {"badge_id": badge.id, "user_id": self.users[login].id}
                for login in ("seller", "seller", "developer", "stranger")
            ]
        )
        self._set_columns(given, create_date=self._instant("2026-02-10 10:00"))
        code = "gamification.badges"
        self.assertEqual(self._value(code, START, END), 3.0)
        for login, number in (("seller", 2), ("developer", 1), ("ceo", 0)):
            value = self._value(code, START, END, "user", self.users[login])
            self.assertEqual(value, number, login)
        north = self.departments["Sales North"]
        self.assertEqual(self._value(code, START, END, "department", north), 2.0)
