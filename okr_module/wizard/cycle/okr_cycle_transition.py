from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

#: the method of a cycle that takes each step
METHODS = {
    "activate": "action_activate",
    "review": "action_start_review",
    "close": "action_close",
}


class OkrCycleTransition(models.TransientModel):
    """Leads a cycle to its next state: what is not ready, and what becomes of it."""

    _name = "okr.cycle.transition"
    _inherit = ["okr.input.access.mixin"]
    _description = "Next step of a cycle"

    cycle_id = fields.Many2one(
        "okr.cycle", required=True, readonly=True, ondelete="cascade"
    )
    step = fields.Selection(
        [
            ("activate", "Start the cycle"),
            ("review", "Start the review"),
            ("close", "Close the cycle"),
        ],
        required=True,
        readonly=True,
    )
    line_ids = fields.One2many(
        "okr.cycle.transition.line",
        "transition_id",
        string="What is not ready",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    is_forbidden = fields.Boolean(compute="_compute_is_forbidden")
    draft_ids = fields.One2many(
        "okr.cycle.transition.draft",
        "transition_id",
        string="Drafts",
        compute="_compute_draft_ids",
        store=True,
        readonly=False,
    )
    next_cycle_id = fields.Many2one(
        "okr.cycle",
        string="Next cycle",
        compute="_compute_next_cycle_id",
        store=True,
        readonly=False,
        domain="[('state', '!=', 'closed'), ('id', '!=', cycle_id)]",
        help="Where drafts that are not dropped go on.",
    )
    ready_count = fields.Integer(compute="_compute_ready_count")
    start_ready = fields.Boolean(
        string="Start the objectives that are ready",
        default=True,
        help="Each draft that has an owner and something that measures it.",
    )
    early_note = fields.Text(compute="_compute_early_note")
    is_closed_later = fields.Boolean(
        compute="_compute_is_closed_later", export_string_translation=False
    )
    is_confirmed = fields.Boolean(
        string="Close it all the same",
        help="Its last day has not come, and nothing in it has been reviewed.",
    )
    then_rollover = fields.Boolean(
        string="Roll over afterwards",
        help="Choose then what goes on in the next cycle, as a copy.",
    )

    # --- COMPUTE ---

    @api.depends("cycle_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = wizard.cycle_id.name

    @api.depends("cycle_id", "step")
    def _compute_line_ids(self):
        for wizard in self:
            # Computed as superuser, but the list is its reader's.
            cycle = wizard.cycle_id.sudo(False)
            notes = cycle._transition_notes(wizard.step) if cycle else []
            wizard.line_ids = [
                Command.clear(),
                *(Command.create(self._line_values(note)) for note in notes),
            ]

    @api.model
    def _line_values(self, note):
        return {
            "code": note.code,
            "severity": "forbids" if note.forbids else "advice",
            "name": note.sentence,
            "record_name": note.record.display_name,
            "res_model": note.record._name,
            "res_id": note.record.id,
        }

    @api.depends("line_ids.severity")
    def _compute_is_forbidden(self):
        for wizard in self:
            wizard.is_forbidden = "forbids" in wizard.line_ids.mapped("severity")

    @api.depends("cycle_id", "step")
    @api.depends_context("lang")
    def _compute_early_note(self):
        for wizard in self:
            closing = wizard.step == "close" and wizard.cycle_id.sudo(False)
            wizard.early_note = closing and closing._early_closing_sentence()

    @api.depends("cycle_id", "step")
    def _compute_is_closed_later(self):
        for wizard in self:
            closing = wizard.step == "close" and wizard.cycle_id
            wizard.is_closed_later = closing and closing._is_large()

    @api.depends("cycle_id")
    def _compute_next_cycle_id(self):
        for wizard in self:
            wizard.next_cycle_id = (
                wizard.cycle_id and wizard.cycle_id.sudo(False)._following()
            )

    @api.depends("cycle_id", "step")
    def _compute_draft_ids(self):
        for wizard in self:
            drafts = wizard._drafts() if wizard.step == "close" else ()
            choice = "next" if wizard.next_cycle_id else "idea"
            wizard.draft_ids = [
                Command.clear(),
                *(
                    Command.create({"objective_id": draft.id, "choice": choice})
                    for draft in drafts
                ),
            ]

    @api.depends("cycle_id", "step")
    def _compute_ready_count(self):
        for wizard in self:
            ready = wizard._ready_drafts() if wizard.step == "activate" else ()
            wizard.ready_count = len(ready)

    # --- ACTIONS ---

    def action_confirm(self):
        """Take the step, whole or not at all.

        :raise UserError: if something forbids it, a draft is to be dropped without a
            reason, or a cycle is to be closed early and unreviewed and nobody has said
            that this is meant
        """
        self.ensure_one()
        if self.early_note and not self.is_confirmed:
            raise UserError(
                self.env._(
                    "%s Tick that you mean to close it all the same.", self.early_note
                )
            )
        with self.env.cr.savepoint():
            if self.step == "close":
                self._settle_drafts()
            if self.step == "activate" and self.start_ready:
                self._ready_drafts().action_activate()
            getattr(self.cycle_id, METHODS[self.step])()
        if self.cycle_id.state == "closed":
            if self.then_rollover:
                return self.cycle_id.action_rollover()
            return self.cycle_id.action_open_summary()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    # --- BUSINESS ---

    def _drafts(self):
        """Return the drafts of the cycle that the person at the dialog may read."""
        self.ensure_one()
        cycle = self.cycle_id.sudo(False)
        return cycle.env["okr.objective"].search(
            cycle._domain_transition() & Domain("state", "=", "draft")
        )

    def _ready_drafts(self):
        """Return what can start with its cycle; of thousands, owners start theirs."""
        if self.cycle_id._is_large():
            return self.env["okr.objective"]
        return self._drafts().filtered(lambda o: not o._activation_problems())

    def _settle_drafts(self):
        """Do with the drafts of a cycle that closes what was chosen for each."""
        left = self._drafts() - self.draft_ids.objective_id
        if left:
            raise UserError(
                self.env._(
                    "There are drafts that this list does not know yet: %s. Open it "
                    "again.",
                    ", ".join(left.mapped("display_name")),
                )
            )
        lines = self.draft_ids.filtered(
            lambda line: line.objective_id in self._drafts()
        )
        self.cycle_id._settle_drafts(
            dropped={
                line.objective_id: line.reason or ""
                for line in lines
                if line.choice == "drop"
            },
            ideas=lines.filtered(lambda line: line.choice == "idea").objective_id,
            going_on=lines.filtered(lambda line: line.choice == "next").objective_id,
            next_cycle=self.next_cycle_id,
        )


class OkrCycleTransitionLine(models.TransientModel):
    """One thing that is not ready, with the way to it."""

    _name = "okr.cycle.transition.line"
    _description = "What is not ready for the next step of a cycle"

    transition_id = fields.Many2one(
        "okr.cycle.transition", required=True, index=True, ondelete="cascade"
    )
    severity = fields.Selection(
        [("forbids", "Forbids it"), ("advice", "Advice")],
        string="Weight",
        readonly=True,
        required=True,
    )
    code = fields.Char(readonly=True, export_string_translation=False)
    record_name = fields.Char(string="Where", readonly=True)
    name = fields.Char(string="What is not ready", readonly=True)
    res_model = fields.Char(readonly=True, export_string_translation=False)
    res_id = fields.Many2oneReference(
        model_field="res_model", readonly=True, export_string_translation=False
    )

    def action_open(self):
        """Open what the line speaks of."""
        self.ensure_one()
        if self.res_model not in ("okr.cycle", "okr.objective", "okr.key.result"):
            return False
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
            "target": "current",
        }


class OkrCycleTransitionDraft(models.TransientModel):
    """What becomes of a draft when its cycle closes."""

    _name = "okr.cycle.transition.draft"
    _inherit = ["okr.input.access.mixin"]
    _description = "Draft of a cycle that closes"

    transition_id = fields.Many2one(
        "okr.cycle.transition", required=True, index=True, ondelete="cascade"
    )
    objective_id = fields.Many2one(
        "okr.objective", required=True, readonly=True, ondelete="cascade"
    )
    user_id = fields.Many2one(related="objective_id.user_id", related_sudo=False)
    choice = fields.Selection(
        [
            ("next", "Next cycle"),
            ("idea", "An idea for later"),
            ("drop", "Drop it"),
        ],
        string="What becomes of it",
        required=True,
        default="idea",
    )
    reason = fields.Char(help="Why it is dropped: others learn from it.")
