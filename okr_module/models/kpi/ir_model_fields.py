from odoo import models


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    def unlink(self):
        self.env["okr.kpi"]._let_go((), self.ids)
        return super().unlink()
