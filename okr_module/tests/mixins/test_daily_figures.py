from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..figures_common import TestOkrFigures, at


@tagged("post_install", "-at_install")
class TestDailyFigures(TestOkrFigures):
    """A new day comes by itself, whether or not anybody writes."""

    def _run_crons(self):
        with self.enter_registry_test_mode():
            for name in ("key_results", "objectives"):
                cron = self.env.ref(f"okr_module.ir_cron_refresh_{name}")
                cron.method_direct_trigger()
        self.env.invalidate_all()

    def _stale(self, model):
        return self.env[model].search_count(
            [
                ("company_id", "=", self.company.id),
                ("figures_date", "<", self.company._okr_today()),
            ]
        )

    def test_status_of_a_new_day(self):
        """Fault 7: figures of the past are shown as fresh (achmitech)."""
        objective = self._running()
        key_result = objective.key_result_ids
        with at("2026-02-13"):
            key_result.check_in(40)
            self.assert_figures(key_result, status="on_track")
            self.assert_figures(objective, status="on_track")
        for day, expected, status in (
            ("2026-02-19", 0.5, "at_risk"),
            ("2026-02-22", 48 / 90, "at_risk"),
            ("2026-02-23", 49 / 90, "overdue"),
        ):
            with self.subTest(day=day), at(day):
                self._run_crons()
                for record in (key_result, objective):
                    self.assert_figures(
                        record,
                        status=status,
                        expected_progress=expected,
                        figures_date=day,
                    )

    def test_an_objective_written_to_before_the_job_came_is_not_left_behind(self):
        """One key result is checked in early in the day, the other is overdue."""
        objective = self._running(key_results=[{"name": "One"}, {"name": "Two"}])
        with at("2026-02-19", "00:05:00"):
            objective.key_result_ids[0].check_in(60)
            self.assert_figures(objective, figures_date="2026-02-19")
        with at("2026-02-19", "01:00:00"):
            self._run_crons()
            self.assert_figures(objective.key_result_ids[1], status="overdue")
            self.assert_figures(objective, status="overdue", expected_progress=0.5)

    def test_whoever_reads_first_reads_the_new_day(self):
        """All figures are marked, not the first of them: parents read the others."""
        key_result = self._running_key_result()
        with at("2026-02-13"):
            key_result.check_in(40)
            self.assert_figures(key_result, status="on_track")
        with at("2026-02-19"):
            key_result._mark_figures_stale()
            self.assert_figures(key_result, status="at_risk", expected_progress=0.5)

    def test_nothing_to_do_twice(self):
        self._running()
        with at(self.HALF):
            self._run_crons()
            for name in ("okr.key.result", "okr.objective"):
                model = type(self.env[name])
                with patch.object(
                    model, "_refresh_figures", side_effect=AssertionError(name)
                ):
                    self.env[name]._cron_refresh_figures()

    def test_every_batch_until_all_are_fresh(self):
        """Fault 4: a cron that picks records once leaves some behind (OCA kpi)."""
        for _number in range(7):
            self._running()
        model = self.env["okr.key.result"]
        batches = []
        refresh = type(model)._refresh_figures

        def counted(records):
            batches.append(len(records))
            return refresh(records)

        with at(self.HALF):
            stale = self._stale("okr.key.result")
            self.assertGreaterEqual(stale, 7)
            with (
                patch.object(type(model), "_refresh_figures", counted),
                patch.object(
                    type(self.env["ir.cron"]), "_commit_progress", return_value=60
                ),
            ):
                model._cron_refresh_figures(batch_size=3)
            self.assertEqual(sum(batches), stale)
            self.assertEqual(max(batches), 3)
            self.assertEqual(self._stale("okr.key.result"), 0)

    def test_stops_when_its_time_is_up_and_goes_on_later(self):
        for _number in range(5):
            self._running()
        model = self.env["okr.key.result"]
        with at(self.HALF):
            stale = self._stale("okr.key.result")
            with patch.object(
                type(self.env["ir.cron"]), "_commit_progress", return_value=0
            ) as commit:
                model._cron_refresh_figures(batch_size=2)
                self.assertEqual(self._stale("okr.key.result"), stale - 2)
                self.assertEqual(commit.call_args.args, (2,))
                self.assertEqual(commit.call_args.kwargs, {"remaining": stale - 2})
                while self._stale("okr.key.result"):
                    model._cron_refresh_figures(batch_size=2)
            self.assertEqual(commit.call_count, -(-stale // 2))

    def test_ideas_without_a_cycle_are_fresh_too(self):
        objective = self._objective(cycle_id=False)
        with at(self.HALF):
            self._run_crons()
            self.assert_figures(objective, figures_date=self.HALF)
            self.assert_figures(objective.key_result_ids, figures_date=self.HALF)

    def test_a_write_takes_the_figures_of_its_day(self):
        key_result = self._running_key_result()
        with at(self.HALF):
            key_result.check_in(5)
            self.assert_figures(key_result, figures_date=self.HALF)
            self.assert_figures(key_result.objective_id, figures_date=self.HALF)


@tagged("post_install", "-at_install")
class TestMidnight(TestOkrFigures):
    """At 11:30 UTC on 22 January it is the 23rd in Auckland, the 22nd in the west."""

    NOON = "2026-01-22", "11:30:00"

    def _in_zone(self, zone):
        self.company.resource_calendar_id.tz = zone
        return at(*self.NOON)

    def test_today_is_the_companys(self):
        for zone, today in (
            ("Pacific/Auckland", "2026-01-23"),
            ("America/Los_Angeles", "2026-01-22"),
            ("Pacific/Kiritimati", "2026-01-23"),
            ("Pacific/Pago_Pago", "2026-01-22"),
            (False, "2026-01-22"),
        ):
            with self.subTest(zone=zone):
                if zone:
                    clock = self._in_zone(zone)
                else:
                    self.company.resource_calendar_id = False
                    clock = at(*self.NOON)
                with clock:
                    self.assertEqual(str(self.company._okr_today()), today)

    def test_a_check_in_is_of_the_companys_day(self):
        key_result = self._running_key_result()
        with self._in_zone("Pacific/Auckland"):
            checkin = key_result.with_context(tz="America/Los_Angeles").check_in(1)
            self.assertEqual(str(checkin.date), "2026-01-23")
            key_result.check_in(2, date="2026-01-23")
        with self._in_zone("America/Los_Angeles"):
            self.assert_refused(
                "not come yet", key_result.check_in, 3, date="2026-01-23"
            )

    def test_overdue_begins_at_the_companys_midnight(self):
        """Due on the 16th, with grace to the 18th; the clock stands at the edge."""
        for zone, late in (("Pacific/Auckland", True), ("America/Los_Angeles", False)):
            with self.subTest(zone):
                key_result = self._running_key_result()
                with at("2026-01-09"):
                    key_result.check_in(1)
                self.company.resource_calendar_id.tz = zone
                with at("2026-01-18", "11:30:00"):
                    key_result._refresh_figures()
                    self.assertEqual(key_result.status == "overdue", late)
                    self.assertEqual(key_result.is_late, late)
                    found = self.env["okr.key.result"].search(
                        [("id", "=", key_result.id), ("is_late", "=", True)]
                    )
                    self.assertEqual(bool(found), late)

    def test_two_companies_on_both_sides_of_the_date_line(self):
        self.other_company.resource_calendar_id.tz = "Pacific/Auckland"
        self.company.resource_calendar_id.tz = "America/Los_Angeles"
        with at(*self.NOON):
            here = self._objective(cycle_id=False)
            there = self.env["okr.objective"].create(
                {
                    "name": "There",
                    "company_id": self.other_company.id,
                    "cycle_id": False,
                    "user_id": self.users["stranger"].id,
                }
            )
            (here | there)._refresh_figures()
            self.assertEqual(
                [str(day) for day in (here | there).mapped("figures_date")],
                ["2026-01-22", "2026-01-23"],
            )

    def test_days_of_milestones_and_activation_are_the_companys(self):
        objective = self._objective(
            key_results=[
                {
                    "name": "Steps",
                    "metric_type": "milestone",
                    "milestone_ids": [(0, 0, {"name": "One"})],
                }
            ]
        )
        with self._in_zone("Pacific/Auckland"):
            objective.action_activate()
            milestone = objective.key_result_ids.milestone_ids
            milestone.is_reached = True
            born_reached = milestone.copy(
                {"is_reached": True, "change_reason": "One more"}
            )
        day = fields.Date.to_date("2026-01-23")
        self.assertEqual(objective.date_activated, day)
        self.assertEqual(milestone.date_reached, day)
        self.assertEqual(born_reached.date_reached, day)
