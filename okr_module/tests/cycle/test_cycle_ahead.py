from unittest.mock import patch

from odoo.tests import tagged

from ..figures_common import TestOkrFigures, at


@tagged("post_install", "-at_install")
class TestCycleAhead(TestOkrFigures):
    """Next year's cycles are made some weeks before this year ends."""

    def _generate_running_year(self, company):
        self.env["okr.cycle"].search([("company_id", "=", company.id)]).unlink()
        with at("2026-05-01"):
            return self.env["okr.cycle"]._generate_running_year(company)

    def _run(self, day):
        with at(day), self.enter_registry_test_mode():
            self.env.ref("okr_module.ir_cron_generate_ahead").method_direct_trigger()

    def _cycles(self, company):
        return self.env["okr.cycle"].search([("company_id", "=", company.id)])

    def test_eight_weeks_before_the_end_and_not_before(self):
        this_year = self._generate_running_year(self.company)
        self._run("2026-11-04")
        self.assertEqual(self._cycles(self.company), this_year)
        self._run("2026-11-05")
        made = self._cycles(self.company) - this_year
        self.assertEqual(len(made), 5)
        self.assertEqual(set(made.mapped("state")), {"draft"})
        year = made.filtered(lambda cycle: not cycle.parent_id)
        self.assertEqual(
            (year.name, str(year.date_start), str(year.date_end)),
            ("2027", "2027-01-01", "2027-12-31"),
        )
        self.assertEqual((made - year).parent_id, year)

    def test_again_makes_nothing_new(self):
        self._generate_running_year(self.company)
        for day in ("2026-12-01", "2026-12-02", "2026-12-31"):
            self._run(day)
        self.assertEqual(len(self._cycles(self.company)), 10)

    def test_the_rhythm_comes_along(self):
        year, *quarters = self._generate_running_year(self.company)
        year.checkin_interval = "month"
        quarters[-1].write({"checkin_interval": "two_weeks", "checkin_weekday": "0"})
        self._run("2026-12-01")
        made = self._cycles(self.company).filtered(lambda c: c.date_start.year == 2027)
        of_year = made.filtered(lambda cycle: not cycle.parent_id)
        self.assertEqual(of_year.checkin_interval, "month")
        self.assertEqual(
            set((made - of_year).mapped("checkin_interval")), {"two_weeks"}
        )
        self.assertEqual(set((made - of_year).mapped("checkin_weekday")), {"0"})

    def test_each_company_with_its_own_fiscal_year(self):
        ends = {self.company: (31, 12), self.other_company: (31, 3)}
        company_class = type(self.company)

        def fiscal_year_end(company):
            return ends.get(company, (31, 12))

        with patch.object(company_class, "_okr_fiscal_year_end", fiscal_year_end):
            self._generate_running_year(self.company)
            self._generate_running_year(self.other_company)
            self._run("2027-02-20")
            self.assertEqual(len(self._cycles(self.company)), 5)
            theirs = self._cycles(self.other_company)
            self.assertEqual(len(theirs), 10)
            self.assertEqual(str(max(theirs.mapped("date_end"))), "2028-03-31")

    def test_a_company_without_a_generated_year_is_left_alone(self):
        mine = self._cycles(self.company)
        self._run("2026-12-01")
        self.assertEqual(self._cycles(self.company), mine)

    def test_a_company_that_makes_its_own_is_left_alone(self):
        self._generate_running_year(self.company)
        own = self.cycle.create(
            {
                "name": "Spring term",
                "company_id": self.company.id,
                "date_start": "2027-02-01",
                "date_end": "2027-05-31",
            }
        )
        self._run("2026-12-01")
        self.assertEqual(len(self._cycles(self.company)), 6)
        self.assertIn(own, self._cycles(self.company))
