from odoo.tests import tagged

from ..pages_common import PagesCommon


@tagged("post_install", "-at_install")
class TestKeyResultsPhone(PagesCommon):
    """The key results of an objective, by thumb."""

    browser_size = "390x844"
    touch_enabled = True

    def test_write_one(self):
        """One writes a key result, saves, comes back, and it is there."""
        draft = self.env["okr.objective"].create(
            {
                "name": "Fog does not stop us",
                "cycle_id": self.goal.cycle_id.id,
                "company_id": self.goal.company_id.id,
                "user_id": self.goal.user_id.id,
            }
        )
        self.start_tour(
            f"/odoo/okr-objectives/{draft.id}",
            "okr_key_results_phone_write",
            login="okr_lamp",
        )
        self.env.invalidate_all()
        self.assertRecordValues(
            draft.key_result_ids,
            [
                {
                    "name": "Horns that sound",
                    "target_value": 12,
                    "user_id": self.goal.user_id.id,
                }
            ],
        )

    def test_check_in_on_one(self):
        """One reads each whole, checks in from its card and from its page."""
        self.oil.name = "Barrels of oil that burn from dusk to dawn, all winter long"
        self.start_tour(
            f"/odoo/okr-objectives/{self.goal.id}",
            "okr_key_results_phone_check_in",
            login="okr_lamp",
        )
        self.env.invalidate_all()
        self.assertEqual(self.oil.checkin_ids.mapped("value"), [12])
        self.assertEqual(self.wicks.checkin_ids.mapped("value"), [7])
