from odoo import models


class HrVersion(models.Model):
    _name = "hr.version"
    _inherit = ["hr.version", "okr.reach.mixin"]
