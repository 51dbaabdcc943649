from odoo import api, models
from odoo.tools import SQL
from odoo.tools.sql import table_columns


class OkrKpiGone(models.AbstractModel):
    """An app goes: its figures keep the names of what they used to count."""

    _name = "okr.kpi.gone"
    _description = "Figure whose app may go"

    #: links that the database empties when a model or a field goes
    _LINKS = ("model_id", "measure_field_id", "date_field_id", "date_end_field_id")

    @api.model
    def _let_go(self, model_ids, field_ids):
        """Empty the links to models and fields that are about to go.

        The names beside the links stay. All at once and by hand: the database would
        empty them one by one, and refuse the first because the second is gone.
        """
        # Taken out itself, the module loses its columns before the last field is gone.
        there = table_columns(self.env.cr, self._table)
        if not field_ids or not all(name in there for name in self._LINKS):
            return
        self.flush_model(self._LINKS)
        lost = [
            SQL("%s = ANY(%s)", SQL.identifier(name), list(field_ids))
            for name in self._LINKS[1:]
        ]
        lost.append(SQL("model_id = ANY(%s)", list(model_ids)))
        self.env.cr.execute(
            SQL(
                "UPDATE okr_kpi SET %s WHERE %s",
                SQL(", ").join(
                    SQL(
                        "%(link)s = CASE WHEN %(link)s = ANY(%(ids)s) THEN NULL "
                        "ELSE %(link)s END",
                        link=SQL.identifier(name),
                        ids=list(model_ids if name == "model_id" else field_ids),
                    )
                    for name in self._LINKS
                ),
                SQL(" OR ").join(lost),
            )
        )
        self.invalidate_model(self._LINKS)
