from datetime import timedelta

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestCycleJourney(HttpCase):
    """A cycle from planning to what goes on after it, each step by who takes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = cls.env.company._okr_today()
        # In its last day, shorter than others and so the one that comes first
        cls.cycle, cls.following = cls.env["okr.cycle"].create(
            [
                {
                    "name": "A seasonal in short",
                    "date_start": today - timedelta(days=20),
                    "date_end": today,
                },
                {
                    "name": "The seasonal after",
                    "date_start": today + timedelta(days=1),
                    "date_end": today + timedelta(days=20),
                },
            ]
        )
        manager = cls._person("okr_harbour_master")
        cls.owner = cls._person("okr_keeper", manager)
        cls.lamp, cls.bell, cls.ships = cls.env["okr.objective"].create(
            [
                cls._goal("The lamp burns every night", "Nights with light: 0 to 100"),
                cls._goal("Every boat has a bell", "Boats with a bell: 0 to 100"),
                cls._goal("Ships find the harbour", "Ships a day: 0 to 100", None),
            ]
        )

    @classmethod
    def _person(cls, login, manager=None):
        user = new_test_user(cls.env, login, groups="base.group_user")
        cls.env["hr.employee"].create(
            {
                "name": login,
                "user_id": user.id,
                "parent_id": manager.employee_id.id if manager else False,
            }
        )
        return user

    @classmethod
    def _goal(cls, name, number, owner=True):
        return {
            "name": name,
            "cycle_id": cls.cycle.id,
            "user_id": cls.owner.id if owner else False,
            "key_result_ids": [Command.create({"name": number})],
        }

    def test_from_planning_to_what_goes_on(self):
        """Plan, run, help, drop, review, close and roll over, all in the browser."""
        self.start_tour("/odoo/okr-cycles", "okr_cycle_plan", login="admin")
        self.assertEqual(self.cycle.state, "active")
        self.start_tour("/odoo/okr-objectives", "okr_cycle_run", login="okr_keeper")
        call = self.lamp.key_result_ids.help_request_ids
        self.assertEqual(call.manager_id.login, "okr_harbour_master")
        self.start_tour("/odoo/okr-help", "okr_cycle_help", login="okr_harbour_master")
        self.assertEqual(call.state, "answered")
        self.assertEqual(call.answer, "A second barrel comes on Friday")
        self.start_tour("/odoo/okr-objectives", "okr_cycle_drop", login="okr_keeper")
        self.assertEqual(self.bell.cancel_reason, "The boats have radios now")
        self.start_tour("/odoo/okr-cycles", "okr_cycle_review_starts", login="admin")
        self.start_tour("/odoo/okr-review", "okr_cycle_review", login="okr_keeper")
        self.assertEqual((self.lamp.score, self.lamp.final_score), (0.6, 0.8))
        self.assertTrue(self.lamp.passed)
        self.assertEqual(self.lamp.decision, "keep")
        self.assertIn("Order oil", self.lamp.retrospective)
        self.start_tour("/odoo/okr-cycles", "okr_cycle_close", login="admin")
        self.assertEqual((self.cycle.state, self.lamp.state), ("closed", "done"))
        copy = self.lamp.continuation_ids
        self.assertEqual((copy.state, copy.cycle_id), ("draft", self.following))
        self.assertEqual(copy.key_result_ids.start_value, 63.0)
        self.assertFalse(self.bell.continuation_ids)
