import json

from dateutil.relativedelta import relativedelta

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

    preview_value = fields.Char(string="Now", compute="_compute_preview")
    preview_last_year = fields.Char(string="Last year", compute="_compute_preview")
    preview_graph = fields.Text(
        compute="_compute_preview", export_string_translation=False
    )
    preview_error = fields.Char(compute="_compute_preview")

    # --- COMPUTE AND SEARCH ---

    @api.depends_context("uid", "allowed_company_ids", "okr_key_result_id")
    def _compute_preview(self):
        key_result = self.env["okr.key.result"].browse(
            self.env.context.get("okr_key_result_id") or ()
        )
        key_result = key_result.exists()
        if key_result:
            key_result.check_access("read")
        # First all questions, then all answers: a question that fails is rolled back,
        # and the cache with it.
        previews = {
            kpi: kpi._preview_for(key_result, "company") for kpi in self if kpi._origin
        }
        for kpi in self:
            preview = previews.get(kpi)
            shown = preview and not preview["error"]
            kpi.preview_error = preview and preview["error"]
            kpi.preview_value = shown and kpi._in_words(preview["value"], key_result)
            kpi.preview_last_year = shown and kpi._in_words(
                preview["last_year"], key_result
            )
            kpi.preview_graph = shown and kpi._graph(preview["points"])

    # --- BUSINESS ---

    def _preview_for(self, key_result, kind, **options):
        """Return what the KPI says for a key result that may link to it.

        The user must be allowed to link: a preview tells as much as a link.

        :param key_result: okr.key.result (its cycle and company count), or empty
        :param kind: company, department, team or user
        :param options: ``scope_id`` and ``extra`` (a domain as a list)
        :return: dict with ``value``, ``last_year``, ``points`` (list of
            ``(date, value)``), ``start`` and ``target`` proposed, ``error``
        """
        self.ensure_one()
        answer = dict.fromkeys(("value", "last_year", "start", "target"), None)
        answer.update(points=[], error=False)
        company = key_result.company_id or self.env.company
        run_as = self.sudo().run_as_id or self.env.user
        scope = Scope(
            kind,
            (options.get("scope_id") or (company.id if kind == "company" else 0),),
            company,
            run_as,
            tuple(options.get("extra") or ()),
            self.currency_id or company.currency_id,
            filter_user=self.env.user,
        )
        try:
            self._check_may_link(*([scope.extra] if scope.extra else ()))
            with self.env.cr.savepoint():
                self.sudo()._fill_preview(answer, scope, key_result.cycle_id)
        except AccessError as error:
            answer["error"] = str(error).splitlines()[0]
        except UserError as error:
            answer["error"] = str(error)
        except Exception as error:  # noqa: BLE001
            # A definition may fail in many ways; the picker shows the others.
            answer["error"] = str(error) or type(error).__name__
        return answer

    def _fill_preview(self, answer, scope, cycle):
        """Ask for today, last year and the curve between, all in one question."""
        today = scope.company._okr_today()
        cycle = cycle or self.env["okr.cycle"]._current(scope.company)
        begin = cycle.date_start or today + relativedelta(months=-3, days=1)
        finish = cycle.date_end or today
        end = min(max(today, begin), finish)
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
