from odoo import api, fields, models
from odoo.exceptions import UserError


class OkrKpiObjective(models.TransientModel):
    """Makes an objective out of KPIs that Odoo holds already."""

    _name = "okr.kpi.objective"
    _inherit = ["okr.input.access.mixin"]
    _description = "Objective from KPIs"

    name = fields.Char(
        string="Objective",
        required=True,
        help="One sentence that makes people want to get up in the morning.",
    )
    cycle_id = fields.Many2one(
        "okr.cycle",
        default=lambda self: self.env["okr.cycle"]._current(self.env.company),
        required=True,
        domain="[('state', 'in', ('draft', 'active'))]",
    )
    offered_kpi_ids = fields.Many2many(
        "okr.kpi",
        compute="_compute_offered_kpi_ids",
        export_string_translation=False,
        help="Those that the person at the dialog may link.",
    )
    kpi_ids = fields.Many2many(
        "okr.kpi",
        string="KPIs",
        domain="[('id', 'in', offered_kpi_ids)]",
        help="Each becomes a key result that takes its value by itself.",
    )

    @api.depends("cycle_id")
    @api.depends_context("uid")
    def _compute_offered_kpi_ids(self):
        kpis = self.env["okr.kpi"].sudo(False).search([("active", "=", True)])
        offered = kpis._filtered_offered()
        for wizard in self:
            wizard.offered_kpi_ids = offered

    def action_confirm(self):
        """Make the objective as a draft of one's own, and open it.

        Start and target are proposed from what each KPI has said so far.

        :raise UserError: if no KPI is chosen, or one does not answer
        :raise AccessError: if a KPI is not the caller's to link
        """
        self.ensure_one()
        if not self.kpi_ids:
            raise UserError(self.env._("Choose at least one KPI."))
        # Who sets the company up begins with what is everybody's
        is_manager = self.env.user.has_group("okr_module.group_okr_manager")
        objective = self.env["okr.objective"].create(
            {
                "name": self.name,
                "cycle_id": self.cycle_id.id,
                "user_id": self.env.uid,
                "level": "company" if is_manager else "individual",
                "key_result_ids": [
                    fields.Command.create(
                        # Less than now is a bound to keep: where nothing is counted yet
                        # there is nowhere to fall from
                        {
                            "name": kpi.name,
                            "direction": "at_most"
                            if kpi.better == "lower"
                            else "increase",
                        }
                    )
                    for kpi in self.kpi_ids
                ],
            }
        )
        for kpi, key_result in zip(self.kpi_ids, objective.key_result_ids, strict=True):
            link = (
                self.env["okr.kpi.link"]
                .with_context(
                    default_key_result_id=key_result.id, default_kpi_id=kpi.id
                )
                .create({})
            )
            if kpi.better == "higher" and link.start_value >= link.target_value:
                # Nothing to go by: a tenth better, or one where there is none yet
                link.target_value = link.start_value + (abs(link.start_value) / 10 or 1)
            link.action_link()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Objective"),
            "res_model": "okr.objective",
            "res_id": objective.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
