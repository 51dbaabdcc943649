from odoo import models
from odoo.exceptions import UserError


class OkrInitiative(models.Model):
    """Work as part of a plan: where it counts, it is held to what a milestone is."""

    _inherit = "okr.initiative"

    # --- BUSINESS ---

    def _is_done_by(self, day=None):
        """Tell whether it is done, or was by the end of a day."""
        self.ensure_one()
        late = day and self.date_done and self.date_done > day
        return self.state == "done" and not late

    def _is_dropped_by(self, day=None):
        """Tell whether it is dropped, or was by the end of a day."""
        self.ensure_one()
        later = day and self.date_dropped and self.date_dropped > day
        return self.state == "dropped" and not later

    def _is_planned(self):
        """Tell whether it is part of a plan that people are measured by."""
        self.ensure_one()
        return self.counts and self.objective_state in ("active", "done")

    def _check_takes_work(self):
        for initiative in self:
            key_result, objective = initiative.key_result_id, initiative.objective_id
            if "cancelled" in (key_result.state, objective.state):
                raise UserError(
                    self.env._(
                        "%s was dropped: there is nothing to do for it.",
                        key_result.display_name,
                    )
                )
            if objective.state == "done":
                raise UserError(
                    self.env._(
                        "%s is done: there is nothing more to do for it.",
                        objective.display_name,
                    )
                )

    def _check_not_running(self):
        """Refuse changing a plan that people are measured by, as with milestones."""
        for initiative in self:
            if initiative._is_planned():
                raise UserError(
                    self.env._(
                        "%s counts in the progress of a running key result: its weight "
                        "stands and it is not deleted. Drop it, with a reason.",
                        initiative.display_name,
                    )
                )

    def _ledger_of_drops(self, vals):
        """Return the ledger rows of what leaves a plan that people are measured by.

        :raise UserError: if something does so without a reason
        """
        if vals.get("state") != "dropped":
            return []
        leaving = self.filtered(lambda i: i.state != "dropped" and i._is_planned())
        reason = (vals.get("drop_reason") or "").strip()
        if leaving and not reason:
            raise UserError(
                self.env._(
                    "%s counts in the progress of a running key result: say why it is "
                    "dropped, with the button Drop.",
                    ", ".join(leaving.mapped("display_name")),
                )
            )
        return [
            {
                "key_result_id": initiative.key_result_id.id,
                "date": initiative.company_id._okr_today(),
                "user_id": self.env.uid,
                "field_name": "initiative_ids",
                "old_text": initiative.own_name or self.env._("An initiative"),
                "new_text": self.env._("Dropped"),
                "reason": reason,
            }
            for initiative in leaving
        ]
