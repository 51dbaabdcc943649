from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ...arithmetic.status import WEAK
from ..base.texts import say_day
from .okr_engagement import RECENT, TIMELY

#: weeks of the trend
WEEKS = 12
#: teams of the table
MOST_TEAMS = 60


class OkrEngagement(models.AbstractModel):
    """What the page of engagement shows, and who stands behind a figure."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.engagement"

    # --- API ---

    @api.model
    @api.readonly
    def get_page(self, **asked) -> dict:
        """Return all that the page of engagement shows, in one call.

        :param asked: as in :meth:`figures`; a manager who names nobody sees the people
            below them
        :return: ``asked``, ``day`` in words, ``smallest`` group that is shown,
            ``is_officer`` (may ask about everybody), ``people``, ``is_shown``,
            ``figures`` (as :meth:`figures`), ``sections`` (title and rows with label,
            value, what it is out of and what it means), ``health``, ``trend`` (one
            entry a week: ``date``, ``label``,
            ``on_time``, ``late``, ``missed``, ``rate``), ``teams`` and ``choices``
        :raise AccessError: as :meth:`figures`
        """
        asked = self._completed(asked)
        scope = self._scope(**asked)
        page = {
            "asked": {
                name: fields.Date.to_string(scope.day) if name == "date" else value
                for name, value in asked.items()
            },
            "day": say_day(self.env, scope.day),
            "people": len(scope.user_ids),
            "is_shown": scope.is_shown,
            "smallest": scope.smallest,
            "is_officer": self._sees_all(),
            "choices": self._choices(scope),
        }
        if not scope.is_shown:
            return {**page, "sections": [], "trend": [], "teams": [], "health": None}
        facts = self._facts(scope)
        figures = self._count(scope, facts)
        return {
            **page,
            "figures": figures,
            "sections": self._sections(figures),
            "health": self._health_in_words(figures),
            "trend": self._trend(facts.reckoned, scope),
            "teams": self._teams(facts.timely, scope, MOST_TEAMS),
        }

    @api.model
    def open_behind(self, figure, **asked) -> dict:
        """Return the action that opens whoever, or whatever, a figure counts.

        People whom the caller may ask about are named. Of objectives those that the
        caller may read: a private one is counted and never named.

        :param str figure: a key of :meth:`figures` that counts people or objectives
        :param asked: as in :meth:`figures`
        :raise AccessError: as :meth:`figures`, or where the group is too small
        """
        scope = self._scope(**self._completed(asked))
        if not scope.is_shown:
            raise AccessError(self._too_small())
        if not isinstance(figure, str):
            raise UserError(self.env._("Nobody can be named behind %s.", figure))
        rows = self._objectives(scope)
        scope = self._without_untold(scope)
        if figure in ("objectives", "aligned", "not_aligned", "one_key_result") or (
            figure in ("no_initiative", "at_risk")
        ):
            return self._open_objectives(self._counted(figure, rows, scope))
        return self._open_people(self._people_of(figure, rows, scope))

    @api.model
    def make_from_template(self, **asked) -> dict:
        """Return the dialog that makes drafts for those who own no objective.

        :param asked: as in :meth:`figures`
        :raise AccessError: as :meth:`figures`, where the group is too small, or if the
            caller is no HR officer
        """
        scope = self._scope(**self._completed(asked))
        if not self._sees_all():
            raise AccessError(
                self.env._("Drafts for others are made by HR officers, who ask here.")
            )
        if not scope.is_shown:
            raise AccessError(self._too_small())
        objectives = self._objectives(scope)
        without = set(self._people_of("without_objective", objectives, scope))
        in_company = defaultdict(set)
        for person in scope.organisation.people:
            if person.user_id in without:
                in_company[person.company_id].add(person.user_id)
        # Drafts are made in one company: its name is said, and the next time it is
        # another's turn.
        company = self.env["res.company"].browse(
            next(filter(in_company.get, scope.company_ids), scope.company_ids[0])
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Use a template: %s", company.sudo().name),
            "res_model": "okr.template.use",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_for_whom": "people",
                "default_user_ids": [[6, 0, sorted(in_company[company.id])]],
                "default_company_id": company.id,
                **({"default_cycle_id": scope.cycle_id} if scope.cycle_id else {}),
            },
        }

    # --- WHAT THE PAGE SAYS ---

    @api.model
    def _sees_all(self):
        return self.env.su or self.env.user.has_group("okr_module.group_okr_officer")

    @api.model
    def _completed(self, asked):
        """Return what was asked, with a manager's own people where nobody was named."""
        names = ("company_id", "department_id", "level", "manager_id", "cycle_id")
        completed = {name: asked.get(name) or None for name in (*names, "date")}
        if not self._sees_all() and not (
            completed["department_id"] or completed["manager_id"]
        ):
            employee = self.env.user._okr_employee(self.env.company)
            completed["manager_id"] = employee.id or None
        return completed

    @api.model
    def _too_small(self):
        return self.env._(
            "This group, or what is left of a larger one without it, is too small: its "
            "figures would tell about single people."
        )

    @api.model
    def _sections(self, figures):
        """Return the figures as titled rows, each with what it is and out of what."""
        env, people = self.env, figures["people"]
        owners, objectives = figures["with_objective"], figures["objectives"]
        below = figures["aligned"] + figures["not_aligned"]
        due = sum(figures[word] for word in TIMELY)

        def row(key, label, of, definition, behind=False):
            value = figures[key]
            return {
                "key": key,
                "label": label,
                "value": value,
                "of": of,
                "share": round(100 * value / of) if of else None,
                "definition": definition,
                "behind": behind and bool(value),
            }

        return [
            {
                "title": env._("People"),
                "rows": [
                    row(
                        "with_objective",
                        env._("With an objective"),
                        people,
                        env._("Own an objective that runs. Out of all people."),
                        True,
                    ),
                    row(
                        "without_objective",
                        env._("Without an objective"),
                        people,
                        env._("Own none that runs. Out of all people."),
                        True,
                    ),
                    row(
                        "one_objective",
                        env._("With exactly one"),
                        owners,
                        env._("Out of the people with an objective."),
                        True,
                    ),
                    *(
                        row(
                            f"updated_{days}",
                            env._("Checked in within %s days", days),
                            owners,
                            env._(
                                "Entered a check-in themselves on one of the last "
                                "%s days. Out of the people with an objective.",
                                days,
                            ),
                            True,
                        )
                        for days in RECENT
                    ),
                    row(
                        "confidence_asleep",
                        env._("Confidence asleep"),
                        people,
                        env._(
                            "Gave a confidence three times or more in these cycles and "
                            "never another one. Out of all people."
                        ),
                        True,
                    ),
                ],
            },
            {
                "title": env._("Objectives"),
                "rows": [
                    row(
                        "objectives",
                        env._("Running"),
                        objectives,
                        env._("Started by that day, not dropped or done by then."),
                        True,
                    ),
                    row(
                        "aligned",
                        env._("Aligned"),
                        below,
                        env._(
                            "Contribute to another one. Out of those below company "
                            "level."
                        ),
                        True,
                    ),
                    row(
                        "not_aligned",
                        env._("Not aligned"),
                        below,
                        env._("Out of those below company level."),
                        True,
                    ),
                    row(
                        "one_key_result",
                        env._("With one key result"),
                        objectives,
                        env._("Are measured by exactly one. Out of all running."),
                        True,
                    ),
                    row(
                        "no_initiative",
                        env._("Without initiative"),
                        objectives,
                        env._("No work is noted for them. Out of all running."),
                        True,
                    ),
                    row(
                        "at_risk",
                        env._("At risk"),
                        objectives,
                        env._(
                            "At risk, off track or overdue. Out of all running. Of one "
                            "level or cycle, private ones count where people enough "
                            "own such."
                        ),
                        True,
                    ),
                ],
            },
            {
                "title": env._("Check-ins that were due"),
                "rows": [
                    row(
                        "on_time",
                        env._("On time"),
                        due,
                        env._(
                            "Entered by the end of the due day. Out of all that were "
                            "due; weeks of leave and company holidays are left out, "
                            "what a machine reports, and, of one level or cycle, "
                            "private objectives where few people own such."
                        ),
                    ),
                    row(
                        "late",
                        env._("Late"),
                        due,
                        env._("Entered within the days of grace. Out of all due."),
                    ),
                    row(
                        "missed",
                        env._("Missed"),
                        due,
                        env._("Not entered before the grace was over. Out of all due."),
                    ),
                ],
            },
        ]

    @api.model
    def _health_in_words(self, figures):
        env = self.env
        labels = {
            "coverage": env._("People with an objective"),
            "alignment": env._("Objectives aligned"),
            "activity": env._("Owners who checked in within 15 days"),
            "punctuality": env._("Check-ins on time"),
            "measurement": env._("Objectives with two key results or more"),
            "candour": env._("People whose confidence is awake"),
        }
        return {
            "value": figures["health"],
            "definition": env._("The plain mean of its parts, 0 to 100."),
            "parts": [
                {
                    "key": key,
                    "label": labels[key],
                    "share": None if value is None else round(100 * value),
                }
                for key, value in figures["health_parts"].items()
            ],
        }

    @api.model
    def _trend(self, reckoned, scope):
        """Return what was due in each of the last weeks, and what became of it."""
        monday = scope.day - timedelta(days=scope.day.weekday())
        weeks = {
            monday - timedelta(weeks=number): defaultdict(int)
            for number in reversed(range(WEEKS))
        }
        for kept, count in self._by_kept(reckoned):
            for number, period in enumerate(kept.periods):
                week = weeks.get(period.due - timedelta(days=period.due.weekday()))
                if week is not None:
                    for word in TIMELY:
                        week[word] += count * (getattr(kept, word) >> number & 1)
        return [
            {
                "date": fields.Date.to_string(week),
                "label": format_date(self.env, week, date_format=self.env._("MMM d")),
                **{word: counts[word] for word in TIMELY},
                "rate": self._rate(counts),
            }
            for week, counts in weeks.items()
            if any(counts[word] for word in TIMELY)
        ]

    @api.model
    def _by_kept(self, reckoned):
        """Return what became of periods, and how often that did: many went alike."""
        counts, found = defaultdict(int), {}
        for _user_id, count, kept in reckoned:
            # Kept here, each is known by its id
            found[id(kept)] = kept
            counts[id(kept)] += count
        return [(found[key], count) for key, count in counts.items()]

    @api.model
    def _teams(self, timely, scope, limit=None):
        """Return each team's rate with its leader's own beside it, on purpose.

        :param timely: what :meth:`_timely` returned
        :param limit: how many at most, by name; None: all
        """
        departments = (
            self.env["hr.department"]
            .sudo()
            .search_fetch(
                [
                    ("id", "in", self._whole_departments(scope)),
                    ("manager_id", "!=", False),
                ],
                ["name", "manager_id"],
                order="name",
                limit=limit,
            )
        )
        teams = []
        for department in departments:
            people = scope.organisation.of_department[department.id]
            leader = department.manager_id.user_id
            shown = scope.shows(frozenset(people))
            total = self._counts_of(timely, people if shown else ())
            own = self._counts_of(timely, [leader.id])
            # To nobody but those above: not to the leader's own team, not upwards
            above = self._sees_all() or leader.id in scope.user_ids
            teams.append(
                {
                    "id": department.id,
                    "name": department.complete_name,
                    "people": len(people),
                    "rate": self._rate(total) if shown else None,
                    "is_shown": shown,
                    "leader": leader.name or "",
                    "leader_rate": self._rate(own) if above else None,
                }
            )
        return teams

    @api.model
    def _whole_departments(self, scope):
        """Return the ids of the departments that are wholly in a scope."""
        return [
            department_id
            for department_id, people in scope.organisation.of_department.items()
            if people and people <= scope.user_ids
        ]

    @api.model
    def _choices(self, scope):
        """Return what may be chosen, as lists of ``{"id", "name"}``."""
        user, organisation = self.env.user, scope.organisation
        people = organisation.people
        if not self._sees_all():
            mine = [p.employee_id for p in people if p.user_id == user.id]
            below = organisation.leads(mine) | {user.id}
            people = [p for p in people if p.user_id in below]
        ids = {p.user_id for p in people}
        departments = [
            department_id
            for department_id, some in organisation.of_department.items()
            if some <= ids
        ]
        bosses = {p.employee_id for p in people} & set(organisation.of_manager)
        levels = self.env["okr.objective"]._fields["level"]
        return {
            "companies": self._named(self.env.companies),
            "departments": self._named(
                self.env["hr.department"]
                .sudo()
                .search_fetch(
                    [("id", "in", departments)], ["name", "parent_id"], order="name"
                ),
                "complete_name",
            ),
            "managers": self._named(
                self.env["hr.employee"]
                .sudo()
                .search_fetch([("id", "in", list(bosses))], ["name"])
            ),
            "levels": [
                {"id": key, "name": label}
                for key, label in levels._description_selection(self.env)
            ],
            "cycles": self._named(
                self.env["okr.cycle"].search([], order="date_start desc", limit=24)
            ),
        }

    @api.model
    def _named(self, records, name="name"):
        return [{"id": record.id, "name": record[name]} for record in records]

    # --- WHO IS BEHIND A FIGURE ---

    @api.model
    def _counted(self, figure, rows, scope):
        """Return the ids of the objectives that a figure counts."""
        if figure == "at_risk":
            words = self._statuses(rows, scope)
            return [i for i, word in words.items() if word in WEAK]
        tests = {
            "objectives": lambda o: True,
            "aligned": lambda o: o.level != "company" and o.parent_id,
            "not_aligned": lambda o: o.level != "company" and not o.parent_id,
            "one_key_result": lambda o: o.key_results == 1,
            "no_initiative": lambda o: not o.has_initiative,
        }
        return [row.id for row in rows if tests[figure](row)]

    @api.model
    def _people_of(self, figure, rows, scope):
        """Return the ids of the users that a figure counts."""
        owned = defaultdict(int)
        for row in rows:
            owned[row.user_id] += 1
        if figure == "with_objective":
            return list(owned)
        if figure == "without_objective":
            return list(scope.user_ids - set(owned))
        if figure == "one_objective":
            return [user_id for user_id, count in owned.items() if count == 1]
        if figure == "confidence_asleep":
            _reckoned, asleep = self._reckoned(scope)
            return list(asleep)
        if figure in {f"updated_{days}" for days in RECENT}:
            days = int(figure.removeprefix("updated_"))
            spoke = self._spoke_last(set(owned), scope)
            first = scope.day - timedelta(days=days)
            return [user_id for user_id, day in spoke if day > first]
        raise UserError(self.env._("Nobody can be named behind %s.", figure))

    @api.model
    def _open_objectives(self, ids):
        readable = self.env["okr.objective"].search([("id", "in", ids)])
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "okr_module.okr_objective_action"
        )
        return {
            **action,
            "domain": [("id", "in", readable.ids)],
            "context": {"create": False},
        }

    @api.model
    def _open_people(self, user_ids):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("People"),
            "res_model": "hr.employee.public",
            "views": [[False, "list"], [False, "kanban"], [False, "form"]],
            "domain": [("user_id", "in", sorted(user_ids))],
            "context": {"create": False},
        }
