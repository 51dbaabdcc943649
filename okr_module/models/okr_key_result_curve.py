from odoo import api, fields, models

from ..arithmetic.curve import curve
from ..arithmetic.goalposts import steps
from .okr_key_result_figures import PLAN_DEPENDS


class OkrKeyResultCurve(models.AbstractModel):
    """The course of a key result over its cycle, for a chart."""

    _name = "okr.key.result.curve"
    _description = "Curve of a key result"

    plan_preview = fields.Json(
        compute="_compute_plan_preview",
        export_string_translation=False,
        help="The curve of the plan alone, while somebody is making it.",
    )

    @api.depends(*PLAN_DEPENDS, "unit", "currency_id")
    def _compute_plan_preview(self):
        for key_result in self:
            # In a form that is not filled in yet there is none.
            company = key_result.company_id or self.env.company
            today = company.sudo()._okr_today()
            nothing = key_result.env["okr.checkin"]
            key_result.plan_preview = key_result._curve(nothing, today)

    @api.readonly
    def get_curve(self) -> dict:
        """Return the course of one key result over its cycle.

        Values are in the metric's own unit (85 for 85 %); those of milestones and
        of a yes/no are shares from 0.0 to 1.0. Points are
        ``{"date": "2026-12-31", "value": 12.5}``, earliest first.

        :return: ``actual`` (points of the check-ins; empty before the first one),
            ``plan`` (points; empty where a value is only to stay somewhere),
            ``plan_kind`` (which plan that is: ``linear``, ``points`` or ``season``),
            ``plan_note`` (why it is not the one that was chosen, or empty),
            ``target`` (list of one value, or of two for a range), ``target_lines``
            (for each of them its points: what it was, from when; each holds until
            the next one), ``confidence`` (points from 0.0 to 1.0), ``forecast``
            (no points or two: from the last actual one to the end of the cycle),
            ``stepped`` (true where each value holds until the next one),
            ``date_start`` and ``date_end`` of the cycle (ISO, or false), ``today``
            in the company's time zone, and ``metric_type``, ``direction``,
            ``unit`` and ``currency_id`` (an id, or false) to write values with
        :raise AccessError: if the caller may not read the key result
        """
        self.ensure_one()
        self.check_access("read")
        today = self.company_id.sudo()._okr_today()
        checkins = self.checkin_ids.sorted(lambda checkin: (checkin.date, checkin.id))
        return self._curve(checkins, today)

    def _curve(self, checkins, today):
        """Return what :meth:`get_curve` does, of some check-ins, oldest first."""
        self.ensure_one()
        cycle = self.cycle_id
        dated = bool(cycle.date_start and cycle.date_end)
        lines = curve(self._figures_input(checkins, today), today, dated)
        followed = self._plan_followed()
        missed = self.plan_kind == "season" and followed != "season"
        sure = {c.date: c.confidence for c in checkins if c.has_confidence}
        ends = (cycle.date_start, cycle.date_end)
        if not dated:
            ends = (min([today, *(point.date for point in lines.actual)]), today)
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
            "date_start": dated and fields.Date.to_string(cycle.date_start),
            "date_end": dated and fields.Date.to_string(cycle.date_end),
            "today": fields.Date.to_string(today),
            "metric_type": self.metric_type,
            "direction": self.direction,
            "unit": self.unit or "",
            "currency_id": self.currency_id.id,
        }

    def _target_lines(self, first_day, last_day):
        """Return for each target its ``(date, value)``, with the steps of changes."""
        self.ensure_one()
        if self.metric_type in ("boolean", "milestone"):
            return [[(first_day, 1.0), (last_day, 1.0)]]
        names = ["target_value"]
        if self.direction == "range":
            names = ["range_min", "range_max"]
        changes = self.target_change_ids.sorted("id")
        return [
            steps(
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
