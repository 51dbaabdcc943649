from odoo import fields, models


class OkrHelpAnswer(models.TransientModel):
    """Asks what the answer to a help request is."""

    _name = "okr.help.answer"
    _inherit = ["okr.input.access.mixin"]
    _description = "Answer a help request"

    request_id = fields.Many2one("okr.help.request", required=True, readonly=False)
    key_result_id = fields.Many2one(
        related="request_id.key_result_id", related_sudo=False
    )
    asked_by_id = fields.Many2one(related="request_id.asked_by_id", related_sudo=False)
    what = fields.Text(related="request_id.what", related_sudo=False)
    clock_label = fields.Char(related="request_id.clock_label", related_sudo=False)
    kind = fields.Selection(
        [
            ("resources", "More hands or money"),
            ("priority", "Another priority"),
            ("scope", "Another scope"),
            ("other", "Something else"),
        ],
        string="The help is",
        default="resources",
        required=True,
    )
    answer = fields.Text(string="In words")

    def action_confirm(self):
        """Answer the help request."""
        self.ensure_one()
        self.request_id.action_answer(self.kind, self.answer)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Answered. %s is told, and it stands in the discussion.",
                    self.asked_by_id.sudo().name,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
