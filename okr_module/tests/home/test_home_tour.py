from odoo.tests import tagged

from ..pages_common import PagesCommon


@tagged("post_install", "-at_install")
class TestHomeWide(PagesCommon):
    """Home on a wide screen."""

    def test_home_wide(self):
        """One sees what is due and for what, checks in, and it is due no more."""
        self.start_tour("/odoo/okr", "okr_home", login="okr_lamp")
        self.env.invalidate_all()
        self.assertEqual(self.oil.checkin_ids.mapped("value"), [12])

    def test_home_of_a_newcomer(self):
        """Who has no objective is asked where they want to be."""
        self.start_tour("/odoo/okr", "okr_home_newcomer", login="okr_novice")


@tagged("post_install", "-at_install")
class TestHomePhone(PagesCommon):
    """Home on a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_home_phone(self):
        """The same by thumb."""
        self.start_tour("/odoo/okr", "okr_home_phone", login="okr_lamp")
        self.env.invalidate_all()
        self.assertEqual(self.oil.checkin_ids.mapped("value"), [12])
