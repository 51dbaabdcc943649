from odoo import api, fields, models
from odoo.exceptions import ValidationError


class OkrObjective(models.Model):
    """Which pillar of the company's vision an objective serves."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.objective"

    pillar_id = fields.Many2one(
        "okr.pillar",
        compute="_compute_pillar_id",
        store=True,
        readonly=False,
        copy=True,
        index="btree_not_null",
        tracking=True,
        ondelete="restrict",
        domain="[('company_id', '=', company_id), ('vision_id.active', '=', True)]",
        help="The pillar of the company's vision that this company objective carries.",
    )
    served_pillar_id = fields.Many2one(
        "okr.pillar",
        string="Serves pillar",
        compute="_compute_served_pillar_id",
        store=True,
        recursive=True,
        index="btree_not_null",
        help="The pillar of the company objective that it helps to reach, directly or "
        "through others.",
    )

    # --- COMPUTE ---

    @api.depends("level")
    def _compute_pillar_id(self):
        for objective in self:
            # Only what the company wants stands on a pillar; others serve it.
            if objective.level == "company":
                objective.pillar_id = objective.pillar_id
            else:
                objective.pillar_id = False

    @api.depends("pillar_id", "parent_id.visibility", "parent_id.served_pillar_id")
    def _compute_served_pillar_id(self):
        for objective in self:
            parent = objective.parent_id
            # Passed on by what everybody may read, so that it tells of nothing else.
            if not objective.pillar_id and parent.visibility == "company":
                objective.served_pillar_id = parent.served_pillar_id
            else:
                objective.served_pillar_id = objective.pillar_id

    # --- CONSTRAINTS ---

    @api.constrains("pillar_id", "level", "company_id")
    def _check_pillar(self):
        for objective in self.filtered("pillar_id"):
            if objective.level != "company":
                raise ValidationError(
                    self.env._(
                        "%s is no company objective: only those point to a pillar. "
                        "Let it contribute to one that does.",
                        objective.name,
                    )
                )
            if objective.pillar_id.company_id != objective.company_id:
                raise ValidationError(
                    self.env._(
                        "The pillar of %s belongs to the vision of another company.",
                        objective.name,
                    )
                )
