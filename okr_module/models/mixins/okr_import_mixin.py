from odoo import api, models
from odoo.exceptions import UserError

#: kinds of fields whose empty cell means: as if nobody had said anything
COUNTED = ("selection", "integer", "float")


class OneOfSeveral(Exception):
    """Something is wrong with one of several rows, and it is not yet said which."""


class OkrImportMixin(models.AbstractModel):
    """Records that come out of a file which people wrote by hand.

    An empty cell leaves a field to its default, as on a form; and what is wrong is
    said of the row that it is wrong in.
    """

    _name = "okr.import.mixin"
    _inherit = ["okr.steps.mixin"]
    _description = "Import of a file"

    # --- ACTIONS AND API ---

    @api.model
    def load(self, fields, data):
        """Import rows, as Odoo does, with sentences that name the right row.

        Rows below one another that say the same of a record, but for its lines, are
        one record with several lines.
        """
        data = self._without_repetitions(fields, data)
        result = super(OkrImportMixin, self.with_context(okr_import=True)).load(
            fields, data
        )
        for message in result["messages"]:
            if message.get("type") == "error" and not message.get("field"):
                self._point_at_line(message, fields, data)
        return result

    def _load_records(self, data_list, update=False):
        try:
            return super()._load_records(data_list, update)
        except UserError as error:
            if len(data_list) > 1 and self.env.context.get("okr_import"):
                # Odoo would say it of the first row. It takes them one by one instead.
                raise OneOfSeveral from error
            raise

    # --- STEPS ---

    def _prepare_create(self, vals_list):
        if self.env.context.get("okr_import"):
            # Before anybody reads them: an empty cell is no 0
            vals_list = [self._without_empty_cells(vals) for vals in vals_list]
        return super()._prepare_create(vals_list)

    # --- BUSINESS ---

    @api.model
    def _without_empty_cells(self, vals):
        """Return values without those that an empty cell leaves to what is usual."""
        kept = {}
        for name, value in vals.items():
            field = self._fields.get(name)
            left_to_default = (
                value is False
                and field
                and (
                    field.compute
                    or (field.default and (field.required or field.type in COUNTED))
                )
            )
            if not left_to_default:
                kept[name] = value
        return kept

    @api.model
    def _without_repetitions(self, fields, data):
        """Return rows in which a record that is written again is left out.

        :param fields: names of the columns, those of lines with a ``/``
        :param data: list of rows, each a list of cells
        """
        of_lines = {
            index
            for index, path in enumerate(fields)
            if self._is_of_lines(path.split("/")[0])
        }
        own = [index for index in range(len(fields)) if index not in of_lines]
        if not of_lines or not own:
            return data
        rows, before = [], None
        for row in data:
            record = [row[index] for index in own]
            has_line = any(row[index] for index in of_lines)
            if any(record) and record == before and has_line:
                row = [
                    cell if index in of_lines else "" for index, cell in enumerate(row)
                ]
            elif any(record):
                before = record
            rows.append(row)
        return rows

    @api.model
    def _is_of_lines(self, name):
        field = self._fields.get(name)
        return bool(field and field.type == "one2many")

    @api.model
    def _point_at_line(self, message, fields, data):
        """Narrow the rows of an error to the line that its sentence names."""
        first, last = message["rows"]["from"], message["rows"]["to"]
        for index, path in enumerate(fields):
            parts = path.split("/")
            if len(parts) != 2 or parts[1] != "name" or not self._is_of_lines(parts[0]):
                continue
            named = [
                row
                for row in range(first, min(last, len(data) - 1) + 1)
                if data[row][index] and data[row][index] in message["message"]
            ]
            if len(named) == 1:
                message["rows"] = {"from": named[0], "to": named[0]}
