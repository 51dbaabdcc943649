from odoo import api, fields, models
from odoo.tools import format_date

from ..arithmetic import forecast as forecasting


class OkrKeyResult(models.Model):
    """Where a key result is heading for, in words."""

    _inherit = "okr.key.result"

    forecast_label = fields.Char(
        string="Forecast in words",
        compute="_compute_forecast_label",
        help="From three days of check-ins on, the straight line that lies nearest to "
        "them; before that, on at the pace so far.",
    )

    @api.depends(
        "forecast_value",
        "has_forecast",
        "figures_date",
        "metric_type",
        "direction",
        "start_value",
        "target_value",
        "range_min",
        "range_max",
        "unit",
        "currency_id",
        "cycle_id.date_end",
    )
    def _compute_forecast_label(self):
        for key_result in self:
            key_result.forecast_label = key_result._forecast_in_words()

    def _forecast_in_words(self):
        """Return "heading for 34 of 40 by 31 Dec", False where nothing is ahead."""
        self.ensure_one()
        end = self.cycle_id.date_end
        day = self.figures_date
        if not (self.has_forecast and end and day) or day >= end:
            return False
        date = format_date(self.env, end)
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
