from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from odoo.addons.okr_module.tests.rhythm.reminder_common import ReminderCommon

FIRST, LAST = map(fields.Date.to_date, ("2026-01-01", "2026-01-31"))


@tagged("post_install", "-at_install")
class TestOkrLeave(ReminderCommon):
    """Nobody on approved leave owes a check-in; their deputy may see to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kinds = cls.env["hr.leave.type"]
        common = {"requires_allocation": False, "company_id": False}
        cls.holiday = kinds.create(
            {"name": "Holiday", "leave_validation_type": "no_validation", **common}
        )
        cls.asked = kinds.create(
            {"name": "Asked for", "leave_validation_type": "hr", **common}
        )
        cls.half = kinds.create(
            {
                "name": "Half days",
                "leave_validation_type": "no_validation",
                "request_unit": "half_day",
                **common,
            }
        )
        cls.training = kinds.create(
            {
                "name": "Training",
                "leave_validation_type": "no_validation",
                "time_type": "other",
                **common,
            }
        )

    def _off(self, first, last, kind=None, login="seller", **values):
        return self.env["hr.leave"].create(
            {
                "employee_id": self.employees[login].id,
                "holiday_status_id": (kind or self.holiday).id,
                "request_date_from": first,
                "request_date_to": last,
                **values,
            }
        )

    def _days(self, login="seller"):
        employee = self.employees[login]
        away = employee._okr_days_away(FIRST, LAST).get(employee.id, set())
        return sorted(day.day for day in away)

    @freeze_time("2026-01-05 08:00:00")
    def test_which_days(self):
        self.assertEqual(self._days(), [])
        self._off("2026-01-05", "2026-01-07")
        self._off("2026-01-12", "2026-01-13", self.training)
        self._off("2026-01-14", "2026-01-15", self.asked)
        self.assertEqual(self._days(), [5, 6, 7])
        self._off(
            "2026-01-20",
            "2026-01-20",
            self.half,
            request_unit_half=True,
            request_date_from_period="am",
            request_date_to_period="am",
        )
        self.assertEqual(self._days(), [5, 6, 7])
        self.assertEqual(self._days("developer"), [])

    def test_no_reminder_on_leave(self):
        self._start()
        with freeze_time("2026-01-05 08:00:00"):
            self._off("2026-01-05", "2026-01-09")
        self.assertFalse(self._send("2026-01-09 09:00:00"))
        monday = self._send("2026-01-12 09:00:00")
        self.assertNotIn("overdue", monday.mapped("kind"))
        self.assertNotIn("escalation", self._send("2026-01-13 09:00:00").mapped("kind"))

    def test_a_week_of_leave_is_not_missed(self):
        self._start()
        figures = self.env["okr.engagement"].figures
        self.company.okr_min_group_size = 1
        with freeze_time("2026-01-14 12:00:00"):
            self.assertEqual(figures(company_id=self.company.id)["missed"], 1)
            self._off("2026-01-05", "2026-01-09")
            self.assertEqual(figures(company_id=self.company.id)["missed"], 0)

    def test_home_says_what_the_mails_say(self):
        """On leave nothing is due; a deputy finds it on their own home."""
        key_result = self._start().key_result_ids
        seller, deputy = self.users["seller"], self.users["developer"]
        seller.with_user(seller).okr_deputy_id = deputy
        homes = {user: self.env["okr.home"].with_user(user) for user in seller | deputy}
        with freeze_time("2026-01-07 12:00:00"):
            self.assertEqual(homes[seller].get_due_count(), 1)
            self.assertEqual(homes[deputy].get_due_count(), 0)
            self._off("2026-01-06", "2026-01-08")
            due = homes[deputy].get_data()["due"]
            self.assertEqual(due["key_result_ids"], key_result.ids)
            self.assertEqual(due["by"], "2026-01-09")
        with freeze_time("2026-01-14 12:00:00"):
            self.assertEqual(homes[seller].get_data()["due"]["overdue"], 1)
            self.assertEqual(homes[deputy].get_due_count(), 0)
            self._off("2026-01-05", "2026-01-05")
            self._off("2026-01-09", "2026-01-09")
            due = homes[seller].get_data()["due"]
            self.assertEqual((due["overdue"], due["by"]), (0, "2026-01-16"))

    @freeze_time("2026-01-07 12:00:00")
    def test_deputy(self):
        key_result = self._start().key_result_ids
        seller, deputy = self.users["seller"], self.users["developer"]
        seller.with_user(seller).okr_deputy_id = deputy
        with self.assertRaises(AccessError):
            key_result.with_user(deputy).check_in(5)
        self._off("2026-01-05", "2026-01-09")
        self.env.invalidate_all()
        self.assertTrue(key_result.with_user(deputy).check_in(5))
        with self.assertRaises(AccessError):
            key_result.with_user(self.users["product_lead"]).check_in(5)
