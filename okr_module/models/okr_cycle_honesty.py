from odoo import models

from ..arithmetic import honesty
from .okr_transition_note import TransitionNote


class OkrCycle(models.Model):
    """Before a cycle is over: did everything come out full, here or in a department?"""

    _inherit = "okr.cycle"

    def _cycle_notes(self, step):
        notes = super()._cycle_notes(step)
        if step == "activate":
            return notes
        objectives = self._transition_objectives()
        if honesty.all_full(objectives._scores_that_count()):
            sentence = self.env._(
                "Everything came out 1.0. 70 points of a daring goal beat 100 of a "
                "safe one: aim higher next time."
            )
            return [*notes, TransitionNote("sandbagging", sentence, self)]
        for department, some in objectives.grouped("department_id").items():
            note = department and honesty.all_full(some._scores_that_count())
            if note:
                sentence = self.env._(
                    "All %(count)s objectives of %(department)s came out 1.0: were "
                    "they daring?",
                    count=note.count,
                    department=department.name,
                )
                notes.append(TransitionNote("sandbagging", sentence, some[:1]))
        return notes
