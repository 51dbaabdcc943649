from odoo import fields, models


class OkrKpiValue(models.Model):
    """A KPI that came from outside, for one day and one scope."""

    _name = "okr.kpi.value"
    _inherit = ["okr.steps.mixin"]
    _description = "KPI from outside"
    _order = "kpi_id, date desc, id"

    kpi_id = fields.Many2one("okr.kpi", required=True, index=True, ondelete="cascade")
    date = fields.Date(required=True)
    value = fields.Float(required=True, aggregator=None)
    company_id = fields.Many2one("res.company", required=True, index=True)
    department_id = fields.Many2one("hr.department", index=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", index=True, ondelete="cascade")

    _one_a_day = models.UniqueIndex(
        "(kpi_id, company_id, COALESCE(department_id, 0), COALESCE(user_id, 0), date)",
        "There is a value for that day already.",
    )
    _check_value = models.Constraint(
        "CHECK(abs(value) < 'Infinity')", "A KPI is a number."
    )
