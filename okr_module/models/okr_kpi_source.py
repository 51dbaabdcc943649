from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..arithmetic.tally import Tally, ratio
from .okr_kpi_query import Scope, Span

#: the figure of a group too small to show: nothing of it goes anywhere
_HIDDEN = {"value": None, "count": 0, "checksum": 0, "hidden": True}


class OkrKpiSource(models.AbstractModel):
    """Where a figure comes from: one method for each source, one answer for all."""

    _name = "okr.kpi.source"
    _description = "Source of a figure"

    def _figures(self, scope, spans):
        """Return the figures of a scope over some spans.

        :param scope: :class:`~.okr_kpi_query.Scope`
        :param spans: list of :class:`~.okr_kpi_query.Span`
        :return: ``{(scope id, number of the span): dict}`` with ``value`` (float, or
            None where nothing was counted), ``count``, ``checksum`` and, for a ratio,
            ``numerator`` and ``denominator``; a group too small to show has ``hidden``
        :raise UserError: with a sentence, if the figure cannot be computed
        :raise AccessError: if the person it is computed as may not read the records
        """
        self.ensure_one()
        if self.source == "ratio":
            return self._ratio_figures(scope, spans)
        tallies = self._tallies(scope, spans)
        figures = {}
        for scope_id in scope.ids:
            for number in range(len(spans)):
                tally = tallies.get((scope_id, number)) or Tally()
                figures[scope_id, number] = self._figure(tally, scope)
        return figures

    def _tallies(self, scope, spans):
        self.ensure_one()
        count = getattr(self, f"_tallies_{self.source}")
        tallies = count(scope, spans)
        if scope.extra and self._smallest_group(self, scope) > 1:
            # All but one, taken from all, is that one.
            for part in ("left_out", "unseen"):
                for key, others in count(scope._replace(part=part), spans).items():
                    setattr(tallies.setdefault(key, Tally()), part, others.people)
        return tallies

    def _figure(self, tally, scope):
        self.ensure_one()
        if self._is_too_small(tally, scope):
            return dict(_HIDDEN)
        value = self._tally_value(tally)
        return {
            "value": None if value is None else value * self.multiplier,
            "count": tally.count,
            "checksum": tally.checksum,
            "ids": tally.ids if scope.evidence else None,
        }

    def _is_too_small(self, tally, scope):
        """Return whether the people counted, or those a filter leaves out, are few.

        Left out of what who set the filter may read, and of all: both are figures
        that one can take this one from.
        """
        smallest = self._smallest_group(self, scope)
        rests = tally.left_out, tally.left_out | tally.unseen
        return smallest > 1 and (
            len(tally.people) < smallest
            or any(0 < len(rest) < smallest for rest in rests)
        )

    def _is_guarded(self):
        """Return whether the figure is kept back where it is about few people."""
        self.ensure_one()
        return self._guard_size() > 1

    def _guard_size(self):
        self.ensure_one()
        parts = self | self.numerator_id | self.denominator_id
        return max(parts.mapped("min_group_size"))

    def _too_small_sentence(self):
        return self.env._(
            "Fewer than %s people: the figure is not shown.", self._guard_size()
        )

    def _tally_value(self, tally):
        return tally.result(self.aggregate if self.source == "records" else "sum")

    # --- THE SOURCES ---

    def _tallies_records(self, scope, spans):
        return self._query_tallies(self, scope, spans)

    def _ratio_figures(self, scope, spans):
        """Keep numerators and denominators: averages are never averaged.

        Those who left over a span are few by nature; a ratio is about the group that
        it is of, so the guard of small groups looks at the denominator.
        """
        above = self.numerator_id._figures(scope, spans)
        guarded = scope._replace(min_group=self._smallest_group(self, scope))
        below = self.denominator_id._base_figures(guarded, spans, self.nature)
        figures = {}
        for key, numerator in above.items():
            denominator = below.get(key, {"value": None, "count": 0, "checksum": 0})
            hidden = numerator.get("hidden") or denominator.get("hidden")
            figures[key] = {
                "value": ratio(
                    numerator["value"], denominator["value"], self.multiplier
                ),
                "count": numerator["count"] + denominator["count"],
                "checksum": (numerator["checksum"] * 31 + denominator["checksum"])
                % 2**63,
                "numerator": numerator["value"],
                "denominator": denominator["value"],
            }
            if hidden:
                figures[key] = dict(_HIDDEN)
        return figures

    def _base_figures(self, scope, spans, nature):
        """Return the figures that a ratio divides by.

        What adds up over a span (people who left) is divided by what stood on average
        over it (people employed), not by what is left at its end.
        """
        if nature != "flow" or self.nature != "stock":
            return self._figures(scope, spans)
        points = [self._average_days(span) for span in spans]
        days = sorted({day for span_days in points for day in span_days})
        tallies = self._tallies(scope, [Span(None, day) for day in days])
        number_of = {day: number for number, day in enumerate(days)}
        return {
            (scope_id, number): self._average_figure(
                [tallies.get((scope_id, number_of[day]), Tally()) for day in span_days],
                scope,
            )
            for scope_id in scope.ids
            for number, span_days in enumerate(points)
        }

    @api.model
    def _average_days(self, span):
        """Return a span's first day, the same weekday of each week, and its last day.

        So the points of spans that begin together are shared, and a year takes 53.
        """
        days = []
        day = span.start or span.end
        while day < span.end:
            days.append(day)
            day += timedelta(weeks=1)
        return [*days, span.end]

    def _average_figure(self, tallies, scope):
        self.ensure_one()
        whole = Tally()
        for tally in tallies:
            whole.people |= tally.people
            whole.left_out |= tally.left_out
            whole.unseen |= tally.unseen
            whole.checksum = (whole.checksum * 31 + tally.checksum) % 2**63
        figure = self._figure(whole, scope)
        if figure.get("hidden"):
            return figure
        values = [self._tally_value(tally) for tally in tallies]
        values = [value for value in values if value is not None]
        figure["value"] = (
            sum(values) / len(values) * self.multiplier if values else None
        )
        figure["count"] = tallies[-1].count
        return figure

    @api.model
    def _instant(self, day, scope):
        """Return the instant in UTC at which a day begins in the scope's company."""
        return self._moment(day, _DatetimeDates(), scope)

    def _tallies_goal_definition(self, scope, spans):
        raise UserError(
            self.env._("%s needs the Gamification app, which is not there.", self.name)
        )

    def _tallies_pushed(self, scope, spans):
        """Take what was fed in for exactly this scope: parts are not added up."""
        domain = (
            Domain("kpi_id", "=", self.id)
            & Domain("company_id", "=", scope.company.id)
            & Domain("date", "<=", max(span.end for span in spans))
        )
        key = {"department": "department_id", "user": "user_id"}.get(scope.kind)
        for name in ("department_id", "user_id"):
            domain &= (
                Domain(name, "in", list(scope.ids))
                if name == key
                else Domain(name, "=", False)
            )
        rows = self.env["okr.kpi.value"].sudo().search(domain, order="date, id")
        tallies = {}
        for row in rows:
            scope_id = row[key].id if key else scope.company.id
            for number, span in enumerate(spans):
                if row.date > span.end:
                    continue
                if self.nature == "flow" and span.start and row.date < span.start:
                    continue
                tally = Tally(
                    count=1,
                    valued=1,
                    total=row.value,
                    checksum=hash((row.id, row.value)) % 2**63,
                )
                if self.nature == "flow":
                    tallies.setdefault((scope_id, number), Tally()).add(tally)
                else:
                    # What stands is what was said last.
                    tallies[scope_id, number] = tally
        return tallies

    # --- AS OF ---

    def _value_as_of(self, kind, scope_id, day, company, run_as, **options):
        """Return the figure of one scope on one day; see :meth:`_figures`.

        :param options: ``start`` of the span (flows), ``currency``, ``extra`` domain
            and ``filter_user``, who set it: by default the person it is computed as
        """
        scope = Scope(
            kind,
            (scope_id,),
            company,
            run_as,
            tuple(options.get("extra") or ()),
            options.get("currency"),
            filter_user=options.get("filter_user") or run_as,
        )
        return self._figures(scope, [Span(options.get("start"), day)])[scope_id, 0]


class _DatetimeDates:
    """Stands for a definition whose dates have a time of day."""

    date_is_datetime = True
