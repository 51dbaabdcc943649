from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .reminder_common import ReminderCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-01-06 12:00:00")
class TestReminderQuiet(ReminderCommon):
    """Assignments write one mail a person, drafts none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(
                cls.env.context, tracking_disable=False, mail_create_nolog=False
            )
        )
        cls.cycle = cls.cycle.with_env(cls.env)
        cls.env["okr.objective"]._mail_assigned()

    def _new_mails(self, doing):
        before = self.env["mail.message"].search([])
        doing()
        self.env.flush_all()
        self.env.cr.precommit.run()
        new = self.env["mail.message"].search([]) - before
        return new.filtered(lambda m: m.message_type == "user_notification")

    def _make(self, **values):
        return self._objective(
            key_results=[{"name": f"Number {number}"} for number in range(3)], **values
        )

    def test_drafts_mail_nobody(self):
        mails = self._new_mails(lambda: [self._make() for _number in range(3)])
        self.assertFalse(mails)

    def test_a_start_writes_one_mail_a_person(self):
        made = self.env["okr.objective"]
        for owner in ("seller", "seller", "developer"):
            made |= self._make(owner=owner)
        self._new_mails(lambda: None)
        mails = self._new_mails(made.action_activate)
        self.assertEqual(
            sorted(mails.partner_ids.mapped("email")),
            ["developer@example.com", "seller@example.com"],
        )
        self.assertEqual(len(mails), 2)
        self.assertIn("Number 2", mails[0].body)

    def test_handing_over_writes_one_mail(self):
        objective = self._make()
        objective.action_activate()
        self._new_mails(lambda: None)
        new = self.users["developer"]

        def hand_over():
            objective.user_id = new
            objective.key_result_ids.write({"user_id": new.id})

        mails = self._new_mails(hand_over)
        self.assertEqual(len(mails), 1)
        self.assertEqual(mails.partner_ids, new.partner_id)

    def test_whoever_starts_their_own_is_not_mailed(self):
        objective = self._make()
        self._new_mails(lambda: None)
        mine = objective.with_user(self.users["seller"])
        self.assertFalse(self._new_mails(mine.action_activate))
