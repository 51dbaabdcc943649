from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...arithmetic.as_of import objectives_on
from .first_steps import first_steps

#: what is due within so many days, today included, is said to be due
DAYS_AHEAD = 7
#: Home is opened every day: what is aligned to one's own is looked back on up to here
MOST_LOOKED_BACK_ON = 200


class OkrHome(models.AbstractModel):
    """What one person finds on coming to OKR: what is due, and what it is for."""

    # No record, no rights of its own: it shows what the reader may read.
    _name = "okr.home"
    _description = "Home"

    # --- ACTIONS AND API ---

    @api.model
    @api.readonly
    def get_data(self):
        """Return what the reader is to see first.

        Under their rights, in a number of queries that does not grow with objectives.
        Fractions are 0.0 to 1.0, days are written as "2026-01-30".

        :return: dict of ``today``; ``due`` (``count`` and ``overdue`` of the check-ins
            that are due within a week, ``by`` when the last of them, ``days`` with
            ``date`` and ``count``, ``key_result_ids``, the longest due first);
            ``objectives`` (those of running and planned cycles that the reader owns or
            contributes to, each with ``key_results`` and ``path``, the nearest first:
            objectives above it as far as the reader may read them, the pillar, the
            vision); ``help_requests`` and ``alignment_requests`` that wait for the
            reader's answer; ``moved`` (key results of these objectives, and of those
            right above and below, that moved within a week); ``cycle`` (the one that
            runs, or false), ``has_past`` (whether they ever had an objective),
            ``first_steps`` (false, or what is missing in a company that begins)
        """
        today = self.env.company._okr_today()
        # Before objectives are asked for theirs: nearly all are in what runs today
        cycle = self.env["okr.cycle"]._current(self.env.company)
        mine = self._my_objectives()
        family = mine._family()
        paths = mine._paths_upwards(family)
        around = mine | self._around(mine, family)
        now, before = self._two_weeks(around, today)
        key_results, owed = self._key_results(mine)
        key_results_of = key_results.grouped("objective_id")
        asked = (key_results | owed)._asked_for(today)
        editable = mine.filtered("can_edit")
        # The names of all that are named, in one go
        around_ids = [part_id for each in now.values() for part_id in each.key_results]
        named = key_results | key_results.browse(around_ids)
        (mine.user_id | named.sudo().user_id).sudo().mapped("name")
        return {
            "today": fields.Date.to_string(today),
            "due": self._due(owed, asked, today),
            "objectives": [
                self._objective_row(
                    objective,
                    key_results_of.get(objective, ()),
                    self._path(paths[objective]),
                    before.get(objective.id),
                    (asked, today),
                    objective in editable,
                )
                for objective in mine
            ],
            "help_requests": self._help_requests(),
            "alignment_requests": self._alignment_requests(),
            "moved": self.env["okr.dashboard"]._movers(now, before),
            # No cycle is nothing, in a browser, too: an empty record were a list there
            "cycle": bool(cycle)
            and {
                "id": cycle.id,
                "name": cycle.name,
                "date_end": fields.Date.to_string(cycle.date_end),
            },
            "has_past": bool(mine) or self._has_past(),
            "first_steps": first_steps(self.env, self.env.company, cycle),
        }

    @api.model
    def _told_by_menu(self):
        """Return what the menu tells the reader, and which pages it offers them.

        How much is due, whether they lead people, whether engagement is theirs to see.
        """
        leads = bool(self.env.user._okr_reach().report_user_ids)
        return {
            "okr_due_count": self.get_due_count(),
            "okr_leads_people": leads,
            "okr_sees_engagement": leads or self.env["okr.engagement"]._sees_all(),
        }

    @api.model
    @api.readonly
    def get_due_count(self):
        """Return how many check-ins are due of the reader within a week."""
        today = self.env.company._okr_today()
        owed = self.env["okr.key.result"].search(self._domain_owed())
        return len(self._due_of(owed, owed._asked_for(today), today))

    # --- DUE ---

    @api.model
    def _domain_owed(self):
        """Return the domain of the running key results that the reader checks in on.

        Their own, and those of people on leave whom they stand in for.
        """
        key_results = self.env["okr.key.result"]
        return (
            key_results._domain_asked()
            & Domain("company_id.okr_enabled", "=", True)
            & (Domain("user_id", "=", self.env.uid) | key_results._domain_is_deputy())
        )

    @api.model
    def _due_of(self, key_results, asked, today):
        """Return those that are due within a week, the longest due first.

        :param asked: what ``_asked_for`` of okr.key.result returned
        """
        last = today + timedelta(days=DAYS_AHEAD - 1)
        due = key_results.filtered(
            lambda kr: kr.id in asked and asked[kr.id].due <= last
        )
        return due.sorted(lambda kr: (asked[kr.id].due, kr.id))

    def _due(self, owed, asked, today):
        due = self._due_of(owed, asked, today)
        ahead = due.filtered(lambda kr: not asked[kr.id].is_missed)
        days = Counter(max(asked[kr.id].due, today) for kr in ahead)
        return {
            "count": len(due),
            "overdue": len(due - ahead),
            "by": fields.Date.to_string(max(days)) if days else False,
            "days": [
                {"date": fields.Date.to_string(day), "count": count}
                for day, count in sorted(days.items())
            ],
            "key_result_ids": due.ids,
        }

    # --- OBJECTIVES ---

    @api.model
    def _my_objectives(self):
        mine = Domain("user_id", "=", self.env.uid) | Domain(
            "member_ids", "=", self.env.uid
        )
        return self.env["okr.objective"].search_fetch(
            mine
            & Domain("state", "!=", "cancelled")
            & Domain("cycle_id.state", "in", ("draft", "active", "review")),
            order="date_end, level_rank, sequence, id",
        )

    @api.model
    def _has_past(self):
        mine = Domain("user_id", "=", self.env.uid) | Domain(
            "member_ids", "=", self.env.uid
        )
        return bool(self.env["okr.objective"].search_count(mine, limit=1))

    @api.model
    def _key_results(self, objectives):
        """Return the key results of these, and those that the reader checks in on."""
        owed = self._domain_owed()
        found = self.env["okr.key.result"].search(
            Domain("state", "=", "active")
            & (Domain("objective_id", "in", objectives.ids) | owed)
        )
        of_these = found.filtered(lambda kr: kr.objective_id in objectives)
        return of_these, found.sudo().filtered_domain(owed).sudo(False)

    @api.model
    def _around(self, mine, family):
        """Return what runs right above and below, of what the reader may read."""
        above = set(mine.sudo().parent_id.ids)
        return family.filtered(
            lambda o: (
                (o.id in above or o.parent_id in mine)
                and o.state in ("active", "done")
                and o.cycle_id.state in ("active", "review")
            )
        )

    @api.model
    def _two_weeks(self, objectives, today):
        """Return how objectives stand, and stood a week ago: two ``{id: figures}``.

        Where too much counts in them, their key results alone are looked back on, and
        of what more than these count in there is no progress of a week ago.
        """
        started = objectives.filtered(lambda o: o.state != "draft")
        if not started:
            return {}, {}
        week_ago = today - timedelta(days=7)
        pasts = started._pasts({today, week_ago}, most=MOST_LOOKED_BACK_ON)
        alone = pasts is None
        if alone:
            pasts = started._pasts_alone({today, week_ago})
        scope = self.env["okr.dashboard"]._in_scope
        now = scope(objectives_on(pasts, today), started)
        before = scope(objectives_on(pasts, week_ago, with_status=False), started)
        if alone:
            for objective in started.filtered(lambda o: o.rollup != "key_results"):
                if objective.id in before:
                    unknown = before[objective.id]._replace(progress=None)
                    before[objective.id] = unknown
        return now, before

    def _path(self, above):
        """Return what an objective is for: see ``_paths_upwards``."""
        return [
            {"model": record._name, "id": record.id, "name": record.name}
            for record in above
        ]

    def _objective_row(self, objective, key_results, path, before, asked, can_edit):
        return {
            "id": objective.id,
            "name": objective.name,
            "state": objective.state,
            "level": objective.level,
            "is_owner": objective.user_id.id == self.env.uid,
            "owner": objective.user_id.sudo().name or "",
            "cycle": objective.cycle_id.name,
            "date_end": fields.Date.to_string(objective.date_end),
            "is_measured": objective.is_measured,
            "progress": objective.progress,
            "expected_progress": objective.expected_progress,
            "previous_progress": before and before.progress,
            "status": objective.status,
            "score": objective.final_score,
            "can_edit": can_edit,
            "path": path,
            "key_results": [
                self._key_result_row(kr, before, *asked, can_edit) for kr in key_results
            ],
        }

    def _key_result_row(self, key_result, before, asked, today, can_edit):
        earlier = before and before.key_results.get(key_result.id)
        # A draft owes nothing yet; its form says when the first one would be due
        owed = asked.get(key_result.id)
        due = owed.due if owed else None
        last = today + timedelta(days=DAYS_AHEAD - 1)
        is_mine = key_result.user_id.id == self.env.uid
        runs = key_result.objective_state == "active"
        return {
            "id": key_result.id,
            "name": key_result.name,
            "owner": key_result.user_id.sudo().name or "",
            "is_mine": is_mine,
            "value_label": key_result.value_label,
            "progress": key_result.progress,
            "expected_progress": key_result.expected_progress,
            "previous_progress": earlier and earlier.progress,
            "has_data": key_result.is_measured,
            "status": key_result.status,
            "confidence": key_result.confidence if key_result.has_confidence else None,
            "date_due": fields.Date.to_string(due) if due else False,
            "is_due": bool(is_mine and runs and due and due <= last),
            "is_late": bool(owed and owed.is_missed),
            "can_check_in": bool(runs and can_edit),
            "help_needed": key_result.help_needed,
            "kpi_mark": key_result.kpi_mark or "",
        }

    # --- ASKED OF THE READER ---

    @api.model
    def _help_requests(self):
        """Return the open help requests that were addressed to the reader."""
        requests = self.env["okr.help.request"].search(
            [("state", "=", "open"), ("manager_id", "=", self.env.uid)],
            order="date_asked, id",
        )
        return [
            {
                "id": request.id,
                "key_result_id": request.key_result_id.id,
                "key_result": request.key_result_id.name,
                "what": request.what or "",
                "asked_by": request.asked_by_id.sudo().name or "",
                "waiting": request.clock_label,
            }
            for request in requests
        ]

    @api.model
    def _alignment_requests(self):
        """Return the requests to contribute that the reader is to answer."""
        reach = self.env.user._okr_reach()
        requests = self.env["okr.alignment.request"].search(
            Domain("state", "=", "waiting")
            & Domain("objective_id.cycle_id.state", "!=", "closed")
            & (
                Domain("parent_id.user_id", "=", self.env.uid)
                | Domain("parent_id.department_id", "in", reach.downward_department_ids)
            ),
            order="id",
        )
        return [
            {
                "id": request.objective_id.id,
                "name": request.objective_id.name,
                "parent": request.parent_id.name,
                "asked_by": request.asked_by_id.sudo().name or "",
            }
            for request in requests.filtered("objective_id.can_answer_alignment")
        ]
