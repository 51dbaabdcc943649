from collections import Counter, defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...arithmetic.as_of import objectives_on, summary, weekly_days
from ...arithmetic.status import mean_status
from ..base.arguments import as_id
from ..base.numbers import as_date
from ..objective.okr_objective_progress import LIVE_STATES

#: of what moved most, so many are shown
MOVERS = 10
#: what moved by less is noise of rounding
STILL = 0.005


class OkrDashboard(models.AbstractModel):
    """A cycle at a glance, as it stands or stood on any day."""

    # No record, no rights of its own: it shows what the reader may read.
    _name = "okr.dashboard"
    _description = "Dashboard"

    # --- ACTIONS AND API ---

    @api.model
    @api.readonly
    def get_data(self, cycle_id, department_id=None, date=None):
        """Return how a cycle stands, or stood at the end of a day.

        Under the reader's rights: it counts what they may read, and nothing else. Of
        a past day it counts what was known by then: check-ins entered by that day,
        objectives and key results that ran on it, plans and targets as they stood.
        Fractions are 0.0 to 1.0, and None where there is no data; days are written as
        "2026-01-30".

        :param int cycle_id: the cycle; False for the one that runs
        :param int department_id: count this department and those below it alone
        :param date: the day (date or ISO string); by default, and at most, today
        :return: dict of ``as_of``, ``is_today``, ``cycle``, ``department``,
            ``progress``, ``expected_progress`` and ``confidence`` (unweighted means
            over the measured objectives), ``status`` (of these means),
            ``last_week`` (the same three, a week before), ``objectives`` and
            ``key_results`` (how many count), ``measured``, ``statuses`` (status:
            number of key results), ``curve`` (``date``, ``progress``,
            ``expected_progress``, each week), ``departments`` (``id``, ``name``,
            ``objectives`` and ``weeks``, each with ``date``, ``progress``,
            ``expected_progress`` and ``status``), ``movers`` (key results with
            ``progress`` and ``previous_progress``, a week before), ``help_requests``,
            ``scores`` (of a cycle in review or closed, else empty), ``ids`` (what the
            figures count, to open it) and ``choices`` of cycles and departments.
            Of more objectives than can be looked back on at once ``is_today_only`` is
            true: how they stand today, a curve of this day alone, no ``movers``,
            ``scores`` or ``ids``. Where no cycle runs, ``cycle`` is false, and there
            are ``choices`` and ``may_start`` (whether the caller starts cycles) only
        :raise UserError: if there is no such cycle, a number is none, the
            day is no date, or it is past and there are too many objectives to look
            back on
        """
        department_id = as_id(self.env, department_id)
        cycle = self._cycle(cycle_id)
        choices = self._choices()
        if not cycle:
            may_start = self.env["okr.cycle"].has_access("write")
            return {"cycle": False, "choices": choices, "may_start": may_start}
        today = (cycle.company_id or self.env.company)._okr_today()
        day = min(as_date(self.env, date) or today, today)
        objectives = self._objectives(cycle, department_id)
        days = self._days(cycle, day)
        week_ago = day - timedelta(days=7)
        pasts = objectives._pasts({*days, week_ago, day}) if objectives else {}
        thresholds = (cycle.company_id or self.env.company).sudo()._okr_thresholds()
        if pasts is None:
            if day != today:
                raise UserError(
                    self.env._(
                        "These are too many objectives to look back on at once."
                        " Choose a department to see how it stood."
                    )
                )
            figures = self._figures_of_many(cycle, department_id, day, thresholds)
        else:
            known = {
                each: self._in_scope(
                    objectives_on(pasts, each, each == day), objectives
                )
                for each in {*days, week_ago, day}
            }
            now, before = known[day], known[week_ago]
            parts = {
                part_id: part
                for objective in now.values()
                for part_id, part in objective.key_results.items()
            }
            figures = {
                **summary(now.values())._asdict(),
                "last_week": summary(before.values())._asdict(),
                "objectives": len(now),
                "measured": sum(each.progress is not None for each in now.values()),
                "key_results": len(parts),
                "statuses": Counter(part.status for part in parts.values()),
                "curve": [
                    {"date": fields.Date.to_string(each)}
                    | self._without_confidence(summary(known[each].values()))
                    for each in days
                ],
                "departments": self._departments(objectives, known, days, thresholds),
                "movers": self._movers(now, before),
                "scores": self._scores(objectives, now, cycle, day == today),
                "ids": {
                    "objectives": list(now),
                    "measured": [
                        each for each in now if now[each].progress is not None
                    ],
                    "statuses": self._ids_by_status(parts),
                },
            }
        return {
            "as_of": fields.Date.to_string(day),
            "today": fields.Date.to_string(today),
            "is_today": day == today,
            "cycle": {
                "id": cycle.id,
                "name": cycle.display_name,
                "state": cycle.state,
                "date_start": fields.Date.to_string(cycle.date_start),
                "date_end": fields.Date.to_string(cycle.date_end),
            },
            "department": self._department(department_id),
            **figures,
            "status": mean_status(
                figures["progress"], figures["expected_progress"], thresholds
            ),
            "help_requests": self._help_requests(objectives, day),
            "is_today_only": pasts is None,
            "choices": choices,
        }

    # --- SCOPE ---

    @api.model
    def _cycle(self, cycle_id):
        """Return the cycle to show, empty where there is none."""
        cycle_id = as_id(self.env, cycle_id)
        if not cycle_id:
            return self.env["okr.cycle"]._current(self.env.company)
        cycle = self.env["okr.cycle"].search([("id", "=", cycle_id)])
        if not cycle:
            raise UserError(self.env._("This cycle is not there, or not for you."))
        return cycle

    @api.model
    def _objectives(self, cycle, department_id):
        """Return what of a cycle the reader may read, but for drafts."""
        return self.env["okr.objective"].search(
            self._scope_domain(cycle, department_id) & Domain("state", "!=", "draft")
        )

    @api.model
    def _scope_domain(self, cycle, department_id):
        domain = Domain("cycle_id", "=", cycle.id)
        if department_id:
            domain &= Domain("department_id", "child_of", department_id)
        return domain

    @api.model
    def _in_scope(self, figures, objectives):
        """Return ``{id: ObjectiveOnDay}`` without what counts in them alone."""
        return {each: figures[each] for each in objectives.ids if each in figures}

    @api.model
    def _days(self, cycle, day):
        """Return the days of the curve: one a week, and the last one."""
        last = day
        if cycle.state == "closed":
            # Nothing moves any more from the day of closing on.
            last = min(day, max(cycle.date_end, cycle.date_start))
        return weekly_days(cycle.date_start, last, int(cycle.checkin_weekday))

    @api.model
    def _choices(self):
        """Return the cycles and departments to choose from."""
        companies = self.env.companies.ids
        cycles = self.env["okr.cycle"].search_fetch(
            [("state", "!=", "draft"), ("company_id", "in", [*companies, False])],
            ["name", "state", "date_start", "date_end"],
        )
        departments = self.env["hr.department"].search_fetch(
            [("company_id", "in", [*companies, False])], ["complete_name"]
        )
        return {
            "cycles": [
                {
                    "id": cycle.id,
                    "name": cycle.name,
                    "date_start": fields.Date.to_string(cycle.date_start),
                    "date_end": fields.Date.to_string(cycle.date_end),
                }
                for cycle in cycles
            ],
            "departments": [
                {"id": department.id, "name": department.complete_name}
                for department in departments.sorted("complete_name")
            ],
        }

    @api.model
    def _department(self, department_id):
        if not department_id:
            return False
        department = self.env["hr.department"].search([("id", "=", department_id)])
        return {"id": department_id, "name": department.name or ""}

    # --- FIGURES ---

    @api.model
    def _figures_of_many(self, cycle, department_id, day, thresholds):
        """Return how more objectives stand today than can be looked back on.

        From the figures that are kept with each, in a few sums of the database.
        """
        live = self._scope_domain(cycle, department_id) & Domain(
            "state", "in", LIVE_STATES
        )
        objectives = self.env["okr.objective"]
        measured = live & Domain("is_measured", "=", True)
        means = ["progress:avg", "expected_progress:avg"]
        of_departments = objectives._read_group(
            live, ["department_id"], ["__count"], order="department_id"
        )
        of_measured = {
            department: shares
            for department, *shares in objectives._read_group(
                measured, ["department_id"], means
            )
        }
        [(progress, expected, many)] = objectives._read_group(
            measured, [], [*means, "__count"]
        )
        [(confidence,)] = objectives._read_group(
            measured & Domain("has_confidence", "=", True), [], ["confidence:avg"]
        )
        parts = self.env["okr.key.result"]._read_group(
            Domain("objective_id", "any", live) & Domain("state", "=", "active"),
            ["status"],
            ["__count"],
        )
        today = fields.Date.to_string(day)
        now = {
            "progress": progress if many else None,
            "expected_progress": expected if many else None,
        }
        rows = []
        for department, count in of_departments:
            share, planned = of_measured.get(department, (None, None))
            rows.append(
                {
                    "id": department.id,
                    "name": department.sudo().name or self.env._("Company"),
                    "objectives": [],
                    "weeks": [
                        {
                            "date": today,
                            "status": mean_status(share, planned, thresholds),
                            "progress": share,
                            "expected_progress": planned,
                        }
                    ],
                    "count": count,
                }
            )
        return {
            **now,
            "confidence": confidence,
            "last_week": summary(())._asdict(),
            "objectives": sum(row["count"] for row in rows),
            "measured": many,
            "key_results": sum(count for _status, count in parts),
            "statuses": dict(parts),
            "curve": [{"date": today, **now}],
            "departments": sorted(rows, key=lambda row: (bool(row["id"]), row["name"])),
            "movers": [],
            "scores": [],
            "ids": {"objectives": [], "measured": [], "statuses": {}},
        }

    @api.model
    def _without_confidence(self, means):
        return {
            "progress": means.progress,
            "expected_progress": means.expected_progress,
        }

    @api.model
    def _departments(self, objectives, known, days, thresholds):
        """Return a row for each department: how it stood, week by week."""
        members = defaultdict(list)
        for objective in objectives:
            members[objective.department_id.sudo()].append(objective.id)
        rows = []
        for department, ids in members.items():
            weeks = []
            for day in days:
                means = summary(known[day][each] for each in ids if each in known[day])
                weeks.append(
                    {
                        "date": fields.Date.to_string(day),
                        "status": mean_status(
                            means.progress, means.expected_progress, thresholds
                        ),
                        **self._without_confidence(means),
                    }
                )
            rows.append(
                {
                    "id": department.id,
                    "name": department.name or self.env._("Company"),
                    "objectives": [
                        each for each in ids if days and each in known[days[-1]]
                    ],
                    "weeks": weeks,
                }
            )
        return sorted(rows, key=lambda row: (bool(row["id"]), row["name"]))

    @api.model
    def _movers(self, now, before):
        """Return the key results that moved most within a week, the furthest first."""
        moved = []
        for objective_id, objective in now.items():
            earlier = before.get(objective_id)
            for part_id, figures in objective.key_results.items():
                last = earlier and earlier.key_results.get(part_id)
                # What began within the week began at nothing.
                previous = last.progress if last else 0.0
                if abs(figures.progress - previous) >= STILL:
                    moved.append((part_id, figures, previous, last))
        moved.sort(key=lambda row: (-abs(row[1].progress - row[2]), row[0]))
        moved = moved[:MOVERS]
        records = self.env["okr.key.result"].browse([row[0] for row in moved])
        return [
            {
                "id": record.id,
                "name": record.name,
                "objective_id": record.objective_id.id,
                "objective": record.objective_id.name,
                "owner": record.user_id.sudo().name or "",
                "progress": figures.progress,
                "expected_progress": figures.expected_progress,
                "previous_progress": previous,
                "status": figures.status,
                "value": figures.value,
                "previous_value": last.value if last else None,
                "value_label": record._value_alone(figures.value),
                "previous_value_label": last and record._value_alone(last.value),
            }
            for record, (_id, figures, previous, last) in zip(
                records, moved, strict=True
            )
        ]

    @api.model
    def _help_requests(self, objectives, day):
        """Return who had asked for help by a day and had no answer yet."""
        requests = self.env["okr.help.request"].search_fetch(
            [("objective_id", "in", objectives.ids)], order="date_asked, id"
        )
        rows = []
        for request in requests:
            day_of = request.company_id.sudo()._okr_day_of
            answered = request.date_answered and day_of(request.date_answered)
            if day_of(request.date_asked) > day or (answered and answered <= day):
                continue
            if request.state != "open" and not answered:
                continue
            rows.append(
                {
                    "id": request.id,
                    "key_result_id": request.key_result_id.id,
                    "key_result": request.key_result_id.name,
                    "what": request.what or "",
                    "asked_by": request.asked_by_id.sudo().name or "",
                    "asked_of": request.manager_id.sudo().name or "",
                    "date": fields.Date.to_string(day_of(request.date_asked)),
                }
            )
        return rows

    @api.model
    def _scores(self, objectives, now, cycle, is_today):
        """Return the scores of a cycle in review or closed; of past days, none."""
        if not is_today or cycle.state not in ("review", "closed"):
            return []
        return [
            {
                "id": objective.id,
                "name": objective.name,
                "score": objective.final_score,
                "passed": objective.passed,
                "ambition": objective.ambition,
                "level": objective.level,
            }
            for objective in objectives
            if objective.id in now and objective.is_measured
        ]

    @api.model
    def _ids_by_status(self, parts):
        found = defaultdict(list)
        for part_id, figures in parts.items():
            found[figures.status].append(part_id)
        return found
