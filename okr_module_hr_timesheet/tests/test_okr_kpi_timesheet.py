from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.okr_module.tests.kpi.kpi_common import TestOkrKpiCommon

START, END = "2026-01-05", "2026-04-05"


@tagged("post_install", "-at_install")
class TestOkrKpiTimesheet(TestOkrKpiCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project = cls.env["project.project"].create(
            {"name": "Lighthouse", "company_id": cls.company.id}
        )
        costs = {"seller": 10.0, "north_lead": 20.0, "developer": 30.0}
        for login, cost in costs.items():
            cls.employees[login].hourly_cost = cost

    @classmethod
    def _log(cls, login, hours, day):
        return cls.env["account.analytic.line"].create(
            {
                "name": "Work",
                "project_id": cls.project.id,
                "employee_id": cls.employees[login].id,
                "unit_amount": hours,
                "date": day,
            }
        )

    def test_hours_at_several_days_equal_sql(self):
        self._log("seller", 2.0, "2026-01-05")
        self._log("seller", 3.5, "2026-02-10")
        self._log("developer", 4.0, "2026-02-10")
        self._log("developer", 8.0, "2026-01-04")
        # A cost that is no timesheet.
        self.env["account.analytic.line"].create(
            {
                "name": "Paper",
                "account_id": self.project.account_id.id,
                "amount": -5.0,
                "unit_amount": 100.0,
                "date": "2026-02-10",
                "company_id": self.company.id,
            }
        )
        for day, value in (("2026-01-05", 2.0), ("2026-02-09", 2.0), (END, 9.5)):
            with self.subTest(day):
                self.assertEqual(self._value("timesheet.hours", START, day), value)
                self.assertEqual(
                    value,
                    self._sql(
                        """
                        SELECT SUM(unit_amount) FROM account_analytic_line
                         WHERE project_id = %s AND date BETWEEN %s AND %s
                        """,
                        self.project.id,
                        START,
                        day,
                    ),
                )

    def test_scopes(self):
        self._log("seller", 1.0, "2026-02-10")
        self._log("north_lead", 2.0, "2026-02-10")
        self._log("sales_lead", 4.0, "2026-02-10")
        self._log("developer", 8.0, "2026-02-10")
        for kind, scope, value in (
            ("department", self.departments["Board"], 15.0),
            ("department", self.departments["Sales"], 7.0),
            ("department", self.departments["Sales North"], 3.0),
            ("user", self.users["seller"], 1.0),
            ("user", self.users["ceo"], 0.0),
        ):
            with self.subTest(scope.display_name):
                self.assertEqual(
                    self._value("timesheet.hours", START, END, kind, scope), value
                )

    def test_hours_stay_with_the_department_they_were_logged_in(self):
        self._log("seller", 1.0, "2026-02-10").flush_recordset()
        self.employees["seller"].department_id = self.departments["Product"]
        self._log("seller", 2.0, "2026-02-11")
        for name, value in (("Sales North", 1.0), ("Product", 2.0)):
            self.assertEqual(
                self._value(
                    "timesheet.hours", START, END, "department", self.departments[name]
                ),
                value,
            )

    def test_cost_is_positive_and_tells_of_no_few_people(self):
        self._log("seller", 1.0, "2026-02-10")
        self._log("north_lead", 1.0, "2026-02-10")
        few = self._result("timesheet.cost", START, END)
        self.assertTrue(few["hidden"])
        self.assertIsNone(few["value"])
        self._log("developer", 1.0, "2026-02-10")
        self.assertEqual(self._value("timesheet.cost", START, END), 60.0)
        sales = self.departments["Sales"]
        result = self._result("timesheet.cost", START, END, "department", sales)
        self.assertTrue(result["hidden"])
        seller = self.users["seller"]
        result = self._result("timesheet.cost", START, END, "user", seller)
        self.assertTrue(result["hidden"])

    def test_late_entry_restates_what_was_reported(self):
        self._log("seller", 2.0, "2026-02-10")
        with freeze_time("2026-03-10 05:00:00"):
            key_result = self._link("timesheet.hours", unit="hours")
        self._log("seller", 3.0, "2026-02-10")
        key_result.action_refresh_kpi()
        self.assertEqual(key_result.current_value, 5.0)
        self.assertIn("2 hours", key_result.kpi_restated)
        self.assertIn("5 hours", key_result.kpi_restated)

    def test_who_may_link(self):
        values = {
            "name": "Ours",
            "change_reason": "It was forgotten",
            "objective_id": self.objective.id,
            "kpi_id": self._kpi("timesheet.hours").id,
            "target_value": 10.0,
        }
        boss = self.users["sales_lead"]
        boss.group_ids |= self.env.ref("hr_timesheet.group_hr_timesheet_user")
        KeyResult = self.env["okr.key.result"].with_user(boss)
        with self.assertRaisesRegex(AccessError, "do not belong"):
            KeyResult.create(values)
        boss.group_ids |= self.env.ref("hr_timesheet.group_hr_timesheet_approver")
        self.assertFalse(KeyResult.create(values).kpi_error)
