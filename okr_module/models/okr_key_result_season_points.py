from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..arithmetic import season
from .okr_key_result import TRAVELLING


class OkrKeyResult(models.Model):
    """Plan points drawn from last year's curve, to go on from by hand."""

    _inherit = "okr.key.result"

    # --- ACTIONS AND API ---

    def action_plan_from_last_year(self):
        """Draw plan points from last year's curve, to go on from by hand.

        Points that are there already are replaced.

        :raise UserError: if it has begun, is not bound to a figure, or last year has
            no curve to go by
        :raise AccessError: if the caller may not bind the figure
        """
        self.ensure_one()
        self.check_access("write")
        if self.objective_id.state in ("active", "done"):
            raise UserError(
                self.env._("%s runs already: its plan points stand.", self.display_name)
            )
        if not self.kpi_id or self.direction not in TRAVELLING:
            raise UserError(
                self.env._(
                    "%s: only a number that is bound to an Odoo figure and is to rise "
                    "or fall has a last year to draw from.",
                    self.display_name,
                )
            )
        self._check_binder()
        self._take_seasons(keep=False)
        points = self._season_points()
        if not points:
            raise UserError(self._season_missing())
        cycle = self.cycle_id
        way = self.target_value - self.start_value
        self.write(
            {
                "plan_ids": [
                    Command.clear(),
                    *(
                        Command.create({"date": day, "value": value})
                        for day in season.plan_days(cycle.date_start, cycle.date_end)
                        for value in [
                            self._rounded(
                                self.start_value
                                + season.seasonal_expected(points, day) * way
                            )
                        ]
                    ),
                ],
                "plan_kind": "points",
            }
        )
        return True

    # --- BUSINESS ---

    @api.model
    def _rounded(self, value):
        """Return a planned value as somebody would write it: three digits or so."""
        return float(f"{value:.3g}")
