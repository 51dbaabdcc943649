from dataclasses import replace

from odoo import api, models

from ...arithmetic import MEASURES, measure, original_plan, status


class OkrEngagement(models.AbstractModel):
    """How objectives stood on a past day: by what was known by then."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.engagement"

    @api.model
    def _statuses(self, objectives, live, scope):
        """Return ``{objective id: status}`` as of a day, None where nothing tells.

        Of today it is what was taken today; else it is taken anew.

        :param objectives: rows of the objectives
        :param live: ``{objective id: ids of its key results live that day}``
        """
        day = scope.day
        companies = self.env["res.company"].sudo().browse(scope.company_ids)
        is_today = all(day == company._okr_today() for company in companies)
        fresh = {
            row.id: row.status
            for row in objectives
            if is_today and row.figures_date == day
        }
        stale = {
            row.id: live.get(row.id, []) for row in objectives if row.id not in fresh
        }
        return {**fresh, **self._statuses_anew(stale, day)}

    @api.model
    def _statuses_anew(self, live, day):
        """Return ``{objective id: status}`` by what was known on a day.

        :param live: ``{objective id: ids of its key results live that day}``
        """
        key_results = (
            self.env["okr.key.result"]
            .sudo()
            .browse([kr_id for kr_ids in live.values() for kr_id in kr_ids])
        )
        # Read together: of thousands, each would ask for its own
        key_results.checkin_ids.fetch(["date", "value", "entered_on", "source"])
        of_key_result = {
            key_result.id: self._status(key_result, day) for key_result in key_results
        }
        return {
            objective_id: status.weakest(of_key_result[kr_id] for kr_id in kr_ids)
            for objective_id, kr_ids in live.items()
        }

    @api.model
    def _status(self, key_result, day):
        known = key_result._history().filtered(lambda c: c.entered_on <= day)
        plain = key_result._figures_input(known, day)
        undone = [
            (change.field_name, change.old_code or change.old_value)
            for change in key_result.target_change_ids.sorted("id")
            if change.date > day and change.field_name in MEASURES
        ]
        as_was = original_plan.original_plan(
            {name: getattr(plain, name) for name in MEASURES}, undone
        )
        alive_on = plain.alive_on and min(plain.alive_on, day)
        plain = replace(
            plain,
            **as_was,
            cancelled=False,
            tracked=True,
            tracked_until=None,
            alive_on=alive_on,
            milestones=tuple(key_result._steps(day)),
        )
        return measure(plain, day).status
