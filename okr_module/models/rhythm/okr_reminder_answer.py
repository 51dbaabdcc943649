import re

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import plaintext2html
from odoo.tools.mail import email_normalize

from ...rhythm import is_automatic, is_from, read_answer, reply_text
from .okr_reminder import MARKER

#: longest text that is read of a mail, in characters
LONGEST = 10_000


class OkrReminder(models.Model):
    """Answers to mails: a number checks in, "help" asks for help, text is the note."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.reminder"

    @api.private
    def message_update(self, msg_dict, update_vals=None):
        """Let Odoo's mail gateway see that answers are taken, see mail_thread.py."""
        return True

    def _take_answer(self, message, message_dict):
        """Do what a person answered to a mail, under their own rights.

        What a program sent, or somebody else, or from elsewhere, changes nothing and is
        not answered: the mail may have been forwarded, the sender forged.

        :param message: :class:`email.message.EmailMessage`
        :param message_dict: what Odoo read of it
        """
        if not self:
            return
        self.ensure_one()
        user = self.user_id
        if not user.active or user.share or is_automatic(message):
            return
        if not is_from(message, email_normalize(user.email or "") or ""):
            return
        mine = self.with_context(lang=user.lang)
        text = reply_text(message, MARKER)[:LONGEST]
        self._keep_answer(message_dict, text)
        if self.kind not in ("due", "overdue"):
            rows, missed = [], [mine.env._("This mail takes no answer.")]
        else:
            answer = mine._read_answer(text)
            rows = [mine._do_line(line) for line in answer.lines]
            missed = answer.not_understood
        mine._answer_back(message_dict, rows, missed)

    def _keep_answer(self, message_dict, text):
        """Keep an answer, so that the same mail that comes twice is known."""
        self.env["mail.message"].create(
            {
                "message_id": message_dict.get("message_id"),
                "model": self._name,
                "res_id": self.id,
                "message_type": "email",
                "subtype_id": self.env.ref("mail.mt_note").id,
                "author_id": self.user_id.partner_id.id,
                "email_from": message_dict.get("email_from"),
                "subject": message_dict.get("subject"),
                "body": plaintext2html(text),
            }
        )

    def _read_answer(self, text):
        """Return the :class:`Answer` that a text is, in the person's language."""
        lang = self.env["res.lang"]._get_data(code=self.env.context.get("lang"))
        key_results = self.env["okr.key.result"].browse(self.key_result_order)
        return read_answer(
            text,
            len(key_results),
            decimal=lang.decimal_point or ".",
            thousands=lang.thousands_sep or "",
            help_words=self._words("help", self.env._("help")),
            yes_no=(
                self._words("yes, done", self.env._("yes, done")),
                self._words("no, not yet", self.env._("no, not yet")),
            ),
            booleans={
                number
                for number, key_result in enumerate(key_results, 1)
                if key_result.metric_type == "boolean"
            },
        )

    @api.model
    def _words(self, *lists):
        """Return the words of lists between commas, lower case, the longest first."""
        words = {
            word.strip().lower() for some in lists for word in re.split("[,;]", some)
        }
        return tuple(sorted(filter(None, words), key=len, reverse=True))

    def _do_line(self, line):
        """Check in as one line says.

        :return: ``(number, name or False, sentence, whether it was recorded)``
        """
        user = self.user_id
        key_result = (
            self.env["okr.key.result"]
            .browse(self.key_result_order[line.number - 1])
            .with_user(user)
            .with_context(allowed_company_ids=user.company_ids.ids)
        )
        if not key_result.exists() or not key_result.has_access("read"):
            return (line.number, False, self.env._("It is no longer yours."), False)
        name, value = key_result.name, line.value
        if key_result.metric_type == "milestone":
            if value is not None:
                sentence = self.env._(
                    "It is counted from its milestones: tick them in Odoo. Nothing was "
                    "recorded."
                )
                return (line.number, name, sentence, False)
        elif value is None:
            value = key_result.current_value
        try:
            with self.env.cr.savepoint():
                key_result.check_in(
                    value=value,
                    note=line.note or None,
                    blocker=line.help_text or None,
                    help_needed=line.help_needed,
                )
        except AccessError:
            sentence = self.env._("You may no longer check in on it.")
            return (line.number, name, sentence, False)
        except UserError as error:
            return (line.number, name, str(error.args[0]), False)
        return (line.number, name, self._recorded(key_result, line), True)

    def _recorded(self, key_result, line):
        """Return the sentence that says what was understood of one line."""
        parts = []
        if line.value is not None:
            parts.append(
                self.env._("Recorded: %s.", key_result.sudo()._value_in_words())
            )
        if line.help_needed:
            parts.append(self.env._("Help was asked for: %s", line.help_text or "–"))
        if line.note:
            parts.append(self.env._("Note: %s", line.note))
        return " ".join(parts)

    def _answer_back(self, message_dict, rows, missed):
        """Tell a person what was understood of their answer, and what was not."""
        user = self.user_id
        subject = self.env._("Re: %s", message_dict.get("subject") or "OKR")
        mail = self._render_mail(
            user,
            subject,
            "okr_module.okr_answer_mail",
            rows=rows,
            missed=missed,
            several=len(self.key_result_order or []) > 1,
        )
        self._write_answer(user, *mail, message_dict)

    def _write_answer(self, user, subject, body, message_dict):
        said = message_dict.get("message_id")
        headers = {
            "Auto-Submitted": "auto-replied",
            "X-Auto-Response-Suppress": "All",
            **({"In-Reply-To": said} if said else {}),
        }
        before = self.mail_message_id
        self._write_mails(
            [(self, user, subject, body)],
            headers=repr(headers),
            **({"references": said} if said else {}),
        )
        # The row goes on to name the mail that it is the memory of.
        self.mail_message_id = before
