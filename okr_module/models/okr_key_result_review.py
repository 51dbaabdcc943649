from odoo import api, fields, models


class OkrKeyResult(models.Model):
    """What a review reads out of a key result."""

    _inherit = "okr.key.result"

    last_words = fields.Text(
        compute="_compute_last_words", help="The latest note of a check-in."
    )

    @api.depends("checkin_ids.note", "checkin_ids.date")
    def _compute_last_words(self):
        for key_result in self:
            told = key_result._history().filtered("note")
            key_result.last_words = told[-1:].note
