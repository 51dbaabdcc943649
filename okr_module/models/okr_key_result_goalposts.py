from odoo import api, fields, models

from ..arithmetic import goalposts, score
from .okr_key_result_figures import CHECKIN_DEPENDS, PLAN_DEPENDS


class OkrKeyResult(models.Model):
    """How far a key result has come against the plan that it began with."""

    _inherit = "okr.key.result"

    is_target_changed = fields.Boolean(
        string="Target changed",
        compute="_compute_original",
        compute_sudo=True,
        help="What it is measured by was changed after it began.",
    )
    original_progress = fields.Float(
        string="Against the first plan",
        compute="_compute_original",
        compute_sudo=True,
        aggregator=None,
        help="Progress, 0 to 1, had nobody changed what it is measured by.",
    )
    original_score = fields.Float(
        string="Score against the first plan",
        compute="_compute_original",
        compute_sudo=True,
        aggregator=None,
    )
    original_plan_label = fields.Char(
        string="First plan", compute="_compute_original_plan_label"
    )

    @api.depends(*PLAN_DEPENDS, *CHECKIN_DEPENDS, "target_change_ids")
    def _compute_original(self):
        for key_result in self:
            changes = key_result._measure_changes()
            key_result.is_target_changed = bool(changes)
            progress = key_result.progress
            if changes:
                day = (key_result.company_id or self.env.company)._okr_today()
                progress = goalposts.original_progress(
                    key_result._figures_input(key_result._history(), day), changes, day
                )
            key_result.original_progress = progress
            key_result.original_score = score.score(progress)

    @api.depends("target_change_ids", "unit", "currency_id")
    def _compute_original_plan_label(self):
        for key_result in self:
            changes = key_result._measure_changes()
            current = {name: key_result[name] for name in goalposts.MEASURES}
            first = goalposts.original_plan(current, changes)
            key_result.original_plan_label = (
                key_result._plan_in_words(first) if changes else False
            )

    # --- BUSINESS ---

    def _changes_of(self, names):
        """Return ``(field, old value)`` of what was changed, the earliest first."""
        self.ensure_one()
        return [
            (change.field_name, change.old_code or change.old_value)
            for change in self.target_change_ids.sorted("id")
            if change.field_name in names
        ]

    def _measure_changes(self):
        return self._changes_of(goalposts.MEASURES)

    def _original_weight(self):
        """Return the weight with which it began."""
        changes = self._changes_of(("weight",))
        return goalposts.original_plan({"weight": self.weight}, changes)["weight"]

    def _plan_in_words(self, plan):
        """Return a plan as people say it.

        :param plan: ``{field: value}`` of what it is measured by
        """
        self.ensure_one()
        kind, direction = plan["metric_type"], plan["direction"]
        if kind in ("boolean", "milestone"):
            field = self._fields["metric_type"]
            return dict(field._description_selection(self.env))[kind]
        if direction == "range":
            return self._format_value(plan["range_min"], plan["range_max"])
        target = self._format_value(plan["target_value"])
        if direction == "at_least":
            return self.env._("at least %s", target)
        if direction == "at_most":
            return self.env._("at most %s", target)
        return self._format_value(
            plan["start_value"], plan["target_value"], between=" → "
        )
