# What a test says is no text of ours
# pylint: disable=unknown-option-value,translation-required
from contextlib import contextmanager

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tests.common import BaseCase, get_db_name
from odoo.tools import mute_logger

from ..common import TestOkrCommon


@tagged("post_install", "-at_install")
class TestRevision(TestOkrCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.objective = cls._objective()
        cls.key_result = cls.objective.key_result_ids

    def _as(self, login, record):
        return record.with_user(self.users[login])

    def test_second_writer_is_told_and_first_text_stays(self):
        for record in (self.objective, self.key_result):
            with self.subTest(record._name):
                read = record.revision
                self._as("seller", record).write({"name": "Hers", "revision": read})
                self.assertEqual(record.revision, read + 1)
                with self.assertRaisesRegex(UserError, "seller"):
                    self._as("north_lead", record).write(
                        {"name": "His", "revision": read}
                    )
                self.assertEqual(record.name, "Hers")
                self.assertEqual(record.revision, read + 1)
                self._as("north_lead", record).write(
                    {"name": "His", "revision": read + 1}
                )
                self.assertEqual(record.name, "His")

    def test_writing_without_a_revision_raises_it(self):
        before = self.objective.revision
        self.objective.write({"name": "By a list or by the API"})
        self.assertEqual(self.objective.revision, before + 1)

    def test_refused_before_anything_happened(self):
        read = self.objective.revision
        self.objective.write({"name": "Hers"})
        self.objective.action_activate()
        messages = self.objective.message_ids
        with self.assertRaisesRegex(UserError, "after you opened it"):
            # Without the revision this would be refused for want of a reason.
            self.objective.write({"weight": 3, "revision": read})
        self.assertEqual(self.objective.message_ids, messages)

    def test_activation_in_the_same_save(self):
        """Writes that a write makes itself are not somebody else's."""
        read = self.objective.revision
        self.objective.write({"state": "active", "revision": read})
        self.assertEqual(self.objective.state, "active")

    def test_talk_order_and_figures_are_no_content(self):
        before = self.objective.revision, self.key_result.revision
        self.objective.message_post(body="Well done")
        self.objective.message_subscribe(self.users["developer"].partner_id.ids)
        self.objective.activity_schedule("mail.mail_activity_data_todo")
        self.objective.write({"sequence": 3, "color": 2})
        self.key_result.check_in(value=20)
        self.objective._refresh_figures()
        self.assertEqual((self.objective.revision, self.key_result.revision), before)

    def test_many_at_once(self):
        others = self._objective(owner="developer") | self._objective(owner="developer")
        others[0].name = "Written once more"
        several = self.objective | others
        before = several.mapped("revision")
        self.assertEqual(len(set(before)), 2)
        several.write({"ambition": "committed"})
        self.assertEqual(several.mapped("revision"), [n + 1 for n in before])

    def test_names_who_saved_last_not_who_took_the_figures(self):
        self._as("seller", self.objective).write({"name": "Hers"})
        self._as("okr_admin", self.objective)._refresh_figures()
        self.assertEqual(self.objective.revised_by_id, self.users["seller"])

    def test_revision_tells_nothing_to_those_who_may_not_write(self):
        self.objective.visibility = "private"
        with self.assertRaises(AccessError):
            self._as("stranger", self.objective).write({"revision": -1})

    def test_handing_over_what_one_may_not_write_any_more(self):
        objective = self._objective(owner="developer", level="company")
        objective.write({"member_ids": [(4, self.users["seller"].id)]})
        before = objective.revision
        self._as("seller", objective).write(
            {"member_ids": [(3, self.users["seller"].id)]}
        )
        self.assertEqual(objective.revision, before + 1)
        self.assertEqual(objective.revised_by_id, self.users["seller"])

    def test_copy_starts_anew(self):
        self.objective.name = "Written"
        copy = self.objective.copy()
        self.assertEqual(copy.revision, 0)
        self.assertFalse(copy.revised_by_id)


@tagged("post_install", "-at_install")
class TestRevisionOfTwoTransactions(BaseCase):
    """Two people press Save in the same instant: transactions of their own."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self._transaction() as env:
            objective = env["okr.objective"].create(
                {"name": "Two writers", "cycle_id": False, "user_id": env.uid}
            )
            self.objective_id, self.revision = objective.id, objective.revision
        self.addCleanup(self._remove)

    @contextmanager
    def _transaction(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def _remove(self):
        with self._transaction() as env:
            env["okr.objective"].browse(self.objective_id).unlink()

    def _objective(self, env):
        return env["okr.objective"].browse(self.objective_id)

    def _name(self):
        with self._transaction() as env:
            return self._objective(env).name

    def _save_first(self):
        with self._transaction() as env:
            self._objective(env).write({"name": "First", "revision": self.revision})

    def test_the_database_refuses_the_second(self):
        with self.registry.cursor() as cr:
            second = api.Environment(cr, SUPERUSER_ID, {})
            # Both have read before either saves, so both find the same revision.
            self.assertEqual(self._objective(second).revision, self.revision)
            self._save_first()
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(SerializationFailure),
            ):
                self._objective(second).write(
                    {"name": "Second", "revision": self.revision}
                )
                second.flush_all()
            cr.rollback()
        self.assertEqual(self._name(), "First")

    def test_tried_again_the_second_is_told(self):
        """As Odoo serves a request: what the database refuses is tried again."""
        tries = []
        with self.registry.cursor() as cr:
            second = api.Environment(cr, SUPERUSER_ID, {})

            def save():
                objective = self._objective(second)
                tries.append(objective.revision)
                if len(tries) == 1:
                    self._save_first()
                objective.write({"name": "Second", "revision": self.revision})

            with (
                mute_logger("odoo.sql_db", "odoo.service.model"),
                self.assertRaisesRegex(UserError, "after you opened it"),
            ):
                retrying(save, second)
        self.assertEqual(tries, [self.revision, self.revision + 1])
        self.assertEqual(self._name(), "First")
