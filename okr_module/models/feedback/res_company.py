from odoo import fields, models


class ResCompany(models.Model):
    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "res.company"

    okr_feedback_enabled = fields.Boolean(
        string="Anonymous feedback",
        default=True,
        help="Whoever may read an objective may say what they think of it, and who it "
        "was is stored nowhere. Whoever works on the objective answers by name. "
        "Switched off, none is taken any more, and the page that shows it goes.",
    )
