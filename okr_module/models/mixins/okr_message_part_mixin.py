from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class OkrMessagePartMixin(models.AbstractModel):
    """A table of mail's that is about one message each, and tells of it.

    It names a message, when it was sent and to whom. Of messages about OKRs that is
    for those alone whom :meth:`_okr_parts_of_reader` names.
    """

    _name = "okr.message.part.mixin"
    _inherit = ["okr.private.note.mixin"]
    _description = "Part of a message that follows the right to read"

    #: name of the field that holds the message
    _okr_message_field = "mail_message_id"

    @api.model
    def _okr_parts_of_reader(self):
        """Return the domain of what the reader may see of any message."""
        is_manager = self.env.user.has_group("okr_module.group_okr_manager")
        return Domain.TRUE if is_manager else Domain.FALSE

    @api.model
    def _okr_domain_parts(self):
        """Return the domain of what the reader may see.

        Row by row and by the message's own index, so that a page costs a page.
        """

        def of_others(model, alias, query):
            return SQL(
                """NOT EXISTS (
                    SELECT FROM mail_message okr_message
                     WHERE okr_message.id = %s AND okr_message.model IN %s
                )""",
                model._field_to_sql(alias, self._okr_message_field, query),
                tuple(self._okr_private_models()),
            )

        return self._okr_parts_of_reader() | Domain.custom(to_sql=of_others)

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        bypass_access=False,
        **kwargs,
    ):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._okr_domain_parts()
        return super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs
        )

    def _okr_hidden(self):
        if self.sudo(False).env.su:
            return self.browse()
        parts = self.sudo()._origin
        parts -= parts.filtered_domain(self._okr_parts_of_reader())
        messages = set(parts[self._okr_message_field]._okr_notes()._ids)
        return self.browse(
            [part.id for part in parts if part[self._okr_message_field].id in messages]
        )

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not self or (result and result[0] == self):
            return result
        return self._okr_forbid(result)
