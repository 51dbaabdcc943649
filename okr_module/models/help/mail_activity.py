from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """What is said when an activity of ours is ticked off answers the call."""
        calls = (
            self.env["okr.help.request"]
            .sudo()
            .search([("activity_id", "in", self.ids), ("state", "=", "open")])
        )
        # The activity ends here, not by the answer.
        calls.activity_id = False
        for call in calls.sudo(False):
            call._answer("other", feedback or self.env._("Done."))
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
