from odoo import models


class _Logs(list):
    """What is to be logged together; of a class that nobody can send in a context."""


class OkrPrivateThreadMixin(models.AbstractModel):
    """A discussion that only those hear who may read the record.

    Followers stay followers when a record becomes private, but no mail and no
    notification about it reaches them any more.
    """

    _name = "okr.private.thread.mixin"
    _inherit = ["okr.thread.mixin", "mail.activity.mixin"]
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
            if recipient.get("uid") and self._is_readable_by(recipient["uid"])
        ]

    def _filtered_readable_by(self, user):
        """Return those of these that a person may read, as that person.

        The one way to ask what somebody else may read: who is mailed, asked or given
        something, whoever causes it. ``okr.key.result._okr_reaches`` asks it of one
        where most answers are known without a query.

        :param user: res.users
        """
        return (
            self.with_user(user)
            .with_context(
                # Every company the person belongs to: a notice is read later, in
                # whichever of them is open then.
                allowed_company_ids=user.sudo().company_ids.ids
            )
            ._filtered_access("read")
        )

    def _is_readable_by(self, user_id):
        """Tell whether a person may read all of these, by their number."""
        user = self.env["res.users"].browse(user_id)
        return len(self._filtered_readable_by(user)) == len(self)

    # --- LOG: written for many records at once, not with some statements each ---

    def _message_track(self, fields_iter, initial_values_dict):
        if len(self) < 2 or not fields_iter:
            return super()._message_track(fields_iter, initial_values_dict)
        self._read_names_to_log(fields_iter, initial_values_dict)
        logs = _Logs()
        records = self.with_context(okr_logs=logs)
        tracking = super(OkrPrivateThreadMixin, records)._message_track(
            fields_iter, initial_values_dict
        )
        self._log_together(logs)
        return tracking

    def _message_log(self, *, body="", author_id=None, tracking_value_ids=False, **kw):
        logs = self.env.context.get("okr_logs")
        if not isinstance(logs, _Logs) or kw:
            return super()._message_log(
                body=body,
                author_id=author_id,
                tracking_value_ids=tracking_value_ids,
                **kw,
            )
        logs.append((self.id, body, author_id, tracking_value_ids))
        return self.env["mail.message"]

    def _read_names_to_log(self, names, before):
        """Read the names of all that changed values point to, together.

        :param before: ``{id of a record: {field: value}}`` of the values before
        """
        records = self.exists()
        for name in names:
            field = self._fields[name]
            if not field.relational:
                continue
            pointed = set(records.mapped(name).ids)
            for values in filter(None, before.values()):
                pointed.update(values[name].ids if values.get(name) else ())
            pointed = self.env[field.comodel_name].browse(pointed).exists()
            pointed.mapped("display_name")

    def _log_together(self, logs):
        """Write logs: a list of ``(id, body, author's id, commands of values)``."""
        by_author = {}
        for log in logs:
            by_author.setdefault(log[2], []).append(log)
        for author_id, mine in by_author.items():
            records = self.browse(record_id for record_id, *_log in mine)
            messages = records._message_log_batch(
                {record_id: body for record_id, body, *_log in mine},
                author_id=author_id,
            )
            self.env["mail.tracking.value"].sudo().create(
                [
                    dict(values, mail_message_id=message.id)
                    for message, (*_log, commands) in zip(messages, mine, strict=True)
                    for _command, _id, values in commands or ()
                ]
            )
