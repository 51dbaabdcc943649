from odoo import api, models
from odoo.exceptions import UserError


class OkrOriginMixin(models.AbstractModel):
    """A record that continues an earlier one; which one is part of its history.

    A copy that somebody makes names the original, so the field can be given with a
    new record, by those who may set up the original; later it stands. The name of the
    original stays with those who may read it.
    """

    _name = "okr.origin.mixin"
    _description = "What is continued"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if not self.env.su:
            records._continued_objectives()._check_may_be_continued()
        return records

    def write(self, vals):
        if "origin_id" in vals and not self.env.su:
            origin = self._fields["origin_id"].convert_to_cache(vals["origin_id"], self)
            if any(record.origin_id.id != origin for record in self.sudo()):
                raise UserError(
                    self.env._("What it continues is part of its history and stands.")
                )
        return super().write(vals)

    def _continued_objectives(self):
        """Return the objectives that these records continue, or a part of them."""
        return self.origin_id
