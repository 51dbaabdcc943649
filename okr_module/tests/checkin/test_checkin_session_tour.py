from datetime import timedelta

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged


class CheckinSessionCommon(HttpCase):
    """Somebody with two key results that run, before any check-in."""

    browser_size = "1366x768"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = cls.env.company._okr_today()
        cls.cycle = cls.env["okr.cycle"].create(
            {
                "name": "A seasonal at the ferry",
                "date_start": today - timedelta(days=20),
                "date_end": today + timedelta(days=20),
            }
        )
        cls.cycle.action_activate()
        ferryman = new_test_user(cls.env, "okr_ferryman", groups="base.group_user")
        cls.env["hr.employee"].create({"name": "Ferryman", "user_id": ferryman.id})
        cls.ferryman = ferryman
        cls.objective = cls._run(
            "The ferry is on time",
            {"name": "Crossings", "target_value": 100},
            {"name": "Happy guests", "target_value": 100},
        )
        cls.crossings, cls.guests = cls.objective.key_result_ids

    @classmethod
    def _run(cls, name, *key_results):
        """Start an objective of the ferryman with some key results."""
        objective = cls.env["okr.objective"].create(
            {
                "name": name,
                "cycle_id": cls.cycle.id,
                "user_id": cls.ferryman.id,
                "key_result_ids": [Command.create(values) for values in key_results],
            }
        )
        objective.action_activate()
        return objective

    def _link_three(self):
        """Start three more key results, which take their value from a KPI."""
        kpi = self.env.ref("okr_module.okr_kpi_hr_headcount")
        objective = self._run(
            "Hands on deck",
            *(
                {"name": name, "target_value": 10**6, "kpi_id": kpi.id}
                for name in ("Heads", "Departures", "Arrivals")
            ),
        )
        objective.key_result_ids.action_refresh_kpi()
        self.assertFalse(any(objective.key_result_ids.mapped("kpi_error")))
        return objective.key_result_ids

    def _tick_lists(self):
        """Start a key result of steps and one of yes or no."""
        objective = self._run(
            "A new pier",
            {
                "name": "The new pier",
                "metric_type": "milestone",
                "milestone_ids": [
                    Command.create({"name": "Designed"}),
                    Command.create({"name": "Built"}),
                ],
            },
            {"name": "A licence", "metric_type": "boolean"},
        )
        return objective.key_result_ids

    def _tour(self, path, name):
        self.start_tour(path, name, login="okr_ferryman")
        self.env.invalidate_all()

    def _values(self, key_result):
        return key_result.checkin_ids.mapped("value")

    def _assert_eight(self, name):
        linked = self._link_three()
        values = linked.mapped("current_value")
        self._tour("/odoo/okr-checkin", name)
        self.assertEqual(self._values(self.crossings), [12])
        self.assertEqual(self._values(self.guests), [7])
        self.assertEqual(linked.mapped("current_value"), values)
        said = self.objective.key_result_ids | linked
        self.assertEqual(
            [round(key_result.confidence, 1) for key_result in said],
            [0.8, 0.6, 0.9, 0.7, 0.5],
        )

    def _assert_ticked(self):
        pier, licence = self._tick_lists()
        self._tour("/odoo/okr-checkin", "okr_checkin_session_tick")
        self.assertEqual(pier.milestone_ids.mapped("is_reached"), [True, False])
        self.assertEqual(self._values(pier), [0.5])
        self.assertEqual(self._values(licence), [1])
        self.assertEqual(self._values(self.crossings), [0])
        # How sure somebody is, nobody says for them.
        said = pier | licence | self.crossings | self.guests
        self.assertFalse(any(said.mapped("has_confidence")))

    def _assert_all_or_none(self):
        self._tour("/odoo/okr-checkin", "okr_checkin_session_refused")
        self.assertFalse((self.crossings | self.guests).checkin_ids)


@tagged("post_install", "-at_install")
class TestCheckinSessionWide(CheckinSessionCommon):
    """Nothing that was typed on the check-in screen goes without a word."""

    def test_the_save_key_records(self):
        """The key for saving does what the button "Save all" does."""
        self._tour("/odoo/okr-checkin", "okr_checkin_session_save_key")
        self.assertEqual(self._values(self.crossings), [12])
        self.assertFalse(self.guests.checkin_ids)

    def test_leaving_by_the_menu_asks(self):
        """Who leaves is asked: stay, leave without recording, or record first."""
        self._tour("/odoo/okr-checkin", "okr_checkin_session_leave")
        self.assertFalse(self.crossings.checkin_ids)
        self.assertEqual(self._values(self.guests), [7])

    def test_closing_the_dialog_asks(self):
        """The check-in of one objective, in a dialog, loses nothing either."""
        self._tour("/odoo/okr-objectives", "okr_checkin_session_dialog")
        self.assertEqual(self._values(self.crossings), [12])
        self.assertFalse(self.guests.checkin_ids)

    def test_five_key_results_in_eight_interactions(self):
        """Three of them linked: keys alone, and confidence is said for each."""
        self._assert_eight("okr_checkin_session_eight")

    def test_milestones_and_yes_or_no_are_ticked_here(self):
        self._assert_ticked()

    def test_all_are_recorded_or_none(self):
        self._assert_all_or_none()


@tagged("post_install", "-at_install")
class TestCheckinSessionPhone(CheckinSessionCommon):
    """The check-in screen on a phone: a card for each key result."""

    browser_size = "390x844"
    touch_enabled = True

    def test_tap_type_and_record(self):
        """A card is filled in, and recorded with the others."""
        self._tour("/odoo/okr-checkin", "okr_checkin_session_phone")
        self.assertEqual(self._values(self.crossings), [12])
        self.assertFalse(self.guests.checkin_ids)

    def test_taking_back_keeps_what_else_was_typed(self):
        """Taking back one card keeps what was typed into another."""
        self._tour("/odoo/okr-checkin", "okr_checkin_session_phone_back")
        self.assertEqual(self._values(self.crossings), [12])
        self.assertFalse(self.guests.checkin_ids)

    def test_leaving_by_the_menu_asks_on_a_phone(self):
        """The question is not hidden by the menu, which stays open until then."""
        self._tour("/odoo/okr-checkin", "okr_checkin_session_phone_leave")
        self.assertEqual(self._values(self.crossings), [12])

    def test_five_key_results_in_eight_taps(self):
        self._assert_eight("okr_checkin_session_eight_taps")

    def test_milestones_and_yes_or_no_are_ticked_on_a_phone(self):
        self._assert_ticked()

    def test_all_are_recorded_or_none_on_a_phone(self):
        self._assert_all_or_none()
