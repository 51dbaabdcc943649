from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .kpi_common import TestOkrKpiCommon


@tagged("post_install", "-at_install")
class TestKpiLinkRights(TestOkrKpiCommon):
    """What a KPI is computed as somebody else for tells its linker nothing more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpi = cls._define_contacts("test.contacts")
        cls.lead = cls.users["sales_lead"]

    def _mine(self, login="sales_lead", **values):
        """Link a key result as a person."""
        return (
            self.env["okr.key.result"]
            .with_user(self.users[login])
            .create(
                {
                    "name": "Mine",
                    "objective_id": self.objective.id,
                    "kpi_id": self.kpi.id,
                    "target_value": 100.0,
                    **values,
                }
            )
        )

    # --- FILTERS ---

    def test_a_filter_looks_at_nothing_that_its_linker_may_not_read(self):
        """Computed as another, a number that moves with the filter would tell."""
        secret = "[('employee_ids.pin', '=', '1234')]"
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.lead).search(
                [("employee_ids.pin", "=", "1234")]
            )
        with self.assertRaisesRegex(AccessError, "may not read"):
            self._mine(kpi_filter=secret)
        key_result = self._mine()
        with self.assertRaisesRegex(AccessError, "may not read"):
            key_result.kpi_filter = secret
        preview = self.kpi.with_user(self.lead)._preview_for(
            key_result, "company", extra=[("employee_ids.pin", "=", "1234")]
        )
        self.assertIn("may not read", preview["error"])
        self.assertIsNone(preview["value"])

    def test_a_filter_on_what_its_linker_reads_is_taken(self):
        self._contact(3)
        self._contact(4, city="Hanoi")
        key_result = self._mine(kpi_filter="[('city', '=', 'Hanoi')]")
        self.assertEqual(key_result.current_value, 4.0)

    def test_the_filter_of_a_ratio_is_looked_at_too(self):
        ratio = self.env["okr.kpi"].create(
            {
                "name": "Rate",
                "code": "test.rate",
                "source": "ratio",
                "numerator_id": self.kpi.id,
                "denominator_id": self._define_contacts("test.below").id,
                "run_as_id": self.admin.id,
            }
        )
        with self.assertRaisesRegex(AccessError, "may not read"):
            self._mine(
                kpi_id=ratio.id, kpi_filter="[('employee_ids.pin', '=', '1234')]"
            )
        with self.assertRaises(ValidationError):
            self._mine(kpi_id=ratio.id, kpi_filter="[('no_such_field', '=', 1)]")

    def test_no_code_in_filters(self):
        for text in (
            "[('user_id', '=', uid)]",
            "__import__('os').system('true')",
            "[('color', '=', (lambda: 1)())]",
            "{'color': 1}",
            "[('color', '=', 1",
        ):
            with self.subTest(text):
                with self.assertRaises(ValidationError):
                    self.kpi.domain = text
                with self.assertRaises(ValidationError):
                    self._mine(kpi_filter=text)

    # --- AS WHOM ---

    def test_nobody_is_not_the_superuser(self):
        """Without a person Odoo would compute a KPI as the job that takes it."""
        self.kpi.run_as_id = False
        key_result = self._mine()
        self._contact(5)
        key_result.sudo().kpi_linked_by_id = False
        key_result.sudo()._refresh_kpis()
        self.assertIn("is gone", key_result.kpi_error)
        self.assertFalse(key_result.kpi_run_as_id)
        self.assertEqual(key_result.current_value, 0.0)
        # Linked again, it answers.
        key_result.kpi_scope = "company"
        self.assertFalse(key_result.kpi_error)
        self.assertEqual(key_result.current_value, 5.0)

    def test_an_archived_person_sees_nothing_any_more(self):
        self.kpi.run_as_id = self.users["seller"]
        self._contact(5)
        key_result = self._mine()
        self.assertEqual(key_result.current_value, 5.0)
        self.users["seller"].active = False
        self._contact(6)
        key_result.action_refresh_kpi()
        self.assertIn("seller", key_result.kpi_error)
        self.assertIn("archived", key_result.kpi_error)
        self.assertEqual(key_result.current_value, 5.0)
        self.kpi.run_as_id = self.admin
        key_result.action_refresh_kpi()
        self.assertFalse(key_result.kpi_error)
        self.assertEqual(key_result.current_value, 11.0)

    def test_nobody_chooses_sudo(self):
        manager = self.admin
        for values in ({"run_as_id": SUPERUSER_ID},):
            with self.assertRaisesRegex(AccessError, "as a person"):
                self.kpi.with_user(manager).write(values)
        with self.assertRaises(AccessError):
            self._mine(kpi_linked_by_id=self.admin.id)
        with self.assertRaises(AccessError):
            self._mine().kpi_linked_by_id = self.admin

    def test_a_part_of_a_ratio_is_not_redirected_either(self):
        """Both parts are computed as the ratio's person."""
        okr_admin = self.users["okr_admin"]
        part = self._define_contacts("test.part", run_as_id=okr_admin.id)
        self.env["okr.kpi"].create(
            {
                "name": "Rate",
                "code": "test.rate",
                "source": "ratio",
                "numerator_id": part.id,
                "denominator_id": self.kpi.id,
                "run_as_id": self.admin.id,
            }
        )
        with self.assertRaisesRegex(AccessError, "Rate is computed as"):
            part.with_user(okr_admin).domain = "[]"
        part.with_user(okr_admin).name = "Another name"

    def test_what_a_linker_sees_is_not_redirected_either(self):
        """A KPI that names nobody is computed as whoever links it."""
        okr_admin = self.users["okr_admin"]
        self.kpi.run_as_id = False
        kpi = self.kpi.with_user(okr_admin)
        kpi.domain = "[('ref', '=', 'else')]"
        key_result = self._mine()
        self.assertEqual(key_result.kpi_run_as_id, self.lead)
        for values in (
            {"domain": "[('ref', '=', 'okr')]"},
            {"model_id": self.env["ir.model"]._get_id("res.users")},
            {"gap_domain": "[('ref', '=', 'okr')]"},
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex(AccessError, "access rights"),
                self.cr.savepoint(),
            ):
                kpi.write(values)
        # As oneself one may, but not give it back to the others afterwards
        kpi.write({"run_as_id": okr_admin.id, "domain": "[('ref', '=', 'okr')]"})
        with self.assertRaisesRegex(AccessError, "sales_lead"):
            kpi.run_as_id = False
        # What one's own key results alone follow is one's own
        key_result.kpi_id = False
        kpi.run_as_id = False
        self._mine("okr_admin")
        kpi.domain = "[]"

    def test_a_ratio_is_linked_by_those_who_may_link_its_parts(self):
        """A check-in of a ratio keeps both: what they say is said."""
        ratio = self.env["okr.kpi"].create(
            {
                "name": "Rate",
                "code": "test.rate",
                "source": "ratio",
                "numerator_id": self._define_contacts("test.above").id,
                "denominator_id": self.kpi.id,
                "run_as_id": self.admin.id,
            }
        )
        self._mine(kpi_id=ratio.id)
        system = self.env.ref("base.group_system")
        for part in (ratio.numerator_id, ratio.denominator_id):
            part.group_ids = system
            with self.assertRaisesRegex(AccessError, part.name):
                self._mine(kpi_id=ratio.id)
            part.group_ids = False
        self._mine(kpi_id=ratio.id)

    def test_who_gets_to_know_is_no_word_of_an_okr_administrator(self):
        """Neither the guard of small groups nor the groups that may link."""
        kpi = self.kpi.with_user(self.users["okr_admin"])
        for values in (
            {"group_ids": [(5,)]},
            {"min_group_size": 1, "person_path": False},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                kpi.write(values)

    # --- HANDED ON ---

    def test_handed_on_by_one_who_may_not_link_it_stays_the_kpi_it_was(self):
        """Else whoever names another owner would learn what that one sold."""
        self._contact(5, user=self.users["seller"])
        self._contact(70, user=self.users["north_lead"])
        key_result = self._mine(kpi_scope="user", user_id=self.users["seller"].id)
        self.assertEqual(key_result.current_value, 5.0)
        self.kpi.group_ids = self.env.ref("base.group_system")
        key_result.user_id = self.users["north_lead"]
        key_result.sudo()._refresh_kpis()
        self.assertEqual(key_result.current_value, 5.0)
        self.assertEqual(key_result.kpi_user_id, self.users["seller"])
        self.assertEqual(key_result.kpi_linked_by_id, self.lead)

    def test_handed_on_by_one_who_may_link_it_follows_the_owner(self):
        self._contact(5, user=self.users["seller"])
        self._contact(70, user=self.users["north_lead"])
        key_result = self._mine(kpi_scope="user", user_id=self.users["seller"].id)
        key_result.user_id = self.users["north_lead"]
        key_result.sudo()._refresh_kpis()
        self.assertFalse(key_result.kpi_user_id)
        self.assertEqual(key_result.current_value, 70.0)

    # --- BAD INPUT ---

    def test_a_span_that_ends_before_it_begins_is_a_sentence_for_many_at_once(self):
        key_results = self._link("test.contacts") | self._link("test.contacts")
        with self.assertRaisesRegex(ValidationError, "until before it begins"):
            key_results.write(
                {"kpi_date_start": "2026-03-01", "kpi_date_end": "2026-02-01"}
            )
