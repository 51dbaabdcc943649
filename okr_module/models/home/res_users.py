from odoo import models


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["res.users", "okr.person.mixin"]

    _okr_user_field = None

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + [
            "okr_objective_ids",
            "okr_objective_count",
        ]
