from odoo import api, models
from odoo.fields import Domain

from ..objective.okr_objective_review import RAN


class OkrKeyResult(models.Model):
    """What is not ready in a key result before a step of its cycle."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.key.result"

    @api.model
    def _step_notes(self, cycle):
        """Return what to look at in running key results before their cycle ends.

        :return: list of :class:`TransitionNote`
        """
        running = Domain("state", "=", "active") & Domain(
            "objective_id", "any", cycle._domain_transition() & RAN
        )
        silent = self.env._("Nobody has checked in.")
        asking = self.env._("Its last check-in asks for help.")
        mute = self.env._("Its KPI does not answer.")
        return [
            note
            for code, domain, say, all_alike in (
                (
                    "never_checked_in",
                    Domain("checkin_ids", "=", False),
                    lambda _one: silent,
                    silent,
                ),
                (
                    "kpi_error",
                    Domain("kpi_error", "!=", False),
                    lambda one: self.env._(
                        "Its KPI does not answer: %s", one.kpi_error
                    ),
                    mute,
                ),
                (
                    "help_open",
                    Domain("help_needed", "=", True),
                    lambda _one: asking,
                    asking,
                ),
            )
            for note in cycle._noted(self, running & domain, code, say, all_alike)
        ]
