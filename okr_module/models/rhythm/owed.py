"""What people owe, read from the database for thousands of key results at once."""

from typing import NamedTuple

from odoo.tools import SQL

from ...arithmetic.schedule import Report
from ...rhythm import Owed
from ..checkin.okr_checkin import BY_PEOPLE


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
                   CASE WHEN kr.kpi_id IS NULL THEN NULL
                        WHEN kr.kpi_error IS NULL
                             AND kr.kpi_date_alive >= %(day)s::date - 1
                        THEN %(day)s::date
                        ELSE kr.kpi_date_alive END,
                   LEAST(kr.date_cancelled, o.date_cancelled), o.date_done,
                   said.dates, said.entered, said.reviewed
              FROM okr_key_result kr
              JOIN okr_objective o ON o.id = kr.objective_id
              JOIN okr_cycle cycle ON cycle.id = o.cycle_id
              LEFT JOIN (
                    SELECT checkin.key_result_id, array_agg(checkin.date) AS dates,
                           array_agg(checkin.entered_on) AS entered,
                           array_agg(COALESCE(checkin.is_in_review, FALSE))
                               AS reviewed
                      FROM (
                            SELECT * FROM okr_checkin
                             WHERE source IN %(spoken)s AND entered_on <= %(day)s
                             ORDER BY entered_on, date, id
                           ) checkin
                      JOIN okr_key_result kr ON kr.id = checkin.key_result_id
                      JOIN okr_objective o ON o.id = kr.objective_id
                      JOIN okr_cycle cycle ON cycle.id = o.cycle_id
                     WHERE %(condition)s
                     GROUP BY checkin.key_result_id
                   ) said ON said.key_result_id = kr.id
             WHERE o.date_activated <= %(day)s AND o.state != 'draft'
               AND kr.user_id IS NOT NULL
               AND GREATEST(kr.date_start, kr.date_activated) IS NOT NULL
               AND (%(condition)s)
             ORDER BY kr.user_id, o.level_rank, o.sequence, o.id, kr.sequence, kr.id
            """,
            day=day,
            spoken=BY_PEOPLE,
            condition=condition,
        )
    )
    return [_row(*row) for row in rows]


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
            done_on=done_on,
        ),
    )
