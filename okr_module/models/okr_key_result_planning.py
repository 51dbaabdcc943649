from odoo import models

from ..arithmetic.roll import moved_day, moved_points


class OkrKeyResult(models.Model):
    """The plan of a key result in another cycle, and what a review asks of it."""

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
                    self.env._("Its figure does not answer: %s", self.kpi_error),
                    self,
                )
            )
        if self.help_needed:
            notes.append(
                note("help_open", self.env._("Its last check-in asks for help."), self)
            )
        return notes

    def _move_plan(self, old, new):
        """Move the days of the plan from one span to another.

        :param old: :class:`Span` they lie in, None where there was none
        :param new: :class:`Span` they are to lie in
        """
        points = [
            {"key_result_id": key_result.id, "date": day, "value": value}
            for key_result in self
            for day, value in moved_points(
                [(point.date, point.value) for point in key_result.plan_ids], old, new
            )
        ]
        # Made anew: moved one by one, two could meet on a day on their way.
        self.plan_ids.unlink()
        self.env["okr.plan.point"].create(points)
        if old is None:
            return
        for milestone in self.milestone_ids.filtered("date_deadline"):
            milestone.date_deadline = moved_day(milestone.date_deadline, old, new)
        for work in self.initiative_ids.filtered("date_deadline"):
            work.date_deadline = moved_day(work.date_deadline, old, new)
