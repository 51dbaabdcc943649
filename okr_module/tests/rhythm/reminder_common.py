from odoo.tests.common import freeze_time

from ..common import TestOkrCommon


class ReminderCommon(TestOkrCommon):
    """Everybody in UTC; a quarter from Monday, January 5, due on Fridays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle.action_activate()
        cls.company.okr_reminder_hour = 9
        for login, user in cls.users.items():
            user.write({"email": f"{login}@example.com", "tz": "UTC"})
        cls.reminders = cls.env["okr.reminder"]

    def _send(self, moment):
        """Run the hourly job at a moment; return the rows it made."""
        before = self.reminders.search([])
        mine = self.env["res.users"].union(*self.users.values())
        with freeze_time(moment):
            self.reminders._cron_send()
        # Whoever else is in the database may be mailed, too
        return (self.reminders.search([]) - before).filtered(
            lambda row: row.user_id in mine
        )

    def _start(self, moment="2026-01-05 08:00:00", **values):
        with freeze_time(moment):
            objective = self._objective(**values)
            objective.action_activate()
        return objective

    def _mails(self, rows):
        return self.env["mail.mail"].search(
            [("mail_message_id", "in", rows.mail_message_id.ids)]
        )
