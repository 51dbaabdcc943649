from odoo import models


class OkrKeyResult(models.Model):
    """What is not ready in a key result before a step of its cycle."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.key.result"

    def _running_notes(self):
        """Return what to look at in a running key result before its cycle ends."""
        self.ensure_one()
        note = self.objective_id._note
        notes = []
        if not self.checkin_ids:
            notes.append(
                note("never_checked_in", self.env._("Nobody has checked in."), self)
            )
        if self.kpi_error:
            notes.append(
                note(
                    "kpi_error",
                    self.env._("Its KPI does not answer: %s", self.kpi_error),
                    self,
                )
            )
        if self.help_needed:
            notes.append(
                note("help_open", self.env._("Its last check-in asks for help."), self)
            )
        return notes
