from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .kpi_common import TestOkrKpiCommon


@tagged("post_install", "-at_install")
class TestKpiWindow(TestOkrKpiCommon):
    """50 useful answers a week: each full week or month has its own value.

    The quarter runs from Monday, 5 January to 5 April 2026; it is Wednesday, 18 March.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpi = cls._define("test.answers")

    def _weekly(self, **values):
        values = {"direction": "at_least", "kpi_window": "week", **values}
        return self._link("test.answers", **{"target_value": 50.0, **values})

    def _values(self, key_result):
        checkins = key_result.checkin_ids.sorted("date")
        return [(str(c.date), c.value) for c in checkins]

    def test_the_value_is_that_of_the_last_full_week(self):
        self._contact(40, "2026-03-08")
        self._contact(30, "2026-03-09")
        self._contact(25, "2026-03-15")
        self._contact(99, "2026-03-16")
        key_result = self._weekly()
        self.assertEqual(self._values(key_result), [("2026-03-15", 55.0)])
        self.assertEqual(key_result.current_value, 55.0)
        # The week that runs is not over, and no new value comes of it.
        key_result._refresh_kpis()
        self.assertEqual(len(key_result.checkin_ids), 1)
        with freeze_time("2026-03-22 15:00:00"):
            key_result._refresh_kpis()
            self.assertEqual(key_result.current_value, 99.0)
        with freeze_time("2026-03-23 05:00:00"):
            key_result._refresh_kpis()
        self.assertEqual(
            self._values(key_result), [("2026-03-15", 55.0), ("2026-03-22", 99.0)]
        )

    def test_each_month(self):
        self._contact(9, "2026-01-04")
        self._contact(40, "2026-01-20")
        self._contact(30, "2026-02-01")
        self._contact(25, "2026-02-28")
        self._contact(99, "2026-03-01")
        key_result = self._weekly(kpi_window="month")
        self.assertEqual(self._values(key_result), [("2026-02-28", 55.0)])

    def test_before_the_first_is_over_there_is_no_value_and_nothing_wrong(self):
        self._contact(40, "2026-03-16")
        key_result = self._weekly(kpi_date_start="2026-03-10")
        self.assertFalse(key_result.checkin_ids)
        self.assertFalse(key_result.kpi_error)
        self.assertEqual(str(key_result.kpi_date_alive), "2026-03-18")
        with self.assertRaisesRegex(UserError, "No week or month is over"):
            key_result.action_open_kpi_records()
        self.assertFalse(key_result.kpi_overlap or key_result.kpi_filter_note)

    def test_weeks_so_far_are_filled_in_one_by_one(self):
        for week, color in enumerate((60, 40, 70, 55)):
            day = fields.Date.add(fields.Date.to_date("2026-02-16"), weeks=week)
            self._contact(color, str(day))
        key_result = self._weekly(kpi_date_start="2026-02-11")
        self.assertEqual(key_result.action_backfill_history(), 3)
        self.assertEqual(
            self._values(key_result),
            [
                ("2026-02-22", 60.0),
                ("2026-03-01", 40.0),
                ("2026-03-08", 70.0),
                ("2026-03-15", 55.0),
            ],
        )

    def test_the_share_of_days_inside_is_the_progress(self):
        for day, color in (("2026-01-06", 60), ("2026-01-13", 40), ("2026-01-20", 70)):
            self._contact(color, day)
        with freeze_time("2026-01-26 05:00:00"):
            key_result = self._weekly(start_value=50.0)
            key_result.action_backfill_history()
            self.objective.action_activate()
            self.assertEqual(
                [value for _day, value in self._values(key_result)], [60.0, 40.0, 70.0]
            )
            # From 18 to 24 January the week before had 40: 7 of 21 days or so
            self.assertTrue(0.6 < key_result.progress < 0.75, key_result.progress)

    def test_what_is_to_stay_in_a_range_or_below(self):
        self._contact(30, "2026-03-10")
        for values in (
            {"direction": "at_most", "target_value": 50.0},
            {"direction": "range", "range_min": 20.0, "range_max": 40.0},
        ):
            with self.subTest(values):
                self.assertEqual(self._weekly(**values).current_value, 30.0)

    def test_what_is_to_rise_or_fall_has_no_weeks(self):
        for values in ({}, {"direction": "decrease", "start_value": 2000.0}):
            with (
                self.subTest(values),
                self.assertRaisesRegex(ValidationError, "a bound to keep"),
            ):
                self._link("test.answers", kpi_window="week", **values)

    def test_without_a_date_there_are_no_weeks(self):
        self._define("test.undated", date_field_id=False, nature="stock")
        with self.assertRaisesRegex(ValidationError, "no date to count by"):
            self._link("test.undated", kpi_window="week", direction="at_least")

    def test_what_stands_is_taken_at_the_end_of_each_week(self):
        self.kpi.nature = "stock"
        self._contact(30, "2025-03-10")
        self._contact(5, "2026-03-15")
        self._contact(7, "2026-03-16")
        self.assertEqual(self._weekly().current_value, 35.0)

    def test_those_who_ask_the_same_share_a_question_and_others_do_not(self):
        self._contact(30, "2026-03-10")
        self._contact(7, "2026-03-17")
        key_results = self._weekly() | self._link("test.answers", target_value=50.0)
        key_results.write({"kpi_fingerprint": False})
        key_results._refresh_kpis()
        self.assertEqual(key_results.mapped("current_value"), [30.0, 37.0])

    def test_another_week_of_the_past_says_it_was_restated(self):
        contact = self._contact(30, "2026-03-03")
        with freeze_time("2026-03-11 05:00:00"):
            key_result = self._weekly()
            self.assertEqual(key_result.current_value, 30.0)
        contact.color = 20
        self.env.flush_all()
        key_result.action_refresh_kpi()
        self.assertIn("Reported 30 for Sun, Mar 8, now 20", key_result.kpi_restated)

    # --- THE DIALOG ---

    def test_the_dialog_shows_the_last_week_and_makes_a_bound_of_it(self):
        self._contact(30, "2026-03-10")
        self._contact(22, "2025-03-12")
        key_result = self._link("test.answers", kpi_id=False)
        dialog = Form(
            self.env["okr.kpi.link"].with_context(
                default_kpi_id=self.kpi.id,
                default_key_result_id=key_result.id,
                default_kpi_scope="company",
            )
        )
        dialog.kpi_window = "week"
        self.assertEqual((dialog.value_now, dialog.last_year), ("30", "22"))
        self.assertEqual(dialog.target_value, 24.2)
        dialog.save().action_link()
        self.assertEqual(key_result.direction, "at_least")
        self.assertEqual(key_result.current_value, 30.0)
