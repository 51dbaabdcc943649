from odoo import api, fields, models

from .res_users_settings import SWITCHES


def _chosen(name):
    """Return how a choice of this name is read and written, each by itself.

    Odoo empties what is computed together with a field that is being written: all
    choices in one method would be switched off by the first.
    """
    return {
        "compute": api.depends(f"res_users_settings_ids.{name}")(
            lambda self: self._compute_okr_choice(name)
        ),
        "inverse": lambda self: self._inverse_okr_choice(name),
    }


class ResUsers(models.Model):
    """What a person chooses about OKR mails, in the preferences."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "res.users"

    okr_wants_due = fields.Boolean(
        string="Remind me on the day a check-in is due", **_chosen("okr_wants_due")
    )
    okr_wants_overdue = fields.Boolean(
        string="Remind me when a check-in was left out", **_chosen("okr_wants_overdue")
    )
    okr_wants_escalation = fields.Boolean(
        string="Tell me who of my people stays silent",
        **_chosen("okr_wants_escalation"),
    )
    okr_wants_letter = fields.Boolean(
        string="Send me the weekly letter", **_chosen("okr_wants_letter")
    )
    okr_deputy_id = fields.Many2one(
        "res.users",
        string="OKR deputy",
        domain="[('okr_works_here', '=', True), ('id', '!=', id)]",
        help="While you are on approved leave, this person may check in on your key "
        "results, where they may read the objective anyway. They see nothing more.",
        **_chosen("okr_deputy_id"),
    )

    okr_leads_people = fields.Boolean(
        compute="_compute_okr_leads_people", export_string_translation=False
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + [
            *SWITCHES.values(),
            "okr_deputy_id",
            "okr_leads_people",
        ]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + [*SWITCHES.values(), "okr_deputy_id"]

    def _compute_okr_leads_people(self):
        for user in self:
            user.okr_leads_people = bool(user._okr_reach().report_user_ids)

    def _compute_okr_choice(self, name):
        for user in self:
            # Whoever never chose has what a new row would say.
            settings = user.sudo().res_users_settings_ids[:1]
            user[name] = settings[name] if settings else name in SWITCHES.values()

    def _inverse_okr_choice(self, name):
        field = self._fields[name]
        for user in self:
            self.env["res.users.settings"]._find_or_create_for_user(user).write(
                {name: field.convert_to_write(user[name], user)}
            )
