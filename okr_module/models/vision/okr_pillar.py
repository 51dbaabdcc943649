from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...arithmetic.status import weakest
from ..base.selections import LIVE_STATES, STATUS


class OkrPillar(models.Model):
    """One of the few things that carry a vision, such as "Quality that lasts"."""

    _name = "okr.pillar"
    _inherit = ["okr.named.mixin", "okr.input.access.mixin"]
    _description = "Strategic Pillar"
    _order = "vision_id, sequence, id"

    name = fields.Char(required=True)
    description = fields.Text(help="What it means, in a sentence or two.")
    vision_id = fields.Many2one(
        "okr.vision", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="vision_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True)
    objective_ids = fields.One2many(
        "okr.objective", "pillar_id", string="Company objectives"
    )
    present_objective_ids = fields.Many2many(
        "okr.objective",
        string="Company objectives of today",
        compute="_compute_present_objective_ids",
        help="Those that are planned or run, in cycles that are not closed.",
    )
    objective_count = fields.Integer(compute="_compute_objective_count")
    progress = fields.Float(
        compute="_compute_progress",
        aggregator=None,
        help="Mean of the company objectives that run, in cycles that are not closed, "
        "as far as the whole company sees them. 0 to 1.",
    )
    is_measured = fields.Boolean(
        string="Measured",
        compute="_compute_progress",
        help="A company objective that runs, and that the whole company sees, "
        "measures it. Without that there is no progress to speak of.",
    )

    expected_progress = fields.Float(
        compute="_compute_progress",
        aggregator=None,
        help="Where these objectives should be by now, 0 to 1.",
        string="Expected progress",
    )
    status = fields.Selection(
        STATUS,
        compute="_compute_progress",
        help="As the weakest of these objectives.",
    )

    _order_idx = models.Index("(vision_id, sequence, id)")

    # --- COMPUTE ---

    @api.depends("objective_ids.state", "objective_ids.cycle_id.state")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_present_objective_ids(self):
        present = self.env["okr.objective"].search(
            self._present_domain() & Domain("state", "!=", "cancelled")
        )
        by_pillar = present.grouped("pillar_id")
        for pillar in self:
            pillar.present_objective_ids = by_pillar.get(pillar._origin)

    @api.depends("objective_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_objective_count(self):
        counts = dict(
            self.env["okr.objective"]._read_group(
                [("pillar_id", "in", self._origin.ids)], ["pillar_id"], ["__count"]
            )
        )
        for pillar in self:
            pillar.objective_count = counts.get(pillar._origin, 0)

    @api.depends(
        "objective_ids.progress",
        "objective_ids.expected_progress",
        "objective_ids.is_measured",
        "objective_ids.status",
        "objective_ids.state",
        "objective_ids.visibility",
        "objective_ids.level",
        "objective_ids.cycle_id.state",
    )
    def _compute_progress(self):
        # The same for every reader, so of what every reader may see alone.
        objectives = self.env["okr.objective"].sudo()
        means = {
            pillar.id: figures
            for pillar, *figures in objectives._read_group(
                self._present_domain()
                & Domain("level", "=", "company")
                & Domain("visibility", "=", "company")
                & Domain("state", "in", LIVE_STATES)
                & Domain("is_measured", "=", True),
                ["pillar_id"],
                ["progress:avg", "expected_progress:avg", "status:array_agg"],
            )
        }
        for pillar in self:
            progress, expected, statuses = means.get(pillar._origin.id, (0.0, 0.0, []))
            pillar.is_measured = pillar._origin.id in means
            pillar.progress = progress
            pillar.expected_progress = expected
            pillar.status = weakest(statuses) or "no_data"

    def _present_domain(self):
        """Return the domain of the objectives of cycles that are not over."""
        return Domain("pillar_id", "in", self._origin.ids) & (
            Domain("cycle_id", "=", False) | Domain("cycle_id.state", "!=", "closed")
        )

    # --- CONSTRAINTS ---

    @api.constrains("vision_id")
    def _check_company_stays(self):
        for pillar in self.sudo():
            if pillar.objective_ids.company_id - pillar.vision_id.company_id:
                raise ValidationError(
                    self.env._(
                        "Objectives of another company point to the pillar %s, so it "
                        "cannot be moved.",
                        pillar.name,
                    )
                )

    # --- STEPS ---

    @api.model
    def _nameless_sentence(self):
        return self.env._("A pillar needs a name.")

    # --- CRUD ---

    @api.ondelete(at_uninstall=False)
    def _unlink_except_served(self):
        self._check_unserved()

    # --- ACTIONS ---

    def action_open_objectives(self):
        """Open the company objectives that point to the pillar."""
        self.ensure_one()
        return self._objectives_action()

    # --- BUSINESS ---

    def _objectives_action(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "okr_module.okr_objective_action"
        )
        action["domain"] = [("pillar_id", "in", self.ids)]
        action["context"] = {
            "default_level": "company",
            "default_pillar_id": self.id if len(self) == 1 else False,
        }
        return action

    def _check_unserved(self):
        """Refuse deleting a pillar that objectives point to: it is their history."""
        for pillar in self:
            if pillar.sudo().objective_ids:
                raise UserError(
                    self.env._(
                        "Objectives point to the pillar %s, so it stays on record. "
                        "Archive it instead.",
                        pillar.name,
                    )
                )
