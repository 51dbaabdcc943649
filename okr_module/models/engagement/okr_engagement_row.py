from odoo import api, fields, models
from odoo.exceptions import AccessError
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
        readonly=True, digits=(16, 0), help="What the figure is counted among."
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


class OkrEngagement(models.AbstractModel):
    """The same figures as rows."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.engagement"

    @api.model
    def open_rows(self, **asked) -> dict:
        """Return the action that shows the page's figures as a list, pivot or graph.

        Of all that were asked about, of each department wholly among them that is not
        too small, and of each of the last weeks.

        :param asked: as in :meth:`figures`
        :raise AccessError: as :meth:`figures`, or where the group is too small
        """
        scope = self._scope(**self._completed(asked))
        if not scope.is_shown:
            raise AccessError(self._too_small())
        rows = (
            self.env["okr.engagement.row"].sudo().create(list(self._row_values(scope)))
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "okr_module.okr_engagement_row_action"
        )
        return {**action, "domain": [("id", "in", rows.ids)]}

    @api.model
    def _row_values(self, scope):
        """Generate the values of all rows of a scope."""
        facts = self._facts(scope)
        whole = {"date": scope.day, "scope": self.env._("All whom it was asked about")}
        figures = self._count(scope, facts)
        yield from self._rows_of(figures, whole)
        for week in self._trend(facts.reckoned, scope):
            yield from self._rows_of_week(week, whole["scope"])
        leader_rates = {
            team["id"]: team["leader_rate"]
            for team in self._teams(facts.reckoned, scope)
        }
        for department in self._shown_departments(scope):
            people = frozenset(scope.organisation.of_department[department.id])
            base = {
                "date": scope.day,
                "department_id": department.id,
                "scope": department.complete_name,
            }
            among = self._count_among(facts, people, scope.leader_ids & people)
            yield from self._rows_of(among, base)
            rate = leader_rates.get(department.id)
            if rate is not None:
                yield {
                    **base,
                    "section": self.env._("Teams, and their leaders' own rate"),
                    "figure": "leader_on_time_rate",
                    "label": self.env._("Leader's own, on time"),
                    "value": round(100 * rate),
                    "out_of": 100,
                    "share": rate,
                }

    @api.model
    def _shown_departments(self, scope):
        """Return the departments wholly in a scope whose figures may be shown."""
        ids = [
            department_id
            for department_id, people in scope.organisation.of_department.items()
            if people <= scope.user_ids and scope.shows(frozenset(people))
        ]
        return (
            self.env["hr.department"].sudo().search([("id", "in", ids)], order="name")
        )

    @api.model
    def _rows_of(self, figures, base):
        for section in self._sections(figures):
            for row in section["rows"]:
                yield {
                    **base,
                    "section": section["title"],
                    "figure": row["key"],
                    "label": row["label"],
                    "value": row["value"],
                    "out_of": row["of"] or 0,
                    "share": row["value"] / row["of"] if row["of"] else 0.0,
                    "definition": row["definition"],
                }
        words = self._health_in_words(figures)
        yield {
            **base,
            "section": self.env._("Health of the programme"),
            "figure": "health",
            "label": self.env._("Health of the programme"),
            "value": figures["health"],
            "out_of": 100,
            "share": figures["health"] / 100,
            "definition": words["definition"],
        }

    @api.model
    def _rows_of_week(self, week, scope_name):
        labels = {
            "on_time": self.env._("On time in the week"),
            "late": self.env._("Late in the week"),
            "missed": self.env._("Missed in the week"),
        }
        due = sum(week[word] for word in labels)
        for word, label in labels.items():
            yield {
                "date": week["date"],
                "scope": scope_name,
                "section": self.env._("On time, week by week"),
                "figure": f"week_{word}",
                "label": label,
                "value": week[word],
                "out_of": due,
                "share": week[word] / due if due else 0.0,
            }
