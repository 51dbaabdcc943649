from odoo import fields, models


class OkrObjective(models.Model):
    """What the review at the end of a cycle says about an objective."""

    _inherit = "okr.objective"

    decision = fields.Selection(
        [("keep", "Keep"), ("change", "Change"), ("drop", "Drop")],
        string="What becomes of it",
        copy=False,
        tracking=True,
        help="In the next cycle. Keep: it goes on. Change: it goes on as a draft that "
        "asks for changes. Drop: it does not.",
    )
