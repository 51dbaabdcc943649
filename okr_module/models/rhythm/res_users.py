from odoo import api, fields, models

from .res_users_settings import SWITCHES


class ResUsers(models.Model):
    """What a person chooses about OKR mails, in the preferences."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "res.users"

    okr_wants_due = fields.Boolean(
        string="Remind me on the day a check-in is due",
        compute="_compute_okr_choices",
        inverse="_inverse_okr_choices",
    )
    okr_wants_overdue = fields.Boolean(
        string="Remind me when a check-in was left out",
        compute="_compute_okr_choices",
        inverse="_inverse_okr_choices",
    )
    okr_wants_escalation = fields.Boolean(
        string="Tell me who of my people stays silent",
        compute="_compute_okr_choices",
        inverse="_inverse_okr_choices",
    )
    okr_wants_letter = fields.Boolean(
        string="Send me the weekly letter",
        compute="_compute_okr_choices",
        inverse="_inverse_okr_choices",
    )
    okr_deputy_id = fields.Many2one(
        "res.users",
        string="OKR deputy",
        compute="_compute_okr_choices",
        inverse="_inverse_okr_choices",
        domain="[('share', '=', False), ('id', '!=', id)]",
        help="While you are on approved leave, this person may check in on your key "
        "results, where they may read the objective anyway. They see nothing more.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + [*SWITCHES.values(), "okr_deputy_id"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + [*SWITCHES.values(), "okr_deputy_id"]

    @api.depends(
        "res_users_settings_ids.okr_deputy_id",
        *(f"res_users_settings_ids.{name}" for name in SWITCHES.values()),
    )
    def _compute_okr_choices(self):
        for user in self:
            # Whoever never chose has what a new row would say.
            settings = user.sudo().res_users_settings_ids[:1]
            for name in SWITCHES.values():
                user[name] = settings[name] if settings else True
            user.okr_deputy_id = settings.okr_deputy_id

    def _inverse_okr_choices(self):
        for user in self:
            chosen = {name: user[name] for name in SWITCHES.values()}
            chosen["okr_deputy_id"] = user.okr_deputy_id.id
            self.env["res.users.settings"]._find_or_create_for_user(user).write(chosen)
