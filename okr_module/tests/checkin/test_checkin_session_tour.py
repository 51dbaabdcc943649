from datetime import timedelta

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged


class CheckinSessionCommon(HttpCase):
    """Somebody with two key results that run, before any check-in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = cls.env.company._okr_today()
        cycle = cls.env["okr.cycle"].create(
            {
                "name": "A seasonal at the ferry",
                "date_start": today - timedelta(days=20),
                "date_end": today + timedelta(days=20),
            }
        )
        cycle.action_activate()
        ferryman = new_test_user(cls.env, "okr_ferryman", groups="base.group_user")
        cls.env["hr.employee"].create({"name": "Ferryman", "user_id": ferryman.id})
        cls.objective = cls.env["okr.objective"].create(
            {
                "name": "The ferry is on time",
                "cycle_id": cycle.id,
                "user_id": ferryman.id,
                "key_result_ids": [
                    Command.create({"name": "Crossings", "target_value": 100}),
                    Command.create({"name": "Happy guests", "target_value": 100}),
                ],
            }
        )
        cls.objective.action_activate()
        cls.crossings, cls.guests = cls.objective.key_result_ids

    def _tour(self, path, name):
        self.start_tour(path, name, login="okr_ferryman")
        self.env.invalidate_all()

    def _values(self, key_result):
        return key_result.checkin_ids.mapped("value")


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


@tagged("post_install", "-at_install")
class TestCheckinSessionPhone(CheckinSessionCommon):
    """The check-in screen on a phone: a card for each key result."""

    browser_size = "390x844"
    touch_enabled = True

    def test_tap_type_and_record(self):
        """A card is tapped, filled in, and recorded with the others."""
        self._tour("/odoo/okr-checkin", "okr_checkin_session_phone")
        self.assertEqual(self._values(self.crossings), [12])
        self.assertFalse(self.guests.checkin_ids)

    def test_going_back_keeps_what_was_typed(self):
        """The arrow back of a card keeps what was typed, its discarding does not."""
        self._tour("/odoo/okr-checkin", "okr_checkin_session_phone_back")
        self.assertEqual(self._values(self.crossings), [12])
        self.assertFalse(self.guests.checkin_ids)

    def test_leaving_by_the_menu_asks_on_a_phone(self):
        """The question is not hidden by the menu, which stays open until then."""
        self._tour("/odoo/okr-checkin", "okr_checkin_session_phone_leave")
        self.assertEqual(self._values(self.crossings), [12])
