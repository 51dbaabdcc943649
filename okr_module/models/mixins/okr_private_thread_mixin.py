from odoo import models


class OkrPrivateThreadMixin(models.AbstractModel):
    """A discussion that only those hear who may read the record.

    Followers stay followers when a record becomes private, but no mail and no
    notification about it reaches them any more.
    """

    _name = "okr.private.thread.mixin"
    _inherit = ["okr.log.mixin", "okr.thread.mixin", "mail.activity.mixin"]
    _description = "Discussion that follows the right to read"
    _mail_post_access = "read"

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(
            message, msg_vals=msg_vals, **kwargs
        )
        if not self:
            return recipients
        return [
            recipient
            for recipient in recipients
            if recipient.get("uid") and self._okr_readable_by(recipient["uid"])
        ]

    def _okr_readable_by(self, user_id):
        user = self.env["res.users"].browse(user_id)
        return (
            self.with_user(user)
            .with_context(
                # Every company the person belongs to: a notice is read later, in
                # whichever of them is open then.
                allowed_company_ids=user.sudo().company_ids.ids
            )
            .has_access("read")
        )
