import json
import logging

from dateutil.relativedelta import relativedelta
from psycopg2.errors import ReadOnlySqlTransaction

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...arithmetic.span import Span, windows
from ..base.arguments import as_id
from .query import KpiScope

#: points of the small curve in the picker
POINTS = 12
#: a KPI that is less than this share of a key result's value is hardly the same thing
SMALLEST_FIT = 0.1
_logger = logging.getLogger(__name__)


class OkrKpi(models.Model):
    """What a KPI says before anybody links to it."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.kpi"

    # Counted as a form is opened, for who looks at it: nothing of it is kept.
    value_now = fields.Char(
        string="Now",
        compute="_compute_value_now",
        groups="okr_module.group_okr_manager",
        help="What it says of the running cycle of your company.",
    )
    value_last_year = fields.Char(
        string="Same days last year",
        compute="_compute_value_now",
        groups="okr_module.group_okr_manager",
    )
    record_count_now = fields.Char(
        string="Records counted",
        compute="_compute_value_now",
        groups="okr_module.group_okr_manager",
    )
    value_error = fields.Char(
        string="Why it says nothing",
        compute="_compute_value_now",
        groups="okr_module.group_okr_manager",
    )

    # --- COMPUTE AND SEARCH ---

    @api.depends("write_date")
    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_value_now(self):
        nobodys = self.env["okr.key.result"]
        previews = self._origin._previews_for(nobodys, "company")
        for kpi in self:
            # A definition that is being typed in is tried as it is saved.
            answer = previews.get(kpi._origin) or {}
            words = {
                name: kpi._in_words(answer[name], nobodys)
                if answer and not answer["error"]
                else False
                for name in ("value", "last_year", "count")
            }
            kpi.value_now = words["value"]
            kpi.value_last_year = words["last_year"]
            counted = words["count"] and answer["count"] is not None
            kpi.record_count_now = str(answer["count"]) if counted else False
            kpi.value_error = answer.get("error") or False

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
            ``count`` (of records now, null where there are none behind it), ``points``
            (``{"date": "2026-12-31", "value": 12.5}``, earliest first) and ``error``:
            why the KPI tells the caller nothing, empty where it does
        :raise AccessError: if the caller may not read the key result or one of the
            KPIs; one that they may read and not link has ``error``
        """
        kpis = self.exists()
        kpis.check_access("read")
        key_result_id = as_id(self.env, key_result_id)
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
        :param options: ``scope_id``, ``extra`` (a domain as a list), ``window``
            (``week`` or ``month``, for the value of each) and ``span`` (the first and
            the last day that count, None for those of the cycle)
        :return: ``{KPI: dict}`` with ``value``, ``last_year``, ``count`` (of records,
            None where there are none to count), ``points`` (list of ``(date, value)``),
            ``start`` and ``target`` proposed, ``error``
        """
        company = key_result.company_id or self.env.company
        cycle = key_result.cycle_id or self.env["okr.cycle"].sudo()._current(company)
        course = self._preview_course(cycle, company._okr_today(), options)
        scope = KpiScope(
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
    def _preview_course(self, cycle, today, options):
        """Return what days the preview is about.

        :return: the first day of the curve, the day it has come to, its last, and the
            ``window`` of :meth:`_previews_for`
        """
        start, finish = options.get("span") or (None, None)
        begin = start or cycle.date_start or today + relativedelta(months=-3, days=1)
        finish = finish or cycle.date_end or today
        window = options.get("window")
        end = min(max(today, begin), finish)
        return begin, end, finish, window if window in ("week", "month") else None

    def _preview(self, scope, course, savepoint):
        """Return what one KPI says, or why it says nothing.

        :param scope: :class:`~.query.KpiScope`; person and currency are the KPI's own
        :param course: see :meth:`_preview_course`
        :param savepoint: what to go back to where the question fails, so that the
            others are answered
        """
        self.ensure_one()
        names = ("value", "last_year", "start", "target", "count")
        answer = dict.fromkeys(names, None)
        answer.update(points=[], error=False)
        scope = scope._replace(
            run_as=self.sudo().run_as_id or self.env.user,
            currency=self.currency_id or scope.company.currency_id,
        )
        try:
            self._check_may_link(*([scope.extra] if scope.extra else ()))
            if scope.extra and self._is_guarded():
                raise UserError(self.sudo()._hidden_sentence(True))
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
            _logger.info("A KPI has no preview", exc_info=True)
            savepoint.rollback()
            answer["error"] = self._sentence_of(error, scope.run_as)
        return answer

    def _fill_preview(self, answer, scope, course):
        """Ask for today, last year and the curve between, all in one question."""
        begin, end, finish, window = course
        is_stock = self._is_stock()
        now, curve = self._preview_spans(begin, end, is_stock, window)
        if not now:
            return  # no week or month is full yet
        year = relativedelta(years=1)
        spans = [now]
        if self.has_history:
            last, _curve = self._preview_spans(
                begin - year, end - year, is_stock, window
            )
            whole, _curve = self._preview_spans(
                begin - year, finish - year, is_stock, window
            )
            eve = begin - relativedelta(days=1 if is_stock else 0)
            before = Span(None if is_stock else begin, eve)
            spans += [last or now, whole or now, before, *curve]
        results = self._results(scope, spans)
        first = results[scope.ids[0], 0]
        values = [
            results[scope.ids[0], number]["value"] for number in range(len(spans))
        ]
        if first.get("hidden"):
            raise UserError(self._hidden_sentence(bool(scope.extra)))
        answer["value"] = values[0]
        if self._models_read():
            answer["count"] = first["count"]
        if not self.has_history:
            answer["start"] = values[0]
            return
        _now, last_year, last_year_end, before, *values = values
        answer["last_year"] = last_year if last else None
        answer["points"] = [
            (span.end, value)
            for span, value in zip(curve, values, strict=True)
            if value is not None
        ]
        if window:
            answer["start"] = values[0] if values else None
            answer["target"] = self._propose_target(last_year, answer["value"])
            return
        answer["start"] = before if is_stock else 0.0
        answer["target"] = self._propose_target(last_year_end, answer["value"])

    @api.model
    def _preview_spans(self, begin, end, is_stock, window):
        """Return the span of the value now, None before there is one, and the curve's.

        :param window: ``week`` or ``month``, where each of them has its own value
        """
        if window:
            full = windows(window, begin, end)[-POINTS:]
            spans = [Span(None, each.end) if is_stock else each for each in full]
            return (spans[-1] if spans else None), spans
        start = None if is_stock else begin
        days = [begin + (end - begin) * part / (POINTS - 1) for part in range(POINTS)]
        return Span(start, end), [Span(start, day) for day in days]

    def _as_preview(self, answer, key_result):
        """Return an answer as programs and the picker get it."""
        self.ensure_one()
        error = answer["error"] or ""
        preview = {"id": self.id, "error": error, "points": []}
        preview["count"] = None if error else answer["count"]
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

    def _metric_type(self):
        """Return what a key result that follows the KPI is measured as."""
        self.ensure_one()
        if self.is_money:
            return "currency"
        return "percent" if self.unit == "%" else "number"

    def _misfits(self, key_result, value):
        """Return sentences that say where unit and size are others than so far.

        :param value: what the KPI says now, None where it says nothing
        """
        self.ensure_one()
        said = self._in_words(value, key_result)
        sentences = []
        kind = self._metric_type()
        units = key_result.unit, self.unit
        is_fresh = not key_result.last_checkin_date and not key_result._is_plan_held()
        another_unit = kind == "number" and all(units) and units[0] != units[1]
        if not is_fresh and (key_result.metric_type != kind or another_unit):
            sentences.append(
                self.env._(
                    "The units do not fit: the key result is measured as %(mine)s, the "
                    "KPI as %(kpi)s.",
                    mine=key_result._kind_in_words(),
                    kpi=self._kind_in_words(),
                )
            )
        stands = key_result.current_value if key_result.last_checkin_date else 0.0
        if value is None or not stands:
            return sentences
        if not SMALLEST_FIT <= abs(value / stands) <= 1 / SMALLEST_FIT:
            sentences.append(
                self.env._(
                    "The sizes do not fit: the key result stands at %(mine)s, the KPI "
                    "at %(kpi)s.",
                    mine=key_result._format_value(stands),
                    kpi=said,
                )
            )
        return sentences

    def _kind_in_words(self):
        """Return in what the KPI is told, such as "money" or "orders"."""
        self.ensure_one()
        return {
            "currency": self.env._("money"),
            "percent": self.env._("percent"),
            "number": self.unit or self.env._("a number"),
        }[self._metric_type()]

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
        whole = value == int(value) or abs(value) >= 1000
        digits = 0 if whole else currency.decimal_places if self.is_money else 1
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
        """Open the last step of linking: whose KPI, from where to where."""
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
