from odoo import models


class IrModel(models.Model):
    _inherit = "ir.model"

    def unlink(self):
        self.env["okr.kpi"]._let_go(self.ids, self.field_id.ids)
        return super().unlink()
