from odoo import models


class HrEmployee(models.Model):
    _name = "hr.employee"
    _inherit = ["hr.employee", "okr.reach.mixin"]

    # Whom a person leads is asked with each record rule, and goes down line by line
    _okr_line_idx = models.Index("(parent_id) INCLUDE (id, user_id, active)")
