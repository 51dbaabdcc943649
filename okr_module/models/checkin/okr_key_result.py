from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .okr_checkin import TOLD
from .sparkline import sparkline_of


class OkrKeyResult(models.Model):
    """How a key result came to stand where it stands, in small."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.key.result"

    sparkline = fields.Json(
        string="Curve",
        compute="_compute_sparkline",
        help="Its course as a small line.",
    )
    week_change = fields.Float(
        string="Since last week",
        compute="_compute_sparkline",
        aggregator=None,
        help="Progress today less progress seven days ago, -1 to 1.",
    )
    last_word_id = fields.Many2one(
        "okr.checkin",
        compute="_compute_last_word_id",
        export_string_translation=False,
        help="The latest check-in that a person made.",
    )

    # --- COMPUTE ---

    @api.depends("checkin_ids.date", "checkin_ids.source")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_last_word_id(self):
        checkins = self.env["okr.checkin"]
        query = checkins._search(
            [("key_result_id", "in", self._origin.ids), ("source", "in", TOLD)]
        )
        # Of years of them one each
        columns = [
            checkins._field_to_sql(checkins._table, name, query)
            for name in ("key_result_id", "date", "id")
        ]
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT ON (key_result_id) key_result_id, id "
                "FROM (%s) AS history ORDER BY key_result_id, date DESC, id DESC",
                query.select(*columns),
            )
        )
        latest = dict(rows)
        for key_result in self:
            key_result.last_word_id = latest.get(key_result._origin.id)

    @api.depends(
        "progress",
        "checkin_ids.date",
        "checkin_ids.progress",
        "cycle_id.date_start",
        "cycle_id.date_end",
    )
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_sparkline(self):
        # Under the reader's rights, as the check-ins themselves; all at once.
        rows = self.env["okr.checkin"].search_fetch(
            [("key_result_id", "in", self._origin.ids)],
            ["key_result_id", "date", "progress"],
            order="date, id",
        )
        told = rows.grouped("key_result_id")
        today = {company: company._okr_today() for company in self.company_id}
        for key_result in self:
            day = today.get(key_result.company_id) or fields.Date.today()
            points = [
                (row.date, row.progress)
                for row in told.get(key_result._origin, self.env["okr.checkin"])
            ]
            key_result.sparkline = sparkline_of(
                key_result.cycle_id, points, day, key_result.expected_progress
            )
            key_result.week_change = key_result._change_since(
                points, day - timedelta(days=7)
            )

    # --- BUSINESS ---

    def _change_since(self, points, day):
        """Return how much progress has changed since a day, -1.0 to 1.0."""
        self.ensure_one()
        if not points or self.cycle_id.state == "closed":
            return 0.0
        before = [progress for date, progress in points if date <= day]
        return self.progress - (before[-1] if before else 0.0)
