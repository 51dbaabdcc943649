from odoo import api, fields, models


class OkrKeyResult(models.Model):
    _inherit = "okr.key.result"

    kpi_team_id = fields.Many2one(
        "crm.team",
        string="KPI of team",
        index="btree_not_null",
        ondelete="set null",
        plan=True,
        domain="[('company_id', 'in', [company_id, False])]",
    )

    # --- BUSINESS ---

    @api.model
    def _kpi_link_fields(self):
        return super()._kpi_link_fields() | {"kpi_team_id"}

    def _kpi_scope_id(self):
        if self.kpi_scope == "team" and self.kpi_team_id:
            return self.kpi_team_id.id
        return super()._kpi_scope_id()
