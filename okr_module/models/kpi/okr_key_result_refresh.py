import logging
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ...arithmetic.span import Span, windows
from ..base.retry import retried
from ..base.texts import say_day
from .bulk import BulkWriter, Taken, entries
from .trial import in_plain_words

#: weeks that one call fills in, by a job and by a person
MOST_FILLED_IN = 100_000
MOST_FILLED_IN_BY_PEOPLE = 1_000
_logger = logging.getLogger(__name__)


class OkrKeyResult(models.Model):
    """Takes linked KPIs again: many key results, few queries."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.key.result"

    kpi_refreshed_at = fields.Datetime(
        string="KPI refreshed on",
        readonly=True,
        copy=False,
        help="Last time it answered.",
    )
    kpi_date_alive = fields.Date(
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
    kpi_error_since = fields.Datetime(
        string="KPI silent since", readonly=True, copy=False
    )
    kpi_fingerprint = fields.Char(
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

    # --- ACTIONS AND API ---

    def action_backfill_history(self):
        """Write the curve of the plan so far, week by week, from the records.

        It replaces nothing that people typed: where they did, the curve is filled in
        from the day of linking on only. Unlinking takes the weeks out again. Key
        results that ask the same question of different people share a query, and so
        do all the weeks.

        :return: number of check-ins written
        :raise UserError: if the KPI has no history, or cannot be computed, or more
            weeks are asked for than a call may write
        :raise AccessError: if the caller may not change a key result
        """
        self.check_access("write")
        me = self.sudo()
        weeks = 0
        for key_result in me:
            key_result.cycle_id._check_open()
            key_result._check_takes_checkins()
            kpi, _scope, span = key_result._kpi_question()
            if not kpi.has_history:
                raise UserError(
                    self.env._("%s has no date to count by, so no past.", kpi.name)
                )
            weeks += len(key_result._spans_so_far(span))
        most = MOST_FILLED_IN if self.env.su else MOST_FILLED_IN_BY_PEOPLE
        if weeks > most:
            raise UserError(
                self.env._(
                    "That would fill in %(weeks)s weeks, and %(most)s are the most at "
                    "once. Choose fewer key results.",
                    weeks=weeks,
                    most=most,
                )
            )
        vals_list = []
        for group in me._by_question():
            with in_plain_words(self.env, group[:1].kpi_run_as_id):
                vals_list += group._backfill_values()
        self.env["okr.checkin"].sudo().create(vals_list)
        return len(vals_list)

    # --- BUSINESS ---

    @api.model
    def _refreshable_domain(self):
        # One that was archived because its app went says so when it is asked.
        asked = Domain("active", "=", True) | Domain(
            "id", "in", self.env["okr.kpi"]._without_app_ids()
        )
        return (
            Domain("kpi_id", "any!", asked)
            & Domain("state", "=", "active")
            & Domain("objective_id.state", "in", ("draft", "active"))
            & Domain("cycle_id.state", "!=", "closed")
        )

    def _refresh_kpis(self, check_past=False):
        """Take the KPIs of these key results again.

        Key results that ask the same question of different people share a query:
        the number of queries follows the number of (definition, span, kind of
        scope), not the number of key results. A definition that fails leaves its
        key results as they are, with the reason; the others go on.

        :param check_past: look also whether what was reported has changed since
        """
        me = self.sudo()
        answers, questions = [], me._questions(check_past)
        asked = me.browse(kr.id for question in questions for kr in question[0])
        asked.fetch(self._refresh_fields())
        for group, kpi, scope, span, fingerprint in questions:
            group = group.with_prefetch(asked.ids)
            with group._errors_kept():
                whose = group._kpi_scope_ids()
                scope = scope._replace(ids=tuple(set(whose.values())), evidence=True)
                results = kpi._results(scope, [span])
                mine = {kr: results[scope_id, 0] for kr, scope_id in whose.items()}
                answers.append((mine, span, fingerprint))
                if check_past:
                    group = group.browse().concat(*whose)
                    group._check_past(kpi, scope._replace(evidence=False))
        me._keep_answers(answers)
        if check_past:
            me._mark_compared()

    @api.model
    def _refresh_fields(self):
        """Return what a refresh reads of key results, all of them together."""
        names = {
            *self._plan_depends(),
            *self._kpi_link_fields(),
            *self._question_fields(),
            "name",
            "cycle_id",
            "objective_id",
            "current_value",
            "last_checkin_date",
            "kpi_error",
        }
        return [name for name in names if "." not in name]

    def _questions(self, check_past):
        """Return what is to be asked: ``(key results, kpi, scope, span, fingerprint)``.

        Of the others it is noted that their sources have nothing new to say; where
        nothing has changed, none of the key results is even read.
        """
        groups = self._by_question()
        known = {} if check_past else self._known_fingerprints()
        firsts = [group.ids[0] for group in groups]
        questions, alive, tables = [], {}, {}
        for group, first in zip(groups, firsts, strict=True):
            with group._errors_kept():
                first = self.browse(first).with_prefetch(firsts)
                kpi, scope, span = first._kpi_question()
                if span.is_empty:
                    # No week or month is over yet: nothing to ask, nothing wrong.
                    alive.setdefault(scope.company, []).extend(group)
                    continue
                if not kpi.has_history and span.end < scope.company._okr_today():
                    # What it says now is not what it said on the last day.
                    answered = group.filtered(lambda kr: not kr.kpi_error)
                    alive.setdefault(scope.company, []).extend(answered)
                    continue
                fingerprint = kpi._source_fingerprint(scope, span, tables)
                still = [
                    kr
                    for kr in group
                    if fingerprint and known.get(kr.id) == fingerprint
                ]
                alive.setdefault(scope.company, []).extend(still)
                group -= self.browse().concat(*still)
                if group:
                    questions.append((group, kpi, scope, span, fingerprint))
        for company, key_results in alive.items():
            self._mark_alive(dict.fromkeys(key_results), company)
        return questions

    def _known_fingerprints(self):
        """Return ``{key result id: state of its source at the last refresh}``."""
        self.flush_recordset(["kpi_fingerprint"])
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, kpi_fingerprint FROM okr_key_result WHERE id = ANY(%s)",
                    self.ids,
                )
            )
        )

    @contextmanager
    def _errors_kept(self):
        """Note on the key results what goes wrong, instead of raising it.

        A definition may fail in as many ways as there are models. It is said where
        its owner looks, and does not stop the others. That somebody else writes to
        the same rows is no fault of a definition: it is tried again as a whole.
        """
        try:
            with self.env.cr.savepoint():
                yield
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:  # noqa: BLE001
            if not isinstance(error, UserError):
                _logger.info("A KPI failed", exc_info=True)
            first = self[:1]
            self._keep_error(first.kpi_id._sentence_of(error, first.kpi_run_as_id))

    def _with_scope(self):
        """Return those that say whose KPI they are; others say what is missing."""
        whole = [key_result.id for key_result in self._kpi_scope_ids()]
        return self.browse(whole).with_prefetch(self._prefetch_ids)

    def _kpi_scope_ids(self):
        """Return ``{key result: whose KPI it is}``; others say what is missing."""
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
            "kpi_window",
            "kpi_filter_by_id",
            "kpi_linked_by_id",
        ]

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
        """Refresh all linked key results, batch by batch, one KPI after another."""
        self._refresh_batches(batch_size)

    @api.model
    def _cron_check_past(self, batch_size=1000):
        """Once a night: has the past moved under what was reported?

        Definitions that failed are tried again, too: what was amiss may be mended.
        """
        self.env["okr.kpi"].search([("error", "!=", False)])._try_again()
        self._refresh_batches(batch_size, check_past=True)

    @api.model
    def _refresh_batches(self, batch_size, check_past=False):
        waiting = self._waiting_domain(check_past)
        # One KPI after another: a batch asks few questions
        query = self._search(waiting, order="kpi_id.id, id")
        ids = list(query.get_result_ids())

        def refresh(start):
            batch = self.search(
                waiting & Domain("id", "in", ids[start : start + batch_size])
            )
            batch._refresh_kpis(check_past)
            return self.env["ir.cron"]._commit_progress(
                len(batch), remaining=max(len(ids) - start - batch_size, 0)
            )

        for start in range(0, len(ids), batch_size):
            if not retried(self.env, partial(refresh, start)):
                return

    # --- KEEPING ANSWERS ---

    def _keep_answers(self, answers):
        """Write what was answered, all at once: so KPIs roll up once.

        :param answers: list of ``({key result: KPI}, span, fingerprint)``
        """
        try:
            with self.env.cr.savepoint():
                self._keep_results(answers)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:  # noqa: BLE001
            # One that cannot be kept must not take the others with it.
            for answer in answers:
                with self.browse().concat(*answer[0])._errors_kept():
                    self._keep_results([answer])

    def _keep_results(self, answers):
        """Write a check-in where a value moved, at most one a day.

        :param answers: list of ``({key result: KPI}, span, fingerprint)``
        """
        known = self._checkins_of_days(answers)
        taken, hidden, alive = [], self.browse(), {}
        for results, span, fingerprint in answers:
            for key_result, result in results.items():
                value = result["value"]
                if result.get("hidden"):
                    hidden |= key_result
                    continue
                alive[key_result] = fingerprint
                first = key_result._first_checkin_day()
                if value is None or (first and span.end < first):
                    continue
                checkin = known.get((key_result.id, span.end))
                last = key_result.last_checkin_date
                if checkin or not last or value != key_result.current_value:
                    taken.append(
                        Taken(key_result, span.end, result, fingerprint, checkin)
                    )
        kept, noted = BulkWriter(self.env).keep(taken)
        self._keep_one_by_one(taken, kept)
        for key_result in noted:
            del alive[key_result]
        self._mark_alive(alive)
        for key_result in hidden:
            sentence = key_result.kpi_id._hidden_sentence(bool(key_result.kpi_filter))
            key_result._keep_error(sentence)

    @api.model
    def _keep_one_by_one(self, taken, kept=()):
        """Keep KPIs that were taken by the ways of the ORM.

        :param taken: list of :class:`Taken`
        :param kept: those of them that are kept already
        """
        done = {each.key_result.id for each in kept}
        new = []
        for key_result, day, result, _fingerprint, checkin in taken:
            if key_result.id in done:
                continue
            vals = key_result._kpi_checkin_values(result, day)
            if checkin:
                self.env["okr.checkin"].browse(checkin.id)._take_kpi_result(vals)
            else:
                new.append(vals)
        self.env["okr.checkin"].create(new)

    @api.model
    def _checkins_of_days(self, answers):
        """Return ``{(key result id, day): automatic check-in}`` of the days asked."""
        self.env["okr.checkin"].flush_model()
        found = entries(
            self.env,
            SQL(
                "key_result_id = ANY(%s) AND date = ANY(%s) AND source = 'kpi'",
                [kr.id for results, *_rest in answers for kr in results],
                list({span.end for _results, span, _fingerprint in answers}),
            ),
        )
        return {(i, entry.date): entry for i, some in found.items() for entry in some}

    @api.model
    def _mark_alive(self, fingerprints, company=None):
        """Note that the sources answered: thousands at once, in one statement.

        :param fingerprints: ``{key result: fingerprint of its source}``; None leaves it
        :param company: theirs, where it is known to be one: so none has to be read
        """
        if not fingerprints:
            return
        alive = self.browse(key_result.id for key_result in fingerprints)
        mine = Domain("id", "in", alive.ids)
        recovered = self.search(mine & Domain("kpi_error", "!=", False))
        if recovered:
            recovered.write({"kpi_error": False, "kpi_error_since": False})
        groups = {company: alive} if company else alive.grouped("company_id")
        for owner, key_results in groups.items():
            day = owner._okr_today()
            woken = self.search(
                Domain("id", "in", key_results.ids)
                & Domain("kpi_date_alive", "!=", day)
            )
            if woken:
                woken.write({"kpi_date_alive": day})
        names = ["kpi_refreshed_at", "kpi_fingerprint"]
        alive.flush_recordset(names)
        # Past the ORM on purpose: no KPI, message or revision hangs on these two.
        by_fingerprint = {}
        for key_result, fingerprint in fingerprints.items():
            by_fingerprint.setdefault(fingerprint or None, []).append(key_result.id)
        self.env.cr.execute(
            SQL(
                "UPDATE okr_key_result SET kpi_refreshed_at = %s, "
                "kpi_fingerprint = COALESCE(said.fingerprint, kpi_fingerprint) "
                "FROM (%s) AS said WHERE okr_key_result.id = said.id",
                fields.Datetime.now(),
                SQL(" UNION ALL ").join(
                    SQL(
                        "SELECT unnest(%s) AS id, %s::varchar AS fingerprint",
                        ids,
                        fingerprint,
                    )
                    for fingerprint, ids in by_fingerprint.items()
                ),
            )
        )
        alive.invalidate_recordset(names, flush=False)

    def _keep_error(self, sentence):
        """Say why the source does not answer; the last good value stays."""
        vals = {"kpi_error": sentence, "kpi_fingerprint": False}
        silent = self.filtered("kpi_error")
        silent.write(vals)
        (self - silent).write({**vals, "kpi_error_since": fields.Datetime.now()})

    # --- PAST ---

    def _check_past(self, kpi, scope):
        """Compare what was reported with what the records say of those days now."""
        if not kpi.has_history:
            return
        checkins = self.env["okr.checkin"].search(
            [
                ("key_result_id", "in", self.ids),
                ("source", "=", "kpi"),
                ("date", "<", scope.company._okr_today()),
            ],
            order="key_result_id, date",
        )
        asked = {c: c.key_result_id._kpi_span(c.date) for c in checkins}
        asked = {c: span for c, span in asked.items() if not span.is_empty}
        if not asked:
            return
        spans = list(dict.fromkeys(asked.values()))
        results = kpi._results(scope, spans)
        for checkin, span in asked.items():
            scope_id = checkin.key_result_id._kpi_scope_id()
            checkin._compare_with(results[scope_id, spans.index(span)])
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
            date=say_day(self.env, moved.date),
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

    # --- HISTORY ---

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
            date=say_day(self.env, self.last_checkin_date),
        )

    def _backfill_values(self):
        """Return the values of the weekly check-ins of the past.

        All of these key results ask the same question, of different people.
        """
        kpi, scope, span = self[:1]._kpi_question()
        mine = {key_result: key_result._spans_so_far(span) for key_result in self}
        spans = list(dict.fromkeys(each for some in mine.values() for each in some))
        if not spans:
            return []
        number_of = {each: number for number, each in enumerate(spans)}
        ids = tuple({key_result._kpi_scope_id() for key_result in self})
        results = kpi._results(scope._replace(ids=ids, evidence=True), spans)
        vals_list = []
        for key_result, some in mine.items():
            taken = set(key_result.checkin_ids.mapped("date"))
            for each in some:
                result = results[key_result._kpi_scope_id(), number_of[each]]
                if each.end not in taken and result["value"] is not None:
                    vals = key_result._kpi_checkin_values(result, each.end)
                    vals_list.append({**vals, "kpi_is_filled_in": True})
        return vals_list

    def _spans_so_far(self, span):
        """Return what is asked about each week before the one that runs.

        Within the days of the plan; where people typed values, from the day of
        linking on, so that nothing of theirs is mixed with it.

        :param span: what is asked about today
        """
        self.ensure_one()
        first, last = self._plan_days()
        start = max(filter(None, (self.kpi_date_start, first)), default=None)
        if not start:
            return []
        cut = start
        if self.checkin_ids._filtered_told():
            cut = max(start, self.kpi_linked_on or span.end)
        today = self.company_id._okr_today()
        end = min(filter(None, (self.kpi_date_end, last, today)))
        is_stock = self.kpi_id._is_stock()
        if self.kpi_window in ("week", "month"):
            full = windows(self.kpi_window, start, end)
            spans = [Span(None, each.end) if is_stock else each for each in full]
        else:
            count = max((end - start).days, 0) // 7
            days = [start + timedelta(days=7 * week + 6) for week in range(count)]
            spans = [Span(span.start, day) for day in days if day < end]
        return [each for each in spans if cut <= each.end < today]

    def _plan_days(self):
        """Return the first and the last day of the plan, None where there is none."""
        self.ensure_one()
        return self.date_start or None, self.date_end or None
