from odoo import models


class OkrCycle(models.Model):
    """The course of what runs in a cycle, in small."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.cycle"

    # --- BUSINESS ---

    def _sparkline_of(self, points, day, expected):
        """Return a course over the cycle, as a small line needs it.

        :param points: list of ``(date, progress)``, oldest first
        :param day: today in the company's time zone
        :param expected: progress expected by today, 0.0 to 1.0
        :return: dict of ``points`` (list of ``[share of the cycle's days, progress]``,
            both 0.0 to 1.0; empty before the first check-in), ``today`` and
            ``expected`` (0.0 to 1.0); False without a cycle
        """
        start, end = self.date_start, self.date_end
        if not (start and end and end > start):
            return False
        # Of several on one day the last stands.
        shares = {
            self._share_passed(date): round(progress, 3) for date, progress in points
        }
        return {
            "points": [list(point) for point in shares.items()],
            "today": self._share_passed(day),
            "expected": round(expected, 3),
        }

    def _share_passed(self, day):
        """Return the share of the cycle's days that are over by a day, 0.0 to 1.0."""
        self.ensure_one()
        share = (day - self.date_start).days / (self.date_end - self.date_start).days
        return round(min(max(share, 0.0), 1.0), 3)
