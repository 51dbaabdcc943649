from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestPreferencesPhone(HttpCase):
    """On a phone: what one does not want is switched off, and a deputy is named."""

    browser_size = "390x844"
    touch_enabled = True

    def test_preferences(self):
        # Odoo's own page takes nothing without a time zone
        captain = new_test_user(
            self.env, "okr_captain", groups="base.group_user", tz="UTC"
        )
        mate = new_test_user(
            self.env, "okr_mate", name="Mate of the ferry", groups="base.group_user"
        )
        self.start_tour("/odoo/okr", "okr_preferences", login="okr_captain")
        self.env.invalidate_all()
        self.assertFalse(captain.okr_wants_letter)
        self.assertTrue(captain.okr_wants_due)
        self.assertEqual(captain.okr_deputy_id, mate)
