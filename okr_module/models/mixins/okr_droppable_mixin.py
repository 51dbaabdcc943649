from odoo import fields, models
from odoo.exceptions import UserError

from ..base.arguments import as_words
from ..base.bounds import check_bounds


class OkrDroppableMixin(models.AbstractModel):
    """What can be dropped: a dead goal is called dead, thanked for, and stays readable.

    A model that inherits has ``state`` with the key ``cancelled``, says in
    ``_what_a_drop_frees`` what its end is good for and in ``_drop_title`` what the
    dialog that asks why is called.
    """

    _name = "okr.droppable.mixin"
    _inherit = ["okr.reason.mixin", "okr.input.access.mixin"]
    _description = "What can be dropped"

    cancel_reason = fields.Text(string="Why it was dropped", copy=False, readonly=True)
    date_cancelled = fields.Date(
        string="Dropped on",
        readonly=True,
        copy=False,
        help="From this day on it counts nowhere.",
    )

    # --- STEPS ---

    def _system_values_with(self, vals):
        # A reason is given with the act, and stands from then on.
        names = super()._system_values_with(vals)
        return (*names, "cancel_reason") if vals.get("state") == "cancelled" else names

    def _prepare_write(self, vals):
        vals = super()._prepare_write(vals)
        if "cancel_reason" in vals:
            check_bounds(self, "cancel_reason", vals["cancel_reason"])
        if vals.get("state") == "cancelled" and not vals.get("cancel_reason"):
            # The reason of a change of plan is why it was dropped, too
            if reason := self._reason_in(vals):
                vals["cancel_reason"] = reason
        return vals

    def _check_write(self, vals):
        super()._check_write(vals)
        if vals.get("state") != "cancelled":
            return
        for record in self._need_reason_to_drop():
            if record.state != "cancelled" and not as_words(
                self.env, vals.get("cancel_reason")
            ):
                raise UserError(
                    self.env._("Say why %s is dropped.", record.display_name)
                )

    def _before_write(self, vals):
        before = super()._before_write(vals)
        before["moved"] = self.filtered(
            lambda record: "state" in vals and record.state != vals["state"]
        )
        return before

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        for company, records in before["moved"].grouped("company_id").items():
            records._note_day_of_state(vals, (company or self.env.company)._okr_today())
        if vals.get("state") == "cancelled":
            before["moved"]._thank_for_the_drop()
        return result

    # --- ACTIONS AND API ---

    def action_cancel(self, reason=None):
        """Drop it: it counts nowhere from now on and stays readable.

        :param str reason: why; without one, a dialog that asks for it is returned
        :raise UserError: if the reason is empty
        """
        if reason is None:
            return {
                "type": "ir.actions.act_window",
                "name": self._drop_title(),
                "res_model": "okr.cancel",
                "view_mode": "form",
                "target": "new",
                "context": {"active_model": self._name, "active_ids": self.ids},
            }
        reason = as_words(self.env, reason)
        if not reason:
            raise UserError(self.env._("Say why it is dropped: others learn from it."))
        return self.write({"state": "cancelled", "cancel_reason": reason})

    # --- BUSINESS ---

    def _drop_title(self):
        """Return the title of the dialog that asks why."""
        raise NotImplementedError

    def _what_a_drop_frees(self):
        """Return one sentence about what is free for something else.

        It tells only what whoever reads the record may read.
        """
        raise NotImplementedError

    def _need_reason_to_drop(self):
        """Return those of these that are dropped with a reason only."""
        return self

    def _note_day_of_state(self, vals, day):
        """Note the day on which these came to another state.

        :param vals: the values with which they did; a day that is given stands
        :param day: today where their company works
        """
        if "date_cancelled" not in vals:
            dropped = vals["state"] == "cancelled"
            self._write_noted({"date_cancelled": dropped and day})

    def _thank_for_the_drop(self):
        """Say it in the discussion: why, and that it was well done."""
        for goal in self:
            goal._message_log(
                body=self.env._(
                    "Dropped: %(reason)s Thank you for saying so. %(freed)s",
                    reason=(goal.cancel_reason or "").rstrip(" .") + ".",
                    freed=goal._what_a_drop_frees(),
                )
            )
