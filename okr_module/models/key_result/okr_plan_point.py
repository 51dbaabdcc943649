from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..base.numbers import as_number


class OkrPlanPoint(models.Model):
    """Where a key result should stand on a day, if not on the straight line."""

    _name = "okr.plan.point"
    _inherit = ["okr.guarded.values"]
    _description = "Plan point of a key result"
    _order = "key_result_id, date, id"

    key_result_id = fields.Many2one(
        "okr.key.result", required=True, index=True, ondelete="cascade"
    )
    objective_id = fields.Many2one(
        related="key_result_id.objective_id", store=True, index=True
    )
    company_id = fields.Many2one(related="key_result_id.company_id", store=True)
    date = fields.Date(required=True)
    value = fields.Float(required=True, aggregator=None)

    _one_a_day = models.UniqueIndex(
        "(key_result_id, date)", "A plan holds one value a day."
    )
    _check_value = models.Constraint(
        "CHECK(abs(value) < 'Infinity')", "The value of a plan point is a number."
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_system_values(vals_list)
        self._check_values(vals_list)
        points = super().create(vals_list)
        points._check_plan_open()
        return points

    def write(self, vals):
        self._refuse_system_values([vals])
        self._check_stays(vals)
        self._check_values([vals])
        self._check_plan_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        self._check_plan_open()

    @api.constrains("date")
    def _check_date(self):
        for point in self:
            cycle = point.key_result_id.cycle_id
            if cycle and not cycle.date_start <= point.date <= cycle.date_end:
                raise ValidationError(
                    self.env._(
                        "The plan point of %(date)s lies outside the cycle, which "
                        "runs from %(start)s to %(end)s.",
                        date=point.date,
                        start=cycle.date_start,
                        end=cycle.date_end,
                    )
                )

    @api.model
    def _check_values(self, vals_list):
        for vals in vals_list:
            as_number(
                self.env, vals.get("value") or 0.0, self.env._("Value of a plan point")
            )

    def _check_plan_open(self):
        """A plan is made before the work begins, and stands from then on."""
        self.key_result_id.cycle_id._check_open()
        for point in self:
            if point.objective_id.state in ("active", "done"):
                raise UserError(
                    self.env._(
                        "%s runs already: its plan points stand.",
                        point.key_result_id.display_name,
                    )
                )
