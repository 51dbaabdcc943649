import math
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...arithmetic import (
    MEASURES,
    KeyResultInput,
    Reading,
    measure,
    original_plan,
    score,
)
from ...arithmetic import forecast as forecasting
from ...arithmetic.curve import curve
from ...arithmetic.original_plan import course
from ...arithmetic.progress import clamp
from ..base.selections import LIVE_STATES, STATED_STATUS, STATUS
from ..base.texts import say_day
from .okr_target_change import as_spans

# What check-ins say; a change of any takes the figures again.
CHECKIN_DEPENDS = (
    "checkin_ids.date",
    "checkin_ids.value",
    "checkin_ids.confidence",
    "checkin_ids.has_confidence",
    "checkin_ids.stated_status",
    "checkin_ids.entered_on",
)
# The figures that not every key result has, and the field that tells.
_HAS_FIGURE = {
    "attainment": "is_measured",
    "progress": "is_measured",
    "expected_progress": "is_measured",
    "confidence": "has_confidence",
}


class OkrKeyResult(models.Model):
    """The figures of a key result: what :mod:`..arithmetic` says, stored.

    Stored, so that lists filter, group and sort by them; those that hang on
    today's date are taken again every day.
    """

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.key.result"

    current_value = fields.Float(
        compute="_compute_figures",
        store=True,
        aggregator=None,
        help="The value in force, in the metric's own unit.",
        string="Current value",
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
        string="Expected progress",
    )
    forecast_value = fields.Float(
        string="Forecast",
        compute="_compute_figures",
        store=True,
        aggregator=None,
        help="The value on the last day of the plan if it goes on as it did.",
    )
    has_forecast = fields.Boolean(
        compute="_compute_figures", store=True, export_string_translation=False
    )
    forecast_basis = fields.Selection(
        [
            ("trend", "The straight line nearest to the check-ins"),
            ("pace", "On at the pace so far"),
            ("last_year", "On as last year went"),
            ("standing", "What is there already, as it only adds up"),
        ],
        string="Forecast made of",
        compute="_compute_figures",
        store=True,
    )
    is_measured = fields.Boolean(
        string="Measured",
        compute="_compute_figures",
        store=True,
        help="Somebody or something has told how far it is. Without that there is no "
        "progress to speak of.",
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
        string="Self-reported status",
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
    stated_status_differs = fields.Boolean(
        compute="_compute_stated_status_differs",
        export_string_translation=False,
        help="The self-reported status and the computed one differ.",
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
        string="Overdue",
        compute="_compute_is_late",
        search="_search_is_late",
        help="A check-in and its days of grace are past by its plan, whether or not "
        "its owner was on leave.",
    )
    score = fields.Float(
        compute="_compute_score", help="Progress rounded to one decimal."
    )
    forecast_label = fields.Char(
        string="Forecast in words",
        compute="_compute_forecast_label",
        help="From three days of check-ins on, the straight line that lies nearest to "
        "them; before that, on at the pace so far; with a plan like last year, on as "
        "last year went. What only adds up never falls below where it stands.",
    )
    plan_kind = fields.Selection(
        [("linear", "A straight line"), ("points", "Your own points")],
        string="Expected",
        compute="_compute_plan_kind",
        store=True,
        readonly=False,
        plan=True,
        tracking=True,
        help="Where it should be on a day. Straight: the same amount each day. Own "
        "points: say where it should stand on some days. Like last year: of a KPI "
        "that Odoo holds, the share that last year had reached by the same day.",
    )
    plan_label = fields.Char(string="Plan in words", compute="_compute_plan_label")
    is_target_changed = fields.Boolean(
        string="Target changed",
        compute="_compute_original",
        compute_sudo=True,
        help="What it is measured by was changed after it began.",
    )
    original_progress = fields.Float(
        string="Against the original plan",
        compute="_compute_original",
        compute_sudo=True,
        aggregator=None,
        help="Progress, 0 to 1, had nobody changed what it is measured by.",
    )
    original_score = fields.Float(
        string="Score against the original plan",
        compute="_compute_original",
        compute_sudo=True,
        aggregator=None,
    )
    original_plan_label = fields.Char(
        string="Original plan", compute="_compute_original_plan_label"
    )
    plan_preview = fields.Json(
        compute="_compute_plan_preview",
        export_string_translation=False,
        help="The curve of the plan alone, while somebody is making it.",
    )

    # --- COMPUTE AND SEARCH ---

    @api.model
    def _averaged_figures(self):
        return _HAS_FIGURE

    @api.model
    def _live_domain(self):
        return Domain("state", "=", "active") & Domain(
            "objective_state", "in", LIVE_STATES
        )

    @api.depends(lambda self: (*self._plan_depends(), *CHECKIN_DEPENDS))
    def _compute_figures(self):
        today = {company: company._okr_today() for company in self.company_id}
        frames = {}
        for key_result in self:
            if key_result.cycle_id.state == "closed":
                # Frozen: the figures stand as they were when the cycle closed.
                key_result._keep_figures()
                continue
            day = today.get(key_result.company_id) or fields.Date.today()
            key_result._take_figures(day, frames)

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
        return self.env["res.company"]._okr_domain_by_today("overdue_date", "<=")

    @api.depends("status", "stated_status")
    def _compute_stated_status_differs(self):
        for key_result in self:
            key_result.stated_status_differs = bool(
                key_result.stated_status
                and key_result.stated_status != key_result.status
                # The others are no verdict on the work that a word could differ from.
                and key_result.status in ("on_track", "at_risk", "off_track")
            )

    @api.depends("progress")
    def _compute_score(self):
        for key_result in self:
            key_result.score = score.score(clamp(key_result.progress))

    @api.depends(
        "forecast_value",
        "forecast_basis",
        "has_forecast",
        "figures_date",
        *MEASURES,
        "unit",
        "currency_id",
        "date_end",
    )
    @api.depends_context("lang")
    def _compute_forecast_label(self):
        for key_result in self:
            key_result.forecast_label = key_result._forecast_in_words()

    @api.depends(
        lambda self: (
            *self._plan_depends(),
            *CHECKIN_DEPENDS,
            "target_change_ids",
            "figures_date",
            "cycle_id.state",
        )
    )
    def _compute_original(self):
        for key_result in self:
            changed = key_result._is_measured_otherwise()
            key_result.is_target_changed = changed
            progress = key_result.progress
            if changed:
                day = (key_result.company_id or self.env.company)._okr_today()
                if key_result.cycle_id.state == "closed":
                    # It stands as the figures beside it do
                    day = key_result.figures_date or day
                progress = original_plan.original_progress(
                    key_result._original_input(day), key_result._measure_changes(), day
                )
            key_result.original_progress = progress
            key_result.original_score = score.score(progress)

    @api.depends("target_change_ids", "unit", "currency_id")
    @api.depends_context("lang")
    def _compute_original_plan_label(self):
        for key_result in self:
            changes = key_result._measure_changes()
            current = {name: key_result[name] for name in MEASURES}
            first = original_plan.original_plan(current, changes)
            key_result.original_plan_label = (
                key_result._is_measured_otherwise()
                and key_result._measure_in_words(first)
            )

    @api.depends(lambda self: (*self._plan_depends(), "unit", "currency_id"))
    def _compute_plan_preview(self):
        for key_result in self:
            # In a form that is not filled in yet there is none.
            company = key_result.company_id or self.env.company
            today = company.sudo()._okr_today()
            nothing = key_result.env["okr.checkin"]
            key_result.plan_preview = key_result._curve(nothing, today)

    @api.depends("plan_ids")
    def _compute_plan_kind(self):
        """Whoever gives points means them; nobody need say so."""
        for key_result in self:
            key_result.plan_kind = "points" if key_result.plan_ids else "linear"

    @api.depends("plan_kind", "plan_ids")
    @api.depends_context("lang")
    def _compute_plan_label(self):
        for key_result in self:
            key_result.plan_label = (
                self.env._("Plan: your points")
                if key_result._plan_followed() == "points"
                else self.env._("Plan: straight line")
            )

    # --- ACTIONS AND API ---

    @api.readonly
    def get_curve(self) -> dict:
        """Return the course of one key result over its plan.

        Values are in the metric's own unit (85 for 85 %); those of milestones and
        of a yes/no are shares from 0.0 to 1.0. Points are
        ``{"date": "2026-12-31", "value": 12.5}``, earliest first.

        :return: ``actual`` (points of the check-ins; empty before the first one),
            ``plan`` (points; empty where a value is only to stay somewhere),
            ``plan_kind`` (which plan that is: ``linear``, ``points`` or ``seasonal``),
            ``plan_note`` (why it is not the one that was chosen, or empty),
            ``target`` (list of one value, or of two for a range), ``target_lines``
            (for each of them its points: what it was, from when; each holds until
            the next one), ``confidence`` (points from 0.0 to 1.0), ``forecast``
            (no points or two: from the last actual one to the end of the plan),
            ``stepped`` (true where each value holds until the next one),
            ``date_start`` and ``date_end`` (ISO, or false): the days of the plan, or an
            earlier first day where a check-in is of one, ``today``
            in the company's time zone, and ``metric_type``, ``direction``,
            ``unit`` and ``currency_id`` (an id, or false) to write values with
        :raise AccessError: if the caller may not read the key result
        """
        self.ensure_one()
        self.check_access("read")
        today = self.company_id.sudo()._okr_today()
        checkins = self.checkin_ids.sorted(lambda checkin: (checkin.date, checkin.id))
        return self._curve(checkins, today)

    # --- BUSINESS ---

    def _plan_followed(self):
        """Return the kind of plan that the expected progress follows indeed."""
        self.ensure_one()
        return "points" if self.plan_kind == "points" and self.plan_ids else "linear"

    def _take_figures(self, day, frames):
        """Set the figures of one key result as of a day.

        :param frames: see ``_input_of``
        """
        self.ensure_one()
        checkins = self._history()
        plain = self._figures_input(checkins, day, frames)
        self.update(self._figure_values(plain, checkins, day))

    @api.model
    def _figure_values(self, plain, checkins, day):
        """Return ``{field: value}`` of the figures that follow from plain values.

        :param plain: :class:`KeyResultInput`
        :param checkins: its check-ins, or rows with the same attributes, oldest first
        """
        figures = measure(plain, day)
        spoken = next((c for c in reversed(checkins) if c.stated_status), None)
        sure = next((c for c in reversed(checkins) if c.has_confidence), None)
        return {
            "current_value": figures.current_value,
            "attainment": figures.attainment,
            "progress": figures.progress,
            "expected_progress": figures.expected_progress,
            "forecast_value": figures.forecast_value or 0.0,
            "has_forecast": figures.forecast_value is not None,
            "forecast_basis": figures.forecast_basis or False,
            "is_measured": figures.is_measured,
            "confidence": sure.confidence if sure else 0.0,
            "has_confidence": bool(sure),
            "stated_status": spoken.stated_status if spoken else False,
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

    def _figures_input(self, checkins, day, frames=None):
        """Return the plain values that the figures follow from.

        :param checkins: check-ins, oldest first
        :param day: today in the company's time zone
        :param frames: see ``_input_of``
        """
        readings = tuple(
            Reading(c.date, c.value, c._spoken_on(day), c.is_in_review)
            for c in checkins
        )
        return self._input_of(readings, day, frames)

    def _input_of(self, readings, day, frames=None, **known):
        """Return the plain values that the figures follow from.

        :param readings: tuple of :class:`Reading`, oldest first
        :param day: today in the company's time zone
        :param frames: a dict in which what all key results of an objective share is
            kept, where many are asked for on the same day
        :param known: values that are known already and not written yet
        """
        self.ensure_one()
        objective = self.objective_id
        frame = frames and frames.get(objective)
        if not frame:
            frame = self._frame(day)
            if frames is not None:
                frames[objective] = frame
        days = {}
        if not frame["has_cycle"]:
            # An idea without a cycle has all the time in the world.
            days = {"start_date": day, "end_date": day + timedelta(days=365)}
        return KeyResultInput(
            **{**self._input_values(), **frame, **days, "readings": readings, **known}
        )

    @api.model
    def _plan_depends(self):
        """Return what the figures follow from besides check-ins, as dependencies.

        A room that adds to :meth:`_input_values` adds to this, too.
        """
        return (
            *MEASURES,
            "state",
            "objective_id.state",
            "objective_id.date_done",
            "objective_id.cycle_id",
            "date_start",
            "date_end",
            "date_activated",
            "days_dropped",
            "cycle_id.date_end",
            "cycle_id.checkin_interval",
            "cycle_id.checkin_weekday",
            "cycle_id.grace_days",
            "milestone_ids.weight",
            "milestone_ids.is_reached",
            "plan_ids.date",
            "plan_ids.value",
            "plan_kind",
        )

    def _input_values(self):
        """Return what the figures follow from besides check-ins and objective.

        :return: dict of :class:`KeyResultInput`'s values
        """
        self.ensure_one()
        points, milestones = [], []
        if self._plan_followed() == "points":
            points = sorted((p.date, p.value) for p in self.plan_ids if p.date)
        if self.metric_type == "milestone":
            milestones = self._milestone_parts()
        return {
            **{name: self[name] for name in MEASURES},
            "start_date": self.date_start,
            "end_date": self.date_end,
            "date_activated": self.date_activated or None,
            "dropped": as_spans(self.days_dropped),
            "cancelled": "cancelled" in (self.state, self.objective_id.state),
            "milestones": tuple(milestones),
            "plan_points": tuple(points),
        }

    def _frame(self, day):
        """Return what a key result has from its objective, for ``_input_of``."""
        cycle, objective = self.cycle_id, self.objective_id
        dated = bool(cycle.date_start and cycle.date_end)
        until = {"active": cycle.date_end, "done": objective.date_done}
        until = dated and until.get(objective.state)
        return {
            "has_cycle": dated,
            "tracked": dated and objective.state == "active",
            "tracked_until": min(until, cycle.date_end) if until else None,
            "checkin_interval": cycle.checkin_interval or "week",
            "checkin_weekday": int(cycle.checkin_weekday or 4),
            "grace_days": cycle.grace_days,
            "thresholds": (self.company_id or self.env.company)._okr_thresholds(),
        }

    # --- FORECAST ---

    def _forecast_in_words(self):
        """Return "heading for 34 of 40 by 31 Dec, at the pace so far", or False.

        The sentence says what it is made of. False where nothing is ahead.
        """
        self.ensure_one()
        ahead = self._ahead_in_words()
        if not ahead:
            return False
        if self.forecast_basis == "last_year":
            return self.env._("%s, if it goes on as last year did", ahead)
        if self.forecast_basis == "standing":
            return self.env._("%s: that much is there, and it only adds up", ahead)
        if self.forecast_basis == "trend":
            return self.env._("%s, by the line through its check-ins", ahead)
        return self.env._("%s, at the pace so far", ahead)

    def _ahead_in_words(self):
        """Return "heading for 34 of 40 by 31 Dec", False where nothing is ahead."""
        self.ensure_one()
        end = self.date_end
        day = self.figures_date
        if not (self.has_forecast and end and day) or day >= end:
            return False
        date = say_day(self.env, end)
        target = self.target_value
        forecast = forecasting.readable(
            self.forecast_value, target, target - self.start_value
        )
        if self.metric_type == "milestone":
            # More than all of them cannot be reached.
            share = round(min(max(forecast, 0.0), 1.0) * 100)
            return self.env._(
                "heading for %(share)s%% of the way by %(date)s", share=share, date=date
            )
        value = self._format_value(forecast)
        if self.direction == "range":
            return self.env._(
                "heading for %(value)s by %(date)s, asked for: %(low)s to %(high)s",
                value=value,
                date=date,
                low=self._format_value(self.range_min),
                high=self._format_value(self.range_max),
            )
        words = {"value": value, "date": date, "target": self._format_value(target)}
        if self.direction == "at_least":
            return self.env._(
                "heading for %(value)s by %(date)s, asked for: at least %(target)s",
                **words,
            )
        if self.direction == "at_most":
            return self.env._(
                "heading for %(value)s by %(date)s, asked for: at most %(target)s",
                **words,
            )
        if self.direction == "decrease" or target <= 0:
            return self.env._(
                "heading for %(value)s by %(date)s, target %(target)s", **words
            )
        return self.env._(
            "heading for %(both)s by %(date)s",
            both=self._format_value(forecast, target, between=self.env._(" of ")),
            date=date,
        )

    # --- ORIGINAL PLAN ---

    def _own_changes(self):
        """Return the rows of the ledger about its plan, the earliest first."""
        self.ensure_one()
        return self.target_change_ids.sorted("id")

    def _measure_changes(self):
        """Return ``(field, old value)`` of what it is measured by, earliest first."""
        return self._changes_of(MEASURES)

    def _was_added(self):
        """Tell whether it joined a plan that people worked to already."""
        return any(
            change.field_name == "state" and change.new_code == "added"
            for change in self.target_change_ids
        )

    def _is_measured_otherwise(self):
        """Tell whether something that its progress follows from was changed."""
        names = {*MEASURES, *self._original_frame_names(), "milestone_ids"}
        return any(change.field_name in names for change in self.target_change_ids)

    def _original_input(self, day):
        """Return the plain values that progress would follow from, had nobody changed
        the plan; but for what it is measured by, which the arithmetic takes back.

        :param day: today in the company's time zone
        """
        known = {
            known: first
            for name, known in self._original_frame_names().items()
            for first in [self._original_value(name)]
            if first != self[name] and first
        }
        return self._input_of(
            tuple(Reading(c.date, c.value) for c in self._history()),
            day,
            milestones=tuple(self._original_milestone_parts()),
            **known,
        )

    @api.model
    def _original_frame_names(self):
        """Return ``{field: name of the plain value}`` of the days of the plan."""
        names = {"date_start": "start_date", "date_end": "end_date"}
        return {
            name: known for name, known in names.items() if name in self._plan_fields()
        }

    def _original_milestone_parts(self):
        """Return ``(weight, is_reached)`` of all that counted when it began."""
        self.ensure_one()
        parts = {
            milestone.id: (milestone.weight, milestone.is_reached)
            for milestone in self.milestone_ids
        }
        return list(self._as_it_began(parts, "milestone_ids").values())

    def _as_it_began(self, parts, name):
        """Return the parts of the plan that it began with, as far as they are reached.

        :param parts: ``{id: (weight, is_reached)}`` of those there are
        :param name: by which field they are parts of it
        """
        parts = dict(parts)
        for change in reversed(self._own_changes()):
            if change.field_name != name:
                continue
            if change.new_code == "added":
                parts.pop(change.part_key, None)
            elif change.new_code == "removed":
                parts[change.part_key] = (
                    change.old_value,
                    change.old_code == "reached",
                )
            elif change.part_key in parts:
                reached = parts[change.part_key][1]
                parts[change.part_key] = (change.old_value, reached)
        return parts

    # --- CURVE ---

    def _curve(self, checkins, today):
        """Return what :meth:`get_curve` does, of some check-ins, oldest first."""
        self.ensure_one()
        dated = bool(self.cycle_id.date_start and self.cycle_id.date_end)
        lines = curve(self._figures_input(checkins, today), today, dated)
        followed = self._plan_followed()
        missed = self.plan_kind == "seasonal" and followed != "seasonal"
        sure = {c.date: c.confidence for c in checkins if c.has_confidence}
        # It begins with the plan, or with what was said of days before that.
        first = min([point.date for point in lines.actual], default=today)
        ends = (min(first, self.date_start), self.date_end) if dated else (first, today)
        return {
            "actual": self._curve_points(lines.actual),
            "plan": self._curve_points(lines.plan),
            "plan_kind": followed,
            "plan_note": self.plan_label if missed and lines.plan else "",
            "target": lines.target,
            "target_lines": [
                self._curve_points(line) for line in self._target_lines(*ends)
            ],
            "confidence": self._curve_points(sorted(sure.items())),
            "forecast": self._curve_points(lines.forecast),
            "stepped": lines.stepped,
            "date_start": dated and fields.Date.to_string(ends[0]),
            "date_end": dated and fields.Date.to_string(ends[1]),
            "today": fields.Date.to_string(today),
            "metric_type": self.metric_type,
            "direction": self.direction,
            "unit": self.unit or "",
            "currency_id": self.currency_id.id,
        }

    def _target_lines(self, first_day, last_day):
        """Return for each target its ``(date, value)``, with what changed in it."""
        self.ensure_one()
        if self.metric_type in ("boolean", "milestone"):
            return [[(first_day, 1.0), (last_day, 1.0)]]
        names = ["target_value"]
        if self.direction == "range":
            names = ["range_min", "range_max"]
        changes = self.target_change_ids.sorted("id")
        return [
            course(
                [
                    (change.date, change.old_value, change.new_value)
                    for change in changes
                    if change.field_name == name
                ],
                self[name],
                first_day,
                last_day,
            )
            for name in names
        ]

    @api.model
    def _curve_points(self, points):
        return [
            {"date": fields.Date.to_string(date), "value": value}
            for date, value in points
        ]
