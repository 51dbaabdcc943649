from odoo import api, models
from odoo.exceptions import AccessError

#: by what these say, people see and change OKRs
_ORGANISATION = ("hr.department", "hr.employee", "hr.version")


class MailThread(models.AbstractModel):
    """Mail about OKRs comes in through the mail server, and by nobody's own hand.

    Every employee may hand a mail to Odoo, as a mail server does: with a sender of
    their choice, for a record or a model that they name, with values for a new one. It
    is taken in as superuser, so no right of theirs would be asked.
    """

    _inherit = "mail.thread"

    @api.model
    def message_route(self, message, message_dict, *args, **kwargs):
        routes = super().message_route(message, message_dict, *args, **kwargs)
        if not self.env.is_system():
            self._okr_check_delivered(routes)
        return routes

    @api.model
    def _okr_check_delivered(self, routes):
        """Refuse what a mail would do that an ordinary user hands over.

        :param routes: as Odoo found them: each ``(model, id, values of a new record,
            id of a user, alias)``
        :raise AccessError: where it is about an OKR, about who leads whom, or brings
            along values for other records: those might be OKRs, too
        """
        ours = self.env["mail.message"]._okr_private_models()
        for model_name, record_id, values, *_whose in routes or ():
            # A reply to what is there brings no values
            is_new = not record_id and (
                model_name in _ORGANISATION
                or any(
                    isinstance(value, (list, tuple))
                    for value in (values or {}).values()
                )
            )
            if model_name in ours or is_new:
                raise AccessError(
                    self.env._(
                        "Mail about OKRs, and about who leads whom, is handed over by "
                        "the mail server, as an administrator of the settings."
                    )
                )
