from odoo import models


class OkrCheckin(models.Model):
    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.checkin"

    # Who spoke lately, among millions of check-ins
    _entered_idx = models.Index("(entered_on, user_id)")
