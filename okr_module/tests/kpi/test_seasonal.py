from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ...arithmetic import measure, seasonal
from ..query_common import recorded_queries
from .seasonal_common import TestOkrSeasonalCommon


@tagged("post_install", "-at_install")
class TestOkrSeasonal(TestOkrSeasonalCommon):
    """The share that last year's own curve had reached by this day."""

    @staticmethod
    def _expected_on(key_result, day):
        plain = key_result._figures_input(key_result.env["okr.checkin"], day)
        return measure(plain, day).expected_progress

    def test_expected_is_the_share_of_last_year(self):
        self._customers()
        key_result = self._season()
        self.assertAlmostEqual(key_result.expected_progress, 0.4)
        self.assertEqual(key_result.plan_label, "Plan: like last year")
        with freeze_time("2026-04-04 20:00:00"):  # the last day, in Saigon
            key_result._refresh_figures()
            self.assertEqual(key_result.expected_progress, 1.0)
        with freeze_time("2026-01-05 05:00:00"):
            key_result._refresh_figures()
            self.assertAlmostEqual(key_result.expected_progress, 0.1)

    def test_each_day_is_what_plain_sql_says(self):
        """Of a company that works in Saigon: its evening is the day before in UTC."""
        begin = self._days_of_the_quarter()[0] - timedelta(days=370)
        rows = [
            (str(begin + timedelta(days=number * 7 % 120)), 1 + number * 13 % 9)
            for number in range(40)
        ]
        self._customers(rows, hour="00:30")
        self._customers(rows[::3], hour="23:30")
        key_result = self._season()
        cumulated = """
            SELECT COALESCE(SUM(color), 0) FROM res_partner
             WHERE ref = 'okr' AND company_id = %s
               AND (create_date AT TIME ZONE 'UTC'
                    AT TIME ZONE 'Asia/Ho_Chi_Minh')::date BETWEEN %s AND %s"""
        whole = self._sql(cumulated, self.company.id, "2025-01-05", "2025-04-05")
        self.assertTrue(whole)
        for day in self._days_of_the_quarter():
            last = seasonal.day_last_year(day)
            by_then = self._sql(cumulated, self.company.id, "2025-01-05", last)
            with self.subTest(day=day):
                self.assertAlmostEqual(
                    self._expected_on(key_result, day), by_then / whole
                )

    def test_status_and_curve_follow(self):
        self._customers()
        self._customers([("2026-03-01", 40)])
        key_result = self._season(target_value=100.0)
        self.objective.action_activate()
        # On the day on which it is started nothing is judged
        self.assertEqual(key_result.status, "too_early")
        self.objective.date_activated = "2026-01-05"
        self.assertEqual(key_result.status, "on_track")
        curve = key_result.get_curve()
        self.assertEqual((curve["plan_kind"], curve["plan_note"]), ("seasonal", ""))
        plan = {point["date"]: point["value"] for point in curve["plan"]}
        self.assertAlmostEqual(plan["2026-02-01"], 40.0)
        self.assertEqual(plan["2026-04-05"], 100.0)
        key_result.write({"plan_kind": "linear", "change_reason": "No season"})
        self.assertEqual(key_result.status, "off_track")

    # --- NO CURVE ---

    def test_nothing_last_year(self):
        self._assert_straight(
            self._season(), "nothing was counted in the same span of last year"
        )

    def test_other_way_last_year(self):
        self._customers([("2025-02-01", -5)])
        self._assert_straight(self._season(), "last year it went the other way")

    def test_a_kpi_without_a_past(self):
        self._define("test.now", date_field_id=False, nature="stock")
        self._assert_straight(self._season("test.now"), "the KPI keeps no past")

    def test_a_span_of_last_year_that_is_not_over(self):
        """Of a year and a half, nobody knows yet how last year's ended."""
        self._customers()
        self.objective.cycle_id = self.env["okr.cycle"].create(
            {
                "name": "A year and a half",
                "company_id": self.company.id,
                "date_start": "2026-01-01",
                "date_end": "2027-06-30",
            }
        )
        key_result = self._season()
        self.assertEqual(key_result.seasonal_problem, "not_over")
        with freeze_time("2026-07-01 05:00:00"):
            key_result._refresh_kpis(check_past=True)
        self.assertFalse(key_result.seasonal_problem)
        self.assertEqual(key_result._plan_followed(), "seasonal")

    def test_few_people_are_told_by_no_share(self):
        self._customers(user=self.users["seller"])
        field = "user_id"
        for smallest, kept_back in ((1, False), (2, True)):
            with self.subTest(smallest=smallest):
                self._define(
                    f"test.guarded{smallest}",
                    person_path=field,
                    min_group_size=smallest,
                )
                key_result = self._season(f"test.guarded{smallest}")
                self.assertEqual(key_result.seasonal_problem == "hidden", kept_back)
                self.assertEqual(not key_result._seasonal_points(), kept_back)
        self._assert_straight(
            key_result, "last year's KPI is about too few people to be used"
        )

    def test_days_on_which_few_were_counted_are_passed_over(self):
        """One customer by January, two by April: January's share shows nowhere."""
        self._customers([("2025-01-20", 10)], self.users["seller"])
        self._customers([("2025-03-06", 30)], self.users["developer"])
        self._define("test.two", person_path="user_id", min_group_size=2)
        key_result = self._season("test.two")
        days = [str(day) for day, _share in key_result._seasonal_points()]
        self.assertEqual(days[:2], ["2026-01-05", "2026-03-06"])
        self.assertEqual(key_result._seasonal_points()[0][1], 0.0)

    # --- WHEN IT IS TAKEN ---

    def _break(self):
        """Let the source fail from now on."""
        return patch.object(
            type(self.kpi), "_results", side_effect=UserError("Out of order")
        )

    def test_a_source_that_fails_keeps_the_last_curve(self):
        self._customers()
        key_result = self._season()
        before = key_result.seasonal_curve
        with self._break():
            key_result._refresh_kpis(check_past=True)
        self.assertEqual(key_result.seasonal_curve, before)
        self.assertFalse(key_result.seasonal_problem)
        self.assertAlmostEqual(key_result.expected_progress, 0.4)

    def test_a_source_that_fails_at_first_says_so_and_is_asked_again(self):
        self._customers()
        with self._break():
            key_result = self._season()
        self._assert_straight(key_result, "last year's KPI could not be taken")
        key_result._refresh_kpis(check_past=True)
        self.assertFalse(key_result.seasonal_problem)
        self.assertAlmostEqual(key_result.expected_progress, 0.4)

    def test_one_that_fails_does_not_stop_the_others(self):
        self._customers()
        broken = self._season()
        broken.kpi_filter = False
        other = self._define("test.other")
        good = self._season("test.other")
        (broken | good).seasonal_curve = False
        results = type(self.kpi)._results

        def failing(kpi, scope, spans):
            if kpi != other:
                raise ZeroDivisionError
            return results(kpi, scope, spans)

        with patch.object(type(self.kpi), "_results", failing):
            (broken | good)._take_seasonal_curves()
        self.assertEqual(broken.seasonal_problem, "failed")
        self.assertTrue(good._seasonal_points())

    def test_another_kpi_has_another_last_year(self):
        self._customers()
        self._define("test.none", domain="[('ref', '=', 'nobody')]")
        key_result = self._season()
        key_result.kpi_id = self._kpi("test.none")
        self.assertEqual(key_result.seasonal_problem, "empty")
        key_result.kpi_id = self.kpi
        self.assertFalse(key_result.seasonal_problem)
        with self._break():
            key_result.kpi_id = self._kpi("test.none")
        self.assertEqual(key_result.seasonal_problem, "failed")
        self.assertFalse(key_result._seasonal_points())

    def test_the_past_that_changes_counts_from_the_night_on(self):
        self._customers()
        key_result = self._season()
        self._customers([("2025-01-06", 100)])
        key_result._refresh_kpis()
        self.assertAlmostEqual(key_result.expected_progress, 0.4)
        key_result._refresh_kpis(check_past=True)
        self.assertAlmostEqual(key_result.expected_progress, 0.7)

    def test_a_cycle_that_moves_has_another_last_year(self):
        self._customers()
        key_result = self._season()
        self.cycle.date_end = "2026-03-31"
        self.assertFalse(key_result._seasonal_points())
        self.assertIn("until last year's curve has been taken", key_result.plan_label)
        self.assertAlmostEqual(key_result.expected_progress, 72 / 85)
        key_result._refresh_kpis()
        self.assertAlmostEqual(key_result.expected_progress, 1.0)

    def test_a_span_of_its_own_counts(self):
        self._customers()
        key_result = self._season(kpi_date_start="2026-02-01")
        self.assertAlmostEqual(key_result.expected_progress, 30 / 90)

    # --- HOW MANY QUERIES ---

    def _queries_of(self, number):
        people = self._people(number)
        for user in people:
            self._customers(user=user)
        objective = self._objective(owner="sales_lead", key_results=[])
        key_results = self.env["okr.key.result"].create(
            [
                {
                    "name": f"{kpi.name} of {user.login}",
                    "objective_id": objective.id,
                    "kpi_id": kpi.id,
                    "kpi_scope": "user",
                    "kpi_user_id": user.id,
                    "plan_kind": "seasonal",
                    "target_value": 1000.0,
                }
                for kpi in self.kpi | self.second
                for user in people
            ]
        )
        key_results.seasonal_curve = False
        with recorded_queries(self.env) as queries:
            key_results._take_seasonal_curves()
        self.assertEqual({len(kr._seasonal_points()) for kr in key_results}, {91})
        return queries

    def test_many_of_one_kpi_share_a_query(self):
        self.second = self._define("test.second")
        _warm, few, many = map(self._queries_of, (3, 20, 40))
        for queries in (few, many):
            self.assertEqual(len([q for q in queries if '"span"' in q]), 2)
        self.assertEqual(len(many), len(few))

    def test_a_new_day_asks_no_source(self):
        self._customers()
        key_result = self._season()
        with freeze_time("2026-03-19 05:00:00"):
            with recorded_queries(self.env) as queries:
                key_result._refresh_figures()
        self.assertFalse([query for query in queries if '"span"' in query])
        self.assertEqual(str(key_result.figures_date), "2026-03-19")
