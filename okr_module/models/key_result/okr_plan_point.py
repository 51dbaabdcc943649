from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date


class OkrPlanPoint(models.Model):
    """Where a key result should stand on a day, if not on the straight line."""

    _name = "okr.plan.point"
    _inherit = ["okr.input.access.mixin"]
    _description = "Plan point of a key result"
    _order = "key_result_id, date, id"

    _NUMBERS = ("value",)

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

    # --- STEPS ---

    def _after_create(self, vals_list):
        result = super()._after_create(vals_list)
        self._check_plan_open()
        return result

    def _check_write(self, vals):
        result = super()._check_write(vals)
        self._check_stays(vals)
        self._check_plan_open()
        return result

    # --- CRUD ---

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        self._check_plan_open()

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
                        date=format_date(self.env, point.date),
                        start=format_date(self.env, first),
                        end=format_date(self.env, cycle.date_end),
                    )
                )

    # --- BUSINESS ---

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
