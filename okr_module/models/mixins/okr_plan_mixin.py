from odoo import api, models
from odoo.exceptions import UserError


class OkrPlanMixin(models.AbstractModel):
    """A plan that changes with a reason only, once people work to it.

    What the plan consists of is said where each field is declared: ``plan=True``. All
    that copies, compares, asks about or records a plan reads it from there. What is
    dropped, and taken back, leaves the plan and comes back to it.

    Who may change it: ``objective/okr_objective_access.py: _domain_can_edit``; in a
    closed cycle nobody. What is kept of a change: ``key_result/okr_target_change.py``.
    """

    _name = "okr.plan.mixin"
    _inherit = ["okr.reason.mixin"]
    _description = "Plan that changes with a reason"

    # --- STEPS ---

    def _before_write(self, vals):
        before = super()._before_write(vals)
        reason = self._reason_in(vals)
        vals.pop("change_reason", None)
        before["plan_changes"] = [
            change
            for record in self
            if record._is_plan_held()
            for change in record._remember_plan(
                record._checked_changes(vals, reason), reason
            )
        ]
        return before

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        if before["plan_changes"]:
            self._record_plan_changes(before["plan_changes"])
        return result

    # --- ACTIONS AND API ---

    def action_take_back(self, reason=None):
        """Take up again what was dropped; it counts from now on as before.

        :param str reason: why; without one, a dialog that asks for it is returned
        :raise UserError: if the reason is empty where people had worked to it, or of
            what is never dropped, such as the plan in a template
        """
        if "state" not in self._fields:
            raise UserError(
                self.env._(
                    "It cannot be dropped, so there is nothing to take up again."
                )
            )
        return self._with_reason(
            reason, {"state": "active"}, self.env._("Take it up again")
        )

    # --- BUSINESS ---

    def _is_plan_held(self):
        """Tell whether people work to the plan, so that it changes with a reason."""
        raise NotImplementedError

    def _plan_values(self, names=None):
        """Return ``{field: value}`` of a plan; what it is linked to, by id.

        :param names: names of fields of the plan; by default all
        """
        self.ensure_one()
        names = self._plan_fields() if names is None else names
        return {
            name: self[name].id if self._fields[name].relational else self[name]
            for name in names
        }

    def _changed_in(self, vals):
        changed = super()._changed_in(vals)
        if "state" in vals and self.state != vals["state"]:
            if "cancelled" in (self.state, vals["state"]):
                changed["state"] = vals["state"]
        return changed

    def _checked_changes(self, vals, reason):
        """Return ``{field: new value}`` of what some values change in the plan.

        :raise UserError: if something changes and there is no reason
        """
        changed = self._changed_in(vals)
        if changed and not reason:
            raise UserError(
                self.env._(
                    "%(record)s runs already: give a reason for changing %(fields)s.",
                    record=self.display_name,
                    fields=self._plan_labels(changed),
                )
            )
        return changed

    def _remember_plan(self, changed, reason):
        """Return the values of ledger rows of a change, before it is made.

        :param changed: ``{field: new value}``
        """
        row = self.env["okr.target.change"]._row
        return [row(self, name, value, reason) for name, value in changed.items()]

    @api.model
    def _record_plan_changes(self, changes):
        """Record changes, as :meth:`_remember_plan` returned them; return the rows."""
        rows = self.env["okr.target.change"].sudo().create(changes)
        taken_back = rows.filtered(
            lambda row: row.field_name == "state" and row.old_code == "cancelled"
        )
        if taken_back:
            taken_back._retake_days_dropped()
        return rows

    def _with_reason(self, reason, vals, title, effect=False):
        """Write values with a reason, or return the dialog that asks for it.

        :param str reason: None where it is to be asked for, if it is needed
        :param str title: of the dialog
        :param str effect: a sentence of the dialog that says what will come of it
        """
        needed = any(
            record._is_plan_held() and record._changed_in(vals) for record in self
        )
        if reason is not None or not needed:
            return self.write({**vals, "change_reason": reason})
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "okr.plan.reason",
            "view_mode": "form",
            "target": "new",
            "context": {
                "active_model": self._name,
                "active_ids": self.ids,
                "okr_values": vals,
                "default_effect": effect,
            },
        }

    # --- ORIGINAL PLAN ---

    def _own_changes(self):
        """Return the rows of the ledger about this very plan, the earliest first."""
        raise NotImplementedError

    def _changes_of(self, names):
        """Return ``(field, old value)`` of what was changed, the earliest first."""
        return [
            (change.field_name, change.old_code or change.old_value)
            for change in self._own_changes()
            if change.field_name in names
        ]

    def _original_value(self, name):
        """Return the value of a field of the plan before the first of its changes."""
        self.ensure_one()
        field = self._fields[name]
        changes = self._changes_of((name,))
        if not changes:
            return self[name]
        first = changes[0][1]
        if field.type == "boolean":
            return bool(first)
        return field.convert_to_record(field.convert_to_cache(first, self), self)
