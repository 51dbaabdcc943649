from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...arithmetic.span import Span
from ...hints import KeyResultFacts, key_result_hints
from ...hints.words import languages
from .okr_hints_mixin import HINTED_STATES

#: how many spans before this one a KPI is asked for
SPANS_BEFORE = 4


class OkrKeyResult(models.Model):
    """Hints for a key result while it is written."""

    _name = "okr.key.result"
    _inherit = ["okr.key.result", "okr.hints.mixin"]

    # --- COMPUTE ---

    @api.depends(
        "name",
        "user_id",
        "state",
        "metric_type",
        "direction",
        "start_value",
        "target_value",
        "range_min",
        "range_max",
        "unit",
        "currency_id",
        "milestone_ids",
        "count_initiatives",
        "initiative_ids",
        "kpi_id",
        "current_value",
        "objective_id.name",
        "objective_id.state",
        "objective_id.cycle_id.state",
    )
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_hints(self):
        hinted = self._hinted()
        (self - hinted).hints = False
        # All questions before the first answer: computing one reads many others.
        rows = hinted._hint_rows()
        for key_result in hinted:
            key_result.hints = rows[key_result]

    # --- FACTS ---

    def _hinted(self):
        """Return those that somebody can still mend."""
        return self.filtered(
            lambda kr: (
                kr.state == "active"
                # In a form, a new line stands before its objective is known.
                and (kr.objective_id.state or "draft") in HINTED_STATES
                and kr.objective_id.cycle_id.state != "closed"
            )
        )

    def _hint_rows(self):
        """Return ``{key result: rows}`` in a number of queries that does not grow."""
        twins = self._twins()
        histories = self._histories()
        codes = languages(self.env.lang)
        rows = {}
        for key_result in self:
            facts = key_result._hint_facts(
                twins.get(key_result), histories.get(key_result, ()), codes
            )
            rows[key_result] = [
                key_result._hint_row(hint) for hint in key_result_hints(facts)
            ]
        return rows

    def _hint_facts(self, twin, history, codes):
        self.ensure_one()
        return KeyResultFacts(
            name=self.name or "",
            metric_type=self.metric_type or "number",
            direction=self.direction or "increase",
            start_value=self.start_value,
            target_value=self.target_value,
            range_min=self.range_min,
            range_max=self.range_max,
            unit=self.unit or "",
            has_owner=bool(self.user_id),
            is_linked=bool(self.kpi_id),
            is_draft=self._is_draft(),
            milestones=self._count_milestones()
            if self.metric_type == "milestone"
            else 0,
            kpi_value=self.current_value if self.last_checkin_date else None,
            history=tuple(history),
            twin=twin or self._twin_in_form(),
            languages=codes,
        )

    def _hint_template(self):
        return self.objective_id.template_id.id

    def _is_draft(self):
        self.ensure_one()
        return (self.objective_id.state or "draft") == "draft"

    def _count_milestones(self):
        """Return how many milestones there are, work that counts among them."""
        self.ensure_one()
        return len(self._milestone_parts())

    def _twin_in_form(self):
        """Return a line beside this one with the same sentence, saved or not."""
        self.ensure_one()
        if not self.sentence_key:
            return None
        beside = self.objective_id.key_result_ids.filtered(
            lambda kr: (
                kr.sentence_key == self.sentence_key
                and kr != self
                and (kr._origin != self._origin or not kr._origin)
                and kr.state == "active"
            )
        )
        return beside[:1] or None

    # --- THE PAST ---

    def _histories(self):
        """Return ``{key result: values it had before}`` of drafts.

        The past of a linked KPI, where the reader may link it and so may see it;
        else the check-ins of what it continues: the key result of an earlier cycle
        with the same sentence.
        """
        drafts = self.filtered(
            lambda kr: kr.metric_type not in ("boolean", "milestone") and kr._is_draft()
        )
        histories = drafts._continued_histories()
        histories.update(drafts._kpi_histories())
        return histories

    def _continued_histories(self):
        asked = {kr.sentence_key for kr in self if kr.sentence_key}
        if not asked:
            return {}
        before = self.search(
            Domain("sentence_key", "in", list(asked))
            & Domain("objective_state", "in", ("active", "done"))
            & Domain("cycle_id", "!=", False),
            order="id desc",
        )
        histories = {}
        for key_result in self:
            earlier = before.filtered(
                lambda kr, now=key_result: (
                    kr.sentence_key == now.sentence_key
                    and kr.company_id == now.company_id
                    and kr.metric_type == now.metric_type
                    and (kr.unit or "") == (now.unit or "")
                    and kr._ended_before(now)
                )
            ).sorted(lambda kr: kr.cycle_id.date_end)[-1:]
            if earlier.checkin_ids:
                values = [checkin.value for checkin in earlier._history()]
                histories[key_result] = [earlier.start_value, *values]
        return histories

    def _ended_before(self, other):
        start = other.objective_id.cycle_id.date_start
        return not start or self.cycle_id.date_end < start

    def _kpi_histories(self):
        """Ask the linked KPIs, those with the same question together."""
        groups = {}
        for key_result in self.filtered(lambda kr: kr.kpi_id and not kr.kpi_error):
            kpi = key_result.kpi_id.with_env(self.env)
            if key_result.kpi_window in ("week", "month"):
                continue  # each has a bound to keep, no way to go
            if not (kpi.has_history and kpi._filtered_linkable()):
                continue
            try:
                kpi, scope, span = key_result._origin._kpi_question()
            except UserError:
                continue
            if key_result.cycle_id.date_end:
                whole = span._replace(end=key_result.cycle_id.date_end)
                question = (kpi.id, repr(scope._replace(ids=())), whole)
                groups.setdefault(question, (kpi, scope, whole, []))[-1].append(
                    key_result
                )
        histories = {}
        for kpi, scope, span, key_results in groups.values():
            ids = {kr: kr._origin.sudo()._kpi_scope_id() for kr in key_results}
            scope = scope._replace(ids=tuple(set(ids.values())))
            spans = _spans_before(span, key_results[0].cycle_id)
            try:
                results = kpi._results(scope, spans)
            except (AccessError, UserError):
                continue
            for key_result, scope_id in ids.items():
                answers = [results[scope_id, number] for number in range(len(spans))]
                histories[key_result] = [
                    answer["value"]
                    for answer in answers
                    if answer["value"] is not None and not answer.get("hidden")
                ]
        return histories


def _spans_before(span, cycle):
    """Return spans as long as a cycle before it, the same of last year among them."""
    days = (cycle.date_end - cycle.date_start).days + 1
    shifts = [
        relativedelta(days=days * number) for number in range(1, SPANS_BEFORE + 1)
    ]
    shifts.append(relativedelta(years=1))
    return [
        Span(span.start and span.start - shift, span.end - shift) for shift in shifts
    ]
