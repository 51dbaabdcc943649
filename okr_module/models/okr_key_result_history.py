from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError

from .okr_kpi_query import Span


class OkrKeyResult(models.Model):
    """What a bound key result was in the weeks before anybody looked."""

    _inherit = "okr.key.result"

    def action_backfill_history(self):
        """Write the curve of the cycle so far, week by week, from the records.

        Days on which somebody has checked in already are left as they are. Key
        results that ask the same question of different people share a query, and so
        do all the weeks.

        :return: number of check-ins written
        :raise UserError: if the figure has no history, or cannot be computed
        :raise AccessError: if the caller may not change a key result
        """
        self.check_access("write")
        me = self.sudo()
        for key_result in me:
            key_result.cycle_id._check_open()
            key_result._check_takes_checkins()
            kpi = key_result._kpi_question()[0]
            if not kpi.has_history:
                raise UserError(
                    self.env._("%s has no date to count by, so no past.", kpi.name)
                )
        vals_list = []
        for group in me._by_question():
            vals_list += group._backfill_values()
        self.env["okr.checkin"].sudo().create(vals_list)
        return len(vals_list)

    def _closing_sentence(self):
        """Return which value stands in a closed cycle, and why no newer one does."""
        self.ensure_one()
        if not self.last_checkin_date:
            return self.env._(
                "%s So the cycle was closed without a value.", self.kpi_error
            )
        return self.env._(
            "%(error)s So the cycle was closed with %(value)s of %(date)s.",
            error=self.kpi_error,
            value=self._format_value(self.current_value),
            date=self.last_checkin_date,
        )

    def _backfill_values(self):
        """Return the values of the weekly check-ins of the past.

        All of these key results ask the same question, of different people.
        """
        first = self[:1]
        kpi, scope, span = first._kpi_question()
        days = first._weeks_so_far(span)
        if not days:
            return []
        ids = tuple({key_result._kpi_scope_id() for key_result in self})
        figures = kpi._figures(
            scope._replace(ids=ids, evidence=True),
            [Span(span.start, day) for day in days],
        )
        vals_list = []
        for key_result in self:
            taken = set(key_result.checkin_ids.mapped("date"))
            for number, day in enumerate(days):
                figure = figures[key_result._kpi_scope_id(), number]
                if day not in taken and figure["value"] is not None:
                    vals_list.append(key_result._kpi_checkin_values(figure, day))
        return vals_list

    def _weeks_so_far(self, span):
        """Return the last day of each week before the one that runs."""
        self.ensure_one()
        day = (self.kpi_date_start or self.cycle_id.date_start) + timedelta(days=6)
        days = []
        while day < span.end:
            days.append(day)
            day += timedelta(weeks=1)
        return days
