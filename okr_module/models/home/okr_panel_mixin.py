from odoo import fields, models


class OkrPanelMixin(models.AbstractModel):
    """Somebody, or some people, beside whom their objectives of today are shown."""

    _name = "okr.panel.mixin"
    _description = "Panel of objectives"

    okr_objective_ids = fields.Many2many(
        "okr.objective",
        string="Objectives",
        compute="_compute_okr_objective_ids",
    )
    okr_objective_count = fields.Integer(
        string="Number of objectives", compute="_compute_okr_objective_ids"
    )

    def _compute_okr_objective_ids(self):
        """Set which objectives they are, and how many; each model says so itself.

        Never as superuser: a panel shows no more than the lists do.
        """
        raise NotImplementedError

    def action_open_okr_objectives(self):
        """Open the objectives of the panel, which its reader may read."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "okr_module.okr_objective_action"
        )
        action["domain"] = [("id", "in", self.okr_objective_ids.ids)]
        action["context"] = {}
        return action
