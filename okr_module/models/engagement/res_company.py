from odoo import fields, models


class ResCompany(models.Model):
    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "res.company"

    okr_min_group_size = fields.Integer(
        string="Smallest group of adoption figures",
        default=5,
        help="Adoption figures about fewer people than this are shown to nobody, nor "
        "what could be had by subtracting two of them.",
    )
    _check_okr_min_group_size = models.Constraint(
        "CHECK(okr_min_group_size >= 1)",
        "The smallest group has one member or more.",
    )
