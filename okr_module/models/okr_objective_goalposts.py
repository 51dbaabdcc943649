from odoo import api, fields, models

from ..arithmetic import progress, score


class OkrObjective(models.Model):
    """How far an objective has come against the plans that it began with."""

    _inherit = "okr.objective"

    is_plan_changed = fields.Boolean(
        string="Plan changed",
        compute="_compute_original",
        compute_sudo=True,
        recursive=True,
        help="A target or a weight that counts in it was changed after it began.",
    )
    original_progress = fields.Float(
        string="Against the first plan",
        compute="_compute_original",
        compute_sudo=True,
        recursive=True,
        aggregator=None,
        help="Progress, 0 to 1, had no target and no weight been changed since the key "
        "results began.",
    )
    original_score = fields.Float(
        string="Score against the first plan",
        compute="_compute_original",
        compute_sudo=True,
        recursive=True,
        aggregator=None,
    )

    @api.depends(
        "rollup",
        "progress",
        "is_measured",
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
        for objective in self:
            changed, parts = objective._original_parts()
            mean = progress.weighted_mean(parts) if changed else None
            if mean is None:
                mean = objective.progress
            objective.is_plan_changed = changed
            objective.original_progress = mean
            objective.original_score = score.score(mean)

    def _original_parts(self):
        """Return whether a plan was changed, and ``(weight, progress)`` as at first."""
        self.ensure_one()
        changed, parts = False, []
        if self.rollup != "aligned":
            for key_result in self.key_result_ids:
                if key_result.state != "active":
                    continue
                weight = key_result._original_weight()
                changed |= key_result.is_target_changed or weight != key_result.weight
                parts.append((weight, key_result.original_progress))
        if self.rollup != "key_results":
            for child in self._contributing_children():
                changed |= child.is_plan_changed
                parts.append((child.weight, child.original_progress))
        return changed, parts
