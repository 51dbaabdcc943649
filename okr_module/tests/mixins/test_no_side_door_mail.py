# What a test says is no text of ours
# pylint: disable=unknown-option-value,translation-required
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from ..access_common import SECRET, TestOkrAccessCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestNoSideDoorMail(TestOkrAccessCommon):
    """Talk, activities and files follow the objective, also when it turns private.

    ``developer`` followed it in the open, was mentioned and asked to do something;
    then it is made private. ``designer`` works on it all the time.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(
                cls.env.context, tracking_disable=False, mail_create_nolog=False
            )
        )
        # Both read what comes to them in Odoo, not in their mail.
        cls.partners = {}
        for login in ("developer", "designer"):
            cls.users[login].notification_type = "inbox"
            cls.partners[login] = cls.users[login].partner_id
        cls.objective = cls._objective(
            "sales_rep",
            name="In the open",
            member_ids=[(4, cls.users["designer"].id)],
        ).with_env(cls.env)
        initiative = cls.env["okr.initiative"].create(
            {
                "name": "In the open",
                "key_result_id": cls.objective.key_result_ids.id,
                "user_id": cls.users["designer"].id,
            }
        )
        cls.records = (cls.objective, cls.objective.key_result_ids, initiative)
        everybody = [partner.id for partner in cls.partners.values()]
        cls.own = []
        for record in cls.records:
            record.message_subscribe(everybody)
            record.message_post(
                body=f"{SECRET} mentioned",
                partner_ids=everybody,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
            for login in cls.partners:
                record.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=f"{SECRET} to do",
                    user_id=cls.users[login].id,
                )
                cls.own.append(
                    record.with_user(cls.users[login]).message_post(
                        body=f"{SECRET} said by {login}"
                    )
                )
            cls.env["ir.attachment"].create(
                {
                    "name": f"{SECRET} file",
                    "res_model": record._name,
                    "res_id": record.id,
                    "raw": b"file",
                }
            )
        cls._log_changes()

    def _hide(self):
        self.objective.write({"visibility": "private", "name": f"{SECRET} now"})
        self._log_changes()

    @classmethod
    def _log_changes(cls):
        """Let the tracking do what it does before a commit."""
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    def _found(self, login, model, models="model"):
        found = self._env(login)[model]
        for record in self.records:
            found |= found.search(
                [(models, "=", record._name), ("res_id", "=", record.id)]
            )
        return found

    TALK = (
        ("mail.message", "model"),
        ("mail.activity", "res_model"),
        ("mail.followers", "res_model"),
        ("ir.attachment", "res_model"),
    )

    def test_what_was_said_is_hidden_with_it(self):
        before = {}
        for model, name in self.TALK:
            before[model] = self._found("developer", model, name)
            self.assertTrue(before[model], f"{model}: vacuous")
            self.assertTrue(before[model].has_access("read"))
        self._hide()
        for model, name in self.TALK:
            with self.subTest(model=model):
                self.assertTrue(self._found("designer", model, name))
                self.assertFalse(self._found("developer", model, name))
                domain = [("id", "in", before[model].ids)]
                env = self._env("developer")
                try:
                    counted = env[model]._read_group(domain, [], ["__count"])[0][0]
                except AccessError:  # of messages nobody counts but the superuser
                    counted = 0
                self.assertEqual(counted, 0)
                for record in before[model]:
                    self._assert_denied(
                        lambda r=record: self._as("developer", r).read(["res_id"])
                    )

    def test_other_talk_stays(self):
        """The rules that hide it hide nothing else."""
        partner = self.env["res.partner"].create({"name": "Customer"})
        message = partner.message_post(body="Hello")
        activity = partner.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.users["developer"].id
        )
        partner.message_subscribe(self.partners["developer"].ids)
        for record in (message, activity, partner.message_follower_ids):
            record = self._as("developer", record)
            self.assertTrue(record.has_access("read"))
            self.assertEqual(record.search([("id", "in", record.ids)]), record)
        direct = self._env("developer")["mail.message"].create({"body": "No document"})
        self.assertTrue(self._as("developer", direct).has_access("read"))
        self.assertEqual(direct.search([("id", "=", direct.id)]), direct)

    def test_news_reach_only_who_may_read(self):
        self._hide()
        for record in self.records:
            self.assertLessEqual(
                set(self.partners["developer"].ids), set(record.message_partner_ids.ids)
            )
            message = record.message_post(
                body="News",
                partner_ids=[partner.id for partner in self.partners.values()],
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
            notified = message.notification_ids.res_partner_id
            self.assertIn(self.partners["designer"], notified)
            self.assertNotIn(self.partners["developer"], notified)
            self.assertTrue(self._as("designer", message).has_access("read"))
            self.assertFalse(self._as("developer", message).has_access("read"))
        # The change of the name was logged, for those who may know it.
        logged = self.objective.message_ids.filtered("tracking_value_ids")
        self.assertTrue(logged)
        self.assertFalse(self._as("developer", logged).has_access("read"))
        with self.assertRaises(AccessError):
            self._env("developer")["mail.tracking.value"].search([])

    def test_search_through_talk(self):
        self._hide()
        for field, value in (
            ("message_ids.body", SECRET),
            ("activity_ids.summary", SECRET),
            ("message_partner_ids.name", "designer"),
        ):
            domain = [(field, "ilike", value), ("id", "=", self.objective.id)]
            for login, count in (("designer", 1), ("developer", 0)):
                objectives = self._env(login)["okr.objective"]
                self.assertEqual(objectives.search_count(domain), count, field)
        # Nor from another model that knows messages or activities.
        for model, field in (
            ("mail.notification", "mail_message_id.body"),
            ("mail.message", "child_ids.body"),
        ):
            found = self._env("developer")[model].search([(field, "ilike", SECRET)])
            self.assertFalse(found, model)

    def test_outsider_does_not_join_in(self):
        self._hide()
        for record in self.records:
            own = self._as("developer", record)
            partner = self.partners["developer"].ids
            message = {"model": record._name, "res_id": record.id, "body": "Mine"}
            activity = {
                "res_model_id": self.env["ir.model"]._get_id(record._name),
                "res_id": record.id,
                "user_id": self.users["developer"].id,
            }
            file = {"name": "x", "res_model": record._name, "res_id": record.id}
            for values, model in (
                (message, "mail.message"),
                (activity, "mail.activity"),
                (file, "ir.attachment"),
            ):
                self._assert_denied(
                    lambda o=own, m=model, v=values: o.env[m].create(v), model
                )
            self._assert_denied(lambda o=own: o.message_post(body="Let me in"))
            self._assert_denied(
                lambda o=own: o.activity_schedule("mail.mail_activity_data_todo")
            )
            record.message_unsubscribe(partner)
            self.assertFalse(own.message_subscribe(partner))
            self.assertNotIn(self.partners["developer"], record.message_partner_ids)

    def test_whoever_hides_it_from_themselves_can(self):
        """The log of a change is written, although its writer no longer reads it."""
        manager = self._as("sales_lead", self.objective)
        manager.write({"visibility": "private"})
        self._log_changes()
        self.assertFalse(self._as("sales_lead", self.objective).has_access("read"))

    def test_reader_comments_and_changes_nothing(self):
        own = self._as("developer", self.objective)
        with mute_logger("odoo.addons.base.models.ir_rule"):
            self.assertFalse(own.has_access("write"))
        message = own.message_post(body="A good one", message_type="comment")
        self.assertEqual(message.author_id, self.partners["developer"])

    def test_error_names_nothing(self):
        """Not even to somebody with the developer's mode open."""
        self._hide()
        self.users["developer"].group_ids += self.env.ref("base.group_no_one")
        for record in self.records:
            with self.assertRaises(AccessError) as caught:
                self._as("developer", record).read(["name"])
            self.assertNotIn(SECRET, str(caught.exception))
