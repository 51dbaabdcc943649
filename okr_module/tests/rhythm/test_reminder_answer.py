# What a test says is no text of ours
# pylint: disable=unknown-option-value,translation-required
from odoo.tests import tagged
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from .reminder_common import ReminderCommon

MAIL = """\
Return-Path: <{sender}>
From: {name} <{sender}>
To: OKR <okr@example.com>
Subject: Re: Check in
Message-ID: <answer-{number}@example.com>
In-Reply-To: {reference}
References: {reference}
{headers}Content-Type: text/plain; charset=utf-8

{body}
"""


@tagged("post_install", "-at_install")
class TestReminderAnswer(ReminderCommon):
    """Through Odoo's own mail gateway, as the mail server hands mails over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.number = 0

    def setUp(self):
        super().setUp()
        self.objective = self._start(
            key_results=[{"name": "Leads"}, {"name": "Offers"}, {"name": "Orders"}]
        )
        self.reminder = self._send("2026-01-09 09:00:00")

    def _answer(self, body, sender="seller@example.com", headers="", number=None):
        """Hand an answer to the gateway; return the check-ins it made."""
        if number is None:
            type(self).number += 1
            number = self.number
        before = self.env["okr.checkin"].search([])
        raw = MAIL.format(
            sender=sender,
            name="Somebody",
            number=number,
            reference=self.reminder.mail_message_id.message_id,
            headers=headers,
            body=body,
        )
        with freeze_time("2026-01-09 10:00:00"):
            with mute_logger("odoo.addons.mail.models.mail_thread"):
                self.env["mail.thread"].message_process(False, raw)
        return self.env["okr.checkin"].search([]) - before

    def _told(self):
        """Return what the last mail to the seller said."""
        return self.env["mail.mail"].search(
            [("email_to", "ilike", "seller@example.com")], order="id desc", limit=1
        )

    def test_numbers_by_line(self):
        checkins = self._answer("1: 12\n3: 4,5 slow week\n> 2: 99")
        self.assertEqual(
            {c.key_result_id.name: (c.value, c.note) for c in checkins},
            {"Leads": (12.0, False), "Orders": (4.5, "slow week")},
        )
        self.assertEqual(checkins.user_id, self.users["seller"])
        self.assertEqual(set(checkins.mapped("source")), {"manual"})
        self.assertEqual(set(checkins.mapped("timeliness")), {"on_time"})
        told = self._told().body_html
        self.assertIn("Leads", told)
        self.assertIn("12", told)
        self.assertIn("slow week", told)

    def test_mails_and_answers_are_read_by_whom_they_went_to(self):
        self._answer("1: 12 between us")
        messages = self.env["mail.message"].search(
            [("model", "=", "okr.reminder"), ("res_id", "=", self.reminder.id)]
        )
        self.assertGreaterEqual(len(messages), 3)
        self.assertIn("between us", "".join(messages.mapped("body")))
        for login in ("developer", "north_lead", "hr_officer", "portal"):
            with self.subTest(login=login):
                mine = self.env["mail.message"].with_user(self.users[login])
                self.assertFalse(mine.search([("id", "in", messages.ids)]))

    def test_what_is_not_understood_is_said(self):
        self.assertFalse(self._answer("12"))
        self.assertIn("Nothing was recorded", self._told().body_html)
        self.assertEqual(len(self._answer("1: 12\n2: 12k")), 1)
        self.assertIn("12k", self._told().body_html)

    def test_help(self):
        checkin = self._answer("2: help we need a second car")
        self.assertTrue(checkin.help_needed)
        self.assertEqual(checkin.blocker, "we need a second car")
        self.assertEqual(checkin.value, 0.0)

    def test_the_numbers_are_those_of_the_mail(self):
        leads, _offers, orders = self.objective.key_result_ids
        leads.sequence, orders.sequence = 99, 1
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self._answer("1: 12").key_result_id, leads)

    def test_a_mail_that_comes_twice_counts_once(self):
        self.assertTrue(self._answer("1: 12", number="same"))
        self.assertFalse(self._answer("1: 12", number="same"))

    def test_strangers_and_forgeries_change_nothing(self):
        mails = self.env["mail.mail"].search_count([])
        for sender, headers in (
            ("developer@example.com", ""),
            ("nobody@elsewhere.com", ""),
            ("seller@example.com", "Sender: eve@elsewhere.com\n"),
            ("seller@example.com", "Authentication-Results: mx; spf=fail\n"),
            ("seller@example.com", "Auto-Submitted: auto-replied\n"),
            ("seller@example.com", "Precedence: auto_reply\n"),
        ):
            with self.subTest(sender=sender, headers=headers):
                self.assertFalse(self._answer("1: 12", sender, headers))
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_a_bounce_changes_nothing(self):
        self.assertFalse(
            self._answer("1: 12", "mailer-daemon@example.com", "Auto-Submitted: x\n")
        )

    def test_under_own_rights(self):
        # Handed over and hidden since the mail went out
        self.objective.write(
            {
                "user_id": self.users["developer"].id,
                "visibility": "private",
                "member_ids": [(5, 0, 0)],
            }
        )
        self.objective.key_result_ids.user_id = self.users["developer"]
        self.objective.member_ids = [(5, 0, 0)]
        self.assertFalse(self._answer("1: 12"))
        self.assertNotIn("Leads", self._told().body_html)

    def test_archived_people(self):
        self.users["seller"].active = False
        self.assertFalse(self._answer("1: 12"))

    def test_other_mails_are_none_of_it(self):
        partner = self.env["res.partner"].create({"name": "Thread"})
        message = partner.message_post(body="Hello", message_type="comment")
        self.reminder = self.reminder.new({"mail_message_id": message.id})
        self._answer("1: 12")
        self.assertEqual(len(partner.message_ids), 2)
