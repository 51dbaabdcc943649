from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class OkrHandover(models.TransientModel):
    """Asks who goes on with what somebody left behind: one for all, or each apart."""

    _name = "okr.handover"
    _inherit = ["okr.input.access.mixin"]
    _description = "Hand over the goals of who has left"

    leaver_id = fields.Many2one(
        "res.users", string="Who has left", required=True, readonly=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="All go to",
        domain="[('okr_works_here', '=', True), ('company_ids', 'in', company_ids)]",
        help="Each line can be given to somebody else.",
    )
    line_ids = fields.One2many(
        "okr.handover.line", "handover_id", string="Goal to hand over"
    )
    company_ids = fields.Many2many(
        "res.company", compute="_compute_company_ids", export_string_translation=False
    )

    @api.depends("line_ids.objective_id")
    def _compute_company_ids(self):
        for wizard in self:
            wizard.company_ids = wizard.line_ids.objective_id.sudo().company_id

    @api.depends("leaver_id")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Hand over")

    # --- ACTIONS ---

    @api.model
    def _open(self, leaver):
        """Return the dialog with what one left behind and the caller may hand over."""
        wizard = self.create({"leaver_id": leaver.id})
        objectives, key_results = leaver.sudo()._okr_left_behind()
        mine = self.env.user._okr_hands_over(
            leaver, (objectives | key_results.objective_id)
        )
        # In the companies that are open, as all that the caller does
        mine = mine.filtered(lambda o: o.company_id in self.env.companies)
        lines = [
            *((objective, None) for objective in objectives & mine),
            *((kr.objective_id, kr) for kr in key_results if kr.objective_id in mine),
        ]
        self.env["okr.handover.line"].create(
            [
                {
                    "handover_id": wizard.id,
                    "objective_id": objective.id,
                    "key_result_id": key_result and key_result.id,
                }
                for objective, key_result in lines
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand over"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def action_confirm(self):
        """Give what is said to whom it is said; what is not stays with who left.

        :raise UserError: if nobody was chosen, or one of them may not read the goal
        :raise AccessError: if it is not the caller's to hand over
        """
        self.ensure_one()
        lines = self.line_ids.filtered("user_id")
        if not lines:
            raise UserError(self.env._("Say who goes on: nobody is chosen yet."))
        for line in lines:
            line._check_may_be_given()
        # Their objective last: it asks who owns its key results
        for line in lines.sorted(lambda line: not line.key_result_id):
            line._give()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Handed over: %s.",
                    ", ".join(line._record().display_name for line in lines),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _not_yours(self):
        return self.env._(
            "The goals of somebody who has left are handed over by their manager, by "
            "the department's manager or by an OKR administrator."
        )


class OkrHandoverLine(models.TransientModel):
    """One objective or key result of who has left, and who goes on with it."""

    _name = "okr.handover.line"
    _inherit = ["okr.input.access.mixin"]
    _description = "Goal to hand over"
    _order = "id"

    handover_id = fields.Many2one(
        "okr.handover", required=True, index=True, ondelete="cascade"
    )
    objective_id = fields.Many2one(
        "okr.objective", required=True, readonly=True, ondelete="cascade"
    )
    key_result_id = fields.Many2one("okr.key.result", readonly=True, ondelete="cascade")
    name = fields.Char(string="Goal", compute="_compute_name")
    kind = fields.Char(compute="_compute_name")
    user_id = fields.Many2one(
        "res.users",
        string="New owner",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        domain="[('okr_works_here', '=', True)]",
    )
    # To whom it may go, see _hindrance
    user_domain = fields.Binary(
        compute="_compute_user_domain", export_string_translation=False
    )
    hindrance = fields.Char(
        string="To know",
        compute="_compute_hindrance",
        help="Why it cannot go to whom it was to go.",
    )

    @api.depends("objective_id", "key_result_id")
    @api.depends_context("uid", "lang")
    def _compute_name(self):
        for line in self:
            # Computed as superuser, but the screen is its reader's.
            record = line._record().sudo(False)
            line.name = record.name if record else False
            line.kind = (
                self.env._("Key result")
                if line.key_result_id
                else self.env._("Objective")
            )

    @api.depends("handover_id.user_id")
    def _compute_user_id(self):
        for line in self:
            chosen = line.handover_id.user_id
            line.user_id = chosen if not line._hindrance(chosen) else False

    @api.depends("handover_id.user_id", "user_id")
    @api.depends_context("lang")
    def _compute_hindrance(self):
        for line in self:
            line.hindrance = line._hindrance(line.user_id or line.handover_id.user_id)

    @api.depends("objective_id")
    def _compute_user_domain(self):
        for line in self:
            line.user_domain = list(
                Domain("okr_works_here", "=", True)
                & line.objective_id._domain_readers()
            )

    def _record(self):
        return self.key_result_id or self.objective_id

    def _hindrance(self, user):
        """Return why a person may not own this goal, False where nothing hinders."""
        user = user._origin.sudo()
        if not user:
            return False
        if user.share or not user.active or user._okr_who_left():
            return self.env._("%s does not work here.", user.name)
        objective = self.objective_id.sudo()
        if objective.company_id not in user.company_ids:
            return self.env._(
                "%(name)s does not work in %(company)s.",
                name=user.name,
                company=objective.company_id.name,
            )
        # A handover lets nobody in: who may read it is widened by those who may
        if not objective.sudo(False)._is_readable_by(user.id):
            return self.env._("%s may not read it.", user.name)
        return False

    def _check_may_be_given(self):
        self.ensure_one()
        leaver = self.handover_id.leaver_id.sudo()
        record = self._record()
        record.check_access("read")
        if (
            record.sudo().user_id != leaver
            or (
                self.key_result_id
                and self.key_result_id.objective_id != self.objective_id
            )
            or not record._okr_is_running()
            or not leaver._okr_who_left()
            or not self.env.user._okr_hands_over(leaver, self.objective_id)
        ):
            raise AccessError(self.env["okr.handover"]._not_yours())
        if hindrance := self._hindrance(self.user_id):
            raise UserError(
                self.env._(
                    "%(key_result)s: %(problem)s",
                    key_result=record.display_name,
                    problem=hindrance,
                )
            )
        if not self.key_result_id:
            # Whoever leads a new owner may read what is private, too
            owner = self.user_id
            employee = owner._okr_employee(record.company_id)
            record._check_may_show(owner._okr_led_by(employee))

    def _give(self):
        """Write the new owner down; the log says who did."""
        record = self._record().sudo()
        values = {"user_id": self.user_id.id}
        if not self.key_result_id:
            # Whose department it is stays: it says who may read it
            values["department_id"] = record.department_id.id
        record.write(values)
