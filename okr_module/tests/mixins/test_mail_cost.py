# What a test says is no text of ours
# pylint: disable=unknown-option-value,translation-required
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.mail.tools.discuss import Store

from ..common import TestOkrCommon
from ..query_common import recorded_queries

#: what of ours stands between Odoo and mail's tables
HOOKS = {
    "mail.message": (
        "_search fetch _get_forbidden_access _filter_records_for_message_operation "
        "_compute_display_name create write"
    ),
    "mail.activity": "_search fetch _check_access _compute_display_name",
    "mail.followers": "_search fetch _check_access",
    "mail.notification": "_search _check_access",
    "ir.attachment": "_check_access _compute_display_name _has_attachments_ownership",
}


@tagged("post_install", "-at_install")
class TestMailCost(TestOkrCommon):
    """Where no OKR is in sight, Odoo's mail asks the database no more than without us.

    Each is done twice, each time by somebody who did nothing yet in this request: with
    what we hang into mail's tables, and with that taken out.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={"allowed_company_ids": cls.company.ids})
        cls.reader = cls.users["developer"]
        cls.reader.notification_type = "inbox"
        cls.reader.group_ids += cls.env.ref("base.group_partner_manager")
        # Where Invoicing is there, it asks each who deletes a message for this
        books = cls.env.ref("account.group_account_readonly", raise_if_not_found=False)
        if books:
            cls.reader.group_ids += books
        cls.partner = cls.env["res.partner"].create({"name": "Customer"})
        cls.partner.message_subscribe(cls.reader.partner_id.ids)
        for number in range(4):
            cls.partner.message_post(
                body=f"News {number}",
                partner_ids=cls.reader.partner_id.ids,
                subtype_xmlid="mail.mt_comment",
                message_type="comment",
            )
            cls.partner.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=f"Do {number}",
                user_id=cls.reader.id,
            )
        cls.said = cls.partner.with_user(cls.reader).message_post(
            body="Mine", message_type="comment"
        )
        cls.file = cls.env["ir.attachment"].create(
            {"name": "File", "res_model": "res.partner", "res_id": cls.partner.id}
        )

    @contextmanager
    def _without_us(self):
        """Take out what of ours stands between Odoo and mail's tables."""
        with ExitStack() as stack:
            for model, names in HOOKS.items():
                for name in names.split():
                    self._take_out(stack, model, name)
            yield

    def _take_out(self, stack, model, name):
        # pylint: disable=unknown-option-value,missing-return
        for cls in type(self.env[model]).__mro__:
            if cls.__module__.startswith("odoo.addons.okr_module") and (
                name in vars(cls)
            ):

                def plain(records, *args, _cls=cls, _name=name, **options):
                    beyond = super(_cls, records)
                    return getattr(beyond, _name)(*args, **options)

                plain.__dict__.update(getattr(vars(cls)[name], "__dict__", {}))
                stack.enter_context(patch.object(cls, name, plain))

    def _count(self, action):
        env = self.env(
            user=self.reader.id,
            su=False,
            context={"allowed_company_ids": self.company.ids},
        )
        with self.env.cr.savepoint() as savepoint:
            # Once for all that is cached in the process
            with recorded_queries(env):
                env.user.partner_id.fetch(["name"])
                action(env)
            savepoint.rollback()
        self.env.invalidate_all()
        with self.env.cr.savepoint() as savepoint:
            with recorded_queries(env) as queries:
                # As each request does before anything
                env.user.partner_id.fetch(["name"])
                action(env)
            savepoint.rollback()
        self.env.invalidate_all()
        return [query for query in queries if "SAVEPOINT" not in query]

    def _assert_no_dearer(self, action):
        with self._without_us():
            plain = self._count(action)
        ours = self._count(action)
        extra = [query for query in ours if query not in plain]
        self.assertLessEqual(len(ours), len(plain), "\n\n".join(extra))
        self.assertTrue(plain, "vacuous")

    def _messages(self, env):
        return env["mail.message"].browse(self.partner.message_ids.ids)

    def test_hooks_are_all_taken_out(self):
        """What is added to the hooks is measured, too."""
        for model, names in HOOKS.items():
            overridden = {
                name
                for cls in type(self.env[model]).__mro__
                if cls.__module__.startswith("odoo.addons.okr_module.models.mixins")
                for name, value in vars(cls).items()
                if callable(value) and not name.startswith(("_okr", "__"))
            }
            self.assertLessEqual(overridden, set(names.split()), model)

    def test_page_of_a_discussion(self):
        def fetch(env):
            thread = env["res.partner"].browse(self.partner.id)
            found = env["mail.message"]._message_fetch(None, thread=thread)["messages"]
            Store().add(found).get_result()

        self._assert_no_dearer(fetch)

    def test_inbox(self):
        def fetch(env):
            domain = [("needaction", "=", True)]
            found = env["mail.message"]._message_fetch(domain)["messages"]
            self.assertTrue(found)
            Store().add(found, add_followers=True).get_result()

        self._assert_no_dearer(fetch)

    def test_messages_read(self):
        self._assert_no_dearer(lambda env: self._messages(env).read(["body"]))
        self._assert_no_dearer(lambda env: self._messages(env).mapped("subject"))
        self._assert_no_dearer(lambda env: self.said.with_env(env).display_name)

    def test_messages_changed(self):
        def say(env):
            env["res.partner"].browse(self.partner.id).message_post(
                body="Hello", partner_ids=self.users["seller"].partner_id.ids
            )

        self._assert_no_dearer(say)
        self._assert_no_dearer(lambda env: self.said.with_env(env).unlink())

    def test_activities(self):
        def plan(env):
            env["res.partner"].browse(self.partner.id).activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.users["seller"].id
            )

        def mine(env):
            found = env["mail.activity"].search([("user_id", "=", env.uid)])
            return found.mapped("summary"), found.mapped("res_name")

        def of_record(env):
            return (
                env["res.partner"]
                .browse(self.partner.id)
                .activity_ids.mapped("summary")
            )

        def done(env):
            self.partner.activity_ids[:1].with_env(env).action_feedback("Done")

        def systray(env):
            env.user._get_activity_groups()

        for action in (plan, mine, of_record, done, systray):
            with self.subTest(action=action.__name__):
                self._assert_no_dearer(action)

    def test_followers(self):
        def of_record(env):
            return (
                env["res.partner"]
                .browse(self.partner.id)
                .message_follower_ids.mapped("partner_id.name")
            )

        def mine(env):
            domain = [("partner_id", "=", env.user.partner_id.id)]
            return env["mail.followers"].search(domain).mapped("res_model")

        self._assert_no_dearer(of_record)
        self._assert_no_dearer(mine)

    def test_notifications(self):
        def mine(env):
            domain = [("res_partner_id", "=", env.user.partner_id.id)]
            return env["mail.notification"].search(domain).mapped("is_read")

        self._assert_no_dearer(mine)
        self._assert_no_dearer(
            lambda env: env["mail.notification"].search_read([], ["is_read"], limit=5)
        )

    def test_attachments(self):
        self._assert_no_dearer(lambda env: self.file.with_env(env).display_name)
        self._assert_no_dearer(lambda env: self.file.with_env(env).write({"name": "x"}))
        self._assert_no_dearer(lambda env: self.file.with_env(env).unlink())
        self._assert_no_dearer(lambda env: self.file.with_env(env).read(["name"]))
