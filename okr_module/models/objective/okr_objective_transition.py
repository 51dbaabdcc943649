from odoo import api, models
from odoo.fields import Domain

from .okr_objective_review import RAN


class OkrObjective(models.Model):
    """What is not ready in an objective before a step of its cycle."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.objective"

    @api.model
    def _step_notes(self, cycle, step):
        """Return what to look at in the objectives of a cycle before a step.

        :return: list of :class:`TransitionNote`
        """
        mine = cycle._domain_transition()
        notes = []
        if step != "close":  # what becomes of drafts is asked for, one by one
            notes += self._draft_notes(cycle, mine & Domain("state", "=", "draft"))
        lacks = [
            ("no_owner", Domain("user_id", "=", False), self.env._("It has no owner."))
        ]
        if step != "activate":
            lacks.append(
                (
                    "no_score",
                    Domain("is_measured", "=", False),
                    self.env._("Nothing measures it, so it has no score."),
                )
            )
        if step == "close":
            lacks.append(
                (
                    "no_retrospective",
                    Domain("retrospective", "=", False),
                    self.env._("Nobody has said what was learned."),
                )
            )
        for code, domain, sentence in lacks:
            notes += cycle._noted(
                self, mine & RAN & domain, code, lambda _one, said=sentence: said
            )
        return notes

    @api.model
    def _draft_notes(self, cycle, drafts):
        """Return what keeps drafts from starting."""
        ready = self.env._("It is ready, but still a draft.")
        notes = []
        still = self.env._("Still a draft.")
        for note in cycle._noted(self, drafts, "draft", lambda _draft: ready, still):
            problems = note.record != cycle and note.record._activation_problems()
            notes += [
                note._replace(
                    code="not_ready", sentence=self.env._("Still a draft: %s.", problem)
                )
                for problem in problems or ()
            ] or [note]
        return notes
