from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...models.base.texts import as_html


class OkrFeedbackAsk(models.TransientModel):
    """Asks named people what they think of an objective, by name and on record."""

    _name = "okr.feedback.ask"
    _inherit = ["okr.input.access.mixin"]
    _description = "Ask for feedback"

    objective_id = fields.Many2one("okr.objective", required=True, readonly=False)
    company_id = fields.Many2one(related="objective_id.company_id", related_sudo=False)
    user_ids = fields.Many2many(
        "res.users",
        string="Whom",
        required=True,
        domain="[('okr_works_here', '=', True), ('company_ids', 'in', company_id),"
        " ('id', '!=', uid)]",
    )
    user_domain = fields.Binary(
        compute="_compute_user_domain", export_string_translation=False
    )
    question = fields.Text(
        required=True, default=lambda self: self.env._("What do you think?")
    )

    @api.depends("objective_id")
    def _compute_user_domain(self):
        """Offer whoever may read it, see action_confirm."""
        others = Domain("okr_works_here", "=", True) & Domain("id", "!=", self.env.uid)
        for wizard in self:
            objective = wizard.objective_id
            wizard.user_domain = list(
                others & objective._domain_readers() if objective else others
            )

    def action_confirm(self):
        """Ask each of them once; who was asked already and has not answered, is left.

        :raise AccessError: if the objective is not the caller's to change
        :raise UserError: if somebody could not read what they are asked about
        """
        self.ensure_one()
        objective = self.objective_id
        objective.check_access("write")
        objective.cycle_id._check_open()
        people = self.user_ids
        if not people:
            raise UserError(self.env._("Say whom to ask."))
        blind = people.filtered(lambda user: not objective._is_readable_by(user.id))
        if blind:
            raise UserError(
                self.env._(
                    "They may not read the objective, so they cannot be asked: %s.",
                    ", ".join(blind.mapped("name")),
                )
            )
        kind = self.env.ref("okr_module.mail_activity_feedback")
        place = {
            "res_model_id": self.env["ir.model"]._get_id("okr.objective"),
            "res_id": objective.id,
            "activity_type_id": kind.id,
        }
        # As superuser: not all of them are on the list of whoever asks
        activities = self.env["mail.activity"].sudo()
        asked = activities.search([(name, "=", place[name]) for name in place]).user_id
        activities.create(
            [
                {
                    **place,
                    "user_id": user.id,
                    "summary": kind.summary,
                    "note": as_html(self.question),
                }
                for user in people - asked
            ]
        )
        names = ", ".join(people.sudo().mapped("name"))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Asked: %s. Their answers will stand in the discussion.", names
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
