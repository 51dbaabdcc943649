from odoo import api, fields, models

from ..base.arguments import as_words


class OkrFeedback(models.Model):
    """What somebody thinks of an objective, and nobody knows who.

    Left by :meth:`~.okr_objective.OkrObjective.leave_feedback` alone. The author is
    stored nowhere: no log columns, no message, no tracking. A day is kept and no time;
    ids are drawn by lot, so that neither they nor the order, which is theirs, tell what
    came before what.
    """

    _name = "okr.feedback"
    _inherit = ["okr.input.access.mixin"]
    _description = "Anonymous feedback"
    _order = "id"
    _rec_name = "objective_id"
    _log_access = False

    objective_id = fields.Many2one(
        "okr.objective", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="objective_id.company_id", store=True)
    body = fields.Text(string="Feedback", required=True, readonly=True)
    date = fields.Date(string="Day", required=True, readonly=True)
    reply = fields.Text(help="Answered by whoever works on the objective, by name.")
    reply_user_id = fields.Many2one(
        "res.users", string="Answered by", readonly=True, ondelete="set null"
    )
    can_reply = fields.Boolean(
        compute="_compute_can_reply", export_string_translation=False
    )

    def init(self):
        result = super().init()
        # Numbers that count up would say who was first
        self.env.cr.execute(
            "ALTER TABLE okr_feedback ALTER COLUMN id "
            "SET DEFAULT 1 + floor(random() * 2147483646)::int"
        )
        return result

    def get_metadata(self):
        # Without columns of a log, Odoo finds nothing to ask for rights to
        self.check_access("read")
        return super().get_metadata()

    # --- COMPUTE ---

    @api.depends("objective_id")
    @api.depends_context("lang", "uid")
    def _compute_display_name(self):
        for feedback in self:
            feedback.display_name = feedback.objective_id.display_name

    @api.depends("objective_id.cycle_id.state")
    @api.depends_context("uid")
    def _compute_can_reply(self):
        editable = self.objective_id.filtered("can_edit")
        for feedback in self:
            feedback.can_reply = (
                feedback.objective_id in editable
                and feedback.objective_id.cycle_id.state != "closed"
            )

    # --- STEPS ---

    def _prepare_write(self, vals):
        vals = super()._prepare_write(vals)
        if "reply" in vals:
            self.objective_id.cycle_id._check_open()
            reply = as_words(self.env, vals["reply"])
            vals["reply"] = reply or False
            vals["reply_user_id"] = bool(reply) and self.env.uid
        return vals
