from odoo import api, models
from odoo.fields import Domain


class OkrImportNameMixin(models.AbstractModel):
    """Something that an imported file names by its plain name.

    A model that inherits has ``name`` and ``company_id``.
    """

    _name = "okr.import.name.mixin"
    _description = "Named in an import"

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Find by name; for an import of ours, by the plain name, too.

        :raise ValueError: in an import, with a sentence, if several are called so
        """
        found = super().name_search(name, domain, operator, limit)
        if operator != "=" or not self.env.context.get("okr_import"):
            return found
        records = self.browse(number for number, _name in found)
        if not records:
            records = self.search(Domain(domain or []) & Domain("name", "=", name))
        # Other companies have a first quarter, and a sales department, as well
        records = (
            records.filtered(lambda record: record.company_id == self.env.company)
            or records
        )
        if len(records) > 1:
            sentence = self.env._(
                "Several are called %(name)s: write which one, such as %(example)s.",
                name=name,
                example=records[0].display_name,
            )
            # Odoo puts names into what an import says
            raise ValueError(sentence.replace("%", "%%"))
        return [(record.id, record.display_name) for record in records]
