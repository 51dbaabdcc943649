from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ...arithmetic import Reading
from ...arithmetic.as_of import KeyResultOnDay, KeyResultPast, Said
from ..checkin.okr_checkin import BY_PEOPLE


class OkrKeyResult(models.Model):
    """All that was ever known of key results, as plain values of the arithmetic."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.key.result"

    def _pasts(self, days, changes):
        """Return ``{id: KeyResultPast}``.

        :param days: the days that will be asked about
        :param changes: ``{(model, id): [Change]}`` of the ledger
        """
        said = self._said_by(max(days))
        frames, pasts = {}, {}
        for key_result in self:
            day = key_result.company_id._okr_today()
            closed = key_result.cycle_id.state == "closed"
            ledger = changes["okr.key.result", key_result.id]
            pasts[key_result.id] = KeyResultPast(
                id=key_result.id,
                weight=key_result.weight,
                state=key_result.state,
                since=key_result.date_activated or None,
                dropped_on=key_result.date_cancelled or None,
                changes=tuple(ledger),
                frozen_on=(closed and key_result.figures_date) or None,
                frozen=key_result._frozen_figures() if closed else None,
                plan=key_result._input_of((), day, frames),
                said=tuple(said[key_result.id]),
                plan_kind=key_result.plan_kind,
                points={p.id: (p.date, p.value) for p in key_result.plan_ids},
                milestones={
                    milestone.id: (milestone.weight, milestone._reached_on())
                    for milestone in key_result.milestone_ids
                },
                work=key_result._work_by_day(days, ledger),
                counts_work=key_result.count_initiatives,
                cycle_end=key_result.cycle_id.date_end or None,
                done_on=key_result.objective_id.date_done or None,
            )
        return pasts

    def _said_by(self, day):
        """Return ``{id: [Said]}`` of the check-ins entered by a day, oldest first."""
        self.env["okr.checkin"].flush_model()
        # As values: of a thousand key results there are tens of thousands
        rows = self.env.execute_query(
            SQL(
                """
                SELECT key_result_id, entered_on, date, value, source IN %s,
                       COALESCE(is_in_review, FALSE),
                       CASE WHEN has_confidence THEN confidence END
                  FROM okr_checkin
                 WHERE key_result_id = ANY(%s) AND entered_on <= %s
                 ORDER BY date, id
                """,
                BY_PEOPLE,
                self.ids,
                day,
            )
        )
        found = defaultdict(list)
        for part_id, entered_on, date, value, by_people, in_review, sure in rows:
            spoken_on = entered_on if by_people else None
            reading = Reading(date, value, spoken_on, in_review)
            found[part_id].append(Said(entered_on, reading, sure))
        return found

    def _work_by_day(self, days, ledger):
        """Return ``{day: {id: (weight, is done)}}`` of the initiatives that count.

        :param ledger: the changes of its plan since, which tell whether they did
        """
        changed = any(row.name == "count_initiatives" for row in ledger)
        if not (self.count_initiatives or changed):
            return {}
        return {day: self._work_by_id(day) for day in days}

    def _frozen_figures(self):
        """Return the figures that stand since the cycle was closed."""
        self.ensure_one()
        return KeyResultOnDay(
            value=self.current_value,
            progress=self.progress,
            expected_progress=self.expected_progress,
            status=self.status,
            confidence=self.confidence if self.has_confidence else None,
            has_data=self.is_measured,
        )

    def _value_alone(self, value):
        """Return a value as people read it, without start and target."""
        self.ensure_one()
        if self.metric_type == "boolean":
            return self.env._("Yes") if value else self.env._("Not yet")
        if self.metric_type == "milestone":
            return self.env._("%s%%", round(value * 100))
        return self._format_value(value)
