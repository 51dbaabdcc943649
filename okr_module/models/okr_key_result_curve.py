from odoo import api, fields, models

from ..arithmetic.curve import curve


class OkrKeyResultCurve(models.AbstractModel):
    """The course of a key result over its cycle, for a chart."""

    _name = "okr.key.result.curve"
    _description = "Curve of a key result"

    @api.readonly
    def get_curve(self) -> dict:
        """Return the course of one key result over its cycle.

        Values are in the metric's own unit (85 for 85 %); those of milestones and
        of a yes/no are shares from 0.0 to 1.0. Points are
        ``{"date": "2026-12-31", "value": 12.5}``, earliest first.

        :return: ``actual`` (points of the check-ins; empty before the first one),
            ``plan`` (points; empty where a value is only to stay somewhere),
            ``target`` (list of one value, or of two for a range), ``forecast``
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
        cycle = self.cycle_id
        dated = bool(cycle.date_start and cycle.date_end)
        lines = curve(self._figures_input(checkins, today), today, dated)
        return {
            "actual": self._curve_points(lines.actual),
            "plan": self._curve_points(lines.plan),
            "target": lines.target,
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

    @api.model
    def _curve_points(self, points):
        return [
            {"date": fields.Date.to_string(date), "value": value}
            for date, value in points
        ]
