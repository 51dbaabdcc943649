from functools import partial

from pytz import timezone

from odoo import api, fields, models
from odoo.fields import Domain

from ...arithmetic.status import Thresholds
from .retry import retried
from .selections import CHECKIN_INTERVALS, MONTHS, VISIBILITIES, WEEKDAYS

#: the last day of each month; of February as Accounting writes it, too
LAST_DAYS = dict(enumerate((31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), 1))
#: what a change of takes all figures again
THRESHOLDS = ("okr_too_early", "okr_on_track", "okr_at_risk", "okr_pass_mark")
#: up to so many key results, figures are taken again at once
AT_ONCE = 1000
#: which figures, and the field that says how far it has come
RETAKEN = {
    "okr.key.result": "okr_retaken_key_result_id",
    "okr.objective": "okr_retaken_objective_id",
}


class ResCompany(models.Model):
    _inherit = "res.company"

    okr_enabled = fields.Boolean(
        string="Work with OKRs",
        default=True,
        help="Off: nobody who works in this company alone has the menu, nothing is due "
        "or reminded of, and no cycles are made for it. What there is stays.",
    )
    okr_checkin_interval = fields.Selection(
        CHECKIN_INTERVALS,
        string="Check in",
        default="week",
        required=True,
        help="How often people check in, in new cycles.",
    )
    okr_checkin_weekday = fields.Selection(
        WEEKDAYS,
        string="Check-ins are due on",
        default="4",
        required=True,
        help="The day by which people have checked in, in new cycles.",
    )
    okr_grace_days = fields.Integer(
        string="Days of grace for check-ins",
        default=2,
        help="Days after the due day in which a check-in still counts, as late, in new "
        "cycles.",
    )
    okr_year_month = fields.Selection(
        MONTHS,
        string="OKR year begins in",
        help="Years and quarters are made from the first day of this month on. Empty: "
        "with the fiscal year.",
    )
    okr_default_visibility = fields.Selection(
        VISIBILITIES,
        string="New objectives are seen by",
        default="company",
        required=True,
        help="Who may read an objective, unless its owner says otherwise.",
    )
    okr_max_objectives = fields.Integer(
        string="Objectives for one person",
        default=5,
        help="With more than these in a cycle, a hint asks which could wait.",
    )
    okr_too_early = fields.Float(
        string="Too early below",
        default=0.10,
        help="Share of the time below which no key result is judged.",
    )
    okr_on_track = fields.Float(
        string="On track from",
        default=0.9,
        help="Progress divided by expected progress from which a key result is on "
        "track.",
    )
    okr_at_risk = fields.Float(
        string="At risk from",
        default=0.7,
        help="Progress divided by expected progress from which a key result is at "
        "risk. Below it is off track.",
    )
    okr_pass_mark = fields.Float(
        string="Pass mark of a daring objective",
        default=0.7,
        help="Score from which an aspirational objective passes. A committed one "
        "passes at 1.0 only.",
    )

    okr_is_retaking_figures = fields.Boolean(
        readonly=True,
        export_string_translation=False,
        help="Thresholds were changed, and the figures are being taken again.",
    )
    # How far that has come: all up to these ids are done
    okr_retaken_key_result_id = fields.Integer(
        readonly=True, export_string_translation=False
    )
    okr_retaken_objective_id = fields.Integer(
        readonly=True, export_string_translation=False
    )

    _check_okr_thresholds = models.Constraint(
        "CHECK(okr_too_early >= 0 AND okr_too_early <= 1 AND okr_at_risk > 0 AND "
        "okr_at_risk <= okr_on_track AND okr_on_track <= 1 AND okr_pass_mark > 0 "
        "AND okr_pass_mark <= 1)",
        "OKR thresholds lie between 0% and 100%, and 'at risk' does not lie above "
        "'on track'.",
    )

    _check_okr_grace = models.Constraint(
        "CHECK(okr_grace_days >= 0 AND okr_grace_days <= 31)",
        "The days of grace lie between 0 and 31.",
    )
    _check_okr_max_objectives = models.Constraint(
        "CHECK(okr_max_objectives >= 1)",
        "Everybody may have one objective at least.",
    )

    def write(self, vals):
        if "okr_enabled" in vals:
            self.env.registry.clear_cache()  # who has which menu is kept
        changing = self.filtered(
            lambda company: any(
                company[name] != vals[name] for name in THRESHOLDS if name in vals
            )
        )
        result = super().write(vals)
        if changing:
            changing._okr_retake_figures()
        return result

    def _okr_retake_figures(self):
        """Have all figures of companies taken again, in the background.

        A company has hundreds of thousands: whoever saves a threshold does not wait.
        Of a few, they are taken at once.
        """
        for model in ("okr.key.result", "okr.objective"):
            records = self.env[model].sudo()
            domain = Domain("company_id", "in", self.ids)
            domain &= Domain("cycle_id.state", "!=", "closed")
            few = records.search(domain, limit=AT_ONCE + 1)
            if len(few) > AT_ONCE:
                break
            few._refresh_figures()
        else:
            return
        self.sudo().write(
            {
                "okr_is_retaking_figures": True,
                "okr_retaken_key_result_id": 0,
                "okr_retaken_objective_id": 0,
            }
        )
        self.env.ref("okr_module.ir_cron_retake_figures").sudo()._trigger()

    @api.model
    def _cron_okr_retake_figures(self, batch_size=1000):
        """Take figures again where thresholds changed, batch by batch.

        Key results first, as objectives follow them. It goes on where it was stopped.
        """
        for company in self.search([("okr_is_retaking_figures", "=", True)]):
            for model, mark in RETAKEN.items():
                retake = partial(company._retake_batch, model, mark, batch_size)
                goes_on = True
                while goes_on:
                    goes_on, is_time_up = retried(self.env, retake)
                    if is_time_up:
                        return
            company.okr_is_retaking_figures = False
            self.env["ir.cron"]._commit_progress(remaining=0)

    def _retake_batch(self, model, mark, batch_size):
        """Take the figures of the next ones of a company again.

        :param model: of okr.key.result or okr.objective
        :param mark: name of the field with the last id that was taken
        :return: whether there may be more, and whether the job's time is up
        """
        batch = self.env[model].search(
            Domain("company_id", "=", self.id)
            & Domain("cycle_id.state", "!=", "closed")
            & Domain("id", ">", self[mark]),
            order="id",
            limit=batch_size,
        )
        if not batch:
            return False, False
        self.env["okr.objective"]._let_rollup_follow()
        batch._refresh_of_the_day()
        self[mark] = batch[-1].id
        # Bounded, however many there are
        self.env.invalidate_all()
        left = self.env["ir.cron"]._commit_progress(len(batch), remaining=1)
        return True, not left

    def _okr_thresholds(self):
        """Return the company's :class:`Thresholds`."""
        self.ensure_one()
        return Thresholds(self.okr_too_early, self.okr_on_track, self.okr_at_risk)

    def _okr_today(self):
        """Return the day it is where the company works.

        The time zone is its working calendar's; a company without one keeps the
        clock of the server.
        """
        return self._okr_day_of(fields.Datetime.now())

    def _okr_day_of(self, moment):
        """Return the day that a moment, in UTC, is on where the company works."""
        self.ensure_one()
        zone = timezone(self.sudo().resource_calendar_id.tz or "UTC")
        return moment.replace(tzinfo=timezone("UTC")).astimezone(zone).date()

    @api.model
    def _okr_domain_by_today(self, name, operator):
        """Return the domain that compares a date with the day it is for each record.

        Companies on both sides of the date line do not share a today.

        :param name: field of the records, which have a ``company_id``
        """
        days = {}
        for company in self.sudo().search([("id", "!=", False)]):
            days.setdefault(company._okr_today(), []).append(company.id)
        return Domain.OR(
            Domain("company_id", "in", company_ids) & Domain(name, operator, day)
            for day, company_ids in days.items()
        )

    def _okr_fiscal_year_end(self):
        """Return ``(day, month)`` of the last day of the OKR year.

        The company's own choice, else that of its fiscal year: Accounting keeps it;
        without Accounting it is the calendar year's.
        """
        self.ensure_one()
        if begins := int(self.sudo().okr_year_month or 0):
            month = begins - 1 or 12
            return LAST_DAYS[month], month
        if "fiscalyear_last_month" not in self._fields:
            return 31, 12
        company = self.sudo()
        return company.fiscalyear_last_day, int(company.fiscalyear_last_month)
