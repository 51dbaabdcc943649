from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestJourney(HttpCase):
    """The main job in the browser, as an employee does it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.env.company._okr_today()
        # Shorter than any other cycle around today, so that it is the one proposed.
        cls.cycle = cls.env["okr.cycle"].create(
            {
                "name": "This season",
                "date_start": cls.today - timedelta(days=20),
                "date_end": cls.today + timedelta(days=20),
            }
        )
        cls.cycle.action_activate()
        cls.walker = cls._person("okr_walker")
        cls.colleague = cls._person("okr_colleague")
        cls.parent = cls.env["okr.objective"].create(
            {
                "name": "Known on both banks",
                "level": "company",
                "rollup": "aligned",
                "cycle_id": cls.cycle.id,
                "user_id": cls.env.ref("base.user_admin").id,
            }
        )
        cls.parent.action_activate()
        cls.env["okr.objective"].create(
            {
                "name": "Between me and my manager",
                "visibility": "private",
                "cycle_id": cls.cycle.id,
                "user_id": cls.walker.id,
            }
        )

    @classmethod
    def _person(cls, login):
        user = new_test_user(cls.env, login, groups="base.group_user")
        cls.env["hr.employee"].create({"name": login, "user_id": user.id})
        return user

    def test_write_start_check_in_and_be_seen(self):
        self.start_tour(
            "/odoo/okr-objectives", "okr_employee_journey", login="okr_walker"
        )
        objective = self.env["okr.objective"].search(
            [("name", "=", "The north calls us first")]
        )
        self.assertEqual(objective.user_id, self.walker)
        self.assertEqual(objective.parent_id, self.parent)
        rising, falling, steps = objective.key_result_ids
        self.assertEqual(
            [(c.date, c.value) for c in rising.checkin_ids.sorted("date")],
            [(self.today - timedelta(days=7), 10.0), (self.today, 30.0)],
        )
        self.assertEqual(rising.confidence, 0.7)
        self.assertEqual(rising.stated_status, "on_track")
        self.assertEqual((falling.direction, falling.target_value), ("decrease", 10.0))
        self.assertEqual(
            steps.milestone_ids.mapped("name"), ["Lease signed", "Doors open"]
        )
        self.assertAlmostEqual(objective.progress, 0.1)
        self.assertAlmostEqual(self.parent.progress, 0.1)
        self.start_tour(
            "/odoo/okr-objectives", "okr_colleague_journey", login="okr_colleague"
        )
        self.assertEqual(fields.Date.to_date(rising.last_checkin_date), self.today)
