from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from ..kpi.seasonal_common import TestOkrSeasonalCommon


@tagged("post_install", "-at_install")
class TestOkrPlanKind(TestOkrSeasonalCommon):
    """Straight, own points, or like last year: who may choose, and what follows."""

    POINTS = [("2026-02-01", 5.0), ("2026-03-18", 10.0)]

    @classmethod
    def _commands(cls):
        return [
            Command.create({"date": day, "value": value}) for day, value in cls.POINTS
        ]

    def _key_result(self, **values):
        return self.env["okr.key.result"].create(
            {"name": "Customers", "objective_id": self.objective.id, **values}
        )

    def test_points_are_followed_without_a_word(self):
        straight = self._key_result()
        self.assertEqual(straight.plan_kind, "linear")
        self.assertAlmostEqual(straight.expected_progress, 72 / 90)
        self.assertEqual(straight.plan_label, "Plan: straight line")
        given = self._key_result(plan_ids=self._commands())
        straight.plan_ids = self._commands()
        for key_result in (given, straight):
            self.assertEqual(key_result.plan_kind, "points")
            self.assertAlmostEqual(key_result.expected_progress, 0.1)
            self.assertEqual(key_result.plan_label, "Plan: your points")
            self.assertEqual(key_result.get_curve()["plan_kind"], "points")

    def test_points_written_on_their_own_are_followed(self):
        key_result = self._key_result()
        points = self.env["okr.plan.point"].create(
            {"key_result_id": key_result.id, "date": "2026-03-18", "value": 10}
        )
        self.assertAlmostEqual(key_result.expected_progress, 0.1)
        points.unlink()
        self.assertEqual(key_result.plan_kind, "linear")
        self.assertAlmostEqual(key_result.expected_progress, 72 / 90)

    def test_points_stay_where_another_plan_is_chosen(self):
        self._customers()
        key_result = self._link("test.season", plan_ids=self._commands())
        for kind, expected in (
            ("seasonal", 0.4),
            ("linear", 72 / 90),
            ("points", 0.01),
        ):
            with self.subTest(kind):
                key_result.plan_kind = kind
                self.assertAlmostEqual(key_result.expected_progress, expected)
                self.assertEqual(len(key_result.plan_ids), 2)

    def test_like_last_year_needs_a_figure(self):
        with self.assertRaises(ValidationError) as refusal, self.cr.savepoint():
            self._key_result(plan_kind="seasonal")
        self.assertIn("Link it first", str(refusal.exception))
        key_result = self._key_result()
        with self.assertRaises(ValidationError), self.cr.savepoint():
            key_result.plan_kind = "seasonal"
        self.assertEqual(key_result.plan_kind, "linear")

    def test_without_its_figure_it_goes_straight_or_by_its_points(self):
        self._customers()
        for commands, kind in (([], "linear"), (self._commands(), "points")):
            with self.subTest(kind):
                key_result = self._season(plan_ids=commands)
                self.assertEqual(key_result.plan_kind, "seasonal")
                key_result.action_unlink_kpi()
                self.assertEqual(key_result.plan_kind, kind)

    def test_form_shows_the_plan_before_it_is_saved(self):
        with Form(self._key_result(target_value=100)) as form:
            with form.plan_ids.new() as point:
                point.date = "2026-02-01"
                point.value = 20
            self.assertEqual(form.plan_kind, "points")
            self.assertEqual(
                [point["value"] for point in form.plan_preview["plan"]],
                [0.0, 20.0, 100.0],
            )
            self.assertEqual(form.plan_preview["actual"], [])
        self.assertEqual(form.record.plan_kind, "points")

    def test_an_idea_without_a_cycle_has_no_last_year_yet(self):
        self._customers()
        idea = self._objective(owner="sales_lead", key_results=[], cycle_id=False)
        key_result = self._season(objective_id=idea.id)
        self.assertEqual(key_result.get_curve()["plan"], [])
        self.assertFalse(key_result._seasonal_points())
        idea.cycle_id = self.cycle
        key_result._refresh_kpis()
        self.assertAlmostEqual(key_result.expected_progress, 0.4)

    # --- RIGHTS ---

    def test_who_may_not_bind_the_figure_does_not_see_its_last_year(self):
        self._customers()
        self.kpi.group_ids = self.env.ref("base.group_system")
        key_result = self._link("test.season")
        lead = key_result.with_user(self.users["sales_lead"])
        with self.assertRaises(AccessError), self.cr.savepoint():
            lead.plan_kind = "seasonal"
        with self.assertRaises(AccessError), self.cr.savepoint():
            lead.action_plan_from_last_year()
        self.assertFalse(key_result.seasonal_curve)
        self.kpi.group_ids = False
        lead.plan_kind = "seasonal"
        self.assertAlmostEqual(key_result.expected_progress, 0.4)

    def test_a_reader_changes_no_plan(self):
        self._customers()
        key_result = self._link("test.season").with_user(self.users["developer"])
        with self.assertRaises(AccessError):
            key_result.plan_kind = "seasonal"
        with self.assertRaises(AccessError):
            key_result.action_plan_from_last_year()

    def test_last_year_is_taken_and_never_given(self):
        self._customers()
        key_result = self._season().with_user(self.users["sales_lead"])
        for values in ({"seasonal_curve": {}}, {"seasonal_problem": "empty"}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                key_result.write(values)

    # --- ONCE IT RUNS ---

    def test_it_changes_with_a_reason(self):
        self._customers()
        key_result = self._link("test.season")
        self.objective.action_activate()
        with self.assertRaises(UserError), self.cr.savepoint():
            key_result.plan_kind = "seasonal"
        wizard = (
            self.env["okr.plan.change"]
            .with_context(default_key_result_id=key_result.id)
            .create({"plan_kind": "seasonal", "reason": "Spring sells"})
        )
        self.assertTrue(wizard.is_linked)
        wizard.action_confirm()
        self.assertAlmostEqual(key_result.expected_progress, 0.4)
        change = key_result.target_change_ids
        self.assertEqual(
            (change.old_text, change.new_text, change.old_code, change.new_code),
            ("A straight line", "Like last year", "linear", "seasonal"),
        )
        self.assertFalse(key_result.is_target_changed)

    # --- DRAWN FROM LAST YEAR ---

    def test_points_drawn_from_last_year(self):
        self._customers()
        key_result = self._link(
            "test.season", target_value=600, plan_ids=self._commands()
        )
        key_result.action_plan_from_last_year()
        self.assertEqual(
            [(str(point.date), point.value) for point in key_result.plan_ids],
            [("2026-01-31", 60.0), ("2026-02-28", 240.0), ("2026-03-31", 240.0)],
        )
        self.assertEqual(key_result.plan_kind, "points")
        self.assertEqual(key_result.plan_label, "Plan: your points")
        key_result.plan_ids[:1].value = 50.0
        self.assertEqual(key_result.plan_kind, "points")

    def test_nothing_to_draw_is_said_and_loses_no_point(self):
        key_result = self._link("test.season", plan_ids=self._commands())
        with self.assertRaises(UserError) as refusal, self.cr.savepoint():
            key_result.action_plan_from_last_year()
        self.assertIn("nothing was counted", str(refusal.exception))
        self.assertEqual(len(key_result.plan_ids), 2)
        with self.assertRaises(UserError):
            self._key_result().action_plan_from_last_year()

    def test_points_of_what_runs_stand(self):
        self._customers()
        key_result = self._link("test.season")
        self.objective.action_activate()
        with self.assertRaises(UserError) as refusal:
            key_result.action_plan_from_last_year()
        self.assertIn("runs already", str(refusal.exception))

    # --- IN ANOTHER CYCLE ---

    def test_rollover(self):
        """The kind of plan comes along; the curve is that of the new days."""
        self._customers()
        self._customers([("2025-05-01", 5), ("2025-06-01", 5)])
        self._season()
        following = self.env["okr.cycle"].create(
            {
                "name": "Second quarter",
                "company_id": self.company.id,
                "date_start": "2026-04-06",
                "date_end": "2026-07-05",
            }
        )
        copied = self.objective._rollover(following, {}, False).key_result_ids
        self.assertEqual(copied.plan_kind, "seasonal")
        with freeze_time("2026-05-15 05:00:00"):
            copied._refresh_figures()
            self.assertAlmostEqual(copied.expected_progress, 0.5)

    def test_rollover_by_somebody_who_may_not_bind(self):
        self._customers()
        self._season()
        self.kpi.group_ids = self.env.ref("base.group_system")
        following = self.cycle.copy(
            {"name": "Next", "date_start": "2026-04-06", "date_end": "2026-07-05"}
        )
        lead = self.objective.with_user(self.users["sales_lead"])
        copied = lead._rollover(following, {}, False).key_result_ids
        self.assertFalse(copied.kpi_id)
        self.assertEqual(copied.plan_kind, "linear")
