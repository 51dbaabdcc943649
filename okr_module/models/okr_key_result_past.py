from odoo import fields, models
from odoo.tools import SQL


class OkrKeyResultPast(models.AbstractModel):
    """Whether the records still say what was reported of days gone by."""

    _name = "okr.key.result.past"
    _description = "Comparison of what was reported with the records"

    def _check_past(self, kpi, scope):
        """Compare what was reported with what the records say of those days now."""
        if not kpi.has_history:
            return
        checkins = self.env["okr.checkin"].search(
            [
                ("key_result_id", "in", self.ids),
                ("source", "=", "kpi"),
                ("date", "<", self[:1].company_id._okr_today()),
            ],
            order="key_result_id, date",
        )
        if not checkins:
            return
        spans = {}
        for checkin in checkins:
            spans.setdefault(checkin.key_result_id._kpi_span(checkin.date), len(spans))
        figures = kpi._figures(scope, list(spans))
        for checkin in checkins:
            key_result = checkin.key_result_id
            number = spans[key_result._kpi_span(checkin.date)]
            figure = figures[key_result._kpi_scope_id(), number]
            checkin._compare_with(figure)
        for key_result in self:
            key_result.kpi_restated = key_result._restated_sentence()

    def _restated_sentence(self):
        """Return "reported 1.20M on 5 May, now 1.05M", False where nothing moved."""
        self.ensure_one()
        moved = self.checkin_ids.filtered("is_restated").sorted("date")[-1:]
        if not moved:
            return False
        return self.env._(
            "Reported %(reported)s for %(date)s, now %(now)s.",
            reported=self._format_value(moved.value),
            date=moved.date,
            now=self._format_value(moved.restated_value),
        )

    def _mark_compared(self):
        """Note that the past was compared, so that a job goes on with the others."""
        if not self:
            return
        self.flush_recordset(["kpi_compared_at"])
        self.env.cr.execute(
            SQL(
                "UPDATE okr_key_result SET kpi_compared_at = %s WHERE id IN %s",
                fields.Datetime.now(),
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(["kpi_compared_at"], flush=False)
