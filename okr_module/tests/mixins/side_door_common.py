from odoo.fields import Command

from ..access_common import TestOkrAccessCommon


class TestOkrSideDoorCommon(TestOkrAccessCommon):
    """What is a developer's own, somebody else's, and nobody's to see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.theirs = cls._full_objective(name="Theirs, for all to see")
        cls.theirs.action_activate()
        cls.hidden = cls._full_objective(**cls._secret_values())
        cls.hidden.action_activate()
        cls.mine = cls._objective("developer", name="Mine")
        cls.mine.key_result_ids.checkin_ids = [
            Command.create({"value": 5.0, "user_id": cls.users["developer"].id})
        ]
        cls.mine.action_activate()
        cls.draft = cls._objective("developer", name="My draft")

    def _mine(self, records):
        return self._as("developer", records)

    def _assert_refused(self, action):
        self.assertTrue(self._refused(action), "went through")

    def _assert_taken(self, action):
        self.assertFalse(self._refused(action), "was refused")
