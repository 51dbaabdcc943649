from odoo import api, fields, models


class OkrKeyResult(models.Model):
    """The help requests of a key result."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.key.result"

    help_request_ids = fields.One2many(
        "okr.help.request", "key_result_id", string="Help requests"
    )
    help_needed = fields.Boolean(
        compute="_compute_help_needed",
        store=True,
        string="Help wanted",
        help="A help request is open: nobody has answered it, nobody took it back.",
    )
    open_help_id = fields.Many2one(
        "okr.help.request", compute="_compute_open_help", string="Open help request"
    )
    open_help_what = fields.Text(
        compute="_compute_open_help", string="Help that is missing"
    )
    open_help_of_id = fields.Many2one(
        "res.users", string="Asked of", compute="_compute_open_help"
    )
    open_help_clock = fields.Char(
        compute="_compute_open_help", string="Waiting for help"
    )
    can_answer_help = fields.Boolean(
        compute="_compute_open_help", export_string_translation=False
    )
    can_withdraw_help = fields.Boolean(
        compute="_compute_open_help", export_string_translation=False
    )

    @api.depends("help_request_ids.state")
    def _compute_help_needed(self):
        for key_result in self:
            states = key_result.help_request_ids.mapped("state")
            key_result.help_needed = "open" in states

    @api.depends("help_request_ids.state", "help_request_ids.what")
    @api.depends_context("uid", "lang")
    def _compute_open_help(self):
        for key_result in self:
            request = key_result.help_request_ids.filtered(
                lambda request: request.state == "open"
            )[:1]
            key_result.open_help_id = request
            key_result.open_help_what = request.what
            key_result.open_help_of_id = request.manager_id
            key_result.open_help_clock = request.clock_label
            key_result.can_answer_help = request.can_answer
            key_result.can_withdraw_help = request.can_withdraw

    # --- STEPS ---

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        if vals.get("state") == "cancelled":
            self.sudo().help_request_ids.sudo(False)._lapse(
                self.env._("The key result was dropped.")
            )
        return result

    # --- ACTIONS AND API ---

    def action_answer_help(self):
        """Open the dialog that answers the open help request."""
        self.ensure_one()
        return self.open_help_id.action_open_answer()

    def action_withdraw_help(self):
        """Take back the open help request."""
        self.ensure_one()
        return self.open_help_id.action_withdraw()
