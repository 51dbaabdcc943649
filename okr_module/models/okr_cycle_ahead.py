from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import date_utils

#: How long before a fiscal year ends the cycles of the next one are made: people
#: plan a year before it begins.
DAYS_AHEAD = 56
RHYTHM = ("checkin_interval", "checkin_weekday", "grace_days")


class OkrCycle(models.Model):
    """Next year's cycles are there before anybody has to ask for them."""

    _inherit = "okr.cycle"

    @api.model
    def _cron_generate_ahead(self):
        """Make the cycles of the next fiscal year some weeks before this one ends.

        For each company that works with generated cycles: one that runs its fiscal
        year as a cycle. What is there already stays as it is, and a company that has
        begun to make its own is left alone.
        """
        for company in self.env["res.company"].search([("active", "=", True)]):
            self.with_company(company)._generate_ahead(company)

    @api.model
    def _generate_ahead(self, company):
        """Make the next fiscal year of one company where it is time to.

        :return: the cycles that were made
        """
        today = company._okr_today()
        start, end = date_utils.get_fiscal_year(today, *company._okr_fiscal_year_end())
        if today + timedelta(days=DAYS_AHEAD) < end:
            return self.browse()
        mine = Domain("company_id", "in", (company.id, False))
        year = self.search(
            mine & Domain("date_start", "=", start) & Domain("date_end", "=", end),
            limit=1,
        )
        next_day = end + timedelta(days=1)
        _start, next_end = date_utils.get_fiscal_year(
            next_day, *company._okr_fiscal_year_end()
        )
        begun = self.search_count(
            mine
            & Domain("date_start", ">=", next_day)
            & Domain("date_start", "<=", next_end),
            limit=1,
        )
        if not year or begun:
            return self.browse()
        last_part = year.child_ids.sorted("date_end")[-1:] or year
        cycles = self._generate_fiscal_year(company, next_day)
        new_year = cycles.filtered(lambda cycle: cycle.date_end == next_end)[:1]
        for model, copies in ((year, new_year), (last_part, cycles - new_year)):
            copies.write({name: model[name] for name in RHYTHM})
        return cycles
