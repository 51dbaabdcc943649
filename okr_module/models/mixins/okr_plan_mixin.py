from odoo import api, fields, models
from odoo.exceptions import UserError


class OkrPlanMixin(models.AbstractModel):
    """A plan that changes with a reason only, once people work to it.

    What the plan consists of is said where each field is declared: ``plan=True``. All
    that copies, compares, asks about or records a plan reads it from there.
    """

    _name = "okr.plan.mixin"
    _inherit = ["okr.steps.mixin"]
    _description = "Plan that changes with a reason"

    change_reason = fields.Text(
        string="Reason for the change",
        store=False,
        export_string_translation=False,
        help="Given together with a change to a plan that people work to.",
    )

    # --- DECLARATION ---

    def _valid_field_parameter(self, field, name):
        return name == "plan" or super()._valid_field_parameter(field, name)

    @api.model
    def _plan_fields(self):
        """Return the names of the fields that make up the plan."""
        return [
            name for name, field in self._fields.items() if getattr(field, "plan", None)
        ]

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

    # --- STEPS ---

    def _before_write(self, vals):
        before = super()._before_write(vals)
        reason = (vals.pop("change_reason", None) or "").strip()
        before["plan_changes"] = [
            change
            for record in self
            if record._is_plan_held()
            for change in record._remember_plan(
                record._changed_in(vals, reason), reason
            )
        ]
        return before

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        if before["plan_changes"]:
            self._record_plan_changes(before["plan_changes"])
        return result

    # --- BUSINESS ---

    def _is_plan_held(self):
        """Tell whether people work to the plan, so that it changes with a reason."""
        raise NotImplementedError

    def _changed_in(self, vals, reason):
        """Return ``{field: new value}`` of what some values change in the plan.

        :raise UserError: if something changes and there is no reason
        """
        self.ensure_one()
        plan = self._plan_values([name for name in self._plan_fields() if name in vals])
        changed = {
            name: vals[name]
            for name, value in plan.items()
            if (vals[name] or False) != (value or False)
        }
        if changed and not reason:
            raise UserError(
                self.env._(
                    "%(record)s runs already: give a reason for changing %(fields)s.",
                    record=self.display_name,
                    fields=self._plan_labels(changed),
                )
            )
        return changed

    @api.model
    def _plan_labels(self, names):
        """Return what fields of the plan are called, with commas between them."""
        return ", ".join(
            self._fields[name]._description_string(self.env) for name in names
        )

    def _remember_plan(self, changed, reason):
        """Return a list of what is to be recorded of a change, before it is made.

        :param changed: ``{field: new value}``
        """
        raise NotImplementedError

    @api.model
    def _record_plan_changes(self, changes):
        """Record changes, as :meth:`_remember_plan` returned them."""
        raise NotImplementedError
