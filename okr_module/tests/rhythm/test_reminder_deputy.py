from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .reminder_common import ReminderCommon

FRIDAY = fields.Date.to_date("2026-01-09")


@tagged("post_install", "-at_install")
class TestReminderDeputy(ReminderCommon):
    """Leave is what the hook of employees says; the bridge to Time Off has its own."""

    def _on_leave(self, *logins):
        """Have people be away the whole week of January 5."""
        days = {fields.Date.add(FRIDAY, days=-number) for number in range(5)}
        ids = {self.employees[login].id for login in logins}
        employees = type(self.env["hr.employee"])
        return patch.object(
            employees,
            "_okr_days_away",
            lambda records, first, last: {i: days for i in records.ids if i in ids},
        )

    def _deputise(self, owner, deputy):
        user = self.users[owner]
        user.with_user(user).okr_deputy_id = self.users[deputy]

    def test_nobody_on_leave_is_mailed(self):
        self._start()
        with self._on_leave("seller"):
            self.assertFalse(self._send("2026-01-09 09:00:00"))
            monday = self._send("2026-01-12 09:00:00")
        self.assertNotIn("overdue", monday.mapped("kind"))

    def test_a_manager_on_leave_is_told_later(self):
        self._start()
        days = {fields.Date.to_date("2026-01-13")}
        employee = self.employees["north_lead"]
        with patch.object(
            type(employee),
            "_okr_days_away",
            lambda records, first, last: {
                i: days for i in records.ids if i == employee.id
            },
        ):
            self.assertFalse(self._send("2026-01-13 09:00:00"))
            rows = self._send("2026-01-14 09:00:00")
        self.assertEqual(rows.kind, "escalation")

    @freeze_time("2026-01-09 12:00:00")
    def test_a_deputy_checks_in_while_the_owner_is_away(self):
        key_result = self._start().key_result_ids
        self._deputise("seller", "developer")
        mine = key_result.with_user(self.users["developer"])
        with self.assertRaises(AccessError):
            mine.check_in(5)
        with self._on_leave("seller"):
            self.env.invalidate_all()
            self.assertTrue(mine.is_deputy)
            session = self.env["okr.checkin.session"].with_user(mine.env.user)
            rows = session.get_data()["rows"]
            self.assertIn(mine.id, [row["id"] for row in rows])
            checkin = mine.check_in(5)
            self.assertEqual(checkin.sudo().user_id, self.users["developer"])
            # Nobody else does, whoever they are
            for login in ("product_lead", "hr_officer", "stranger"):
                with self.subTest(login=login), self.assertRaises(AccessError):
                    key_result.with_user(self.users[login]).check_in(5)
            # and nothing but check in
            with self.assertRaises(AccessError):
                mine.objective_id.write({"name": "Mine now"})
            with self.assertRaises(AccessError):
                mine.write({"name": "Mine now"})

    @freeze_time("2026-01-09 12:00:00")
    def test_a_deputy_sees_nothing_more(self):
        objective = self._start(visibility="private")
        self._deputise("seller", "developer")
        with self._on_leave("seller"):
            deputy = self.users["developer"]
            self.assertFalse(objective.with_user(deputy).has_access("read"))
            with self.assertRaises(AccessError):
                objective.key_result_ids.with_user(deputy).check_in(5)
            self.assertFalse(
                self.env["okr.key.result"]
                .with_user(deputy)
                .search([("is_deputy", "=", True)])
            )

    def test_settings_are_ones_own(self):
        seller, other = self.users["seller"], self.users["developer"]
        self._deputise("seller", "north_lead")
        settings = self.env["res.users.settings"].search([("user_id", "=", seller.id)])
        self.assertEqual(settings.okr_deputy_id, self.users["north_lead"])
        with self.assertRaises(AccessError):
            settings.with_user(other).okr_deputy_id = other
        with self.assertRaises(AccessError):
            seller.with_user(other).okr_deputy_id = other
        with self.assertRaises(ValidationError):
            settings.okr_deputy_id = seller
