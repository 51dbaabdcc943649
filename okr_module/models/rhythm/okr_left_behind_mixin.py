from odoo import api, fields, models
from odoo.exceptions import AccessError


class OkrLeftBehindMixin(models.AbstractModel):
    """What runs and whose owner no longer works here: somebody hands it over.

    A model that inherits says in ``_okr_running_objective`` whose rights it follows.
    """

    _name = "okr.left.behind.mixin"
    _description = "Left behind by who has left"

    is_left_behind = fields.Boolean(
        compute="_compute_is_left_behind",
        export_string_translation=False,
        help="Its owner has left, and it is for the reader to say who goes on with it.",
    )

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_left_behind(self):
        leavers = self.sudo().user_id._okr_who_left()
        for record in self:
            owner = record.sudo().user_id
            record.is_left_behind = bool(
                owner in leavers
                and record._okr_is_running()
                and self.env.user._okr_hands_over(
                    owner, record._okr_running_objective()
                )
            )

    def _okr_running_objective(self):
        """Return the objective that one record is, or belongs to."""
        raise NotImplementedError

    def _okr_is_running(self):
        """Tell whether somebody has to answer for one record."""
        self.ensure_one()
        objective = self._okr_running_objective().sudo()
        return (
            self.sudo().state == "active"
            and objective.state == "active"
            and objective.cycle_id.state != "closed"
        )

    def action_hand_over(self):
        """Open the dialog that hands over all that the owner of this left behind.

        :raise AccessError: where that is not the caller's to do
        """
        self.ensure_one()
        self.check_access("read")
        if not self.is_left_behind:
            raise AccessError(self.env["okr.handover"]._not_yours())
        return self.env["okr.handover"]._open(self.sudo().user_id)
