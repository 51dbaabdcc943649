from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.okr_module.tests.kpi.kpi_people_common import TestOkrPeopleCommon
from odoo.addons.okr_module_hr_holidays.hooks import post_init_hook

START, END = "2026-01-05", "2026-04-05"
TAKEN = "hr_holidays.days_taken"
SICK = "hr_holidays.sick_days"


@tagged("post_install", "-at_install")
class TestOkrKpiHrHolidays(TestOkrPeopleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls._hire_many(5)
        types = cls.env["hr.leave.type"]
        common = {
            "requires_allocation": False,
            "leave_validation_type": "no_validation",
            "company_id": False,
        }
        cls.holiday = types.create({"name": "Holiday", **common})
        cls.training = types.create(
            {"name": "Training", "time_type": "other", **common}
        )
        cls.sickness = cls.env.ref("hr_holidays.leave_type_sick_time_off")
        cls.sickness.leave_validation_type = "no_validation"

    @classmethod
    def _off(cls, employee, first, last=None, kind=None, **values):
        # As somebody who works in the employee's own company.
        leave = cls.env["hr.leave"].with_context(
            allowed_company_ids=employee.company_id.ids
        )
        return leave.create(
            {
                "employee_id": employee.id,
                "holiday_status_id": (kind or cls.holiday).id,
                "request_date_from": first,
                "request_date_to": last or first,
                **values,
            }
        )

    def _off_all(self, first="2026-02-10", last=None, kind=None):
        leaves = self.env["hr.leave"]
        for employee in self.people:
            leaves |= self._off(employee, first, last, kind)
        return leaves

    # --- DAYS ---

    def test_days_taken_are_working_days_and_equal_sql(self):
        self._off_all("2026-02-10", "2026-02-17")  # Tuesday to Tuesday: six days
        self._off(self.people[0], "2026-03-02")
        self._off(self.people[0], "2026-04-06")
        by_sql = self._sql(
            "SELECT SUM(number_of_days) FROM hr_leave WHERE employee_id IN %s AND "
            "state = 'validate' AND request_date_from BETWEEN %s AND %s",
            tuple(self.people.ids),
            START,
            END,
        )
        self.assertEqual(by_sql, 31.0)
        self.assertEqual(self._value(TAKEN, START, END), by_sql)

    def test_a_leave_counts_whole_on_its_first_day(self):
        self._off_all("2026-04-02", "2026-04-10")
        self.assertEqual(self._value(TAKEN, START, END), 35.0)
        self.assertTrue(self._result(TAKEN, "2026-04-06", "2026-04-30")["hidden"])

    def test_refused_cancelled_and_waiting_leaves_do_not_count(self):
        self._off_all()
        for state, employee in zip(
            ("confirm", "validate1", "refuse", "cancel"), self.people, strict=False
        ):
            leave = self._off(employee, "2026-03-03")
            self._set_columns(leave, state=state)
        self.assertEqual(self._value(TAKEN, START, END), 5.0)

    def test_training_is_no_absence(self):
        self._off_all()
        self._off_all("2026-03-03", kind=self.training)
        self.assertEqual(self._value(TAKEN, START, END), 5.0)

    def test_people_who_have_left_keep_their_days(self):
        """Odoo's own report leaves out whoever is archived."""
        self._off_all()
        self._leave(self.people[0], "2026-03-01")
        self.assertEqual(self._value(TAKEN, START, END), 5.0)

    def test_another_company_never_counts(self):
        self._off_all()
        for _number in range(5):
            stranger = self._hire(None, "2025-01-01", company=self.other_company)
            leave = self._off(stranger, "2026-02-10")
            self.assertEqual(leave.employee_company_id, self.other_company)
        self.assertEqual(self._value(TAKEN, START, END), 5.0)

    # --- SICKNESS ---

    def test_sick_days_are_those_of_odoos_own_type(self):
        self._off_all()
        self._off_all("2026-03-03", "2026-03-04", kind=self.sickness)
        self.assertEqual(self._value(SICK, START, END), 10.0)
        self.assertEqual(self._value(TAKEN, START, END), 15.0)
        self.assertEqual(self._kpi(SICK).min_group_size, 5)

    def test_a_sickness_type_that_is_gone_is_no_hindrance(self):
        self._kpi(SICK).unlink()
        self.env["ir.model.data"].search(
            [
                ("module", "=", "hr_holidays"),
                ("name", "=", "leave_type_sick_time_off"),
            ]
        ).unlink()
        post_init_hook(self.env)
        self.assertFalse(self.env["okr.kpi"].search([("code", "=", SICK)]))

    # --- SMALL GROUPS ---

    def test_four_people_are_kept_back_and_five_are_shown(self):
        for employee in self.people[:4]:
            self._off(employee, "2026-02-10")
            self._off(employee, "2026-02-12")
        key_result = self._link(TAKEN)
        self.assertIn("Fewer than 5 people", key_result.kpi_error)
        self.assertFalse(key_result.checkin_ids)
        self.assertEqual(key_result.action_backfill_history(), 0)
        with self.assertRaisesRegex(UserError, "Fewer than 5"):
            key_result.action_open_kpi_records()
        self._off(self.people[4], "2026-02-13")
        key_result.action_refresh_kpi()
        self.assertFalse(key_result.kpi_error)
        self.assertEqual(key_result.current_value, 9.0)

    def test_whose_absence_is_never_shown_of_one(self):
        self._off_all()
        self.people[0].user_id = self.users["portal"]
        result = self._result(TAKEN, START, END, "user", self.users["portal"])
        self.assertTrue(result["hidden"])
        for extra in (
            [("employee_id", "=", self.people[0].id)],
            [("employee_id", "!=", self.people[0].id)],
        ):
            result = self._result(TAKEN, START, END, extra=extra)
            self.assertTrue(result["hidden"], extra)

    def test_a_small_department_is_kept_back(self):
        self._off_all()
        self._off(self._hire("Product", "2025-01-01"), "2026-02-10")
        for name, value in (("Board", 6.0), ("Sales", 5.0), ("Product", None)):
            result = self._result(
                TAKEN, START, END, "department", self.departments[name]
            )
            self.assertEqual(result["value"], value, name)

    # --- WHO MAY ---

    def test_only_who_sees_all_time_off_links(self):
        kpi = self._kpi(TAKEN)
        with self.assertRaises(AccessError):
            kpi.with_user(self.users["seller"])._check_may_link()
        self.users["seller"].group_ids |= self.env.ref(
            "hr_holidays.group_hr_holidays_user"
        )
        kpi.with_user(self.users["seller"])._check_may_link()
