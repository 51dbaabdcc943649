from datetime import timedelta

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..base.texts import say_day
from ..checkin.okr_checkin import BY_PEOPLE
from ..rhythm.people import People

#: days without a word after which somebody counts as silent
SILENT_DAYS = 14
MOST_ROWS = 100
#: of so many, those first that were due first, it is looked up whether they were missed
MOST_LOOKED_AT = 2000


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

        :return: ``people`` (number) and ``groups``: ``key`` (``left``, ``help``,
            ``late``, ``off_track``, ``silent``, ``said``, ``away``), ``title`` and
            ``rows`` with ``name`` (of the person), ``what``, ``detail``, ``res_model``,
            ``res_id``, ``todo`` (``hand_over``, ``answer``, ``nudge``, ``open``,
            ``acknowledge`` or empty)
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
            .search_fetch([("id", "in", below), ("active", "=", True)], ["company_id"])
        )
        today = self.env.company._okr_today()
        key_results = self.env["okr.key.result"]
        # As mails: under review nobody is told of it
        running = (
            key_results._domain_asked()
            & Domain("user_id", "in", people.ids)
            & Domain("cycle_id.state", "in", ("draft", "active"))
        )
        key_results = key_results.search(
            running, order="next_checkin_date, id", limit=MOST_LOOKED_AT
        )
        asked = key_results._asked_for(today)
        missed = key_results.filtered(
            lambda kr: kr.id in asked and asked[kr.id].is_missed
        ).sorted(lambda kr: (asked[kr.id].due, kr.id))
        groups = [
            ("left", self.env._("Has left"), self._team_left(below)),
            ("help", self.env._("Asks for help"), self._team_help(people)),
            (
                "late",
                self.env._("Missed a check-in"),
                self._team_missed(missed[:MOST_ROWS], asked),
            ),
            (
                "off_track",
                self.env._("Off track"),
                self._team_off_track(running),
            ),
            ("silent", self.env._("Silent"), self._team_silent(missed)),
            (
                "said",
                self.env._("Said this week, and not seen by anybody yet"),
                self._team_said(),
            ),
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
    def _team_left(self, below):
        """Return whose goals wait for somebody to go on with them, a row each."""
        leavers = self.env["res.users"].sudo().browse(below)._okr_who_left()
        objectives, key_results = leavers._okr_left_behind()
        rows = []
        for leaver in leavers:
            own = [
                *key_results.filtered(lambda kr, leaver=leaver: kr.user_id == leaver),
                *objectives.filtered(lambda o, leaver=leaver: o.user_id == leaver),
            ]
            mine = [record for record in own if record.sudo(False).has_access("read")]
            if mine:
                rows.append(
                    self._team_row(
                        leaver.name,
                        self.env._("1 goal waits for a new owner")
                        if len(mine) == 1
                        else self.env._("%s goals wait for a new owner", len(mine)),
                        "",
                        mine[0],
                        "hand_over",
                    )
                )
        return rows

    @api.model
    def _team_said(self):
        """Return what those who report to the reader said and nobody has seen yet."""
        direct = (
            self.env["hr.employee"]
            .sudo()
            .search([("parent_id.user_id", "=", self.env.uid)])
            .user_id
        )
        today = self.env.company._okr_today()
        checkins = self.env["okr.checkin"].search(
            [
                ("user_id", "in", (direct - self.env.user).ids),
                ("entered_on", ">", today - timedelta(days=7)),
                ("source", "in", BY_PEOPLE),
                ("acknowledged_by_id", "=", False),
                ("cycle_id.state", "!=", "closed"),
            ],
            order="entered_on desc, id desc",
            limit=MOST_ROWS,
        )
        return [
            self._team_row(
                checkin.user_id.sudo().name,
                checkin.key_result_id.display_name,
                checkin._in_one_line(),
                checkin,
                "acknowledge",
            )
            for checkin in checkins
        ]

    @api.model
    def _team_help(self, people):
        requests = self.env["okr.help.request"].search(
            [
                ("state", "=", "open"),
                "|",
                ("manager_id", "=", self.env.uid),
                ("key_result_id.user_id", "in", people.ids),
            ],
            limit=MOST_ROWS,
        )
        return [
            self._team_row(
                request.asked_by_id.sudo().name,
                request.key_result_id.display_name,
                request.what,
                request,
                "answer" if request.can_answer else "",
            )
            for request in requests
        ]

    @api.model
    def _team_missed(self, key_results, asked):
        return [
            self._team_row(
                kr.user_id.sudo().name,
                kr.display_name,
                self.env._(
                    "was due on %s",
                    say_day(self.env, asked[kr.id].due),
                ),
                kr,
                "nudge",
            )
            for kr in key_results
        ]

    @api.model
    def _team_off_track(self, running):
        key_results = self.env["okr.key.result"].search(
            running & Domain("status", "=", "off_track"),
            order="next_checkin_date, id",
            limit=MOST_ROWS,
        )
        return [
            self._team_row(
                kr.user_id.sudo().name,
                kr.display_name,
                " · ".join(filter(None, (kr.value_label, kr.kpi_mark))),
                kr,
                "open",
            )
            for kr in key_results
        ]

    @api.model
    def _team_silent(self, key_results):
        """Return those who owe a word and have not said any for two weeks.

        :param key_results: those with a missed check-in: of people on leave, and where
            the rhythm is slower, nobody expects a word
        """
        rows = []
        for owner, own in key_results.grouped("user_id").items():
            # Of two companies the one where it is earlier
            today = min(company._okr_today() for company in own.company_id)
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
                        owner.sudo().name,
                        self.env._("1 key result")
                        if len(running) == 1
                        else self.env._("%s key results", len(running)),
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
