from odoo import api, models

from ..arithmetic import circles


class Base(models.AbstractModel):
    """Search panels that end, also where a circle came into the data.

    Odoo walks from each row of a panel to the one above it until there is none. A
    panel by objective or by cycle can be asked for of any model that points to one:
    so this is said once, for all of them.
    """

    _inherit = "base"

    @api.model
    def _search_panel_sanitized_parent_hierarchy(self, records, parent_name, ids):
        parents = {row["id"]: (row[parent_name] or [False])[0] for row in records}
        cut = circles.cuts(parents)
        if cut:
            records = [
                dict(row, **{parent_name: False}) if row["id"] in cut else row
                for row in records
            ]
        return super()._search_panel_sanitized_parent_hierarchy(
            records, parent_name, ids
        )
