from odoo import models

from ..cycle.transition_note import TransitionNote


class OkrObjective(models.Model):
    """What is not ready in an objective before a step of its cycle."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.objective"

    def _draft_notes(self, step):
        """Return what keeps a draft from starting, before its cycle takes a step."""
        self.ensure_one()
        if step == "close":  # what becomes of it is asked for, one by one
            return []
        problems = self._activation_problems()
        if not problems:
            return [self._note("draft", self.env._("It is ready, but still a draft."))]
        return [
            self._note("not_ready", self.env._("Still a draft: %s.", problem))
            for problem in problems
        ]

    def _running_notes(self, step):
        """Return what to look at in a running objective before a step."""
        self.ensure_one()
        notes = []
        if not self.user_id:
            notes.append(self._note("no_owner", self.env._("It has no owner.")))
        if step == "activate":
            return notes
        if not self.is_measured:
            notes.append(
                self._note(
                    "no_score",
                    self.env._("Nothing measures it, so it has no score."),
                )
            )
        for key_result in self.key_result_ids.filtered(lambda kr: kr.state == "active"):
            notes += key_result._running_notes()
        if step == "close":
            notes += self._review_notes()
        return notes

    def _review_notes(self):
        """Return what a review has left open."""
        self.ensure_one()
        if self.retrospective:
            return []
        return [
            self._note(
                "no_retrospective", self.env._("Nobody has said what was learned.")
            )
        ]

    def _note(self, code, sentence, record=None):
        return TransitionNote(code, sentence, record or self)
