from odoo import fields, models


class ResCompany(models.Model):
    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "res.company"

    okr_reminder_hour = fields.Integer(
        string="OKR mails from",
        default=9,
        help="The hour of the day, 0 to 23, from which mails about check-ins go out: "
        "each person's by the clock of their own time zone.",
    )
    okr_reminder_enabled = fields.Boolean(
        string="OKR mails",
        default=True,
        help="Off: none of the four kinds of mails goes out.",
    )
    okr_send_due = fields.Boolean(
        string="Reminders",
        default=True,
        help="A mail on the day on which check-ins are due, to whoever owes some.",
    )
    okr_send_overdue = fields.Boolean(
        string="Second reminders",
        default=True,
        help="A mail on the first working day after the days of grace.",
    )
    okr_send_escalation = fields.Boolean(
        string="Escalation",
        default=True,
        help="A mail to the manager on the next working day, about all of their people "
        "who stayed silent; about each of them once a week at most.",
    )
    okr_escalation_enabled = fields.Boolean(
        string="Managers hear of silence",
        related="okr_send_escalation",
        readonly=False,
        help="The same as the mail of escalation, by the name that programs use.",
    )
    okr_send_letter = fields.Boolean(
        string="Weekly letter",
        default=True,
        help="A mail at the beginning of the week: what moved, who asks for help, what "
        "is due, what was learned.",
    )
    _check_okr_reminder_hour = models.Constraint(
        "CHECK(okr_reminder_hour >= 0 AND okr_reminder_hour <= 23)",
        "The hour from which OKR mails go out lies between 0 and 23.",
    )

    def _okr_sends(self, kind):
        """Tell whether the company sends a kind of mail.

        :param str kind: ``due``, ``overdue``, ``escalation`` or ``letter``
        """
        self.ensure_one()
        return (
            self.okr_enabled and self.okr_reminder_enabled and self[f"okr_send_{kind}"]
        )
