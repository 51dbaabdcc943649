from odoo import models
from odoo.fields import Domain
from odoo.tools import split_every

from ..cycle.okr_cycle import BATCH


class OkrCycle(models.Model):
    """What Odoo itself counts, taken a last time before a cycle closes."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.cycle"

    def _take_last_figures(self):
        # Before the others: what key results stand at rolls up to objectives.
        self._refresh_linked_key_results(Domain("cycle_id", "in", self.ids))
        return super()._take_last_figures()

    def _end_early(self, objectives):
        # Before: once an objective is done, nobody asks its KPIs any more.
        self._refresh_linked_key_results(Domain("objective_id", "in", objectives.ids))
        return super()._end_early(objectives)

    def _refresh_linked_key_results(self, domain):
        """Take linked KPIs as of the last day of the cycles, or as of today before.

        Each as the person it is computed as, whoever closes the cycle. What was
        reported is compared with the records a last time, too: from then on the
        evidence stands. A source that does not answer does not keep a cycle open: its
        key results keep the last good value and say so.

        :param domain: whose KPIs
        """
        KeyResult = self.env["okr.key.result"].sudo()
        key_results = KeyResult.search(KeyResult._refreshable_domain() & domain)
        for some in split_every(BATCH, key_results.ids, key_results.browse):
            some._refresh_kpis(check_past=True)
            for key_result in some.filtered("kpi_error"):
                key_result.kpi_error = key_result._closing_sentence()
            if len(key_results) > BATCH:
                self.env.flush_all()
                self.env.invalidate_all()
