from odoo import models

from ...arithmetic import alignment
from ..base.selections import LIVE_STATES


class OkrObjective(models.Model):
    """Which children count in an objective.

    The reasons why one does not, in their order: ``arithmetic/alignment.py:
    contribution``. On a past day: ``arithmetic/as_of.py``. A pillar's objectives:
    ``vision/okr_pillar.py``.
    """

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.objective"

    def _contributing_children(self):
        """Return the children whose progress counts in this objective.

        Only those that everybody may read who may read this objective: a figure
        never tells what a rule hides. And none that was declined.
        """
        self.ensure_one()
        return self.child_ids.filtered(
            lambda child: self._contribution_of(child) == "counts"
        )

    def _contribution_of(self, child):
        """Return ``counts``, or the reason why a child does not count here."""
        return alignment.contribution(
            live=child.state in LIVE_STATES,
            shares_readers=self._shares_readers_with(child),
            allowed=child.alignment_counts,
            measured=child.is_measured,
            weight=child.weight,
        )

    def _shares_readers_with(self, child):
        if child.visibility == "company":
            return True
        return (
            self.visibility == child.visibility == "department"
            and self.department_id == child.department_id
        )
