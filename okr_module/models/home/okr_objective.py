from odoo import api, models
from odoo.fields import Domain


class OkrObjective(models.Model):
    """Which objectives are of today, for the panels of people and departments."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.objective"

    @api.model
    def _domain_of_today(self):
        """Return the domain of what is planned, runs or is done in open cycles."""
        return Domain("state", "!=", "cancelled") & Domain(
            "cycle_id.state", "in", ("draft", "active", "review")
        )
