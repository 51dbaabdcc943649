from odoo import fields, models
from odoo.tools import SQL


class OkrEngagementRow(models.TransientModel):
    """The figures of the page of engagement as rows, to list, pivot, draw and export.

    Rows are made for the one who asks, of what the page shows them, and go by
    themselves: nothing of them is kept.
    """

    _name = "okr.engagement.row"
    _description = "Engagement figure"
    _order = "id"
    _rec_name = "label"

    date = fields.Date(
        string="As of", readonly=True, help="Of a week: the Monday it began on."
    )
    department_id = fields.Many2one(
        "hr.department",
        readonly=True,
        ondelete="cascade",
        help="With those below it. Empty: all whom the page was asked about.",
    )
    scope = fields.Char(string="Of whom", readonly=True)
    section = fields.Char(readonly=True)
    figure = fields.Char(string="Key", readonly=True)
    label = fields.Char(string="Figure", readonly=True)
    value = fields.Float(readonly=True, digits=(16, 0))
    out_of = fields.Float(
        readonly=True,
        digits=(16, 0),
        help="What the figure is counted among.",
        string="Out of",
    )
    share = fields.Float(readonly=True, aggregator="avg", help="0.0 to 1.0.")
    definition = fields.Char(string="What it means", readonly=True)

    def _read_group_select(self, aggregate_spec, query):
        """Total what adds up, and nothing else.

        A department's people are those of the department above, too, and one figure is
        no part of another: only the weeks of one figure add up. A share of several
        weeks is what they had of what was due in them.
        """
        selected = super()._read_group_select(aggregate_spec, query)
        name, _colon, function = aggregate_spec.partition(":")
        if name not in ("value", "out_of", "share") or not function:
            return selected

        def column(field_name):
            return self._field_to_sql(self._table, field_name, query)

        figure = column("figure")
        if name == "share":
            of_weeks = SQL(
                "sum(%s) / NULLIF(sum(%s), 0)", column("value"), column("out_of")
            )
        else:
            of_weeks = SQL("sum(%s)", column(name))
        return SQL(
            "CASE WHEN count(*) = 1 THEN max(%s) "
            "WHEN min(%s) = max(%s) AND min(%s) LIKE 'week%%' THEN %s END",
            column(name),
            figure,
            figure,
            figure,
            of_weeks,
        )
