from odoo import api, fields, models

from ..base.arguments import as_words


class OkrReasonMixin(models.AbstractModel):
    """A reason that is given together with a change, and kept in the ledger.

    It comes as ``change_reason`` in the values; what is written as lines of another
    record has it from there. Only who deletes lines by themselves gives it in the
    context, as ``okr_change_reason``: a deletion has no values.

    Where it is needed, each with a sentence of its own: a plan that changes
    (``okr_plan_mixin.py: _checked_changes``), a part of it (``okr_plan_part_mixin.py:
    _needed_reason``), a key result that joins it (``key_result/okr_key_result.py:
    _record_added``), a goal that is dropped (``okr_droppable_mixin.py: _check_write``).
    """

    _name = "okr.reason.mixin"
    _inherit = ["okr.steps.mixin"]
    _description = "Reason of a change"

    change_reason = fields.Text(
        string="Reason for the change",
        store=False,
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

    # --- WHAT IS UNDER WAY ---

    def _said_with(self, *vals_list):
        said = super()._said_with(*vals_list)
        reasons = dict.fromkeys(filter(None, map(self._reason_in, vals_list)))
        if not reasons:
            return said
        return said.with_context(okr_change_reason=" / ".join(reasons))

    # --- BUSINESS ---

    @api.model
    def _reason_in(self, vals):
        """Return the reason that is given for a change, or an empty string.

        :param vals: the values of the change
        """
        dropped = vals.get("state") == "cancelled" and vals.get("cancel_reason")
        given = (
            vals.get("change_reason")
            or dropped
            or self.env.context.get("okr_change_reason")
        )
        return as_words(self.env, given)

    def _changed_in(self, vals):
        """Return ``{field: new value}`` of what some values change in the plan."""
        self.ensure_one()
        changed = {}
        for name in self._plan_fields():
            if name not in vals:
                continue
            field = self._fields[name]
            new = field.convert_to_cache(vals[name], self, validate=False)
            if (new or False) != (field.convert_to_cache(self[name], self) or False):
                changed[name] = new
        return changed

    @api.model
    def _plan_labels(self, names):
        """Return what fields of the plan are called, with commas between them."""
        return ", ".join(
            self._fields[name]._description_string(self.env) for name in names
        )
