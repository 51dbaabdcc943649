from odoo import api, models
from odoo.exceptions import AccessError, MissingError
from odoo.fields import Command

from ..base.arguments import as_id
from ..base.bounds import check_bounds
from ..base.numbers import as_number

#: beginnings of the names of fields that discussions and to-dos keep for themselves
KEPT_BY_DISCUSSIONS = (
    "message_",
    "website_message_",
    "has_message",
    "rating_",
    "activity_exception_",
    "activity_type_icon",
    "activity_calendar_event_id",
)
LAST_WRITTEN = ("write_uid", "write_date")


class OkrInputAccessMixin(models.AbstractModel):
    """Values that come from outside, and what they may name.

    A record rule looks at the record that comes out. It does not see that a figure
    was given instead of computed, that a stored related field was given instead of
    followed, or that a form was asked what it would show if it belonged to a record
    that the caller may not read: computed fields are computed as superuser. This
    looks at what goes in.
    """

    _name = "okr.input.access.mixin"
    _inherit = ["okr.steps.mixin"]
    _description = "Values that a caller may give"

    #: fields of a model that hold what people type as a number
    _NUMBERS = ()

    @api.model
    def default_get(self, fields):
        if self.env.su:
            return super().default_get(fields)
        # A default is a value from outside too: it comes with the context.
        values = super().default_get(
            [
                name
                for name in fields
                if name not in self._fields
                or not self._is_system_field(name)
                or (self._fields[name].default and not self._default_is_given(name))
            ]
        )
        self._check_named_records(values)
        return values

    def onchange(self, values, field_names, fields_spec):
        self._check_named_records(values)
        return super().onchange(values, field_names, fields_spec)

    # --- STEPS ---

    def _prepare_create(self, vals_list):
        vals_list = super()._prepare_create(vals_list)
        for vals in vals_list:
            self._refuse_system_values(vals, self._system_values_at_creation())
        self._check_named_records(*vals_list)
        for vals in vals_list:
            self._read_numbers(vals)
        return vals_list

    def _prepare_write(self, vals):
        vals = super()._prepare_write(vals)
        self._refuse_system_values(vals, self._system_values_with(vals))
        self._check_named_records(vals)
        self._read_numbers(vals)
        return vals

    # --- WHAT THE SYSTEM SAYS ---

    @api.model
    def _default_is_given(self, name):
        return f"default_{name}" in self.env.context

    @api.model
    def _is_system_field(self, name):
        """Tell whether only the system gives a field its value."""
        field = self._fields[name]
        if self._transient:  # a dialog keeps nothing that could be forged
            return False
        if name.startswith(("message_", "activity_")) or field.type == "one2many":
            return False
        return bool(field.store and field.readonly and not field.inverse)

    @api.model
    def _system_values_at_creation(self):
        """Return the names of system fields that a new record may be given."""
        return ()

    @api.model
    def _system_values_with(self, vals):
        """Return the names of system fields that may be given with a change."""
        return ()

    @api.model
    def _refuse_system_values(self, vals, allowed=()):
        """Refuse figures and marks that a caller gives instead of earning them.

        :param vals: values as they came to ``create`` or ``write``
        :param allowed: names of fields that may be given nevertheless
        """
        if self.env.su:
            return
        for name in vals:
            if name in allowed or name not in self._fields:
                continue
            if name in models.MAGIC_COLUMNS or not self._is_system_field(name):
                continue
            raise AccessError(
                self.env._(
                    "%s follows by itself and cannot be given.",
                    self._fields[name]._description_string(self.env),
                )
            )

    @api.model
    def _read_numbers(self, vals):
        """Make numbers of what was typed as one.

        Said before the database has to say it, in its own words.

        :raise ValidationError: if it is none
        """
        for name in self._NUMBERS:
            if name in vals:
                label = self._fields[name]._description_string(self.env)
                vals[name] = as_number(self.env, vals[name] or 0.0, label)

    def _check_stays(self, vals):
        """Refuse moving what belongs to a key result to another one."""
        if "key_result_id" not in vals:
            return
        if self.env.su:
            key_result = self.env["okr.key.result"].browse(vals["key_result_id"])
            key_result.cycle_id._check_open()
        elif self.key_result_id.ids != [vals["key_result_id"]]:
            raise AccessError(self.env._("What belongs to a key result stays with it."))

    # --- WHAT MAY BE NAMED ---

    def _check_named_records(self, *values_list):
        """Refuse values that name records which the caller may not read.

        What stands in the record already may stand: whoever edits an objective may
        do so, although its parent is not theirs to see.
        """
        if self.env.su:
            return
        named = {}
        for values in values_list:
            self._collect_named_ids(self, values, named)
        for model_name, ids in named.items():
            records = self.env[model_name].browse(ids)
            try:
                records.check_access("read")
            except MissingError:
                # Asked only now: nearly all that is named is there
                records.exists().check_access("read")

    @api.model
    def _collect_named_ids(self, records, values, named):
        """Add to ``named`` the ids of OKR records that some values name, by model.

        :param records: the records that the values are for, of any model
        """
        for name, value in values.items():
            field = records._fields.get(name)
            if not (field and field.relational):
                continue
            if not field.comodel_name.startswith("okr."):
                continue
            if field.type != "many2one":
                check_bounds(records, name, value)
                lines, ids = self._read_commands(value or ())
            elif isinstance(value, dict):
                # In a line of a form, a dict stands for the record of the form.
                lines, ids = [value], [value.get("id")]
            else:
                lines, ids = [], [value]
            ids = set(map(self._as_id, ids)) - {0}
            if ids and len(records) == 1:
                ids -= set(records.sudo()[name].ids)
            named.setdefault(field.comodel_name, set()).update(ids)
            for line in lines:
                line_id = self._as_id(line.get("id"))
                record = self.env[field.comodel_name].browse(line_id or ())
                self._collect_named_ids(record, line, named)

    @api.model
    def _as_id(self, value):
        """Return the id that a value stands for in the database, 0 for none.

        A number may come as text, and a record that is not saved yet may stand for one
        that is.

        :raise UserError: for what is none: the database might take it for one
        """
        value = getattr(value, "origin", value)
        if isinstance(value, (tuple, list)):
            value = value[0] if value else 0
        if isinstance(value, str) and value.startswith("virtual_"):
            return 0  # what a form calls a line that is not saved yet
        return as_id(self.env, value)

    @api.model
    def _read_commands(self, commands):
        """Return ``(values of lines, ids)`` that x2many commands name."""
        lines, ids = [], set()
        for command in commands:
            if not isinstance(command, (list, tuple)):
                ids.add(command)
            elif command[0] == Command.SET:
                ids.update(command[2])
            elif command[0] == Command.CREATE:
                lines.append(dict(command[2] or {}, id=False))
            elif command[0] == Command.UPDATE:
                lines.append(dict(command[2] or {}, id=command[1]))
                ids.add(command[1])
            elif command[0] == Command.LINK:
                ids.add(command[1])
        return lines, ids

    # --- WHAT PEOPLE ARE OFFERED ---

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Offer no field that only the system reads to group, filter or export by.

        Such a field is not translated (``export_string_translation=False``): its name
        would tell nobody anything; or it is what discussions keep for themselves.
        """
        described = super().fields_get(allfields, attributes)
        for name, description in described.items():
            field = self._fields.get(name)
            if not field or self._is_offered(field):
                continue
            for offer in ("groupable", "searchable", "sortable", "exportable"):
                if offer in description:
                    description[offer] = False
        return described

    @api.model
    def _is_offered(self, field):
        """Tell whether people are offered a field to group, filter or export by."""
        return not (
            self._is_technical_field(field)
            or field.name == "sequence"
            # Of two "last saved" the one that a night's figures do not move
            or (field.name in LAST_WRITTEN and "date_revised" in self._fields)
            or (
                field.name.startswith(KEPT_BY_DISCUSSIONS)
                and field.name != "message_partner_ids"
            )
        )

    @api.model
    def _is_technical_field(self, field):
        return field.name == "parent_path" or not field.export_string_translation
