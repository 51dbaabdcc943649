from odoo import fields
from odoo.fields import Domain


class WholeLines(fields.One2many):
    """Lines that are read whole as soon as they are looked for.

    Odoo first asks which lines there are, and what they hold with the first that is
    looked at. For what is gone through wherever it is asked for, that is one query.

    Long texts stay where they are: thousands may stand below one, and what is gone
    through is numbers and states.
    """

    #: types of fields that are read when somebody looks at one of them
    _LONG = ("binary", "html", "json", "properties", "text")

    def read(self, records):
        # pylint: disable=unknown-option-value,method-required-super
        lines = records.env[self.comodel_name].with_context(
            **{"active_test": False, **self.context}
        )
        lines = lines.search_fetch(
            self.get_comodel_domain(records)
            & Domain(self.inverse_name, "in", records.ids),
            [
                field.name
                for field in lines._determine_fields_to_fetch()
                if field.type not in self._LONG
            ],
        )
        found = {record_id: [] for record_id in records._ids}
        for line in lines:
            found[line[self.inverse_name].id].append(line.id)
        self._insert_cache(records, map(tuple, found.values()))
