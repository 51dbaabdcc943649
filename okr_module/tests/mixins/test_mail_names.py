# What a test says is no text of ours
# pylint: disable=unknown-option-value,translation-required
import json

from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tests import tagged
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from ..access_common import SECRET, TestOkrAccessCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestMailNames(TestOkrAccessCommon):
    """No method of mail's tables tells a name, a subject or a file's name.

    Of a private objective that was talked about, whose talk was mailed, filed and made
    a to-do of. Everybody asks who may not read it, in every way there is.
    """

    OUTSIDERS = ("developer", "sales_lead", "hr_officer", "stranger", "portal")
    TABLES = (
        "mail.message",
        "mail.notification",
        "mail.activity",
        "mail.followers",
        "mail.mail",
        "mail.tracking.value",
        "mail.message.schedule",
        "mail.scheduled.message",
        "ir.attachment",
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(
                cls.env.context, tracking_disable=False, mail_create_nolog=False
            )
        )
        cls.hidden = cls._full_objective(**cls._secret_values()).with_env(cls.env)
        # Who was told while it was theirs to know, and is not any more
        cls.hidden.message_subscribe(cls.users["developer"].partner_id.ids)
        cls.message = cls.hidden.with_user(cls.users["sales_rep"]).message_post(
            body=f"{SECRET} comment",
            subject=f"{SECRET} subject",
            partner_ids=cls.users["designer"].partner_id.ids,
            message_type="comment",
            attachments=[(f"{SECRET} file.txt", b"file")],
        )
        cls.env["mail.notification"].create(
            {
                "mail_message_id": cls.message.id,
                "res_partner_id": cls.users["developer"].partner_id.id,
            }
        )
        cls.activity = cls.hidden.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=f"{SECRET} to do",
            user_id=cls.users["developer"].id,
        )
        cls.told = cls.env["mail.message"].search(
            [("model", "=", "okr.objective"), ("res_id", "=", cls.hidden.id)]
        )
        cls.file = cls.message.attachment_ids
        cls.pending = cls.env["ir.attachment"].create(
            {
                "name": f"{SECRET} pending.txt",
                "res_model": "mail.activity",
                "res_id": cls.activity.id,
                "raw": b"file",
            }
        )
        cls.env.flush_all()
        cls.env.cr.precommit.run()
        cls.told_of = {name: cls._rows_of(name) for name in cls.TABLES}

    @classmethod
    def _rows_of(cls, name):
        """Return the ids of the rows of a table that have to do with it."""
        table = cls.env[name].with_context(active_test=False)
        if "mail_message_id" in table._fields:
            rows = table.search([("mail_message_id", "in", cls.told.ids)])
        elif name == "ir.attachment":
            rows = cls.file | cls.pending
        else:
            model = "model" if "model" in table._fields else "res_model"
            rows = table.search(
                [(model, "=", "okr.objective"), ("res_id", "=", cls.hidden.id)]
            )
        return rows.ids

    def _assert_silent(self, what, login, action):
        """Assert that an answer, or a refusal, does not name it."""
        with (
            self.subTest(what=what, login=login),
            mute_logger("odoo.addons.base.models.ir_rule", "odoo.models", "odoo.http"),
        ):
            try:
                with self.env.cr.savepoint() as savepoint:
                    said = json.dumps(action(self._env(login)), default=str)
                    savepoint.rollback()
            except (UserError, ValueError) as refusal:
                said = str(refusal)
            self.env.invalidate_all(flush=False)
            self.assertNotIn(SECRET, said)

    def _assert_says(self, login, action):
        """The same question is answered to whoever may know, so it is one."""
        with self.env.cr.savepoint() as savepoint:
            said = json.dumps(action(self._env(login)), default=str)
            savepoint.rollback()
        self.env.invalidate_all(flush=False)
        self.assertIn(SECRET, said)

    def _relations(self, model):
        """Return what a form may ask of a record, one relation deep."""
        spec = {}
        for name, field in self.env[model]._fields.items():
            if field.type == "many2one":
                spec[name] = {"fields": {"display_name": {}}}
            elif field.type in ("char", "text", "html") and field.store:
                spec[name] = {}
        return spec

    def test_every_table_by_every_method(self):
        for login in self.OUTSIDERS:
            for name, ids in self.told_of.items():
                about = [("id", "in", ids)]
                spec = self._relations(name)
                fields = list(spec)
                groups = [
                    field.name
                    for field in self.env[name]._fields.values()
                    if field.store and field.type in ("many2one", "char")
                ]
                ways = {
                    "search_read": lambda env, n=name, f=fields, d=about: env[
                        n
                    ].search_read(d, f),
                    "web_search_read": lambda env, n=name, s=spec, d=about: env[
                        n
                    ].web_search_read(d, s),
                    "read": lambda env, n=name, i=ids: [
                        env[n].browse(one).read() for one in i
                    ],
                    "display_name": lambda env, n=name, i=ids: [
                        record.display_name for record in env[n].browse(i)
                    ],
                    "name_search": lambda env, n=name: env[n].name_search(SECRET),
                    "export": lambda env, n=name, d=about: (
                        env[n].search(d).export_data(["display_name"])
                    ),
                }
                for field in groups:
                    ways[f"group {field}"] = lambda env, n=name, f=field, d=about: env[
                        n
                    ].formatted_read_group(d, [f], ["__count"])
                for way, action in ways.items():
                    self._assert_silent(f"{name}.{way}", login, action)

    def test_one_table_through_another(self):
        """Nor grouped, nor looked for, by what the message says."""
        for login in self.OUTSIDERS:
            for model, path in (
                ("mail.notification", "mail_message_id.subject"),
                ("mail.message", "parent_id.subject"),
                ("hr.employee", "message_main_attachment_id.name"),
            ):
                self._assert_silent(
                    f"{model} by {path}",
                    login,
                    lambda env, m=model, p=path: env[m].formatted_read_group(
                        [], [p], ["__count"]
                    ),
                )
                with mute_logger("odoo.addons.base.models.ir_rule"):
                    env = self._env(login)
                    if env[model].has_access("read"):
                        found = env[model].search([(path, "like", SECRET)])
                        self.assertFalse(found, f"{model} by {path}")

    def test_form_that_names_it(self):
        """A form may be asked what it would show if it belonged to it."""
        message, file = self.message.id, self.file.id
        forms = (
            ("mail.message", "parent_id", message, "many2one"),
            ("mail.message", "child_ids", message, "many"),
            ("mail.message", "attachment_ids", file, "many"),
            ("mail.notification", "mail_message_id", message, "many2one"),
            ("mail.compose.message", "parent_id", message, "many2one"),
            ("mail.compose.message", "attachment_ids", file, "many"),
            ("res.partner", "message_ids", message, "many"),
            ("res.partner", "activity_ids", self.activity.id, "many"),
            *self._what_may_name("mail.message", message),
            *self._what_may_name("ir.attachment", file),
            *self._what_may_name("ir.attachment", self.pending.id),
            *self._what_may_name("mail.activity", self.activity.id),
        )
        specs = {}
        for model, name, id_, kind in forms:
            comodel = self.env[model]._fields[name].comodel_name
            inner = {
                field: {}
                for field in ("display_name", "body", "subject", "name", "summary")
                if field in self.env[comodel]._fields
            }
            specs[name] = {name: {"fields": inner}}
            value = id_ if kind == "many2one" else [Command.link(id_)]

            def by_default(env, m=model, n=name, v=value):
                given = env[m].with_context(**{f"default_{n}": v})
                return given.onchange({}, [], specs[n])

            def by_value(env, m=model, n=name, v=value):
                return env[m].onchange({n: v}, [n], specs[n])

            for login in ("developer", "sales_lead"):
                what = f"{model}.{name}"
                self._assert_silent(f"{what} by default", login, by_default)
                self._assert_silent(f"{what} by value", login, by_value)

    def _what_may_name(self, comodel, id_):
        """Return every field of every model that can hold one of a table."""
        return [
            (model, field.name, id_, "many2one")
            for model, cls in self.env.registry.items()
            if not cls._abstract
            for field in self.env[model]._fields.values()
            if field.type == "many2one" and field.comodel_name == comodel
        ]

    def test_form_tells_who_may_know(self):
        spec = {"parent_id": {"fields": {"display_name": {}}}}

        def name_parent(env):
            return (
                env["mail.message"]
                .with_context(default_parent_id=self.message.id)
                .onchange({}, [], spec)
            )

        self._assert_says("sales_rep", name_parent)
        self._assert_says(
            "designer",
            lambda env: env["mail.notification"].search_read([], ["mail_message_id"]),
        )
        self._assert_says(
            "designer", lambda env: self.file.with_env(env).read(["name"])
        )

    def test_record_that_names_it(self):
        """A record of one's own may name a message or a file, and says no name."""
        developer = self.users["developer"]
        for model, name, record in (
            ("hr.employee", "message_main_attachment_id", self.file),
            ("hr.employee", "message_main_attachment_id", self.pending),
        ):
            developer.group_ids += self.env.ref("hr.group_hr_user")
            own = self.env[model].create({"name": "Mine", name: record.id})
            spec = {name: {"fields": {"display_name": {}}}}
            self._assert_silent(
                f"{model}.{name}",
                developer.login,
                lambda env, o=own, s=spec: o.with_env(env).web_read(s),
            )
            self._assert_silent(
                f"{model}.{name}",
                developer.login,
                lambda env, o=own, n=name: o.with_env(env).read([n]),
            )

    def test_answering_what_is_hidden(self):
        """Whoever reads an answer reads what it answers, so it cannot be one."""
        for login in ("sales_lead", "developer"):
            messages = self._env(login)["mail.message"]
            self._assert_denied(
                lambda m=messages: m.create(
                    {"body": "Aha", "parent_id": self.message.id}
                )
            )
            own = messages.create({"body": "Mine"})
            self._assert_denied(lambda o=own: o.write({"parent_id": self.message.id}))

    def test_notifications_are_the_persons_own(self):
        about = [("mail_message_id", "in", self.told.ids)]
        for login in ("designer", "developer"):
            found = self._env(login)["mail.notification"].search(about)
            partner = self.users[login].partner_id
            self.assertEqual(found.res_partner_id | partner, partner)
        for login in ("sales_lead", "hr_officer", "portal"):
            self.assertFalse(self._env(login)["mail.notification"].search(about))
        others = self.env["mail.notification"].search(about)
        self.assertFalse(self._as("hr_officer", others).has_access("read"))

    def test_follower_and_notified_are_out(self):
        """Having been told once is no right to go on reading."""
        own = self._as("developer", self.told)
        self.assertFalse(own._filtered_access("read"))
        self.assertFalse(own.search([("id", "in", own.ids)]))
        self._assert_denied(lambda: own.read(["body"]))
        self._assert_denied(lambda: own.mapped("body"))
        activity = self._as("developer", self.activity)
        self.assertFalse(activity.has_access("read"))
        self._assert_denied(lambda: activity.read(["summary"]))
        self._assert_denied(
            lambda: own.env["mail.message"].create(
                {"model": "okr.objective", "res_id": self.hidden.id, "body": "Me too"}
            )
        )

    def _known_beside(self):
        """Return ``{table: (a row the developer may see, a hidden one's domain)}``."""
        developer = self.users["developer"]
        partner = developer.partner_id
        mine = self._objective("developer", name="Mine", visibility="company")
        own = mine.with_user(developer)
        later = {
            "model": "okr.objective",
            "scheduled_date": "2030-01-01",
            "body": f"{SECRET} later",
        }
        scheduled = self.env["mail.scheduled.message"]
        scheduled.with_user(self.users["sales_rep"]).create(
            {
                **later,
                "res_id": self.hidden.id,
                "author_id": self.users["sales_rep"].partner_id.id,
            }
        )
        mine.message_subscribe(partner.ids)
        return {
            "mail.message": (
                own.message_post(body="Known", message_type="comment"),
                [("body", "like", SECRET)],
            ),
            "mail.activity": (
                mine.activity_schedule(
                    "mail.mail_activity_data_todo", user_id=developer.id
                ),
                [("summary", "like", SECRET)],
            ),
            "mail.followers": (
                mine.message_follower_ids[:1],
                [("partner_id", "=", self.users["sales_rep"].partner_id.id)],
            ),
            "mail.scheduled.message": (
                scheduled.with_user(developer).create(
                    {**later, "res_id": mine.id, "author_id": partner.id}
                ),
                [("body", "like", SECRET), ("res_id", "=", self.hidden.id)],
            ),
        }

    def test_a_page_tells_nothing(self):
        """Known or hidden, at most one: what is hidden takes nobody's place."""
        for table, (known, asked) in self._known_beside().items():
            model = "model" if "model" in known._fields else "res_model"
            hidden = Domain(asked) & Domain(model, "=", "okr.objective")
            hidden &= Domain("res_id", "=", self.hidden.id)
            domain = list(Domain("id", "=", known.id) | hidden)
            with self.subTest(table=table):
                first = self.env[table].sudo().search(domain, limit=1, order="id")
                self.assertNotEqual(first.id, known.id, "vacuous")
                rows = self._as("developer", self.env[table])
                self.assertEqual(rows.search(domain).ids, known.ids)
                self.assertEqual(
                    rows.search(domain, limit=1, order="id").ids, known.ids
                )
                self.assertFalse(rows.search(domain, offset=1, order="id"))
                self.assertEqual(rows.search_count(domain, limit=1), 1)

    def test_what_is_denied_is_no_way_around(self):
        """A condition that is denied says nothing of the model of what is found."""
        for table, (known, _asked) in self._known_beside().items():
            model = "model" if "model" in known._fields else "res_model"
            whose = {"mail.activity": "user_id", "mail.followers": "partner_id"}
            path = f"{whose.get(table, 'author_id')}.name"
            domain = [
                "|",
                (model, "=", "res.partner"),
                "!",
                (path, "=like", "nobody%"),
            ]
            with self.subTest(table=table):
                rows = self._as("developer", self.env[table])
                found = rows.search(domain).sudo()
                self.assertIn(known.id, found.ids)
                self.assertNotIn(
                    ("okr.objective", self.hidden.id),
                    [(row[model], row.res_id) for row in found],
                )

    def test_what_is_said_later_is_said_in_ones_own_name(self):
        boss = self.users["ceo"].partner_id
        mine = self._objective("sales_rep", name="Mine", visibility="company")
        scheduled = self._as("developer", self.env["mail.scheduled.message"])
        values = {
            "model": "okr.objective",
            "res_id": mine.id,
            "scheduled_date": "2030-01-01",
            "body": "Yes",
        }
        self._assert_denied(lambda: scheduled.create({**values, "author_id": boss.id}))
        partner = self.users["developer"].partner_id
        later = scheduled.create({**values, "author_id": partner.id})
        self._assert_denied(lambda: later.write({"author_id": boss.id}))

    def test_context_opens_nothing(self):
        """What the code says to itself in a context nobody can say from outside."""
        for value in (True, 1, "JUDGED_LATER"):
            found = self._env("developer")["mail.activity"].with_context(
                okr_judged_later=value, okr_messages_go=value
            )
            self.assertFalse(found.search([("id", "=", self.activity.id)]))
