from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """What is said when an activity of ours is ticked off answers the request."""
        requests = (
            self.env["okr.help.request"]
            .sudo()
            .search([("activity_id", "in", self.ids), ("state", "=", "open")])
        )
        # The activity ends here, not by the answer.
        requests.activity_id = False
        for request in requests.sudo(False):
            request._answer("other", feedback or self.env._("Done."))
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
