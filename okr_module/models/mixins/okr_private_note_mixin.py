from odoo import api, fields, models
from odoo.fields import Domain


class OkrPrivateNoteMixin(models.AbstractModel):
    """What hangs on a record by model and id, and follows the right to read it.

    Mail shows a message to whomever it once reached, and an activity to whomever it
    was given, also after the record was hidden from them. What is said about an
    objective is as private as the objective, so a rule names ``okr_is_open``.
    """

    _name = "okr.private.note.mixin"
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
        guarded = self._okr_private_models()
        by_model = self.grouped(self._okr_model_field)
        for model_name, notes in by_model.items():
            if model_name not in guarded:
                notes.okr_is_open = True
                continue
            documents = self._okr_readers_env()[model_name].browse(
                notes.mapped("res_id")
            )
            readable = set(documents.exists()._filtered_access("read").ids)
            for note in notes:
                note.okr_is_open = note.res_id in readable

    def _search_okr_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        guarded = self._okr_private_models()
        domain = Domain(self._okr_model_field, "not in", guarded)
        env = self._okr_readers_env()
        for model_name in guarded:
            if env[model_name].has_access("read"):
                domain |= Domain(self._okr_model_field, "=", model_name) & Domain(
                    "res_id", "in", env[model_name]._search(Domain.TRUE)
                )
        return domain

    @api.model
    def _okr_private_models(self):
        """Return the names of the models whose notes follow the right to read."""
        return [
            name
            for name in self.pool.descendants(["okr.private.thread.mixin"], "_inherit")
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
