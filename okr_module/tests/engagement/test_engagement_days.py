from datetime import date
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..common import TestOkrCommon


@tagged("post_install", "-at_install")
class TestEngagementDays(TestOkrCommon):
    """What counts on which day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle.action_activate()
        cls.company.okr_min_group_size = 1
        cls.company.resource_calendar_id.tz = "UTC"

    def _start(self, **values):
        with freeze_time("2026-01-05 08:00:00"):
            objective = self._objective(**values)
            objective.action_activate()
        return objective

    def _figures(self, login="hr_officer", **scope):
        return self.env["okr.engagement"].with_user(self.users[login]).figures(**scope)

    def test_the_day_it_was_entered(self):
        """Not the day on which the row was made."""
        key_result = self._start().key_result_ids
        with freeze_time("2026-01-30 12:00:00"):
            key_result.with_user(self.users["seller"]).check_in(4)
            checkin = self.env["okr.checkin"].search(
                [("key_result_id", "=", key_result.id)]
            )
            # As an import of history says it
            checkin.sudo()._write_noted(
                {"entered_on": "2026-01-08", "date": "2026-01-08"}
            )
            self.env.flush_all()
            past = self._figures(date="2026-01-10")
            self.assertEqual(past["updated_7"], 1)
            self.assertEqual((past["on_time"], past["late"], past["missed"]), (1, 0, 0))
            self.assertEqual(self._figures(date="2026-01-30")["updated_7"], 0)
            self.assertEqual(self._figures(date="2026-01-30")["updated_30"], 1)

    def test_the_last_days_include_that_day(self):
        """Seven, fifteen, thirty of them."""
        key_result = self._start().key_result_ids
        with freeze_time("2026-01-08 12:00:00"):
            key_result.with_user(self.users["seller"]).check_in(4)
        with freeze_time("2026-02-20 12:00:00"):
            got = {
                day: self._figures(date=day)
                for day in (
                    "2026-01-14",
                    "2026-01-15",
                    "2026-01-22",
                    "2026-01-23",
                    "2026-02-06",
                    "2026-02-07",
                )
            }
        self.assertEqual([got[d]["updated_7"] for d in got], [1, 0, 0, 0, 0, 0])
        self.assertEqual([got[d]["updated_15"] for d in got], [1, 1, 1, 0, 0, 0])
        self.assertEqual([got[d]["updated_30"] for d in got], [1, 1, 1, 1, 1, 0])

    def test_done_and_dropped(self):
        """From that day on they are not live."""
        one, two = self._start(name="One"), self._start(name="Two")
        with freeze_time("2026-01-14 12:00:00"):
            one.action_cancel(reason="Over")
            two.action_done()
        with freeze_time("2026-01-30 12:00:00"):
            self.assertEqual(self._figures(date="2026-01-13")["objectives"], 2)
            self.assertEqual(self._figures(date="2026-01-14")["objectives"], 0)
            self.assertEqual(self._figures(date="2026-01-13")["with_objective"], 1)
            self.assertEqual(self._figures(date="2026-01-13")["one_objective"], 0)

    def test_rates(self):
        """A period is missed the day after its grace."""
        own = self._start().key_result_ids
        lead = self._start(owner="north_lead").key_result_ids
        with freeze_time("2026-01-09 12:00:00"):
            own.with_user(self.users["seller"]).check_in(1)
        with freeze_time("2026-01-11 12:00:00"):
            lead.with_user(self.users["north_lead"]).check_in(1)
        with freeze_time("2026-01-12 12:00:00"):
            figures = self._figures()
            self.assertEqual(
                (figures["on_time"], figures["late"], figures["missed"]), (1, 1, 0)
            )
            self.assertEqual(figures["on_time_rate"], 0.5)
            self.assertEqual(figures["leaders_on_time_rate"], 0.0)
        with freeze_time("2026-01-18 12:00:00"):
            self.assertEqual(self._figures()["missed"], 0)
        with freeze_time("2026-01-19 12:00:00"):
            self.assertEqual(self._figures()["missed"], 2)

    def test_what_they_owe_on_others_objectives(self):
        """It is theirs; the objective is not."""
        self._start(
            owner="developer",
            key_results=[{"name": "Of the seller", "user_id": self.users["seller"].id}],
        )
        with freeze_time("2026-01-12 12:00:00"):
            north = self._figures(department_id=self.departments["Sales North"].id)
            self.assertEqual((north["objectives"], north["missed"]), (0, 1))

    def test_a_cycle_that_is_over(self):
        """It is counted where it is asked for."""
        self._start()
        other = self.cycle.copy({"name": "Other"})
        with freeze_time("2026-01-12 12:00:00"):
            self.assertEqual(self._figures(cycle_id=other.id)["objectives"], 0)
            self.assertEqual(self._figures(cycle_id=self.cycle.id)["objectives"], 1)
        with freeze_time("2026-05-12 12:00:00"):
            self.assertEqual(self._figures()["objectives"], 0)
            self.assertEqual(self._figures(cycle_id=self.cycle.id)["objectives"], 1)

    def test_at_risk_by_what_was_known(self):
        """What was said later changes no past day."""
        key_result = self._start().key_result_ids
        with freeze_time("2026-02-20 12:00:00"):
            self.assertEqual(self._figures(date="2026-01-09")["at_risk"], 0)
            self.assertEqual(self._figures(date="2026-01-12")["at_risk"], 1)
            key_result.with_user(self.users["seller"]).check_in(90)
            self.env.flush_all()
            self.assertEqual(self._figures(date="2026-02-19")["at_risk"], 1)
            self.assertEqual(self._figures(date="2026-02-20")["at_risk"], 0)

    def test_a_confidence_not_given_is_none(self):
        """Three that were, and all alike."""
        key_result = self._start().key_result_ids
        for day, sure in (("06", 0.5), ("12", None), ("13", 0.5), ("19", 0.5)):
            with freeze_time(f"2026-01-{day} 12:00:00"):
                key_result.with_user(self.users["seller"]).check_in(1, confidence=sure)
        with freeze_time("2026-01-20 12:00:00"):
            self.assertEqual(self._figures(date="2026-01-18")["confidence_asleep"], 0)
            self.assertEqual(self._figures()["confidence_asleep"], 1)

    def test_a_word_by_somebody_else(self):
        """The period is met; its owner said nothing."""
        objective = self._start(member_ids=[(6, 0, self.users["north_lead"].ids)])
        with freeze_time("2026-01-08 12:00:00"):
            objective.key_result_ids.with_user(self.users["north_lead"]).check_in(1)
            figures = self._figures()
            self.assertEqual(figures["updated_7"], 0)
            self.assertEqual(figures["on_time"], 1)

    def test_a_dropped_key_result(self):
        """It is live, and owes, until that day."""
        objective = self._start(key_results=[{"name": "A"}, {"name": "B"}])
        with freeze_time("2026-01-20 12:00:00"):
            objective.key_result_ids[1].action_cancel(reason="Off")
            self.env.flush_all()
            self.assertEqual(self._figures()["one_key_result"], 1)
            self.assertEqual(self._figures(date="2026-01-19")["one_key_result"], 0)
            self.assertEqual(self._figures(date="2026-01-19")["missed"], 4)
            self.assertEqual(self._figures()["missed"], 2)

    def test_an_added_key_result(self):
        """It is live from that day on."""
        objective = self._start()
        with freeze_time("2026-01-20 12:00:00"):
            self.env["okr.key.result"].create(
                {"name": "Later", "objective_id": objective.id, "change_reason": "More"}
            )
            self.env.flush_all()
            self.assertEqual(self._figures()["one_key_result"], 0)
            self.assertEqual(self._figures(date="2026-01-19")["one_key_result"], 1)

    def test_under_review(self):
        """It counts for the value alone."""
        key_result = self._start().key_result_ids
        with freeze_time("2026-01-08 12:00:00"):
            self.cycle.action_start_review()
            key_result.with_user(self.users["seller"]).check_in(4)
        with freeze_time("2026-01-12 12:00:00"):
            self.assertEqual(self._figures()["on_time"], 0)

    def test_back_dated(self):
        """It meets no period whose grace is over."""
        key_result = self._start().key_result_ids
        with freeze_time("2026-01-20 12:00:00"):
            key_result.with_user(self.users["seller"]).check_in(4, date="2026-01-07")
            self.env.flush_all()
            self.assertEqual(key_result.checkin_ids.timeliness, "extra")
            figures = self._figures()
            self.assertEqual(
                (figures["on_time"], figures["late"], figures["missed"]), (0, 0, 2)
            )
            self.assertEqual(figures["updated_7"], 1)

    def test_one_check_in_meets_one_period(self):
        """The earlier one first."""
        key_result = self._start().key_result_ids
        with freeze_time("2026-01-11 12:00:00"):
            key_result.with_user(self.users["seller"]).check_in(4)
        with freeze_time("2026-01-12 12:00:00"):
            key_result.with_user(self.users["seller"]).check_in(5)
        with freeze_time("2026-01-20 12:00:00"):
            figures = self._figures()
            self.assertEqual(
                (figures["on_time"], figures["late"], figures["missed"]), (1, 1, 0)
            )

    def test_a_week_of_leave(self):
        """It is left out."""
        self._start()
        employee = self.employees["seller"]
        days = {date(2026, 1, n) for n in range(12, 17)}
        with (
            patch.object(
                type(self.env["hr.employee"]),
                "_okr_days_away",
                lambda records, first, last: {
                    i: days for i in records.ids if i == employee.id
                },
            ),
            freeze_time("2026-01-20 12:00:00"),
        ):
            figures = self._figures()
        self.assertEqual(
            (figures["on_time"], figures["late"], figures["missed"]), (0, 0, 1)
        )

    def test_what_was_due_while_it_was_dropped(self):
        """Nobody owed it, whether the key result was dropped or its objective."""
        two = [{"name": "One"}, {"name": "Two"}]
        objective = self._start(key_results=two)
        other = self._start(name="Other")
        for record in (objective.key_result_ids[0], other):
            with freeze_time("2026-01-12 12:00:00"):
                record.action_cancel("No time")
            with freeze_time("2026-01-27 12:00:00"):
                record.action_take_back("Time again")
        # Due on 9, 16, 23 and 30 January
        with freeze_time("2026-02-02 12:00:00"):
            self.assertEqual(self._figures()["missed"], 2 + 4 + 2)
        with freeze_time("2026-01-28 12:00:00"):
            self.assertEqual(self._figures()["missed"], 1 + 3 + 1)
            self.assertEqual(self._figures(date="2026-01-15")["missed"], 1)

    def test_what_was_dropped_and_taken_back(self):
        """In between it was dropped, though nothing but the ledger says so today."""
        two = [{"name": "One"}, {"name": "Two"}]
        objective = self._start(key_results=two)
        other = self._start(name="Other", key_results=two)
        for record in (objective.key_result_ids[:1], other):
            with freeze_time("2026-01-12 12:00:00"):
                record.action_cancel("No time")
            with freeze_time("2026-01-20 12:00:00"):
                record.action_take_back("Time again")
        self.assertFalse(objective.key_result_ids[:1].date_cancelled)
        with freeze_time("2026-02-20 12:00:00"):
            for day, objectives, one_key_result in (
                ("2026-01-11", 2, 0),
                ("2026-01-12", 1, 1),
                ("2026-01-19", 1, 1),
                ("2026-01-20", 2, 0),
            ):
                with self.subTest(day=day):
                    got = self._figures(date=day)
                    self.assertEqual(got["objectives"], objectives)
                    self.assertEqual(got["one_key_result"], one_key_result)
            # Dropped once more, the days before are as they were
            with freeze_time("2026-02-10 12:00:00"):
                objective.key_result_ids[:1].action_cancel("No time")
            for day, count in (
                ("2026-01-11", 0),
                ("2026-01-15", 1),
                ("2026-02-01", 0),
                ("2026-02-15", 1),
            ):
                with self.subTest(day=day, dropped_again=True):
                    got = self._figures(date=day)
                    self.assertEqual(got["one_key_result"], count)
