from odoo import models


class OkrObjective(models.Model):
    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _name = "okr.objective"
    _inherit = ["okr.objective", "okr.quiet.thread.mixin", "okr.left.behind.mixin"]

    def _before_write(self, vals):
        before = super()._before_write(vals)
        starts = vals.get("state") == "active"
        before["starting"] = self.filtered(lambda o: starts and o.state == "draft")
        before["owners"] = self.sudo().user_id | self.sudo().key_result_ids.user_id
        return before

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        starting = before["starting"]
        if starting:
            # What its people were given in the draft, they hear of now.
            starting._note_given_at_start()
            objectives = starting.sudo()
            # Who asked was answered in the draft, or asks still: that is known
            asked = objectives.filtered(lambda o: o.alignment_state == "waiting")
            if not objectives._is_loaded_as_data():
                objectives._tell_of_new_links({}, asked)
        if {"user_id", "state"} & set(vals):
            owners = before["owners"] | self.sudo().user_id
            owners._okr_settle_handovers()
        return result

    def _note_given_at_start(self):
        if self._is_started_in_quiet():
            return
        objectives = self.sudo()
        for records in (
            objectives,
            objectives.key_result_ids.filtered(lambda kr: kr.state == "active"),
            objectives.initiative_ids,
        ):
            for user, own in records.grouped("user_id").items():
                if user.active and user != self.env.user:
                    own._note_assigned(user.partner_id.ids)

    def _is_started_in_quiet(self):
        """Tell whether these are loaded or imported; nobody is mailed, as in Odoo."""
        context = self.env.context
        return (
            context.get("mail_create_nolog")
            or context.get("tracking_disable")
            or context.get("mail_auto_subscribe_no_notify")
            or self._is_loaded_as_data()
        )

    def _is_given_for_work(self):
        self.ensure_one()
        return self.state == "active"

    def _okr_running_objective(self):
        return self

    def _okr_url(self):
        """Return the path at which one objective opens."""
        self.ensure_one()
        return f"/odoo/okr-objectives/{self.id}"
