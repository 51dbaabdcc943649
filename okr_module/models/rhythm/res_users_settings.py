from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: what a person may switch off, by kind of mail
SWITCHES = {
    "due": "okr_wants_due",
    "overdue": "okr_wants_overdue",
    "escalation": "okr_wants_escalation",
    "letter": "okr_wants_letter",
}


class ResUsersSettings(models.Model):
    _inherit = "res.users.settings"

    okr_wants_due = fields.Boolean(
        string="Remind me on the day a check-in is due", default=True
    )
    okr_wants_overdue = fields.Boolean(
        string="Remind me when a check-in was left out", default=True
    )
    okr_wants_escalation = fields.Boolean(
        string="Tell me who of my people stays silent", default=True
    )
    okr_wants_letter = fields.Boolean(string="Send me the weekly letter", default=True)
    okr_deputy_id = fields.Many2one(
        "res.users",
        string="OKR deputy",
        ondelete="set null",
        domain="[('okr_works_here', '=', True), ('id', '!=', user_id)]",
        help="While you are on approved leave, this person may check in on your key "
        "results, where they may read the objective anyway. They see nothing more.",
    )

    @api.constrains("okr_deputy_id", "user_id")
    def _check_okr_deputy(self):
        for settings in self:
            deputy = settings.okr_deputy_id
            if deputy and (deputy == settings.user_id or deputy.share):
                raise ValidationError(
                    self.env._("A deputy is a colleague, not oneself.")
                )

    @api.model
    def _get_fields_blacklist(self):
        # The browser asks for none of them at each start.
        return [*super()._get_fields_blacklist(), *SWITCHES.values(), "okr_deputy_id"]
