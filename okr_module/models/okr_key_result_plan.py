from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from .okr_key_result import TRAVELLING, WITHOUT_DIRECTION
from .okr_numbers import as_number


class OkrKeyResult(models.Model):
    """The plan of a key result: what makes sense, and what changes with a reason."""

    _inherit = "okr.key.result"

    # --- CONSTRAINTS ---

    @api.constrains(lambda self: self.PLAN_FIELDS)
    def _check_plan(self):
        for key_result in self:
            self._check_plan_values(
                {name: key_result[name] for name in self.PLAN_FIELDS}
                | {"name": key_result.name}
            )

    @api.model
    def _check_plan_values(self, values):
        """Raise a sentence where numbers and direction make no sense together."""
        name = values.get("name") or self.env._("A key result")
        values = values | {
            field: as_number(self.env, values[field] or 0.0, name)
            for field in self.NUMBERS
        }
        if values["weight"] < 0:
            raise ValidationError(
                self.env._("%s: a weight is a number from 0 upwards.", name)
            )
        if values["metric_type"] in WITHOUT_DIRECTION:
            return
        direction = values["direction"]
        start, target = values["start_value"], values["target_value"]
        if direction == "range" and values["range_min"] > values["range_max"]:
            raise ValidationError(
                self.env._("%s: the range begins above its end.", name)
            )
        if direction in TRAVELLING and start == target:
            raise ValidationError(
                self.env._(
                    "%s: start and target are the same, so there is no way to go. To "
                    "hold a value, choose 'Stay at or above' or 'Stay at or below'.",
                    name,
                )
            )
        if direction == "increase" and target < start:
            raise ValidationError(
                self.env._(
                    "%s: it is to rise, but the target lies below the start. Choose "
                    "'Fall to' if less is better.",
                    name,
                )
            )
        if direction == "decrease" and target > start:
            raise ValidationError(
                self.env._(
                    "%s: it is to fall, but the target lies above the start. Choose "
                    "'Rise to' if more is better.",
                    name,
                )
            )

    # --- ACTIONS ---

    def action_change_target(self):
        """Open the dialog that changes the plan, with a reason."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change the plan"),
            "res_model": "okr.change.target",
            "view_mode": "form",
            "target": "new",
            "context": {"default_key_result_id": self.id},
        }

    # --- BUSINESS ---

    def _check_move(self, vals):
        """Refuse moving key results but from one's draft to one's draft.

        :raise AccessError: if the other objective is not the caller's to change
        :raise UserError: if either has begun
        """
        objective = self.env["okr.objective"].browse(vals.get("objective_id") or ())
        if not objective or self.env.su or objective == self.objective_id:
            return
        (objective | self.objective_id).check_access("write")
        objective.cycle_id._check_open()
        for started in (objective | self.objective_id).filtered(
            lambda o: o.state != "draft"
        ):
            raise UserError(
                self.env._(
                    "%s has begun: key results neither leave it nor join it from "
                    "elsewhere.",
                    started.display_name,
                )
            )

    def _plan_changes(self, vals, reason):
        """Return the ledger rows for a change to the plan of running key results.

        :raise UserError: if the plan of a running key result changes without reason
        """
        rows = []
        for key_result in self:
            # A dropped one may be taken up again, so its plan is on record, too.
            if key_result.objective_id.state == "draft":
                continue
            changed = [
                name
                for name in self.PLAN_FIELDS
                if name in vals and vals[name] != key_result[name]
            ]
            if changed and not (reason or "").strip():
                raise UserError(
                    self.env._(
                        "%(key_result)s runs already: give a reason for changing "
                        "%(fields)s.",
                        key_result=key_result.display_name,
                        fields=", ".join(
                            self._fields[name]._description_string(self.env)
                            for name in changed
                        ),
                    )
                )
            rows += [
                self.env["okr.target.change"]._row(key_result, name, vals[name], reason)
                for name in changed
            ]
        return rows
