import json

from dateutil.relativedelta import relativedelta
from psycopg2.errors import ReadOnlySqlTransaction

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...arithmetic.span import Span
from .query import Scope

#: points of the small curve in the picker
POINTS = 12


class OkrKpi(models.Model):
    """What a KPI says before anybody links to it."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.kpi"

    # --- ACTIONS AND API ---

    @api.readonly
    def get_previews(self, key_result_id: int | None = None) -> list:
        """Return what KPIs say for a key result that may link to them.

        Called with the ids of the KPIs. Rights, cycle, company and day are looked up
        once for all of them; each KPI then costs what counting it costs. Numbers are
        in the KPI's own unit. Nothing is written.

        :param key_result_id: its cycle and company count; without one, the running
            cycle of the caller's company
        :return: a dict for each KPI that there is: ``id``, ``value`` (now) and
            ``last_year`` (the same days last year; both null where nothing was
            counted), ``value_label`` and ``last_year_label`` (the same in words),
            ``points`` (``{"date": "2026-12-31", "value": 12.5}``, earliest first) and
            ``error``: why the KPI tells the caller nothing, empty where it does
        :raise AccessError: if the caller may not read the key result or one of the
            KPIs; one that they may read and not link has ``error``
        """
        kpis = self.exists()
        kpis.check_access("read")
        key_result = self.env["okr.key.result"].browse(key_result_id or ()).exists()
        key_result.check_access("read")
        previews = kpis._previews_for(key_result, "company")
        return [kpi._as_preview(previews[kpi], key_result) for kpi in kpis]

    @api.model
    @api.readonly
    def web_read_group(self, domain, groupby, *args, **kwargs):
        """Open what has no category, too: Odoo folds it, and a search finds a strip."""
        opened = kwargs.get("opening_info") or []
        if self.env.context.get("okr_open_all_groups") and not any(
            group["value"] is False for group in opened
        ):
            limit = kwargs.get("unfold_read_default_limit", 80)
            none = {"value": False, "folded": False, "limit": limit, "offset": 0}
            kwargs["opening_info"] = [*opened, none]
        return super().web_read_group(domain, groupby, *args, **kwargs)

    # --- BUSINESS ---

    def _preview_for(self, key_result, kind, **options):
        """Return what the KPI says for a key result that may link to it.

        See :meth:`_previews_for`.
        """
        self.ensure_one()
        return self._previews_for(key_result, kind, **options)[self]

    def _previews_for(self, key_result, kind, **options):
        """Return what KPIs say for a key result that may link to them.

        The user must be allowed to link: a preview tells as much as a link.

        :param key_result: okr.key.result (its cycle and company count), or empty
        :param kind: company, department, team or user
        :param options: ``scope_id`` and ``extra`` (a domain as a list)
        :return: ``{KPI: dict}`` with ``value``, ``last_year``, ``points`` (list of
            ``(date, value)``), ``start`` and ``target`` proposed, ``error``
        """
        company = key_result.company_id or self.env.company
        cycle = key_result.cycle_id or self.env["okr.cycle"].sudo()._current(company)
        course = self._preview_course(cycle, company._okr_today())
        scope = Scope(
            kind,
            (options.get("scope_id") or (company.id if kind == "company" else 0),),
            company,
            self.env.user,
            tuple(options.get("extra") or ()),
            filter_user=self.env.user,
        )
        # The digest last: where it refuses, all that was read is forgotten.
        kpis = self.sorted(lambda kpi: kpi.source == "digest")
        with self.env.cr.savepoint() as savepoint:
            return {kpi: kpi._preview(scope, course, savepoint) for kpi in kpis}

    @api.model
    def _preview_course(self, cycle, today):
        """Return the first day of the curve, the day it has come to, and its last."""
        begin = cycle.date_start or today + relativedelta(months=-3, days=1)
        finish = cycle.date_end or today
        return begin, min(max(today, begin), finish), finish

    def _preview(self, scope, course, savepoint):
        """Return what one KPI says, or why it says nothing.

        :param scope: :class:`~.query.Scope`; person and currency are the KPI's own
        :param course: see :meth:`_preview_course`
        :param savepoint: what to go back to where the question fails, so that the
            others are answered
        """
        self.ensure_one()
        answer = dict.fromkeys(("value", "last_year", "start", "target"), None)
        answer.update(points=[], error=False)
        scope = scope._replace(
            run_as=self.sudo().run_as_id or self.env.user,
            currency=self.currency_id or scope.company.currency_id,
        )
        try:
            self._check_may_link(*([scope.extra] if scope.extra else ()))
            self.sudo()._fill_preview(answer, scope, course)
        except AccessError as error:
            answer["error"] = str(error).splitlines()[0]
        except UserError as error:
            answer["error"] = str(error)
        except ReadOnlySqlTransaction:
            # Odoo asks again where it may write: a digest may do as it likes.
            raise
        except Exception as error:  # noqa: BLE001
            # A definition may fail in many ways; the picker shows the others.
            savepoint.rollback()
            answer["error"] = str(error) or type(error).__name__
        return answer

    def _fill_preview(self, answer, scope, course):
        """Ask for today, last year and the curve between, all in one question."""
        begin, end, finish = course
        year = relativedelta(years=1)
        start = None if self._is_stock() else begin
        spans = [Span(start, end)]
        days = []
        if self.has_history:
            days = [
                begin + (end - begin) * part / (POINTS - 1) for part in range(POINTS)
            ]
            spans += [
                Span(start and start - year, end - year),
                Span(start and start - year, finish - year),
                Span(start, begin - relativedelta(days=1))
                if self._is_stock()
                else Span(begin, begin),
            ]
            spans += [Span(start, day) for day in days]
        results = self._results(scope, spans)
        values = [
            results[scope.ids[0], number]["value"] for number in range(len(spans))
        ]
        if results[scope.ids[0], 0].get("hidden"):
            raise UserError(self._too_small_sentence())
        answer["value"] = values[0]
        if not self.has_history:
            answer["start"] = values[0]
            return
        _now, last_year, last_year_end, before, *curve = values
        answer["last_year"] = last_year
        answer["points"] = [
            (day, value)
            for day, value in zip(days, curve, strict=True)
            if value is not None
        ]
        answer["start"] = before if self._is_stock() else 0.0
        answer["target"] = self._propose_target(last_year_end, values[0])

    def _as_preview(self, answer, key_result):
        """Return an answer as programs and the picker get it."""
        self.ensure_one()
        error = answer["error"] or ""
        preview = {"id": self.id, "error": error, "points": []}
        for name in ("value", "last_year"):
            value = None if error else answer[name]
            preview[name] = value
            preview[f"{name}_label"] = (
                "" if error else self._in_words(value, key_result)
            )
        if not error:
            preview["points"] = [
                {"date": fields.Date.to_string(day), "value": value}
                for day, value in answer["points"]
            ]
        return preview

    def _is_stock(self):
        self.ensure_one()
        if self.source == "ratio":
            return self.numerator_id.nature == "stock"
        return self.nature == "stock"

    def _adds_up(self):
        """Tell whether it adds up from 0 over a span, as no average does."""
        self.ensure_one()
        if self.source == "ratio" or self.nature == "stock":
            return False
        averages = ("avg", "min", "max")
        return not (self.source == "records" and self.aggregate in averages)

    def _propose_target(self, last_year, now):
        """Return a tenth better than last year, or than now where there was none."""
        base = last_year or now
        if not base:
            return None
        target = base * (1.1 if self.better == "higher" else 0.9)
        return round(target, -2) if abs(target) >= 10000 else round(target, 1)

    def _in_words(self, value, key_result):
        if value is None:
            return self.env._("no data")
        currency = (
            self.currency_id or (key_result.company_id or self.env.company).currency_id
        )
        digits = 0 if value == int(value) or abs(value) >= 1000 else 1
        number = self.env["ir.qweb.field.float"].value_to_html(
            value, {"precision": digits}
        )
        if self.is_money:
            symbol = currency.symbol
            return (
                f"{symbol}{number}"
                if currency.position == "before"
                else f"{number} {symbol}"
            )
        return f"{number} {self.unit}" if self.unit else number

    @api.model
    def _graph(self, points):
        """Return the data of Odoo's small dashboard graph."""
        if not points:
            return False
        return json.dumps(
            [
                {
                    "values": [
                        {
                            "x": fields.Date.to_string(day),
                            "y": value,
                            "name": fields.Date.to_string(day),
                        }
                        for day, value in points
                    ],
                    "title": "",
                    "key": "",
                    "is_sample_data": False,
                }
            ]
        )

    def action_choose(self):
        """Open the last step of link: whose KPI, from where to where."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Link to %s", self.name),
            "res_model": "okr.kpi.link",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_kpi_id": self.id,
                "default_key_result_id": self.env.context.get("okr_key_result_id"),
            },
        }
