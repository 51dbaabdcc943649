"""What people owe, read from the database for thousands of key results at once."""

from collections import defaultdict
from datetime import date, timedelta
from typing import NamedTuple

from odoo.tools import SQL

from ...arithmetic.schedule import Report
from ...rhythm import Keeping, Kept, Owed, kept
from ..checkin.okr_checkin import BY_PEOPLE
from ..key_result.okr_target_change import as_spans
from .people import People


class OwedRow(NamedTuple):
    """A key result of somebody, and what the reckoning needs to know of it."""

    key_result_id: int
    user_id: int
    objective_id: int
    company_id: int
    owed: Owed


def owed_rows(env, condition, day):
    """Return the :class:`OwedRow` s of key results that had begun by a day.

    One query, however many they are.

    :param condition: SQL over ``kr`` (okr_key_result), ``o`` (okr_objective) and
        ``cycle`` (okr_cycle)
    :param day: what was entered later is not known
    """
    for name in ("okr.key.result", "okr.objective", "okr.checkin", "okr.cycle"):
        env[name].flush_model()
    rows = env.execute_query(
        SQL(
            """
            SELECT kr.id, kr.user_id, o.id, o.company_id,
                   GREATEST(kr.date_start, kr.date_activated),
                   kr.date_end,
                   cycle.checkin_interval, cycle.checkin_weekday::int,
                   cycle.grace_days,
                   %(alive)s,
                   LEAST(kr.date_cancelled, o.date_cancelled), kr.days_dropped,
                   o.date_done, said.dates, said.entered, said.reviewed
              FROM okr_key_result kr
              JOIN okr_objective o ON o.id = kr.objective_id
              JOIN okr_cycle cycle ON cycle.id = o.cycle_id
              LEFT JOIN (
                    SELECT checkin.key_result_id,
                           array_agg(checkin.date %(order)s) AS dates,
                           array_agg(checkin.entered_on %(order)s) AS entered,
                           array_agg(COALESCE(checkin.is_in_review, FALSE) %(order)s)
                               AS reviewed
                      FROM okr_checkin checkin
                      JOIN okr_key_result kr ON kr.id = checkin.key_result_id
                      JOIN okr_objective o ON o.id = kr.objective_id
                      JOIN okr_cycle cycle ON cycle.id = o.cycle_id
                     WHERE (%(condition)s) AND checkin.source IN %(spoken)s
                       AND checkin.entered_on <= %(day)s
                     GROUP BY checkin.key_result_id
                   ) said ON said.key_result_id = kr.id
             WHERE o.date_activated <= %(day)s AND o.state != 'draft'
               AND kr.user_id IS NOT NULL
               AND GREATEST(kr.date_start, kr.date_activated) IS NOT NULL
               AND (%(condition)s)
             ORDER BY kr.user_id, o.level_rank, o.sequence, o.id, kr.sequence, kr.id
            """,
            alive=_alive_on(day),
            day=day,
            spoken=BY_PEOPLE,
            condition=condition,
            # In each of them, as a join keeps no order that rows had before; and in no
            # sub-select, which would sort everybody's before the condition
            order=SQL("ORDER BY checkin.entered_on, checkin.date, checkin.id"),
        )
    )
    return [_row(*row) for row in rows]


class KeptRow(NamedTuple):
    """What became of the periods of a key result of somebody."""

    key_result_id: int
    user_id: int
    kept: Kept


class SaidRow(NamedTuple):
    """What one person said of one key result."""

    key_result_id: int
    #: who said it
    user_id: int
    #: bits of the weeks, from :func:`week_number` of a day on, whose period was met
    on_time: int
    late: int
    #: how often a confidence was given, the lowest and the highest
    confidences: int
    lowest: float | None
    highest: float | None


#: Where one number for each key result says which periods were met: a period of a week
#: ends on the same weekday, and grace reaches into the next one only. Else the
#: check-ins are gone through.
_BY_WEEKS = """
    cycle.checkin_interval = 'week' AND cycle.grace_days < 7
    AND kr.date_end - GREATEST(kr.date_start, kr.date_activated) < 7 * 60
"""
#: the weeks that the bits of one number of the database may say something of
_MOST_WEEKS = 62


def week_number(day, weekday):
    """Return the number of the week that a day lies in, if weeks end on a weekday."""
    return ((day - date(2000, 1, 3)).days + 6 - weekday) // 7


def said_rows(env, cycle_ids, condition, first, day, among=None):
    """Return the :class:`SaidRow` s of what people said by a day.

    For ten thousand people at once: which period a check-in met stands on the check-in
    (``timeliness``), so the database adds up one number for each key result and person.

    :param cycle_ids: of those to look into
    :param condition: SQL over ``kr`` (okr_key_result) and ``o`` (okr_objective)
    :param first: the day in whose week the bits begin
    :param among: SQL over ``checkin``, to look at fewer of them; None for all
    """
    env["okr.checkin"].flush_model()
    # Compiling the query takes longer than it does
    env.execute_query(SQL("SELECT set_config('jit', 'off', TRUE)"))
    rows = env.execute_query(
        SQL(
            """
            WITH asked AS MATERIALIZED (
                SELECT cycle.id,
                       -- The day on which the week began that the bits begin with
                       %(first)s::date - MOD(MOD(
                           %(first)s::date - date '2000-01-03' + 6
                               - cycle.checkin_weekday::int, 7) + 7, 7) AS begins
                  FROM okr_cycle cycle
                 WHERE cycle.id = ANY(%(cycles)s)
            )
            SELECT checkin.*
              FROM (
                    -- Added up before anything is joined: there are ten times as many
                    SELECT checkin.key_result_id, checkin.user_id,
                           COALESCE(bit_or(
                               1::bigint
                               << LEAST(62, GREATEST(0,
                                   (checkin.entered_on - asked.begins) / 7))
                           ) FILTER (WHERE checkin.timeliness = 'on_time'), 0),
                           COALESCE(bit_or(
                               1::bigint
                               << LEAST(61, GREATEST(0,
                                   (checkin.entered_on - asked.begins) / 7 - 1))
                           ) FILTER (WHERE checkin.timeliness = 'late'), 0),
                           count(*) FILTER (WHERE checkin.has_confidence),
                           min(CASE WHEN checkin.has_confidence
                               THEN checkin.confidence END),
                           max(CASE WHEN checkin.has_confidence
                               THEN checkin.confidence END)
                      FROM okr_checkin checkin
                      JOIN asked ON asked.id = checkin.cycle_id
                     WHERE checkin.cycle_id = ANY(%(cycles)s)
                       AND checkin.entered_on <= %(day)s
                       AND checkin.source IN %(spoken)s AND %(among)s
                     GROUP BY checkin.key_result_id, checkin.user_id
                   ) checkin
              JOIN okr_key_result kr ON kr.id = checkin.key_result_id
              JOIN okr_objective o ON o.id = kr.objective_id
             WHERE %(condition)s
            """,
            first=first,
            cycles=cycle_ids,
            day=day,
            spoken=BY_PEOPLE,
            among=among or SQL("TRUE"),
            condition=condition,
        )
    )
    return [SaidRow(*row) for row in rows]


def plan_rows(env, condition, day):
    """Return what is owed by when, without what was said: a row each key result.

    :param condition: as in :func:`owed_rows`
    :return: list of ``(key result id, user id, company id, first day, last day,
        weekday, grace days, last day on which a source answered, day it was done,
        days on which it was dropped as the column has them, whether bits of weeks say
        what was met)``
    """
    for name in ("okr.key.result", "okr.objective", "okr.cycle"):
        env[name].flush_model()
    return env.execute_query(
        SQL(
            """
            SELECT kr.id, kr.user_id, o.company_id,
                   GREATEST(kr.date_start, kr.date_activated), kr.date_end,
                   cycle.checkin_weekday::int, cycle.grace_days, %(alive)s,
                   o.date_done, kr.days_dropped, %(by_weeks)s
              FROM okr_key_result kr
              JOIN okr_objective o ON o.id = kr.objective_id
              JOIN okr_cycle cycle ON cycle.id = o.cycle_id
             WHERE o.date_activated <= %(day)s AND o.state != 'draft'
               AND kr.user_id IS NOT NULL
               AND GREATEST(kr.date_start, kr.date_activated) IS NOT NULL
               AND (%(condition)s)
            """,
            alive=_alive_on(day),
            day=day,
            by_weeks=SQL(_BY_WEEKS),
            condition=condition,
        )
    )


def kept_rows(env, plans, said, first, day):
    """Return the :class:`KeptRow` s of key results.

    :param plans: what :func:`plan_rows` returned
    :param said: what :func:`said_rows` returned, of the same ``first`` and ``day``
    """
    on_time, late = defaultdict(int), defaultdict(int)
    for row in said:
        on_time[row.key_result_id] |= row.on_time
        late[row.key_result_id] |= row.late
    begin = min((row[3] for row in plans), default=day)
    people = People(env, {row[1] for row in plans}, begin, day)
    # Weeks before the first bit are not known, and none after the last
    reach = first + timedelta(weeks=_MOST_WEEKS - 2)
    keeping, kept_by_weeks, others = Keeping(day), [], []
    zero = {weekday: week_number(first, weekday) for weekday in range(7)}
    days_of, known = {}, {}
    for row in plans:
        key_result_id, user_id, company_id, start, end, weekday = row[:6]
        grace_days, alive_on, done_on, days_dropped, by_weeks = row[6:]
        if not by_weeks or start < first or end > reach:
            others.append(key_result_id)
            continue
        whose = user_id, company_id
        days = days_of.get(whose)
        if days is None:
            days = days_of[whose] = people.working_days(user_id, company_id)
        dropped = as_spans(days_dropped)
        shift = week_number(start, weekday) - zero[weekday]
        # What happened alike is looked through once: a person tells of all at once
        alike = (
            id(days),
            start,
            end,
            weekday,
            grace_days,
            alive_on,
            done_on,
            dropped,
            on_time[key_result_id] >> shift,
            late[key_result_id] >> shift,
        )
        found = known.get(alike)
        if found is None:
            found = known[alike] = keeping.kept(
                (start, end, "week", weekday),
                grace_days,
                days,
                on_time[key_result_id] >> shift,
                late[key_result_id] >> shift,
                alive_on,
                done_on,
                dropped,
            )
        kept_by_weeks.append(KeptRow(key_result_id, user_id, found))
    if not others:
        return kept_by_weeks
    return kept_by_weeks + [
        KeptRow(
            row.key_result_id,
            row.user_id,
            kept(row.owed, people.working_days(row.user_id, row.company_id), day),
        )
        for row in owed_rows(env, SQL("kr.id = ANY(%s)", others), day)
    ]


def _alive_on(day):
    """Return the SQL of the last day on which a linked source answered by itself."""
    return SQL(
        """
        CASE WHEN kr.kpi_id IS NULL THEN NULL
             WHEN kr.kpi_error IS NULL AND kr.kpi_date_alive >= %(day)s::date - 1
             THEN %(day)s::date
             ELSE kr.kpi_date_alive END
        """,
        day=day,
    )


def _row(
    key_result_id,
    user_id,
    objective_id,
    company_id,
    start,
    end,
    interval,
    weekday,
    grace_days,
    alive_on,
    dropped_on,
    days_dropped,
    done_on,
    dates,
    entered,
    reviewed,
):
    return OwedRow(
        key_result_id,
        user_id,
        objective_id,
        company_id,
        Owed(
            start_date=start,
            end_date=end,
            interval=interval,
            weekday=weekday,
            grace_days=grace_days,
            checkins=tuple(map(Report, dates or (), entered or (), reviewed or ())),
            alive_on=alive_on,
            dropped_on=dropped_on,
            dropped=as_spans(days_dropped),
            done_on=done_on,
        ),
    )
