from odoo import models


class MailComposeMessage(models.TransientModel):
    """The composer writes about OKRs in nobody's name but its user's."""

    _inherit = "mail.compose.message"

    def _action_send_mail(self, auto_commit=False):
        messages = self.env["mail.message"]
        if not self.env.su:
            for composer in self:
                # Many at once are sent as superuser, so it is asked here
                messages._okr_check_said(
                    {
                        "model": composer.model,
                        "author_id": composer.author_id.id,
                        "email_from": composer.email_from,
                    }
                )
        return super()._action_send_mail(auto_commit=auto_commit)
