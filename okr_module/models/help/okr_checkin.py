from odoo import api, models
from odoo.exceptions import UserError


class OkrCheckin(models.Model):
    """A check-in that asks for help makes a help request."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.checkin"

    # --- STEPS ---

    @api.model
    def _check_create(self, vals_list):
        result = super()._check_create(vals_list)
        if self.env.context.get("okr_on_screen"):
            for vals in vals_list:
                words = vals.get("blocker") or vals.get("note") or ""
                if vals.get("help_needed") and not words.strip():
                    raise UserError(
                        self.env._(
                            "You ask for help: say in a few words what is missing, so "
                            "that whoever is asked can do something about it."
                        )
                    )
        return result

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

    def get_asked(self) -> list:
        """Return the sentences that say whom the help of these was asked of.

        :raise AccessError: if the caller may not read one of them
        """
        self.check_access("read")
        asking = self.filtered("help_needed").key_result_id.filtered("open_help_id")
        people = asking.open_help_of_id
        sentences = []
        if people:
            sentences.append(
                self.env._("%s was asked for help.", ", ".join(people.mapped("name")))
            )
        if asking.filtered(lambda kr: not kr.open_help_of_id):
            sentences.append(
                self.env._("Nobody could be asked for help: tell somebody who can.")
            )
        return sentences

    def _request_help(self):
        """Make requests of those that ask for help and are the latest word.

        An earlier day told afterwards asks for nothing today, and neither does what
        Odoo checks in by itself.
        """
        asking = self._filtered_told().filtered(
            lambda checkin: (
                checkin.help_needed
                and checkin.objective_id.state == "active"
                and checkin == checkin.key_result_id._history()[-1:]
            )
        )
        if asking:
            self.env["okr.help.request"]._ask(asking)
