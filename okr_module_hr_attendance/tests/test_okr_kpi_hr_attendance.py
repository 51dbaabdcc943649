from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.okr_module.tests.kpi.kpi_common import LOS_ANGELES
from odoo.addons.okr_module.tests.kpi.kpi_people_common import TestOkrPeopleCommon

START, END = "2026-01-05", "2026-04-05"
HOURS = "hr_attendance.worked_hours"
EXTRA = "hr_attendance.overtime"


@tagged("post_install", "-at_install")
class TestOkrKpiHrAttendance(TestOkrPeopleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls._hire_many(4)
        cls.people |= cls._hire("Sales North", "2025-01-01")

    @classmethod
    def _work(cls, employee, local, hours=1.0, **columns):
        """Note an attendance; hours that the day's breaks must not shorten."""
        start = cls._instant(local)
        attendance = cls.env["hr.attendance"].create(
            {
                "employee_id": employee.id,
                "check_in": start,
                "check_out": hours and start + timedelta(hours=hours),
            }
        )
        columns.setdefault("worked_hours", hours or None)
        cls._set_columns(attendance, **columns)
        return attendance

    def _work_all(self, local="2026-02-10 20:00"):
        for employee in self.people:
            self._work(employee, local)

    # --- HOURS ---

    def test_worked_hours_equal_sql(self):
        self._work_all()
        self._work(self.people[0], "2026-02-11 20:00", 2.5)
        self._work(self.people[0], "2026-04-06 20:00", 4.0)
        by_sql = self._sql(
            "SELECT SUM(worked_hours) FROM hr_attendance WHERE employee_id IN %s "
            "AND check_in < '2026-04-05 17:00'",
            tuple(self.people.ids),
        )
        self.assertEqual(by_sql, 7.5)
        self.assertEqual(self._value(HOURS, START, END), by_sql)

    def test_midnight_is_where_the_company_works(self):
        self._work_all("2026-03-01 00:05")
        self.assertEqual(
            str(self._instant("2026-03-01 00:05").date()), "2026-02-28", "in UTC"
        )
        self.assertTrue(self._result(HOURS, "2026-02-28", "2026-02-28")["hidden"])
        self.assertEqual(self._value(HOURS, "2026-03-01", "2026-03-01"), 5.0)
        self.company.resource_calendar_id.tz = LOS_ANGELES
        self.assertEqual(self._value(HOURS, "2026-02-28", "2026-02-28"), 5.0)

    def test_a_night_shift_counts_on_the_day_it_began(self):
        for employee in self.people:
            self._work(employee, "2026-02-28 22:00", 8.0)
        self.assertEqual(self._value(HOURS, "2026-02-28", "2026-02-28"), 40.0)
        self.assertTrue(self._result(HOURS, "2026-03-01", "2026-03-01")["hidden"])

    def test_an_open_attendance_does_not_count(self):
        self._work_all()
        self._work(self.people[0], "2026-03-17 20:00", None)
        result = self._result(HOURS, START, END)
        self.assertEqual((result["value"], result["count"]), (5.0, 5))

    def test_people_who_have_left_keep_their_hours(self):
        self._work_all()
        self._leave(self.people[0], "2026-03-01")
        self.assertEqual(self._value(HOURS, START, END), 5.0)

    def test_another_company_never_counts(self):
        self._work_all()
        for _number in range(5):
            stranger = self._hire(None, "2025-01-01", company=self.other_company)
            self._work(stranger, "2026-02-10 20:00", 3.0)
        self.assertEqual(self._value(HOURS, START, END), 5.0)
        other = self.other_company
        self.assertEqual(
            self._value(HOURS, START, END, scope=other, company=other), 15.0
        )

    # --- WHOSE ---

    def test_departments_below_count_in_those_above(self):
        self._work_all()
        for name in ("Board", "Sales"):
            value = self._value(HOURS, START, END, "department", self.departments[name])
            self.assertEqual(value, 5.0, name)
        north = self._result(
            HOURS, START, END, "department", self.departments["Sales North"]
        )
        self.assertTrue(north["hidden"], "one person alone")

    def test_whoever_moved_counts_where_they_are_today(self):
        self._work_all()
        for employee in self.people:
            self._move(employee, "Product", "2026-03-01")
        product, sales = self.departments["Product"], self.departments["Sales"]
        self.assertEqual(self._value(HOURS, START, END, "department", product), 5.0)
        self.assertTrue(self._result(HOURS, START, END, "department", sales)["hidden"])

    def test_one_person_is_shown_only_where_the_guard_is_taken_off(self):
        self.people[0].user_id = self.users["portal"]
        self._work_all()
        person = self.users["portal"]
        self.assertTrue(self._result(HOURS, START, END, "user", person)["hidden"])
        self._kpi(HOURS).min_group_size = 1
        self.assertEqual(self._value(HOURS, START, END, "user", person), 1.0)

    def test_a_filter_on_one_person_is_kept_back(self):
        self._work_all()
        key_result = self._link(
            HOURS, kpi_filter=f"[('employee_id', '=', {self.people[0].id})]"
        )
        self.assertIn("Fewer than 5 people", key_result.kpi_error)
        self.assertFalse(key_result.checkin_ids)
        with self.assertRaisesRegex(UserError, "Fewer than 5"):
            key_result.action_open_kpi_records()
        key_result.kpi_filter = False
        self.assertFalse(key_result.kpi_error)
        self.assertEqual(key_result.current_value, 5.0)

    # --- EXTRA HOURS ---

    def test_only_approved_extra_hours_count(self):
        self.company.attendance_overtime_validation = "by_manager"
        for employee in self.people:
            attendance = self._work(employee, "2026-02-10 20:00")
            line = self.env["hr.attendance.overtime.line"].create(
                {
                    "employee_id": employee.id,
                    "date": attendance.date,
                    "duration": 2.0,
                    "time_start": attendance.check_in,
                    "time_stop": attendance.check_out,
                    "status": "to_approve",
                }
            )
            if employee == self.people[0]:
                line.action_refuse()
            elif employee != self.people[1]:
                line.action_approve()
        self.assertEqual(self._value(EXTRA, START, END), 6.0)
        self.assertEqual(
            self._sql(
                "SELECT SUM(manual_duration) FROM hr_attendance_overtime_line WHERE "
                "status = 'approved' AND employee_id IN %s",
                tuple(self.people.ids),
            ),
            6.0,
        )

    def test_extra_hours_go_by_the_day_of_the_attendance(self):
        for employee in self.people:
            self._work(
                employee,
                "2026-02-10 20:00",
                validated_overtime_hours=1.5,
                date="2026-02-10",
            )
        self.assertEqual(self._value(EXTRA, "2026-02-10", "2026-02-10"), 7.5)
        self.assertTrue(self._result(EXTRA, "2026-02-11", "2026-02-12")["hidden"])

    # --- WHO MAY ---

    def test_only_who_sees_all_attendances_links(self):
        kpi = self._kpi(HOURS)
        with self.assertRaises(AccessError):
            kpi.with_user(self.users["seller"])._check_may_link()
        self.users["seller"].group_ids |= self.env.ref(
            "hr_attendance.group_hr_attendance_user"
        )
        kpi.with_user(self.users["seller"])._check_may_link()
