from odoo import api, models
from odoo.exceptions import AccessError

from .okr_private_note_mixin import JUDGED_LATER

#: what the author of a comment mends of it
_MENDABLE = {"body", "attachment_ids", "partner_ids", "subject"}
#: what nobody says of a message about an OKR but Odoo
_SAID_BY_ODOO = {"date", "tracking_value_ids", "author_guest_id", "create_uid"}


class MailMessage(models.Model):
    """What is said about an OKR is as private as the OKR, and is on record.

    A comment is mended by its author while the cycle is open; what was logged by
    nobody. Nobody speaks in another's name.
    """

    _name = "mail.message"
    _inherit = ["mail.message", "okr.private.note.mixin"]

    _okr_model_field = "model"

    # --- WHO READS ---

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        bypass_access=False,
        **kwargs,
    ):
        query = super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs
        )
        if bypass_access:
            return query
        return self._okr_open(domain, query, order, offset, limit, **kwargs)

    def fetch(self, field_names=None):
        # Odoo reads messages as superuser, as it trusts that _search or read were
        # asked before. A form that names one as the message it answers asks neither.
        if self.env.su:
            return super().fetch(field_names)
        result = super().fetch(self._okr_with_place(field_names))
        self._okr_refuse_hidden()
        return result

    def _get_forbidden_access(self, operation):
        if self.env.su:
            return super()._get_forbidden_access(operation)
        if operation == "unlink":
            return super(
                MailMessage, self.with_context(okr_messages_go=JUDGED_LATER)
            )._get_forbidden_access(operation)
        forbidden = super()._get_forbidden_access(operation)
        hidden = (self - forbidden)._okr_hidden()
        if hidden:
            hidden.invalidate_recordset()
        return forbidden | hidden

    def _filter_records_for_message_operation(self, doc_model, doc_res_ids, operation):
        if (
            self.env.context.get("okr_messages_go") is JUDGED_LATER
            and doc_model in self._okr_private_models()
        ):
            return self.env[doc_model]  # it stays, whoever may change the record
        return super()._filter_records_for_message_operation(
            doc_model, doc_res_ids, operation
        )

    @api.depends_context("lang", "uid")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        self._okr_hide_names()
        return result

    # --- WHO SAYS WHAT ---

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._okr_check_said(vals)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            if vals.get("model") in self._okr_private_models():
                raise AccessError(self._okr_on_record())
            if vals.get("parent_id"):
                self._okr_check_answered(vals["parent_id"])
            messages = self._okr_notes()
            if messages:
                if not _MENDABLE.issuperset(vals):
                    raise AccessError(self._okr_on_record())
                messages._okr_check_mendable()
        return super().write(vals)

    @api.model
    def _okr_check_said(self, vals):
        """Refuse a new message in another's name, or that answers what is hidden."""
        if vals.get("parent_id"):
            self._okr_check_answered(vals["parent_id"])
        context = self.env.context
        name = vals.get("model") or context.get("default_model")
        if name not in self._okr_private_models():
            return
        said = {
            field: context[f"default_{field}"]
            for field in (*_SAID_BY_ODOO, "author_id", "email_from")
            if f"default_{field}" in context
        }
        said.update(vals)
        user = self.env.user
        if "author_id" in said and said["author_id"] != user.partner_id.id:
            raise AccessError(
                self.env._("What is said about an OKR is said in one's own name.")
            )
        sender = said.get("email_from")
        if sender and sender not in (user.email_formatted, user.email):
            raise AccessError(
                self.env._("What is said about an OKR is said in one's own name.")
            )
        if any(said.get(field) for field in _SAID_BY_ODOO):
            raise AccessError(
                self.env._("When and by whom something was said follows by itself.")
            )

    @api.model
    def _okr_check_answered(self, parent_id):
        """Refuse to answer a message about an OKR that one may not read."""
        self.browse(parent_id)._okr_refuse_hidden()

    def _okr_check_mendable(self):
        """Raise unless the user may mend these messages about OKRs.

        As superuser, too: Odoo's own dialog mends as such, on behalf of its user.
        """
        for message in self.sudo():
            if not message._okr_is_mendable():
                raise AccessError(self._okr_on_record())

    def _okr_is_mendable(self):
        """Tell whether the user may mend one message about an OKR."""
        self.ensure_one()
        message = self.sudo()
        if (
            message.message_type != "comment"
            or message.author_id != self.env.user.partner_id
        ):
            return False
        record = self.env[message.model].sudo().browse(message.res_id).exists()
        cycle = record.cycle_id if "cycle_id" in record._fields else record
        return cycle._name != "okr.cycle" or cycle.state != "closed"

    @api.model
    def _okr_on_record(self):
        return self.env._(
            "What was said and logged about an OKR is on record. A comment is mended "
            "by its author, until the cycle is closed, and nothing is taken away."
        )
