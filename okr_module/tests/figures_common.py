from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from .common import TestOkrCommon


def at(day, time="12:00:00"):
    """Stop the clock at noon UTC of a day, which is that day in any usual zone."""
    return freeze_time(f"{day} {time}")


class TestOkrFigures(TestOkrCommon):
    """The quarter of the common company runs from 5 January to 5 April 2026.

    So half of it is over on 19 February, a Thursday, and check-ins are due on
    Fridays with two days of grace.
    """

    HALF = "2026-02-19"

    @classmethod
    def _running(cls, owner="seller", key_results=None, **values):
        """Create an objective and start it on the first day of the cycle."""
        with at("2026-01-05"):
            objective = cls._objective(owner, key_results, **values)
            objective.action_activate()
            cls.env.flush_all()
        return objective

    @classmethod
    def _running_key_result(cls, **values):
        return cls._running(
            key_results=[{"name": "New customers", **values}]
        ).key_result_ids

    def assert_refused(self, words, call, *args, **kwargs):
        """Assert that a call ends in a sentence with some words in it.

        It is refused before the database has to: the transaction goes on.
        """
        with self.assertRaises(UserError) as refusal:
            call(*args, **kwargs)
            self.env.flush_all()
        self.assertIn(words, str(refusal.exception))

    def assert_refused_by_database(self, words, model, call, *args):
        """Assert that the database refuses, in words that Odoo shows to the user."""
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError) as refusal:
            call(*args)
            self.env.flush_all()
        self.assertIn(words, model._sql_error_to_message(refusal.exception))

    def assert_figures(self, record, **expected):
        for name, value in expected.items():
            if isinstance(value, float):
                self.assertAlmostEqual(record[name], value, places=9, msg=name)
            elif name.endswith("_date"):
                self.assertEqual(str(record[name] or ""), value, name)
            else:
                self.assertEqual(record[name], value, name)
