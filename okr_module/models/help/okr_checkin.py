from odoo import models


class OkrCheckin(models.Model):
    """A check-in that asks for help makes a help request."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.checkin"

    # --- STEPS ---

    def _after_create(self, vals_list):
        result = super()._after_create(vals_list)
        self._request_help()
        return result

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        if vals.get("help_needed"):
            self._request_help()
        elif "help_needed" in vals:
            requests = self.env["okr.help.request"].sudo()
            requests.search([("checkin_id", "in", self.ids)]).sudo(False)._lapse(
                self.env._("It was asked by mistake.")
            )
        return result

    # --- BUSINESS ---

    def _request_help(self):
        """Make requests of those that ask for help and are the latest word.

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

    def get_asked(self) -> list:
        """Return the names of those whom these check-ins asked for help.

        :raise AccessError: if the caller may not read one of them
        """
        self.check_access("read")
        requests = self.filtered("help_needed").key_result_id.help_request_ids
        asked = requests.filtered(lambda request: request.state == "open").manager_id
        return asked.mapped("name")
