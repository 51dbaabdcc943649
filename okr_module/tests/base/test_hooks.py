from odoo.tests import tagged
from odoo.tests.common import TransactionCase

from ...hooks import post_init_hook


@tagged("post_install", "-at_install")
class TestPostInitHook(TransactionCase):
    def _cycles(self, company):
        return self.env["okr.cycle"].search([("company_id", "=", company.id)])

    def test_a_company_without_cycles_gets_its_running_year(self):
        shared = self.env["okr.cycle"].search([("company_id", "=", False)])
        shared.company_id = self.env.company
        company = self.env["res.company"].create({"name": "Blank Ltd"})
        post_init_hook(self.env)
        cycles = self._cycles(company)
        self.assertEqual(len(cycles), 5)
        today = company._okr_today()
        for cycle in cycles:
            runs = cycle.date_start <= today <= cycle.date_end
            self.assertEqual(cycle.state, "active" if runs else "draft")
        post_init_hook(self.env)
        self.assertEqual(self._cycles(company), cycles)

    def test_a_company_with_a_cycle_gets_no_second_year(self):
        company = self.env["res.company"].create({"name": "Busy Ltd"})
        cycle = self.env["okr.cycle"].create(
            {
                "name": "Season",
                "company_id": company.id,
                "date_start": "2026-03-02",
                "date_end": "2026-05-31",
            }
        )
        post_init_hook(self.env)
        self.assertEqual(self._cycles(company), cycle)

    def test_a_cycle_for_all_companies_serves_them_all(self):
        company = self.env["res.company"].create({"name": "Guest Ltd"})
        self.env["okr.cycle"].create(
            {
                "name": "For everybody",
                "company_id": False,
                "date_start": "2026-03-02",
                "date_end": "2026-05-31",
            }
        )
        post_init_hook(self.env)
        self.assertFalse(self._cycles(company))
