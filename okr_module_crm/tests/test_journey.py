from datetime import timedelta

from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestCrmJourney(HttpCase):
    """Link a key result in the browser, win a deal, see the number move."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = cls.env.company._okr_today()
        cycle = cls.env["okr.cycle"].create(
            {
                "name": "This season",
                # The deals that the demo data won lie before it, see below.
                "date_start": today - timedelta(days=7),
                "date_end": today + timedelta(days=30),
            }
        )
        cls.env["crm.lead"].search([("won_status", "=", "won")]).write(
            {"date_closed": today - timedelta(days=100)}
        )
        objective = cls.env["okr.objective"].create(
            {
                "name": "The north buys from us",
                "level": "company",
                "cycle_id": cycle.id,
                "user_id": cls.env.ref("base.user_admin").id,
                "key_result_ids": [(0, 0, {"name": "Revenue won"})],
            }
        )
        cls.key_result = objective.key_result_ids
        cls.seller = new_test_user(
            cls.env, "okr_seller", groups="sales_team.group_sale_salesman"
        )

    def test_link_win_and_see_it_move(self):
        path = f"/odoo/okr-key-results/{self.key_result.id}"
        self.start_tour(path, "okr_crm_link", login="admin")
        self.assertEqual(self.key_result.kpi_id.code, "crm.won_revenue")
        self.assertEqual(self.key_result.metric_type, "currency")
        self.assertEqual(self.key_result.current_value, 0.0)
        self.key_result.objective_id.action_activate()
        lead = (
            self.env["crm.lead"]
            .with_user(self.seller)
            .create(
                {
                    "name": "Bridge to the north",
                    "type": "opportunity",
                    "expected_revenue": 123456.0,
                }
            )
        )
        lead.action_set_won()
        self.start_tour(path, "okr_crm_see_it_move", login="admin")
        self.assertEqual(self.key_result.current_value, 123456.0)
        self.assertEqual(self.key_result.checkin_ids[:1].source, "kpi")
