from odoo import api, fields, models
from odoo.tools import date_utils

from ...models.base.texts import say_day
from ...models.cycle.okr_cycle import RHYTHM


class OkrCycleSetup(models.TransientModel):
    """Begins OKRs in a company: the running year, its quarters and their rhythm."""

    _name = "okr.cycle.setup"
    _description = "Begin a year of OKRs"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    year_label = fields.Char(string="Year", compute="_compute_year_label")
    checkin_interval = fields.Selection(
        selection=lambda self: self._selection_of("checkin_interval"),
        string="People check in",
        default="week",
        required=True,
    )
    checkin_weekday = fields.Selection(
        selection=lambda self: self._selection_of("checkin_weekday"),
        string="By",
        default="4",
        required=True,
    )
    grace_days = fields.Integer(
        string="Days of grace",
        default=2,
        help="Days after the due day in which a check-in still counts, as late.",
    )

    @api.model
    def _selection_of(self, name):
        return self.env["okr.cycle"]._fields[name]._description_selection(self.env)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        company = self.env.company.sudo()
        for name in RHYTHM:
            # A company that has said so already is not asked anew
            if name in fields and f"okr_{name}" in company._fields:
                values[name] = company[f"okr_{name}"]
        return values

    @api.depends("company_id")
    def _compute_year_label(self):
        for wizard in self:
            company = wizard.company_id
            start, end = date_utils.get_fiscal_year(
                company._okr_today(), *company._okr_fiscal_year_end()
            )
            wizard.year_label = self.env._(
                "%(first)s to %(last)s, in four quarters",
                first=say_day(self.env, start),
                last=say_day(self.env, end),
            )

    def action_confirm(self):
        """Make the year that runs, with the rhythm that was chosen.

        :raise AccessError: if the caller does not administer OKRs
        """
        self.ensure_one()
        company = self.company_id
        rhythm = {name: self[name] for name in RHYTHM}
        cycles = self.env["okr.cycle"].with_company(company)
        made = cycles._generate_running_year(company)
        # What all companies share is not this one's to change
        made.filtered(
            lambda cycle: cycle.state != "closed" and cycle.company_id == company
        ).write(rhythm)
        company.sudo().write(
            {
                f"okr_{name}": value
                for name, value in rhythm.items()
                if f"okr_{name}" in company._fields
            }
        )
        return {"type": "ir.actions.act_window_close"}
