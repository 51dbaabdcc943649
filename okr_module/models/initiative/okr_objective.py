from odoo import api, fields, models

from .okr_initiative import OPEN


class OkrObjective(models.Model):
    """The work done for an objective: that of its key results."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.objective"

    initiative_ids = fields.One2many(
        "okr.initiative", "objective_id", string="Initiatives"
    )
    initiative_count = fields.Integer(
        string="Number of initiatives", compute="_compute_initiative_count"
    )
    open_initiative_count = fields.Integer(
        string="Open initiatives", compute="_compute_initiative_count"
    )

    @api.depends("key_result_ids.initiative_ids.state")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_initiative_count(self):
        counts = {}
        for objective, state, count in self.env["okr.initiative"]._read_group(
            [("objective_id", "in", self.ids), ("state", "!=", "cancelled")],
            ["objective_id", "state"],
            ["__count"],
        ):
            of_all, of_open = counts.get(objective.id, (0, 0))
            counts[objective.id] = (of_all + count, of_open + count * (state in OPEN))
        for objective in self:
            (
                objective.initiative_count,
                objective.open_initiative_count,
            ) = counts.get(objective._origin.id, (0, 0))

    def action_open_initiatives(self):
        """Open the work that is done for the objective."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "okr_module.okr_initiative_action"
        )
        action["domain"] = [("objective_id", "=", self.id)]
        action["context"] = {"search_default_group_by_key_result": 1}
        return action
