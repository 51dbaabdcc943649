from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ...arithmetic import schedule
from ...rhythm import reckon

#: how many lines a section of a letter has at most; more would not be read
LONGEST_SECTION = 8
WEEK = timedelta(days=7)
#: kinds of metric whose values are shares, no numbers of their own
_SHARES = ("boolean", "milestone")


class OkrReminder(models.Model):
    """The letter at the beginning of the week: what moved, what is due, who needs what.

    Each owner has one about their own, each manager one about their people, too; who is
    both has both in one.
    """

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.reminder"

    @api.model
    def _send_letters(self, user_ids, bosses, rows, people, day):
        """Send the letters of a day to some people, where it is their day.

        :param user_ids: those who want one
        :param bosses: ``{user id: manager's user id}``
        :param rows: the :class:`OwedRow` s of them and of those who report to them
        :param people: the :class:`People` they are
        :return: the rows that were made
        """
        users = self.env["res.users"].browse(user_ids)
        reports = defaultdict(set)
        for user_id, boss_id in bosses.items():
            if not people.has_left(user_id):
                reports[boss_id].add(user_id)
        own = defaultdict(list)
        for row in rows:
            own[row.user_id].append(row)
        owners = self._owners_among(user_ids) | set(own)
        readers = users.filtered(
            lambda user: (
                (user.id in owners or reports[user.id])
                and people.working_days(user.id, user.company_id.id).first_of_week(day)
                == day
            )
        )
        made = self._claim(
            [
                {
                    "user_id": user.id,
                    "kind": "letter",
                    "key_result_order": [row.key_result_id for row in own[user.id]],
                }
                for user in readers
            ],
            day,
        )
        if not made:
            return made
        facts = self._letter_facts(rows, day)
        self._write_mails(
            [
                (
                    row,
                    row.user_id,
                    *row.with_context(lang=row.user_id.lang)._letter_mail(
                        own[row.user_id.id],
                        {boss: own[boss] for boss in sorted(reports[row.user_id.id])},
                        facts,
                        people,
                        day,
                    ),
                )
                for row in made
            ]
        )
        return made

    @api.model
    def _owners_among(self, user_ids):
        """Return the ids of those who own an objective that runs."""
        groups = self.env["okr.objective"]._read_group(
            [
                ("user_id", "in", user_ids),
                ("state", "=", "active"),
                ("cycle_id.state", "in", ("draft", "active")),
            ],
            ["user_id"],
        )
        return {user.id for (user,) in groups}

    @api.model
    def _letter_facts(self, rows, day):
        """Return what happened in a week to some key results, by key result.

        :return: dict of ``moved`` (``{id: (value before, value now)}``), ``help``
            (open requests, by key result) and ``learned`` (done objectives by owner)
        """
        ids = [row.key_result_id for row in rows]
        moved = self.env.execute_query(
            SQL(
                """
                SELECT key_result_id,
                       (array_agg(previous_value ORDER BY date, id))[1],
                       (array_agg(value ORDER BY date DESC, id DESC))[1]
                  FROM okr_checkin
                 WHERE key_result_id = ANY(%s) AND date > %s AND date <= %s
                 GROUP BY key_result_id
                """,
                ids,
                day - WEEK,
                day,
            )
        )
        requests = self.env["okr.help.request"].search(
            [("key_result_id", "in", ids), ("state", "=", "open")]
        )
        learned = self.env["okr.objective"].search(
            [
                ("user_id", "in", list({row.user_id for row in rows})),
                ("state", "=", "done"),
                ("date_done", ">", day - WEEK),
                ("retro_learned", "!=", False),
            ]
        )
        return {
            "moved": {kr_id: (old, new) for kr_id, old, new in moved if old != new},
            "help": requests.grouped(lambda request: request.key_result_id.id),
            "learned": learned.grouped(lambda objective: objective.user_id.id),
        }

    def _letter_mail(self, own, reports, facts, people, day):
        """Return ``(subject, body)`` of one letter, in the language of the context.

        :param own: the reader's :class:`OwedRow` s
        :param reports: ``{user id: their rows}`` of those who report to the reader
        """
        self.ensure_one()
        user = self.user_id
        mine = self._letter_sections(user, own, [user.id], facts, day)
        theirs = []
        if reports:
            rows = [row for some in reports.values() for row in some]
            theirs = self._letter_sections(user, rows, list(reports), facts, day)
            silent = self._letter_silent(reports, people, day)
            if silent:
                theirs.insert(0, (self.env._("Did not check in last week"), silent))
        return self._render_mail(
            user,
            self.env._("OKR: your week from %s", self._say_day(day)),
            "okr_module.okr_letter_mail",
            parts=[
                (self.env._("Yours"), mine, self.env._("Nothing is due this week.")),
                *(
                    [(self.env._("Your people's"), theirs, self.env._("All is well."))]
                    if reports
                    else []
                ),
            ],
        )

    def _letter_sections(self, user, rows, owner_ids, facts, day):
        """Return ``(title, lines)`` of what there is to say of some key results.

        What the reader may not read is left out.
        """
        key_results = self.env["okr.key.result"].browse(
            [row.key_result_id for row in rows]
        )
        read = [kr for kr in key_results if kr._okr_reaches(user)]
        sunday = day + timedelta(days=6 - day.weekday())
        alone = owner_ids == [user.id]
        sections = [
            (
                self.env._("Moved"),
                [
                    self._letter_line(
                        kr, kr._format_value(*facts["moved"][kr.id], between=" → ")
                    )
                    for kr in read
                    if kr.id in facts["moved"] and kr.metric_type not in _SHARES
                ],
            ),
            (
                self.env._("Asks for help"),
                [
                    self._letter_line(kr, facts["help"][kr.id][:1].what or "")
                    for kr in read
                    if kr.id in facts["help"]
                ],
            ),
            (
                self.env._("Due this week"),
                [
                    self._letter_line(kr, self._say_day(kr.next_checkin_date))
                    for kr in read
                    if alone and kr.next_checkin_date and kr.next_checkin_date <= sunday
                ],
            ),
            (
                self.env._("Off track"),
                [
                    self._letter_line(kr, kr._value_in_words())
                    for kr in read
                    if not alone and kr.status == "off_track"
                ],
            ),
            (
                self.env._("Learned"),
                [
                    (objective.name, objective.retro_learned, objective._okr_url())
                    for owner_id in owner_ids
                    for objective in facts["learned"].get(owner_id, ())
                    if objective.sudo(False)._is_readable_by(user.id)
                ],
            ),
        ]
        return [(title, lines[:LONGEST_SECTION]) for title, lines in sections if lines]

    @api.model
    def _letter_line(self, key_result, words):
        return (key_result.name, words, f"/odoo/okr-key-results/{key_result.id}")

    @api.model
    def _letter_silent(self, reports, people, day):
        """Return lines of those who let a period of the last week go by."""
        silent = []
        names = {
            user.id: user.name for user in self.env["res.users"].browse(reports.keys())
        }
        for user_id, rows in reports.items():
            missed = [
                row
                for row in rows
                for period, word in reckon(
                    row.owed, people.working_days(user_id, row.company_id), day
                )
                if word in (schedule.MISSED, schedule.OPEN)
                and day - WEEK <= period.due < day
            ]
            if missed:
                silent.append((names[user_id], "", "/odoo/okr-team"))
        return silent
