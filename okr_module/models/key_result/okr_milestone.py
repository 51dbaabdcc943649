from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..base.numbers import as_number


class OkrMilestone(models.Model):
    """A step of a key result that is measured by steps."""

    _name = "okr.milestone"
    _inherit = ["okr.guarded.values"]
    _description = "Milestone of a key result"
    _order = "key_result_id, sequence, date_deadline, id"

    name = fields.Char(required=True)
    key_result_id = fields.Many2one(
        "okr.key.result", required=True, index=True, ondelete="cascade"
    )
    objective_id = fields.Many2one(
        related="key_result_id.objective_id", store=True, index=True
    )
    company_id = fields.Many2one(related="key_result_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    weight = fields.Float(default=1.0, aggregator=None)
    is_reached = fields.Boolean(string="Reached", copy=False)
    date_deadline = fields.Date(string="Deadline")
    date_reached = fields.Date(string="Reached on", readonly=True, copy=False)

    _check_weight = models.Constraint(
        "CHECK(weight >= 0 AND weight < 'Infinity')",
        "The weight of a milestone is a number from 0 upwards.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_system_values(vals_list)
        self._check_weights(vals_list)
        for vals in vals_list:
            if vals.get("is_reached"):
                key_result = self.env["okr.key.result"].browse(
                    vals.get("key_result_id")
                )
                company = key_result.company_id or self.env.company
                vals.setdefault("date_reached", company._okr_today())
        milestones = super().create(vals_list)
        milestones.key_result_id.cycle_id._check_open()
        return milestones

    def write(self, vals):
        self._refuse_system_values([vals])
        self._check_stays(vals)
        self.key_result_id.cycle_id._check_open()
        self._check_weights([vals])
        if "weight" in vals:
            self._check_not_running()
        if "is_reached" in vals and self:
            today = self.company_id[:1]._okr_today()
            vals = {"date_reached": vals["is_reached"] and today, **vals}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        self.key_result_id.cycle_id._check_open()
        self._check_not_running()

    @api.model
    def _check_weights(self, vals_list):
        for vals in vals_list:
            label = vals.get("name") or self.env._("Weight of a milestone")
            if as_number(self.env, vals.get("weight") or 0.0, label) < 0:
                raise ValidationError(
                    self.env._("The weight of a milestone is a number from 0 upwards.")
                )

    def _check_not_running(self):
        """Refuse taking steps away from a plan that people work to."""
        for milestone in self:
            if milestone.objective_id.state in ("active", "done"):
                raise UserError(
                    self.env._(
                        "%s is part of a running plan: its weight stands and it is "
                        "not deleted. Add a milestone, or drop the key result.",
                        milestone.name,
                    )
                )
