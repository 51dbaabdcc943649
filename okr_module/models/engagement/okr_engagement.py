from collections import defaultdict
from datetime import date as Day
from datetime import timedelta
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...arithmetic.status import WEAK
from ..base.arguments import as_id
from ..base.numbers import as_date
from ..base.rows import as_rows
from ..base.texts import say_day
from ..checkin.okr_checkin import BY_PEOPLE
from ..rhythm.owed import alike_rows, kept_rows
from .organisation import Organisation
from .small_groups import Shown

#: days before and after these are typing errors
FIRST_DAY = Day(1970, 1, 1)
DAYS_AHEAD = 3660
#: so many people are looked up one by one
FEW = 500
#: what is counted within so many days
RECENT = (7, 15, 30)
#: how often somebody has to give a confidence before it can be asleep
ASLEEP_AFTER = 3
#: what is read past the ORM
READ_BY_SQL = (
    "okr.objective",
    "okr.cycle",
    "okr.initiative",
    "okr.key.result",
    "okr.target.change",
)
FIGURES = (
    "with_objective",
    "without_objective",
    "objectives",
    "aligned",
    "not_aligned",
    "one_objective",
    "one_key_result",
    "no_initiative",
    "at_risk",
    *(f"updated_{days}" for days in RECENT),
    "on_time",
    "late",
    "missed",
    "on_time_rate",
    "leaders_on_time_rate",
    "confidence_asleep",
    "health",
    "health_parts",
)


class EngagementScope(NamedTuple):
    """Of whom, of which objectives and of which day figures are."""

    company_ids: list
    #: ids of the people asked about
    user_ids: frozenset
    #: those of them who manage a department
    leader_ids: frozenset
    level: str | None
    #: the cycle asked about, None for those that run
    cycle_id: int | None
    #: ids of the cycles looked into
    cycle_ids: list
    day: object
    organisation: Organisation
    #: which groups of people the caller is shown
    shown: Shown
    #: the number of people from which a group may be shown
    smallest: int
    #: several companies are asked about, and of one of them too few people: they would
    #: be told by asking about the others alone
    has_small_company: bool
    #: ids of private objectives of which only is told that they are there
    untold: frozenset = frozenset()

    def shows(self, user_ids):
        """Tell whether figures of some people may be shown to the caller."""
        return self.shown.shows(user_ids)

    @property
    def is_shown(self):
        """Neither the group nor what is left of a larger one is too small."""
        return not self.has_small_company and self.shows(self.user_ids)


class OkrEngagement(models.AbstractModel):
    """Whether OKRs live: figures for HR and for whoever leads people.

    Never a pay or appraisal score: nothing here is about one person, but for a leader's
    own rate beside the team's.
    """

    _name = "okr.engagement"
    _description = "OKR engagement"

    # --- API ---

    @api.model
    @api.readonly
    def figures(
        self,
        company_id=None,
        department_id=None,
        level=None,
        manager_id=None,
        cycle_id=None,
        date=None,
    ) -> dict:
        """Return whether OKRs live, in numbers, as of a day.

        Of the objectives that were live that day (started by then, not dropped or done
        by then) in cycles running that day, owned by the people in scope: active
        employees with an active internal user. People count as they stand today.

        :param int company_id: a ``res.company``; all of the caller's where left out
        :param int department_id: a ``hr.department``, with those below it
        :param str level: ``company``, ``department`` or ``individual`` objectives only
        :param int manager_id: a ``hr.employee``; the people below them in the line
        :param int cycle_id: an ``okr.cycle``, running that day or not
        :param date: the day, date or ISO string; today where left out
        :return: ``people``, ``with_objective``, ``without_objective`` (numbers of
            people), ``objectives``, ``aligned``, ``not_aligned`` (below company level,
            with and without a parent), ``one_objective`` (people), ``one_key_result``,
            ``no_initiative``, ``at_risk`` (objectives), ``updated_7``, ``updated_15``,
            ``updated_30`` (people with an objective who entered a check-in themselves),
            ``on_time``, ``late``, ``missed`` (due periods of their key results),
            ``on_time_rate`` and ``leaders_on_time_rate`` (0.0-1.0, None where nothing
            was due), ``confidence_asleep`` (people), ``health`` (0-100) and
            ``health_parts`` (0.0-1.0 each). Of a group that is too small all but
            ``people`` are None.
            Private objectives are counted. With ``level`` or ``cycle_id`` those that
            the caller may not read are left out of how objectives stand and check-ins
            are given (``at_risk``, ``on_time``, ``late``, ``missed``, the rates,
            ``confidence_asleep``), unless those of each level and cycle belong to
            people enough.
        :raise AccessError: if the caller is neither an HR officer nor above all of
            those people
        :raise UserError: if a day, level, department or the like is none
        """
        scope = self._scope(
            company_id, department_id, level, manager_id, cycle_id, date
        )
        if not scope.is_shown:
            return {
                "people": len(scope.user_ids),
                **dict.fromkeys(FIGURES),
            }
        return self._count(scope)

    # --- OF WHOM ---

    @api.model
    def _scope(self, company_id, department_id, level, manager_id, cycle_id, date):
        """Return the :class:`EngagementScope` of a question that the caller may ask.

        :raise AccessError: if it is not the caller's to ask
        """
        user = self.env.user
        if not user._is_internal():
            raise AccessError(self._not_yours())
        levels = self.env["okr.objective"]._fields["level"].get_values(self.env)
        if level and level not in levels:
            raise UserError(self.env._("There is no level called %s.", level))
        companies = self.env.companies
        if company_id:
            companies = self.env["res.company"].browse(as_id(self.env, company_id))
            if not self.env.su and companies not in user.company_ids:
                raise AccessError(self._not_yours())
        day = self._as_day(date, companies)
        # With all that may be asked about beside it: what is left of that counts
        around = companies if self.env.su else companies | self.env.companies
        organisation = Organisation(self.env, around.ids)
        chosen = frozenset(
            person.user_id
            for person in organisation.people
            if person.company_id in companies.ids
        )
        if department_id:
            chosen &= organisation.of_department.get(
                as_id(self.env, department_id), set()
            )
        if manager_id:
            manager_id = as_id(self.env, manager_id)
            chosen &= organisation.of_manager.get(manager_id, set())
        known, reach = self._askable(organisation, chosen, manager_id)
        leaders = frozenset(
            person.user_id
            for person in organisation.people
            if person.employee_id in organisation.leader_ids
        )
        smallest = max(companies.sudo().mapped("okr_min_group_size"), default=1)
        cycle_id = as_id(self.env, cycle_id) if cycle_id else None
        return EngagementScope(
            companies.ids,
            chosen,
            leaders & chosen,
            level or None,
            cycle_id,
            self._cycle_ids(cycle_id, day),
            day,
            organisation,
            Shown(organisation.groups(), smallest, known, reach),
            smallest,
            len(companies) > 1
            and any(
                0 < len(organisation.of_company[company] & chosen - known) < smallest
                for company in companies.ids
                if company in organisation.of_company
            ),
        )

    @api.model
    def _askable(self, organisation, chosen, manager_id=None):
        """Return ``(people known anyway, people to ask about)``, None for all.

        :param chosen: ids of the people asked about now
        :param manager_id: the employee whose people they are, where that was asked
        :raise AccessError: if the caller may not
        """
        user = self.env.user
        if self.env.su or user.has_group("okr_module.group_okr_officer"):
            return frozenset(), None
        mine = [p.employee_id for p in organisation.people if p.user_id == user.id]
        below = organisation.leads(mine)
        known = frozenset([user.id])
        if not below or not chosen or not chosen <= below | known:
            raise AccessError(self._not_yours())
        led = {p.employee_id for p in organisation.people if p.user_id in below}
        if chosen == known or (manager_id and manager_id not in {*mine, *led}):
            raise AccessError(self._not_yours())
        return known, below | known

    @api.model
    def _not_yours(self):
        return self.env._(
            "Engagement is shown to HR officers, to OKR administrators, and to those "
            "who lead all of the people asked about."
        )

    @api.model
    def _as_day(self, date, companies):
        # Of two companies the one where it is earlier
        today = min(c._okr_today() for c in companies or self.env.company)
        day = as_date(self.env, date) or today
        if not FIRST_DAY <= day <= today + timedelta(days=DAYS_AHEAD):
            raise UserError(
                self.env._("Nothing is known of %s.", say_day(self.env, day))
            )
        return day

    # --- COUNTING ---

    @api.model
    def _count(self, scope, facts=None):
        """Return the figures of a scope, whether or not it is too small.

        :param facts: the :class:`Facts` of it, where they are known
        """
        facts = facts or self._facts(scope)
        return self._count_among(facts, scope.user_ids, scope.leader_ids)

    @api.model
    def _facts(self, scope):
        """Read what the figures of a scope, and of any part of it, are counted from."""
        objectives = self._objectives(scope)
        scope = self._without_untold(scope)
        reckoned, asleep = self._reckoned(scope)
        return Facts(
            objectives,
            self._statuses(objectives, scope),
            dict(self._spoke_last({each.user_id for each in objectives}, scope)),
            reckoned,
            self._timely(reckoned),
            asleep,
            scope.day,
        )

    @api.model
    def _without_untold(self, scope):
        """Return a scope that tells its reader how no single private objective stands.

        By level and cycle figures of a large group are those of one objective. So they
        tell of those that the reader may not read as long as, in each level of each
        cycle, people enough own such: then nothing is left by subtracting, either.
        """
        if not (scope.level or scope.cycle_id) or scope.smallest <= 1:
            return scope
        around = self._private_ones(scope._replace(level=None))
        if scope.cycle_id:
            around |= self._private_ones(
                scope._replace(
                    level=None,
                    cycle_id=None,
                    cycle_ids=self._cycle_ids(None, scope.day),
                )
            )
        owners = defaultdict(set)
        for _id, owner_id, level, cycle_id in around:
            owners[level, cycle_id].add(owner_id)
        if all(len(some) >= scope.smallest for some in owners.values()):
            return scope
        return scope._replace(untold=frozenset(row[0] for row in around))

    @api.model
    def _private_ones(self, scope):
        """Return private objectives that the people in scope have a part in.

        :return: set of ``(id, owner's id, level, cycle's id)`` of those that the caller
            may not read
        """
        for name in ("okr.objective", "okr.cycle", "okr.key.result"):
            self.env[name].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT o.id, o.user_id, o.level, o.cycle_id
                  FROM okr_objective o
                 WHERE o.visibility = 'private' AND %(running)s
                   AND (o.user_id IN (%(users)s) OR EXISTS (
                           SELECT FROM okr_key_result kr
                            WHERE kr.objective_id = o.id AND kr.user_id IN (%(users)s)
                       ))
                """,
                users=as_rows(scope.user_ids),
                running=self._running(scope),
            )
        )
        private = self.env["okr.objective"].browse(row[0] for row in rows)
        readable = set(private._filtered_access("read").ids)
        return {row for row in rows if row[0] not in readable}

    @api.model
    def _count_among(self, facts, user_ids, leader_ids):
        """Return the figures of some of the people that facts are about.

        :param facts: :class:`Facts`
        :param user_ids: set of ids
        :param leader_ids: ids of those who manage a department
        """
        objectives = [o for o in facts.objectives if o.user_id in user_ids]
        owners = defaultdict(int)
        for objective in objectives:
            owners[objective.user_id] += 1
        below = [o for o in objectives if o.level != "company"]
        aligned = sum(1 for objective in below if objective.parent_id)
        people = len(user_ids)
        result = {
            "people": people,
            "with_objective": len(owners),
            "without_objective": people - len(owners),
            "objectives": len(objectives),
            "aligned": aligned,
            "not_aligned": len(below) - aligned,
            "one_objective": sum(1 for count in owners.values() if count == 1),
            "one_key_result": sum(1 for o in objectives if o.key_results == 1),
            "no_initiative": sum(1 for o in objectives if not o.has_initiative),
            "at_risk": sum(1 for o in objectives if facts.statuses.get(o.id) in WEAK),
            **self._count_updated(owners, facts),
            **self._count_timely(facts.timely, user_ids, leader_ids),
            "confidence_asleep": len(facts.asleep & user_ids),
        }
        return {**result, **self._health(result)}

    @api.model
    def _objectives(self, scope):
        """Return rows of the objectives that were live on the day of a scope."""
        for name in READ_BY_SQL:
            self.env[name].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT o.id, o.user_id, o.level, o.parent_id, o.status,
                       -- No fresher than the oldest of what it was taken from
                       LEAST(o.figures_date, parts.oldest),
                       COALESCE(parts.live, 0),
                       EXISTS (
                           SELECT FROM okr_initiative initiative
                            WHERE initiative.objective_id = o.id
                              AND initiative.state != 'cancelled'
                       )
                  FROM okr_objective o
                  LEFT JOIN (
                        SELECT kr.objective_id,
                               min(COALESCE(kr.figures_date, date '1900-01-01'))
                                   FILTER (WHERE kr.state = 'active') AS oldest,
                               count(*) FILTER (
                                   WHERE kr.date_activated <= %(day)s
                                     AND %(not_dropped)s
                               ) AS live
                          FROM okr_key_result kr
                         WHERE kr.cycle_id = ANY(%(cycles)s)
                         GROUP BY kr.objective_id
                       ) parts ON parts.objective_id = o.id
                 WHERE %(whose)s
                   AND (o.date_done IS NULL OR o.date_done > %(day)s)
                   AND %(running)s
                """,
                whose=self._whose(scope, SQL("o.user_id")),
                day=scope.day,
                not_dropped=self._not_dropped("kr", scope.day),
                cycles=scope.cycle_ids,
                running=self._running(scope),
            )
        )
        return [ObjectiveRow._make(row) for row in rows if row[1] in scope.user_ids]

    @api.model
    def _whose(self, scope, column):
        """Return the SQL that keeps the rows of a scope's people, where they are few.

        Of many, all rows are read and told apart later: a list of ten thousand ids is
        dearer than the rows of others.
        """
        if len(scope.user_ids) < FEW:
            return SQL("%s IN (%s)", column, as_rows(scope.user_ids))
        return SQL("TRUE")

    @api.model
    def _running(self, scope):
        """Return the SQL that holds for what was started and not dropped by the day.

        Over ``o`` (okr_objective); what was done by then is not left out.
        """
        conditions = [
            SQL("o.company_id = ANY(%s)", scope.company_ids),
            SQL("o.state != 'draft'"),
            SQL("o.date_activated <= %s", scope.day),
            self._not_dropped("o", scope.day),
            SQL("o.cycle_id = ANY(%s)", scope.cycle_ids),
        ]
        if scope.level:
            conditions.append(SQL("o.level = %s", scope.level))
        return SQL(" AND ").join(conditions)

    @api.model
    def _not_dropped(self, alias, day):
        """Return the SQL that holds for what was not dropped at the end of a day.

        What was dropped and taken back is dropped no more; the ledger knows the days:
        the first change after the day says how it stood until then.

        :param alias: ``o`` (okr_objective) or ``kr`` (okr_key_result)
        """
        is_objective = alias == "o"
        return SQL(
            """
            (%(alias)s.date_cancelled IS NULL OR %(alias)s.date_cancelled > %(day)s)
            AND %(alias)s.id NOT IN (
                SELECT next.id
                  FROM (SELECT DISTINCT ON (change.%(owner)s)
                               change.%(owner)s AS id, change.old_code
                          FROM okr_target_change change
                         WHERE change.field_name = 'state' AND change.date > %(day)s
                           AND change.key_result_id IS %(whose)s
                         ORDER BY change.%(owner)s, change.id) next
                 WHERE next.old_code = 'cancelled'
            )
            """,
            alias=SQL.identifier(alias),
            day=day,
            owner=SQL.identifier("objective_id" if is_objective else "key_result_id"),
            whose=SQL("NULL" if is_objective else "NOT NULL"),
        )

    @api.model
    def _told(self, scope):
        """Return the SQL of :meth:`_running`, without what is not told of."""
        running = self._running(scope)
        if not scope.untold:
            return running
        return SQL("%s AND o.id <> ALL(%s)", running, list(scope.untold))

    @api.model
    def _cycle_ids(self, cycle_id, day):
        """Return the ids of the cycle asked about, or of those that ran on a day.

        By their ids the database knows how little of two years that is.
        """
        if cycle_id:
            return [cycle_id]
        self.env["okr.cycle"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM okr_cycle WHERE %s BETWEEN date_start AND date_end", day
            )
        )
        return [each for (each,) in rows]

    @api.model
    def _count_updated(self, owner_ids, facts):
        """Return how many people with an objective spoke lately, by ``updated_n``."""
        days = [day for user, day in facts.spoke.items() if user in owner_ids]
        since = {recent: facts.day - timedelta(days=recent) for recent in RECENT}
        return {
            f"updated_{recent}": sum(day > first for day in days)
            for recent, first in since.items()
        }

    @api.model
    def _spoke_last(self, owner_ids, scope):
        """Return ``(user id, day)`` of those who spoke in the last days of a scope."""
        self.env["okr.checkin"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT user_id, max(entered_on)
                  FROM okr_checkin
                 WHERE entered_on BETWEEN %(first)s AND %(day)s
                   AND source IN %(spoken)s AND company_id = ANY(%(companies)s)
                   AND %(among)s
                 GROUP BY user_id
                """,
                first=scope.day - timedelta(days=max(RECENT) - 1),
                day=scope.day,
                spoken=BY_PEOPLE,
                companies=scope.company_ids,
                # Of many, all are read once; of few, each is found in the index
                among=SQL("user_id = ANY(%s)", list(owner_ids))
                if len(owner_ids) < FEW
                else SQL("TRUE"),
            )
        )
        return [row for row in rows if row[0] in owner_ids]

    @api.model
    def _reckoned(self, scope):
        """Return what the people in scope owed, and whose confidence never moved.

        :return: ``(KeptRow s, frozenset of user ids)``
        """
        alike, asleep = alike_rows(
            self.env,
            scope.cycle_ids,
            self._told(scope),
            SQL(
                "%s AND %s",
                self._whose(scope, SQL("kr.user_id")),
                self._not_dropped("kr", scope.day),
            ),
            scope.day,
            ASLEEP_AFTER,
            as_rows(scope.user_ids) if len(scope.user_ids) < FEW else None,
        )
        alike = [row for row in alike if row.user_id in scope.user_ids]
        return kept_rows(self.env, alike, scope.day), asleep & scope.user_ids

    @api.model
    def _count_timely(self, timely, user_ids, leader_ids):
        counts = self._counts_of(timely, user_ids)
        led = self._counts_of(timely, leader_ids)
        return {
            **counts,
            "on_time_rate": self._rate(counts),
            "leaders_on_time_rate": self._rate(led),
        }

    @api.model
    def _timely(self, reckoned):
        """Return ``{user id: (times on time, late, missed)}`` of :class:`KeptRow` s."""
        timely = {}
        for user_id, count, kept in reckoned:
            on_time, late, missed = kept.counts()
            before = timely.get(user_id, NEVER)
            timely[user_id] = (
                before[0] + count * on_time,
                before[1] + count * late,
                before[2] + count * missed,
            )
        return timely

    @api.model
    def _counts_of(self, timely, user_ids):
        """Return how often some people were on time, late, or missed a period.

        :param timely: what :meth:`_timely` returned
        """
        # With one who never was, so that there are columns
        rows = [NEVER, *(timely[each] for each in user_ids if each in timely)]
        return dict(zip(TIMELY, map(sum, zip(*rows, strict=True)), strict=True))

    @api.model
    def _rate(self, counts):
        """Return the share that was on time, None where nothing was due."""
        due = sum(counts[word] for word in TIMELY)
        return counts["on_time"] / due if due else None

    @api.model
    def _health(self, counted):
        """Return ``health``, 0 to 100, and its parts, each 0.0-1.0 or None.

        The plain mean of the parts that there are: people with an objective; objectives
        that are aligned; people with an objective who checked in within 15 days; what
        was checked in on time; objectives with more than one key result; people whose
        confidence is awake.
        """

        def share(part, whole):
            return part / whole if whole else None

        objectives, owners = counted["objectives"], counted["with_objective"]
        below = counted["aligned"] + counted["not_aligned"]
        parts = {
            "coverage": share(owners, counted["people"]),
            "alignment": share(counted["aligned"], below),
            "activity": share(counted["updated_15"], owners),
            "punctuality": counted["on_time_rate"],
            "measurement": share(objectives - counted["one_key_result"], objectives),
            "candour": share(
                max(counted["people"] - counted["confidence_asleep"], 0),
                counted["people"],
            )
            if owners
            else None,
        }
        there = [value for value in parts.values() if value is not None]
        return {
            "health": round(100 * sum(there) / len(there)) if there else 0,
            "health_parts": parts,
        }


class ObjectiveRow(NamedTuple):
    """An objective as far as it is counted."""

    id: int
    user_id: int
    level: str
    parent_id: int | None
    status: str
    #: the day as of which the status was taken
    figures_date: object
    #: how many of its key results were live
    key_results: int
    has_initiative: bool


class Facts(NamedTuple):
    """What figures are counted from, read once for all parts of a scope."""

    #: :class:`ObjectiveRow` s
    objectives: list
    #: ``{objective id: status}``
    statuses: dict
    #: ``{user id: the last day on which they spoke}``
    spoke: dict
    #: :class:`KeptRow` s
    reckoned: list
    #: ``{user id: (times on time, late, missed)}`` of them
    timely: dict
    #: ids of people whose confidence never moved
    asleep: frozenset
    day: object


#: what counts in the rate of check-ins
TIMELY = ("on_time", "late", "missed")
#: of somebody who owed nothing
NEVER = (0, 0, 0)
