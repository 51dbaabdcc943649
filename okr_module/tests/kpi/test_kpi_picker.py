from unittest.mock import patch

from lxml import etree

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

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

    def _open(self, login):
        """Open the picker as its screen does; return its groups."""
        action = self.key_result.with_user(self.users[login]).action_choose_kpi()
        Kpi = self.env["okr.kpi"].with_user(self.users[login])
        Kpi = Kpi.with_context(**action["context"])
        arch = Kpi.get_view(action["views"][0][0], "kanban")["arch"]
        names = etree.fromstring(arch).xpath("//field/@name")
        answer = Kpi.web_read_group(
            action["domain"],
            [action["context"]["group_by"]],
            auto_unfold=True,
            opening_info=[],
            unfold_read_specification={name: {} for name in names},
        )
        return answer["groups"]

    def test_opening_counts_nothing_and_costs_the_same_for_any_number(self):
        self._customers_own("digest['x_kpi_partners_value'] = 1 / 0")
        # When they were kept they could be counted.
        self.startPatcher(patch.object(type(self.kpi), "_problem", return_value=False))

        def define(name):
            above = self._define_contacts(f"test.above.{name}")
            below = self._define_contacts(f"test.below.{name}", name="Below")
            self._ratio(f"test.rate.{name}", above, below)
            self._digest_of_partners(f"test.digest.{name}")

        def queries():
            with recorded_queries(self.env) as found:
                self._open("sales_lead")
            return found

        for number in range(5):
            define(number)
        queries()
        few = queries()
        self.assertFalse([query for query in few if '"span"' in query])
        self.assertFalse([query for query in few if "SAVEPOINT" in query])
        for number in range(5, 30):
            define(number)
        queries()
        self.assertEqual(len(queries()), len(few))

    def test_kpis_without_category_and_of_many_categories_are_open(self):
        self.assertFalse(self.kpi.category_id)
        categories = self.env["okr.kpi.category"].create(
            [{"name": f"Category {number}"} for number in range(12)]
        )
        for category in categories:
            self._define_contacts(f"test.{category.name}", category_id=category.id)
        groups = self._open("sales_lead")
        self.assertGreaterEqual(len(groups), 13)
        self.assertTrue(all("__records" in group for group in groups))
        none = [group for group in groups if not group["category_id"]]
        self.assertIn(self.kpi.id, [row["id"] for row in none[0]["__records"]])

    def test_what_somebody_folded_stays_folded(self):
        Kpi = self.env["okr.kpi"].with_context(okr_open_all_groups=True)
        answer = Kpi.web_read_group(
            [("id", "=", self.kpi.id)],
            ["category_id"],
            auto_unfold=True,
            opening_info=[{"value": False, "folded": True}],
            unfold_read_specification={"name": {}},
        )
        self.assertNotIn("__records", answer["groups"][0])

    def test_who_may_link_nothing_reads_why_and_whom_to_ask(self):
        self.users["okr_admin"].name = "Ada <b>Lovelace</b>"
        mine = self.key_result.with_user(self.users["sales_lead"])
        self.assertNotIn("help", mine.action_choose_kpi())
        system = self.env.ref("base.group_system")
        self.env["okr.kpi"].search([]).group_ids = system
        action = mine.action_choose_kpi()
        self.assertFalse(self.env["okr.kpi"].search(action["domain"]))
        self.assertIn("may read the records", action["help"])
        self.assertIn("Ada &lt;b&gt;Lovelace", action["help"])
        # Odoo shows it in an ungrouped view only
        self.assertNotIn("group_by", action["context"])

    def test_who_may_link_some_reads_why_there_are_no_more(self):
        self.users["okr_admin"].name = "Ada Lovelace"
        mine = self.key_result.with_user(self.users["sales_lead"])
        kpis = self.env["okr.kpi"].search([])
        others = kpis - self.kpi
        others.group_ids = self.env.ref("base.group_system")
        said = mine.action_choose_kpi()["context"]["okr_left_out"]
        self.assertIn("more KPI", said)
        self.assertIn("Ada Lovelace", said)
        others.unlink()
        self.assertFalse(mine.action_choose_kpi()["context"]["okr_left_out"])

    def test_the_link_dialog_asks_once(self):
        Link = self.env["okr.kpi.link"].with_user(self.users["sales_lead"])
        Link = Link.with_context(
            default_kpi_id=self.kpi.id, default_key_result_id=self.key_result.id
        )
        self._contact(5, user=self.users["sales_lead"])
        with recorded_queries(self.env) as found:
            dialog = Form(Link)
        self.assertEqual(dialog.value_now, "5")
        self.assertEqual(len([query for query in found if '"span"' in query]), 1)

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
        # Those that the administrator may not read carry a mark.
        connected = added.filtered(
            lambda kpi: kpi.digest_field == "kpi_res_users_connected"
        )
        self.assertFalse(connected.is_failing)
        for failing in added.filtered("is_failing"):
            self.assertIn("may not read these records", failing.error)
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
        kpi = self._digest_of_partners("test.parameters")
        self.assertEqual(self._link(kpi.code).current_value, 3.0)
        mine = self.key_result.with_user(self.users["sales_lead"])
        with self.assertRaisesRegex(AccessError, "may not read"):
            mine.kpi_id = kpi
        # Only counting tells, so it is offered, but neither previewed nor linked.
        self.assertIn(kpi, self._offered("sales_lead"))
        self.assertNotIn(
            kpi, kpi.with_user(self.users["sales_lead"])._filtered_linkable()
        )
        (shown,) = kpi.with_user(self.users["sales_lead"]).get_previews(
            self.key_result.id
        )
        self.assertIn("may not read", shown["error"])
        self.assertIsNone(shown["value"])
        self.assertFalse(shown["value_label"])

    def _ratio(self, code, above, below):
        return self.env["okr.kpi"].create(
            {
                "name": "Rate",
                "code": code,
                "source": "ratio",
                "numerator_id": above.id,
                "denominator_id": below.id,
                "run_as_id": self.admin.id,
            }
        )

    def _digest_of_partners(self, code):
        return self.env["okr.kpi"].create(
            {
                "name": "Parameters",
                "code": code,
                "source": "digest",
                "digest_field": "x_kpi_partners",
                "run_as_id": self.admin.id,
            }
        )

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
