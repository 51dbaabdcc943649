"""The days on which people work, read from Odoo for many at once."""

from collections import defaultdict
from datetime import datetime, time, timedelta

from pytz import timezone, utc

from odoo.tools import SQL

from ...rhythm import WorkingDays, covered_days

#: How far around the days asked for one looks for a working day
MARGIN = timedelta(days=31)


class People:
    """Employees behind users, and the days on which they work.

    It costs the same few queries for one person and for ten thousand.
    """

    def __init__(self, env, user_ids, first, last):
        """Read what is needed of some users.

        :param user_ids: ids of ``res.users``
        :param first: the first day asked for
        :param last: the last one
        """
        self.env = env
        self._first, self._last = first - MARGIN, last + MARGIN
        self._of_company, self._of_user = {}, {}
        self._left = set()
        self._read_employees(list(user_ids))
        self._calendars = _Calendars(env, self._first, self._last)
        away = (
            env["hr.employee"]
            .sudo()
            .browse(sorted(row[0] for row in self._of_company.values()))
            ._okr_days_away(self._first, self._last)
        )
        self._away = {key: frozenset(days) for key, days in away.items()}
        self._days, self._alike = {}, {}

    def employee_id(self, user_id, company_id=None):
        """Return the id of the employee that a user is, in a company where one is."""
        row = self._row(user_id, company_id)
        return row and row[0]

    def has_left(self, user_id):
        """Tell whether a user is or was employed and is no longer."""
        return user_id in self._left

    def working_days(self, user_id, company_id):
        """Return the :class:`WorkingDays` of a user for what belongs to a company."""
        row = self._row(user_id, company_id)
        employee_id, calendar_id, of_company = row or (None, None, company_id)
        key = (employee_id, calendar_id, of_company)
        found = self._days.get(key)
        if found is None:
            weekdays, closed = self._calendars.of(calendar_id, of_company)
            own = WorkingDays(
                weekdays, closed, self._away.get(employee_id, frozenset())
            )
            # Most people's are the same: what is reckoned by them is so once
            found = self._days[key] = self._alike.setdefault(own, own)
        return found

    def _row(self, user_id, company_id):
        return self._of_company.get((user_id, company_id)) or self._of_user.get(user_id)

    def _read_employees(self, user_ids):
        self.env["hr.employee"].flush_model(["active", "user_id", "resource_id"])
        self.env["resource.resource"].flush_model(["calendar_id", "company_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT employee.user_id, employee.company_id, employee.id,
                       resource.calendar_id, employee.active
                  FROM hr_employee employee
                  JOIN resource_resource resource
                    ON resource.id = employee.resource_id
                 WHERE employee.user_id IN (SELECT unnest(%s::int[]))
                 ORDER BY employee.id
                """,
                # As one value: each of a list is read, and planned with
                f"{{{','.join(map(str, user_ids))}}}",
            )
        )
        for user_id, company_id, employee_id, calendar_id, active in rows:
            if not active:
                self._left.add(user_id)
                continue
            row = (employee_id, calendar_id, company_id)
            self._of_company.setdefault((user_id, company_id), row)
            self._of_user.setdefault(user_id, row)
        self._left -= set(self._of_user)


class _Calendars:
    """Weekdays worked and days closed, of each working calendar and company."""

    def __init__(self, env, first, last):
        self._first, self._last = first, last
        # Of each calendar; the companies' own by company
        self._hours, self._zones, self._defaults = {}, {}, {}
        self._read_calendars(env)
        self._leaves = self._read_leaves(env)
        self._known = {}

    def of(self, calendar_id, company_id):
        """Return ``(weekdays, closed days)`` as two frozensets."""
        calendar_id = calendar_id or self._defaults.get(company_id)
        key = (calendar_id, company_id)
        if key not in self._known:
            opens, closes = self._hours.get(calendar_id, ({}, {}))
            zone = timezone(self._zones.get(calendar_id) or "UTC")
            closed = set()
            mine = {(calendar_id, company_id), (None, company_id), (calendar_id, None)}
            for begin, end in [
                leave for each in mine for leave in self._leaves.get(each, [])
            ]:
                closed |= covered_days(
                    utc.localize(begin).astimezone(zone).replace(tzinfo=None),
                    utc.localize(end).astimezone(zone).replace(tzinfo=None),
                    opens,
                    closes,
                )
            # A calendar without hours leaves them to the person, not the week.
            weekdays = frozenset(opens) or frozenset(range(5))
            self._known[key] = (weekdays, frozenset(closed))
        return self._known[key]

    def _read_calendars(self, env):
        for model in ("resource.calendar", "resource.calendar.attendance"):
            env[model].flush_model()
        env["res.company"].flush_model(["resource_calendar_id"])
        for calendar_id, zone, company_ids, weekday, first, last in env.execute_query(
            SQL(
                """
                SELECT calendar.id, calendar.tz,
                       ARRAY(
                           SELECT id FROM res_company
                            WHERE resource_calendar_id = calendar.id
                       ),
                       hours.dayofweek::int, hours.first, hours.last
                  FROM resource_calendar calendar
                  LEFT JOIN (
                       SELECT calendar_id, dayofweek, min(hour_from) AS first,
                              max(hour_to) AS last
                         FROM resource_calendar_attendance
                        WHERE display_type IS NULL AND day_period != 'lunch'
                        GROUP BY calendar_id, dayofweek
                       ) hours ON hours.calendar_id = calendar.id
                """
            )
        ):
            self._zones[calendar_id] = zone
            self._defaults.update(dict.fromkeys(company_ids, calendar_id))
            opens, closes = self._hours.setdefault(calendar_id, ({}, {}))
            if weekday is not None:
                opens[weekday] = _as_time(first)
                closes[weekday] = _as_time(last)

    def _read_leaves(self, env):
        env["resource.calendar.leaves"].flush_model()
        result = defaultdict(list)
        for calendar_id, company_id, begin, end in env.execute_query(
            SQL(
                """
                SELECT calendar_id, company_id, date_from, date_to
                  FROM resource_calendar_leaves
                 WHERE resource_id IS NULL AND time_type = 'leave'
                   AND date_to >= %s AND date_from <= %s
                """,
                datetime.combine(self._first, time.min),
                datetime.combine(self._last, time.max),
            )
        ):
            result[(calendar_id, company_id)].append((begin, end))
        return result


def _as_time(hours):
    """Return a number of hours as a time of day; 24 is the last minute."""
    minutes = min(round(hours * 60), 24 * 60 - 1)
    return time(*divmod(minutes, 60))
