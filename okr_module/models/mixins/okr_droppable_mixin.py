from odoo import fields, models


class OkrDroppable(models.AbstractModel):
    """What can be dropped: a dead goal is called dead, thanked for, and stays readable.

    A model that inherits says in ``_what_a_drop_frees`` what its end is good for.
    """

    _name = "okr.droppable"
    _description = "Goal that can be dropped"

    cancelled_on = fields.Date(
        string="Dropped on",
        readonly=True,
        copy=False,
        help="From this day on it counts nowhere.",
    )

    def _what_a_drop_frees(self):
        """Return one sentence about what is free for something else.

        It tells only what whoever reads the record may read.
        """
        raise NotImplementedError

    def _with_day_of_drop(self, vals):
        """Return values with the day, where they drop goals or take them up again."""
        if "state" not in vals or not self:
            return vals
        if vals["state"] != "cancelled":
            return dict(vals, cancelled_on=False)
        return dict(vals, cancelled_on=self.company_id[:1]._okr_today())

    def write(self, vals):
        dropping = vals.get("state") == "cancelled"
        dropped = dropping and self.filtered(lambda goal: goal.state != "cancelled")
        result = super().write(vals)
        if dropped:
            dropped._thank_for_the_drop()
        return result

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
