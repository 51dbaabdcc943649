from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.okr_module.hooks import adopt_kept_kpis, keep_linked_kpis
from odoo.addons.okr_module.tests.kpi.kpi_common import TestOkrKpiCommon

MODULE = "okr_module_crm"


@tagged("post_install", "-at_install")
class TestOkrKpiKept(TestOkrKpiCommon):
    """The app goes: what is linked to its KPIs stays, and lives again with it."""

    def _codes(self, module):
        names = self.env["ir.model.data"].search(
            [("module", "=", module), ("model", "=", "okr.kpi")]
        )
        return set(self.env["okr.kpi"].browse(names.mapped("res_id")).mapped("code"))

    def test_linked_kpis_and_their_parts_are_kept(self):
        codes = self._codes(MODULE)
        linked = self._link("crm.win_rate")
        self.env["okr.kpi"].create(
            {
                "name": "Our own",
                "code": "test.own_rate",
                "source": "ratio",
                "numerator_id": self._kpi("crm.lost_count").id,
                "denominator_id": self._kpi("crm.leads_created").id,
            }
        )
        own = {"crm.lost_count", "crm.leads_created"}
        kept = {"crm.win_rate", "crm.opps_won_count", "crm.closed_count"} | own
        keep_linked_kpis(self.env, MODULE)
        self.assertFalse(self._codes(MODULE) & kept)
        self.assertFalse(linked.kpi_id.active)
        self.assertLessEqual(kept, self._codes("okr_module"))
        adopt_kept_kpis(self.env, MODULE)
        self.assertEqual(self._codes(MODULE), codes)
        self.assertTrue(linked.kpi_id.active)
        self.assertEqual(
            linked.kpi_id, self.env.ref("okr_module_crm.okr_kpi_crm_win_rate")
        )

    def test_names_stay_when_model_and_fields_go(self):
        kpi = self._kpi("crm.won_revenue")
        key_result = self._link("crm.won_revenue")
        model = kpi.model_id
        kpi._let_go(model.ids, model.field_id.ids)
        self.assertFalse(kpi.model_id or kpi.measure_field_id or kpi.date_field_id)
        self.assertEqual(kpi.model_name, "crm.lead")
        self.assertEqual(kpi.measure_name, "expected_revenue")
        self.assertEqual(kpi.date_name, "date_closed")
        # Only the addon is gone, CRM is still there: it goes on counting.
        self.assertTrue(kpi.date_is_datetime)
        key_result.action_refresh_kpi()
        self.assertFalse(key_result.kpi_error)

    def test_missing_model_or_field_is_a_sentence(self):
        for code, column, value in (
            ("crm.won_revenue", "model_name", "gone.model"),
            ("crm.won_mrr", "date_name", "x_gone"),
        ):
            with self.subTest(column):
                kpi = self._kpi(code)
                key_result = self._link(code)
                self._set_columns(kpi, **{column: value})
                key_result.action_refresh_kpi()
                self.assertIn(value, key_result.kpi_error)
                self.assertIn("is not installed", key_result.kpi_error)
                for method in ("action_open_kpi_records", "action_open_gap"):
                    with self.assertRaisesRegex(UserError, "is not installed"):
                        getattr(key_result, method)()
