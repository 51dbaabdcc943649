from odoo import models


class HrEmployee(models.Model):
    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "hr.employee"

    def write(self, vals):
        users = self.user_id if {"active", "user_id"} & set(vals) else None
        result = super().write(vals)
        if users is not None:
            (users | self.user_id)._okr_after_coming_or_going()
        return result

    def _okr_days_away(self, first, last):
        """Return ``{employee id: days}`` on which employees are on approved leave.

        Whole days alone. Nobody is, as far as employees alone tell; what keeps leave,
        such as the bridge to Time Off, adds to it.

        :param first: the first day asked for
        :param last: the last one
        :return: dict of sets of dates
        """
        return {}
