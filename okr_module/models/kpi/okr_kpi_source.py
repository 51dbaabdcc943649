import math
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...arithmetic.aggregate import Aggregate, ratio
from ...arithmetic.span import Span
from .query import KpiQuery, KpiScope, check_person

#: the KPI of a group too small to show: nothing of it goes anywhere
_HIDDEN = {"value": None, "count": 0, "checksum": 0, "hidden": True}


class OkrKpi(models.Model):
    """Where a KPI comes from: one method for each source, one answer for all."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.kpi"

    # --- ACTIONS AND API ---

    @api.model
    def push_values(self, values):
        """Take KPIs in from outside.

        Sending the same again changes nothing; sending another value for the same
        day and scope replaces it. A refused row does not stop the others.

        :param values: list of ``{"code", "date", "value"}``, with optional
            ``company_id``, ``department_id``, ``user_id``
        :return: for each row a dict: ``index``, ``status`` (``created``,
            ``updated``, ``unchanged`` or ``refused``) and, where refused, ``message``
        :raise AccessError: if the caller is no OKR administrator
        :raise UserError: if ``values`` is no list
        """
        if not self.env.user.has_group("okr_module.group_okr_manager"):
            raise AccessError(
                self.env._("KPIs are fed in by an OKR administrator only.")
            )
        if not isinstance(values, (list, tuple)):
            raise UserError(self.env._("Give a list of rows, even for one."))
        kpis = self._pushed_kpis(values)
        there = self._known_ids(values)
        answers, rows = [], {}
        for index, row in enumerate(values):
            answer = {"index": index}
            try:
                key, value = self._read_row(row, kpis, there)
            except UserError as error:
                answer.update(status="refused", message=str(error))
            else:
                rows.setdefault(key, []).append((answer, value))
            answers.append(answer)
        self._keep_rows(rows)
        return answers

    # --- BUSINESS ---

    def _results(self, scope, spans):
        """Return the KPIs of a scope over some spans.

        :param scope: :class:`~.query.KpiScope`
        :param spans: list of :class:`~...arithmetic.span.Span`
        :return: ``{(scope id, number of the span): dict}`` with ``value`` (float, or
            None where nothing was counted), ``count``, ``checksum`` and, for a ratio,
            ``numerator`` and ``denominator``; a group too small to show has ``hidden``
        :raise UserError: with a sentence, if the KPI cannot be computed
        :raise AccessError: if the person it is computed as may not read the records
        """
        self.ensure_one()
        if self.source == "ratio":
            return self._ratio_results(scope, spans)
        aggregates = self._aggregates(scope, spans)
        results = {}
        for scope_id in scope.ids:
            for number in range(len(spans)):
                aggregate = aggregates.get((scope_id, number)) or Aggregate()
                results[scope_id, number] = self._result(aggregate, scope)
        return results

    def _aggregates(self, scope, spans):
        self.ensure_one()
        count = getattr(self, f"_aggregates_{self.source}")
        return count(scope, spans)

    def _result(self, aggregate, scope):
        self.ensure_one()
        if self._is_too_small(aggregate, scope):
            return dict(_HIDDEN)
        value = self._aggregate_value(aggregate)
        return {
            "value": None if value is None else value * self.multiplier,
            "count": aggregate.count,
            "checksum": aggregate.checksum,
            "ids": aggregate.ids if scope.evidence else None,
        }

    def _is_too_small(self, aggregate, scope):
        """Return whether a KPI would tell about few people.

        With a filter it always may: of two that differ in one person, one taken from
        the other is that person, however many both are about.
        """
        smallest = self._smallest_group(scope)
        return smallest > 1 and bool(scope.extra or len(aggregate.people) < smallest)

    def _smallest_group(self, scope):
        """Return how many people it must be about to be shown."""
        return max(self.min_group_size, scope.min_group)

    def _is_guarded(self):
        """Return whether the KPI is kept back where it is about few people."""
        self.ensure_one()
        return self._guard_size() > 1

    def _guard_size(self):
        self.ensure_one()
        parts = self | self.numerator_id | self.denominator_id
        return max(parts.mapped("min_group_size"))

    def _hidden_sentence(self, is_filtered):
        """Return why nothing is shown of a KPI about people."""
        if is_filtered:
            return self.env._(
                "Fewer than %s people could be told by two filters, one taken from the "
                "other: it is shown without a filter only.",
                self._guard_size(),
            )
        return self.env._(
            "Fewer than %s people: the KPI is not shown.", self._guard_size()
        )

    def _aggregate_value(self, aggregate):
        if self.source == "pushed" and not aggregate.count:
            return None  # what nobody has fed in is no zero
        return aggregate.result(self.aggregate if self.source == "records" else "sum")

    # --- RECORDS ---

    def _query(self, scope):
        """Return the :class:`~.query.KpiQuery` of a scope; for KPIs of records."""
        return KpiQuery(self.env, self._definition(), scope)

    def _source_fingerprint(self, scope, span, tables):
        """Return what changes when any of the records does; False where nothing tells.

        :param tables: see :meth:`~.query.KpiQuery.fingerprint`
        """
        self.ensure_one()
        if self.source != "records":
            return False
        return self._query(scope).fingerprint(span, tables)

    # --- THE SOURCES ---

    def _aggregates_records(self, scope, spans):
        return self._query(scope).aggregates(spans)

    def _ratio_results(self, scope, spans):
        """Keep numerators and denominators: averages are never averaged.

        Those who left over a span are few by nature; a ratio is about the group that
        it is of, so the guard of small groups looks at the denominator.
        """
        above = self.numerator_id._results(scope, spans)
        guarded = scope._replace(min_group=self._smallest_group(scope))
        below = self.denominator_id._base_results(
            guarded, spans, is_stock=self._is_stock()
        )
        results = {}
        for key, numerator in above.items():
            denominator = below.get(key, {"value": None, "count": 0, "checksum": 0})
            hidden = numerator.get("hidden") or denominator.get("hidden")
            results[key] = {
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
                results[key] = dict(_HIDDEN)
        return results

    def _base_results(self, scope, spans, is_stock):
        """Return the KPIs that a ratio divides by.

        What adds up over a span (people who left) is divided by what stood on average
        over it (people employed), not by what is left at its end.
        """
        if is_stock or self.nature != "stock":
            return self._results(scope, spans)
        points = [self._average_days(span) for span in spans]
        days = sorted({day for span_days in points for day in span_days})
        aggregates = self._aggregates(scope, [Span(None, day) for day in days])
        number_of = {day: number for number, day in enumerate(days)}
        return {
            (scope_id, number): self._average_result(
                [
                    aggregates.get((scope_id, number_of[day]), Aggregate())
                    for day in span_days
                ],
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

    def _average_result(self, aggregates, scope):
        self.ensure_one()
        whole = Aggregate()
        for aggregate in aggregates:
            whole.people |= aggregate.people
            whole.checksum = (whole.checksum * 31 + aggregate.checksum) % 2**63
        result = self._result(whole, scope)
        if result.get("hidden"):
            return result
        values = [self._aggregate_value(aggregate) for aggregate in aggregates]
        values = [value for value in values if value is not None]
        result["value"] = (
            sum(values) / len(values) * self.multiplier if values else None
        )
        result["count"] = aggregates[-1].count
        return result

    def _aggregates_goal_definition(self, scope, spans):
        raise UserError(
            self.env._("%s needs the Gamification app, which is not there.", self.name)
        )

    def _aggregates_pushed(self, scope, spans):
        """Take what was fed in for exactly this scope: parts are not added up."""
        if scope.extra:
            raise UserError(self._no_filter_sentence())
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
        aggregates = {}
        for row in rows:
            scope_id = row[key].id if key else scope.company.id
            for number, span in enumerate(spans):
                if row.date > span.end:
                    continue
                if self.nature == "flow" and span.start and row.date < span.start:
                    continue
                aggregate = Aggregate(
                    count=1,
                    valued=1,
                    total=row.value,
                    checksum=hash((row.id, row.value)) % 2**63,
                )
                if self.nature == "flow":
                    aggregates.setdefault((scope_id, number), Aggregate()).add(
                        aggregate
                    )
                else:
                    # What stands is what was said last.
                    aggregates[scope_id, number] = aggregate
        return aggregates

    # --- WHICH THERE ARE ---

    @api.model
    def _digest_kpis(self):
        """Return ``{name: label}`` of all that the digest of this database counts."""
        fields_there = self.env["digest.digest"]._fields
        return {
            name: field._description_string(self.env)
            for name, field in fields_there.items()
            if field.type == "boolean"
            and name.startswith(("kpi_", "x_kpi_", "x_studio_kpi_"))
            and f"{name}_value" in fields_there
        }

    def _problem_of_digest(self):
        there = self._digest_kpis()
        if not self.digest_field:
            return self.env._("Say which KPI of Odoo's digest it is.")
        if self.digest_field in there:
            return False
        return self.env._(
            "Odoo's digest has no KPI called %(name)s. It has: %(all)s.",
            name=self.digest_field,
            all=", ".join(sorted(there)),
        )

    def action_add_digest_kpis(self):
        """Define a KPI for all that Odoo's digest counts, customers' own included.

        Those that are defined already stay as they are. The new ones are computed as
        the caller, who can link them at once.

        :return: an action that opens the KPIs of the digest
        :raise AccessError: if the caller is no OKR administrator
        """
        self.browse().check_access("create")
        known = set(
            self.sudo()
            .with_context(active_test=False)
            .search([("source", "=", "digest")])
            .mapped("digest_field")
        )
        category = self.env.ref(
            "okr_module.okr_kpi_category_digest", raise_if_not_found=False
        )
        Digest = self.env["digest.digest"]
        self.create(
            [
                {
                    "name": label,
                    "code": f"digest.{name}",
                    "source": "digest",
                    "digest_field": name,
                    "category_id": category.id if category else False,
                    "is_money": Digest._fields[f"{name}_value"].type == "monetary",
                    "description": self.env._("As in the digest that Odoo mails."),
                    "run_as_id": self.env.uid,
                }
                for name, label in self._digest_kpis().items()
                if name not in known
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "okr_module.okr_kpi_action"
        )
        action["domain"] = [("source", "=", "digest")]
        action["context"] = {}
        return action

    # --- HOW MUCH ---

    def _aggregates_digest(self, scope, spans):
        """Ask Odoo's digest, as the KPI's person, in the KPI's company."""
        check_person(self.env, scope.run_as)
        if scope.extra:
            raise UserError(self._no_filter_sentence())
        if scope.kind != "company":
            raise UserError(
                self.env._("%s is counted for a whole company only.", self.name)
            )
        Digest = self.env["digest.digest"]
        name = f"{self.digest_field}_value"
        if name not in Digest._fields:
            raise UserError(
                self.env._("The app that counts %s is not installed.", self.name)
            )
        aggregates = {}
        for number, span in enumerate(spans):
            # Without a first day a digest counts nothing, instead of everything.
            start = scope.instant(span.start or date(1900, 1, 1))
            digest = Digest.with_user(scope.run_as).with_context(
                allowed_company_ids=scope.company.ids,
                start_datetime=start,
                end_datetime=scope.instant(fields.Date.add(span.end, days=1)),
            )
            record = digest.new({"company_id": scope.company.id})
            value = float(record[name] or 0.0)
            aggregates[scope.company.id, number] = Aggregate(
                count=1, valued=1, total=value, checksum=hash(value) % 2**63
            )
        return aggregates

    def _check_may_read_digest(self):
        """Raise where the current user may not read what the digest counts.

        Only the digest knows which rights that takes, so it is asked, for one day.
        """
        self.ensure_one()
        company = self.env.company
        today = company._okr_today()
        scope = KpiScope("company", company.ids, company, self.env.user)
        try:
            with self.env.cr.savepoint():
                self.sudo()._aggregates_digest(scope, [Span(today, today)])
        except AccessError:
            raise AccessError(
                self.env._(
                    "%s is counted from records that you may not read.",
                    self.sudo().name,
                )
            ) from None
        except UserError:
            # An app that is gone is said at the key result, as with any KPI.
            return

    # --- FROM OUTSIDE ---

    @api.model
    def _pushed_kpis(self, values):
        """Return ``{code: KPI}`` of those that rows name, one query for all."""
        codes = {
            row["code"]
            for row in values
            if isinstance(row, dict) and _plain(row.get("code"))
        }
        found = self.search([("code", "in", list(codes)), ("source", "=", "pushed")])
        return {kpi.code: kpi for kpi in found}

    @api.model
    def _known_ids(self, values):
        """Return ``{name: ids that exist}`` of what rows name, a query for each name.

        A department or a person of no company of the caller's is not there for them.
        """
        companies = self.env.user.company_ids
        domains = {
            "department_id": ("hr.department", "company_id", [*companies.ids, False]),
            "user_id": ("res.users", "company_ids", companies.ids),
        }
        there = {"company_id": set(companies.ids)}
        for name, (model, field, allowed) in domains.items():
            ids = {
                row.get(name)
                for row in values
                if isinstance(row, dict) and _is_id(row.get(name))
            }
            found = (
                self.env[model]
                .sudo()
                .with_context(active_test=False)
                .search([("id", "in", list(ids)), (field, "in", allowed)])
                if ids
                else self.env[model]
            )
            there[name] = set(found.ids)
        return there

    @api.model
    def _read_row(self, row, kpis, there):
        """Return ``(what the row is about, its value)``.

        :raise UserError: with a sentence for whoever sent it
        """
        if not isinstance(row, dict):
            raise UserError(self.env._("A row has code, date and value."))
        code = row.get("code")
        if not code:
            raise UserError(self.env._("A row says the code of its KPI."))
        kpi = kpis.get(code) if _plain(code) else None
        if not kpi:
            raise UserError(self.env._("There is no KPI from outside called %s.", code))
        try:
            day = fields.Date.to_date(row.get("date") or None)
        except (TypeError, ValueError, AttributeError):
            day = None
        if not day:
            raise UserError(
                self.env._(
                    "%s is no date. Write it like this: 2026-11-20.",
                    self._said(row, "date"),
                )
            )
        try:
            value = float(row.get("value"))
        except (TypeError, ValueError, OverflowError):
            value = math.nan
        if not math.isfinite(value) or isinstance(row.get("value"), bool):
            raise UserError(self.env._("%s is no number.", self._said(row, "value")))
        company = self._named_id(row, "company_id", there) or self.env.company.id
        if kpi.company_id and kpi.company_id.id != company:
            raise UserError(
                self.env._(
                    "%(code)s is a KPI of %(company)s only.",
                    code=code,
                    company=kpi.company_id.name,
                )
            )
        department = self._named_id(row, "department_id", there)
        user = self._named_id(row, "user_id", there)
        if department and user:
            raise UserError(
                self.env._("A row is of a department or of a person, not of both.")
            )
        return (kpi.id, company, department, user, day), value

    @api.model
    def _said(self, row, name):
        """Return what a row says of something, in a word where it says nothing."""
        said = row.get(name)
        return self.env._("Nothing") if said is None or said is False else said

    @api.model
    def _named_id(self, row, name, there):
        """Return an id that a row names, False where it names none."""
        value = row.get(name)
        if value is None or value is False:
            return False
        if not _is_id(value) or value not in there[name]:
            what = {
                "company_id": self.env._("company of yours"),
                "department_id": self.env._("department"),
                "user_id": self.env._("person"),
            }[name]
            raise UserError(
                self.env._(
                    "There is no %(what)s with the id %(id)s.", what=what, id=value
                )
            )
        return value

    @api.model
    def _keep_rows(self, rows):
        """Write what has changed, and take the key results again that follow it.

        :param rows: ``{what it is about: [(answer, value)]}``; the last one stands
        """
        Value = self.env["okr.kpi.value"].sudo()
        names = ("kpi_id", "company_id", "department_id", "user_id", "date")
        found = {
            tuple(
                record[name].id if name != "date" else record.date for name in names
            ): record
            for record in Value.search(
                [
                    ("kpi_id", "in", list({key[0] for key in rows})),
                    ("date", "in", list({key[-1] for key in rows})),
                ]
            )
        }
        new, touched = [], set()
        for key, said in rows.items():
            record = found.get(key)
            value = record.value if record else None
            for answer, wanted in said:
                answer["status"] = (
                    "created"
                    if value is None
                    else "unchanged"
                    if value == wanted
                    else "updated"
                )
                value = wanted
            if record and record.value == value:
                continue
            touched.add(key[0])
            if record:
                record.value = value
            else:
                new.append(dict(zip(names, key, strict=True), value=value))
        Value.create(new)
        self.browse(touched).key_result_ids.sudo()._refresh_kpis(check_past=True)


def _plain(code):
    return isinstance(code, str)


def _is_id(value):
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
