from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..query_common import recorded_queries
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

    def test_many_that_one_person_is_given_are_asked_for_together(self):
        new = self.users["developer"]
        asked = []
        for number in (2, 2, 12):  # the first only warms up
            made = self.env["okr.objective"]
            for _index in range(number):
                made |= self._make(visibility="private")
            made.action_activate()
            self._new_mails(lambda: None)
            made.write({"user_id": new.id})
            self.env.flush_all()
            with recorded_queries(self.env) as queries:
                self.env["okr.objective"]._mail_assigned()
            asked.append(len(queries))
            mail = self.env["mail.message"].search([], order="id desc", limit=1)
            self.assertEqual(mail.partner_ids, new.partner_id)
            self.assertEqual(mail.body.count("<li>"), number)
        self.assertEqual(*asked[1:])

    def test_what_somebody_may_not_read_by_the_end_is_not_named_to_them(self):
        running = [
            self._make(name=name, visibility="private") for name in ("Seen", "Hidden")
        ]
        for objective in running:
            objective.action_activate()
        self._new_mails(lambda: None)
        new = self.users["developer"]

        def hand_over():
            for objective in running:
                objective.key_result_ids.write({"user_id": new.id})
            self.env.flush_all()
            running[1].sudo()._write_noted({"member_ids": [(5,)]})

        mails = self._new_mails(hand_over)
        self.assertEqual(mails.partner_ids, new.partner_id)
        for key_result_id in running[0].key_result_ids.ids:
            self.assertIn(f"/okr.key.result/{key_result_id}", mails.body)
        for key_result_id in running[1].key_result_ids.ids:
            self.assertNotIn(f"/okr.key.result/{key_result_id}", mails.body)
