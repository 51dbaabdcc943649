import logging

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...arithmetic import seasonal
from ...arithmetic.span import Span
from ..mixins.okr_measure_mixin import TRAVELLING

_logger = logging.getLogger(__name__)
# Of sources that are asked day by day, instead of with one query, fewer days.
_FEW_DAYS = {"digest": 14, "goal_definition": 14}
_MOST_DAYS = 100


class OkrKeyResult(models.Model):
    """Which way a plan goes: straight, through points, or as last year went.

    Last year's curve is kept on the key result as shares of the way, so that the
    KPIs of a new day ask no source. It is taken when it is chosen, when the KPI
    or the days change, and each night, since the past may change, too.
    """

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.key.result"

    plan_kind = fields.Selection(
        selection_add=[("seasonal", "Like last year")],
        ondelete={"seasonal": "set null"},
    )
    seasonal_curve = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Last year's curve in shares of its way: the span and its points.",
    )
    seasonal_problem = fields.Selection(
        [
            ("no_history", "the KPI keeps no past"),
            ("not_over", "the same span of last year is not over yet"),
            ("hidden", "last year's KPI is about too few people to be used"),
            ("empty", "nothing was counted in the same span of last year"),
            ("still", "last year it ended where it had begun"),
            ("other_way", "last year it went the other way"),
            ("failed", "last year's KPI could not be taken"),
        ],
        string="Why not like last year",
        readonly=True,
        copy=False,
    )

    # --- COMPUTE AND SEARCH ---

    @api.depends("kpi_id")
    def _compute_plan_kind(self):
        chosen = self.filtered(lambda kr: kr.plan_kind == "seasonal" and kr.kpi_id)
        result = super(OkrKeyResult, self - chosen)._compute_plan_kind()
        chosen.plan_kind = "seasonal"
        return result

    @api.depends(
        "seasonal_problem",
        "seasonal_curve",
        "kpi_date_start",
        "kpi_date_end",
        "cycle_id.date_start",
        "cycle_id.date_end",
    )
    @api.depends_context("lang")
    def _compute_plan_label(self):
        result = super()._compute_plan_label()
        for key_result in self.filtered(lambda kr: kr.plan_kind == "seasonal"):
            key_result.plan_label = (
                self.env._("Plan: like last year")
                if key_result._plan_followed() == "seasonal"
                else key_result._seasonal_missing()
            )
        return result

    # --- CONSTRAINTS ---

    @api.constrains("plan_kind", "kpi_id")
    def _check_seasonal_is_linked(self):
        for key_result in self:
            if key_result.plan_kind == "seasonal" and not key_result.kpi_id:
                raise ValidationError(
                    self.env._(
                        "%s: only a key result that is linked to an Odoo KPI can "
                        "go like last year. Link it first.",
                        key_result.name,
                    )
                )

    # --- STEPS ---

    def _after_create(self, vals_list):
        result = super()._after_create(vals_list)
        chosen = [vals.get("plan_kind") == "seasonal" for vals in vals_list]
        seasonal = self.browse(
            [kr.id for kr, wanted in zip(self, chosen, strict=True) if wanted]
        )
        seasonal._check_linker()
        # Those linked already are taken with their KPI.
        seasonal.filtered(
            lambda kr: not kr._seasonal_is_taken()
        )._take_seasonal_curves()
        return result

    def _before_write(self, vals):
        before = super()._before_write(vals)
        before["seasonal"] = self.filtered(
            lambda kr: vals.get("plan_kind") == "seasonal" != kr.plan_kind
        )
        return before

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        before["seasonal"]._check_linker()
        asked = self._kpi_link_fields() | self._question_fields()
        asked |= {"plan_kind", "direction"}
        if asked & set(vals):
            self._seasonal()._take_seasonal_curves(keep=False)
        return result

    # --- ACTIONS AND API ---

    def action_plan_from_last_year(self):
        """Draw plan points from last year's curve, to go on from by hand.

        Points that are there already are replaced.

        :raise UserError: if it has begun, is not linked to a KPI, or last year has
            no curve to go by
        :raise AccessError: if the caller may not link the KPI
        """
        self.ensure_one()
        self.check_access("write")
        if self.objective_id.state in ("active", "done"):
            raise UserError(
                self.env._("%s runs already: its plan points stand.", self.display_name)
            )
        if not self.kpi_id or self.direction not in TRAVELLING:
            raise UserError(
                self.env._(
                    "%s: only a number that is linked to an Odoo KPI and is to rise "
                    "or fall has a last year to draw from.",
                    self.display_name,
                )
            )
        self._check_linker()
        self._take_seasonal_curves(keep=False)
        points = self._seasonal_points()
        if not points:
            raise UserError(self._seasonal_missing())
        cycle = self.cycle_id
        way = self.target_value - self.start_value
        self.write(
            {
                "plan_ids": [
                    Command.clear(),
                    *(
                        Command.create({"date": day, "value": value})
                        for day in seasonal.plan_days(cycle.date_start, cycle.date_end)
                        for value in [
                            self._rounded(
                                self.start_value
                                + seasonal.seasonal_expected(points, day) * way
                            )
                        ]
                    ),
                ],
                "plan_kind": "points",
            }
        )
        return True

    # --- BUSINESS ---

    def _is_no_content(self, name):
        return name in ("seasonal_curve", "seasonal_problem") or super()._is_no_content(
            name
        )

    def _plan_followed(self):
        if self.plan_kind == "seasonal":
            return "seasonal" if self._seasonal_points() else "linear"
        return super()._plan_followed()

    def _seasonal_missing(self):
        """Return why the plan is a straight line although last year's was asked for."""
        self.ensure_one()
        problem = self.seasonal_problem
        if not problem:
            return self.env._(
                "Plan: straight line, until last year's curve has been taken"
            )
        words = dict(self._fields["seasonal_problem"]._description_selection(self.env))
        return self.env._("Plan: straight line, since %s", words[problem])

    def _seasonal_span(self):
        """Return the :class:`Span` whose last year counts, None without one."""
        self.ensure_one()
        cycle = self.cycle_id
        start = self.kpi_date_start or cycle.date_start
        end = self.kpi_date_end or cycle.date_end
        return Span(start, end) if start and end and start < end else None

    def _seasonal_points(self):
        """Return ``(day, share)`` of last year's curve; empty where there is none.

        A curve of other days than those that count by now is none.
        """
        self.ensure_one()
        curve, span = self.seasonal_curve or {}, self._seasonal_span()
        days = span and [fields.Date.to_string(day) for day in span]
        if not days or curve.get("span") != days:
            return ()
        return tuple(
            (fields.Date.to_date(day), share) for day, share in curve["points"]
        )

    @api.model
    def _plan_depends(self):
        return (
            *super()._plan_depends(),
            "seasonal_curve",
            "kpi_date_start",
            "kpi_date_end",
        )

    def _input_values(self):
        values = super()._input_values()
        if self._plan_followed() == "seasonal":
            values["seasonal"] = self._seasonal_points()
        return values

    def _refresh_kpis(self, check_past=False):
        result = super()._refresh_kpis(check_past)
        seasonal = self._seasonal()
        if not check_past:
            seasonal = seasonal.filtered(lambda kr: not kr._seasonal_is_taken())
        seasonal._take_seasonal_curves()
        return result

    def _seasonal(self):
        """Return those that are to go like last year."""
        return self.sudo().search(
            [("id", "in", self.ids), ("plan_kind", "=", "seasonal")]
        )

    def _seasonal_is_taken(self):
        """Tell whether last year was asked about the days that count by now."""
        self.ensure_one()
        span = self._seasonal_span()
        days = span and [fields.Date.to_string(day) for day in span]
        return (self.seasonal_curve or {}).get("span") == days

    def _take_seasonal_curves(self, keep=True):
        """Take last year's curves again.

        As with the KPIs themselves, those that ask the same question of different
        people share a query. One that fails does not stop the others.

        :param keep: where the source fails, the curve that was taken before stays
        """
        linked = self.sudo().filtered(lambda kr: kr.kpi_id and kr._seasonal_span())
        for group in linked._by_question() if linked else ():
            try:
                with self.env.cr.savepoint():
                    group._with_scope()._take_seasonal_curve()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception as error:  # noqa: BLE001
                # A definition may fail in as many ways as there are models.
                if not isinstance(error, UserError):
                    _logger.info("A KPI of last year failed", exc_info=True)
                for key_result in group:
                    if not (keep and key_result._seasonal_points()):
                        key_result._keep_seasonal_curve([], "failed")

    def _take_seasonal_curve(self):
        """Take last year's curve of key results that ask the same question."""
        first = self[:1]
        if not first:
            return
        kpi, scope, _span = first._kpi_question()
        span = first._seasonal_span()
        last = Span(
            seasonal.day_last_year(span.start), seasonal.day_last_year(span.end)
        )
        if not kpi.has_history:
            return self._keep_seasonal_curve([], "no_history")
        if last.end >= scope.company._okr_today():
            return self._keep_seasonal_curve([], "not_over")
        is_stock = kpi._is_stock()
        days = seasonal.sample_days(
            span.start, span.end, _FEW_DAYS.get(kpi.source, _MOST_DAYS)
        )
        spans = [
            Span(None if is_stock else last.start, seasonal.day_last_year(day))
            for day in days
        ]
        if is_stock:
            spans.append(Span(None, fields.Date.subtract(last.start, days=1)))
        ids = tuple({key_result._kpi_scope_id() for key_result in self})
        results = kpi._results(scope._replace(ids=ids), spans)
        for key_result in self:
            scope_id = key_result._kpi_scope_id()
            values = [results[scope_id, number] for number in range(len(spans))]
            eve = values.pop() if is_stock else None
            key_result._keep_last_year(kpi, days, values, eve)

    def _keep_last_year(self, kpi, days, results, eve):
        """Keep what last year had on each day as shares of its way.

        :param results: what the KPI said on each of the days
        :param eve: what it said before the first day, None where it adds up from 0
        """
        self.ensure_one()
        # Only what the guard of small groups lets be shown may be told by a share.
        if results[-1].get("hidden") or (eve and eve.get("hidden")):
            return self._keep_seasonal_curve([], "hidden")
        base = 0.0 if kpi._adds_up() else eve and eve["value"]
        values = [
            (day, result["value"]) for day, result in zip(days, results, strict=True)
        ]
        return self._keep_seasonal_curve(
            *seasonal.seasonal_shares(values, base, self.direction != "decrease")
        )

    def _keep_seasonal_curve(self, points, problem):
        for key_result in self:
            curve = {
                "span": [
                    fields.Date.to_string(day) for day in key_result._seasonal_span()
                ],
                "points": [
                    [fields.Date.to_string(day), share] for day, share in points
                ],
            }
            if key_result.seasonal_curve != curve:
                key_result.seasonal_curve = curve
            if (key_result.seasonal_problem or None) != problem:
                key_result.seasonal_problem = problem

    # --- PLAN POINTS ---

    @api.model
    def _rounded(self, value):
        """Return a planned value as somebody would write it: three digits or so."""
        return float(f"{value:.3g}")
