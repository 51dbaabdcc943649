import logging
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

#: What figures follow from, read together for all key results that are asked about.
FIGURED_FROM = (
    "objective_id",
    "cycle_id",
    "company_id",
    "department_id",
    "user_id",
    "currency_id",
    "name",
    "metric_type",
    "direction",
    "start_value",
    "target_value",
    "range_min",
    "range_max",
    "state",
    "count_initiatives",
    "plan_kind",
    "season_curve",
    "current_value",
    "last_checkin_date",
    "kpi_id",
    "kpi_scope",
    "kpi_user_id",
    "kpi_department_id",
    "kpi_date_start",
    "kpi_date_end",
    "kpi_alive_on",
    "kpi_error",
)

_logger = logging.getLogger(__name__)


class OkrKeyResultRefresh(models.AbstractModel):
    """Takes bound figures again: many key results, few queries."""

    _name = "okr.key.result.refresh"
    _inherit = ["okr.key.result.answers", "okr.key.result.past"]
    _description = "Refresh of bound key results"

    kpi_refreshed_at = fields.Datetime(
        string="Refreshed", readonly=True, copy=False, help="Last time it answered."
    )
    kpi_alive_on = fields.Date(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The last day on which the source answered.",
    )
    kpi_error = fields.Text(
        string="Why it does not answer",
        readonly=True,
        copy=False,
        help="The last good value stays until the source answers again.",
    )
    kpi_error_since = fields.Datetime(string="Since", readonly=True, copy=False)
    kpi_stamp = fields.Char(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="State of the source at the last refresh; unchanged, nothing is counted.",
    )
    kpi_compared_at = fields.Datetime(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The last time that what was reported was compared with the records.",
    )
    kpi_restated = fields.Text(
        string="Restated",
        readonly=True,
        copy=False,
        help="The past has changed under what was reported.",
    )

    @api.model
    def _refreshable_domain(self):
        return (
            Domain("kpi_id", "!=", False)
            & Domain("state", "=", "active")
            & Domain("objective_id.state", "in", ("draft", "active"))
            & Domain("cycle_id.state", "!=", "closed")
        )

    def _refresh_kpis(self, check_past=False):
        """Take the figures of these key results again.

        Key results that ask the same question of different people share a query:
        the number of queries follows the number of (definition, span, kind of
        scope), not the number of key results. A definition that fails leaves its
        key results as they are, with the reason; the others go on.

        :param check_past: look also whether what was reported has changed since
        """
        me = self.sudo()
        answers, questions = [], me._questions(check_past)
        asked = me.browse(kr.id for question in questions for kr in question[0])
        asked.fetch(FIGURED_FROM)
        for group, kpi, scope, span, stamp in questions:
            group = group.with_prefetch(asked.ids)
            with group._errors_kept():
                whose = group._whose_figures()
                scope = scope._replace(ids=tuple(set(whose.values())), evidence=True)
                figures = kpi._figures(scope, [span])
                mine = {kr: figures[scope_id, 0] for kr, scope_id in whose.items()}
                answers.append((mine, span, stamp))
                if check_past:
                    group = group.browse().concat(*whose)
                    group._check_past(kpi, scope._replace(evidence=False))
        me._keep_answers(answers)
        if check_past:
            me._mark_compared()

    def _questions(self, check_past):
        """Return ``(key results, kpi, scope, span, stamp)`` of what is to be asked.

        Of the others it is noted that their sources have nothing new to say; where
        nothing has changed, none of the key results is even read.
        """
        groups = self._by_question()
        known = {} if check_past else self._known_stamps()
        firsts = [group.ids[0] for group in groups]
        questions, alive, tables = [], {}, {}
        for group, first in zip(groups, firsts, strict=True):
            with group._errors_kept():
                first = self.browse(first).with_prefetch(firsts)
                kpi, scope, span = first._kpi_question()
                if not kpi.has_history and span.end < scope.company._okr_today():
                    # What it says now is not what it said on the last day.
                    answered = group.filtered(lambda kr: not kr.kpi_error)
                    alive.setdefault(scope.company, []).extend(answered)
                    continue
                stamp = kpi._source_stamp(scope, span, tables)
                still = [kr for kr in group if stamp and known.get(kr.id) == stamp]
                alive.setdefault(scope.company, []).extend(still)
                group -= self.browse().concat(*still)
                if group:
                    questions.append((group, kpi, scope, span, stamp))
        for company, key_results in alive.items():
            self._mark_alive(dict.fromkeys(key_results), company)
        return questions

    def _known_stamps(self):
        """Return ``{key result id: state of its source at the last refresh}``."""
        self.flush_recordset(["kpi_stamp"])
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, kpi_stamp FROM okr_key_result WHERE id = ANY(%s)",
                    self.ids,
                )
            )
        )

    @contextmanager
    def _errors_kept(self):
        """Note on the key results what goes wrong, instead of raising it.

        A definition may fail in as many ways as there are models. It is said where
        its owner looks, and does not stop the others. That somebody else writes to
        the same rows is no fault of a definition: Odoo tries that again as a whole.
        """
        try:
            with self.env.cr.savepoint():
                yield
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:  # noqa: BLE001
            if not isinstance(error, UserError):
                _logger.info("A figure failed", exc_info=True)
            self._keep_error(self._sentence(error, self[:1].kpi_run_as_id))

    def _with_scope(self):
        """Return those that say whose figure they are; others say what is missing."""
        whole = [key_result.id for key_result in self._whose_figures()]
        return self.browse(whole).with_prefetch(self._prefetch_ids)

    def _whose_figures(self):
        """Return ``{key result: whose figure it is}``; others say what is missing."""
        whose = {}
        for key_result in self:
            try:
                whose[key_result] = key_result._kpi_scope_id()
            except UserError as error:
                key_result._keep_error(str(error))
        return whose

    def _by_question(self):
        """Return key results that one query can answer for, group by group.

        The database groups them: where nothing has changed, none is even read.
        """
        groups = self._read_group(
            self._refreshable_domain() & Domain("id", "in", self.ids),
            self._grouping_fields(),
            ["id:recordset"],
        )
        return [group[-1] for group in groups]

    @api.model
    def _grouping_fields(self):
        """Return the names of the fields that tell one question from another."""
        return [
            "kpi_id",
            "kpi_scope",
            "company_id",
            "cycle_id",
            "currency_id",
            "kpi_filter",
            "kpi_date_start:day",
            "kpi_date_end:day",
            "kpi_bound_by_id",
        ]

    @api.model
    def _sentence(self, error, run_as):
        if isinstance(error, AccessError):
            return self.env._("%s may not read these records.", run_as.name)
        return str(error) or type(error).__name__

    # --- CRON ---

    @api.model
    def _waiting_domain(self, check_past=False):
        """Return the domain of what a scheduled job has to take again."""
        name, pause = "kpi_refreshed_at", {"minutes": 50}
        if check_past:
            # A night's work that was cut short goes on where it stopped.
            name, pause = "kpi_compared_at", {"hours": 12}
        since = fields.Datetime.subtract(fields.Datetime.now(), **pause)
        return self._refreshable_domain() & (
            Domain(name, "=", False) | Domain(name, "<", since)
        )

    @api.model
    def _cron_refresh_kpis(self, batch_size=1000):
        """Refresh all bound key results, batch by batch, one figure after another."""
        self._refresh_batches(batch_size)

    @api.model
    def _cron_check_past(self, batch_size=1000):
        """Once a night: has the past moved under what was reported?"""
        self._refresh_batches(batch_size, check_past=True)

    @api.model
    def _refresh_batches(self, batch_size, check_past=False):
        waiting = self._waiting_domain(check_past)
        done = self.browse()
        while True:
            batch = self.search(
                waiting & Domain("id", "not in", done.ids),
                order="kpi_id, id",
                limit=batch_size,
            )
            if not batch:
                return
            batch._refresh_kpis(check_past)
            done |= batch
            remaining = self.search_count(waiting & Domain("id", "not in", done.ids))
            if not self.env["ir.cron"]._commit_progress(
                len(batch), remaining=remaining
            ):
                return
