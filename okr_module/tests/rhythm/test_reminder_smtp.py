from email.message import EmailMessage
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tests.common import freeze_time

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .reminder_common import ReminderCommon
from .smtp_sink import SmtpSink


@tagged("post_install", "-at_install")
class TestReminderSmtp(ReminderCommon):
    """A reminder leaves by SMTP, its answer comes by the gateway, and the word back."""

    def setUp(self):
        super().setUp()
        self.sink = self.enterContext(SmtpSink())
        # Odoo sends nothing in tests, but where one asks for it
        self.enterContext(
            patch.object(IrMail_Server, "_disable_send", return_value=False)
        )
        self.env["ir.mail_server"].search([]).active = False
        self.env["ir.mail_server"].create(
            {
                "name": "Sink",
                "smtp_host": "127.0.0.1",
                "smtp_port": self.sink.port,
                "smtp_encryption": "none",
                "smtp_authentication": "login",
            }
        )
        self.company.partner_id.email = "okr@lighthouse.example.com"
        self._start(key_results=[{"name": "Leads"}, {"name": "Offers & orders"}])

    def _leave(self, moment="2026-01-09 09:01:00"):
        """Let the queue send what waits for the seller."""
        mine = self.env["mail.mail"].search(
            [
                ("state", "=", "outgoing"),
                ("email_to", "ilike", "seller@example.com"),
            ]
        )
        with freeze_time(moment):
            mine.send(raise_exception=True)

    def _answer_to(self, mail, text):
        """Return the raw mail that a person's mail program sends as an answer."""
        answer = EmailMessage()
        answer["Return-Path"] = "<seller@example.com>"
        answer["From"] = "Seller <seller@example.com>"
        answer["To"] = mail["Reply-To"] or mail["From"]
        answer["Subject"] = f"Re: {mail['Subject']}"
        answer["Message-ID"] = "<an.answer@mail.example.com>"
        answer["In-Reply-To"] = answer["References"] = mail["Message-ID"]
        quoted = "\n".join(
            f"> {line}" for line in mail.get_body(("plain",)).get_content().splitlines()
        )
        answer.set_content(f"{text}\n\nOn Friday OKR <okr@x.com> wrote:\n{quoted}\n")
        answer.add_alternative(
            f"<div>{text.replace(chr(10), '<br/>')}</div>"
            "<div class='gmail_quote'><p>1: 99</p></div>",
            subtype="html",
        )
        return answer.as_bytes()

    def test_there_and_back(self):
        self.assertTrue(self._send("2026-01-09 09:00:00"))
        self._leave()
        [mail] = self.sink.mails
        [(_sender, to)] = self.sink.envelopes
        self.assertEqual(to, ["seller@example.com"])
        self.assertIn("seller@example.com", mail["To"])
        self.assertEqual(mail["Auto-Submitted"], "auto-generated")
        self.assertIn("2 key results", mail["Subject"])
        html = mail.get_body(("html",)).get_content()
        for words in ("Leads", "Offers &amp; orders", "okr-checkin-one/new"):
            self.assertIn(words, html)
        raw = self._answer_to(mail, "1: 12 a good fair\n2: help no printer")
        with freeze_time("2026-01-09 10:00:00"):
            self.env["mail.thread"].message_process(False, raw)
        leads, offers = self.env["okr.key.result"].search(
            [("user_id", "=", self.users["seller"].id)], order="id"
        )
        self.assertEqual((leads.current_value, leads.last_note), (12, "a good fair"))
        self.assertEqual(leads.checkin_ids.user_id, self.users["seller"])
        self.assertTrue(offers.help_needed)
        self.assertEqual(offers.open_help_what, "no printer")
        self._leave("2026-01-09 10:01:00")
        [told] = [
            each
            for each in self.sink.mails
            if each["In-Reply-To"] == "<an.answer@mail.example.com>"
        ]
        self.assertEqual(told["Auto-Submitted"], "auto-replied")
        said = told.get_body(("html",)).get_content()
        self.assertIn("Recorded: 0 → 12", said)
        self.assertIn("a good fair", said)
        self.assertIn("no printer", said)

    def test_nothing_comes_twice_by_the_same_wire(self):
        self._send("2026-01-09 09:00:00")
        self._leave()
        self.assertFalse(self._send("2026-01-09 10:00:00"))
        self._leave("2026-01-09 10:01:00")
        self.assertEqual(len(self.sink.mails), 1)
