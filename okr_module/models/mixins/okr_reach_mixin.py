from odoo import api, models


class OkrReachMixin(models.AbstractModel):
    """What says who leads and who belongs to whom: a change drops what is known."""

    _name = "okr.reach.mixin"
    _description = "Place in the organisation"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env["res.users"]._drop_okr_reach()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env["res.users"]._drop_okr_reach()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["res.users"]._drop_okr_reach()
        return result
