from datetime import timedelta

from odoo import api, models
from odoo.exceptions import AccessError

from ..base.texts import say_day
from ..rhythm.people import People

#: days without a word after which somebody counts as silent
SILENT_DAYS = 14
MOST_ROWS = 100


class OkrEngagement(models.AbstractModel):
    """My team: who needs what, each with the one thing to do."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.engagement"

    @api.model
    @api.readonly
    def get_team(self) -> dict:
        """Return who of the caller's people needs what, in one call.

        What the caller may not read is not named.

        :return: ``people`` (number) and ``groups``: ``key`` (``help``, ``late``,
            ``off_track``, ``silent``, ``away``), ``title`` and ``rows`` with ``name``
            (of the person), ``what``, ``detail``, ``res_model``, ``res_id``, ``todo``
            (``answer``, ``nudge``, ``open`` or empty)
        :raise AccessError: if the caller leads nobody
        """
        user = self.env.user
        below = user._okr_reach().report_user_ids
        if not below:
            raise AccessError(
                self.env._(
                    "This page is for those who lead people: nobody reports to you."
                )
            )
        people = (
            self.env["res.users"]
            .sudo()
            .search([("id", "in", below), ("active", "=", True)])
        )
        names = {person.id: person.name for person in people}
        key_results = self.env["okr.key.result"].search(
            [
                ("user_id", "in", people.ids),
                ("state", "=", "active"),
                ("objective_id.state", "=", "active"),
                ("cycle_id.state", "in", ("draft", "active")),
            ],
            order="next_checkin_date, id",
        )
        groups = [
            ("help", self.env._("Asks for help"), self._team_help(people, names)),
            ("late", self.env._("Late"), self._team_late(key_results, names)),
            (
                "off_track",
                self.env._("Off track"),
                self._team_off_track(key_results, names),
            ),
            ("silent", self.env._("Silent"), self._team_silent(key_results, names)),
            ("away", self.env._("On leave today"), self._team_away(people)),
        ]
        return {
            "people": len(people),
            "groups": [
                {"key": key, "title": title, "rows": rows[:MOST_ROWS]}
                for key, title, rows in groups
            ],
        }

    @api.model
    def _team_row(self, name, what, detail, record, todo):
        return {
            "name": name,
            "what": what,
            "detail": detail or "",
            "res_model": record._name if record else False,
            "res_id": record.id if record else False,
            "todo": todo,
        }

    @api.model
    def _team_help(self, people, names):
        requests = self.env["okr.help.request"].search(
            [
                ("state", "=", "open"),
                "|",
                ("manager_id", "=", self.env.uid),
                ("key_result_id.user_id", "in", people.ids),
            ]
        )
        return [
            self._team_row(
                names.get(request.asked_by_id.id) or request.asked_by_id.sudo().name,
                request.key_result_id.display_name,
                request.what,
                request,
                "answer" if request.can_answer else "",
            )
            for request in requests
        ]

    @api.model
    def _team_late(self, key_results, names):
        return [
            self._team_row(
                names[kr.user_id.id],
                kr.display_name,
                self.env._(
                    "was due on %s",
                    say_day(self.env, kr.next_checkin_date),
                ),
                kr,
                "nudge",
            )
            for kr in key_results.filtered("is_late")
        ]

    @api.model
    def _team_off_track(self, key_results, names):
        return [
            self._team_row(
                names[kr.user_id.id], kr.display_name, kr.value_label, kr, "open"
            )
            for kr in key_results.filtered(lambda kr: kr.status == "off_track")
        ]

    @api.model
    def _team_silent(self, key_results, names):
        """Return those with running key results who said nothing for two weeks."""
        rows = []
        for owner, own in key_results.grouped("user_id").items():
            today = own[:1].company_id._okr_today()
            first = today - timedelta(days=SILENT_DAYS)
            # Before that nobody could have expected a word
            running = own.filtered(
                lambda kr, first=first: kr.date_activated and kr.date_activated <= first
            )
            last = max(filter(None, own.mapped("last_checkin_date")), default=None)
            if running and not (last and last > first):
                detail = (
                    self.env._("last word on %s", say_day(self.env, last))
                    if last
                    else self.env._("not a word yet")
                )
                rows.append(
                    self._team_row(
                        names[owner.id],
                        self.env._("%s key results", len(running)),
                        detail,
                        running[:1],
                        "nudge",
                    )
                )
        return rows

    @api.model
    def _team_away(self, people):
        today = self.env.company._okr_today()
        days = People(self.env, people.ids, today, today)
        return [
            self._team_row(person.name, "", "", None, "")
            for person in people
            if days.working_days(person.id, person.company_id.id).is_away(today)
        ]
