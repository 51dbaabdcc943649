from odoo import api, fields, models
from odoo.fields import Domain


class OkrGuardedNote(models.AbstractModel):
    """What hangs on a record by model and id, and follows the right to read it.

    Mail shows a message to whomever it once reached, and an activity to whomever it
    was given, also after the record was hidden from them. What is said about an
    objective is as private as the objective, so a rule names ``okr_is_open``.
    """

    _name = "okr.guarded.note"
    _description = "Note that follows the right to read"

    #: name of the field that holds the name of the model
    _okr_model_field = "res_model"

    okr_is_open = fields.Boolean(
        compute="_compute_okr_is_open",
        search="_search_okr_is_open",
        export_string_translation=False,
    )

    @api.depends_context("uid")
    def _compute_okr_is_open(self):
        guarded = self._okr_guarded_models()
        by_model = self.grouped(self._okr_model_field)
        for model_name, notes in by_model.items():
            if model_name not in guarded:
                notes.okr_is_open = True
                continue
            documents = self._okr_readers_env()[model_name].browse(
                notes.mapped("res_id")
            )
            readable = documents.exists()._filtered_access("read")
            for note in notes:
                note.okr_is_open = note.res_id in readable.ids

    def _search_okr_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        guarded = self._okr_guarded_models()
        domain = Domain(self._okr_model_field, "not in", guarded)
        env = self._okr_readers_env()
        for model_name in guarded:
            if env[model_name].has_access("read"):
                domain |= Domain(self._okr_model_field, "=", model_name) & Domain(
                    "res_id", "in", env[model_name]._search(Domain.TRUE)
                )
        return domain

    @api.model
    def _okr_guarded_models(self):
        """Return the names of the models whose notes follow the right to read."""
        return [
            name
            for name in self.pool.descendants(["okr.guarded.thread"], "_inherit")
            if not self.pool[name]._abstract
        ]

    @api.model
    def _okr_readers_env(self):
        """Return an environment in which the reader's own rights count.

        Rules are evaluated as superuser; a note of any company that the reader
        works in may be read whichever of them is open.
        """
        companies = self.env.user.sudo().company_ids.ids
        return (
            self.sudo(False)
            .with_context(allowed_company_ids=companies, active_test=False)
            .env
        )


class MailMessage(models.Model):
    _name = "mail.message"
    _inherit = ["mail.message", "okr.guarded.note"]

    _okr_model_field = "model"


class MailActivity(models.Model):
    _name = "mail.activity"
    _inherit = ["mail.activity", "okr.guarded.note"]

    @api.depends_context("uid")
    def _compute_okr_is_open(self):
        result = super()._compute_okr_is_open()
        for activity in self - self.filtered_domain(self._okr_not_of_others()):
            activity.okr_is_open = False
        return result

    def _search_okr_is_open(self, operator, value):
        domain = super()._search_okr_is_open(operator, value)
        if domain is NotImplemented:
            return domain
        return domain & self._okr_not_of_others()

    @api.model
    def _okr_not_of_others(self):
        """Return the domain of all but what others are told of objectives that ask.

        How many ask is for the one who answers and may read them. Others who read what
        is asked need not: to them not even the number is said.
        """
        kind = self.env.ref(
            "okr_module.mail_activity_alignment", raise_if_not_found=False
        )
        if not kind:
            return Domain.TRUE
        return Domain("activity_type_id", "!=", kind.id) | Domain(
            "user_id", "=", self.env.uid
        )


class MailFollowers(models.Model):
    _name = "mail.followers"
    _inherit = ["mail.followers", "okr.guarded.note"]
