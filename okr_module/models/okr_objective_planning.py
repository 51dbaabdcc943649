from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from .okr_transition_note import TransitionNote


class OkrObjective(models.Model):
    """When an objective is to run: an idea gets its dates, a draft gets others."""

    _inherit = "okr.objective"

    # --- ACTIONS ---

    def action_plan_into_cycle(self):
        """Open the dialog that gives drafts a cycle."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan into a cycle"),
            "res_model": "okr.plan.cycle",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_objective_ids": [Command.set(self.ids)]},
        }

    # --- BUSINESS ---

    def _move_to_cycle(self, cycle):
        """Give drafts another cycle; days of their plans move with them.

        :param cycle: okr.cycle, empty to make ideas of them
        :raise UserError: if an objective has begun
        """
        for objective in self:
            if objective.state != "draft":
                raise UserError(
                    self.env._(
                        "%s has begun: roll it over instead, so that its history "
                        "stays where it is.",
                        objective.display_name,
                    )
                )
        moving = self.filtered(lambda o: o.cycle_id != cycle)
        for old_cycle, objectives in moving.grouped("cycle_id").items():
            old = old_cycle._span()
            objectives.write({"cycle_id": cycle.id})
            if cycle:
                objectives.key_result_ids._move_plan(old, cycle._span())
            dated = objectives.key_result_ids.filtered(
                lambda kr: kr.kpi_date_start or kr.kpi_date_end
            )
            dated.write({"kpi_date_start": False, "kpi_date_end": False})

    def _part_from_staying(self):
        """Untie objectives that move on from those that stay behind in their cycle.

        Nothing is aligned to what is closed, nor what is closed to what goes on.
        """
        staying = self.filtered(
            lambda o: o.parent_id.cycle_id == o.cycle_id and o.parent_id not in self
        )
        below = self.child_ids.filtered(
            lambda child: child.cycle_id in self.cycle_id and child not in self
        )
        for objectives in (staying, below):
            objectives.write({"parent_id": False})
        (staying | below)._message_log_batch(
            bodies={
                objective.id: self.env._(
                    "No longer aligned: one of the two stayed in a cycle that closes."
                )
                for objective in staying | below
            }
        )

    # --- WHAT IS NOT READY ---

    def _draft_notes(self, step):
        """Return what keeps a draft from starting, before its cycle takes a step."""
        self.ensure_one()
        if step == "close":  # what becomes of it is asked for, one by one
            return []
        problems = self._activation_problems()
        if not problems:
            return [self._note("draft", self.env._("It is ready, but still a draft."))]
        return [
            self._note("not_ready", self.env._("Still a draft: %s.", problem))
            for problem in problems
        ]

    def _running_notes(self, step):
        """Return what to look at in a running objective before a step."""
        self.ensure_one()
        notes = []
        if not self.user_id:
            notes.append(self._note("no_owner", self.env._("It has no owner.")))
        if step == "activate":
            return notes
        if not self.is_measured:
            notes.append(
                self._note(
                    "no_score",
                    self.env._("Nothing measures it, so it has no score."),
                )
            )
        for key_result in self.key_result_ids.filtered(lambda kr: kr.state == "active"):
            notes += key_result._running_notes()
        if step == "close":
            notes += self._review_notes()
        return notes

    def _review_notes(self):
        """Return what a review has left open."""
        self.ensure_one()
        if self.retrospective:
            return []
        return [
            self._note(
                "no_retrospective", self.env._("Nobody has said what was learned.")
            )
        ]

    def _note(self, code, sentence, record=None):
        return TransitionNote(code, sentence, record or self)
