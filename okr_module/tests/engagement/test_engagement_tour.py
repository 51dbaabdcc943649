from datetime import timedelta

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged


class EngagementTourCommon(HttpCase):
    """An HR officer who leads a ferryman of whom nothing was heard."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = cls.env.company._okr_today()
        cls.env.company.okr_min_group_size = 1
        begin = today - timedelta(days=30)
        cycle = cls.env["okr.cycle"].create(
            {
                "name": "At the ferry",
                "date_start": begin,
                "date_end": today + timedelta(days=20),
            }
        )
        cycle.action_activate()
        officer = "okr_module.group_okr_officer"
        captain = new_test_user(
            cls.env, "okr_captain", groups=f"base.group_user,{officer}"
        )
        boss = cls.env["hr.employee"].create({"name": "Captain", "user_id": captain.id})
        ferryman = new_test_user(cls.env, "okr_ferryman", groups="base.group_user")
        cls.env["hr.employee"].create(
            {"name": "Ferryman", "user_id": ferryman.id, "parent_id": boss.id}
        )
        objective = cls.env["okr.objective"].create(
            {
                "name": "The ferry is on time",
                "cycle_id": cycle.id,
                "user_id": ferryman.id,
                "key_result_ids": [
                    Command.create({"name": "Crossings", "target_value": 100})
                ],
            }
        )
        objective.action_activate()
        # It has run since the cycle began, and nobody said a word
        objective.date_activated = begin
        cls.key_result = objective.key_result_ids
        cls.key_result.date_start = begin
        cls.env.flush_all()
        (objective | cls.key_result.objective_id)._refresh_figures()
        cls.key_result._refresh_figures()

    def _engagement(self):
        self.start_tour("/odoo/okr-engagement", "okr_engagement", login="okr_captain")

    def _team(self):
        self.assertTrue(self.key_result.is_late)
        self.start_tour("/odoo/okr-team", "okr_team", login="okr_captain")
        self.env.invalidate_all()
        self.assertTrue(self.key_result.activity_ids)

    def _button_of_a_mail(self):
        line = self.key_result._reminder_line(1)
        self.start_tour(line["url"], "okr_checkin_from_mail", login="okr_ferryman")
        self.env.invalidate_all()
        self.assertEqual(self.key_result.current_value, 12)


@tagged("post_install", "-at_install")
class TestEngagementTour(EngagementTourCommon):
    """On a wide screen."""

    def test_engagement(self):
        self._engagement()

    def test_rows_and_a_template(self):
        self.start_tour(
            "/odoo/okr-engagement", "okr_engagement_rows", login="okr_captain"
        )

    def test_team(self):
        self._team()

    def test_button_of_a_mail(self):
        self._button_of_a_mail()


@tagged("post_install", "-at_install")
class TestEngagementPhone(EngagementTourCommon):
    """By thumb, as mails are read on a phone above all."""

    browser_size = "390x844"
    touch_enabled = True

    def test_engagement_phone(self):
        self._engagement()

    def test_team_phone(self):
        self._team()

    def test_button_of_a_mail_phone(self):
        self._button_of_a_mail()
