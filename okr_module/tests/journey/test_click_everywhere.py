from odoo.tests import tagged

from odoo.addons.base.tests.common import HttpCaseWithUserDemo

CLICKBOT = "@web/webclient/clickbot/clickbot_loader"


@tagged("post_install", "-at_install", "okr_long")
class TestClickEverywhere(HttpCaseWithUserDemo):
    """Odoo's own clicking robot opens each menu, view and filter of the app."""

    allow_end_on_form = True

    def _click_everywhere(self, user):
        # A tour that offers itself would stand in the robot's way
        if "tour_enabled" in user._fields:
            user.tour_enabled = False
        self.browser_js(
            "/odoo",
            f"odoo.loader.modules.get('{CLICKBOT}')"
            ".startClickEverywhere('okr_module.okr_menu_root');",
            "odoo.isReady === true",
            login=user.login,
            timeout=900,
            success_signal="clickbot test succeeded",
        )

    def test_click_everywhere_as_administrator(self):
        """Every screen opens for the administrator."""
        self._click_everywhere(self.user_admin)

    def test_click_everywhere_as_employee(self):
        """Every screen that an employee may see opens for one."""
        self._click_everywhere(self.user_demo)
