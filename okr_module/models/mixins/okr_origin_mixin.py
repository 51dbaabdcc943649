from odoo import models
from odoo.exceptions import UserError


class OkrOriginMixin(models.AbstractModel):
    """A record that continues an earlier one; which one is part of its history.

    A copy that somebody makes names the original, so the field can be given with a
    new record, by those who may set up the original; later it stands. The name of the
    original stays with those who may read it.
    """

    _name = "okr.origin.mixin"
    _inherit = ["okr.steps.mixin"]
    _description = "What is continued"

    # --- STEPS ---

    def _after_create(self, vals_list):
        result = super()._after_create(vals_list)
        if not self.env.su:
            self._continued_objectives()._check_may_be_continued()
        return result

    def _check_write(self, vals):
        super()._check_write(vals)
        if "origin_id" not in vals or self.env.su:
            return
        origin = self._fields["origin_id"].convert_to_cache(vals["origin_id"], self)
        if any(record.origin_id.id != origin for record in self.sudo()):
            raise UserError(
                self.env._("What it continues is part of its history and stands.")
            )

    # --- BUSINESS ---

    def _continued_objectives(self):
        """Return the objectives that these records continue, or a part of them."""
        return self.origin_id
