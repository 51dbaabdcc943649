from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged, users

from ..common import TestOkrCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-02-01 10:00:00")
class TestCurveOfKeyResult(TestOkrCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.objective = cls._objective()
        cls.key_result = cls.objective.key_result_ids
        cls.key_result.date_start = cls.cycle.date_start
        cls.objective.action_activate()
        cls.key_result.unit = "customers"

    @users("developer")
    def test_curve_before_the_first_check_in(self):
        curve = self.key_result.with_env(self.env).get_curve()
        self.assertEqual(curve["actual"], [])
        self.assertEqual(curve["forecast"], [])
        self.assertEqual(
            curve["plan"],
            [
                {"date": "2026-01-05", "value": 0.0},
                {"date": "2026-04-05", "value": 100.0},
            ],
        )

    @users("developer")
    def test_curve_follows_the_check_ins(self):
        self.key_result.check_in(value=20, date="2026-01-20")
        self.key_result.check_in(value=10, date="2026-01-12")
        curve = self.key_result.with_env(self.env).get_curve()
        self.assertEqual(
            curve["actual"],
            [
                {"date": "2026-01-05", "value": 0.0},
                {"date": "2026-01-12", "value": 10.0},
                {"date": "2026-01-20", "value": 20.0},
            ],
        )
        self.assertEqual(curve["forecast"][0], curve["actual"][-1])
        self.assertEqual(
            curve["forecast"][1],
            {"date": "2026-04-05", "value": self.key_result.forecast_value},
        )
        self.assertEqual(curve["target"], [100.0])
        self.assertEqual(curve["today"], "2026-02-01")
        self.assertEqual(curve["unit"], "customers")
        self.assertFalse(curve["currency_id"])

    def test_curve_begins_where_the_plan_does(self):
        begun = self._objective()
        begun.action_activate()
        key_result = begun.key_result_ids
        curve = key_result.get_curve()
        self.assertEqual(curve["plan"][0], {"date": "2026-02-01", "value": 0.0})
        self.assertEqual(
            (curve["date_start"], curve["date_end"]), ("2026-02-01", "2026-04-05")
        )
        # A day of before is drawn
        key_result.check_in(value=7, date="2026-01-20")
        curve = key_result.get_curve()
        self.assertEqual(curve["actual"], [{"date": "2026-01-20", "value": 7.0}])
        self.assertEqual(curve["date_start"], "2026-01-20")

    def test_curve_without_a_cycle(self):
        idea = self._objective(cycle_id=False)
        curve = idea.key_result_ids.get_curve()
        self.assertEqual((curve["date_start"], curve["date_end"]), (False, False))
        self.assertEqual(curve["plan"], [])

    def test_curve_is_for_readers_only(self):
        self.objective.visibility = "private"
        for login in ("developer", "stranger", "hr_officer", "portal"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.key_result.with_user(self.users[login]).get_curve()
        for login in ("seller", "north_lead"):
            with self.subTest(login):
                self.key_result.with_user(self.users[login]).get_curve()
