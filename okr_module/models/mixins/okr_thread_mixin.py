from odoo import models


class OkrThreadMixin(models.AbstractModel):
    """A discussion that is on record: see ``mail_message.py``."""

    _name = "okr.thread.mixin"
    _inherit = ["mail.thread"]
    _description = "Discussion on record"

    def _check_can_update_message_content(self, messages):
        result = super()._check_can_update_message_content(messages)
        messages._okr_check_mendable()
        return result
