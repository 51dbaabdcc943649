from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..base.texts import say_day


class OkrPlanPoint(models.Model):
    """Where a key result should stand on a day, if not on the straight line."""

    _name = "okr.plan.point"
    _inherit = ["okr.plan.part.mixin"]
    _description = "Plan point of a key result"
    _order = "key_result_id, date, id"

    _NUMBERS = ("value",)
    _plan_part = "plan_ids"

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
    date = fields.Date(required=True, plan=True)
    value = fields.Float(required=True, aggregator=None, plan=True)

    _one_a_day = models.UniqueIndex(
        "(key_result_id, date)", "A plan holds one value a day."
    )
    _check_value = models.Constraint(
        "CHECK(abs(value) < 'Infinity')", "The value of a plan point is a number."
    )

    # --- CONSTRAINTS ---

    @api.constrains("date")
    def _check_date(self):
        for point in self:
            cycle = point.key_result_id.cycle_id
            first = cycle and point.key_result_id._first_checkin_day()
            if cycle and not first <= point.date <= cycle.date_end:
                raise ValidationError(
                    self.env._(
                        "The plan point of %(date)s lies outside the cycle, which "
                        "runs from %(start)s to %(end)s.",
                        date=say_day(self.env, point.date),
                        start=say_day(self.env, first),
                        end=say_day(self.env, cycle.date_end),
                    )
                )

    # --- PART OF A PLAN ---

    def _codes_of_change(self, changed):
        return super()._codes_of_change(changed) | {"old_code": str(self.date)}

    def _code_of_removed(self):
        return str(self.date)

    def _part_value(self):
        return self.value

    def _part_in_words(self):
        self.ensure_one()
        return self.env._(
            "%(value)s on %(day)s",
            value=self.key_result_id._format_value(self.value),
            day=say_day(self.env, self.date),
        )
