import logging
from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...arithmetic import season
from ..key_result.okr_key_result import TRAVELLING
from .okr_kpi_query import Span

_logger = logging.getLogger(__name__)
# Of sources that are asked day by day, instead of with one query, fewer days.
_FEW_DAYS = {"digest": 14, "goal_definition": 14}
_MOST_DAYS = 100


class OkrKeyResult(models.Model):
    """Which way a plan goes: straight, through points, or as last year went.

    Last year's curve is kept on the key result as shares of the way, so that the
    figures of a new day ask no source. It is taken when it is chosen, when the figure
    or the days change, and each night, since the past may change, too.
    """

    _inherit = "okr.key.result"

    plan_kind = fields.Selection(
        [
            ("linear", "A straight line"),
            ("points", "Your own points"),
            ("season", "Like last year"),
        ],
        string="Expected",
        compute="_compute_plan_kind",
        store=True,
        readonly=False,
        tracking=True,
        help="Where it should be on a day. Straight: the same amount each day. Own "
        "points: say where it should stand on some days. Like last year: of a figure "
        "that Odoo holds, the share that last year had reached by the same day.",
    )
    season_curve = fields.Json(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Last year's curve in shares of its way: the span and its points.",
    )
    season_problem = fields.Selection(
        [
            ("no_history", "the figure keeps no past"),
            ("not_over", "the same span of last year is not over yet"),
            ("hidden", "last year's figure is about too few people to be used"),
            ("empty", "nothing was counted in the same span of last year"),
            ("still", "last year it ended where it had begun"),
            ("other_way", "last year it went the other way"),
            ("failed", "last year's figure could not be taken"),
        ],
        string="Why not like last year",
        readonly=True,
        copy=False,
    )
    plan_label = fields.Char(string="Plan in words", compute="_compute_plan_label")

    # --- COMPUTE AND SEARCH ---

    @api.depends("plan_ids", "kpi_id")
    def _compute_plan_kind(self):
        """Whoever gives points means them; nobody need say so."""
        for key_result in self:
            kind = "points" if key_result.plan_ids else "linear"
            if key_result.plan_kind == "season" and key_result.kpi_id:
                kind = "season"
            key_result.plan_kind = kind

    @api.depends(
        "plan_kind",
        "plan_ids",
        "season_problem",
        "season_curve",
        "kpi_date_start",
        "kpi_date_end",
        "cycle_id.date_start",
        "cycle_id.date_end",
    )
    def _compute_plan_label(self):
        for key_result in self:
            followed = key_result._plan_followed()
            label = self.env._("Plan: straight line")
            if followed == "points":
                label = self.env._("Plan: your points")
            elif followed == "season":
                label = self.env._("Plan: like last year")
            elif key_result.plan_kind == "season":
                label = key_result._season_missing()
            key_result.plan_label = label

    # --- CONSTRAINTS ---

    @api.constrains("plan_kind", "kpi_id")
    def _check_season_is_bound(self):
        for key_result in self:
            if key_result.plan_kind == "season" and not key_result.kpi_id:
                raise ValidationError(
                    self.env._(
                        "%s: only a key result that is bound to an Odoo figure can "
                        "go like last year. Bind it first.",
                        key_result.name,
                    )
                )

    # --- CRUD ---

    @api.model_create_multi
    def create(self, vals_list):
        key_results = super().create(vals_list)
        chosen = [vals.get("plan_kind") == "season" for vals in vals_list]
        seasonal = key_results.browse(
            [kr.id for kr, wanted in zip(key_results, chosen, strict=True) if wanted]
        )
        seasonal._check_binder()
        # Those bound already are taken with their figure.
        seasonal.filtered(lambda kr: not kr._season_is_taken())._take_seasons()
        return key_results

    def write(self, vals):
        chosen = self.browse()
        if vals.get("plan_kind") == "season":
            chosen = self.filtered(lambda kr: kr.plan_kind != "season")
        result = super().write(vals)
        chosen._check_binder()
        asked = self._binding_fields() | self._question_fields()
        asked |= {"plan_kind", "direction"}
        if asked & set(vals):
            self._seasonal()._take_seasons(keep=False)
        return result

    # --- ACTIONS AND API ---

    def action_plan_from_last_year(self):
        """Draw plan points from last year's curve, to go on from by hand.

        Points that are there already are replaced.

        :raise UserError: if it has begun, is not bound to a figure, or last year has
            no curve to go by
        :raise AccessError: if the caller may not bind the figure
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
                    "%s: only a number that is bound to an Odoo figure and is to rise "
                    "or fall has a last year to draw from.",
                    self.display_name,
                )
            )
        self._check_binder()
        self._take_seasons(keep=False)
        points = self._season_points()
        if not points:
            raise UserError(self._season_missing())
        cycle = self.cycle_id
        way = self.target_value - self.start_value
        self.write(
            {
                "plan_ids": [
                    Command.clear(),
                    *(
                        Command.create({"date": day, "value": value})
                        for day in season.plan_days(cycle.date_start, cycle.date_end)
                        for value in [
                            self._rounded(
                                self.start_value
                                + season.seasonal_expected(points, day) * way
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
        return name in ("season_curve", "season_problem") or super()._is_no_content(
            name
        )

    def _plan_followed(self):
        """Return the kind of plan that the expected progress follows indeed."""
        self.ensure_one()
        if self.plan_kind == "season":
            return "season" if self._season_points() else "linear"
        return "points" if self.plan_kind == "points" and self.plan_ids else "linear"

    def _season_missing(self):
        """Return why the plan is a straight line although last year's was asked for."""
        self.ensure_one()
        problem = self.season_problem
        if not problem:
            return self.env._(
                "Plan: straight line, until last year's curve has been taken"
            )
        words = dict(self._fields["season_problem"]._description_selection(self.env))
        return self.env._("Plan: straight line, since %s", words[problem])

    def _season_span(self):
        """Return the :class:`Span` whose last year counts, None without one."""
        self.ensure_one()
        cycle = self.cycle_id
        start = self.kpi_date_start or cycle.date_start
        end = self.kpi_date_end or cycle.date_end
        return Span(start, end) if start and end and start < end else None

    def _season_points(self):
        """Return ``(day, share)`` of last year's curve; empty where there is none.

        A curve of other days than those that count by now is none.
        """
        self.ensure_one()
        curve, span = self.season_curve or {}, self._season_span()
        days = span and [fields.Date.to_string(day) for day in span]
        if not days or curve.get("span") != days:
            return ()
        return tuple(
            (fields.Date.to_date(day), share) for day, share in curve["points"]
        )

    def _input_of(self, readings, day, alive_on=None, frames=None):
        plain = super()._input_of(readings, day, alive_on, frames)
        followed = self._plan_followed()
        if followed == "linear" and not plain.plan_points:
            return plain
        return replace(
            plain,
            plan_points=plain.plan_points if followed == "points" else (),
            season=self._season_points() if followed == "season" else (),
        )

    def _refresh_kpis(self, check_past=False):
        result = super()._refresh_kpis(check_past)
        seasonal = self._seasonal()
        if not check_past:
            seasonal = seasonal.filtered(lambda kr: not kr._season_is_taken())
        seasonal._take_seasons()
        return result

    def _seasonal(self):
        """Return those that are to go like last year."""
        return self.sudo().search(
            [("id", "in", self.ids), ("plan_kind", "=", "season")]
        )

    def _season_is_taken(self):
        """Tell whether last year was asked about the days that count by now."""
        self.ensure_one()
        span = self._season_span()
        days = span and [fields.Date.to_string(day) for day in span]
        return (self.season_curve or {}).get("span") == days

    def _take_seasons(self, keep=True):
        """Take last year's curves again.

        As with the figures themselves, those that ask the same question of different
        people share a query. One that fails does not stop the others.

        :param keep: where the source fails, the curve that was taken before stays
        """
        bound = self.sudo().filtered(lambda kr: kr.kpi_id and kr._season_span())
        for group in bound._by_question() if bound else ():
            try:
                with self.env.cr.savepoint():
                    group._with_scope()._take_season()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception as error:  # noqa: BLE001
                # A definition may fail in as many ways as there are models.
                if not isinstance(error, UserError):
                    _logger.info("A figure of last year failed", exc_info=True)
                for key_result in group:
                    if not (keep and key_result._season_points()):
                        key_result._keep_season([], "failed")

    def _take_season(self):
        """Take last year's curve of key results that ask the same question."""
        first = self[:1]
        if not first:
            return
        kpi, scope, _span = first._kpi_question()
        span = first._season_span()
        last = Span(season.day_last_year(span.start), season.day_last_year(span.end))
        if not kpi.has_history:
            return self._keep_season([], "no_history")
        if last.end >= scope.company._okr_today():
            return self._keep_season([], "not_over")
        is_stock = kpi._is_stock()
        days = season.sample_days(
            span.start, span.end, _FEW_DAYS.get(kpi.source, _MOST_DAYS)
        )
        spans = [
            Span(None if is_stock else last.start, season.day_last_year(day))
            for day in days
        ]
        if is_stock:
            spans.append(Span(None, fields.Date.subtract(last.start, days=1)))
        ids = tuple({key_result._kpi_scope_id() for key_result in self})
        figures = kpi._figures(scope._replace(ids=ids), spans)
        for key_result in self:
            scope_id = key_result._kpi_scope_id()
            values = [figures[scope_id, number] for number in range(len(spans))]
            eve = values.pop() if is_stock else None
            key_result._keep_last_year(kpi, days, values, eve)

    def _keep_last_year(self, kpi, days, figures, eve):
        """Keep what last year had on each day as shares of its way.

        :param figures: what the figure said on each of the days
        :param eve: what it said before the first day, None where it adds up from 0
        """
        self.ensure_one()
        # Only what the guard of small groups lets be shown may be told by a share.
        if figures[-1].get("hidden") or (eve and eve.get("hidden")):
            return self._keep_season([], "hidden")
        base = 0.0 if kpi._adds_up() else eve and eve["value"]
        values = [
            (day, figure["value"]) for day, figure in zip(days, figures, strict=True)
        ]
        return self._keep_season(
            *season.season_shares(values, base, self.direction != "decrease")
        )

    def _keep_season(self, points, problem):
        for key_result in self:
            curve = {
                "span": [
                    fields.Date.to_string(day) for day in key_result._season_span()
                ],
                "points": [
                    [fields.Date.to_string(day), share] for day, share in points
                ],
            }
            if key_result.season_curve != curve:
                key_result.season_curve = curve
            if (key_result.season_problem or None) != problem:
                key_result.season_problem = problem

    # --- PLAN POINTS ---

    @api.model
    def _rounded(self, value):
        """Return a planned value as somebody would write it: three digits or so."""
        return float(f"{value:.3g}")
