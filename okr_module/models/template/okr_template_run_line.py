from odoo import fields, models


class OkrTemplateRunLine(models.Model):
    """One person, or one department, that a template is used for."""

    _name = "okr.template.run.line"
    _description = "Somebody a template is used for"
    _order = "run_id, state_rank, id"
    _rec_name = "name"

    run_id = fields.Many2one(
        "okr.template.run", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(string="For", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Owner", readonly=True, ondelete="set null"
    )
    department_id = fields.Many2one("hr.department", readonly=True, ondelete="set null")
    state = fields.Selection(
        [
            ("ready", "To be made"),
            ("made", "Made"),
            ("left_out", "Left out"),
        ],
        default="ready",
        required=True,
        readonly=True,
    )
    state_rank = fields.Integer(
        default=1,
        readonly=True,
        export_string_translation=False,
        help="Those that are left out come first: they are what one looks for.",
    )
    reason = fields.Char(string="Why not", readonly=True)
    objective_id = fields.Many2one(
        "okr.objective", readonly=True, index="btree_not_null", ondelete="set null"
    )

    _order_idx = models.Index("(run_id, state_rank, id)")
    _nobody_twice = models.UniqueIndex(
        "(run_id, user_id, COALESCE(department_id, 0)) WHERE state != 'left_out'",
        "Nobody is in the list twice.",
    )

    # --- BUSINESS ---

    def _leave_out(self, reason):
        """Note why none is made here; as superuser, since nobody writes lines."""
        self.sudo().write({"state": "left_out", "state_rank": 0, "reason": reason})
