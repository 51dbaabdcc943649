from odoo.tests import tagged

from ..pages_common import PagesCommon


@tagged("post_install", "-at_install")
class TestDashboardWide(PagesCommon):
    """The dashboard on a wide screen."""

    def test_dashboard_wide(self):
        """Figures open their records; a week before, less was known."""
        self.start_tour("/odoo/okr-dashboard", "okr_dashboard", login="okr_lamp")


@tagged("post_install", "-at_install")
class TestDashboardPhone(PagesCommon):
    """The dashboard on a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_dashboard_phone(self):
        """The same by thumb."""
        self.start_tour("/odoo/okr-dashboard", "okr_dashboard", login="okr_lamp")
