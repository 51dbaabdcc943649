from datetime import datetime, time, timedelta
from typing import NamedTuple

from pytz import UTC, timezone

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...arithmetic.aggregate import MOST_REMEMBERED, Aggregate, roll_up


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
    #: further domain, as a list
    extra: tuple = ()
    #: res.currency wanted
    currency: object = None
    #: people a KPI must be about at least, where its definition asks for fewer
    min_group: int = 1
    #: whether to say which records were counted, too
    evidence: bool = False


class OkrKpi(models.Model):
    """Turns a definition into one grouped query.

    One query answers for all owners of a scope and for all spans at once: the spans
    are a small table that the records are joined to. So the value of today, the curve
    of a year and the same days of last year cost the same number of queries.
    """

    _inherit = "okr.kpi"

    # --- BUSINESS ---

    def _query_aggregates(self, definition, scope, spans):
        """Return ``{(scope id, number of the span): Aggregate}``.

        :param definition: okr.kpi whose ``source`` is ``records``, or anything with
            the same attributes
        :param scope: :class:`Scope`
        :param spans: list of :class:`Span`
        :raise AccessError: if the KPI's user may not read the model
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
        aggregates = {}
        for row in rows:
            key, aggregate = self._row_aggregate(
                row, bool(path), money, definition, scope
            )
            aggregates.setdefault(key, Aggregate()).add(aggregate)
        if not path:
            return {
                (scope.ids[0], point): aggregate
                for (_none, point), aggregate in aggregates.items()
            }
        if shared:
            return aggregates
        return self._to_scope(definition, scope, path, aggregates)

    @api.model
    def _smallest_group(self, definition, scope):
        """Return how many people a KPI must be about to be shown."""
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
    def _row_aggregate(self, row, grouped, money, definition, scope):
        number, count, valued, total, low, high, distinct, people, *rest = row
        checksum, ids, *rest = rest
        group = rest.pop(0) if grouped else None
        if money:
            rate = self._rate(money, rest, scope)
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

    # --- WHOSE ---

    @api.model
    def _query_model(self, definition, scope):
        self._check_person(scope.run_as)
        name = definition.model_name
        if not name or name not in self.env:
            raise UserError(
                self.env._(
                    "The app that holds these records (%s) is not installed.",
                    name or definition.display_name,
                )
            )
        for field in (
            definition.measure_name,
            definition.date_name,
            definition.date_end_name,
        ):
            if field and field not in self.env[name]._fields:
                raise UserError(
                    self.env._(
                        "The app that keeps %(field)s on these records (%(model)s) is "
                        "not installed.",
                        field=field,
                        model=name,
                    )
                )
        company = scope.company
        return (
            self.env[name]
            .with_user(scope.run_as)
            .with_context(
                allowed_company_ids=company.ids,
                tz=company.sudo().resource_calendar_id.tz or "UTC",
                lang=scope.run_as.lang,
            )
        )

    @api.model
    def _scope_path(self, definition, scope):
        """Return the path of the field to group by; False for the whole company."""
        if scope.kind == "company":
            return False
        path = definition[f"{scope.kind}_path"]
        if not path and scope.kind == "department":
            # No department on the record: that of the person it belongs to.
            path = definition.user_path
        if not path:
            raise UserError(
                self.env._(
                    "%(kpi)s cannot be counted by %(scope)s.",
                    kpi=definition.display_name,
                    scope=scope.kind,
                )
            )
        return path

    @api.model
    def _scope_domain(self, definition, scope, path):
        domain = Domain(definition._domain_list()) & Domain(list(scope.extra))
        domain &= self._company_domain(definition, scope)
        if not path:
            return domain
        return domain & self._path_domain(definition, scope, path)

    @api.model
    def _company_domain(self, definition, scope):
        path = definition.company_path
        if not path:
            return Domain.TRUE
        companies = [scope.company.id]
        if definition.without_company:
            companies.append(False)
        return Domain(path, "in", companies)

    @api.model
    def _path_domain(self, definition, scope, path):
        if scope.kind == "department":
            departments = self._departments_below(scope.ids)
            if path == definition.user_path:
                users = self._users_by_department(scope.company, departments)
                return Domain(path, "in", list(users))
            return Domain(path, "in", departments.ids)
        return Domain(path, "in", list(scope.ids))

    @api.model
    def _departments_below(self, ids):
        return (
            self.env["hr.department"]
            .sudo()
            .with_context(active_test=False)
            .search([("id", "child_of", list(ids))])
        )

    @api.model
    def _users_by_department(self, company, departments):
        """Return ``{user id: department}`` of the people who work in departments.

        Those who have left count on: what they did in the past stays done.
        """
        employees = (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("company_id", "=", company.id),
                    ("user_id", "!=", False),
                    ("department_id", "in", departments.ids),
                ]
            )
        )
        return {employee.user_id.id: employee.department_id for employee in employees}

    def _to_scope(self, definition, scope, path, aggregates):
        """Put the groups of the query together into what was asked for."""
        wanted = set(scope.ids)
        if scope.kind != "department":
            return {
                key: aggregate
                for key, aggregate in aggregates.items()
                if key[0] in wanted
            }
        departments = self._departments_below(scope.ids)
        if path == definition.user_path and path != definition.department_path:
            users = self._users_by_department(scope.company, departments)
            paths = {
                user: self._path_to_top(department)
                for user, department in users.items()
            }
        else:
            paths = {
                department.id: self._path_to_top(department)
                for department in departments
            }
        return roll_up(aggregates, paths, wanted)

    @api.model
    def _path_to_top(self, department):
        """Return the ids of a department and of all above it."""
        return [int(part) for part in department.parent_path.split("/")[:-1]]

    @api.model
    def _is_shared(self, model, path):
        """Return whether one record may belong to several people at the path."""
        for name in path.split("."):
            field = model._fields[name]
            if field.type in ("many2many", "one2many"):
                return True
            model = self.env[field.comodel_name]
        return False

    def _join_departments(self, definition, scope, model, path, query):
        """Join the records to the departments asked for, each record once to each.

        A task of two colleagues is one task of their department: aggregates of people
        who share records must not be added up.

        :return: SQL of the id of the department
        """
        departments = self._departments_below(scope.ids)
        if path == definition.department_path:
            paths = {department.id: department for department in departments}
        else:
            paths = self._users_by_department(scope.company, departments)
        wanted = set(scope.ids)
        pairs = [
            SQL("(%s::int, %s::int)", key, above)
            for key, department in paths.items()
            for above in self._path_to_top(department)
            if above in wanted
        ] or [SQL("(NULL::int, NULL::int)")]
        members = model.with_context(active_test=False)._search(
            Domain(path, "in", list(paths))
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

    # --- MONEY ---

    @api.model
    def _money(self, definition, model, scope):
        """Return the name of the currency field that amounts must be converted by.

        False where nothing is to convert: no money, or money that is kept in the
        company's own currency and wanted in it.
        """
        field = model._fields.get(definition.measure_name or "")
        if not field or field.type != "monetary" or not scope.currency:
            return False
        currency_field = model._fields[field.get_currency_field(model)]
        if currency_field.store:
            return currency_field.name
        return "company" if scope.company.currency_id != scope.currency else False

    def _money_groups(self, money, definition, model, scope, query):
        """Return what to group by to convert each amount at the rate of its day."""
        groups = []
        if money != "company":
            groups.append(model._field_to_sql(model._table, money, query))
        if definition.date_name:
            date = model._field_to_sql(model._table, definition.date_name, query)
            if definition.date_is_datetime:
                date = SQL(
                    "timezone(%s, timezone('UTC', %s))::date",
                    scope.company.sudo().resource_calendar_id.tz or "UTC",
                    date,
                )
            groups.append(date)
        return groups

    def _rate(self, money, rest, scope):
        """Return how many units of the wanted currency one unit of the row's is."""
        values = list(rest)
        source = scope.company.currency_id
        if money != "company":
            source = self.env["res.currency"].browse(values.pop(0)) or source
        if source == scope.currency:
            return 1.0
        day = values.pop(0) if values else scope.company._okr_today()
        for currency in (source, scope.currency):
            if currency != scope.company.currency_id and not self._has_rate(
                currency, scope.company
            ):
                raise UserError(
                    self.env._("There is no exchange rate for %s.", currency.name)
                )
        return source._get_conversion_rate(source, scope.currency, scope.company, day)

    @api.model
    def _has_rate(self, currency, company):
        return bool(
            self.env["res.currency.rate"]
            .sudo()
            .search_count(
                [
                    ("currency_id", "=", currency.id),
                    ("company_id", "in", (company.root_id.id, False)),
                ],
                limit=1,
            )
        )

    # --- RECORDS BEHIND IT ---

    def _who_domain(self, scope):
        """Return the domain of whose records count, whatever their date or kind."""
        self.ensure_one()
        path = self._scope_path(self, scope)
        domain = self._company_domain(self, scope)
        if path:
            return domain & self._path_domain(self, scope, path)
        return domain

    def _records_domain(self, scope, span):
        """Return the domain of the very records behind a KPI."""
        self.ensure_one()
        domain = (
            Domain(self._domain_list())
            & Domain(list(scope.extra))
            & self._who_domain(scope)
            & self._span_domain(self, scope, [span])
        )
        if self.nature == "stock" and self.date_end_name:
            _start, end = self._bounds(span, self, scope)
            if self.date_end_counts:
                end -= timedelta(days=1)
            domain &= Domain(self.date_end_name, "=", False) | Domain(
                self.date_end_name, ">=", end
            )
        return domain

    def _source_fingerprint(self, scope, span, tables):
        """Return what changes when any of the records does; False where nothing tells.

        Only for definitions that look at nothing but columns of their own table: a
        change elsewhere leaves no trace there.

        :param tables: dict that keeps the state of each table, so that it is asked for
            once however many definitions count the same records
        """
        self.ensure_one()
        if self.source != "records" or self.model_name not in self.env:
            return False
        model = self.env[self.model_name]
        names = {
            self.date_name,
            self.date_end_name,
            self.measure_name,
            self.company_path,
            self[f"{scope.kind}_path"],
        } - {False}
        domain = Domain(self._domain_list()) & Domain(list(scope.extra))
        names |= {condition.field_expr for condition in domain.iter_conditions()}
        own = all(
            name in model._fields
            and model._fields[name].column_type
            and model._fields[name].store
            for name in names
        )
        if (
            not (own and model._auto and model._log_access)
            or scope.kind == "department"
        ):
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
        if self._money(self, model, scope):
            parts += self.env.execute_query(
                SQL("SELECT COUNT(*), MAX(write_date) FROM res_currency_rate")
            )[0]
            parts += (scope.currency.id,)
        return ":".join(map(str, (span.start, span.end, self.write_date, *parts)))
