from odoo import api, models
from odoo.exceptions import AccessError


class OkrEngagement(models.AbstractModel):
    """The figures of the page as rows: see ``okr.engagement.row``."""

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
            team["id"]: team["leader_rate"] for team in self._teams(facts.timely, scope)
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
        people = scope.organisation.of_department
        ids = [
            department_id
            for department_id in self._whole_departments(scope)
            if scope.shows(frozenset(people[department_id]))
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
