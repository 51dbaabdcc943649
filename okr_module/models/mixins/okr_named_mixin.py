from odoo import api, models
from odoo.exceptions import ValidationError


class OkrNamedMixin(models.AbstractModel):
    """Something that is called by words: blanks are no name.

    A model that inherits has ``name`` and says in ``_nameless_sentence`` what it wants.
    """

    _name = "okr.named.mixin"
    _inherit = ["okr.steps.mixin"]
    _description = "Name in words"

    # --- CONSTRAINTS ---

    @api.constrains("name")
    def _check_name(self):
        for record in self:
            self._check_named({"name": record.name})

    # --- STEPS ---

    def _prepare_create(self, vals_list):
        vals_list = super()._prepare_create(vals_list)
        for vals in vals_list:
            self._check_named(vals)
        return vals_list

    def _prepare_write(self, vals):
        vals = super()._prepare_write(vals)
        self._check_named(vals)
        return vals

    # --- BUSINESS ---

    @api.model
    def _check_named(self, vals):
        """Refuse a name without words, before the database has to say it."""
        if "name" in vals and not (vals["name"] or "").strip():
            raise ValidationError(self._nameless_sentence())

    @api.model
    def _nameless_sentence(self):
        """Return the sentence for who gives no name."""
        raise NotImplementedError
