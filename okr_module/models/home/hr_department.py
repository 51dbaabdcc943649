from odoo import api, fields, models
from odoo.fields import Domain


class HrDepartment(models.Model):
    _name = "hr.department"
    _inherit = ["hr.department", "okr.panel.mixin"]

    okr_objective_ids = fields.Many2many(
        help="Those of the department and of those below it that are planned, run or "
        "are done in cycles that are not closed, as far as you may read them.",
    )

    @api.depends("parent_path")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_okr_objective_ids(self):
        # Never as superuser: a panel shows no more than the lists do
        objectives = self.env["okr.objective"].sudo(False)
        found = objectives.search(
            Domain("department_id", "child_of", self._origin.ids)
            & objectives._domain_of_today()
        )
        lines = {
            objective: (objective.sudo().department_id.parent_path or "").split("/")
            for objective in found
        }
        for department in self:
            number = str(department._origin.id)
            mine = found.filtered(lambda o, number=number: number in lines[o])
            department.okr_objective_ids = mine
            department.okr_objective_count = len(mine)

    def action_open_okr_report(self):
        """Ask for the report of a cycle of the department, as far as one may read."""
        self.ensure_one()
        return self.env["okr.cycle.report"]._open(
            scope="department", department_id=self.id, company_id=self.company_id.id
        )
