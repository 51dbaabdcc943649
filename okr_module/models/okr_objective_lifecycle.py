from odoo import models
from odoo.exceptions import UserError


class OkrObjective(models.Model):
    """The life of an objective: start, end, drop, and what each asks for."""

    _inherit = "okr.objective"

    # --- ACTIONS ---

    def action_activate(self):
        """Start the objective; from now on its plan changes with a reason only.

        :raise UserError: naming, as one list, all that is missing: an owner,
            dates, something that measures it
        """
        return self.write({"state": "active"})

    def action_done(self):
        """End the objective; its score is the last computed one unless changed.

        :raise UserError: if an objective is not active
        """
        return self.write({"state": "done"})

    def action_draft(self):
        """Take an objective back that was started too early.

        :raise UserError: if somebody has checked in already
        """
        return self.write({"state": "draft"})

    def action_cancel(self, reason=None):
        """Drop the objective: it counts nowhere from now on and stays readable.

        :param str reason: why; without one, a dialog that asks for it is returned
        :raise UserError: if the reason is empty
        """
        if reason is None:
            return self._open_cancel_dialog()
        if not reason.strip():
            raise UserError(self.env._("Say why it is dropped: others learn from it."))
        return self.write({"state": "cancelled", "cancel_reason": reason.strip()})

    # --- BUSINESS ---

    def _open_cancel_dialog(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Drop the objective"),
            "res_model": "okr.cancel",
            "view_mode": "form",
            "target": "new",
            "context": {"active_model": self._name, "active_ids": self.ids},
        }

    def _check_change_allowed(self, vals):
        """Refuse what a closed cycle or the state of an objective forbids."""
        if all(name.startswith(("message_", "activity_")) for name in vals):
            return
        self.cycle_id._check_open()
        target = vals.get("state")
        for objective in self if target else ():
            if target == objective.state:
                continue
            if target == "cancelled" and not (
                vals.get("cancel_reason") or objective.cancel_reason
            ):
                raise UserError(
                    self.env._("Say why %s is dropped.", objective.display_name)
                )
            history = objective.sudo().key_result_ids
            if target == "draft" and (history.checkin_ids or history.target_change_ids):
                raise UserError(
                    self.env._(
                        "%s has check-ins or changes to its plan, which stay on "
                        "record: it cannot become a draft again.",
                        objective.display_name,
                    )
                )
            if target == "done" and objective.state != "active":
                raise UserError(
                    self.env._(
                        "Only a running objective can be done: %s is not.",
                        objective.display_name,
                    )
                )

    def _check_first_state(self):
        """Hold a new objective that does not begin as a draft to what others met."""
        started = self.filtered(lambda o: o.state in ("active", "done"))
        started._check_ready()
        for objective in started:
            objective.sudo().activated_on = objective.company_id._okr_today()
        if self.filtered(lambda o: o.state == "cancelled"):
            raise UserError(self.env._("Nothing is dropped before it was there."))

    def _check_ready(self):
        """Raise one list of all that keeps objectives from starting."""
        problems = [
            f"{objective.name}: {problem}"
            for objective in self
            for problem in objective._activation_problems()
        ]
        if problems:
            raise UserError(
                "\n".join(
                    [
                        self.env._("Not ready to start yet:"),
                        *(f"• {problem}" for problem in problems),
                    ]
                )
            )

    def _activation_problems(self):
        """Return the sentences that say what is missing before it can start."""
        self.ensure_one()
        problems = []
        if not self.user_id:
            problems.append(self.env._("it has no owner"))
        if not self.cycle_id:
            problems.append(self.env._("it has no cycle, so no dates"))
        live = self.key_result_ids.filtered(lambda kr: kr.state == "active")
        if self.rollup != "aligned" and not live.filtered(lambda kr: kr.weight > 0):
            problems.append(self.env._("it has no key result that measures it"))
        problems += [
            self.env._("key result %s has no milestone", kr.name)
            for kr in live
            if kr.metric_type == "milestone" and not kr._steps()
        ]
        return problems

    def _log_plan_change(self, vals, reason):
        """Ask for a reason where a running objective's plan changes; keep both."""
        for objective in self:
            if objective.state not in ("active", "done"):
                continue
            changed = [
                name
                for name in self.PLAN_FIELDS
                if name in vals
                and (objective[name].id if name == "cycle_id" else objective[name])
                != (vals[name] or False)
            ]
            if not changed:
                continue
            labels = ", ".join(
                self._fields[name]._description_string(self.env) for name in changed
            )
            if not (reason or "").strip():
                raise UserError(
                    self.env._(
                        "%(objective)s runs already: give a reason for changing "
                        "%(fields)s.",
                        objective=objective.display_name,
                        fields=labels,
                    )
                )
            objective._message_log(
                body=self.env._(
                    "Changed %(fields)s. Reason: %(reason)s",
                    fields=labels,
                    reason=reason,
                )
            )
