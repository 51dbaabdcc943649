from odoo import api, models
from odoo.exceptions import ValidationError


class OkrKeyResult(models.Model):
    """A key result that objectives are aligned to."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.key.result"

    @api.constrains("objective_id")
    def _check_aligned_objectives(self):
        aligned = self.env["okr.objective"].sudo()
        for objective in aligned.search([("parent_key_result_id", "in", self.ids)]):
            key_result = objective.parent_key_result_id
            if key_result.objective_id != objective.parent_id:
                raise ValidationError(
                    self.env._(
                        "Objectives are aligned to it, so %s stays in its objective.",
                        key_result.sudo(False).display_name,
                    )
                )
