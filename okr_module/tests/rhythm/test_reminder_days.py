# What a test says is no text of ours
# pylint: disable=unknown-option-value,translation-required
from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .reminder_common import ReminderCommon


@tagged("post_install", "-at_install")
class TestReminderDays(ReminderCommon):
    """On which day, and at which hour of it, something goes out."""

    def _said(self, rows):
        return sorted((row.user_id.login, row.kind, str(row.date)) for row in rows)

    def _holiday(self, day):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed",
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": f"{day} 00:00:00",
                "date_to": f"{day} 23:59:59",
            }
        )

    def _away(self, login, *days):
        employee = self.employees[login]
        return patch.object(
            type(self.env["hr.employee"]),
            "_okr_days_away",
            lambda records, first, last: {
                i: {date.fromisoformat(d) for d in days}
                for i in records.ids
                if i == employee.id
            },
        )

    def test_west_of_the_ocean(self):
        """Nine in New York is two in the afternoon of the database."""
        self._start()
        self.users["seller"].tz = "America/New_York"
        self.assertFalse(self._send("2026-01-09 13:59:00"))
        rows = self._send("2026-01-09 14:00:00")
        self.assertEqual(self._said(rows), [("seller", "due", "2026-01-09")])

    def test_the_day_is_the_one_where_people_are(self):
        """Friday has come to Auckland on Thursday evening."""
        self._start()
        self.users["seller"].tz = "Pacific/Auckland"
        self.assertFalse(self._send("2026-01-08 19:59:00"))
        rows = self._send("2026-01-08 20:00:00")
        self.assertEqual(self._said(rows), [("seller", "due", "2026-01-09")])

    def test_changed_clocks(self):
        """The day after the clocks changed it is nine an hour earlier."""
        self.cycle.checkin_weekday = "0"
        self._start(moment="2026-03-23 08:00:00")
        self.users["seller"].tz = "Europe/Berlin"
        self.assertFalse(self._send("2026-03-30 06:59:00"))
        self.assertIn(
            ("seller", "due", "2026-03-30"),
            self._said(self._send("2026-03-30 07:00:00")),
        )

    def test_the_hour_of_the_company(self):
        """A company may begin earlier."""
        self.company.okr_reminder_hour = 7
        self._start()
        self.assertFalse(self._send("2026-01-09 06:59:00"))
        self.assertTrue(self._send("2026-01-09 07:00:00"))

    def test_a_job_that_comes_late(self):
        """It makes up for the same day, not for the day before."""
        self._start()
        self.assertTrue(self._send("2026-01-09 21:30:00"))
        self.assertFalse(self._send("2026-01-10 09:30:00"))

    def test_due_on_a_free_day(self):
        """The working day before."""
        self.cycle.checkin_weekday = "5"
        self._start()
        self.assertEqual(
            self._said(self._send("2026-01-09 09:00:00")),
            [("seller", "due", "2026-01-09")],
        )
        self.assertFalse(self._send("2026-01-10 09:00:00"))

    def test_due_after_a_holiday(self):
        """On a Sunday after a holiday: Thursday."""
        self.cycle.checkin_weekday = "6"
        self._holiday("2026-01-09")
        self._start()
        self.assertTrue(self._send("2026-01-08 09:00:00"))
        self.assertFalse(self._send("2026-01-09 09:00:00"))
        self.assertFalse(self._send("2026-01-11 09:00:00"))

    def test_days_of_grace(self):
        """Their last day is no day to be told."""
        self.cycle.grace_days = 3
        self._start()
        self._send("2026-01-09 09:00:00")
        self.assertNotIn("overdue", self._send("2026-01-12 09:00:00").mapped("kind"))
        self.assertIn("overdue", self._send("2026-01-13 09:00:00").mapped("kind"))
        self.assertIn("escalation", self._send("2026-01-14 09:00:00").mapped("kind"))

    def test_a_holiday_moves_all_that_follows(self):
        """Second reminder, letter, and escalation after it."""
        self._start()
        self._holiday("2026-01-12")
        self.assertFalse(self._send("2026-01-12 09:00:00"))
        said = self._said(self._send("2026-01-13 09:00:00"))
        self.assertIn(("seller", "overdue", "2026-01-13"), said)
        self.assertIn(("seller", "letter", "2026-01-13"), said)
        self.assertIn(
            ("north_lead", "escalation", "2026-01-14"),
            self._said(self._send("2026-01-14 09:00:00")),
        )

    def test_a_word_in_the_grace_ends_it(self):
        """Neither owner nor manager hears of it."""
        key_result = self._start().key_result_ids
        self._send("2026-01-09 09:00:00")
        with freeze_time("2026-01-10 12:00:00"):
            key_result.with_user(self.users["seller"]).check_in(3)
        kinds = self._send("2026-01-12 09:00:00").mapped("kind")
        self.assertNotIn("overdue", kinds)
        self.assertNotIn("escalation", self._send("2026-01-13 09:00:00").mapped("kind"))

    def test_silence_is_told_week_by_week(self):
        """As long as it lasts."""
        self._start()
        days = []
        for number in range(5, 32):
            rows = self._send(f"2026-01-{number:02} 09:00:00")
            days += [str(r.date) for r in rows if r.kind == "escalation"]
        self.assertEqual(days, ["2026-01-13", "2026-01-20", "2026-01-27"])

    def test_switches_of_a_company(self):
        """All mails, the manager's alone, OKRs as a whole."""
        self._start()
        self.company.okr_reminder_enabled = False
        for day in ("09", "12", "13"):
            self.assertFalse(self._send(f"2026-01-{day} 09:00:00"), day)
        self.company.okr_reminder_enabled = True
        self.company.okr_escalation_enabled = False
        self.assertIn("due", self._send("2026-01-16 09:00:00").mapped("kind"))
        self.assertIn("overdue", self._send("2026-01-19 09:00:00").mapped("kind"))
        self.assertNotIn("escalation", self._send("2026-01-20 09:00:00").mapped("kind"))
        self.company.okr_enabled = False
        self.assertFalse(self._send("2026-01-23 09:00:00"))

    def test_leave_on_the_due_day(self):
        """The working day before."""
        self._start()
        with self._away("seller", "2026-01-09"):
            rows = self._send("2026-01-08 09:00:00")
            self.assertEqual(self._said(rows), [("seller", "due", "2026-01-08")])
            self.assertFalse(self._send("2026-01-09 09:00:00"))

    def test_nobody_is_asked_on_the_day_they_begin(self):
        """A first period that is too short joins the next."""
        self._start(moment="2026-01-08 08:00:00")
        self.assertFalse(self._send("2026-01-09 09:00:00"))
        self.assertTrue(self._send("2026-01-16 09:00:00"))

    def test_a_linked_key_result_asks_by_the_way(self):
        """In a mail that goes out anyway, while its source answers."""
        field = self.env["ir.model.fields"]._get
        admin = self.env.ref("base.user_admin")
        admin.company_ids |= self.company
        kpi = self.env["okr.kpi"].create(
            {
                "name": "Contacts",
                "code": "contract.contacts",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain": "[('ref', '=', 'okrcontract')]",
                "aggregate": "count",
                "date_field_id": field("res.partner", "create_date").id,
                "run_as_id": admin.id,
            }
        )
        linked = self._start(
            key_results=[{"name": "Linked", "kpi_id": kpi.id, "target_value": 10}]
        ).key_result_ids

        def refresh(day):
            with freeze_time(f"{day} 01:00:00"):
                linked.kpi_refreshed_at = False
                linked._refresh_kpis()
                self.env.flush_all()

        refresh("2026-01-09")
        self.assertFalse(linked.kpi_error)
        self.assertFalse(self._send("2026-01-09 09:00:00"))
        plain = self._start(
            "2026-01-09 10:00:00", name="Second", key_results=[{"name": "Plain"}]
        ).key_result_ids
        refresh("2026-01-16")
        rows = self._send("2026-01-16 09:00:00")
        self.assertEqual(rows.key_result_ids, linked | plain)
        refresh("2026-01-19")
        rows = self._send("2026-01-19 09:00:00").filtered(lambda r: r.kind == "overdue")
        self.assertEqual(rows.key_result_ids, plain)
        refresh("2026-01-20")
        rows = self._send("2026-01-20 09:00:00").filtered(
            lambda r: r.kind == "escalation"
        )
        self.assertEqual(rows.key_result_ids, plain)
        # The source fails from here on
        with freeze_time("2026-01-21 09:00:00"):
            linked._write_noted({"kpi_error": "Gone", "kpi_date_alive": "2026-01-20"})
            plain.with_user(self.users["seller"]).check_in(1)
            self.env.flush_all()
        rows = self._send("2026-01-30 09:00:00").filtered(lambda r: r.kind == "due")
        self.assertIn(linked, rows.key_result_ids)

    def test_who_travels_has_one_mail_a_day(self):
        """Though it is nine twice."""
        self._start()
        seller = self.users["seller"]
        seller.tz = "Asia/Tokyo"
        self.assertTrue(self._send("2026-01-09 00:30:00"))
        seller.tz = "America/New_York"
        self.assertFalse(self._send("2026-01-09 14:30:00"))

    def test_two_cycles_in_one_mail(self):
        """Each with a rhythm of its own."""
        other = self.cycle.copy(
            {"name": "Month", "checkin_interval": "month", "date_end": "2026-01-31"}
        )
        other.action_activate()
        a = self._start()
        b = self._start(name="Monthly", cycle_id=other.id)
        rows = self._send("2026-01-30 09:00:00").filtered(lambda r: r.kind == "due")
        self.assertEqual(rows.key_result_ids, (a | b).key_result_ids)

    def test_a_deputy_s_word_counts(self):
        """The deputy hears nothing; what they say is on time."""
        key_result = self._start().key_result_ids
        seller, developer = self.users["seller"], self.users["developer"]
        self.env["res.users.settings"]._find_or_create_for_user(
            seller
        ).okr_deputy_id = developer
        with self.assertRaises(AccessError), freeze_time("2026-01-09 12:00:00"):
            key_result.with_user(developer).check_in(4)
        with self._away("seller", "2026-01-08", "2026-01-09"):
            self.assertFalse(self._send("2026-01-09 09:00:00"))
            with freeze_time("2026-01-09 12:00:00"):
                key_result.with_user(developer).check_in(4)
        self.assertEqual(key_result.checkin_ids.user_id, developer)
        self.assertEqual(key_result.checkin_ids.timeliness, "on_time")
        self.assertFalse(
            self._send("2026-01-12 09:00:00").filtered(lambda r: r.kind == "overdue")
        )

    def test_a_week_from_sunday_to_thursday(self):
        """As the working calendar has it."""
        calendar = self.company.resource_calendar_id
        calendar.attendance_ids.unlink()
        calendar.attendance_ids = [
            (
                0,
                0,
                {
                    "name": str(d),
                    "dayofweek": str(d),
                    "hour_from": 8,
                    "hour_to": 16,
                    "day_period": "morning",
                },
            )
            for d in (6, 0, 1, 2, 3)
        ]
        self._start()
        self.assertTrue(self._send("2026-01-08 09:00:00"))
        self.assertFalse(self._send("2026-01-09 09:00:00"))
        # Grace ends on Sunday the 11th: Monday
        self.assertFalse(
            self._send("2026-01-11 09:00:00").filtered(lambda r: r.kind == "overdue")
        )
        self.assertTrue(
            self._send("2026-01-12 09:00:00").filtered(lambda r: r.kind == "overdue")
        )
