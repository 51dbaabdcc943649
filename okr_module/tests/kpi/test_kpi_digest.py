from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .kpi_common import TestOkrKpiCommon


@tagged("post_install", "-at_install")
class TestOkrKpiDigest(TestOkrKpiCommon):
    """The KPIs of Odoo's own digest, and those a customer has added to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._definition("kpi_res_users_connected")

    @classmethod
    def _definition(cls, name, **values):
        return cls.env["okr.kpi"].create(
            {
                "name": name,
                "code": f"digest.{name}",
                "source": "digest",
                "digest_field": name,
                "run_as_id": cls.admin.id,
                **values,
            }
        )

    def _connect(self, login, local):
        """Note that somebody logged in, at a local time."""
        log = self.env["res.users.log"].with_user(self.users[login])
        log = log.sudo().create({})
        self._set_columns(log, create_date=self._instant(local))
        self.env.invalidate_all()

    def _customers_own(self, code):
        """Add a KPI to the digest as Settings > Technical > Fields does."""
        model_id = self.env["ir.model"]._get_id("digest.digest")
        self.env["ir.model.fields"].create(
            [
                {
                    "name": "x_kpi_partners",
                    "field_description": "New contacts",
                    "model_id": model_id,
                    "ttype": "boolean",
                    "state": "manual",
                },
                {
                    "name": "x_kpi_partners_value",
                    "field_description": "New contacts, counted",
                    "model_id": model_id,
                    "ttype": "integer",
                    "state": "manual",
                    "store": False,
                    "depends": "",
                    "readonly": True,
                    "compute": code,
                },
            ]
        )
        return self._definition("x_kpi_partners")

    # --- ODOO'S OWN ---

    def test_people_connected_by_the_days_of_the_company(self):
        code = "digest.kpi_res_users_connected"
        self._connect("seller", "2026-03-10 00:10")
        self._connect("developer", "2026-03-11 23:50")
        self.assertEqual(self._value(code, "2026-03-10", "2026-03-10"), 1.0)
        self.assertEqual(self._value(code, "2026-03-09", "2026-03-09"), 0.0)
        self.assertEqual(self._value(code, "2026-03-10", "2026-03-11"), 2.0)
        self.assertEqual(self._value(code, "2026-03-12", "2026-03-17"), 0.0)

    def test_another_company_never_counts(self):
        self._connect("stranger", "2026-03-10 10:00")
        self.assertEqual(
            self._value("digest.kpi_res_users_connected", "2026-03-10", "2026-03-10"),
            0.0,
        )

    def test_several_spans_are_not_mixed_up(self):
        kpi = self._kpi("digest.kpi_res_users_connected")
        self._connect("seller", "2026-03-10 10:00")
        values = [
            self._value(kpi.code, start, end)
            for start, end in (
                ("2026-03-01", "2026-03-09"),
                ("2026-03-01", "2026-03-10"),
                ("2026-03-11", "2026-03-12"),
            )
        ]
        self.assertEqual(values, [0.0, 1.0, 0.0])

    def test_without_a_first_day_all_of_the_past_counts(self):
        kpi = self._kpi("digest.kpi_res_users_connected")
        kpi.nature = "stock"
        self._connect("seller", "2026-03-10 10:00")
        key_result = self._link(kpi.code)
        self.assertFalse(key_result.kpi_error)
        self.assertEqual(key_result.current_value, 1.0)

    def test_only_a_whole_company_is_counted(self):
        key_result = self._link(
            "digest.kpi_res_users_connected",
            kpi_scope="user",
            kpi_user_id=self.users["seller"].id,
        )
        self.assertIn("whole company", key_result.kpi_error)

    # --- A CUSTOMER'S OWN ---

    def test_a_kpi_that_a_customer_added(self):
        kpi = self._customers_own(
            "start, end, companies = self._get_kpi_compute_parameters()\n"
            "for digest in self:\n"
            "    digest['x_kpi_partners_value'] = self.env['res.partner']"
            ".search_count([('create_date', '>=', start), ('create_date', '<', end),"
            " ('company_id', 'in', companies.ids)])"
        )
        partners = self.env["res.partner"].create(
            [
                {"name": "Customer", "company_id": self.company.id},
                {"name": "Another", "company_id": self.company.id},
                {"name": "Elsewhere", "company_id": self.other_company.id},
            ]
        )
        self._set_columns(partners, create_date=self._instant("2026-03-10 10:00"))
        self.assertEqual(self._value(kpi.code, "2026-03-10", "2026-03-10"), 2.0)
        self.assertEqual(self._value(kpi.code, "2026-03-11", "2026-03-12"), 0.0)
        key_result = self._link(kpi.code)
        self.assertEqual(key_result.current_value, 2.0)

    def test_a_field_that_goes_leaves_the_key_result_readable(self):
        kpi = self._customers_own(
            "for digest in self:\n    digest['x_kpi_partners_value'] = 7"
        )
        key_result = self._link(kpi.code)
        self.assertEqual(key_result.current_value, 7.0)
        self.env["ir.model.fields"].search(
            [("model", "=", "digest.digest"), ("name", "like", "x_kpi_partners%")]
        ).unlink()
        key_result.action_refresh_kpi()
        self.assertEqual(key_result.current_value, 7.0)
        self.assertIn("x_kpi_partners", key_result.kpi_error)
        self.assertEqual(key_result.name, f"Linked to {kpi.code}")

    def test_what_cannot_be_counted_is_refused(self):
        with (
            mute_logger("odoo.tools.safe_eval"),
            self.assertRaisesRegex(ValidationError, "cannot be counted") as refused,
        ):
            self._customers_own("1 / 0")
        self.assertNotIn("division", str(refused.exception))

    def test_a_field_that_fails_stops_no_other(self):
        # When it was kept it could be counted.
        with patch.object(type(self.env["okr.kpi"]), "_problem", return_value=False):
            broken = self._customers_own("1 / 0")
        self._connect("seller", "2026-03-10 10:00")
        with mute_logger("odoo.tools.safe_eval"):
            first = self._link(broken.code)
            second = self._link("digest.kpi_res_users_connected")
            (first | second).action_refresh_kpi()
        self.assertIn("cannot be counted the way it is defined", first.kpi_error)
        self.assertFalse(first.checkin_ids)
        self.assertEqual(second.current_value, 1.0)

    # --- WHO MAY ---

    def test_a_person_who_may_not_read_it_keeps_the_last_value(self):
        kpi = self._customers_own(
            "from_users = self.env['res.users.apikeys'].search_count([])\n"
            "for digest in self:\n    digest['x_kpi_partners_value'] = 3"
        )
        key_result = self._link(kpi.code)
        self.assertEqual(key_result.current_value, 3.0)
        kpi.run_as_id = new_test_user(
            self.env,
            "digest_reader",
            groups="base.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.env["ir.model.access"].search(
            [("model_id.model", "=", "res.users.apikeys")]
        ).perm_read = False
        key_result.action_refresh_kpi()
        self.assertIn("digest_reader", key_result.kpi_error)
        self.assertEqual(key_result.current_value, 3.0)
        self.assertTrue(key_result.kpi_error_since)
