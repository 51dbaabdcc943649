# What a test says is no text of ours
# pylint: disable=unknown-option-value,translation-required
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.tests import tagged
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from .reminder_common import ReminderCommon


@tagged("post_install", "-at_install")
class TestReminder(ReminderCommon):
    def test_due_overdue_escalation_and_letter(self):
        key_result = self._start().key_result_ids
        seller, lead = self.users["seller"], self.users["north_lead"]
        self.assertFalse(self._send("2026-01-09 08:59:00"))
        due = self._send("2026-01-09 09:00:00")
        self.assertEqual(due.mapped("kind"), ["due"])
        self.assertEqual(due.user_id, seller)
        self.assertEqual(due.key_result_ids, key_result)
        self.assertEqual(due.date, fields.Date.to_date("2026-01-09"))
        mail = self._mails(due)
        self.assertIn("seller@example.com", mail.email_to)
        for words in (key_result.name, "Check in", "0% done", "expected by today"):
            self.assertIn(words, mail.body_html)
        self.assertIn(
            f"/odoo/okr-key-results/{key_result.id}/okr-checkin-one/new",
            mail.body_html,
        )
        self.assertFalse(self._send("2026-01-09 10:00:00"))
        monday = self._send("2026-01-12 09:00:00")
        self.assertIn(("seller", "overdue"), self._said(monday))
        self.assertIn(("seller", "letter"), self._said(monday))
        tuesday = self._send("2026-01-13 09:00:00")
        self.assertEqual(self._said(tuesday), [("north_lead", "escalation")])
        self.assertEqual(tuesday.user_id, lead)
        self.assertEqual(tuesday.about_user_id, seller)
        self.assertIn(key_result.name, self._mails(tuesday).body_html)

    def _said(self, rows):
        return sorted((row.user_id.login, row.kind) for row in rows)

    def test_all_silent_people_in_one_mail(self):
        """A manager of several who stay silent has one mail, and a row of each."""
        self._add_person("clerk", "north_lead", "Sales North")
        self.users["clerk"].write({"email": "clerk@example.com", "tz": "UTC"})
        self._start(key_results=[{"name": "New customers"}])
        self._start(owner="clerk", key_results=[{"name": "Clean hulls"}])
        self._send("2026-01-12 09:00:00")
        tuesday = self._send("2026-01-13 09:00:00")
        self.assertEqual(tuesday.user_id, self.users["north_lead"])
        self.assertEqual(
            tuesday.about_user_id, self.users["seller"] | self.users["clerk"]
        )
        self.assertEqual(len(tuesday), 2)
        mail = self._mails(tuesday)
        self.assertEqual(len(mail), 1)
        for words in ("New customers", "Clean hulls", "clerk", "seller"):
            self.assertIn(words, mail.body_html)

    def test_never_twice(self):
        self._start()
        due = self._send("2026-01-09 09:00:00")
        with freeze_time("2026-01-09 09:30:00"):
            # As a second job would that has read nothing of the first
            again = self.reminders._claim(
                [
                    {
                        "user_id": due.user_id.id,
                        "kind": "due",
                        "key_result_order": due.key_result_ids.ids,
                    }
                ],
                due.date,
            )
        self.assertFalse(again)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            due.copy()
            self.env.flush_all()

    def test_one_mail_for_all_that_is_due(self):
        first = self._start(key_results=[{"name": "A"}, {"name": "B"}])
        second = self._start(name="Another one")
        rows = self._send("2026-01-09 09:00:00")
        self.assertEqual(len(rows), 1)
        self.assertEqual(
            rows.key_result_ids, first.key_result_ids | second.key_result_ids
        )
        self.assertEqual(len(self._mails(rows)), 1)

    def test_who_has_checked_in_hears_nothing(self):
        key_result = self._start().key_result_ids
        with freeze_time("2026-01-08 12:00:00"):
            key_result.with_user(self.users["seller"]).check_in(3)
        self.assertFalse(self._send("2026-01-09 09:00:00"))

    def test_time_zones(self):
        self._start()
        self.users["seller"].tz = "Asia/Ho_Chi_Minh"
        self.assertFalse(self._send("2026-01-09 01:59:00"))
        self.assertTrue(self._send("2026-01-09 02:00:00"))

    def test_company_holiday(self):
        self._start()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed",
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": "2026-01-09 00:00:00",
                "date_to": "2026-01-09 23:59:59",
            }
        )
        self.assertTrue(self._send("2026-01-08 09:00:00"))
        self.assertFalse(self._send("2026-01-09 09:00:00"))

    def test_archived_people(self):
        self._start()
        self.employees["seller"].active = False
        self.assertFalse(self._send("2026-01-09 09:00:00"))

    def test_drafts_and_dropped_cause_none(self):
        self._objective()
        dropped = self._start(name="Dead")
        with freeze_time("2026-01-07 09:00:00"):
            dropped.action_cancel(reason="Nobody needs it")
        self.assertFalse(self._send("2026-01-09 09:00:00"))

    def test_one_choice_leaves_the_others(self):
        """Naming a deputy, or switching one mail off, is no word about the rest."""
        choices = (
            "okr_wants_due",
            "okr_wants_overdue",
            "okr_wants_escalation",
            "okr_wants_letter",
        )
        seller, lead = self.users["seller"], self.users["north_lead"]
        self.env.flush_all()
        self.env.invalidate_all()
        seller.with_user(seller).write({"okr_deputy_id": lead.id})
        lead.with_user(lead).write({"okr_wants_due": False})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual([seller[name] for name in choices], [True] * 4)
        self.assertEqual(seller.okr_deputy_id, lead)
        self.assertEqual([lead[name] for name in choices], [False, True, True, True])
        lead.with_user(lead).write({"okr_deputy_id": seller.id})
        self.env.invalidate_all()
        self.assertEqual([lead[name] for name in choices], [False, True, True, True])
        self.assertEqual(lead.res_users_settings_ids.okr_deputy_id, seller)

    def test_switches(self):
        self._start()
        seller, lead = self.users["seller"], self.users["north_lead"]
        seller.with_user(seller).okr_wants_due = False
        self.assertFalse(self._send("2026-01-09 09:00:00"))
        self.assertTrue(self._send("2026-01-12 09:00:00"))
        lead.with_user(lead).okr_wants_escalation = False
        self.assertFalse(self._send("2026-01-13 09:00:00"))
        lead.with_user(lead).okr_wants_escalation = True
        self.company.okr_send_escalation = False
        self.assertFalse(self._send("2026-01-13 10:00:00"))
        self.company.okr_send_escalation = True
        self.assertTrue(self._send("2026-01-13 11:00:00"))

    def test_escalation_weekly_at_most(self):
        self._start()
        self.cycle.grace_days = 0
        told = self.reminders.browse()
        for number in range(5, 31):
            told |= self._send(f"2026-01-{number:02} 09:00:00").filtered(
                lambda row: row.kind == "escalation"
            )
        days = sorted(told.mapped("date"))
        self.assertGreater(len(days), 2)
        for one, other in zip(days, days[1:], strict=False):
            self.assertGreaterEqual(other - one, timedelta(days=7))

    def test_escalation_names_only_what_its_reader_may_read(self):
        # The owner's manager, of the owner of a key result alone, reads it not.
        objective = self._start(
            owner="developer",
            name="Hidden",
            visibility="private",
            key_results=[{"name": "Of the seller", "user_id": self.users["seller"].id}],
        )
        lead = self.users["north_lead"]
        self.assertFalse(objective.with_user(lead).has_access("read"))
        self._send("2026-01-09 09:00:00")
        self._send("2026-01-12 09:00:00")
        rows = self._send("2026-01-13 09:00:00")
        self.assertFalse(rows.filtered(lambda row: row.user_id == lead))

    def test_activity_closes_itself(self):
        objective = self._start(key_results=[{"name": "A"}, {"name": "B"}])
        rows = self._send("2026-01-09 09:00:00")
        activity = rows.activity_id
        self.assertEqual(activity.user_id, self.users["seller"])
        first, second = objective.key_result_ids
        with freeze_time("2026-01-09 12:00:00"):
            first.with_user(self.users["seller"]).check_in(3)
            self.assertTrue(activity.exists())
            second.with_user(self.users["seller"]).check_in(3)
        self.assertFalse(activity.exists())

    def test_whoever_spoke_since_is_asked_for_nothing_before(self):
        """A check-in of an earlier week ends the to-do as it ends the mails."""
        key_result = self._start().key_result_ids
        todo = self._send("2026-01-16 09:00:00").activity_id
        with freeze_time("2026-01-21 12:00:00"):
            key_result.with_user(self.users["seller"]).check_in(3, date="2026-01-16")
            asked = key_result._asked_for(fields.Date.today())[key_result.id]
            # As a figure it stays overdue: the week it is of was over
            self.assertTrue(key_result.is_late)
        self.assertEqual(asked.due, fields.Date.to_date("2026-01-23"))
        self.assertFalse(asked.is_missed)
        self.assertFalse(todo.exists())

    def test_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self._start()
        self.users["seller"].lang = "fr_FR"
        rows = self._send("2026-01-09 09:00:00")
        self.assertIn("ven", self._mails(rows).subject)

    def test_own_rows_alone_are_read(self):
        self._start()
        rows = self._send("2026-01-09 09:00:00")
        readers = {"seller": True, "okr_admin": True, "north_lead": False}
        for login, may in {**readers, "developer": False, "stranger": False}.items():
            with self.subTest(login=login):
                user = self.users[login]
                seen = (
                    self.reminders.with_user(user)
                    .with_context(allowed_company_ids=user.company_ids.ids)
                    .search([("id", "in", rows.ids)])
                )
                self.assertEqual(bool(seen), may)

    def test_queries_by_batches(self):
        self._start()
        with freeze_time("2026-01-09 09:00:00"):
            ids = self.env["res.users"].search([("share", "=", False)]).ids
            self.reminders._send(ids, fields.Date.to_date("2026-01-02"))
        people = []
        for number in range(30):
            self._add_person(f"worker_{number}", "north_lead", "Sales North")
            login = f"worker_{number}"
            self.users[login].write({"email": f"{login}@example.com", "tz": "UTC"})
            people.append(login)
        with freeze_time("2026-01-05 08:00:00"):
            objectives = self.env["okr.objective"]
            for login in people:
                objectives |= self._objective(login, name=f"Of {login}")
            objectives.action_activate()
        self.env.flush_all()
        counts = {}
        for count, day in ((10, "2026-01-09"), (30, "2026-01-16")):
            user_ids = [self.users[login].id for login in people[:count]]
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with freeze_time(f"{day} 09:00:00"):
                self.reminders._send(user_ids, fields.Date.to_date(day))
            self.env.flush_all()
            counts[count] = self.env.cr.sql_log_count - before
        self.assertLess(counts[30] - counts[10], 40, counts)
