import functools

from odoo import api, models


class IrAttachment(models.Model):
    """A file of an OKR: its name is as private as its content.

    What came with a message stays as the message does.
    """

    _name = "ir.attachment"
    _inherit = ["ir.attachment", "okr.private.note.mixin"]

    @api.depends_context("lang", "uid")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        self._okr_hide_names()
        return result

    def _okr_hidden(self):
        hidden = super()._okr_hidden()
        if self.sudo(False).env.su:
            return hidden
        # What waits in an activity hangs on it, and so on what it is about.
        rest = (self.sudo()._origin - hidden).filtered(
            lambda file: file.res_model == "mail.activity" and file.res_id
        )
        if rest:
            activities = self.env["mail.activity"].browse(set(rest.mapped("res_id")))
            gone = set(activities.sudo(False)._okr_hidden()._ids)
            hidden |= self.browse([f.id for f in rest if f.res_id in gone])
        return hidden

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or operation not in ("write", "unlink") or not self:
            return result
        open_ = self - result[0] if result else self
        kept = self.browse(
            [file.id for file in open_._okr_notes() if not file._okr_is_mendable()]
        )
        if not kept:
            return result
        rules = self.env["ir.rule"]
        return (
            kept | result[0] if result else kept,
            functools.partial(rules._make_access_error, operation, kept),
        )

    def _has_attachments_ownership(self, attachment_tokens):
        return super()._has_attachments_ownership(attachment_tokens) and all(
            file._okr_is_mendable() for file in self.exists()._okr_notes()
        )

    def _okr_is_mendable(self):
        """Tell whether the user may change or take away a file of an OKR.

        What came with a comment goes with the comment; what came with a log stays.
        """
        self.ensure_one()
        messages = (
            self.env["mail.message"].sudo().search([("attachment_ids", "in", self.ids)])
        )
        return all(message._okr_is_mendable() for message in messages._okr_notes())
