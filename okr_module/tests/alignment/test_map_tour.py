from datetime import timedelta

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged


class MapTourCommon(HttpCase):
    """A captain's objective, and a ferryman's that contributes to it."""

    browser_size = "1366x768"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = cls.env.company._okr_today()
        cls.cycle = cycle = cls.env["okr.cycle"].create(
            {
                "name": "A season at the ferry",
                "date_start": today - timedelta(days=20),
                "date_end": today + timedelta(days=20),
            }
        )
        cycle.action_activate()
        captain, ferryman = (
            new_test_user(cls.env, login, groups="base.group_user")
            for login in ("okr_captain", "okr_ferryman")
        )
        cls.above, cls.objective = cls.env["okr.objective"].create(
            [
                {
                    "name": name,
                    "cycle_id": cycle.id,
                    "user_id": owner.id,
                    "rollup": "both",
                    "key_result_ids": [
                        Command.create({"name": key_result, "target_value": 100})
                    ],
                }
                for name, owner, key_result in (
                    ("The harbour is loved", captain, "Letters of thanks"),
                    ("The ferry is on time", ferryman, "Crossings"),
                )
            ]
        )
        cls.objective.parent_id = cls.above
        (cls.above | cls.objective).action_activate()
        cls.crossings = cls.objective.key_result_ids

    def _tour(self, path, name):
        self.start_tour(path, name, login="okr_ferryman")
        self.env.invalidate_all()

    def _assert_checks_in_from_the_tree(self, path, name):
        self._tour(path, name)
        self.assertEqual(self.crossings.checkin_ids.mapped("value"), [12])


@tagged("post_install", "-at_install")
class TestMapWide(MapTourCommon):
    """The tree and the map on a wide screen."""

    def test_check_in_from_the_row_of_a_key_result(self):
        path = "/odoo/okr-objectives?view_type=list"
        self._assert_checks_in_from_the_tree(path, "okr_objective_tree")

    def test_the_map_is_walked_through(self):
        self._tour("/odoo/okr-alignment", "okr_map")


@tagged("post_install", "-at_install")
class TestMapPhone(MapTourCommon):
    """The tree and the map on a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_check_in_from_the_row_on_a_phone(self):
        path = "/odoo/okr-objectives"
        self._assert_checks_in_from_the_tree(path, "okr_objective_tree_phone")

    def test_the_map_is_walked_through_on_a_phone(self):
        self._tour("/odoo/okr-alignment", "okr_map")

    def test_a_finger_drags_it_to_another_objective(self):
        quay = self.above.copy({"name": "The quay is new", "cycle_id": self.cycle.id})
        self._tour("/odoo/okr-alignment", "okr_map_by_finger")
        self.assertEqual(self.objective.parent_id, quay)
