# What a test says is no text of ours
# pylint: disable=unknown-option-value,translation-required
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from ..access_common import TestOkrAccessCommon

MAIL = """\
From: Somebody <{sender}>
To: anybody@example.com
Subject: A word
Message-ID: <gateway-{number}@example.com>
{headers}Content-Type: text/plain; charset=utf-8

1: 42
"""


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestMailGateway(TestOkrAccessCommon):
    """Whoever hands a mail to Odoo by themselves does nothing with it to an OKR."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open = cls._objective("sales_rep", name="Open", visibility="company")
        cls.hidden = cls._objective(**cls._secret_values())
        (cls.open | cls.hidden).action_activate()
        cls.said = cls.open.message_post(body="Said", message_type="comment")
        cls.number = 0

    def _deliver(self, login, model, headers="", **kwargs):
        """Hand over a mail as a person, in the name of the CEO."""
        type(self).number += 1
        raw = MAIL.format(
            sender=self.users["ceo"].email, number=self.number, headers=headers
        )
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            return self._as(login, self.env["mail.thread"]).message_process(
                model, raw, **kwargs
            )

    def test_nobody_speaks_in_the_name_of_another(self):
        for login in ("developer", "sales_rep", "hr_officer", "okr_admin", "portal"):
            for objective in self.open | self.hidden:
                self._assert_denied(
                    lambda login=login, objective=objective: self._deliver(
                        login, "okr.objective", thread_id=objective.id
                    ),
                    login,
                )
            self._assert_denied(
                lambda login=login: self._deliver(
                    login, False, f"In-Reply-To: {self.said.message_id}\n"
                ),
                login,
            )

    def test_nobody_answers_a_reminder_of_another(self):
        reminder = self.env["okr.reminder"].create(
            {
                "user_id": self.users["sales_rep"].id,
                "kind": "due",
                "date": "2026-02-10",
                "key_result_order": self.open.key_result_ids.ids,
            }
        )
        self._assert_denied(
            lambda: self._deliver("developer", "okr.reminder", thread_id=reminder.id)
        )

    def test_nothing_is_made_or_changed_as_superuser(self):
        for model, values in (
            ("okr.objective", {"name": "Forged", "level": "company"}),
            (
                "okr.objective",
                {
                    "name": "Forged",
                    "child_ids": [
                        Command.update(self.hidden.id, {"visibility": "company"})
                    ],
                },
            ),
            ("okr.key.result", {"name": "Forged", "objective_id": self.hidden.id}),
            ("okr.vision", {"name": "Forged"}),
        ):
            self._assert_denied(
                lambda model=model, values=values: self._deliver(
                    "developer", model, custom_values=values
                ),
                model,
            )

    def test_nobody_makes_themselves_a_manager(self):
        me = self.employees["developer"]
        sales = self.departments["Sales"]
        for model, values in (
            (
                "hr.department",
                {
                    "name": "Mine",
                    "manager_id": me.id,
                    "child_ids": [Command.link(sales.id)],
                },
            ),
            (
                "hr.employee",
                {
                    "name": "Me again",
                    "user_id": me.user_id.id,
                    "company_id": self.other_company.id,
                    "department_id": sales.id,
                },
            ),
            # Of any model: one leads to another
            (
                "res.partner",
                {
                    "name": "Mine",
                    "employee_ids": [
                        Command.update(
                            self.employees["sales_rep"].id, {"parent_id": me.id}
                        )
                    ],
                },
            ),
        ):
            self._assert_denied(
                lambda model=model, values=values: self._deliver(
                    "developer", model, custom_values=values
                ),
                model,
            )

    def test_the_mail_server_hands_over(self):
        before = self.open.message_ids
        headers = f"In-Reply-To: {self.said.message_id}\n"
        self._deliver_as_server(headers)
        new = self.open.message_ids - before
        self.assertEqual(new.author_id, self.users["ceo"].partner_id)

    def _deliver_as_server(self, headers):
        type(self).number += 1
        raw = MAIL.format(
            sender=self.users["ceo"].email, number=self.number, headers=headers
        )
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            admin = self.env.ref("base.user_admin")
            gateway = self.env["mail.thread"].with_user(admin)
            gateway.with_context(
                allowed_company_ids=admin.company_ids.ids
            ).message_process(False, raw)
