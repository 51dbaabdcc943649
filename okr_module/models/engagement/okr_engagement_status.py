from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL, split_every

from ...arithmetic import KeyResultInput, Reading, measure
from ...arithmetic.as_of import objectives_on
from ...arithmetic.status import weakest
from ..checkin.okr_checkin import BY_PEOPLE
from ..key_result.okr_target_change import as_spans

#: as many objectives are read into memory in one go
AT_ONCE = 1000


class OkrEngagement(models.AbstractModel):
    """How objectives stood on a past day: by what was known by then."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.engagement"

    @api.model
    def _statuses(self, objectives, scope):
        """Return ``{objective id: status}`` as of a day.

        Of today it is what was taken today; else it is taken anew. What is not told of
        has none.

        :param objectives: rows of the objectives
        """
        objectives = [row for row in objectives if row.id not in scope.untold]
        day = scope.day
        companies = self.env["res.company"].sudo().browse(scope.company_ids)
        is_today = all(day == company._okr_today() for company in companies)
        fresh = {
            row.id: row.status
            for row in objectives
            if is_today and row.figures_date == day
        }
        stale = [row.id for row in objectives if row.id not in fresh]
        return {**fresh, **self._statuses_anew(stale, day)}

    @api.model
    def _statuses_anew(self, objective_ids, day):
        """Return ``{objective id: status}`` by what was known on a day.

        As the dashboard has it: check-ins, plans, points, milestones, statuses of what
        is closed.
        """
        plain = {}
        for some in split_every(AT_ONCE, objective_ids):
            plain |= self._statuses_of_plain(some, day)
        rest = [each for each in objective_ids if each not in plain]
        return {**plain, **self._statuses_of_any(rest, day)}

    @api.model
    def _statuses_of_any(self, objective_ids, day):
        """Return ``{objective id: status}`` on a day, whatever they are measured by."""
        objectives = self.env["okr.objective"].sudo().browse(objective_ids)
        known = {}
        for some in split_every(AT_ONCE, objectives.ids, objectives.browse):
            known |= objectives_on(some._pasts_alone({day}), day)
        # An objective stands as its own key results do; without any, as what is aligned
        without = objectives.filtered(
            lambda o: (
                o.rollup != "key_results"
                and o.id in known
                and not known[o.id].key_results
            )
        )
        if without:
            pasts = without._pasts({day})
            known |= objectives_on(pasts, day) if pasts else {}
        return {each: known[each].status for each in objective_ids if each in known}

    @api.model
    def _statuses_of_plain(self, objective_ids, day):
        """Return ``{objective id: status}`` on a day of the plain ones among some.

        Whose key results are all numbers on a straight way, typed in by people or
        asked of Odoo, with nothing of their plan changed since that day. They are read
        as plain values, in two queries. The arithmetic is the same; where it would need
        to know more, the objective is left out.
        """
        for name in ("okr.target.change", "okr.milestone", "okr.plan.point"):
            self.env[name].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT kr.id, kr.objective_id,
                       kr.metric_type, kr.direction,
                       COALESCE(kr.start_value, 0), COALESCE(kr.target_value, 0),
                       COALESCE(kr.range_min, 0), COALESCE(kr.range_max, 0),
                       kr.date_start, kr.date_end, kr.date_activated,
                       cycle.date_end, o.date_done, o.company_id,
                       COALESCE(cycle.checkin_interval, 'week'),
                       COALESCE(cycle.checkin_weekday, '4')::int,
                       COALESCE(cycle.grace_days, 0),
                       kr.days_dropped,
                       -- The last day by then on which its source answered, if any
                       CASE WHEN kr.kpi_id IS NOT NULL
                                 AND kr.kpi_date_alive IS NOT NULL
                            THEN LEAST(kr.kpi_date_alive, %(day)s) END,
                       -- Live on that day
                       (kr.date_activated IS NULL OR kr.date_activated <= %(day)s)
                       AND (kr.state = 'active' OR kr.date_cancelled > %(day)s),
                       -- Plain
                       kr.metric_type != 'milestone' AND kr.plan_kind = 'linear'
                       AND NOT COALESCE(kr.count_initiatives, FALSE)
                       AND kr.date_start IS NOT NULL AND kr.date_end IS NOT NULL
                       AND cycle.date_end IS NOT NULL AND cycle.state != 'closed'
                       AND changed.objective_id IS NULL
                  FROM okr_key_result kr
                  JOIN okr_objective o ON o.id = kr.objective_id
                  JOIN okr_cycle cycle ON cycle.id = o.cycle_id
                  LEFT JOIN (
                        SELECT DISTINCT objective_id FROM okr_target_change
                         WHERE date > %(day)s AND objective_id = ANY(%(ids)s)
                       ) changed ON changed.objective_id = o.id
                 WHERE kr.objective_id = ANY(%(ids)s)
                """,
                day=day,
                ids=list(objective_ids),
            )
        )
        left_out = {row[1] for row in rows if not row[-1]}
        live = [row for row in rows if row[-2] and row[1] not in left_out]
        said = self._readings_by([row[0] for row in live], day)
        companies = self.env["res.company"].sudo().browse({row[13] for row in live})
        thresholds = {each.id: each._okr_thresholds() for each in companies}
        words = defaultdict(list)
        for row in live:
            plan = self._plain_input(row, said[row[0]], thresholds[row[13]], day)
            words[row[1]].append(measure(plan, day, with_forecast=False).status)
        return {objective_id: weakest(some) for objective_id, some in words.items()}

    @api.model
    def _plain_input(self, row, readings, thresholds, day):
        """Return the plain values that a row of key result stands for on a day."""
        done_on = row[12]
        return KeyResultInput(
            metric_type=row[2],
            direction=row[3],
            start_value=row[4],
            target_value=row[5],
            range_min=row[6],
            range_max=row[7],
            start_date=row[8],
            end_date=row[9],
            date_activated=row[10],
            tracked=not (done_on and done_on <= day),
            tracked_until=min(row[11], done_on) if done_on else row[11],
            readings=tuple(readings),
            checkin_interval=row[14],
            checkin_weekday=row[15],
            grace_days=row[16],
            dropped=as_spans(row[17]),
            alive_on=row[18],
            thresholds=thresholds,
        )

    @api.model
    def _readings_by(self, key_result_ids, day):
        """Return ``{key result id: [Reading]}`` of what was entered by a day."""
        self.env["okr.checkin"].flush_model()
        found = defaultdict(list)
        for *reading, key_result_id in self.env.execute_query(
            SQL(
                """
                SELECT date, value, CASE WHEN source IN %s THEN entered_on END,
                       COALESCE(is_in_review, FALSE), key_result_id
                  FROM okr_checkin
                 WHERE key_result_id = ANY(%s) AND entered_on <= %s
                 ORDER BY date, id
                """,
                BY_PEOPLE,
                key_result_ids,
                day,
            )
        ):
            found[key_result_id].append(Reading._make(reading))
        return found
