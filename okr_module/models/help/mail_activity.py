from odoo import models
from odoo.exceptions import AccessError


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        """What is said when an activity of ours is ticked off answers the request.

        By whoever may answer it. Who asked takes it back so, and is not told to have
        helped.
        """
        requests = (
            self.env["okr.help.request"]
            .sudo()
            .search([("activity_id", "in", self.ids), ("state", "=", "open")])
        )
        # The activity ends here, not by the answer.
        requests.activity_id = False
        for request in requests.sudo(self.env.su):
            if self.env.su or request.can_answer:
                request._answer("other", feedback or self.env._("Done."))
            elif request.can_withdraw:
                request._lapse(feedback or self.env._("No longer needed."))
            else:
                raise AccessError(request._not_yours_to_answer())
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
