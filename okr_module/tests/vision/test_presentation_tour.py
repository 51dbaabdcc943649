from odoo.tests import tagged

from ..pages_common import PagesCommon


class PresentationCommon(PagesCommon):
    def _asked(self):
        subtype = self.env.ref("okr_module.mail_message_subtype_question")
        return self.company_goal.message_ids.filtered(
            lambda message: message.subtype_id == subtype
        )


@tagged("post_install", "-at_install")
class TestPresentationWide(PresentationCommon):
    """The presentation on a beamer."""

    def test_present_wide(self):
        """Keys turn the pages; a question is asked and answered on record."""
        self.start_tour("/odoo/okr-present", "okr_present", login="okr_lamp")
        self.env.invalidate_all()
        self.assertEqual(len(self._asked()), 1)
        self.start_tour(
            "/odoo/okr-present", "okr_present_answer", login="okr_keeper_in"
        )
        self.env.invalidate_all()
        self.assertEqual(len(self._asked().child_ids), 1)


@tagged("post_install", "-at_install")
class TestPresentationPhone(PresentationCommon):
    """The presentation in the hand."""

    browser_size = "390x844"
    touch_enabled = True

    def test_present_phone(self):
        """Buttons turn the pages; a question is asked by thumb."""
        self.start_tour("/odoo/okr-present", "okr_present_phone", login="okr_lamp")
        self.env.invalidate_all()
        self.assertEqual(len(self._asked()), 1)
