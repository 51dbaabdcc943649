import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

#: name of the parameter that says how many key results a job takes at most
SIZE = "okr_module_queue_job.batch_size"
DEFAULT_SIZE = 500
#: a job that waits longer than this has nobody who takes it
PATIENCE_HOURS = 2
#: two jobs that roll up to one objective get in each other's way, and try again
MAX_RETRIES = 20


class OkrKeyResult(models.Model):
    """Linked KPIs taken by the workers of a queue instead of by one scheduled job.

    A batch is a range of ids. So it is the same batch at every hour, is known by its
    name, waits at most once, and holds a bounded number of key results, mostly of the
    same objectives. What the batch holds is looked up when its turn comes.
    """

    _inherit = "okr.key.result"

    @api.model
    def _refresh_batches(self, batch_size, check_past=False):
        """Queue a job for each batch that waits, and leave the work to the workers.

        Where nobody has taken such a job for hours, the work is done here: an addon
        that is installed while no runner runs must not stop the KPIs.
        """
        if self._queue_stands_still():
            _logger.info("Nobody takes the jobs of the queue: KPIs are taken here")
            return super()._refresh_batches(batch_size, check_past)
        size = self._queue_batch_size()
        for number in self._waiting_batches(size, check_past):
            first, last = number * size, (number + 1) * size - 1
            self.with_delay(
                identity_key=f"okr_refresh:{first}:{last}:{check_past:d}",
                description=self.env._(
                    "OKR: linked key results %(first)s to %(last)s",
                    first=first,
                    last=last,
                ),
                max_retries=MAX_RETRIES,
            )._refresh_range(first, last, check_past)

    @api.model
    def _queue_batch_size(self):
        """Return how many key results a job takes at most."""
        text = self.env["ir.config_parameter"].sudo().get_param(SIZE)
        return int(text) if (text or "").isdigit() and int(text) else DEFAULT_SIZE

    @api.model
    def _waiting_batches(self, size, check_past):
        """Return the numbers of the batches that hold anything to take again."""
        query = self.sudo()._search(self._waiting_domain(check_past))
        number = SQL("%s / %s", SQL.identifier(self._table, "id"), size)
        rows = self.env.execute_query(query.select(SQL("DISTINCT %s", number)))
        return sorted(row[0] for row in rows)

    @api.model
    def _queue_stands_still(self):
        """Return whether a job of ours waits although its time came hours ago."""
        late = fields.Datetime.subtract(fields.Datetime.now(), hours=PATIENCE_HOURS)
        return bool(
            self.env["queue.job"]
            .sudo()
            .search_count(
                Domain("model_name", "=", self._name)
                & Domain("method_name", "=", "_refresh_range")
                & Domain("state", "in", ("pending", "enqueued"))
                & Domain("date_created", "<", late)
                & (Domain("eta", "=", False) | Domain("eta", "<", late)),
                limit=1,
            )
        )

    @api.model
    def _refresh_range(self, first, last, check_past=False):
        """Take again what waits among the key results of a range of ids.

        :return: what a job says of itself
        """
        key_results = self.sudo().search(
            self._waiting_domain(check_past)
            & Domain("id", ">=", first)
            & Domain("id", "<=", last)
        )
        key_results._refresh_kpis(check_past)
        return self.env._("%s key results", len(key_results))
