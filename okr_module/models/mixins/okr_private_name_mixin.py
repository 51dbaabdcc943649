from odoo import api, models


class OkrPrivateNameMixin(models.AbstractModel):
    """A name that stays with those who may read the record.

    Names travel further than records: as parent, as group of a list, as a tag.
    """

    _name = "okr.private.name.mixin"
    _description = "Name for those who may read the record"

    @api.depends(
        lambda self: [n for n in ("name", "objective_id") if n in self._fields]
    )
    @api.depends_context("lang", "uid")
    def _compute_display_name(self):
        readable = self.sudo(False)._filtered_access("read")
        for record in self:
            if record in readable or not record._origin:
                record.display_name = record.name
            else:
                record.display_name = self.env._("Not visible to you")
