from odoo.tests import tagged

from . import hoot_common


@tagged("post_install", "-at_install")
class TestHootDesktop(hoot_common.HootCommon):
    hoot_addon = "okr_module"

    def test_unit_desktop(self):
        """The components work on a wide screen."""
        self._run_hoot("desktop")


@tagged("post_install", "-at_install")
class TestHootMobile(hoot_common.HootCommon):
    hoot_addon = "okr_module"
    browser_size = "375x667"
    touch_enabled = True

    def test_unit_mobile(self):
        """The components work on a phone."""
        self._run_hoot("mobile", "&tag=-headless")
