from odoo import models
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ...models.kpi.okr_kpi import NOT_DEFINITION
from ..common import TestOkrCommon


@tagged("post_install", "-at_install")
class TestKpiRights(TestOkrCommon):
    """Who may define a KPI, let it be computed as somebody, and link it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.env.ref("base.user_admin")
        cls.kpi = cls.env["okr.kpi"].create(
            {
                "name": "Departments",
                "code": "test.departments",
                "model_id": cls.env["ir.model"]._get_id("hr.department"),
                "run_as_id": cls.admin.id,
            }
        )
        cls.objective = cls._objective("developer")

    def _define(self, login, **values):
        kpis = self.env["okr.kpi"].with_user(self.users[login])
        return kpis.create(
            {
                "name": "Mine",
                "code": f"test.mine.{login}",
                "model_id": self.env["ir.model"]._get_id("hr.department"),
                **values,
            }
        )

    def test_employee_defines_nothing(self):
        for login in ("developer", "hr_officer"):
            with self.subTest(login=login):
                with self.assertRaises(AccessError):
                    self._define(login)
                with self.assertRaises(AccessError):
                    self.kpi.with_user(self.users[login]).name = "Another"
                self.assertEqual(
                    self.kpi.with_user(self.users[login]).name, "Departments"
                )

    def test_okr_administrator_computes_as_nobody_else(self):
        own = self._define("okr_admin", run_as_id=self.users["okr_admin"].id)
        self.assertEqual(own.run_as_id, self.users["okr_admin"])
        with self.assertRaises(AccessError):
            own.run_as_id = self.admin
        with self.assertRaises(AccessError):
            self._define("okr_admin", code="test.other", run_as_id=self.admin.id)

    def test_okr_administrator_does_not_redirect_what_another_person_sees(self):
        kpi = self.kpi.with_user(self.users["okr_admin"])
        kpi.name = "Departments of ours"
        self.assertEqual(self.kpi.name, "Departments of ours")
        for values in (
            {"model_id": self.env["ir.model"]._get_id("hr.job")},
            {"domain": "[('name', 'ilike', 'x')]"},
            {"user_path": "manager_id.user_id"},
            {"multiplier": 2.0},
            {"nature": "stock"},
            {"date_end_counts": True},
            {"currency_id": self.env.company.currency_id.id},
            {"company_id": self.company.id},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                kpi.write(values)

    def test_the_names_beside_the_links_are_nobodys_to_give(self):
        own = self._define("okr_admin", run_as_id=self.users["okr_admin"].id)
        for kpi in (self.kpi.with_user(self.users["okr_admin"]), own):
            for name in ("model_name", "measure_name", "date_name", "date_end_name"):
                with self.subTest(name), self.assertRaises(AccessError):
                    kpi.write({name: "hr.job"})
                with self.subTest(name), self.assertRaises(AccessError):
                    self._define("okr_admin", code="test.named", **{name: "hr.job"})
            self.assertEqual(kpi.model_name, "hr.department")

    def test_what_an_addon_adds_to_a_definition_belongs_to_it(self):
        """All that is kept and is no word; so no list can forget one."""
        stored = {name for name, f in self.kpi._fields.items() if f.store}
        loose = stored - self.kpi._definition_fields() - set(models.MAGIC_COLUMNS)
        self.assertEqual(loose, NOT_DEFINITION & stored)

    def test_who_manages_access_rights_may(self):
        manager = new_test_user(
            self.env,
            "rights_manager",
            groups="base.group_erp_manager,okr_module.group_okr_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.kpi.with_user(manager).domain = "[('name', '!=', 'x')]"
        self.assertEqual(self.kpi.domain, "[('name', '!=', 'x')]")

    def test_linker_belongs_to_the_groups_of_the_kpi(self):
        key_result = self.objective.key_result_ids
        mine = key_result.with_user(self.users["developer"])
        self.kpi.group_ids = self.env.ref("base.group_system")
        with self.assertRaises(AccessError):
            mine.kpi_id = self.kpi
        self.assertFalse(key_result.kpi_id)
        self.kpi.group_ids = False
        mine.kpi_id = self.kpi
        self.assertEqual(key_result.kpi_linked_by_id, self.users["developer"])

    def test_linker_reads_what_is_counted(self):
        self.kpi.write(
            {
                "model_id": self.env["ir.model"]._get_id("ir.cron"),
                "company_path": False,
            }
        )
        mine = self.objective.key_result_ids.with_user(self.users["developer"])
        with self.assertRaises(AccessError):
            mine.kpi_id = self.kpi
