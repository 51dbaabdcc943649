from odoo import api, fields, models


class OkrMilestone(models.Model):
    """One of the things that a key result of milestones counts."""

    _name = "okr.milestone"
    _inherit = ["okr.named.mixin", "okr.plan.part.mixin", "okr.weight.mixin"]
    _description = "Milestone of a key result"
    _order = "key_result_id, sequence, date_deadline, id"

    _NUMBERS = ("weight",)
    _plan_part = "milestone_ids"

    name = fields.Char(required=True)
    key_result_id = fields.Many2one(
        "okr.key.result",
        required=True,
        index=True,
        ondelete="cascade",
        string="Key result",
    )
    objective_id = fields.Many2one(
        related="key_result_id.objective_id", store=True, index=True
    )
    company_id = fields.Many2one(related="key_result_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    weight = fields.Float(plan=True)
    is_reached = fields.Boolean(string="Reached", copy=False)
    date_deadline = fields.Date(string="Deadline")
    date_reached = fields.Date(string="Reached on", readonly=True, copy=False)

    # --- STEPS ---

    def _after_create(self, vals_list):
        result = super()._after_create(vals_list)
        given = [vals.get("date_reached") for vals in vals_list]
        reached = self.filtered("is_reached")
        (reached - self._given_a_day(given))._note_day_of_reaching()
        return result

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        if "is_reached" in vals and "date_reached" not in vals:
            self._note_day_of_reaching()
        return result

    # --- BUSINESS ---

    @api.model
    def _nameless_sentence(self):
        return self.env._("A milestone needs a name.")

    def _tick(self, reached_ids, day=None):
        """Have those reached that are named, and no other of these.

        :param reached_ids: ids; of others than these they are passed over
        :param day: the day on which what is new was reached; by default today
        """
        for is_reached in (True, False):
            moved = self.filtered(
                lambda milestone, now=is_reached: (
                    (milestone.id in reached_ids) is now
                    and milestone.is_reached is not now
                )
            )
            if moved:
                moved.write({"is_reached": is_reached})
            if moved and is_reached and day:
                # Whoever may tick it was just asked; the day is the system's to note.
                moved.sudo()._write_noted({"date_reached": day})

    def _given_a_day(self, days):
        """Return those of these to which a list of days says one."""
        return self.browse(
            milestone.id for milestone, day in zip(self, days, strict=True) if day
        )

    def _note_day_of_reaching(self):
        """Note today, where its company works, on what is reached."""
        for company, milestones in self.grouped("company_id").items():
            today = (company or self.env.company)._okr_today()
            for is_reached, some in milestones.grouped("is_reached").items():
                some._write_noted({"date_reached": is_reached and today})

    # --- PART OF A PLAN ---

    def _part_value(self):
        return self.weight

    def _part_in_words(self):
        self.ensure_one()
        return self.env._(
            "%(milestone)s (weight %(weight)s)",
            milestone=self.name,
            weight=f"{self.weight:g}",
        )

    def _code_of_removed(self):
        return "reached" if self.is_reached else "open"
