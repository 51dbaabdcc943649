from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from ..figures_common import TestOkrFigures, at


@tagged("post_install", "-at_install")
class TestPlanDays(TestOkrFigures):
    """When a plan begins and ends: nothing is born late."""

    def _started(self, day, **values):
        objective = self._objective(key_results=[{"name": "New customers", **values}])
        with at(day):
            objective.action_activate()
            self.env.flush_all()
        return objective.key_result_ids

    def _days(self, key_result):
        return str(key_result.date_start), str(key_result.date_end)

    def test_a_draft_begins_and_ends_with_its_cycle(self):
        with at(self.HALF):
            key_result = self._objective().key_result_ids
        self.assertEqual(self._days(key_result), ("2026-01-05", "2026-04-05"))
        self.assertFalse(key_result.date_activated)

    def test_started_in_mid_cycle_nothing_is_late(self):
        """FINDINGS A8, B1: overdue within a second, next check-in two months ago."""
        key_result = self._started(self.HALF)
        self.assertEqual(self._days(key_result), (self.HALF, "2026-04-05"))
        with at(self.HALF):
            self.assert_figures(
                key_result,
                status="no_data",
                expected_progress=0.0,
                # A Thursday: the day after is too soon
                next_checkin_date="2026-02-27",
                is_late=False,
            )
            key_result.check_in(0)
            self.assert_figures(key_result, status="too_early")
        with at("2026-03-09"):
            key_result._refresh_figures()
            self.assert_figures(key_result, status="overdue")

    def test_whatever_its_plan_says_nothing_is_late_on_the_day_it_starts(self):
        key_result = self._started(self.HALF, date_start="2026-01-05")
        self.assertEqual(self._days(key_result), ("2026-01-05", "2026-04-05"))
        self.assert_figures(
            key_result,
            status="no_data",
            expected_progress=0.5,
            next_checkin_date="2026-02-27",
        )
        with at(self.HALF):
            key_result.check_in(0)
            self.assert_figures(key_result, status="too_early")
        with at("2026-02-20"):
            key_result._refresh_figures()
            self.assert_figures(key_result, status="off_track")

    def test_started_before_its_cycle_it_begins_with_it(self):
        key_result = self._started("2025-12-20")
        self.assertEqual(self._days(key_result), ("2026-01-05", "2026-04-05"))

    def test_started_after_its_cycle_it_has_an_end(self):
        key_result = self._started("2026-05-01")
        self.assertEqual(self._days(key_result), ("2026-04-05", "2026-04-05"))

    def test_what_somebody_set_stands(self):
        for name, day in (("date_start", "2026-01-05"), ("date_start", "2026-03-01")):
            objective = self._objective()
            key_result = objective.key_result_ids
            key_result.write({name: day, "date_end": "2026-03-31"})
            with at(self.HALF):
                objective.action_activate()
            self.assertEqual(self._days(key_result), (day, "2026-03-31"))

    def test_added_to_a_running_objective_it_begins_that_day(self):
        objective = self._running()
        with at(self.HALF):
            added = self.env["okr.key.result"].create(
                {
                    "name": "Late idea",
                    "objective_id": objective.id,
                    "change_reason": "It was missing",
                }
            )
        self.assertEqual(self._days(added), (self.HALF, "2026-04-05"))
        self.assertEqual(str(added.date_activated), self.HALF)
        first = objective.key_result_ids - added
        self.assertEqual(str(first.date_activated), "2026-01-05")
        self.assertEqual(str(first.date_start), "2026-01-05")

    def test_taken_back_to_draft_it_begins_anew(self):
        objective = self._running()
        objective.action_draft()
        self.assertFalse(objective.date_activated)
        with at(self.HALF):
            objective.action_activate()
        self.assertEqual(str(objective.key_result_ids.date_start), self.HALF)

    def test_the_days_stand_where_plans_are_written(self):
        """To be set in a draft, also in the form of its objective; then to be read."""
        objective = self._objective()
        key_result = objective.key_result_ids.with_user(self.users["seller"])
        with Form(key_result) as form:
            form.date_start_given, form.date_end_given = "2026-02-02", "2026-03-02"
        self.assertEqual(self._days(key_result), ("2026-02-02", "2026-03-02"))
        with (
            Form(objective.with_user(self.users["seller"])) as form,
            form.key_result_ids.edit(0) as line,
        ):
            line.date_start_given = "2026-02-09"
        self.assertEqual(self._days(key_result), ("2026-02-09", "2026-03-02"))
        arch = etree.fromstring(key_result.get_view(view_type="form")["arch"])
        days = {"date_start": "2026-02-09", "date_end": "2026-03-02"}
        given = {f"{name}_given" for name in days}
        for state, shown in (("draft", given), ("active", set(days))):
            values = {**days, "objective_state": state}
            found = {
                name
                for name in given | set(days)
                for field in arch.xpath(f"//field[@name='{name}']")
                if not safe_eval(field.get("invisible") or "False", dict(values))
            }
            with self.subTest(state=state):
                self.assertEqual(found, shown)

    def test_once_it_runs_the_days_change_with_a_reason(self):
        key_result = self._running_key_result()
        for vals in (
            {"date_start": "2026-01-20"},
            {"date_end": "2026-03-31"},
            {"date_start_given": "2026-01-20"},
        ):
            with self.subTest(vals=vals):
                self.assert_refused("give a reason", key_result.write, vals)
        key_result.write({"date_start": "2026-01-05", "date_end": "2026-04-05"})
        self.assertFalse(key_result.target_change_ids)
        with at(self.HALF):
            key_result.write(
                {"date_start": "2026-01-20", "change_reason": "The fair was moved."}
            )
            self.assertAlmostEqual(key_result.expected_progress, 30 / 75)
        change = key_result.target_change_ids
        self.assertRecordValues(
            change,
            [
                {
                    "field_name": "date_start",
                    "old_text": "01/05/2026",
                    "new_text": "01/20/2026",
                    "reason": "The fair was moved.",
                }
            ],
        )
        self.assertEqual(str(key_result.date_start), "2026-01-20")

    def test_the_dialog_changes_the_days(self):
        key_result = self._running_key_result()
        wizard = self.env["okr.plan.change"].create(
            {
                "key_result_id": key_result.id,
                "date_end": "2026-03-31",
                "reason": "The fair was moved.",
            }
        )
        wizard.action_confirm()
        self.assertEqual(self._days(key_result), ("2026-01-05", "2026-03-31"))
        self.assertEqual(
            key_result.target_change_ids.mapped("field_name"), ["date_end"]
        )
        self.assertFalse(key_result.date_start_given)

    def test_days_that_make_no_sense(self):
        for vals, words in (
            (
                {"date_start": "2026-03-01", "date_end": "2026-02-01"},
                "before it begins",
            ),
            ({"date_end": "2026-04-06"}, "within the cycle"),
            (
                {"date_start": "2025-11-01", "date_end": "2026-01-04"},
                "within the cycle",
            ),
            ({"date_start": "soon"}, "not a date"),
        ):
            key_result = self._objective().key_result_ids
            with self.subTest(vals=vals):
                self.assert_refused(words, key_result.write, vals)

    def test_a_plan_may_begin_before_its_cycle(self):
        objective = self._objective()
        key_result = objective.key_result_ids
        key_result.date_start = "2025-12-01"
        with at("2026-01-05"):
            objective.action_activate()
            key_result.check_in(3, date="2025-12-15")
            self.assert_refused("begins on", key_result.check_in, 3, date="2025-11-30")
        self.assertEqual(key_result.current_value, 3)

    def test_a_day_before_the_plan_counts_in_no_share_of_days(self):
        key_result = self._started(
            self.HALF, direction="at_least", start_value=0, target_value=10
        )
        with at("2026-02-20"):
            before = key_result.check_in(20, date="2026-01-20")
            self.assertEqual((before.progress, key_result.progress), (0.0, 1.0))
            key_result.check_in(5)
            self.assert_figures(key_result, progress=0.5)

    def test_copies_carry_what_somebody_set(self):
        objective = self._objective()
        key_result = objective.key_result_ids
        key_result.date_start = self.HALF
        after = self.env["okr.cycle"].create(
            {
                "name": "Second quarter",
                "company_id": self.company.id,
                "date_start": "2026-04-06",
                "date_end": "2026-07-05",
            }
        )
        with at(self.HALF):
            objective.action_activate()
        copy = objective._rollover(after).key_result_ids
        self.assertEqual(self._days(copy), ("2026-05-21", "2026-07-05"))
        template = self.env["okr.template"].create(
            self.env["okr.template"]._values_from(objective)
        )
        self.assertEqual(template.key_result_ids.begins_after, 45)
        values = template._objective_values("individual", cycle=after)
        [(_create, _zero, line)] = values["key_result_ids"]
        self.assertEqual(str(line["date_start_given"]), "2026-05-21")
        # What nobody set begins with the next cycle
        by_itself = self._started(self.HALF)
        copy = by_itself.objective_id._rollover(after).key_result_ids
        self.assertEqual(self._days(copy), ("2026-04-06", "2026-07-05"))

    def test_a_list_of_a_file_carries_the_days(self):
        result = self.env["okr.key.result"].load(
            ["name", "objective_id/.id", "date_start", "date_end"],
            [["From a file", str(self._objective().id), "2026-02-02", "2026-03-02"]],
        )
        self.assertFalse(result["messages"])
        key_result = self.env["okr.key.result"].browse(result["ids"])
        self.assertEqual(self._days(key_result), ("2026-02-02", "2026-03-02"))
        with at("2026-02-20"):
            key_result.objective_id.action_activate()
        self.assertEqual(self._days(key_result), ("2026-02-02", "2026-03-02"))

    def test_who_may_not_plan_does_not_set_the_days(self):
        key_result = self._running_key_result()
        for login in ("developer", "portal", "stranger"):
            with self.subTest(login), self.assertRaises(UserError):
                key_result.with_user(self.users[login]).write(
                    {"date_start": "2026-01-20", "change_reason": "Mine"}
                )

    def test_closing_makes_nothing_look_better(self):
        """FINDINGS B5: an overdue objective was frozen as at risk."""
        key_result = self._running_key_result()
        objective = key_result.objective_id
        self.cycle.action_activate()
        with at("2026-01-09"):
            key_result.check_in(5)
        with at("2026-04-03"):
            key_result._refresh_figures()
            self.assert_figures(objective, status="overdue")
            self.cycle.action_start_review()
            # Said in review it counts for the value alone
            key_result.check_in(80)
            self.assert_figures(key_result, status="overdue", progress=0.8)
        with at("2026-04-20"):
            self.cycle.action_close()
        for record in key_result, objective:
            self.assert_figures(record, status="overdue", progress=0.8)
        self.assert_figures(key_result, next_checkin_date="", is_late=False)
        with at("2026-06-01"):
            self.assert_figures(key_result, is_late=False)

    def test_closed_it_stands_as_on_its_last_day(self):
        """What falls due in the last days is not late before its grace is over."""
        key_result = self._running_key_result()
        self.cycle.action_activate()
        with at("2026-03-27"):
            key_result.check_in(95)
        for day in ("2026-04-05", "2026-04-20"):
            with at(day):
                key_result._refresh_figures()
                self.assert_figures(key_result, status="on_track")
        with at("2026-04-20"):
            self.cycle.action_close()
        self.assert_figures(key_result, status="on_track")
