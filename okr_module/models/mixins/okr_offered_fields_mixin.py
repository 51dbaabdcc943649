from odoo import api, models


class OkrOfferedFieldsMixin(models.AbstractModel):
    """Which fields people are offered to group, filter and export by.

    A field that only the system reads is not translated
    (``export_string_translation=False``), and so its name would tell nobody anything.
    """

    _name = "okr.offered.fields.mixin"
    _description = "Fields that people are offered"

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        described = super().fields_get(allfields, attributes)
        for name, description in described.items():
            field = self._fields.get(name)
            if not field or not self._is_technical_field(field):
                continue
            for offer in ("groupable", "searchable", "sortable", "exportable"):
                if offer in description:
                    description[offer] = False
        return described

    @api.model
    def _is_technical_field(self, field):
        return field.name == "parent_path" or not field.export_string_translation
