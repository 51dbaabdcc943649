from odoo import api, models


class MailThread(models.AbstractModel):
    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Take answers to our mails out of the post: they are read, not posted."""
        ours = [route for route in routes or () if route[0] == "okr.reminder"]
        if not ours:
            return super()._message_route_process(message, message_dict, routes)
        for route in ours:
            reminder = self.env["okr.reminder"].sudo().browse(route[1] or ())
            reminder.exists()._take_answer(message, message_dict)
        others = [route for route in routes if route not in ours]
        if others:
            return super()._message_route_process(message, message_dict, others)
        return ours[0][1]
