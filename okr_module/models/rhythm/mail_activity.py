from odoo import fields, models


class MailActivity(models.Model):
    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "mail.activity"

    okr_leaver_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        ondelete="cascade",
        groups=fields.NO_ACCESS,
        export_string_translation=False,
        help="Whose running goals this asks to hand over.",
    )
