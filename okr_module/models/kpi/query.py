"""Counting a KPI: a definition and a scope become one grouped query.

One query answers for all owners of a scope and for all spans at once: the spans are a
small table that the records are joined to. So the value of today, the curve of a year
and the same days of last year cost the same number of queries.
"""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple

from pytz import UTC, timezone

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...arithmetic.aggregate import MOST_REMEMBERED, Aggregate, roll_up


@dataclass(frozen=True, kw_only=True)
class Definition:
    """Which records count, how, and by which date; plain values."""

    #: what people call it
    name: str
    model_name: str
    domain: list
    #: one of :data:`~...arithmetic.aggregate.AGGREGATES`
    aggregate: str = "count"
    measure_name: str = ""
    date_name: str = ""
    date_is_datetime: bool = False
    date_end_name: str = ""
    #: the until date is the last day that counts
    date_end_counts: bool = False
    #: flow or stock
    nature: str = "flow"
    company_path: str = ""
    #: records of no company count for every company
    without_company: bool = False
    #: ``{kind of scope: path to whose record it is}``
    paths: dict = field(default_factory=dict)
    #: path to the people behind the records, for the guard of small groups
    person_path: str = ""
    min_group_size: int = 1
    #: changes when the definition does
    version: object = None


class KpiScope(NamedTuple):
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
    #: people a KPI must be about at least, where its definition asks for fewer
    min_group: int = 1
    #: whether to say which records were counted, too
    evidence: bool = False
    #: who set the filter: it sees what this person may read
    filter_user: object = None

    def seen(self):
        """Return the same with a filter that keeps all that who set it may read."""
        return self._replace(extra=((1, "=", 1),) if self.extra else ())

    @property
    def zone(self):
        """Name of the time zone that the company works in."""
        return self.company.sudo().resource_calendar_id.tz or "UTC"

    def instant(self, day):
        """Return the instant in UTC at which a day begins where the company works."""
        local = timezone(self.zone).localize(datetime.combine(day, time.min))
        return local.astimezone(UTC).replace(tzinfo=None)


def check_person(env, run_as):
    """Raise where there is nobody to compute a KPI as.

    Without a person Odoo would compute it as whoever asks, which is the superuser where
    a job does.
    """
    person = run_as.sudo()
    if not person:
        raise UserError(
            env._(
                "The person it was computed as is gone. Link it again, and it is "
                "computed as you."
            )
        )
    if not person.active and person.id != SUPERUSER_ID:
        raise UserError(
            env._(
                "It is computed as %s, who is archived. Link it again, or let an "
                "administrator name somebody else at the KPI.",
                person.name,
            )
        )


def check_filter_person(env, person):
    """Raise where nobody is there any more whose rights a filter could follow."""
    person = person.sudo()
    if not person:
        raise UserError(
            env._(
                "The person who set the filter is gone. Link it again, with the "
                "filter, which then sees what you may read."
            )
        )
    if not person.active and person.id != SUPERUSER_ID:
        raise UserError(
            env._(
                "The filter was set by %s, who is archived. Link it again, with the "
                "filter, which then sees what you may read.",
                person.name,
            )
        )


def check_counted_fields(model, definition):
    """Raise where the user of a model may not read what is counted of its records.

    :raise AccessError: of whichever field it is
    """
    for path in (
        definition.measure_name,
        definition.date_name,
        definition.date_end_name,
        definition.company_path,
        *definition.paths.values(),
    ):
        field = model._fields.get((path or "").partition(".")[0])
        if field:
            model._check_field_access(field, "read")


class KpiQuery:
    """A definition counted for a scope, as the scope's person.

    :param env: environment to read people and departments in
    :param definition: :class:`Definition`
    :param scope: :class:`KpiScope`
    """

    def __init__(self, env, definition, scope):
        self.env = env
        self.definition = definition
        self.scope = scope

    # --- WHAT IS COUNTED ---

    @cached_property
    def model(self):
        """The records' model, as the person and in the company of the scope.

        :raise UserError: with a sentence, if the definition fits it no more
        """
        definition, scope = self.definition, self.scope
        check_person(self.env, scope.run_as)
        name = definition.model_name
        if not name or name not in self.env:
            raise UserError(
                self.env._(
                    "The app that holds these records (%s) is not installed.",
                    name or definition.name,
                )
            )
        for each in (
            definition.measure_name,
            definition.date_name,
            definition.date_end_name,
        ):
            if each and each not in self.env[name]._fields:
                raise UserError(
                    self.env._(
                        "The app that keeps %(field)s on these records (%(model)s) is "
                        "not installed.",
                        field=each,
                        model=name,
                    )
                )
        return (
            self.env[name]
            .with_user(scope.run_as)
            .with_context(
                allowed_company_ids=scope.company.ids,
                tz=scope.zone,
                lang=scope.run_as.lang,
            )
        )

    @cached_property
    def path(self):
        """Path of the field to group by; False for the whole company."""
        kind, paths = self.scope.kind, self.definition.paths
        if kind == "company":
            return False
        path = paths.get(kind)
        if not path and kind == "department":
            # No department on the record: that of the person it belongs to.
            path = paths.get("user")
        if not path:
            raise UserError(
                self.env._(
                    "%(kpi)s cannot be counted by %(scope)s.",
                    kpi=self.definition.name,
                    scope=kind,
                )
            )
        return path

    @property
    def _is_by_person(self):
        """Whether departments are told by the people who work in them."""
        paths = self.definition.paths
        return self.path == paths.get("user") and self.path != paths.get("department")

    @property
    def smallest_group(self):
        """How many people a KPI must be about to be shown."""
        return max(self.definition.min_group_size, self.scope.min_group)

    def who_domain(self):
        """Return the domain of whose records count, whatever their date or kind.

        Where there is a filter, only those that who set it may read.
        """
        domain = self._company_domain() & self._seen_domain()
        return domain & self._path_domain() if self.path else domain

    def records_domain(self, span):
        """Return the domain of the very records behind a KPI."""
        definition = self.definition
        domain = (
            Domain(definition.domain)
            & self._filter_domain(self.scope.extra, definition.domain)
            & self.who_domain()
            & self.span_domain([span])
        )
        if definition.nature == "stock" and definition.date_end_name:
            _start, end = self._bounds(span)
            if definition.date_end_counts:
                end -= timedelta(days=1)
            domain &= Domain(definition.date_end_name, "=", False) | Domain(
                definition.date_end_name, ">=", end
            )
        return domain

    def span_domain(self, spans):
        """Return the domain of the records that any of the spans asks for."""
        definition = self.definition
        if not definition.date_name:
            return Domain.TRUE
        bounds = [self._bounds(span) for span in spans]
        domain = Domain(definition.date_name, "<", max(end for _start, end in bounds))
        starts = [start for start, _end in bounds]
        if definition.nature == "flow" and all(starts):
            domain &= Domain(definition.date_name, ">=", min(starts))
        return domain

    def _scope_domain(self):
        own = self.definition.domain
        domain = Domain(own) & self._filter_domain(self.scope.extra, own)
        domain &= self._company_domain()
        return domain & self._path_domain() if self.path else domain

    def _filter_domain(self, extra, own=()):
        """Return the domain of the records that the filter lets count.

        A filter sees what who set it sees. The KPI is computed as another person, and
        would else tell, by a filter that looks at them, what only that person may
        read. So the filter is searched for as who set it: with the rules of the
        records themselves and of those that its paths lead to. What it keeps is what
        the same search gives them anyway. As a filter may keep one record alone, what
        is counted of it must be theirs to read, too.

        :param extra: the filter
        :param own: what the definition asks for besides
        :raise UserError: if nobody is there any more whose rights it could follow, or
            who set it may not read what it looks at
        """
        scope = self.scope
        if not extra:
            return Domain.TRUE
        person = scope.filter_user or self.env["res.users"]
        check_filter_person(self.env, person)
        if person.id == SUPERUSER_ID:
            # No person set it, but a program: it sees what the KPI is computed from.
            person = scope.run_as
        model = self.model.with_user(person)
        asked = Domain(list(extra))
        try:
            check_counted_fields(model, self.definition)
            # That a record is counted tells what the definition looks at: the fields
            # must be theirs. Of which other records it is true is no part of the ask.
            model._search(Domain(list(own)))
            # Whether archived records count is said below.
            found = model._search(asked, active_test=False)
        except AccessError:
            raise UserError(
                self.env._(
                    "%s, who set the filter, may not read what it looks at.",
                    person.sudo().name,
                )
            ) from None
        domain = Domain("id", "in", found)
        active = model._active_name
        if any(each.field_expr == active for each in asked.iter_conditions()):
            domain &= Domain(active, "in", [True, False])
        return domain

    def _seen_domain(self):
        """Return the domain of the records that who set the filter may read."""
        return self._filter_domain(self.scope.seen().extra)

    def _company_domain(self):
        path = self.definition.company_path
        if not path:
            return Domain.TRUE
        companies = [self.scope.company.id]
        if self.definition.without_company:
            companies.append(False)
        return Domain(path, "in", companies)

    def _path_domain(self):
        if self.scope.kind == "department":
            if self.path == self.definition.paths.get("user"):
                return Domain(self.path, "in", list(self._department_of_user))
            return Domain(self.path, "in", self._departments.ids)
        return Domain(self.path, "in", list(self.scope.ids))

    # --- DEPARTMENTS ---

    @cached_property
    def _departments(self):
        """The departments of the scope and all below them."""
        return (
            self.env["hr.department"]
            .sudo()
            .with_context(active_test=False)
            .search([("id", "child_of", list(self.scope.ids))])
        )

    @cached_property
    def _department_of_user(self):
        """``{user id: department}`` of the people who work in these departments.

        Those who have left count on: what they did in the past stays done.
        """
        employees = (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("company_id", "=", self.scope.company.id),
                    ("user_id", "!=", False),
                    ("department_id", "in", self._departments.ids),
                ]
            )
        )
        return {employee.user_id.id: employee.department_id for employee in employees}

    def _to_scope(self, aggregates):
        """Put the groups of the query together into what was asked for."""
        wanted = set(self.scope.ids)
        if self.scope.kind != "department":
            return {key: each for key, each in aggregates.items() if key[0] in wanted}
        if self._is_by_person:
            departments = self._department_of_user
        else:
            departments = {each.id: each for each in self._departments}
        paths = {key: _path_to_top(each) for key, each in departments.items()}
        return roll_up(aggregates, paths, wanted)

    def _is_shared(self):
        """Return whether one record may belong to several people at the path."""
        model = self.model
        for name in self.path.split("."):
            each = model._fields[name]
            if each.type in ("many2many", "one2many"):
                return True
            model = self.env[each.comodel_name]
        return False

    def _join_departments(self, query):
        """Join the records to the departments asked for, each record once to each.

        A task of two colleagues is one task of their department: aggregates of people
        who share records must not be added up.

        :return: SQL of the id of the department
        """
        model, path = self.model, self.path
        if path == self.definition.paths.get("department"):
            departments = {each.id: each for each in self._departments}
        else:
            departments = self._department_of_user
        wanted = set(self.scope.ids)
        pairs = [
            SQL("(%s::int, %s::int)", key, above)
            for key, department in departments.items()
            for above in _path_to_top(department)
            if above in wanted
        ] or [SQL("(NULL::int, NULL::int)")]
        members = model.with_context(active_test=False)._search(
            Domain(path, "in", list(departments))
        )
        key = model._read_group_groupby(model._table, path, members)
        rows = members.select(SQL.identifier(model._table, "id"), key)
        table = SQL(
            "(SELECT DISTINCT member.record, pair.department FROM (%s) "
            "AS member(record, key) JOIN (VALUES %s) AS pair(key, department) "
            "ON pair.key = member.key)",
            rows,
            SQL(", ").join(pairs),
        )
        condition = SQL("owner.record = %s", SQL.identifier(model._table, "id"))
        query.add_join("JOIN", "owner", table, condition)
        return SQL.identifier("owner", "department")

    # --- WHEN ---

    def _bounds(self, span):
        """Return the first instant of a span and the first after it.

        As the date field of the records has them: a day begins at midnight where the
        company works, and the database keeps UTC.
        """
        start, end = span.start, span.end + timedelta(days=1)
        if not self.definition.date_is_datetime:
            return start, end
        return start and self.scope.instant(start), self.scope.instant(end)

    def _join_spans(self, spans, query):
        """Join the records to the spans they fall into."""
        definition, model = self.definition, self.model
        condition = SQL("TRUE")
        rows = []
        for number, span in enumerate(spans):
            start, end = self._bounds(span)
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

    def aggregates(self, spans):
        """Return ``{(scope id, number of the span): Aggregate}``.

        :param spans: list of :class:`~...arithmetic.span.Span`
        :raise AccessError: if the person may not read the records
        :raise UserError: with a sentence, if the definition fits them no more
        """
        if self.smallest_group > 1 and self.scope.kind == "user":
            return {}
        model, path = self.model, self.path
        query = model._search(self._scope_domain() & self.span_domain(spans))
        shared = self.scope.kind == "department" and self._is_shared()
        groups = []
        if shared:
            groups = [self._join_departments(query)]
        elif path:
            groups = [model._read_group_groupby(model._table, path, query)]
        groups += self._money_groups(query)
        self._join_spans(spans, query)
        found = {}
        for row in self._fetch_rows(query, groups):
            key, aggregate = self._row_aggregate(row)
            found.setdefault(key, Aggregate()).add(aggregate)
        if not path:
            return {
                (self.scope.ids[0], number): aggregate
                for (_none, number), aggregate in found.items()
            }
        return found if shared else self._to_scope(found)

    def _fetch_rows(self, query, groups):
        model, definition = self.model, self.definition
        record = SQL.identifier(model._table, "id")
        measure = SQL("NULL")
        number = SQL("NULL::double precision")
        if definition.measure_name:
            measure = model._field_to_sql(model._table, definition.measure_name, query)
            kind = model._fields[definition.measure_name].type
            if kind in ("integer", "float", "monetary"):
                number = SQL("(%s)::double precision", measure)
        distinct = (
            SQL(
                "ARRAY_AGG(DISTINCT %s) FILTER (WHERE %s IS NOT NULL)", measure, measure
            )
            if definition.aggregate == "count_distinct"
            else SQL("NULL")
        )
        people = SQL("NULL")
        if self.smallest_group > 1 and definition.person_path:
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
            if self.scope.evidence
            else SQL("NULL"),
        ]
        query.groupby = SQL(", ").join([SQL("span.number"), *groups])
        query.order = None
        return self.env.execute_query(query.select(*columns, *groups))

    def _row_aggregate(self, row):
        number, count, valued, total, low, high, distinct, people, *rest = row
        checksum, ids, *rest = rest
        group = rest.pop(0) if self.path else None
        if self._money:
            rate = self._rate(rest)
            total = total * rate
            low = None if low is None else low * rate
            high = None if high is None else high * rate
        return (group, number), Aggregate(
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

    # --- MONEY ---

    @cached_property
    def _money(self):
        """Name of the currency field that amounts must be converted by.

        False where nothing is to convert: no money, or money that is kept in the
        company's own currency and wanted in it.
        """
        model, scope = self.model, self.scope
        each = model._fields.get(self.definition.measure_name or "")
        if not each or each.type != "monetary" or not scope.currency:
            return False
        currency_field = model._fields[each.get_currency_field(model)]
        if currency_field.store:
            return currency_field.name
        return "company" if scope.company.currency_id != scope.currency else False

    def _money_groups(self, query):
        """Return what to group by to convert each amount at the rate of its day."""
        if not self._money:
            return []
        model, definition, groups = self.model, self.definition, []
        if self._money != "company":
            groups.append(model._field_to_sql(model._table, self._money, query))
        if definition.date_name:
            date = model._field_to_sql(model._table, definition.date_name, query)
            if definition.date_is_datetime:
                date = SQL(
                    "timezone(%s, timezone('UTC', %s))::date", self.scope.zone, date
                )
            groups.append(date)
        return groups

    def _rate(self, rest):
        """Return how many units of the wanted currency one unit of the row's is.

        :param rest: what the row was grouped by to convert it
        """
        values, scope = list(rest), self.scope
        source = scope.company.currency_id
        if self._money != "company":
            source = self.env["res.currency"].browse(values.pop(0)) or source
        if source == scope.currency:
            return 1.0
        day = values.pop(0) if values else scope.company._okr_today()
        for currency in (source, scope.currency):
            if currency != scope.company.currency_id and not self._has_rate(currency):
                raise UserError(
                    self.env._("There is no exchange rate for %s.", currency.name)
                )
        return source._get_conversion_rate(source, scope.currency, scope.company, day)

    def _has_rate(self, currency):
        rates = self.env["res.currency.rate"].sudo()
        domain = [
            ("currency_id", "=", currency.id),
            ("company_id", "in", (self.scope.company.root_id.id, False)),
        ]
        return bool(rates.search_count(domain, limit=1))

    # --- WHETHER ANYTHING HAS CHANGED ---

    def fingerprint(self, span, tables):
        """Return what changes when any of the records does; False where nothing tells.

        Only for definitions that look at nothing but columns of their own table: a
        change elsewhere leaves no trace there. Nor does what who set a filter may
        read: where there is one, nothing tells.

        :param tables: dict that keeps the state of each table, so that it is asked for
            once however many definitions count the same records
        """
        definition, scope = self.definition, self.scope
        if (
            definition.model_name not in self.env
            or scope.extra
            or scope.kind == "department"
        ):
            return False
        model = self.env[definition.model_name]
        names = {
            definition.date_name,
            definition.date_end_name,
            definition.measure_name,
            definition.company_path,
            definition.paths.get(scope.kind),
        } - {False, None, ""}
        names |= {
            each.field_expr for each in Domain(definition.domain).iter_conditions()
        }
        fields = model._fields
        own = all(
            name in fields and fields[name].column_type and fields[name].store
            for name in names
        )
        if not (own and model._auto and model._log_access):
            return False
        if model._table not in tables:
            model.flush_model()
            # By the transactions that wrote the rows: one that began early and ended
            # late leaves an old write_date.
            tables[model._table] = self.env.execute_query(
                SQL(
                    "SELECT COUNT(*), MAX(id), MAX(write_date), "
                    "SUM(xmin::text::bigint) FROM %s",
                    SQL.identifier(model._table),
                )
            )[0]
        parts = tables[model._table]
        if self._money:
            parts += self.env.execute_query(
                SQL("SELECT COUNT(*), MAX(write_date) FROM res_currency_rate")
            )[0]
            parts += (scope.currency.id,)
        return ":".join(map(str, (span.start, span.end, definition.version, *parts)))


def _path_to_top(department):
    """Return the ids of a department and of all above it."""
    return [int(part) for part in department.parent_path.split("/")[:-1]]
