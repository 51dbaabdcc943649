from odoo import api, models
from odoo.exceptions import UserError


class OkrPlanPartMixin(models.AbstractModel):
    """One of several parts of a key result's plan, such as a milestone.

    Added, changed or removed with a reason only, once people work to the plan,
    whether through the key result or by itself; not at all once its cycle is closed.
    A model that inherits has ``key_result_id``, says in ``_plan_part`` by which field
    of the key result it is one, in ``_part_value`` what it weighs and in
    ``_part_in_words`` what it says.
    """

    _name = "okr.plan.part.mixin"
    _inherit = ["okr.reason.mixin", "okr.input.access.mixin"]
    _description = "Part of a plan that changes with a reason"

    #: name of the field of the key result that holds it
    _plan_part = None

    # --- STEPS ---

    def _after_create(self, vals_list):
        result = super()._after_create(vals_list)
        if not self._is_made_with("okr.key.result"):
            self._record_parts(
                [
                    part._part_row(reason, new=part, new_code="added")
                    for part, vals in zip(self, vals_list, strict=True)
                    if part._is_planned()
                    for reason in [
                        part._needed_reason(self._reason_in(vals), part._plan_fields())
                    ]
                ]
            )
        self.key_result_id.cycle_id._check_open()
        return result

    def _check_write(self, vals):
        result = super()._check_write(vals)
        self._check_stays(vals)
        self.key_result_id.cycle_id._check_open()
        return result

    def _before_write(self, vals):
        before = super()._before_write(vals)
        reason = self._reason_in(vals)
        vals.pop("change_reason", None)
        before["parts"] = {
            part: part._part_row(
                part._needed_reason(reason, changed),
                old=part,
                **part._codes_of_change(changed),
            )
            for part in self
            if part._is_planned()
            for changed in [part._changed_in(vals)]
            if changed
        }
        return before

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        self._record_parts(
            [
                row | part._part_row("", new=part)
                for part, row in before["parts"].items()
            ]
        )
        return result

    def _before_unlink(self):
        before = super()._before_unlink()
        reason = self._reason_in({})
        before["parts"] = [
            part._part_row(
                part._needed_reason(reason, part._plan_fields()),
                old=part,
                old_code=part._code_of_removed(),
                new_code="removed",
            )
            for part in self
            if part._is_planned()
        ]
        return before

    def _after_unlink(self, before):
        result = super()._after_unlink(before)
        self._record_parts(before["parts"])
        return result

    # --- CRUD ---

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self.key_result_id.cycle_id._check_open()

    # --- BUSINESS ---

    def _is_planned(self):
        """Tell whether it is part of a plan that people work to."""
        self.ensure_one()
        return self.key_result_id._is_plan_held()

    def _needed_reason(self, reason, names):
        """Return a reason.

        :param names: names of the fields that change
        :raise UserError: if there is none
        """
        self.ensure_one()
        if not reason:
            raise UserError(
                self.env._(
                    "%(part)s is part of a running plan: give a reason for changing "
                    "%(fields)s. It is asked for in the form of the key result.",
                    part=self._part_in_words(),
                    fields=self._plan_labels(names),
                )
            )
        return reason

    def _part_row(self, reason, old=None, new=None, **codes):
        """Return the values of a ledger row, or those of one side of it.

        :param old: the part, where the row says what it was
        :param new: the part, where the row says what it is
        """
        self.ensure_one()
        row = dict(codes)
        if old:
            row.update(old_value=old._part_value(), old_text=old._part_in_words())
        if new:
            row.update(new_value=new._part_value(), new_text=new._part_in_words())
        if not reason:
            return row
        ledger = self.env["okr.target.change"]
        return (
            {"part_key": self.id}
            | ledger._frame(self.key_result_id, self._plan_part, reason)
            | row
        )

    def _record_parts(self, rows):
        self.env["okr.target.change"].sudo().create(rows)

    def _codes_of_change(self, changed):
        """Return what a row says beside numbers and words, before the change is made.

        :param changed: ``{field: new value}``
        """
        return {}

    def _code_of_removed(self):
        """Return what else has to be known of a part that is gone."""
        return False

    def _part_value(self):
        """Return the number that the part adds to the plan."""
        raise NotImplementedError

    def _part_in_words(self):
        """Return what the part says."""
        raise NotImplementedError
