# What a test says is no text of ours
# pylint: disable=unknown-option-value,translation-required
import doctest
from email import message_from_string, policy

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ...rhythm import (
    answer,
    is_automatic,
    is_from,
    read_answer,
    reply_text,
    working_days,
)

GERMAN = {"decimal": ",", "thousands": "."}
FRENCH = {"decimal": ",", "thousands": "\u202f"}


def lines(text, count=1, **options):
    return [
        (line.number, line.value, line.help_needed, line.help_text, line.note)
        for line in read_answer(text, count, **options).lines
    ]


def missed(text, count=1, **options):
    return read_answer(text, count, **options).not_understood


def mail(body="42", **headers):
    headers = {"From": "Anna <anna@example.com>", "Subject": "Re: x", **headers}
    head = "\n".join(
        f"{name.replace('_', '-')}: {value}" for name, value in headers.items()
    )
    return message_from_string(f"{head}\n\n{body}", policy=policy.SMTP)


@tagged("post_install", "-at_install")
class TestRhythmAnswer(BaseCase):
    def test_examples(self):
        for module in (answer, working_days):
            with self.subTest(module=module.__name__):
                self.assertEqual(doctest.testmod(module).failed, 0)

    def test_one_number(self):
        self.assertEqual(lines("42"), [(1, 42.0, False, "", "")])
        self.assertEqual(
            lines("42 three more signed\nand one lost"),
            [(1, 42.0, False, "", "three more signed\nand one lost")],
        )
        self.assertEqual(lines("-5,5", **GERMAN)[0][1], -5.5)
        self.assertEqual(lines("85 %")[0][1], 85.0)

    def test_numbers_by_line(self):
        self.assertEqual(
            lines("Good week\n1: 42\n3) 7.5 slow\n#2 50\nmore of it", 3),
            [
                (1, 42.0, False, "", "Good week"),
                (2, 50.0, False, "", "Good week\nmore of it"),
                (3, 7.5, False, "", "Good week\nslow"),
            ],
        )

    def test_decimal_marks_of_languages(self):
        self.assertEqual(lines("1.234,5", **GERMAN)[0][1], 1234.5)
        self.assertEqual(lines("1.234", **GERMAN)[0][1], 1234.0)
        self.assertEqual(lines("1,234")[0][1], 1234.0)
        self.assertEqual(lines("1 234,5", **FRENCH)[0][1], 1234.5)
        # Not one that could stand between thousands: another language's
        self.assertEqual(lines("3,5")[0][1], 3.5)

    def test_what_has_two_senses_changes_nothing(self):
        for text in ("12k", "26.11.2026", "2026-11-26", "5/10", "7-9", "1.234,5,6"):
            with self.subTest(text=text):
                self.assertEqual(lines(text), [])
                self.assertEqual(missed(text), [text])
        self.assertEqual(lines("42", 3), [])
        self.assertEqual(missed("5: 42", 3), ["5: 42"])
        self.assertEqual(lines("1: 42\n1: 43", 2), [])

    def test_text_alone_is_no_value(self):
        self.assertEqual(lines("Thank you!"), [])
        self.assertEqual(missed("Thank you!"), ["Thank you!"])

    def test_help(self):
        self.assertEqual(
            lines("help we need a car"), [(1, None, True, "we need a car", "")]
        )
        self.assertEqual(
            lines("2: Help: two people", 3), [(2, None, True, "two people", "")]
        )
        words = ("hilfe", "help")
        self.assertEqual(
            lines("1: 5\nHilfe beim Druck", 2, help_words=words),
            [(1, 5.0, True, "beim Druck", "")],
        )
        self.assertEqual(lines("helpful talk"), [])
        self.assertEqual(lines("help", 3), [])

    def test_yes_and_no(self):
        words = {"yes_no": (("yes",), ("no", "not yet")), "booleans": {1}}
        self.assertEqual(lines("1: yes\n2: no", 2, **words)[0][1], 1.0)
        self.assertEqual(len(lines("1: yes\n2: no", 2, **words)), 1)

    def test_quotations_and_signatures(self):
        for body in (
            "42\n\nOn Fri, Jan 9, 2026 at 9:00 AM OKR <okr@example.com> wrote:\n> 99",
            "42\n\nAm 09.01.2026 um 09:00 schrieb OKR <okr@example.com>:\n> 1: 99",
            "42\n\nOn Fri, Jan 9, 2026 at 9:00 AM OKR\n<okr@example.com> wrote:\n> 99",
            "42\n\n-----Original Message-----\nFrom: okr@example.com\n99",
            "42\n\n________________________________\nFrom: OKR <okr@example.com>\n99",
            "42\n-- \nAnna\nTel. 0123 456",
            "42\n\nBest regards,\nAnna\n0123 456",
            "Hi,\n\n42\n\nSent from my phone",
            "> 99\n42\n> 98",
            "42\n##- OKR -##\n99",
        ):
            with self.subTest(body=body):
                self.assertEqual(reply_text(mail(body), "##- OKR -##"), "42")

    def test_html(self):
        body = (
            "<div>1: 42<br>2: 43</div>"
            '<div class="gmail_quote">On Friday wrote:'
            "<blockquote>1: 99</blockquote></div>"
        )
        text = reply_text(mail(body, Content_Type="text/html; charset=utf-8"))
        self.assertEqual([row[1] for row in lines(text, 2)], [42.0, 43.0])

    def test_who_sent_it(self):
        mine = "anna@example.com"
        self.assertTrue(is_from(mail(), mine))
        self.assertTrue(is_from(mail(Return_Path="<anna@example.com>"), mine))
        self.assertFalse(is_from(mail(), ""))
        for headers in (
            {"From": "Anna <anna@elsewhere.com>"},
            {"From": '"anna@example.com" <eve@example.com>'},
            {"From": "anna@example.com, eve@example.com"},
            {"Sender": "eve@example.com"},
            {"Return_Path": "<eve@example.com>"},
            {"Authentication_Results": "mx.example.com; spf=fail; dkim=none"},
            {"Authentication_Results": "mx.example.com; dmarc=fail"},
            {"Received_SPF": "softfail (mx.example.com)"},
        ):
            with self.subTest(headers=headers):
                self.assertFalse(is_from(mail(**headers), mine))

    def test_what_programs_send(self):
        self.assertFalse(is_automatic(mail()))
        self.assertFalse(is_automatic(mail(Auto_Submitted="no")))
        for headers in (
            {"Auto_Submitted": "auto-replied"},
            {"Precedence": "bulk"},
            {"X_Autoreply": "yes"},
            {"Return_Path": "<>"},
            {"From": "MAILER-DAEMON@example.com"},
            {"Subject": "Out of Office: back on 12 January"},
            {"Subject": "Automatic reply: Check in"},
            {"Subject": "Abwesenheitsnotiz"},
        ):
            with self.subTest(headers=headers):
                self.assertTrue(is_automatic(mail(**headers)))
