# What a test says is no text of ours
# pylint: disable=unknown-option-value,translation-required
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..access_common import TestOkrAccessCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestMailHistory(TestOkrAccessCommon):
    """What was said and logged about an OKR is on record."""

    #: they may all change the objective
    EDITORS = ("sales_rep", "designer", "sales_lead", "ceo", "okr_admin", "chief")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(
                cls.env.context, tracking_disable=False, mail_create_nolog=False
            )
        )
        # Who administers Odoo and OKRs, and is still no superuser
        cls._add_person("chief", "ceo", "Board", groups="okr_module.group_okr_manager")
        cls.users["chief"].group_ids += cls.env.ref("base.group_system")
        cls.objective = cls._objective(
            "sales_rep", member_ids=[(4, cls.users["designer"].id)]
        ).with_env(cls.env)
        cls.objective.action_activate()
        cls.env.flush_all()
        cls.env.cr.precommit.run()
        cls.objective.with_user(cls.users["sales_rep"]).write({"name": "Renamed"})
        cls.env.flush_all()
        cls.env.cr.precommit.run()
        cls.log = cls.objective.message_ids.filtered("tracking_value_ids")[:1]
        cls.comment = cls.objective.with_user(cls.users["designer"]).message_post(
            body="I doubt it",
            message_type="comment",
            attachments=[("doubt.txt", b"file")],
        )
        cls.logged_file = cls.env["ir.attachment"].create(
            {
                "name": "log.txt",
                "res_model": "okr.objective",
                "res_id": cls.objective.id,
                "raw": b"file",
            }
        )
        cls.log.attachment_ids = cls.logged_file

    def _assert_stands(self, login, message):
        own = self._as(login, message)
        for vals in (
            {"body": "<p>All is well</p>"},
            {"author_id": self.users["ceo"].partner_id.id},
            {"email_from": "ceo@example.com"},
            {"date": "2025-01-01 00:00:00"},
            {"message_type": "comment"},
            {"model": "res.partner", "res_id": 1},
            {"res_id": self.objective.copy().id},
            {"subtype_id": False},
        ):
            self._assert_denied(lambda v=vals: own.write(v), f"{login}: {vals}")
        self._assert_denied(own.unlink, login)
        record = self._as(login, self.objective)
        for command in (
            (1, message.id, {"body": "<p>All is well</p>"}),
            (2, message.id, 0),
            (3, message.id, 0),
        ):
            self.assertTrue(
                self._refused(
                    lambda c=command: record.write({"message_ids": [c]}),
                ),
                f"{login}: {command}",
            )

    def test_log_is_changed_by_nobody(self):
        self.assertTrue(self.log)
        for login in self.EDITORS:
            self._assert_stands(login, self.log)
        values = self._as("chief", self.log).tracking_value_ids
        self.assertTrue(values)
        self._assert_denied(lambda: values.write({"old_value_char": "Another"}))
        self._assert_denied(values.unlink)

    def test_comment_is_mended_by_its_author(self):
        for login in self.EDITORS:
            if login != "designer":
                self._assert_stands(login, self.comment)
        own = self._as("designer", self.comment)
        own.write({"body": "<p>I doubt it much</p>"})
        self.assertIn("much", self.comment.body)
        for vals in ({"date": "2025-01-01"}, {"message_type": "notification"}):
            self._assert_denied(lambda v=vals: own.write(v))
        self._assert_denied(own.unlink)

    def test_dialog_that_mends(self):
        """Odoo's own dialog writes as superuser, and lets an administrator in."""
        for login, message in (
            *((login, self.log) for login in self.EDITORS),
            *((login, self.comment) for login in self.EDITORS if login != "designer"),
        ):
            record = self._as(login, self.objective)
            with self.assertRaises(UserError):
                record._message_update_content(
                    record.env["mail.message"].browse(message.id).sudo(), body="Well"
                )
            self.env.invalidate_all(flush=False)
        record = self._as("designer", self.objective)
        record._message_update_content(
            record.env["mail.message"].browse(self.comment.id).sudo(), body="Well"
        )
        self.assertIn("Well", self.comment.body)

    def test_nobody_speaks_in_anothers_name(self):
        boss = self.users["ceo"].partner_id
        for record in (self.objective, self.objective.key_result_ids, self.cycle):
            for login in ("sales_rep", "sales_lead", "okr_admin", "chief"):
                own = self._as(login, record)
                for options in (
                    {"author_id": boss.id},
                    {"email_from": boss.email_formatted},
                    {"author_id": False, "email_from": "somebody@example.com"},
                    {"email_from": "somebody@example.com"},
                ):
                    words = f"{login} on {record._name}: {options}"
                    self._assert_denied(
                        lambda o=own, x=options: o.message_post(body="Yes", **x), words
                    )
                    self._assert_denied(
                        lambda o=own, x=options: o.env["mail.message"].create(
                            {
                                "model": o._name,
                                "res_id": o.id,
                                "body": "Yes",
                                **x,
                            }
                        ),
                        words,
                    )
                    defaults = {
                        f"default_{key}": value for key, value in options.items()
                    }
                    self._assert_denied(
                        lambda o=own, d=defaults: (
                            o.env["mail.message"]
                            .with_context(**d)
                            .create({"model": o._name, "res_id": o.id, "body": "Yes"})
                        ),
                        words,
                    )
        own = self._as("sales_rep", self.objective)
        said = own.message_post(
            body="In my own name", author_id=self.users["sales_rep"].partner_id.id
        )
        self.assertEqual(said.author_id, self.users["sales_rep"].partner_id)

    def test_composer_speaks_in_no_other_name(self):
        boss = self.users["ceo"].partner_id
        for mode in ("comment", "mass_mail"):

            def compose(mode=mode):
                composer = self._env("sales_rep")["mail.compose.message"].create(
                    {
                        "model": "okr.objective",
                        "res_ids": repr(self.objective.ids),
                        "composition_mode": mode,
                        "body": "Yes",
                        "author_id": boss.id,
                        "email_from": boss.email_formatted,
                    }
                )
                composer._action_send_mail()

            self._assert_denied(compose, mode)

    def test_nothing_is_logged_by_hand(self):
        own = self._as("sales_rep", self.objective)
        for vals in (
            {"date": "2025-01-01 00:00:00"},
            {"tracking_value_ids": [(0, 0, {"old_value_char": "x"})]},
        ):
            self._assert_denied(
                lambda v=vals: own.env["mail.message"].create(
                    {"model": own._name, "res_id": own.id, "body": "Yes", **v}
                )
            )
        elsewhere = self._env("chief")["mail.message"].create({"body": "Elsewhere"})
        self._assert_denied(
            lambda: elsewhere.write({"model": own._name, "res_id": own.id})
        )

    def test_files_stay_with_what_was_said(self):
        file = self.comment.attachment_ids
        self.assertEqual(file.res_model, "okr.objective")
        for login in self.EDITORS:
            for record in (self.logged_file, file):
                if (login, record) == ("designer", file):
                    continue
                own = self._as(login, record)
                words = f"{login}: {record.name}"
                self._assert_denied(lambda o=own: o.write({"name": "x"}), words)
                self._assert_denied(lambda o=own: o.write({"raw": b"x"}), words)
                self._assert_denied(own.unlink, words)
                self.assertFalse(own._has_attachments_ownership([None]), words)
                token = own.sudo()._get_ownership_token()
                self.assertFalse(own._has_attachments_ownership([token]), words)
        self._as("designer", file).write({"name": "mine.txt"})
        # A file that nothing was said with is like any other of the record.
        loose = self.logged_file.copy()
        self._as("sales_rep", loose).unlink()
        self.assertFalse(loose.exists())

    def test_closed_cycle_stands(self):
        cycle = self.cycle.with_env(self.env)
        cycle.action_close()
        self.env.flush_all()
        self.env.cr.precommit.run()
        own = self._as("designer", self.comment)
        self._assert_denied(lambda: own.write({"body": "<p>I never doubted</p>"}))
        file = self._as("designer", self.comment.attachment_ids)
        self._assert_denied(lambda: file.write({"name": "x"}))
        self._assert_denied(file.unlink)
        record = self._as("designer", self.objective)
        with self.assertRaises(UserError):
            record._message_update_content(self.comment.sudo(), body="Well")
        for login in self.EDITORS:
            self._assert_stands(login, self.log)
        logged = cycle.message_ids[:1]
        self.assertTrue(logged)
        for login in ("okr_admin", "chief"):
            self._assert_denied(
                lambda lo=login: self._as(lo, logged).write({"body": "x"})
            )

    def test_draft_goes_with_its_talk(self):
        """What is thrown away as a draft leaves nothing behind."""
        draft = self._objective("sales_rep")
        self._as("sales_rep", draft).message_post(body="Hm", message_type="comment")
        own = self._as("sales_rep", draft)
        own.unlink()
        self.assertFalse(
            self.env["mail.message"].search(
                [("model", "=", "okr.objective"), ("res_id", "=", draft.id)]
            )
        )

    def test_nobody_sends_the_log_elsewhere(self):
        """What is written for many at once is collected, by nobody who asks for it."""
        own = self._as("sales_rep", self.objective)
        before = self.objective.message_ids
        own.with_context(okr_logs=[]).write({"name": "In silence"})
        self.env.flush_all()
        self.env.cr.precommit.run()
        told = self.objective.message_ids - before
        self.assertEqual(told.tracking_value_ids.new_value_char, "In silence")

    def _told_of(self, record, action):
        """Return the tracked values that an action leaves in a discussion."""
        before = record.message_ids
        action()
        self.env.flush_all()
        self.env.cr.precommit.run()
        return (record.message_ids - before).tracking_value_ids

    def test_what_a_check_in_makes_of_the_score_is_not_logged(self):
        """FINDINGS A13: each check-in wrote a line "Final score"."""
        key_result = self.objective.key_result_ids[:1]
        before = self.objective.final_score
        told = self._told_of(self.objective, lambda: key_result.check_in(7))
        self.assertNotEqual(self.objective.final_score, before)
        self.assertNotIn("final_score", told.field_id.mapped("name"))

    def test_nobody_asks_odoo_to_keep_silent(self):
        """A context comes from the caller: what changes is logged all the same."""
        key_result = self.objective.key_result_ids
        own = self._as("sales_rep", self.objective)
        for number, sent in enumerate(
            (
                {"tracking_disable": True},
                {"mail_notrack": 1},
                {"tracking_disable": "QUIET", "mail_notrack": [1]},
            )
        ):
            for name, record, action in (
                ("by oneself", self.objective, lambda own, word: own.write(word)),
                (
                    "for somebody, by the system",
                    self.objective,
                    lambda own, word: own.sudo().write(word),
                ),
                (
                    "as a line of another",
                    key_result,
                    lambda own, word: own.write(
                        {"key_result_ids": [(1, key_result.id, word)]}
                    ),
                ),
            ):
                with self.subTest(name, sent=sent):
                    word = f"{name} {number}"
                    told = self._told_of(
                        record,
                        lambda action=action, sent=sent, word=word: action(
                            own.with_context(**sent), {"name": word}
                        ),
                    )
                    self.assertEqual(told.mapped("new_value_char"), [word])

    def test_the_system_itself_may_be_silent(self):
        quiet = self.objective.with_context(tracking_disable=True)
        self.assertFalse(
            self._told_of(self.objective, lambda: quiet.write({"name": "Loaded"}))
        )

    def test_whoever_asks_for_quiet_is_logged_and_mails_nobody(self):
        """As an import of Odoo asks it."""
        own = self._as("okr_admin", self.objective).with_context(tracking_disable=True)
        theirs = [("partner_ids", "in", self.users["ceo"].partner_id.ids)]
        mails = self.env["mail.message"].search_count(theirs)
        told = self._told_of(
            self.objective, lambda: own.write({"user_id": self.users["ceo"].id})
        )
        self.assertIn("user_id", told.field_id.mapped("name"))
        self.assertEqual(self.env["mail.message"].search_count(theirs), mails)
