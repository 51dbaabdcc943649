from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..checkin.okr_checkin import BY_PEOPLE


class OkrCheckin(models.Model):
    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.checkin"

    acknowledged_by_id = fields.Many2one(
        "res.users",
        string="Seen by",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Who leads its author and has said that they read it.",
    )
    date_acknowledged = fields.Datetime(string="Seen on", readonly=True)
    can_acknowledge = fields.Boolean(
        compute="_compute_can_acknowledge", export_string_translation=False
    )

    @api.depends("user_id", "acknowledged_by_id", "source")
    @api.depends_context("uid")
    def _compute_can_acknowledge(self):
        below = set(self.env.user._okr_reach().report_user_ids)
        for checkin in self:
            checkin.can_acknowledge = (
                checkin.user_id.id in below
                and checkin.source in BY_PEOPLE
                and not checkin.acknowledged_by_id
                and checkin.cycle_id.state != "closed"
            )

    def _after_create(self, vals_list):
        result = super()._after_create(vals_list)
        owners = self.sudo().key_result_id.user_id
        if owners:
            self.env["okr.reminder"]._end_activities_of(owners.ids)
            self.key_result_id._end_nudges()
        return result

    @api.model
    def _automatic_columns(self):
        return super()._automatic_columns() | {
            "acknowledged_by_id": "unsaid",
            "date_acknowledged": "unsaid",
        }

    def _in_one_line(self):
        """Return what was reported, as plain words: number, then the note."""
        self.ensure_one()
        value = self.key_result_id._reported_in_words(self.previous_value, self.value)
        return " · ".join(filter(None, [str(value), self.note]))

    # --- ACTIONS AND API ---

    def action_acknowledge(self):
        """Say to their authors that one has read these check-ins.

        It stands on the check-in and in the discussion of the objective, and mails
        nobody. What somebody has acknowledged before stays with them.

        :raise AccessError: if an author does not report to the caller
        """
        self.check_access("read")
        below = set(self.env.user._okr_reach().report_user_ids)
        if any(checkin.user_id.id not in below for checkin in self):
            raise AccessError(
                self.env._("Only those above its author acknowledge a check-in.")
            )
        new = self.filtered("can_acknowledge").sudo()
        new._write_noted(
            {
                "acknowledged_by_id": self.env.uid,
                "date_acknowledged": fields.Datetime.now(),
            }
        )
        for objective, some in new.grouped("objective_id").items():
            objective._message_log(
                body=self.env._(
                    "%(name)s has seen: %(what)s",
                    name=self.env.user.name,
                    what=", ".join(some.key_result_id.mapped("name")),
                ),
                author_id=self.env.user.partner_id.id,
            )
        return True

    def action_recorded(self):
        """Say that a check-in was recorded, and go on to one's own key results."""
        self.ensure_one()
        self.check_access("read")
        home = self.env["ir.actions.act_window"]._for_xml_id(
            "okr_module.okr_home_action"
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Check-in recorded. Thank you!"),
                "next": dict(home, target="main"),
            },
        }
