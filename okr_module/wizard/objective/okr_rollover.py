from odoo import api, fields, models
from odoo.exceptions import UserError


class OkrRollover(models.TransientModel):
    """Copies plans into another cycle: one objective, some, or a whole cycle."""

    _name = "okr.rollover"
    _inherit = ["okr.input.access.mixin"]
    _description = "Roll objectives over"

    source_cycle_id = fields.Many2one("okr.cycle", string="From", readonly=True)
    cycle_id = fields.Many2one(
        "okr.cycle",
        string="Into",
        compute="_compute_cycle_id",
        store=True,
        readonly=False,
        domain="[('state', '!=', 'closed'), ('id', '!=', source_cycle_id)]",
    )
    continue_values = fields.Boolean(
        string="Start values continue from the last value",
        default=True,
        help="Else each key result starts and ends as it did.",
    )
    all_milestones = fields.Boolean(
        string="Milestones that were reached come along as well",
        help="Else only those that were not reached.",
    )
    line_ids = fields.One2many("okr.rollover.line", "rollover_id")
    key_result_ids = fields.One2many("okr.rollover.key.result", "rollover_id")
    chosen_count = fields.Integer(compute="_compute_chosen_count")

    # --- COMPUTE ---

    @api.depends("cycle_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Roll over")

    @api.depends("source_cycle_id")
    def _compute_cycle_id(self):
        for wizard in self:
            source = wizard.source_cycle_id.sudo(False)
            wizard.cycle_id = source and source._following()

    @api.depends("line_ids.include")
    def _compute_chosen_count(self):
        for wizard in self:
            wizard.chosen_count = len(wizard.line_ids.filtered("include"))

    # --- ACTIONS ---

    @api.model
    def _open(self, objectives, source_cycle):
        """Return the action that shows the dialog for some objectives."""
        wizard = self.create({"source_cycle_id": source_cycle.id})
        self.env["okr.rollover.line"].create(
            [
                {"rollover_id": wizard.id, "objective_id": objective.id}
                for objective in objectives
            ]
        )
        self.env["okr.rollover.key.result"].create(
            [
                {"rollover_id": wizard.id, "key_result_id": key_result.id}
                for key_result in objectives.key_result_ids
                if key_result.state == "active" and not key_result._has_no_way()
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Roll over"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_confirm(self):
        """Make the copies and show them.

        :raise UserError: if no cycle or no objective is chosen, the cycle is closed,
            or one of them cannot go on there
        """
        self.ensure_one()
        if not self.cycle_id:
            raise UserError(self.env._("Say which cycle they are to go on in."))
        lines = self.line_ids.filtered("include")
        if not lines:
            raise UserError(self.env._("Nothing is ticked yet: tick what goes on."))
        hindered = lines.filtered("hindrance")
        if hindered:
            raise UserError(
                "\n".join(
                    [
                        self.env._("Not everything that is ticked can go on there:"),
                        *(
                            f"• {line.objective_id.display_name}: {line.hindrance}"
                            for line in hindered
                        ),
                    ]
                )
            )
        values = {
            line.key_result_id.id: (line.new_start, line.new_target)
            for line in self.key_result_ids
        }
        copies = lines.objective_id._rollover(
            self.cycle_id, values, self.all_milestones
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "okr_module.okr_objective_action"
        )
        return dict(
            action,
            name=self.env._("Rolled over into %s", self.cycle_id.name),
            domain=[("id", "in", copies.ids)],
            context={"hierarchical_naming": False},
            views=[(False, "list"), (False, "kanban"), (False, "form")],
            target="main",
        )


class OkrRolloverLine(models.TransientModel):
    """One objective that may go on, and what there is to know about it."""

    _name = "okr.rollover.line"
    _inherit = ["okr.input.access.mixin"]
    _description = "Objective to roll over"
    _order = "id"

    rollover_id = fields.Many2one(
        "okr.rollover", required=True, index=True, ondelete="cascade"
    )
    objective_id = fields.Many2one(
        "okr.objective", required=True, readonly=True, ondelete="cascade"
    )
    include = fields.Boolean(
        string="Goes on",
        compute="_compute_include",
        store=True,
        readonly=False,
    )
    user_id = fields.Many2one(related="objective_id.user_id", related_sudo=False)
    state = fields.Selection(related="objective_id.state", related_sudo=False)
    decision = fields.Selection(related="objective_id.decision", related_sudo=False)
    final_score = fields.Float(related="objective_id.final_score", related_sudo=False)
    hindrance = fields.Char(
        compute="_compute_notes", help="Why it cannot go on in that cycle."
    )
    note = fields.Char(compute="_compute_notes", string="To know")

    @api.depends("objective_id", "rollover_id.cycle_id")
    def _compute_include(self):
        for line in self:
            # Computed as superuser, but the screen is its reader's.
            objective, cycle = line.objective_id.sudo(False), line.rollover_id.cycle_id
            line.include = (
                not objective._rollover_hindrance(cycle)
                and objective.state != "cancelled"
                and objective.decision != "drop"
                # What was reached is done, unless the review said to keep it up
                and not (objective.status == "achieved" and not objective.decision)
                and not (objective.user_id and not objective.user_id.active)
                and cycle not in objective.sudo().continuation_ids.cycle_id
            )

    @api.depends("objective_id", "rollover_id.cycle_id", "rollover_id.line_ids.include")
    @api.depends_context("lang", "uid")
    def _compute_notes(self):
        for wizard, lines in self.grouped("rollover_id").items():
            cycle = wizard.cycle_id
            chosen = wizard.line_ids.filtered("include").objective_id
            objectives = lines.objective_id
            continued = (
                self.env["okr.objective"]
                .search(
                    [("origin_id", "in", objectives.ids), ("cycle_id", "=", cycle.id)]
                )
                .origin_id
            )
            staying = objectives.parent_id - chosen
            takers = staying._takes_alignment()
            alone = set((staying - takers).ids)
            for line in lines:
                objective = line.objective_id
                line.hindrance = objective._rollover_hindrance(cycle)
                notes = [line.hindrance] if line.hindrance else []
                if objective in continued:
                    notes.append(self.env._("It goes on there already."))
                notes += objective._rollover_notes()
                if objective.parent_id.id in alone:
                    notes.append(
                        self.env._(
                            "What it contributes to does not come along: align it anew."
                        )
                    )
                line.note = " ".join(notes)


class OkrRolloverKeyResult(models.TransientModel):
    """From where to where a key result goes on."""

    _name = "okr.rollover.key.result"
    _inherit = ["okr.input.access.mixin"]
    _description = "Key result to roll over"
    _order = "id"

    rollover_id = fields.Many2one(
        "okr.rollover", required=True, index=True, ondelete="cascade"
    )
    key_result_id = fields.Many2one(
        "okr.key.result", required=True, readonly=True, ondelete="cascade"
    )
    objective_id = fields.Many2one(
        related="key_result_id.objective_id", related_sudo=False
    )
    value_label = fields.Char(
        string="Stands at", related="key_result_id.value_label", related_sudo=False
    )
    direction = fields.Selection(related="key_result_id.direction", related_sudo=False)
    is_included = fields.Boolean(compute="_compute_is_included")
    new_start = fields.Float(
        compute="_compute_new_values", store=True, readonly=False, aggregator=None
    )
    new_target = fields.Float(
        compute="_compute_new_values", store=True, readonly=False, aggregator=None
    )

    @api.depends("rollover_id.line_ids.include")
    def _compute_is_included(self):
        for wizard, lines in self.grouped("rollover_id").items():
            chosen = set(wizard.line_ids.filtered("include").objective_id.ids)
            for line in lines:
                line.is_included = line.objective_id.id in chosen

    @api.depends("key_result_id", "rollover_id.continue_values")
    def _compute_new_values(self):
        for line in self:
            # Computed as superuser, but the screen is its reader's.
            key_result = line.key_result_id.sudo(False)
            if line.rollover_id.continue_values:
                line.new_start, line.new_target = key_result._values_to_continue()
            else:
                line.new_start = key_result.start_value
                line.new_target = key_result.target_value
