from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.base.selections import STATED_STATUS


class OkrCheckinSession(models.TransientModel):
    """One screen for all check-ins that are due; all are saved at once."""

    _name = "okr.checkin.session"
    _inherit = ["okr.input.access.mixin"]
    _description = "Check in on several key results"

    objective_id = fields.Many2one(
        "okr.objective", help="Empty: all key results that you answer for."
    )
    line_ids = fields.One2many(
        "okr.checkin.session.line",
        "session_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    has_boolean = fields.Boolean(
        compute="_compute_has_boolean", export_string_translation=False
    )

    @api.depends("objective_id")
    def _compute_display_name(self):
        for session in self:
            session.display_name = self.env._("Check in")

    @api.depends("objective_id")
    def _compute_line_ids(self):
        for session in self:
            session.line_ids = [
                fields.Command.clear(),
                *(
                    fields.Command.create(session._line_values(key_result))
                    for key_result in session._key_results()
                ),
            ]

    @api.depends("line_ids")
    def _compute_has_boolean(self):
        for session in self:
            session.has_boolean = "boolean" in session.line_ids.mapped("metric_type")

    def _key_results(self):
        """Return the key results to ask for, the longest due first."""
        self.ensure_one()
        domain = fields.Domain("state", "=", "active") & fields.Domain(
            "objective_id.state", "=", "active"
        )
        domain &= fields.Domain("cycle_id.state", "!=", "closed")
        if self.objective_id:
            domain &= fields.Domain("objective_id", "=", self.objective_id.id)
        else:
            domain &= fields.Domain("user_id", "=", self.env.uid)
        # Lines are computed as superuser, but the screen is its reader's.
        return (
            self.env["okr.key.result"]
            .sudo(False)
            .search(domain, order="next_checkin_date, objective_id, sequence, id")
        )

    @api.model
    def _line_values(self, key_result):
        return {
            "key_result_id": key_result.id,
            "value": key_result.current_value,
            "is_reached": bool(key_result.current_value),
        }

    def action_save(self):
        """Record a check-in for every line that is ticked.

        :raise UserError: if no line is ticked
        """
        self.ensure_one()
        lines = self.line_ids.filtered("include")
        if not lines:
            raise UserError(
                self.env._("Nothing is ticked yet: tick what you want to report.")
            )
        checkins = (
            self.env["okr.checkin"]
            .with_context(okr_on_screen=True)
            .create([line._checkin_values() for line in lines])
        )
        said = (
            self.env._("%s check-ins recorded. Thank you!", len(lines))
            if len(lines) > 1
            else self.env._("Check-in recorded. Thank you!")
        )
        notice = {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": " ".join([said, *checkins._who_was_asked()]),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
        if self.env.context.get("dialog"):
            return notice
        action = self.env["ir.actions.client"]._for_xml_id(
            "okr_module.okr_home_page_action"
        )
        notice["params"]["next"] = dict(action, target="main")
        return notice


class OkrCheckinSessionLine(models.TransientModel):
    """One key result on the check-in screen."""

    _name = "okr.checkin.session.line"
    _inherit = ["okr.input.access.mixin"]
    _description = "Key result to check in on"

    session_id = fields.Many2one(
        "okr.checkin.session", required=True, index=True, ondelete="cascade"
    )
    key_result_id = fields.Many2one(
        "okr.key.result", required=True, readonly=True, ondelete="cascade"
    )
    objective_id = fields.Many2one(
        related="key_result_id.objective_id", related_sudo=False
    )
    metric_type = fields.Selection(
        related="key_result_id.metric_type", related_sudo=False
    )
    value_label = fields.Char(
        string="Now", related="key_result_id.value_label", related_sudo=False
    )
    unit = fields.Char(related="key_result_id.unit", related_sudo=False)
    next_checkin_date = fields.Date(
        string="Due",
        related="key_result_id.next_checkin_date",
        related_sudo=False,
    )
    is_due = fields.Boolean(compute="_compute_is_due")
    far_note = fields.Char(
        compute="_compute_far_note",
        export_string_translation=False,
        help="What to ask before a value far beyond anything before is taken.",
    )
    include = fields.Boolean(string="Report", help="Tick to record this line.")
    value = fields.Float()
    is_reached = fields.Boolean(string="Done")
    confidence_level = fields.Selection(
        [(str(level), str(level)) for level in range(11)], string="Confidence"
    )
    stated_status = fields.Selection(STATED_STATUS, string="Self-reported status")
    note = fields.Text()
    help_needed = fields.Boolean(string="Help wanted")

    @api.depends("next_checkin_date")
    def _compute_is_due(self):
        for line in self:
            due = line.next_checkin_date
            today = line.key_result_id.company_id._okr_today() if due else None
            line.is_due = bool(due and due <= today)

    @api.depends("key_result_id", "value", "include")
    def _compute_far_note(self):
        readable = self.key_result_id.sudo(False)._filtered_access("read")
        for line in self:
            key_result = line.key_result_id & readable if line.include else False
            line.far_note = (
                key_result._far_sentence(line.value) if key_result else False
            )

    @api.onchange(
        "value",
        "is_reached",
        "confidence_level",
        "stated_status",
        "note",
        "help_needed",
    )
    def _onchange_report(self):
        """Whoever fills in a line means to report it."""
        for line in self:
            line.include = (
                line.include
                or line.value != line.key_result_id.current_value
                or bool(line.confidence_level or line.stated_status or line.note)
                or line.help_needed
            )

    def _checkin_values(self):
        """Return the values of the check-in that the line stands for."""
        self.ensure_one()
        boolean = self.metric_type == "boolean"
        values = {
            "key_result_id": self.key_result_id.id,
            # That of milestones is counted, whatever is said here.
            "value": float(self.is_reached) if boolean else self.value,
            "stated_status": self.stated_status,
            "note": self.note,
            "help_needed": self.help_needed,
        }
        if self.confidence_level:
            values["confidence"] = int(self.confidence_level) / 10
        return values
