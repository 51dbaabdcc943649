import math
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..arithmetic import KeyResultInput, Reading, measure, score
from ..arithmetic.progress import clamp
from .okr_status import STATED_STATUS, STATUS

# From the key result or what it hangs on; a change of any takes the figures again.
PLAN_DEPENDS = (
    "metric_type",
    "direction",
    "start_value",
    "target_value",
    "range_min",
    "range_max",
    "state",
    "objective_id.state",
    "objective_id.cycle_id",
    "company_id.okr_on_track",
    "company_id.okr_at_risk",
    "company_id.okr_too_early",
    "cycle_id.date_start",
    "cycle_id.date_end",
    "cycle_id.checkin_interval",
    "cycle_id.checkin_weekday",
    "cycle_id.grace_days",
    "milestone_ids.weight",
    "milestone_ids.is_reached",
    "count_initiatives",
    "initiative_ids.weight",
    "initiative_ids.state",
    "plan_ids.date",
    "plan_ids.value",
    "plan_kind",
    "season_curve",
    "kpi_date_start",
    "kpi_date_end",
    "kpi_id",
    "kpi_alive_on",
)
CHECKIN_DEPENDS = (
    "checkin_ids.date",
    "checkin_ids.value",
    "checkin_ids.confidence",
    "checkin_ids.has_confidence",
    "checkin_ids.stated_status",
)


class OkrKeyResultFigures(models.AbstractModel):
    """The figures of a key result: what :mod:`..arithmetic` says, stored.

    Stored, so that lists filter, group and sort by them; those that hang on
    today's date are taken again every day.
    """

    _name = "okr.key.result.figures"
    _inherit = ["okr.daily.figures"]
    _description = "Figures of a key result"

    current_value = fields.Float(
        compute="_compute_figures",
        store=True,
        aggregator=None,
        help="The value in force, in the metric's own unit.",
    )
    attainment = fields.Float(
        compute="_compute_figures",
        store=True,
        aggregator="avg",
        help="Share of the way from start to target, not capped: 1.2 is a fifth "
        "more than asked for, below 0 is worse than at the start.",
    )
    progress = fields.Float(
        compute="_compute_figures",
        store=True,
        aggregator="avg",
        help="Attainment within 0 and 1.",
    )
    expected_progress = fields.Float(
        compute="_compute_figures",
        store=True,
        aggregator="avg",
        help="Where progress should be by now, 0 to 1.",
    )
    forecast_value = fields.Float(
        string="Forecast",
        compute="_compute_figures",
        store=True,
        aggregator=None,
        help="The value at the end of the cycle if it goes on as it did.",
    )
    has_forecast = fields.Boolean(
        compute="_compute_figures", store=True, export_string_translation=False
    )
    confidence = fields.Float(
        compute="_compute_figures",
        store=True,
        aggregator="avg",
        help="How sure the owner was at the latest check-in that it will be "
        "reached, 0 to 1.",
    )
    has_confidence = fields.Boolean(
        compute="_compute_figures", store=True, export_string_translation=False
    )
    stated_status = fields.Selection(
        STATED_STATUS,
        string="Owner's word",
        compute="_compute_figures",
        store=True,
        help="What the owner said at the latest check-in. It stands beside the "
        "computed status and never replaces it.",
    )
    status = fields.Selection(
        STATUS,
        compute="_compute_figures",
        store=True,
        index=True,
        help="Progress measured against the progress expected by now.",
    )
    words_differ = fields.Boolean(
        compute="_compute_words_differ",
        export_string_translation=False,
        help="The owner's word and the computed status do not say the same.",
    )
    last_checkin_date = fields.Date(
        string="Last check-in", compute="_compute_figures", store=True
    )
    next_checkin_date = fields.Date(
        string="Next check-in",
        compute="_compute_figures",
        store=True,
        index=True,
        help="The day by which the next check-in is asked for; in the past where "
        "one was left out.",
    )
    overdue_date = fields.Date(
        compute="_compute_figures",
        store=True,
        index=True,
        export_string_translation=False,
        help="The day on which it is overdue if nobody checks in.",
    )
    is_late = fields.Boolean(
        string="Late",
        compute="_compute_is_late",
        search="_search_is_late",
        help="A check-in and its days of grace are past.",
    )
    score = fields.Float(
        compute="_compute_score", help="Progress rounded to one decimal."
    )

    def _read_group_select(self, aggregate_spec, query):
        """Average confidence over those who gave it: silence is not 0."""
        if aggregate_spec != "confidence:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "AVG(%s) FILTER (WHERE %s)",
            self._field_to_sql(self._table, "confidence", query),
            self._field_to_sql(self._table, "has_confidence", query),
        )

    @api.depends(*PLAN_DEPENDS, *CHECKIN_DEPENDS)
    def _compute_figures(self):
        today = {company: company._okr_today() for company in self.company_id}
        for key_result in self:
            if key_result.cycle_id.state == "closed":
                # Frozen: the figures stand as they were when the cycle closed.
                key_result._keep_figures()
                continue
            day = today.get(key_result.company_id) or fields.Date.today()
            key_result._take_figures(day)

    def _take_figures(self, day):
        """Set the figures of one key result as of a day."""
        self.ensure_one()
        checkins = self._history()
        self.update(
            self._figure_values(self._figures_input(checkins, day), checkins, day)
        )

    @api.model
    def _figure_values(self, plain, checkins, day):
        """Return ``{field: value}`` of the figures that follow from plain values.

        :param plain: :class:`KeyResultInput`
        :param checkins: its check-ins, or rows with the same attributes, oldest first
        """
        figures = measure(plain, day)
        spoken = [c for c in checkins if c.stated_status]
        sure = [c for c in checkins if c.has_confidence]
        return {
            "current_value": figures.current_value,
            "attainment": figures.attainment,
            "progress": figures.progress,
            "expected_progress": figures.expected_progress,
            "forecast_value": figures.forecast_value or 0.0,
            "has_forecast": figures.forecast_value is not None,
            "confidence": sure[-1].confidence if sure else 0.0,
            "has_confidence": bool(sure),
            "stated_status": spoken[-1].stated_status if spoken else False,
            "status": figures.status,
            "last_checkin_date": figures.last_checkin_date or False,
            "next_checkin_date": figures.next_checkin_date or False,
            "overdue_date": figures.overdue_date or False,
            "figures_date": day,
        }

    def _history(self):
        """Return the check-ins of a key result, oldest first.

        One whose day is not chosen yet, in a form, is no part of it.
        """
        self.ensure_one()
        return self.checkin_ids.filtered("date").sorted(
            lambda checkin: (checkin.date, checkin._origin.id or math.inf)
        )

    def _figures_input(self, checkins, day):
        """Return the plain values that the figures follow from.

        :param checkins: check-ins, oldest first
        :param day: today in the company's time zone
        """
        return self._input_of(tuple(Reading(c.date, c.value) for c in checkins), day)

    def _input_of(self, readings, day, alive_on=None, frames=None):
        """Return the plain values that the figures follow from.

        :param readings: tuple of :class:`Reading`, oldest first
        :param day: today in the company's time zone
        :param alive_on: the day on which the source answered, where that is not
            written yet
        :param frames: a dict in which what all key results of an objective share is
            kept, where many are asked for on the same day
        """
        self.ensure_one()
        objective = self.objective_id
        frame = frames and frames.get(objective)
        if not frame:
            frame = self._frame(day)
            if frames is not None:
                frames[objective] = frame
        return KeyResultInput(
            metric_type=self.metric_type,
            direction=self.direction,
            start_value=self.start_value,
            target_value=self.target_value,
            range_min=self.range_min,
            range_max=self.range_max,
            cancelled="cancelled" in (self.state, objective.state),
            alive_on=alive_on or (self.kpi_id and self.kpi_alive_on) or None,
            readings=readings,
            milestones=tuple(self._steps()),
            plan_points=tuple(
                sorted((p.date, p.value) for p in self.plan_ids if p.date)
            ),
            **frame,
        )

    def _frame(self, day):
        """Return what a key result has from its objective, for ``_input_of``."""
        cycle = self.cycle_id
        dated = bool(cycle.date_start and cycle.date_end)
        return {
            # An idea without a cycle has all the time in the world.
            "start_date": cycle.date_start if dated else day,
            "end_date": cycle.date_end if dated else day + timedelta(days=365),
            "tracked": dated and self.objective_id.state == "active",
            "checkin_interval": cycle.checkin_interval or "week",
            "checkin_weekday": int(cycle.checkin_weekday or 4),
            "grace_days": cycle.grace_days,
            "thresholds": (self.company_id or self.env.company)._okr_thresholds(),
        }

    @api.depends("overdue_date")
    def _compute_is_late(self):
        for key_result in self:
            overdue = key_result.overdue_date
            key_result.is_late = bool(
                overdue and overdue <= key_result.company_id._okr_today()
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        # Companies on both sides of the date line do not share a today.
        days = {}
        for company in self.env["res.company"].sudo().search([("id", "!=", False)]):
            days.setdefault(company._okr_today(), []).append(company.id)
        return fields.Domain.OR(
            fields.Domain("company_id", "in", company_ids)
            & fields.Domain("overdue_date", "<=", day)
            for day, company_ids in days.items()
        )

    @api.depends("status", "stated_status")
    def _compute_words_differ(self):
        for key_result in self:
            key_result.words_differ = bool(
                key_result.stated_status
                and key_result.stated_status != key_result.status
                # The others are no verdict on the work that a word could differ from.
                and key_result.status in ("on_track", "at_risk", "off_track")
            )

    @api.depends("progress")
    def _compute_score(self):
        for key_result in self:
            key_result.score = score.score(clamp(key_result.progress))
