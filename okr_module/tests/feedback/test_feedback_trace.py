# What a test says is no text of ours
# pylint: disable=unknown-option-value,translation-required
import logging
from collections import defaultdict
from contextlib import contextmanager

from odoo.tests import tagged
from odoo.tests.common import freeze_time
from odoo.tools import SQL, mute_logger

from ..access_common import TestOkrAccessCommon

WORDS = "Zyzzyva says the goal is a wish"


class _Kept(logging.Handler):
    """Keeps every line that is logged, however little it matters."""

    def __init__(self):
        super().__init__(level=logging.DEBUG)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


@contextmanager
def kept_log():
    """Yield the lines that are logged meanwhile, at the level a server logs at."""
    handler, root = _Kept(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield handler.lines
    finally:
        root.setLevel(level)
        root.removeHandler(handler)


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestFeedbackTrace(TestOkrAccessCommon):
    """Nothing in database, queue or log tells who left it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(
                cls.env.context, tracking_disable=False, mail_create_nolog=False
            )
        )
        # A name and a number that nothing else bears
        cls._add_person("yggdrasil", "ceo", "Product")
        cls.author = cls.users["yggdrasil"]
        cls.objective = cls._objective("sales_rep").with_env(cls.env)
        cls.objective.message_subscribe(cls.users["developer"].partner_id.ids)
        cls.objective.action_activate()
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    def _columns(self):
        """Return ``(table, column, type)`` of every column of every table."""
        return self.env.execute_query(
            SQL(
                """
                SELECT columns.table_name, columns.column_name, columns.udt_name
                  FROM information_schema.columns
                  JOIN information_schema.tables USING (table_schema, table_name)
                 WHERE table_schema = current_schema AND table_type = 'BASE TABLE'
                """
            )
        )

    def _snapshot(self):
        """Return, by table, how often each row is there, as text."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        rows = {}
        for table in sorted({table for table, _column, _type in self._columns()}):
            name = SQL.identifier(table)
            rows[table] = dict(
                self.env.execute_query(
                    SQL("SELECT t::text, count(*) FROM %s t GROUP BY 1", name)
                )
            )
        return rows

    def test_one_row_is_all_that_changes(self):
        before = self._snapshot()
        with kept_log() as lines:
            self._as("yggdrasil", self.objective).leave_feedback(WORDS)
            after = self._snapshot()
        new = {
            table: set(rows) - set(before[table])
            for table, rows in after.items()
            if set(rows) - set(before[table])
        }
        self.assertEqual(set(new), {"okr_feedback"})
        (row,) = new["okr_feedback"]
        self.assertNotIn("yggdrasil", row)
        feedback = self.objective.feedback_ids
        names = {"id", "objective_id", "company_id", "body", "date"}
        names |= {"reply", "reply_user_id"}
        columns = {column for table, column, _type in self._columns()
                   if table == "okr_feedback"}  # fmt: skip
        self.assertEqual(columns, names)
        for name in ("okr_feedback", "Zyzzyva", "yggdrasil"):
            self.assertFalse([line for line in lines if name in line], name)
        # Whoever reads it in any way learns day and words
        data = self._as("okr_admin", feedback).read()[0]
        self.assertFalse(data["reply_user_id"])
        self.assertNotIn(self.author.id, [data["id"], data["display_name"]])
        self.assertEqual(
            {key for key in self._as("okr_admin", feedback).get_metadata()[0]}
            & {"create_uid", "write_uid", "create_date", "write_date"},
            set(),
        )

    def test_words_stand_in_one_place(self):
        """Also once it was read and answered; and the author nowhere with them."""
        self._as("yggdrasil", self.objective).leave_feedback(WORDS)
        feedback = self.objective.feedback_ids
        self._as("sales_rep", feedback).write({"reply": "Thank you"})
        self._as("developer", self.objective).web_read(
            {"feedback_ids": {"fields": {"body": {}, "reply": {}}}}
        )
        self.env["okr.objective"]._cron_refresh_figures()
        self.env.flush_all()
        self.env.cr.precommit.run()
        texts = defaultdict(list)
        for table, column, kind in self._columns():
            if kind in ("text", "varchar", "json", "jsonb", "bpchar", "name"):
                texts[table].append(column)
        found = set()
        for table, columns in texts.items():
            # One look at a table for all of its columns
            holds = SQL(", ").join(
                SQL("bool_or(%s::text LIKE %s)", SQL.identifier(column), "%Zyzzyva%")
                for column in columns
            )
            query = SQL("SELECT %s FROM %s", holds, SQL.identifier(table))
            [row] = self.env.execute_query(query)
            found |= {
                f"{table}.{c}" for c, held in zip(columns, row, strict=True) if held
            }
        self.assertEqual(found, {"okr_feedback.body"})
        self.assertFalse(
            self.env["mail.mail"].search([("body_html", "ilike", "Zyzzyva")])
        )

    def test_refusals_name_nobody(self):
        """A refusal is logged, and holds neither words nor name."""
        own = self._as("yggdrasil", self.objective)
        said = []
        with kept_log() as lines:
            for body in (WORDS * 100, ""):
                try:
                    own.leave_feedback(body)
                except Exception as refusal:  # pylint: disable=broad-except
                    said.append(str(refusal))
        self.assertEqual(len(said), 2)
        for line in (*said, *lines):
            self.assertNotIn("Zyzzyva", line)
            self.assertNotIn("yggdrasil", line)

    def test_objective_does_not_stir(self):
        """Its last change, its followers and its talk are what they were."""
        kept = ["write_date", "write_uid", "message_follower_ids", "message_ids"]
        before = self.objective.read(kept, load=None)
        with mute_logger("odoo.addons.base.models.ir_rule"):
            self._as("yggdrasil", self.objective).leave_feedback(WORDS)
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        self.assertEqual(self.objective.read(kept, load=None), before)
