from datetime import timedelta

from odoo import Command
from odoo.tests import HttpCase, new_test_user


class FerryCommon(HttpCase):
    """On a phone: a captain, and a running objective of somebody's on board."""

    browser_size = "390x844"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = cls.env.company._okr_today()
        cls.cycle = cls.env["okr.cycle"].create(
            {
                "name": "At the ferry",
                "date_start": today - timedelta(days=30),
                "date_end": today + timedelta(days=20),
            }
        )
        cls.cycle.action_activate()
        cls.captain = new_test_user(cls.env, "okr_captain", groups="base.group_user")

    @classmethod
    def _objective(cls, owner):
        """Create and start an objective of somebody's."""
        objective = cls.env["okr.objective"].create(
            {
                "name": "The ferry is on time",
                "cycle_id": cls.cycle.id,
                "user_id": owner.id,
                "key_result_ids": [
                    Command.create({"name": "Crossings", "target_value": 100})
                ],
            }
        )
        objective.action_activate()
        return objective
