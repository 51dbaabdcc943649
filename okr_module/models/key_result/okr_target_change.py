from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class OkrTargetChange(models.Model):
    """One line of the ledger of moved original_plan. Written once, never changed."""

    _name = "okr.target.change"
    _description = "Change to the plan of a key result"
    _order = "id desc"

    key_result_id = fields.Many2one(
        "okr.key.result", required=True, index=True, ondelete="cascade", readonly=True
    )
    objective_id = fields.Many2one(
        related="key_result_id.objective_id", store=True, index=True
    )
    company_id = fields.Many2one(related="key_result_id.company_id", store=True)
    date = fields.Date(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Changed by", readonly=True, ondelete="set null"
    )
    field_name = fields.Char(required=True, readonly=True)
    field_label = fields.Char(string="What", compute="_compute_field_label")
    old_value = fields.Float(readonly=True, aggregator=None)
    new_value = fields.Float(readonly=True, aggregator=None)
    # What a choice was, whatever the language of whoever changed it.
    old_code = fields.Char(readonly=True, export_string_translation=False)
    new_code = fields.Char(readonly=True, export_string_translation=False)
    old_text = fields.Char(string="From", readonly=True)
    new_text = fields.Char(string="To", readonly=True)
    reason = fields.Text(required=True, readonly=True)

    @api.depends("field_name")
    def _compute_field_label(self):
        for change in self:
            field = self.env["okr.key.result"]._fields.get(change.field_name)
            change.field_label = (
                field._description_string(self.env) if field else change.field_name
            )

    def write(self, vals):
        if vals:
            raise UserError(self.env._("The record of a changed plan stands as it is."))
        return super().write(vals)

    @api.model
    def _row(self, key_result, field_name, new_value, reason):
        """Return the values of one ledger line.

        :param key_result: okr.key.result before the change
        :param field_name: name of the field that changes
        """
        old_value = key_result[field_name]
        numeric = isinstance(old_value, float)
        field = key_result._fields[field_name]

        def text(value):
            if field.type == "selection":
                return dict(field._description_selection(self.env)).get(value, value)
            if field.type == "date":
                return format_date(self.env, value) if value else ""
            if field.type == "boolean":
                return self.env._("Yes") if value else self.env._("No")
            return key_result._format_value(float(value or 0.0))

        if field.type == "date":
            old_code, new_code = map(field.to_string, (old_value, new_value))
        else:
            old_code, new_code = old_value, new_value
        return {
            "key_result_id": key_result.id,
            "date": key_result.company_id._okr_today(),
            "user_id": self.env.uid,
            "field_name": field_name,
            "old_value": old_value if numeric else 0.0,
            "new_value": new_value if numeric else 0.0,
            "old_code": False if numeric else old_code,
            "new_code": False if numeric else new_code,
            "old_text": text(old_value),
            "new_text": text(new_value),
            "reason": reason.strip(),
        }
