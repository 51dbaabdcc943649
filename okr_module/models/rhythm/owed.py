"""What people owe, read from the database for thousands of key results at once.

What has become of it on a day, and what is missed: ``rhythm/reckoning.py``.
"""

from datetime import date
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
    """What became of the periods of key results of somebody that went alike."""

    user_id: int
    #: how many key results they are
    count: int
    kept: Kept


class AlikeRow(NamedTuple):
    """Key results of somebody with one plan, of which the same was said."""

    user_id: int
    company_id: int
    start: date
    end: date
    weekday: int
    grace_days: int
    #: the last day on which a source answered by itself
    alive_on: date | None
    done_on: date | None
    #: the days on which they were dropped, as the column has them
    days_dropped: list | None
    #: the day in whose week the bits begin
    first: date
    #: bits of the weeks, from that of ``first`` on, whose period was met
    on_time: int
    late: int
    #: how many key results they are
    count: int
    #: the ids of those whose check-ins are to be gone through, as no bits tell of them
    ids: list | None


#: Where one number for each key result says which periods were met: a period of a week
#: ends on the same weekday, and grace reaches into the next one only. Else the
#: check-ins are gone through.
_MOST_WEEKS = 60
#: so many weeks before a cycle key results may have begun
_WEEKS_BEFORE = 4


def week_number(day, weekday):
    """Return the number of the week that a day lies in, if weeks end on a weekday."""
    return ((day - date(2000, 1, 3)).days + 6 - weekday) // 7


def alike_rows(env, cycle_ids, condition, owed, day, asleep_after, user_ids=None):
    """Return what was owed and what was said of it by a day, and who is asleep.

    For ten thousand people in one query that reads each check-in once: which period a
    check-in met stands on the check-in (``timeliness``), so the database adds up one
    number for each key result, a bit a week, and returns those alike as one row.

    :param cycle_ids: of those to look into
    :param condition: SQL over ``kr`` (okr_key_result) and ``o`` (okr_objective) of what
        is looked into
    :param owed: SQL over both of those of them that are owed something
    :param day: what was entered later is not known
    :param asleep_after: how often a confidence has to be given to be asleep
    :param user_ids: SQL of a list of the people it is about, to look at fewer
        check-ins; None for all
    :return: ``(AlikeRow s, ids of the users who never gave another confidence)``
    """
    for name in ("okr.key.result", "okr.objective", "okr.checkin", "okr.cycle"):
        env[name].flush_model()
    # Compiling the query takes longer than it does
    env.execute_query(SQL("SELECT set_config('jit', 'off', TRUE)"))
    among = SQL("TRUE")
    if user_ids is not None:
        # As lists of ids each is found in the index
        among = SQL(
            """
            (checkin.user_id = ANY(ARRAY(%s))
             OR checkin.key_result_id = ANY(ARRAY(SELECT id FROM told WHERE is_owed)))
            """,
            user_ids,
        )
    rows = env.execute_query(
        SQL(
            """
            WITH begun AS (
                SELECT cycle.id, cycle.checkin_weekday::int AS weekday,
                       COALESCE(cycle.grace_days, 0) AS grace_days,
                       cycle.date_start - 7 * %(before)s AS first,
                       cycle.checkin_interval = 'week'
                       AND COALESCE(cycle.grace_days, 0) < 7 AS by_weeks
                  FROM okr_cycle cycle
                 WHERE cycle.id = ANY(%(cycles)s)
            ), asked AS MATERIALIZED (
                SELECT begun.*,
                       -- The day on which the week began that the bits begin with
                       first - MOD(MOD(
                           first - date '2000-01-03' + 6 - weekday, 7) + 7, 7) AS begins
                  FROM begun
            ), told AS MATERIALIZED (
                SELECT kr.id, kr.user_id, o.company_id, kr.cycle_id,
                       GREATEST(kr.date_start, kr.date_activated) AS start,
                       kr.date_end, %(alive)s AS alive_on, o.date_done,
                       kr.days_dropped,
                       kr.user_id IS NOT NULL
                       AND GREATEST(kr.date_start, kr.date_activated) IS NOT NULL
                       AND o.date_activated <= %(day)s AND o.state != 'draft'
                       AND (%(owed)s) AS is_owed
                  FROM okr_key_result kr
                  JOIN okr_objective o ON o.id = kr.objective_id
                 WHERE kr.cycle_id = ANY(%(cycles)s) AND (%(condition)s)
            ), said AS MATERIALIZED (
                SELECT each.*
                  FROM asked
                 -- Added up before anything is joined: there are ten times as many
                 CROSS JOIN LATERAL (
                        SELECT checkin.key_result_id, checkin.user_id,
                               bit_or(
                                   1::bigint << LEAST(62, GREATEST(0,
                                       (checkin.entered_on - asked.begins) / 7))
                               ) FILTER (WHERE checkin.timeliness = 'on_time')
                                   AS on_time,
                               bit_or(
                                   1::bigint << LEAST(61, GREATEST(0,
                                       (checkin.entered_on - asked.begins) / 7 - 1))
                               ) FILTER (WHERE checkin.timeliness = 'late') AS late,
                               count(*) FILTER (WHERE checkin.has_confidence)
                                   AS confidences,
                               min(checkin.confidence)
                                   FILTER (WHERE checkin.has_confidence) AS lowest,
                               max(checkin.confidence)
                                   FILTER (WHERE checkin.has_confidence) AS highest
                          FROM okr_checkin checkin
                         WHERE checkin.cycle_id = asked.id
                           AND checkin.entered_on <= %(day)s
                           AND checkin.source IN %(spoken)s AND %(among)s
                         GROUP BY checkin.key_result_id, checkin.user_id
                       ) each
            ), owed AS (
                SELECT told.user_id, told.company_id, told.start, told.date_end,
                       asked.weekday, asked.grace_days, told.alive_on,
                       told.date_done, told.days_dropped, asked.first,
                       COALESCE(met.on_time, 0) AS on_time,
                       COALESCE(met.late, 0) AS late,
                       told.id,
                       asked.by_weeks
                       AND told.start >= asked.first
                       AND told.date_end <= asked.first + 7 * %(most)s
                       -- No number is known of an end that is not known
                       AND told.date_end IS NOT NULL AS by_weeks
                  FROM told
                  JOIN asked ON asked.id = told.cycle_id
                  LEFT JOIN (
                        SELECT key_result_id, bit_or(on_time) AS on_time,
                               bit_or(late) AS late
                          FROM said
                         GROUP BY key_result_id
                       ) met ON met.key_result_id = told.id
                 WHERE told.is_owed
            )
            SELECT user_id, company_id, start, date_end, weekday, grace_days, alive_on,
                   date_done, days_dropped, first, on_time, late, count(*),
                   array_agg(id) FILTER (WHERE NOT by_weeks)
              FROM owed
             GROUP BY user_id, company_id, start, date_end, weekday, grace_days,
                      alive_on, date_done, days_dropped, first, on_time, late, by_weeks
             UNION ALL
            -- Whose confidence is asleep: a row without a number of key results
            SELECT said.user_id, NULL, NULL, NULL, NULL, NULL, NULL,
                   NULL, NULL, NULL, NULL, NULL, NULL, NULL
              FROM said
              JOIN told ON told.id = said.key_result_id
             WHERE said.confidences > 0
             GROUP BY said.user_id
            HAVING sum(said.confidences) >= %(asleep_after)s
               AND min(said.lowest) = max(said.highest)
            """,
            before=_WEEKS_BEFORE,
            most=_MOST_WEEKS,
            cycles=cycle_ids,
            alive=_alive_on(day),
            day=day,
            spoken=BY_PEOPLE,
            among=among,
            condition=condition,
            owed=owed,
            asleep_after=asleep_after,
        )
    )
    alike = [AlikeRow._make(row) for row in rows if row[-2] is not None]
    return alike, frozenset(row[0] for row in rows if row[-2] is None)


def kept_rows(env, alike, day):
    """Return the :class:`KeptRow` s of key results.

    :param alike: what :func:`alike_rows` returned of the same day
    """
    begin = min((row.start for row in alike), default=day)
    people = People(env, {row.user_id for row in alike}, begin, day)
    keeping, kept_by_weeks, others = Keeping(day), [], []
    known = {}
    for row in alike:
        if row.ids:
            others += row.ids
            continue
        days = people.working_days(row.user_id, row.company_id)
        dropped = as_spans(row.days_dropped) if row.days_dropped else ()
        # What happened alike is looked through once. It is kept here: so days of work
        # are known by their id.
        like = (id(days), dropped, *row[2:8], *row[9:12])
        found = known.get(like)
        if found is None:
            shift = week_number(row.start, row.weekday) - week_number(
                row.first, row.weekday
            )
            found = known[like] = keeping.kept(
                (row.start, row.end, "week", row.weekday),
                row.grace_days,
                days,
                row.on_time >> shift,
                row.late >> shift,
                row.alive_on,
                row.done_on,
                dropped,
            )
        kept_by_weeks.append(KeptRow(row.user_id, row.count, found))
    if not others:
        return kept_by_weeks
    return kept_by_weeks + [
        KeptRow(
            row.user_id,
            1,
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
