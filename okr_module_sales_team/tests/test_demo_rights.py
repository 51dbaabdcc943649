from odoo.modules import Manifest
from odoo.tests import new_test_user, tagged
from odoo.tests.common import TransactionCase
from odoo.tools import convert_file

MODULE = "okr_module_sales_team"


@tagged("post_install", "-at_install")
class TestDemoRights(TransactionCase):
    """What the people of the demo data come to."""

    def test_the_sales_manager_of_the_demo_may_link_kpis_of_sales(self):
        """FINDINGS A22: an empty picker, without a reason."""
        manager = self.env.ref("okr_module.user_jeffrey", raise_if_not_found=False)
        if not manager:
            manager = new_test_user(
                self.env, "jeffrey_stand_in", groups="base.group_user"
            )
            self.env["ir.model.data"].create(
                {
                    "module": "okr_module",
                    "name": "user_jeffrey",
                    "model": "res.users",
                    "res_id": manager.id,
                }
            )
        manager.group_ids = self.env.ref("base.group_user")
        kpis = self.env["okr.kpi"].search(
            [("source", "=", "records"), ("model_name", "in", self._sold())]
        )
        for name in Manifest.for_addon(MODULE)["demo"]:
            convert_file(self.env, MODULE, name, {}, "init")
        self.assertTrue(manager.has_group("sales_team.group_sale_manager"))
        offered = kpis.with_user(manager)._filtered_offered()
        self.assertEqual(offered.ids, kpis.ids)

    def _sold(self):
        """Return the models of what is sold, as far as their apps are here."""
        return [name for name in ("crm.lead", "sale.order") if name in self.env]
