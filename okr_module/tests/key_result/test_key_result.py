from ast import literal_eval

from lxml import etree

from odoo.tests import tagged

from ...arithmetic.status import WEAK
from ..figures_common import TestOkrFigures, at


@tagged("post_install", "-at_install")
class TestKeyResult(TestOkrFigures):
    """A key result's figures as the database holds them."""

    def _checked_in(self, value, day=TestOkrFigures.HALF, **values):
        key_result = self._running_key_result(**values)
        with at(day):
            key_result.check_in(value)
            self.env.flush_all()
        key_result.invalidate_recordset()
        return key_result

    def test_before_the_first_check_in(self):
        key_result = self._running_key_result(start_value=20, target_value=40)
        self.assert_figures(
            key_result,
            current_value=20.0,
            attainment=0.0,
            progress=0.0,
            expected_progress=0.0,
            has_forecast=False,
            has_confidence=False,
            stated_status=False,
            status="no_data",
            last_checkin_date="",
            next_checkin_date="2026-01-09",
            overdue_date="2026-01-12",
            figures_date="2026-01-05",
        )

    def test_on_the_way(self):
        key_result = self._checked_in(25, start_value=20, target_value=40)
        self.assert_figures(
            key_result,
            current_value=25.0,
            attainment=0.25,
            progress=0.25,
            expected_progress=0.5,
            has_forecast=True,
            forecast_value=30.0,
            status="off_track",
            last_checkin_date="2026-02-19",
            next_checkin_date="2026-02-27",
            overdue_date="2026-03-02",
        )

    def test_a_start_value_is_not_ignored(self):
        """Fault 2 of the field: the baseline is ignored (BurningOKR, ssi_okr)."""
        key_result = self._checked_in(80, start_value=80, target_value=100)
        self.assert_figures(key_result, progress=0.0, attainment=0.0)

    def test_decreasing(self):
        """Fault 1: lower is better gives progress, boundary included."""
        falling = {"direction": "decrease", "start_value": 50, "target_value": 10}
        for value, attainment, progress, status in (
            (60, -0.25, 0.0, "off_track"),
            (50, 0.0, 0.0, "off_track"),
            (32, 0.45, 0.45, "on_track"),
            (10, 1.0, 1.0, "achieved"),
            (0, 1.25, 1.0, "achieved"),
        ):
            with self.subTest(value=value):
                self.assert_figures(
                    self._checked_in(value, **falling),
                    attainment=attainment,
                    progress=progress,
                    status=status,
                )

    def test_zero_crossing_and_zero_target(self):
        """Fault 13: a target of zero divided by zero (okr with cadence)."""
        self.assert_figures(
            self._checked_in(0, start_value=-10, target_value=10), progress=0.5
        )
        self.assert_figures(
            self._checked_in(2, direction="decrease", start_value=8, target_value=0),
            progress=0.75,
        )

    def test_status_at_the_borders(self):
        for value, status in (
            (100, "achieved"),
            (45, "on_track"),
            (44.999, "at_risk"),
            (35, "at_risk"),
            (34.999, "off_track"),
        ):
            with self.subTest(value=value):
                self.assert_figures(self._checked_in(value), status=status)

    def test_too_early_before_a_tenth_of_the_time(self):
        """Nine of ninety days: on the ninth nothing is judged, on the tenth it is."""
        self.assert_figures(self._checked_in(0, "2026-01-13"), status="too_early")
        self.assert_figures(
            self._checked_in(0, "2026-01-14"), status="off_track", expected_progress=0.1
        )

    def test_percent_and_money_are_in_their_own_unit(self):
        """Fault 17: 0-1 and 0-100 in one field (achmitech)."""
        percent = self._checked_in(
            85, metric_type="percent", start_value=80, target_value=90
        )
        self.assert_figures(percent, current_value=85.0, progress=0.5)
        money = self._checked_in(
            250_000, metric_type="currency", target_value=1_000_000
        )
        self.assert_figures(money, current_value=250_000.0, progress=0.25)
        self.assertEqual(money.currency_id, self.company.currency_id)

    def test_held_values_count_days(self):
        """From 5 January to 19 February there are 46 days."""
        outside = 9 / 46  # from 11 to 19 February
        for values, before, after in (
            ({"direction": "at_least", "target_value": 90}, 90, 89.99),
            ({"direction": "at_most", "target_value": 5}, 5, 5.01),
            ({"direction": "range", "range_min": 2, "range_max": 4}, 4, 4.01),
        ):
            with self.subTest(values["direction"]):
                key_result = self._running_key_result(start_value=before, **values)
                with at("2026-02-11"):
                    key_result.check_in(after)
                with at(self.HALF):
                    key_result.check_in(after)
                    self.assert_figures(
                        key_result, progress=1 - outside, status="off_track"
                    )
                    key_result.check_in(before)
                    # Inside now; of the day of two values the later one counts.
                    self.assert_figures(key_result, progress=38 / 46, status="at_risk")

    def test_held_all_the_time_is_on_track_and_achieved_at_the_end(self):
        key_result = self._checked_in(
            99, direction="at_least", target_value=95, start_value=96
        )
        self.assert_figures(key_result, progress=1.0, status="on_track")
        with at("2026-04-05"):
            key_result.check_in(95)
            self.assert_figures(key_result, progress=1.0, status="achieved")

    def test_boolean(self):
        key_result = self._checked_in(False, metric_type="boolean")
        self.assert_figures(key_result, progress=0.0, status="off_track")
        self.assertFalse(key_result.has_forecast)
        with at(self.HALF):
            key_result.check_in(True)
            self.assert_figures(key_result, progress=1.0, status="achieved")
            self.assert_refused("yes or no", key_result.check_in, 0.5)

    def test_milestones(self):
        key_result = self._running_key_result(
            metric_type="milestone",
            milestone_ids=[
                (0, 0, {"name": "Draft", "weight": 1}),
                (0, 0, {"name": "Signed", "weight": 3}),
                (0, 0, {"name": "Party", "weight": 0}),
            ],
        )
        draft, signed, party = key_result.milestone_ids
        with at("2026-01-08"):
            party.is_reached = True
            self.assert_figures(key_result, progress=0.0, status="no_data")
            draft.is_reached = True
            self.assert_figures(
                key_result, progress=0.25, current_value=0.25, status="too_early"
            )
            self.assertEqual(str(draft.date_reached), "2026-01-08")
        with at("2026-01-23"):
            signed.is_reached = True
            self.assert_figures(key_result, progress=1.0, status="achieved")
            signed.is_reached = False
            self.assertFalse(signed.date_reached)
            # Reaching a step is no check-in: those of the 9th and 16th are missing.
            self.assert_figures(key_result, progress=0.25, status="overdue")
            checkin = key_result.check_in(confidence=0.6)
            self.assert_figures(key_result, status="on_track", confidence=0.6)
            self.assertEqual((checkin.value, checkin.progress), (0.25, 0.25))

    def test_plan_points_bend_the_expectation(self):
        key_result = self._running_key_result(
            plan_ids=[(0, 0, {"date": self.HALF, "value": 10})]
        )
        with at(self.HALF):
            key_result.check_in(9)
            self.assert_figures(key_result, expected_progress=0.1, status="on_track")

    def test_overdue_begins_after_the_grace_and_ends_with_a_check_in(self):
        key_result = self._running_key_result()
        late = [("id", "=", key_result.id), ("is_late", "=", True)]
        in_time = [("id", "=", key_result.id), ("is_late", "=", False)]
        for day, status, is_late in (
            ("2026-01-09", "no_data", False),
            ("2026-01-11", "no_data", False),
            ("2026-01-12", "overdue", True),
        ):
            with self.subTest(day=day), at(day):
                key_result._refresh_figures()
                key_result.invalidate_recordset()
                self.assert_figures(key_result, status=status, is_late=is_late)
                self.assertEqual(self.env["okr.key.result"].search_count(late), is_late)
                self.assertEqual(
                    self.env["okr.key.result"].search_count(in_time), not is_late
                )
        with at("2026-01-12"):
            key_result.check_in(1)
            self.assert_figures(
                key_result, status="too_early", next_checkin_date="2026-01-23"
            )
            self.assertFalse(key_result.is_late)

    def test_overdue_by_its_plan_has_the_word_of_the_status(self):
        """Another word has what its owner missed, of which leave is left out."""
        word = dict(self.env["okr.key.result"]._fields["status"].selection)["overdue"]
        names = self.env["okr.key.result"].fields_get(["is_late"], ["string"])
        self.assertEqual(names["is_late"]["string"], word)
        for model in ("okr.key.result", "okr.objective"):
            arch = self.env[model].get_view(view_type="search")["arch"]
            found = etree.fromstring(arch).xpath("//filter[@name='late']/@string")
            self.assertEqual(found, [word], model)

    def test_what_is_weak_is_the_same_on_every_screen(self):
        for model in ("okr.key.result", "okr.objective"):
            arch = self.env[model].get_view(view_type="search")["arch"]
            (found,) = etree.fromstring(arch).xpath("//filter[@name='at_risk']/@domain")
            ((name, _operator, words), *_live) = literal_eval(found)
            self.assertEqual(name, "status")
            self.assertEqual(set(words), set(WEAK), model)

    def test_is_late_needs_no_nightly_job(self):
        """Fault 7: stored computes on what moves by itself go stale (achmitech)."""
        key_result = self._running_key_result()
        with at("2026-01-12"):
            key_result.invalidate_recordset()
            self.assertTrue(key_result.is_late)

    def test_the_owners_word_stands_beside_the_computed_one(self):
        key_result = self._running_key_result()
        with at(self.HALF):
            key_result.check_in(10, stated_status="on_track", confidence=0.9)
            self.assert_figures(
                key_result,
                status="off_track",
                stated_status="on_track",
                stated_status_differs=True,
                confidence=0.9,
                has_confidence=True,
            )
            # A later check-in that says nothing does not take the word back.
            key_result.check_in(11)
            self.assert_figures(key_result, stated_status="on_track", confidence=0.9)
            key_result.check_in(11, stated_status="off_track", confidence=0)
            self.assert_figures(
                key_result,
                stated_status="off_track",
                stated_status_differs=False,
                confidence=0.0,
                has_confidence=True,
            )

    def test_a_moved_target_takes_the_figures_again(self):
        """Fault 11: state was not taken again when the target moved (mgmtsystem)."""
        key_result = self._checked_in(45)
        self.assert_figures(key_result, status="on_track")
        with at(self.HALF):
            key_result.write({"target_value": 200, "change_reason": "More demand"})
            self.assert_figures(key_result, progress=0.225, status="off_track")

    def test_dropped(self):
        key_result = self._running_key_result()
        with at("2026-02-02"):
            self.assertEqual(key_result.action_cancel()["res_model"], "okr.cancel")
            for reason in ("", "  "):
                self.assert_refused("Say why", key_result.action_cancel, reason)
            self.assert_refused("Say why", key_result.write, {"state": "cancelled"})
            self.assertEqual(key_result.state, "active")
            key_result.action_cancel(" The market is gone ")
            self.assert_figures(
                key_result,
                status="cancelled",
                is_late=False,
                next_checkin_date="",
                cancel_reason="The market is gone",
            )
            self.assert_refused("dropped", key_result.check_in, 5)

    def test_score(self):
        for value, score in ((65, 0.7), (64.9999, 0.6), (150, 1.0), (-5, 0.0)):
            with self.subTest(value=value):
                self.assertEqual(self._checked_in(value).score, score)

    def test_owner_deleted_or_archived(self):
        key_result = self._checked_in(45)
        user = self.users["seller"]
        user.active = False
        with at("2026-02-26"):
            key_result.check_in(55)
            self.assert_figures(key_result, current_value=55.0, status="on_track")
        checkin = key_result.checkin_ids[0]
        checkin.user_id = user
        self.env.flush_all()
        self.employees["seller"].user_id = False
        user.unlink()
        self.env.invalidate_all()
        self.assertFalse(key_result.user_id)
        self.assertFalse(checkin.user_id)
        self.assert_figures(key_result, current_value=55.0)
