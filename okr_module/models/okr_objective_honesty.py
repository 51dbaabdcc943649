from odoo import api, fields, models

from ..arithmetic import honesty


class OkrObjective(models.Model):
    """Notes that ask again, kindly; shown in a review, built from what one may read."""

    _inherit = "okr.objective"

    honesty_notes = fields.Json(
        compute="_compute_honesty_notes",
        export_string_translation=False,
        help="Rows of code, field, sentence, reason and name of the key result.",
    )

    @api.depends("key_result_ids.checkin_ids", "final_score", "state", "user_id")
    @api.depends_context("uid", "lang")
    def _compute_honesty_notes(self):
        for objective in self:
            rows = [
                row
                for key_result in objective.key_result_ids
                for row in key_result._honesty_rows()
            ]
            owned = objective._owned_in_the_cycle()
            note = honesty.all_full(owned._scores_that_count())
            if note:
                rows.append(
                    objective._honesty_row(
                        note,
                        self.env._(
                            "All %(count)s objectives of %(owner)s in this cycle came "
                            "out 1.0.",
                            count=note.count,
                            owner=objective.user_id.name,
                        ),
                    )
                )
            objective.honesty_notes = rows

    def _owned_in_the_cycle(self):
        """Return the objectives of the same owner and cycle that one may read."""
        self.ensure_one()
        if not (self.user_id and self.cycle_id):
            return self.browse()
        return self.search(
            [
                ("user_id", "=", self.user_id.id),
                ("cycle_id", "=", self.cycle_id.id),
            ]
        )

    def _scores_that_count(self):
        """Return the scores of those that ran to the end and were measured."""
        return self.filtered(
            lambda o: o.is_measured and o.state in ("active", "done")
        ).mapped("final_score")

    @api.model
    def _honesty_row(self, note, sentence, key_result=None):
        reasons = {
            "sandbagging": self.env._(
                "Whoever always reaches everything may aim too low. What would you "
                "try if 0.7 were a success?"
            ),
            "same_word": self.env._(
                "A word that never changes tells those who could help nothing. Was it "
                "so all the time?"
            ),
            "same_text": self.env._(
                "A text that is repeated is written to be left in peace. What was "
                "really new?"
            ),
        }
        return {
            "code": note.code,
            "field": "score",
            "sentence": sentence,
            "reason": reasons[note.code],
            "key_result": key_result or False,
        }
