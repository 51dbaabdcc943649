from odoo import fields, models


class OkrCycleGenerate(models.TransientModel):
    """Makes the cycles of a fiscal year."""

    _name = "okr.cycle.generate"
    _description = "Generate a year and its quarters"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    day = fields.Date(
        string="A day in that year",
        required=True,
        default=lambda self: self.env.company._okr_today(),
        help="The fiscal year around this day is made, with its four quarters. "
        "Those that are there already stay as they are.",
    )

    def action_generate(self):
        """Make the year and its quarters and show them."""
        self.ensure_one()
        cycles = self.env["okr.cycle"]._generate_fiscal_year(self.company_id, self.day)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "okr_module.okr_cycle_action"
        )
        action["domain"] = [("id", "in", cycles.ids)]
        return action
