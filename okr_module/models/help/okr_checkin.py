from odoo import api, models


class OkrCheckin(models.Model):
    """A check-in that asks for help makes a call of it."""

    _inherit = "okr.checkin"

    @api.model_create_multi
    def create(self, vals_list):
        checkins = super().create(vals_list)
        checkins._call_for_help()
        return checkins

    def write(self, vals):
        result = super().write(vals)
        if vals.get("help_needed"):
            self._call_for_help()
        elif "help_needed" in vals:
            calls = self.env["okr.help.request"].sudo()
            calls.search([("checkin_id", "in", self.ids)]).sudo(False)._lapse(
                self.env._("It was asked by mistake.")
            )
        return result

    def _call_for_help(self):
        """Make calls of those that ask for help and are the latest word.

        An earlier day told afterwards asks for nothing today, and neither does what
        Odoo checks in by itself.
        """
        asking = self.filtered(
            lambda checkin: (
                checkin.help_needed
                and checkin.source != "kpi"
                and checkin.objective_id.state == "active"
                and checkin == checkin.key_result_id._history()[-1:]
            )
        )
        if asking:
            self.env["okr.help.request"]._ask(asking)
