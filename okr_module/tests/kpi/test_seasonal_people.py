from datetime import date, timedelta

from odoo.tests import tagged

from ...arithmetic import measure, seasonal
from .kpi_people_common import TestOkrPeopleCommon

HIRED = """
    SELECT COUNT(DISTINCT employee_id) FROM hr_version
     WHERE company_id = %s AND contract_date_start BETWEEN %s AND %s"""
HERE = """
    SELECT COUNT(DISTINCT employee_id) FROM hr_version
     WHERE company_id = %s AND contract_date_start <= %s
       AND COALESCE(contract_date_end, 'infinity') >= %s"""


@tagged("post_install", "-at_install")
class TestOkrSeasonalPeople(TestOkrPeopleCommon):
    """Hires add up over a span, headcount stands at a date: both against plain SQL."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        first = date(2024, 12, 20)
        for number in range(24):
            begin = first + timedelta(days=number * 11 % 125)
            end = begin + timedelta(days=40) if number % 5 == 0 else None
            cls._hire("Sales", begin, end)
        for _number in range(4):
            cls._hire("Sales", date(2020, 1, 1))

    def _days(self):
        return [date(2026, 1, 5) + timedelta(days=number) for number in range(91)]

    def _assert_shares(self, key_result, share):
        for day in self._days():
            plain = key_result._figures_input(self.env["okr.checkin"], day)
            with self.subTest(day=day):
                expected = min(max(share(seasonal.day_last_year(day)), 0.0), 1.0)
                self.assertAlmostEqual(measure(plain, day).expected_progress, expected)

    def test_hires(self):
        key_result = self._link("hr.hires", plan_kind="seasonal", target_value=20)

        def hired(day):
            return self._sql(HIRED, self.company.id, "2025-01-05", day)

        whole = hired(date(2025, 4, 5))
        self.assertTrue(whole)
        self._assert_shares(key_result, lambda day: hired(day) / whole)

    def test_headcount_is_measured_by_its_movement(self):
        key_result = self._link(
            "hr.headcount", plan_kind="seasonal", start_value=20, target_value=40
        )

        def here(day):
            return self._sql(HERE, self.company.id, day, day)

        eve, end = here(date(2025, 1, 4)), here(date(2025, 4, 5))
        self.assertGreater(end, eve)
        self._assert_shares(key_result, lambda day: (here(day) - eve) / (end - eve))

    def test_headcount_that_is_to_fall_where_it_rose(self):
        key_result = self._link(
            "hr.headcount",
            plan_kind="seasonal",
            direction="decrease",
            start_value=40,
            target_value=20,
        )
        self.assertEqual(key_result.seasonal_problem, "other_way")

    def test_a_ratio_begins_with_its_first_value(self):
        key_result = self._link("hr.turnover", plan_kind="seasonal", target_value=30)
        kpi, _scope, _span = key_result._kpi_question()
        self.assertFalse(kpi._adds_up())
        points = key_result._seasonal_points()
        self.assertEqual((points[0][1], points[-1][1]), (0.0, 1.0))
