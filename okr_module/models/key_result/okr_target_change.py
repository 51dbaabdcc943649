from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


def as_spans(days_dropped):
    """Return ``days_dropped`` of a key result as the arithmetic has it: of dates."""
    return tuple(tuple(map(fields.Date.to_date, days)) for days in days_dropped or ())


class OkrTargetChange(models.Model):
    """One row of the ledger of changed plans. Written once, never changed.

    Of the plan of a key result, or of an objective where no key result is named. What
    makes a row, and that it needs a reason, say ``mixins/okr_plan_mixin.py`` and, of
    milestones, points and work, ``mixins/okr_plan_part_mixin.py``.
    """

    _name = "okr.target.change"
    _description = "Change to a plan"
    _order = "id desc"

    key_result_id = fields.Many2one(
        "okr.key.result",
        index=True,
        ondelete="cascade",
        readonly=True,
        string="Key result",
    )
    objective_id = fields.Many2one(
        "okr.objective",
        compute="_compute_objective_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="objective_id.company_id", store=True)
    date = fields.Date(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Changed by", readonly=True, ondelete="set null"
    )
    field_name = fields.Char(required=True, readonly=True)
    field_label = fields.Char(string="What", compute="_compute_field_label")
    part_key = fields.Integer(
        string="Number of the part",
        readonly=True,
        aggregator=None,
        export_string_translation=False,
        help="Which milestone or plan point it was; it may be gone.",
    )
    old_value = fields.Float(readonly=True, aggregator=None)
    new_value = fields.Float(readonly=True, aggregator=None)
    # What a choice was, whatever the language of whoever changed it.
    old_code = fields.Char(readonly=True, export_string_translation=False)
    new_code = fields.Char(readonly=True, export_string_translation=False)
    old_text = fields.Char(string="From", readonly=True)
    new_text = fields.Char(string="To", readonly=True)
    reason = fields.Text(required=True, readonly=True)

    # --- COMPUTE ---

    @api.depends("key_result_id.objective_id")
    def _compute_objective_id(self):
        for change in self:
            change.objective_id = (
                change.key_result_id.objective_id or change.objective_id
            )

    @api.depends("field_name", "key_result_id")
    @api.depends_context("lang")
    def _compute_field_label(self):
        for change in self:
            model = "okr.key.result" if change.key_result_id else "okr.objective"
            field = self.env[model]._fields.get(change.field_name)
            change.field_label = (
                field._description_string(self.env) if field else change.field_name
            )

    # --- CRUD ---

    def write(self, vals):
        if vals:
            raise UserError(self.env._("The record of a changed plan stands as it is."))
        return super().write(vals)

    # --- BUSINESS ---

    @api.model
    def _frame(self, record, field_name, reason):
        """Return what each row says: of which plan, when, who, what and why.

        :param record: okr.key.result or okr.objective
        """
        of_objective = record._name == "okr.objective"
        return {
            "key_result_id": not of_objective and record.id,
            "objective_id": record.id if of_objective else record.objective_id.id,
            "date": (record.company_id or self.env.company)._okr_today(),
            "user_id": self.env.uid,
            "field_name": field_name,
            "reason": reason.strip(),
        }

    @api.model
    def _row(self, record, field_name, new_value, reason):
        """Return the values of one row.

        :param record: okr.key.result or okr.objective before the change
        :param field_name: name of the field that changes
        :param new_value: as the cache holds it
        """
        field = record._fields[field_name]
        old_value = field.convert_to_cache(record[field_name], record)
        numeric = field.type == "float"
        return {
            **self._frame(record, field_name, reason),
            "old_value": old_value if numeric else 0.0,
            "new_value": new_value if numeric else 0.0,
            "old_code": not numeric and self._as_code(field, old_value),
            "new_code": not numeric and self._as_code(field, new_value),
            "old_text": self._as_text(record, field, old_value),
            "new_text": self._as_text(record, field, new_value),
        }

    @api.model
    def _as_code(self, field, value):
        """Return a value in a form that no language changes; of a record, its id."""
        if not value:
            return False
        if field.type == "date":
            return fields.Date.to_string(value)
        return str(value)

    @api.model
    def _as_text(self, record, field, value):
        """Return a value as whoever changes it reads it."""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.type == "many2one":
            return value and record.env[field.comodel_name].browse(value).display_name
        if field.type == "date":
            return value and format_date(self.env, value)
        if field.type != "float":
            return value
        if field.name == "weight":
            return f"{value or 0.0:g}"
        return record._format_value(float(value or 0.0))

    @api.model
    def _row_of_added(self, key_result, reason):
        """Return the row of a key result that joins a plan people work to."""
        return {
            **self._frame(key_result, "state", reason),
            "new_code": "added",
            "new_text": self.env._("Added"),
        }

    # --- DROPPED AND TAKEN BACK ---

    @api.model
    def _days_dropped(self, key_results):
        """Return the days on which key results, or their objectives, were dropped.

        As far as they were taken back: those that still are have ``date_cancelled``.

        :return: ``{key result: [[day of a drop, day it was taken back]]}``, ISO days
        """
        if not key_results:
            return {}
        rows = self.sudo().search_fetch(
            [
                ("objective_id", "in", key_results.objective_id.ids),
                ("field_name", "=", "state"),
                "|",
                ("old_code", "=", "cancelled"),
                ("new_code", "=", "cancelled"),
            ],
            order="id",
        )
        since, spans = {}, defaultdict(list)
        for row in rows:
            record = row.key_result_id or row.objective_id
            if row.new_code == "cancelled":
                since[record] = row.date
            else:
                # One that was dropped in the draft was so from its first day on
                spans[record].append((since.pop(record, None), row.date))
        return {
            key_result: [
                [fields.Date.to_string(first), fields.Date.to_string(back)]
                for record in (key_result._origin, key_result.objective_id._origin)
                for first, back in spans[record]
                for first in [first or key_result.date_activated or back]
                if first < back
            ]
            for key_result in key_results
        }

    def _retake_days_dropped(self):
        """Have it taken again when what these changes are about was dropped."""
        of_objectives = self.filtered(lambda row: not row.key_result_id).objective_id
        key_results = self.sudo().key_result_id | of_objectives.sudo().key_result_ids
        name = "days_dropped"
        self.env.add_to_compute(key_results._fields[name], key_results)
        key_results.modified([name])
