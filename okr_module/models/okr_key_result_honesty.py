from odoo import models

from ..arithmetic import honesty


class OkrKeyResult(models.Model):
    """How one key result was reported, asked about kindly."""

    _inherit = "okr.key.result"

    def _honesty_rows(self):
        """Return the notes about how one key result was reported."""
        self.ensure_one()
        told = self._history().filtered(lambda checkin: checkin.source != "kpi")
        rows = []
        word = honesty.same_word(told.mapped("stated_status"))
        if word:
            labels = dict(
                self._fields["stated_status"]._description_selection(self.env)
            )
            rows.append(
                self.objective_id._honesty_row(
                    word,
                    self.env._(
                        "The owner's word was %(word)s each of %(count)s times.",
                        word=labels[told.filtered("stated_status")[-1].stated_status],
                        count=word.count,
                    ),
                    self.name,
                )
            )
        text = honesty.same_text(told.mapped("note"))
        if text:
            rows.append(
                self.objective_id._honesty_row(
                    text,
                    self.env._("The same note was written %s times.", text.count),
                    self.name,
                )
            )
        return rows
