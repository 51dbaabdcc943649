import json

from odoo import api, fields, models

#: what an automatic check-in was counted from
EVIDENCE = (
    "kpi_record_count",
    "kpi_checksum",
    "kpi_record_ids",
    "kpi_numerator",
    "kpi_denominator",
)


class OkrCheckin(models.Model):
    """What an automatic check-in was counted from, kept to be compared later."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.checkin"

    kpi_record_count = fields.Integer(
        string="Records counted", readonly=True, aggregator=None
    )
    kpi_checksum = fields.Char(readonly=True, export_string_translation=False)
    # Only for the comparison: which records they are is nobody's to read here.
    kpi_record_ids = fields.Text(
        readonly=True, groups=fields.NO_ACCESS, export_string_translation=False
    )
    kpi_numerator = fields.Float(string="Numerator", readonly=True, aggregator=None)
    kpi_denominator = fields.Float(string="Denominator", readonly=True, aggregator=None)
    kpi_is_filled_in = fields.Boolean(
        string="Filled in",
        readonly=True,
        copy=False,
        help="A week before the linking, from the records. Unlinking takes it out.",
    )
    is_restated = fields.Boolean(
        string="Restated",
        readonly=True,
        help="The records say another number of that day now.",
    )
    restated_value = fields.Float(string="Now", readonly=True, aggregator=None)

    # --- BUSINESS ---

    @api.model
    def _automatic_columns(self):
        unsaid = ("is_restated", "restated_value", "kpi_is_filled_in")
        return {
            **super()._automatic_columns(),
            **dict.fromkeys(EVIDENCE, "said"),
            **dict.fromkeys(unsaid, "unsaid"),
        }

    def _take_kpi_result(self, values):
        """Replace the KPI of the same day, with what it was counted from."""
        self.ensure_one()
        changed = {
            name: value
            for name, value in values.items()
            if (name.startswith("kpi_") or name == "value") and self[name] != value
        }
        if changed:
            self.write(changed)

    def _counted_ids(self):
        """Return the ids of the records counted, None where they were too many."""
        self.ensure_one()
        text = self.sudo().kpi_record_ids
        return set(json.loads(text)) if text else None

    def _compare_with(self, result):
        """Note whether the records still say what was reported.

        :param result: what the records say of that day now; None as value means
            that nothing is left of what was counted
        """
        self.ensure_one()
        if result.get("hidden"):
            return
        now = result["value"] or 0.0
        tolerance = 1e-9 * max(1.0, abs(self.value), abs(now))
        restated = abs(now - self.value) > tolerance
        if restated != self.is_restated or (restated and now != self.restated_value):
            self.write({"is_restated": restated, "restated_value": now})
