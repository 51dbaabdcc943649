import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .trial import in_plain_words

_logger = logging.getLogger(__name__)


class OkrKeyResult(models.Model):
    """The records behind a linked key result.

    Which were counted, which changed since, which count in a neighbour as well, and
    which could close the gap; of each only those that the caller may see.
    """

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.key.result"

    kpi_has_gap = fields.Boolean(
        compute="_compute_kpi_has_gap", export_string_translation=False
    )
    kpi_overlap = fields.Text(
        compute="_compute_kpi_overlap",
        help="Counts records that a neighbour counts too.",
        export_string_translation=False,
    )
    kpi_filter_note = fields.Char(
        string="What the filter sees",
        compute="_compute_kpi_filter_note",
        help="A filter sees what the person who set it may read.",
    )
    kpi_restated_count = fields.Integer(
        string="Records changed",
        compute="_compute_kpi_restated_count",
        help="How many records changed since the KPI was reported.",
    )

    # --- COMPUTE ---

    @api.depends("kpi_id.gap_domain")
    def _compute_kpi_has_gap(self):
        for key_result in self:
            gap = key_result.sudo().kpi_id.gap_domain
            key_result.kpi_has_gap = bool(gap and gap != "[]")

    @api.depends(lambda self: tuple(self._kpi_link_fields()))
    @api.depends_context("lang", "uid")
    def _compute_kpi_overlap(self):
        for key_result in self:
            key_result.kpi_overlap = key_result._overlap_sentence()

    @api.depends(lambda self: (*self._kpi_link_fields(), "kpi_filter_by_id"))
    @api.depends_context("lang")
    def _compute_kpi_filter_note(self):
        for key_result in self:
            key_result.kpi_filter_note = key_result._filter_sentence()

    @api.depends("kpi_restated")
    def _compute_kpi_restated_count(self):
        for key_result in self:
            key_result.kpi_restated_count = key_result._count_restated_records()

    # --- ACTIONS ---

    def action_open_kpi_records(self):
        """Open the records behind the KPI, as far as the caller may see them.

        :return: a window action, its name says "37 of 41 records are yours to see"
        :raise UserError: if there are none that the caller may see, or the KPI
            has no records
        """
        self.ensure_one()
        self.check_access("read")
        with in_plain_words(self.env, self.kpi_run_as_id):
            return self._open_kpi_records()

    def _open_kpi_records(self):
        kpi, scope, span = self._kpi_question()
        if span.is_empty:
            raise UserError(self.env._("No week or month is over yet."))
        self._check_group_is_shown(kpi, scope, span)
        if kpi.source == "ratio":
            kpi = kpi.numerator_id
        if kpi.source != "records":
            raise UserError(
                self.env._("%s has no records behind it to open.", kpi.name)
            )
        query = kpi._query(scope)
        domain = query.records_domain(span)
        total = query.model.search_count(domain)
        return self._open_mine(kpi, domain, total, kpi.name)

    def action_open_restated_records(self):
        """Open the records that changed after they were reported.

        :raise UserError: if they cannot be told, or none is the caller's to see
        """
        self.ensure_one()
        self.check_access("read")
        with in_plain_words(self.env, self.kpi_run_as_id):
            return self._open_restated_records()

    def _open_restated_records(self):
        kpi, scope, moved, domain = self._restated_question()
        if not moved:
            raise UserError(self.env._("Which records changed cannot be told."))
        self._check_group_is_shown(kpi, scope, self._kpi_span(moved.date))
        model = kpi._query(scope).model.with_context(active_test=False)
        # Of few people even how many changed would tell whose did.
        total = None if kpi._is_guarded() else model.search_count(domain)
        if total == 0:
            raise UserError(
                self.env._("The records that changed are deleted, or nobody's to see.")
            )
        return self._open_mine(
            kpi,
            domain,
            total,
            self.env._("Changed since it was reported"),
            active_test=False,
        )

    def action_open_gap(self):
        """Open the records that could close the gap, such as open quotations.

        :return: a window action, its name says how many of them are the caller's
        :raise UserError: if the KPI names none, or none is the caller's to see
        """
        self.ensure_one()
        self.check_access("read")
        with in_plain_words(self.env, self.kpi_run_as_id):
            return self._open_gap()

    def _open_gap(self):
        kpi, scope, _span = self._kpi_question()
        if not kpi.gap_domain:
            raise UserError(self.env._("%s names no such records.", kpi.name))
        model = kpi._query(scope).model
        domain = Domain(kpi._literal(kpi.gap_domain)) & kpi._query(scope).who_domain()
        # How many there are of few people is theirs, too: only one's own are told.
        total = None if kpi._is_guarded() else model.search_count(domain)
        label = kpi.gap_label or self.env._("What could close the gap")
        return self._open_mine(kpi, domain, total, label)

    def _open_mine(self, kpi, domain, total, label, **context):
        """Return the action that opens those records that the caller may see.

        :param total: how many there are; None where that is not to be told
        :raise UserError: with a sentence, if none is the caller's to see
        """
        model = self.env[kpi.model_name].with_context(**context)
        mine = 0
        try:
            if model.has_access("read") and self.kpi_filter:
                # A screen cannot search by what another person may read: it is given
                # the records themselves, as far as they are the caller's.
                ids = model.search(domain, order="id").ids
                mine, domain = len(ids), Domain("id", "in", ids)
                context["active_test"] = False
            elif model.has_access("read"):
                mine = model.search_count(domain)
        except AccessError:
            # What is counted by a field that is not theirs is not theirs either.
            mine = 0
        if not mine:
            if total == 0:
                sentence = self.env._("There is no such record so far.")
            elif total is None:
                sentence = self.env._("None of these records is yours to see.")
            elif total == 1:
                sentence = self.env._("The one record behind it is not yours to see.")
            else:
                sentence = self.env._("None of the %s records is yours to see.", total)
            raise UserError(sentence)
        if total is not None:
            label = self.env._(
                "%(name)s: %(mine)s of %(total)s records are yours to see",
                name=label,
                mine=mine,
                total=total,
            )
        return {
            "type": "ir.actions.act_window",
            "name": label,
            "res_model": kpi.model_name,
            "view_mode": "list,form",
            "domain": list(domain),
            "context": {"create": False, **context},
        }

    # --- WHAT THE FILTER SEES ---

    def _filter_sentence(self):
        """Return how many of the records the filter sees, False where it sees all.

        Of a group that may be small nothing is told; of a closed cycle neither, whose
        value stands.
        """
        self.ensure_one()
        mine = self._origin.sudo()
        if not mine.kpi_filter or not mine.kpi_id or mine.cycle_id.state == "closed":
            return False
        total, seen = self._or_nothing(mine._filter_counts) or (0, 0)
        if total == seen:
            return False
        words = {"total": total, "seen": seen, "person": mine.kpi_filter_by_id.name}
        if total == 1:
            return self.env._(
                "The one record is not visible to %(person)s, who set the filter.",
                **words,
            )
        if not seen:
            return self.env._(
                "None of the %(total)s records is visible to %(person)s, who set the "
                "filter.",
                **words,
            )
        if seen == 1:
            return self.env._(
                "Of the %(total)s records one is visible to %(person)s, who set the "
                "filter.",
                **words,
            )
        return self.env._(
            "Of the %(total)s records %(seen)s are visible to %(person)s, who set the "
            "filter.",
            **words,
        )

    def _filter_counts(self):
        """Return how many records there are without the filter, and how many it sees.

        Neither follows what the filter asks for: how many of all it keeps would tell
        what only the person reads that the KPI is computed as.
        """
        kpi, scope, span = self._kpi_question()
        if kpi._is_guarded() or span.is_empty:
            return None
        if kpi.source == "ratio":
            kpi = kpi.numerator_id
        if not (scope.extra and kpi._models_read()):
            return None
        scopes = scope._replace(extra=()), scope.seen()
        return tuple(
            kpi._results(each, [span])[each.ids[0], 0]["count"] for each in scopes
        )

    @api.model
    def _check_group_is_shown(self, kpi, scope, span):
        """Raise where a KPI is about too few people: records tell more than it."""
        if self._is_group_hidden(kpi, scope, span):
            raise UserError(kpi._hidden_sentence(bool(scope.extra)))

    @api.model
    def _is_group_hidden(self, kpi, scope, span):
        if not kpi._is_guarded():
            return False
        return bool(kpi._results(scope, [span])[scope.ids[0], 0].get("hidden"))

    # --- RESTATED ---

    def _restated_question(self):
        """Return KPI, scope, the check-in that was restated, and what changed.

        The check-in is empty where no record tells what changed.
        """
        self.ensure_one()
        moved = self.checkin_ids.filtered("is_restated").sorted("date")[-1:]
        kpi, scope, _span = self._kpi_question()
        nothing = kpi, scope, moved.browse(), Domain.FALSE
        if not moved or kpi.source != "records":
            return nothing
        span = self._kpi_span(moved.date)
        model = kpi._query(scope).model.with_context(active_test=False)
        later = Domain.FALSE
        if model._log_access:
            later = Domain("write_date", ">", moved.sudo().create_date)
        counted = moved._counted_ids()
        result = kpi._results(scope._replace(evidence=True), [span])[scope.ids[0], 0]
        counts = result.get("ids")
        if counted is not None and counts is not None:
            # Those that left and those that came, and those that say another amount.
            stayed = model.search(Domain("id", "in", list(counted & counts)) & later)
            ids = (counted ^ counts) | set(stayed.ids)
            if ids:
                return kpi, scope, moved, Domain("id", "in", sorted(ids))
        if not model._log_access:
            return nothing
        domain = kpi._query(scope).who_domain() & later
        if kpi.date_name:
            domain &= kpi._query(scope).span_domain([span])
        return kpi, scope, moved, domain

    def _count_restated_records(self):
        """Return how many records changed since; 0 where that is not to be told."""
        self.ensure_one()
        if not self.kpi_restated or not self._origin:
            return 0
        return self._or_nothing(self._origin._number_of_restated_records) or 0

    def _number_of_restated_records(self):
        kpi, scope, moved, domain = self._restated_question()
        # Of few people even the number of records would tell.
        if not moved or kpi._is_guarded():
            return 0
        model = kpi._query(scope).model.with_context(active_test=False)
        return model.search_count(domain)

    @api.model
    def _or_nothing(self, ask, *args):
        """Return an answer that a form shows in passing, None where there is none.

        A definition may fail in as many ways as there are models, and its app may be
        gone: the key result stays readable, and says elsewhere what is missing.
        """
        try:
            with self.env.cr.savepoint():
                return ask(*args)
        except Exception:  # noqa: BLE001
            _logger.debug("Not shown", exc_info=True)
            return None

    # --- OVERLAP ---

    def _overlap_sentence(self):
        """Return a warning where a neighbour counts the same records.

        A neighbour is another key result of the objective, or of one that hangs on
        the same objective above; one that the reader may not read is not spoken of.
        """
        self.ensure_one()
        mine = self._origin.sudo()
        if mine.kpi_id.source != "records":
            return False
        shared = self._or_nothing(mine._shared_with_neighbours, self.env.uid) or {}
        kpi = mine.kpi_id
        sentences = []
        for neighbour, count in shared.items():
            if count and (kpi._is_guarded() or neighbour.kpi_id._is_guarded()):
                # How many two groups share may be about few people again.
                sentences.append(
                    self.env._(
                        "Some of these records also count in %s.", neighbour.name
                    )
                )
            elif count == 1:
                sentences.append(
                    self.env._(
                        "One of these records also counts in %s.", neighbour.name
                    )
                )
            elif count:
                sentences.append(
                    self.env._(
                        "%(count)s of these records also count in %(name)s.",
                        count=count,
                        name=neighbour.name,
                    )
                )
        return "\n".join(sentences) or False

    def _shared_with_neighbours(self, user_id):
        """Return ``{neighbour: number of records that both count}``."""
        kpi, scope, span = self._kpi_question()
        neighbours = self._neighbours()._filtered_visible(user_id)
        if not neighbours or span.is_empty:
            return {}
        if self._is_group_hidden(kpi, scope, span):
            return {}
        model = kpi._query(scope).model
        domain = kpi._query(scope).records_domain(span)
        queries = {}
        for neighbour in neighbours:
            query = self._or_nothing(neighbour._overlap_query, model, domain)
            if query is not None:
                queries[neighbour] = query
        return self._count_all(queries)

    def _neighbours(self):
        """Return the linked key results beside one that count the same kind of record.

        As superuser: whoever shows them looks at what may be read.
        """
        self.ensure_one()
        objective = self.objective_id
        family = objective | objective.parent_id.child_ids
        return family.key_result_ids.filtered(
            lambda kr: (
                kr.id != self.id
                and kr.state == "active"
                and kr.kpi_id.source == "records"
                and kr.kpi_id.model_name == self.kpi_id.model_name
            )
        )

    def _overlap_query(self, model, domain):
        """Return the query of the records that both count; None where there is none."""
        self.ensure_one()
        kpi, scope, span = self._kpi_question()
        if span.is_empty or self._is_group_hidden(kpi, scope, span):
            return None
        return model._search(domain & kpi._query(scope).records_domain(span))

    @api.model
    def _count_all(self, queries):
        """Return ``{key: number of rows}`` of some queries, in one statement."""
        if not queries:
            return {}
        counts = self.env.execute_query(
            SQL(
                "SELECT %s",
                SQL(", ").join(
                    SQL("(%s)", query.select(SQL("COUNT(*)")))
                    for query in queries.values()
                ),
            )
        )[0]
        return dict(zip(queries, counts, strict=True))

    def _filtered_visible(self, user_id):
        """Return those of the key results that a user may read."""
        return self.with_user(user_id)._filtered_access("read").sudo()
