from odoo import models


class HrDepartment(models.Model):
    _name = "hr.department"
    _inherit = ["hr.department", "okr.reach.mixin", "okr.import.name.mixin"]

    # Which departments a person manages is asked with each record rule
    _okr_manager_idx = models.Index("(manager_id) WHERE manager_id IS NOT NULL")
