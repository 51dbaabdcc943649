from datetime import timedelta

from odoo import api, fields, models

from .sparkline import sparkline_of


class OkrObjective(models.Model):
    """How an objective came to stand where it stands, in small."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.objective"

    sparkline = fields.Json(
        string="Curve",
        compute="_compute_sparkline",
        help="Its course as a small line; false where it is not measured by its own "
        "key results.",
    )
    week_change = fields.Float(
        string="Since last week",
        compute="_compute_sparkline",
        aggregator=None,
        help="Progress today less progress seven days ago, -1 to 1.",
    )

    # --- COMPUTE ---

    @api.depends(
        "progress",
        "rollup",
        "key_result_ids.state",
        "key_result_ids.weight",
        "key_result_ids.checkin_ids.date",
        "key_result_ids.checkin_ids.progress",
    )
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_sparkline(self):
        measured = self.filtered(
            lambda o: o.rollup == "key_results" and o.state in ("active", "done")
        )
        rows = self.env["okr.checkin"].search_fetch(
            [("objective_id", "in", measured._origin.ids)],
            ["key_result_id", "objective_id", "date", "progress"],
            order="date, id",
        )
        told = rows.grouped("objective_id")
        today = {company: company._okr_today() for company in self.company_id}
        for objective in self:
            objective.sparkline, objective.week_change = False, 0.0
            checkins = told.get(objective._origin)
            if objective not in measured or not checkins:
                continue
            day = today.get(objective.company_id) or fields.Date.today()
            points = objective._progress_points(checkins)
            objective.sparkline = sparkline_of(
                objective.cycle_id, points, day, objective.expected_progress
            )
            if objective.cycle_id.state != "closed":
                week = day - timedelta(days=7)
                before = [progress for date, progress in points if date <= week]
                objective.week_change = objective.progress - (
                    before[-1] if before else 0.0
                )

    # --- BUSINESS ---

    def _progress_points(self, checkins):
        """Return ``(date, progress)`` of the days on which anything was said.

        :param checkins: its check-ins, oldest first
        """
        self.ensure_one()
        live = self.key_result_ids.filtered(
            lambda kr: kr.state == "active" and kr.weight > 0
        )
        weights = {key_result._origin.id: key_result.weight for key_result in live}
        total = sum(weights.values())
        progress, points = {}, {}
        for checkin in checkins:
            key_result_id = checkin.key_result_id.id
            if total and key_result_id in weights:
                progress[key_result_id] = checkin.progress
                points[checkin.date] = (
                    sum(weights[kr] * share for kr, share in progress.items()) / total
                )
        return list(points.items())
