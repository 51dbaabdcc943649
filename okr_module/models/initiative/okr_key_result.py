from odoo import api, fields, models

from .okr_initiative import OPEN


class OkrKeyResult(models.Model):
    """The work done for a key result, and whether it counts."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.key.result"

    initiative_ids = fields.One2many(
        "okr.initiative", "key_result_id", string="Initiatives", copy=True
    )
    count_initiatives = fields.Boolean(
        string="Initiatives count",
        plan=True,
        tracking=True,
        help="Each initiative counts like a milestone: done over all, by weight. What "
        "is dropped is left out.",
    )
    is_work_counted = fields.Boolean(
        compute="_compute_is_work_counted", export_string_translation=False
    )
    initiative_count = fields.Integer(
        string="Number of initiatives", compute="_compute_initiative_count"
    )
    open_initiative_count = fields.Integer(
        string="Open initiatives", compute="_compute_initiative_count"
    )

    # --- COMPUTE ---

    @api.depends("metric_type", "count_initiatives")
    def _compute_is_work_counted(self):
        for key_result in self:
            key_result.is_work_counted = (
                key_result.metric_type == "milestone" and key_result.count_initiatives
            )

    @api.depends("initiative_ids.state")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_initiative_count(self):
        counts = {}
        for key_result, state, count in self.env["okr.initiative"]._read_group(
            [("key_result_id", "in", self.ids), ("state", "!=", "cancelled")],
            ["key_result_id", "state"],
            ["__count"],
        ):
            of_all, of_open = counts.get(key_result.id, (0, 0))
            counts[key_result.id] = (of_all + count, of_open + count * (state in OPEN))
        for key_result in self:
            (
                key_result.initiative_count,
                key_result.open_initiative_count,
            ) = counts.get(key_result._origin.id, (0, 0))

    # --- CRUD ---

    def copy_data(self, default=None):
        """Return the values of copies: of the work, what is left to do.

        Work that counts is part of the plan, so all of it comes along that was not
        dropped, as a milestone does that was reached.
        """
        vals_list = super().copy_data(default)
        if "initiative_ids" in (default or {}):
            return vals_list
        for key_result, vals in zip(self, vals_list, strict=True):
            if not vals:  # it is being copied already
                continue
            kept = key_result._initiatives_to_copy()
            lines = zip(
                key_result.initiative_ids.sorted("id"),
                vals.get("initiative_ids", ()),
                strict=True,
            )
            vals["initiative_ids"] = [line for work, line in lines if work in kept]
        return vals_list

    # --- ACTIONS ---

    def action_open_initiatives(self):
        """Open the work that is done for the key result."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "okr_module.okr_initiative_action"
        )
        action["domain"] = [("key_result_id", "=", self.id)]
        action["context"] = {"default_key_result_id": self.id}
        return action

    # --- BUSINESS ---

    @api.model
    def _plan_depends(self):
        return (
            *super()._plan_depends(),
            "count_initiatives",
            "initiative_ids.weight",
            "initiative_ids.state",
        )

    def _milestone_parts(self, day=None):
        parts = super()._milestone_parts(day)
        return (
            parts + self._work_as_milestones(day) if self.count_initiatives else parts
        )

    def _work_as_milestones(self, day=None):
        """Return ``(weight, is_done)`` of the work, as of the end of a day."""
        return list(self._work_by_id(day).values())

    def _work_by_id(self, day=None):
        """Return ``{id: (weight, is_done)}`` of the work, as of the end of a day."""
        return {
            work.id: (work.weight, work._is_done_by(day))
            for work in self.initiative_ids
            if not work._is_dropped_by(day)
        }

    def _is_measured_otherwise(self):
        return super()._is_measured_otherwise() or any(
            change.field_name in ("count_initiatives", "initiative_ids")
            for change in self.target_change_ids
        )

    def _original_milestone_parts(self):
        parts = super()._original_milestone_parts()
        if self._original_value("count_initiatives"):
            work = self._as_it_began(self._work_by_id(), "initiative_ids")
            parts += work.values()
        return parts

    def _initiatives_to_copy(self):
        """Return the work that a copy of the plan has, in the order of its lines."""
        self.ensure_one()
        left_out = ("cancelled",) if self.is_work_counted else ("cancelled", "done")
        return self.initiative_ids.sorted("id").filtered(
            lambda work: work.state not in left_out
        )
