from odoo.tests import tagged

from ..figures_common import TestOkrFigures, at


@tagged("post_install", "-at_install")
class TestCheckin(TestOkrFigures):
    """The history of a key result, and the value in force that follows from it."""

    def _history(self, key_result, *names):
        key_result.invalidate_recordset()
        checkins = key_result.checkin_ids.sorted(lambda c: (c.date, c.id))
        return [tuple(checkin[name] for name in names) for checkin in checkins]

    def test_an_old_check_in_never_overwrites_a_newer_value(self):
        """Fault 8 of the field: an old check-in overwrote the newer (okr.checkin)."""
        key_result = self._running_key_result()
        with at(self.HALF):
            key_result.check_in(40, date="2026-02-12", confidence=0.8)
            key_result.check_in(20, date="2026-02-05", confidence=0.1)
            self.assert_figures(
                key_result,
                current_value=40.0,
                confidence=0.8,
                last_checkin_date="2026-02-12",
            )

    def test_history_is_woven_anew_after_a_back_dated_one(self):
        key_result = self._running_key_result(start_value=10, target_value=110)
        with at("2026-01-16"):
            key_result.check_in(20)
        with at("2026-01-30"):
            key_result.check_in(40)
        names = ("value", "previous_value", "progress", "timeliness")
        self.assertEqual(
            self._history(key_result, *names),
            [(20, 10, 0.1, "on_time"), (40, 20, 0.3, "on_time")],
        )
        with at("2026-01-31"):
            key_result.check_in(30, date="2026-01-20")
            key_result.check_in(15, date="2026-01-07")
        self.assertEqual(
            self._history(key_result, *names),
            [
                (15, 10, 0.05, "extra"),
                (20, 15, 0.1, "on_time"),
                (30, 20, 0.2, "extra"),
                (40, 30, 0.3, "on_time"),
            ],
        )

    def test_progress_of_a_day_counts_nothing_of_later_days(self):
        key_result = self._running_key_result(direction="at_least", target_value=5)
        with at("2026-01-14"):
            key_result.check_in(5)
            key_result.check_in(5, date="2026-01-10")
        # Inside for 1 of 6 days by the 10th, for 5 of 10 by the 14th
        progress = [row[0] for row in self._history(key_result, "progress")]
        self.assertAlmostEqual(progress[0], 1 / 6)
        self.assertAlmostEqual(progress[1], 5 / 10)

    def test_two_on_one_day_the_later_created_is_in_force(self):
        key_result = self._running_key_result()
        with at(self.HALF):
            key_result.check_in(50)
            key_result.check_in(30)
            self.assert_figures(key_result, current_value=30.0, status="off_track")
        self.assertEqual(
            self._history(key_result, "previous_value", "timeliness"),
            [(0, "on_time"), (50, "extra")],
        )

    def test_timeliness(self):
        key_result = self._running_key_result()
        for day in ("08", "10", "12", "17", "18", "19"):
            with at(f"2026-01-{day}"):
                key_result.check_in(int(day))
        self.assertEqual(
            [row[0] for row in self._history(key_result, "timeliness")],
            # due on the 9th and 16th; the 10th falls into the second week
            ["on_time", "on_time", "extra", "on_time", "extra", "extra"],
        )
        other = self._running_key_result()
        for day in ("11", "16", "21"):
            with at(f"2026-01-{day}"):
                other.check_in(int(day))
        self.assertEqual(
            [row[0] for row in self._history(other, "timeliness")],
            ["late", "on_time", "on_time"],
        )

    def test_timeliness_follows_the_cadence(self):
        key_result = self._running_key_result()
        with at("2026-01-11"):
            checkin = key_result.check_in(1)
        self.assertEqual(checkin.timeliness, "late")
        self.cycle.grace_days = 0
        self.assertEqual(checkin.timeliness, "on_time")
        self.cycle.write({"grace_days": 2, "checkin_interval": "two_weeks"})
        self.assertEqual(checkin.timeliness, "on_time")
        with at("2026-01-11"):
            key_result._refresh_figures()
        self.assert_figures(key_result, next_checkin_date="2026-01-30")

    def test_a_mended_value_moves_everything(self):
        key_result = self._running_key_result()
        with at("2026-01-16"):
            first = key_result.check_in(90)
        with at("2026-01-17"):
            second = key_result.check_in(10)
            first.sudo().value = 9
            self.assertEqual((second.previous_value, first.progress), (9, 0.09))
            second.sudo().date = "2026-01-15"
            self.assert_figures(key_result, current_value=9.0)
            self.assertEqual((first.previous_value, second.previous_value), (10, 0))
            first.sudo().unlink()
            self.assert_figures(
                key_result, current_value=10.0, last_checkin_date="2026-01-15"
            )

    def test_what_a_check_in_leaves_out(self):
        key_result = self._running_key_result()
        user = self.users["seller"]
        with at(self.HALF):
            checkin = key_result.with_user(user).check_in(5)
        self.assertRecordValues(
            checkin,
            [
                {
                    "user_id": user.id,
                    "source": "manual",
                    "has_confidence": False,
                    "stated_status": False,
                    "help_needed": False,
                }
            ],
        )
        self.assertEqual(str(checkin.date), self.HALF)
        self.assertEqual(str(checkin.entered_on), self.HALF)

    def test_many_at_once(self):
        first = self._running_key_result()
        second = self._running_key_result(direction="at_least", target_value=5)
        with at(self.HALF):
            self.env["okr.checkin"].create(
                [
                    {"key_result_id": first.id, "value": 30, "date": "2026-02-13"},
                    {"key_result_id": second.id, "value": 7, "help_needed": True},
                    {"key_result_id": first.id, "value": "45", "confidence": 0.5},
                ]
            )
        self.assert_figures(first, current_value=45.0, confidence=0.5)
        self.assert_figures(second, current_value=7.0, help_needed=True)

    def test_one_wrong_of_many_writes_none(self):
        key_result = self._running_key_result()
        rows = [
            {"key_result_id": key_result.id, "value": value} for value in (1, 2, "x")
        ]
        with at(self.HALF):
            self.assert_refused("not a number", self.env["okr.checkin"].create, rows)
        self.assertFalse(key_result.checkin_ids)

    def test_values_that_are_no_numbers(self):
        key_result = self._running_key_result()
        with at(self.HALF):
            for value in (
                float("nan"),
                float("inf"),
                float("-inf"),
                "nan",
                "",
                "much",
                "1,5",
                [],
                {},
            ):
                with self.subTest(value=value):
                    self.assert_refused("not a number", key_result.check_in, value)
            self.assert_refused("say the value", key_result.check_in)
            for value in (1e300, -1e300, 1e16):
                self.assert_refused("too large", key_result.check_in, value)
            for value in (5e-324, -1e-300, 1e15, -1e15):
                key_result.check_in(value)
                self.env.flush_all()
                self.assertEqual(key_result.current_value, value)
            checkin = key_result.check_in(4)
            for value in (float("nan"), "much", None, 1e300):
                with self.subTest(mended=value):
                    self.assert_refused("", checkin.write, {"value": value})
        self.assertEqual(len(key_result.checkin_ids), 5)

    def test_a_status_that_there_is_none_of_is_said_in_a_sentence(self):
        key_result = self._running_key_result()
        with at(self.HALF):
            self.assert_refused(
                "no status called great. It is one of on_track",
                key_result.check_in,
                1,
                stated_status="great",
            )
            checkin = key_result.check_in(1, stated_status="at_risk")
            self.assert_refused(
                "no status called overdue", checkin.write, {"stated_status": "overdue"}
            )

    def test_confidence_lies_between_0_and_1(self):
        key_result = self._running_key_result()
        with at(self.HALF):
            for confidence in (-0.1, 1.01, 7, float("nan"), "high"):
                with self.subTest(confidence=confidence):
                    self.assert_refused(
                        "between 0 and 1", key_result.check_in, 1, confidence
                    )
            for confidence in (0, 1, 0.7, "0.7"):
                checkin = key_result.check_in(1, confidence)
                self.assertTrue(checkin.has_confidence)
                self.assertAlmostEqual(checkin.confidence, float(confidence))
            checkin.confidence_level = "4"
            self.assertAlmostEqual(key_result.confidence, 0.4)
            checkin.write({"confidence": False})
            self.assertFalse(checkin.has_confidence)

    def test_days(self):
        key_result = self._running_key_result()
        with at(self.HALF):
            for day, words in (
                ("2026-02-20", "not come yet"),
                ("2026-02-30", "not a date"),
                ("soon", "not a date"),
                (20260219, "not a date"),
            ):
                with self.subTest(day=day):
                    self.assert_refused(words, key_result.check_in, 1, date=day)
            checkin = key_result.check_in(1)
            for day, words in (("2026-02-20", "not come yet"), ("soon", "not a date")):
                self.assert_refused(words, checkin.write, {"date": day})
            for day in ("2026-01-04", "0001-01-01"):
                self.assert_refused(
                    "begins on Mon, Jan 5", key_result.check_in, 3, date=day
                )
                self.assert_refused("begins on", checkin.write, {"date": day})
            self.assertEqual(key_result.checkin_ids, checkin)
            first = key_result.check_in(3, date="2026-01-05")
            self.assertEqual(first.progress, 0.03)
            self.assertEqual(key_result.current_value, 1)

    def test_days_of_an_idea(self):
        idea = self._objective(cycle_id=False).key_result_ids
        with at(self.HALF):
            self.assert_refused("too far back", idea.check_in, 1, date="1016-02-19")
            idea.check_in(1, date="2025-02-19")

    def test_only_people_are_on_time_or_late(self):
        """FINDINGS B10: weeks that were filled in counted as late."""
        key_result = self._running_key_result()
        with at("2026-01-20"):
            made = self.env["okr.checkin"].create(
                [
                    {"key_result_id": key_result.id, "value": 1, "source": source}
                    for source in ("kpi", "import", "manual", "api")
                ]
            )
        self.assertEqual(made.mapped("timeliness"), [False, False, "on_time", "extra"])
        with at("2026-01-28"):
            made[2:].unlink()
            key_result._refresh_figures()
            self.assert_figures(
                key_result, status="overdue", next_checkin_date="2026-01-09"
            )

    def test_in_time_is_who_speaks_in_time(self):
        """FINDINGS C10: check-ins entered today for past weeks counted as on time."""
        key_result = self._running_key_result()
        with at("2026-02-18"):
            for day in ("2026-01-09", "2026-01-16", "2026-02-18"):
                key_result.check_in(1, date=day)
        self.assertEqual(
            [row[0] for row in self._history(key_result, "timeliness")],
            ["extra", "extra", "on_time"],
        )

    def test_what_was_written_before_decides_when_one_goes(self):
        key_result = self._running_key_result()
        with at("2026-01-07"):
            first = key_result.check_in(1)
        with at("2026-01-08"):
            second = key_result.check_in(2, date="2026-01-06")
        self.assertEqual(second.timeliness, "extra")
        first.sudo().unlink()
        self.assertEqual(second.timeliness, "on_time")

    def test_in_review_counts_for_the_value_alone(self):
        key_result = self._running_key_result()
        self.cycle.action_activate()
        with at("2026-04-03"):
            self.cycle.action_start_review()
            checkin = key_result.check_in(50)
            self.assertEqual(
                (checkin.timeliness, checkin.is_in_review), ("extra", True)
            )
            self.assert_figures(key_result, current_value=50.0, status="overdue")

    def test_after_the_end_there_is_still_time_to_report_the_last_day(self):
        """Fault 20: a period that was over took no last update (okr-tracker)."""
        key_result = self._running_key_result()
        with at("2026-04-09"):
            self.assert_refused(
                "cycle ended", key_result.check_in, 1, date="2026-04-06"
            )
            checkin = key_result.check_in(80)
            self.assertEqual(str(checkin.date), "2026-04-05")
            self.cycle.action_activate()
            self.cycle.action_start_review()
            key_result.check_in(85)
            self.assert_figures(key_result, current_value=85.0, expected_progress=1.0)

    def test_a_draft_takes_a_history_and_is_asked_for_none(self):
        """It counts nowhere until the start, and meets nothing that is due after it."""
        top = self._running("ceo", level="company", rollup="aligned")
        draft = self._objective(parent_id=top.id)
        key_result = draft.key_result_ids
        with at("2026-01-19"):
            mine = key_result.with_user(self.users["seller"])
            mine.check_in(20, date="2026-01-07")
            mine.check_in(30)
            self.assert_figures(
                key_result, current_value=30.0, next_checkin_date="", is_late=False
            )
            self.assertNotEqual(key_result.status, "overdue")
            self.assertFalse(top.is_measured)
            live = self.env["okr.key.result"]._read_group(
                [("id", "=", key_result.id)], aggregates=["progress:avg"]
            )
            self.assertFalse(live[0][0])
            session = self.env["okr.checkin.session"].with_user(self.users["seller"])
            asked = [row["id"] for row in session.get_data()["rows"]]
            self.assertNotIn(key_result.id, asked)
        with at("2026-01-20"):
            draft.action_activate()
            self.assertEqual(
                key_result.checkin_ids.mapped("timeliness"), ["extra", "extra"]
            )
            self.assert_figures(
                key_result,
                current_value=30.0,
                next_checkin_date="2026-01-23",
            )
            self.assertTrue(top.is_measured)

    def test_nothing_on_what_is_done_or_dropped(self):
        key_result = self._running_key_result()
        with at(self.HALF):
            key_result.check_in(5)
            key_result.objective_id.action_done()
            self.assert_refused("done", key_result.check_in, 6)
            other = self._running_key_result()
            other.objective_id.action_cancel("Wrong goal")
            self.assert_refused("dropped", other.check_in, 6)
            self.assert_refused(
                "needs a key result", self.env["okr.checkin"].create, {"value": 1}
            )
