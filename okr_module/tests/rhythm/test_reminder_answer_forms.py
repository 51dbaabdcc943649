# What a test says is no text of ours
# pylint: disable=unknown-option-value,translation-required
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .reminder_common import ReminderCommon


@tagged("post_install", "-at_install")
class TestReminderAnswerForms(ReminderCommon):
    """In which forms people answer, and what they answer."""

    MAIL = """\
From: Somebody <{sender}>
To: OKR <okr@example.com>
Subject: Re: Check in
Message-ID: <contract-{number}@example.com>
In-Reply-To: {reference}
References: {reference}
{headers}Content-Type: text/plain; charset=utf-8

{body}
"""
    number = 0

    def setUp(self):
        super().setUp()
        self.objective = self._start(
            key_results=[{"name": "Leads", "target_value": 5000}]
        )
        self.reminder = self._send("2026-01-09 09:00:00")

    def _answer(self, body, sender="seller@example.com", headers=""):
        type(self).number += 1
        before = self.env["okr.checkin"].search([])
        raw = self.MAIL.format(
            sender=sender,
            number=self.number,
            headers=headers,
            body=body,
            reference=self.reminder.mail_message_id.message_id,
        )
        with freeze_time("2026-01-09 10:00:00"):
            self.env["mail.thread"].message_process(False, raw)
        return self.env["okr.checkin"].search([]) - before

    def _other(self, **values):
        self.objective.action_cancel(reason="Off")
        with freeze_time("2026-01-05 09:00:00"):
            objective = self._objective(key_results=[values])
            objective.action_activate()
        self.env["okr.reminder"].search(
            [("user_id", "=", self.users["seller"].id)]
        ).unlink()
        self.reminder = self._send("2026-01-09 09:00:00")
        return objective.key_result_ids

    def test_marks_of_the_language(self):
        """As people write numbers there."""
        self.env["res.lang"]._activate_lang("de_DE")
        self.users["seller"].lang = "de_DE"
        self.assertEqual(self._answer("1.234,5").value, 1234.5)

    def test_help_in_another_language(self):
        """By the words of that language."""
        self.env["res.lang"]._activate_lang("vi_VN")
        self.env["ir.module.module"]._load_module_terms(["okr_module"], ["vi_VN"])
        self.users["seller"].lang = "vi_VN"
        checkin = self._answer("giúp: thiếu máy in")
        self.assertTrue(checkin.help_needed)

    def test_capitals_in_an_address(self):
        """An address has none."""
        self.assertTrue(self._answer("42", sender="Seller@Example.com"))

    def test_yes(self):
        """A word is the value where it can be one."""
        self._other(name="Opened", metric_type="boolean")
        checkin = self._answer("yes, on Monday")
        self.assertEqual(checkin.value, 1.0)

    def test_milestones_take_help_alone(self):
        """Their value is counted."""
        self._other(
            name="Steps",
            metric_type="milestone",
            milestone_ids=[(0, 0, {"name": "One"})],
        )
        checkin = self._answer("help the permit is missing")
        self.assertTrue(checkin.help_needed)
        self.assertFalse(self._answer("1"))

    def test_the_second_reminder_is_answered_too(self):
        """As the first one."""
        rows = self._send("2026-01-12 09:00:00")
        self.reminder = rows.filtered(lambda r: r.kind == "overdue")
        self.assertEqual(self._answer("42").value, 42.0)

    def test_a_letter_takes_no_answer(self):
        """It says so."""
        rows = self._send("2026-01-12 09:00:00")
        self.reminder = rows.filtered(
            lambda r: r.kind == "letter" and r.user_id.login == "seller"
        )
        self.assertFalse(self._answer("42"))

    def test_dropped_meanwhile(self):
        """It says why nothing was recorded."""
        self.objective.action_cancel(reason="Off")
        self.assertFalse(self._answer("42"))
        told = self.env["mail.mail"].search(
            [("email_to", "ilike", "seller@")], order="id desc", limit=1
        )
        self.assertIn("dropped", told.body_html.lower())

    def _told(self):
        """Return what the last mail to the seller said."""
        mails = self.env["mail.mail"].search([("email_to", "ilike", "seller@")])
        return mails.sorted("id")[-1:].body_html

    def test_a_word_is_no_value(self):
        """It changes nothing; the answer names it, and says how one says it."""
        self.assertFalse(self._answer("abc"))
        told = self._told()
        for words in ("Nothing was recorded", "abc", "A number checks in"):
            self.assertIn(words, told)

    def test_a_word_behind_the_number_is_the_note(self):
        """And the answer confirms both."""
        checkin = self._answer("42 abc")
        self.assertEqual((checkin.value, checkin.note), (42.0, "abc"))
        told = self._told()
        for words in ("This is what was understood", "Leads", "42", "abc"):
            self.assertIn(words, told)
        self.assertNotIn("not understood", told)

    def test_what_is_no_number(self):
        """Nor one that anything could reach."""
        for text in ("nan", "inf", "1e5", "9" * 40):
            checkin = self._answer(text)
            self.assertFalse(checkin, text)
