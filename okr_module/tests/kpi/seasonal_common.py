from datetime import date, timedelta

from odoo.tests import new_test_user

from .kpi_common import TestOkrKpiCommon


class TestOkrSeasonalCommon(TestOkrKpiCommon):
    """Colours of contacts by day and salesperson stand for any KPI.

    The quarter runs from 5 January to 5 April 2026, it is 18 March. Last year's quarter
    had 10 on 5 January, 30 on 1 February and 60 on 5 April, the last day.
    """

    LAST_YEAR = (("2025-01-05", 10), ("2025-02-01", 30), ("2025-04-05", 60))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpi = cls._define("test.season")

    @classmethod
    def _customers(cls, rows=LAST_YEAR, user=None, hour="10:00"):
        """Create contacts of ``(day, colour)``, by default those of last year."""
        partners = cls.env["res.partner"].create(
            [
                {
                    "name": f"Customer of {day}",
                    "ref": "okr",
                    "user_id": user.id if user else False,
                    "company_id": cls.company.id,
                    "color": color,
                }
                for day, color in rows
            ]
        )
        for partner, (day, _color) in zip(partners, rows, strict=True):
            cls._set_columns(partner, create_date=cls._instant(f"{day} {hour}"))
        return partners

    @classmethod
    def _season(cls, code="test.season", **values):
        """Return a key result that is linked to a KPI and goes as last year."""
        return cls._link(code, plan_kind="seasonal", **values)

    @classmethod
    def _people(cls, number):
        users = cls.env["res.users"]
        for _index in range(number):
            users |= new_test_user(
                cls.env,
                f"okr_seasonal_{cls.env['res.users'].search_count([])}",
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )
        return users

    def _assert_straight(self, key_result, words):
        """Assert that the plan is the straight line, and that it says why."""
        self.assertAlmostEqual(key_result.expected_progress, 72 / 90)
        self.assertEqual(key_result.plan_label, f"Plan: straight line, since {words}")
        curve = key_result.get_curve()
        self.assertEqual((curve["plan_kind"], len(curve["plan"])), ("linear", 2))
        self.assertEqual(curve["plan_note"], key_result.plan_label)

    @classmethod
    def _days_of_the_quarter(cls):
        return [date(2026, 1, 5) + timedelta(days=number) for number in range(91)]
