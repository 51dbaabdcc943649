from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...arithmetic import plan, progress, score, status
from ..base.selections import LIVE_STATES, STATUS

#: what an objective takes from its key results
ROLLED_UP = (
    "weight",
    "state",
    "progress",
    "expected_progress",
    "confidence",
    "has_confidence",
    "status",
)
# The figures that not every objective has, and the field that tells.
_HAS_FIGURE = {
    "progress": "is_measured",
    "expected_progress": "is_measured",
    "score": "is_measured",
    "final_score": "is_measured",
    "confidence": "has_confidence",
}


class OkrObjective(models.Model):
    """The figures of an objective, rolled up from its key results and children.

    All are stored, so that lists filter, group and sort by them; those that hang
    on today's date are taken again every day.
    """

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.objective"

    progress = fields.Float(
        compute="_compute_figures",
        store=True,
        recursive=True,
        aggregator="avg",
        help="Weighted mean of what it is measured by, 0 to 1.",
    )
    is_measured = fields.Boolean(
        string="Measured",
        compute="_compute_figures",
        store=True,
        recursive=True,
        help="Something with a weight measures it. Without that there is no "
        "progress to speak of.",
    )
    expected_progress = fields.Float(
        compute="_compute_figures",
        store=True,
        aggregator="avg",
        help="Where progress should be by now, 0 to 1.",
        string="Expected progress",
    )
    confidence = fields.Float(
        compute="_compute_figures",
        store=True,
        aggregator="avg",
        help="How sure the owners are that it will be reached, 0 to 1.",
    )
    has_confidence = fields.Boolean(
        compute="_compute_figures", store=True, export_string_translation=False
    )
    status = fields.Selection(
        STATUS,
        compute="_compute_figures",
        store=True,
        index=True,
        help="As its weakest key result; without one, by its own progress.",
    )
    score = fields.Float(
        compute="_compute_figures",
        store=True,
        recursive=True,
        aggregator="avg",
        help="Progress rounded to one decimal.",
    )
    final_score = fields.Float(
        compute="_compute_final_score",
        store=True,
        readonly=False,
        copy=False,
        aggregator="avg",
        help="The score given at the end. It may differ from the computed one, "
        "with a reason.",
        string="Final score",
    )
    score_reason = fields.Text(
        copy=False,
        help="Why the final score differs from the computed one.",
        string="Why this score",
    )
    passed = fields.Boolean(
        compute="_compute_passed",
        store=True,
        help="A committed objective passes at 1.0, an aspirational one from the "
        "company's pass mark (usually 0.7).",
    )
    is_plan_changed = fields.Boolean(
        string="Plan changed",
        compute="_compute_original",
        compute_sudo=True,
        recursive=True,
        help="What it is measured by, or a weight that counts in it, was changed after "
        "it began.",
    )
    original_progress = fields.Float(
        string="Against the original plan",
        compute="_compute_original",
        compute_sudo=True,
        recursive=True,
        aggregator=None,
        help="Progress, 0 to 1, had nobody changed what it is measured by, or a "
        "weight, since the key results began.",
    )
    original_score = fields.Float(
        string="Score against the original plan",
        compute="_compute_original",
        compute_sudo=True,
        recursive=True,
        aggregator=None,
    )

    # --- COMPUTE AND SEARCH ---

    @api.model
    def _averaged_figures(self):
        return _HAS_FIGURE

    @api.model
    def _live_domain(self):
        return Domain("state", "in", LIVE_STATES)

    @api.depends(
        "state",
        "rollup",
        "visibility",
        "department_id",
        "cycle_id.date_start",
        "cycle_id.date_end",
        *(f"key_result_ids.{name}" for name in ROLLED_UP),
        "child_ids.weight",
        "child_ids.state",
        "child_ids.visibility",
        "child_ids.department_id",
        "child_ids.progress",
        "child_ids.is_measured",
        "child_ids.alignment_counts",
    )
    def _compute_figures(self):
        today = {company: company._okr_today() for company in self.company_id}
        for objective in self._from_the_leaves():
            if objective.cycle_id.state == "closed":
                # Frozen: the figures stand as they were when the cycle closed.
                objective._keep_figures()
                continue
            day = today.get(objective.company_id) or fields.Date.today()
            objective._take_figures(day)

    @api.depends("score", "score_reason")
    def _compute_final_score(self):
        for objective in self:
            if objective.score_reason:
                objective.final_score = objective.final_score
            else:
                objective.final_score = objective.score

    # Thresholds and pass mark are taken over in the background: see res_company.py
    @api.depends("final_score", "is_measured", "ambition")
    def _compute_passed(self):
        for objective in self:
            if objective.cycle_id.state == "closed":
                objective.passed = objective.passed
                continue
            objective.passed = objective.is_measured and score.passed(
                objective.final_score,
                objective.ambition,
                objective.company_id.okr_pass_mark,
            )

    @api.depends(
        "rollup",
        "progress",
        "is_measured",
        "target_change_ids",
        "child_ids.target_change_ids",
        "key_result_ids.state",
        "key_result_ids.weight",
        "key_result_ids.original_progress",
        "key_result_ids.is_target_changed",
        "key_result_ids.target_change_ids",
        "child_ids.state",
        "child_ids.weight",
        "child_ids.visibility",
        "child_ids.original_progress",
        "child_ids.is_plan_changed",
    )
    def _compute_original(self):
        touched = self._with_changes_below()
        for objective in self:
            changed, parts = False, []
            if objective in touched:
                changed, parts = objective._original_parts()
            mean = progress.weighted_mean(parts) if changed else None
            if mean is None:
                mean = objective.progress
            objective.is_plan_changed = changed
            objective.original_progress = mean
            objective.original_score = score.score(mean)

    # --- BUSINESS ---

    def _from_the_leaves(self):
        """Return these objectives with each after those that are aligned to it.

        Computed together, a parent would else read what its child had before.
        """
        ordered, seen = [], set()

        def visit(objective):
            if objective in seen:
                return
            seen.add(objective)
            for child in objective.child_ids & self:
                visit(child)
            ordered.append(objective.id)

        for objective in self:
            visit(objective)
        return self.browse(ordered).with_prefetch(self._prefetch_ids)

    def _fetch_upwards(self):
        """Read these and all above at once: figures follow them up, level by level."""
        line = Domain("id", "in", self._lines_upwards())
        self.sudo().with_context(active_test=False).search_fetch(line)

    def _lines_upwards(self):
        """Return the SQL of the ids of these and of all above, as last flushed."""
        return SQL(
            """(
            SELECT unnest(string_to_array(rtrim(parent_path, '/'), '/'))::int
              FROM okr_objective
             WHERE id = ANY(%s)
            )""",
            self.ids,
        )

    def _take_figures(self, day):
        """Set the figures of one objective as of a day."""
        self.ensure_one()
        live = self.key_result_ids.filtered(lambda kr: kr.state == "active")
        parts = []
        if self.rollup != "aligned":
            parts += [(kr.weight, kr.progress) for kr in live]
        if self.rollup != "key_results":
            parts += [
                (child.weight, child.progress)
                for child in self._contributing_children()
            ]
        mean = progress.weighted_mean(parts)
        confidence = progress.weighted_mean(
            (kr.weight, kr.confidence) for kr in live if kr.has_confidence
        )
        expected = progress.weighted_mean(
            (kr.weight, kr.expected_progress) for kr in live
        )
        if expected is None:
            expected = self._linear_expected(day)
        self.progress = mean or 0.0
        self.is_measured = mean is not None
        self.expected_progress = expected
        self.confidence = confidence or 0.0
        self.has_confidence = confidence is not None
        self.score = score.score(self.progress)
        self.figures_date = day
        self.status = self._weakest_status(live, mean, expected)

    def _linear_expected(self, day):
        cycle = self.cycle_id
        if not (cycle.date_start and cycle.date_end):
            return 0.0
        return plan.linear_expected(cycle.date_start, cycle.date_end, day)

    def _weakest_status(self, live, mean, expected):
        """Return the status of one objective: that of its weakest key result.

        :param live: its live key results; which word each has: ``arithmetic/status.py``
        """
        if self.state == "cancelled":
            return "cancelled"
        thresholds = (self.company_id or self.env.company)._okr_thresholds()
        # Measured by aligned objectives alone: judged by its own progress.
        return status.weakest(live.mapped("status")) or status.mean_status(
            mean, expected, thresholds
        )

    def _refresh_figures(self):
        """Take all figures again, those of the key results first."""
        self.key_result_ids._mark_figures_stale()
        return super()._refresh_figures()

    def _refresh_of_the_day(self):
        """Take the day's figures, those of key results only where nobody has yet."""
        today = {company: company._okr_today() for company in self.company_id}
        self.key_result_ids.filtered(
            lambda kr: kr.figures_date != today.get(kr.company_id)
        )._mark_figures_stale()
        return super()._refresh_figures()

    # --- ORIGINAL PLAN ---

    def _take_original(self):
        """Compute the figures of the original plan of many in one go.

        Odoo computes fields that follow from themselves one record after another.
        """
        self._fields["original_score"].compute_value(self._from_the_leaves())

    def _with_changes_below(self):
        """Return those of these with a changed plan, of their own or of any below.

        So that nobody walks through all that stands below a company's objective where
        no plan was ever changed. What is not saved yet is among them.
        """
        saved = self.filtered(lambda objective: objective._origin == objective)
        self.env["okr.target.change"].flush_model(["objective_id"])
        self.flush_model(["parent_path"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT string_to_array(parent_path, '/')
                  FROM okr_objective
                 WHERE parent_path LIKE ANY(%s)
                   AND EXISTS (
                           SELECT FROM okr_target_change change
                            WHERE change.objective_id = okr_objective.id
                       )
                """,
                [f"{path}%" for path in saved.mapped("parent_path") if path],
            )
        )
        lines = {int(part) for (path,) in rows for part in path if part}
        return (self - saved) | saved.filtered(lambda o: o.id in lines)

    def _original_parts(self):
        """Return whether a plan was changed, and ``(weight, progress)`` as at first.

        What was added later is no part of the original plan.
        """
        self.ensure_one()
        rollup = self._original_value("rollup")
        changed, parts = rollup != self.rollup, []
        if rollup != "aligned":
            for key_result in self.key_result_ids:
                if key_result.state != "active":
                    continue
                if key_result._was_added():
                    changed = True
                    continue
                weight = key_result._original_value("weight")
                changed |= key_result.is_target_changed or weight != key_result.weight
                parts.append((weight, key_result.original_progress))
        if rollup != "key_results":
            for child in self._contributing_children():
                weight = child._original_value("weight")
                changed |= child.is_plan_changed or weight != child.weight
                parts.append((weight, child.original_progress))
        return changed, parts

    def _own_changes(self):
        """Return the rows of the ledger about its own plan, the earliest first."""
        self.ensure_one()
        return self.target_change_ids.filtered(
            lambda change: not change.key_result_id
        ).sorted("id")
