from odoo import api, models
from odoo.tools import split_every

from ...arithmetic.as_of import objectives_on

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
