from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..query_common import recorded_queries
from .kpi_common import TestOkrKpiCommon


@tagged("post_install", "-at_install")
class TestKpiPicker(TestOkrKpiCommon):
    """What may be linked, and what it says before anybody links."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpi = cls._define_contacts("test.contacts")
        cls.key_result = cls._link("test.contacts", kpi_id=False)

    def _offered(self, login):
        action = self.key_result.with_user(self.users[login]).action_choose_kpi()
        return self.env["okr.kpi"].search(action["domain"])

    def test_only_what_one_may_link_is_offered(self):
        self.assertIn(self.kpi, self._offered("sales_lead"))
        self.kpi.group_ids = self.env.ref("base.group_system")
        self.assertNotIn(self.kpi, self._offered("sales_lead"))

    def test_offering_more_costs_no_more_queries(self):
        def queries():
            with recorded_queries(self.env) as found:
                self._offered("sales_lead")
            return len(found)

        queries()
        few = queries()
        for number in range(30):
            self._define_contacts(f"test.more.{number}")
        queries()
        self.assertEqual(queries(), few)

    def test_a_preview_is_one_count_a_kpi(self):
        kpis = self.kpi | self._define_contacts("test.second")
        kpis = kpis.with_user(self.users["sales_lead"]).with_context(
            okr_key_result_id=self.key_result.id
        )
        self._contact(5)
        self._contact(8, day="2025-02-02")
        with recorded_queries(self.env) as found:
            values = kpis.mapped("preview_value")
        self.assertEqual(values, ["5", "5"])
        self.assertEqual(kpis.mapped("preview_last_year"), ["8", "8"])
        self.assertTrue(all(kpis.mapped("preview_graph")))
        self.assertEqual(len([q for q in found if '"span"' in q]), 2)

    # --- ODOO'S DIGEST ---

    def _digest_kpis(self):
        return self.env["okr.kpi"].search([("source", "=", "digest")])

    def test_all_of_the_digest_is_added_and_none_twice(self):
        admin = self.users["okr_admin"]
        Kpi = self.env["okr.kpi"].with_user(admin)
        Kpi.action_add_digest_kpis()
        added = self._digest_kpis()
        names = {
            name
            for name, field in self.env["digest.digest"]._fields.items()
            if name.startswith(("kpi_", "x_kpi_")) and field.type == "boolean"
        }
        self.assertLessEqual({"kpi_res_users_connected"}, names)
        self.assertEqual(set(added.mapped("digest_field")), names)
        self.assertEqual(added.run_as_id, admin)
        self.assertEqual(set(added.category_id.mapped("name")), {"Odoo's digest"})
        added[0].name = "Our own name"
        Kpi.action_add_digest_kpis()
        self.assertEqual(self._digest_kpis(), added)
        self.assertEqual(added[0].name, "Our own name")

    def test_a_customers_own_is_added_too(self):
        self._customers_own("digest['x_kpi_partners_value'] = 7")
        self.env["okr.kpi"].action_add_digest_kpis()
        kpi = self._kpi("digest.x_kpi_partners")
        self.assertEqual(kpi.name, "New contacts")
        self.assertEqual(self._link(kpi.code).current_value, 7.0)

    def test_only_an_administrator_adds(self):
        for login in ("seller", "hr_officer"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.env["okr.kpi"].with_user(
                    self.users[login]
                ).action_add_digest_kpis()

    def test_a_name_that_the_digest_does_not_know_is_a_sentence(self):
        for name in ("kpi_nothing", "kpi_res_users_connected_value", "name"):
            with (
                self.subTest(name),
                self.assertRaisesRegex(ValidationError, "kpi_res_users_connected"),
            ):
                self.env["okr.kpi"].create(
                    {
                        "name": "Nothing",
                        "code": f"test.{name}",
                        "source": "digest",
                        "digest_field": name,
                    }
                )

    def test_who_may_not_read_what_the_digest_counts_does_not_link_it(self):
        """The digest itself refuses; its KPI is computed as somebody else."""
        self._customers_own(
            "self.env['ir.config_parameter'].search_count([])\n"
            "    digest['x_kpi_partners_value'] = 3"
        )
        kpi = self.env["okr.kpi"].create(
            {
                "name": "Parameters",
                "code": "test.parameters",
                "source": "digest",
                "digest_field": "x_kpi_partners",
                "run_as_id": self.admin.id,
            }
        )
        self.assertEqual(self._link(kpi.code).current_value, 3.0)
        mine = self.key_result.with_user(self.users["sales_lead"])
        with self.assertRaisesRegex(AccessError, "may not read"):
            mine.kpi_id = kpi
        self.assertNotIn(kpi, self._offered("sales_lead"))
        shown = kpi.with_user(self.users["sales_lead"])
        self.assertIn("may not read", shown.preview_error)
        self.assertFalse(shown.preview_value)

    def _customers_own(self, line):
        """Add a KPI to the digest as Settings > Technical > Fields does."""
        self.addCleanup(self.registry.reset_changes)
        model_id = self.env["ir.model"]._get_id("digest.digest")
        plain = {"model_id": model_id, "state": "manual"}
        self.env["ir.model.fields"].create(
            [
                {
                    **plain,
                    "name": "x_kpi_partners",
                    "field_description": "New contacts",
                    "ttype": "boolean",
                },
                {
                    **plain,
                    "name": "x_kpi_partners_value",
                    "field_description": "New contacts, counted",
                    "ttype": "integer",
                    "store": False,
                    "depends": "",
                    "readonly": True,
                    "compute": f"for digest in self:\n    {line}",
                },
            ]
        )
