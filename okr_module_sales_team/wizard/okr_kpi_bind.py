from odoo import fields, models


class OkrKpiBind(models.TransientModel):
    _inherit = "okr.kpi.bind"

    kpi_team_id = fields.Many2one("crm.team", string="Team")

    def _scope_id(self):
        if self.kpi_scope == "team":
            return self.kpi_team_id.id
        return super()._scope_id()

    def _binding_values(self):
        team = self.kpi_scope == "team" and self.kpi_team_id.id
        return dict(super()._binding_values(), kpi_team_id=team)
