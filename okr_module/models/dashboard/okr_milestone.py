from datetime import date

from odoo import models


class OkrMilestone(models.Model):
    """When a milestone was reached."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.milestone"

    def _reached_on(self):
        """Return the day on which it was reached, None where it is not.

        Of one that was reached before days were noted, that is since ever.
        """
        self.ensure_one()
        return (self.date_reached or date.min) if self.is_reached else None
