from odoo import api, fields, models


class OkrObjective(models.Model):
    """What became of the KPIs that its key results are linked to."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.objective"

    has_kpi_mark = fields.Boolean(
        compute="_compute_has_kpi_mark",
        export_string_translation=False,
        help="The KPI of one of its key results does not answer, or is archived.",
    )

    # --- COMPUTE ---

    @api.depends("key_result_ids.kpi_mark")
    def _compute_has_kpi_mark(self):
        for objective in self:
            objective.has_kpi_mark = any(objective.key_result_ids.mapped("kpi_mark"))
