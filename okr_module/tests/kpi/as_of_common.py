import random
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from ...arithmetic.span import Span
from ...models.kpi.query import KpiScope
from .kpi_common import LOS_ANGELES, TestOkrKpiCommon

#: the two years in which things happen, with four changes of the clock
FIRST, LAST = fields.Date.to_date("2024-03-01"), fields.Date.to_date("2026-03-18")


class TestOkrAsOf(TestOkrKpiCommon):
    """KPIs of random scopes on random days, beside plain SQL.

    The company works in Los Angeles, where the clock changes: the day of an instant
    depends on the seasonal.
    """

    #: ``{code: kinds of scope}``, said by the class of an app
    KINDS = {}
    ZONE = LOS_ANGELES

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = cls.ZONE
        cls.random = random.Random(19)
        cls.scopes = {
            "company": cls.company.ids,
            "department": [department.id for department in cls.departments.values()],
            "user": [
                cls.users[login].id
                for login in ("ceo", "sales_lead", "north_lead", "seller", "developer")
            ],
        }

    # --- WHAT IS DRAWN ---

    @classmethod
    def _draw_day(cls):
        return FIRST + timedelta(days=cls.random.randrange((LAST - FIRST).days + 1))

    @classmethod
    def _draw_instant(cls):
        """Return an instant as the database keeps it, often close to midnight."""
        hour = cls.random.choice((0, 0, 9, 12, 16, 23, 23))
        minute = cls.random.choice((0, 1, 29, 30, 59))
        return cls._instant(f"{cls._draw_day()} {hour:02}:{minute:02}", cls.ZONE)

    @classmethod
    def _draw_question(cls):
        """Return ``(code, kind, id of the scope, first day or None, last day)``."""
        code = cls.random.choice(sorted(cls.KINDS))
        kind = cls.random.choice(cls.KINDS[code])
        day = cls._draw_day()
        start = None
        if not cls._kpi(code)._is_stock():
            start = day - timedelta(days=cls.random.choice((0, 6, 30, 90, 364)))
        return code, kind, cls.random.choice(cls.scopes[kind]), start, day

    # --- WHAT IS COMPARED ---

    def _check_as_of(self, number):
        """Draw questions, ask each alone and then all together, and compare."""
        questions = [self._draw_question() for _number in range(number)]
        expected = [self._plain_value(*question) for question in questions]
        self.assertGreater(len(set(expected)), number / 10, "too little to see")
        for way in (self._answers_one_by_one, self._answers_together):
            wrong = [
                (question, value, answer)
                for question, value, answer in zip(
                    questions, expected, way(questions), strict=True
                )
                if not self._is_same(value, answer)
            ]
            self.assertFalse(wrong, f"{len(wrong)} of {number}: {wrong[:5]}")

    def _is_same(self, value, answer):
        if value is None or answer is None:
            return value is answer
        return abs(value - answer) <= 1e-9 * max(1.0, abs(value))

    def _answers_one_by_one(self, questions):
        return [
            self._value(
                code, start, day, kind, self._record(kind, scope_id), **self._money()
            )
            for code, kind, scope_id, start, day in questions
        ]

    def _answers_together(self, questions):
        """Ask once for each KPI and kind of scope: all scopes, all spans."""
        groups = {}
        for code, kind, scope_id, start, day in questions:
            ids, spans = groups.setdefault((code, kind), ([], {}))
            ids.append(scope_id)
            spans.setdefault(Span(start, day), len(spans))
        answers = {}
        for (code, kind), (ids, spans) in groups.items():
            scope = KpiScope(
                kind, tuple(set(ids)), self.company, self.admin, **self._money()
            )
            answers[code, kind] = self._kpi(code)._results(scope, list(spans))
        return [
            answers[code, kind][scope_id, groups[code, kind][1][Span(start, day)]][
                "value"
            ]
            for code, kind, scope_id, start, day in questions
        ]

    def _record(self, kind, scope_id):
        model = {"department": "hr.department", "user": "res.users"}
        return self.env[model.get(kind, "res.company")].browse(scope_id)

    def _money(self):
        return {"currency": self.company.currency_id}

    # --- BY PLAIN SQL ---

    def _plain_value(self, code, kind, scope_id, start, day):
        """Return the same KPI by other means."""
        raise NotImplementedError

    def _plain(self, query):
        """Return the one number that a query finds."""
        self.env.flush_all()
        value = self.env.execute_query(query)[0][0]
        return None if value is None else float(value)

    @classmethod
    def _local_day(cls, column):
        """Return the day in Los Angeles of an instant in UTC."""
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", column, cls.ZONE)

    def _members(self, scope_id):
        """Return the users of the company's people in a department and below it."""
        return SQL(
            "(SELECT person.user_id FROM hr_employee person "
            "JOIN hr_version v ON v.id = person.current_version_id "
            "WHERE person.company_id = %s AND person.user_id IS NOT NULL "
            "AND v.department_id IN %s)",
            self.company.id,
            self._below(scope_id),
        )

    def _below(self, scope_id):
        """Return a department and all below it."""
        return SQL(
            "(WITH RECURSIVE below AS (SELECT id FROM hr_department WHERE id = %s "
            "UNION SELECT d.id FROM hr_department d "
            "JOIN below ON d.parent_id = below.id) SELECT id FROM below)",
            scope_id,
        )
