from odoo import fields, models


class OkrKpiLink(models.TransientModel):
    _inherit = "okr.kpi.link"

    kpi_team_id = fields.Many2one("crm.team", string="Team")

    def _scope_id(self):
        if self.kpi_scope == "team":
            return self.kpi_team_id.id
        return super()._scope_id()

    def _link_values(self):
        team = self.kpi_scope == "team" and self.kpi_team_id.id
        return dict(super()._link_values(), kpi_team_id=team)
