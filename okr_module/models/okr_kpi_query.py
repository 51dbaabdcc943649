from datetime import datetime, time, timedelta
from typing import NamedTuple

from pytz import UTC, timezone

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..arithmetic.tally import MOST_REMEMBERED, Tally


class Span(NamedTuple):
    """From which day to which; both belong to it."""

    #: None for what stands at a date, whenever it began
    start: object
    end: object


class Scope(NamedTuple):
    """Whose records count, and through whose eyes."""

    #: company, department, team or user
    kind: str
    #: ids of those departments, teams or users; of the company itself
    ids: tuple
    company: object
    run_as: object
    #: further domain, as a list: the filter
    extra: tuple = ()
    #: res.currency wanted
    currency: object = None
    #: people a figure must be about at least, where its definition asks for fewer
    min_group: int = 1
    #: whether to say which records were counted, too
    evidence: bool = False
    #: who set the filter: it sees what this person may read
    filter_user: object = None
    #: which records count where there is a filter: those that it keeps ("kept"), those
    #: it leaves out of what who set it may read ("left_out"), or those that this person
    #: may not read ("unseen")
    part: str = "kept"

    def seen(self):
        """Return the same with a filter that keeps all that who set it may read."""
        return self._replace(extra=((1, "=", 1),) if self.extra else ())


class OkrKpiQuery(models.AbstractModel):
    """Turns a definition into one grouped query.

    One query answers for all owners of a scope and for all spans at once: the spans
    are a small table that the records are joined to. So the value of today, the curve
    of a year and the same days of last year cost the same number of queries.
    """

    _name = "okr.kpi.query"
    _inherit = ["okr.kpi.scope", "okr.kpi.records", "okr.kpi.money"]
    _description = "Query of a figure"

    def _query_tallies(self, definition, scope, spans):
        """Return ``{(scope id, number of the span): Tally}``.

        :param definition: okr.kpi whose ``source`` is ``records``, or anything with
            the same attributes
        :param scope: :class:`Scope`
        :param spans: list of :class:`Span`
        :raise AccessError: if the figure's user may not read the model
        :raise UserError: if the definition does not fit the model any more
        """
        guarded = self._smallest_group(definition, scope) > 1
        if guarded and scope.kind == "user":
            return {}
        model = self._query_model(definition, scope)
        path = self._scope_path(definition, scope)
        domain = self._scope_domain(definition, scope, path) & self._span_domain(
            definition, scope, spans
        )
        query = model._search(domain)
        shared = scope.kind == "department" and self._is_shared(model, path)
        if shared:
            groups = [self._join_departments(definition, scope, model, path, query)]
        else:
            groups = [self._group_sql(model, path, query)] if path else []
        money = self._money(definition, model, scope)
        if money:
            groups += self._money_groups(money, definition, model, scope, query)
        self._join_spans(definition, model, scope, spans, query)
        rows = self._fetch_rows(
            definition, model, query, groups, guarded, scope.evidence
        )
        tallies = {}
        for row in rows:
            key, tally = self._row_tally(row, bool(path), money, definition, scope)
            tallies.setdefault(key, Tally()).add(tally)
        if not path:
            return {
                (scope.ids[0], point): tally
                for (_none, point), tally in tallies.items()
            }
        if shared:
            return tallies
        return self._to_scope(definition, scope, path, tallies)

    @api.model
    def _smallest_group(self, definition, scope):
        """Return how many people a figure must be about to be shown."""
        return max(definition.min_group_size, scope.min_group)

    # --- WHEN ---

    @api.model
    def _moment(self, day, definition, scope):
        """Return the first instant of a day, as the date field of the records has it.

        A day begins at midnight where the company works; the database keeps UTC.
        """
        if not definition.date_is_datetime:
            return day
        zone = timezone(scope.company.sudo().resource_calendar_id.tz or "UTC")
        local = zone.localize(datetime.combine(day, time.min))
        return local.astimezone(UTC).replace(tzinfo=None)

    @api.model
    def _bounds(self, span, definition, scope):
        start = span.start and self._moment(span.start, definition, scope)
        return start, self._moment(span.end + timedelta(days=1), definition, scope)

    @api.model
    def _span_domain(self, definition, scope, spans):
        """Return the domain of the records that any of the spans asks for."""
        if not definition.date_name:
            return Domain.TRUE
        bounds = [self._bounds(span, definition, scope) for span in spans]
        domain = Domain(definition.date_name, "<", max(end for _start, end in bounds))
        starts = [start for start, _end in bounds]
        if definition.nature == "flow" and all(starts):
            domain &= Domain(definition.date_name, ">=", min(starts))
        return domain

    def _join_spans(self, definition, model, scope, spans, query):
        """Join the records to the spans they fall into."""
        condition = SQL("TRUE")
        rows = []
        for number, span in enumerate(spans):
            start, end = self._bounds(span, definition, scope)
            kind = SQL("timestamp" if definition.date_is_datetime else "date")
            rows.append(
                SQL("(%s::int, %s::%s, %s::%s)", number, start or None, kind, end, kind)
            )
        if definition.date_name:
            date = model._field_to_sql(model._table, definition.date_name, query)
            condition = SQL("%s < span.stop", date)
            if definition.nature == "flow":
                condition = SQL(
                    "%s AND (span.start IS NULL OR %s >= span.start)", condition, date
                )
            elif definition.date_end_name:
                end = model._field_to_sql(model._table, definition.date_end_name, query)
                stop = SQL("span.stop")
                if definition.date_end_counts:
                    stop = SQL("(span.stop - interval '1 day')")
                condition = SQL(
                    "%s AND (%s IS NULL OR %s >= %s)", condition, end, end, stop
                )
        table = SQL(
            "(SELECT * FROM (VALUES %s) AS v(number, start, stop))",
            SQL(", ").join(rows),
        )
        query.add_join("JOIN", "span", table, condition)

    # --- HOW MUCH ---

    def _fetch_rows(
        self, definition, model, query, groups, guarded=False, evidence=False
    ):
        record = SQL.identifier(model._table, "id")
        measure = SQL("NULL")
        number = SQL("NULL::double precision")
        if definition.measure_name:
            measure = model._field_to_sql(model._table, definition.measure_name, query)
            field = model._fields[definition.measure_name]
            if field.type in ("integer", "float", "monetary"):
                number = SQL("(%s)::double precision", measure)
        distinct = (
            SQL(
                "ARRAY_AGG(DISTINCT %s) FILTER (WHERE %s IS NOT NULL)", measure, measure
            )
            if definition.aggregate == "count_distinct"
            else SQL("NULL")
        )
        people = SQL("NULL")
        if guarded and definition.person_path:
            # Without a path nobody can tell how many people it is about: kept back.
            person = model._read_group_groupby(
                model._table, definition.person_path, query
            )
            people = SQL(
                "ARRAY_AGG(DISTINCT %s) FILTER (WHERE %s IS NOT NULL)", person, person
            )
        columns = [
            SQL("span.number"),
            SQL("COUNT(*)"),
            SQL("COUNT(%s)", measure),
            SQL("COALESCE(SUM(%s), 0)", number),
            SQL("MIN(%s)", number),
            SQL("MAX(%s)", number),
            distinct,
            people,
            # Which records, with which amounts: a change of either changes it.
            SQL(
                "MOD(ABS(SUM(hashtextextended(%s || ':' || COALESCE(%s::text, ''), 0)"
                "::numeric)), 9223372036854775807)",
                record,
                measure,
            ),
            SQL(
                "CASE WHEN COUNT(*) <= %s THEN ARRAY_AGG(%s) END",
                MOST_REMEMBERED,
                record,
            )
            if evidence
            else SQL("NULL"),
        ]
        query.groupby = SQL(", ").join([SQL("span.number"), *groups])
        query.order = None
        return self.env.execute_query(query.select(*columns, *groups))

    @api.model
    def _group_sql(self, model, path, query):
        return model._read_group_groupby(model._table, path, query)

    @api.model
    def _row_tally(self, row, grouped, money, definition, scope):
        number, count, valued, total, low, high, distinct, people, *rest = row
        checksum, ids, *rest = rest
        group = rest.pop(0) if grouped else None
        if money:
            rate = self._rate(money, rest, scope)
            total = total * rate
            low = None if low is None else low * rate
            high = None if high is None else high * rate
        return (group, number), Tally(
            count=count,
            valued=valued,
            total=total,
            low=low,
            high=high,
            distinct=set(distinct or ()),
            people=set(people or ()),
            checksum=int(checksum or 0),
            ids=None if ids is None else set(ids),
        )
