# What a test says is no text of ours
# pylint: disable=unknown-option-value,translation-required
from odoo.tests import tagged

from ..figures_common import TestOkrFigures, at


@tagged("post_install", "-at_install")
class TestClosedCycle(TestOkrFigures):
    """What is closed stands: for every day, every threshold and everybody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.objective = cls._running(
            key_results=[
                {
                    "name": "Customers",
                    "plan_ids": [(0, 0, {"date": "2026-02-01", "value": 30})],
                },
                {
                    "name": "Steps",
                    "metric_type": "milestone",
                    "milestone_ids": [(0, 0, {"name": "One"})],
                    "count_initiatives": True,
                    "initiative_ids": [(0, 0, {"name": "Two"})],
                },
                {"name": "Held", "direction": "at_least", "target_value": 0},
            ]
        )
        cls.key_result, cls.steps, cls.held = cls.objective.key_result_ids
        cls.draft = cls._objective()
        with at("2026-04-03"):
            cls.checkin = cls.key_result.check_in(60, 0.5, "at_risk")
            cls.held.check_in(1)
            cls.cycle.action_activate()
        with at("2026-04-08"):
            cls.cycle.action_close()
            cls.env.flush_all()
        cls.open_objective = cls._objective(cycle_id=False)

    def _figures(self):
        names = {
            "okr.objective": ["state", "passed", "final_score"],
            "okr.key.result": ["is_late", "state"],
            "okr.checkin": ["value", "previous_value", "progress", "timeliness"],
        }
        for model in ("okr.objective", "okr.key.result"):
            names[model] += self.env[model]._figure_names()
        self.env.invalidate_all()
        return [
            records.read(names[records._name])
            for records in (
                self.objective | self.draft,
                self.objective.key_result_ids,
                self.checkin,
            )
        ]

    def test_closing_takes_the_last_figures(self):
        self.assert_figures(
            self.key_result,
            progress=0.6,
            expected_progress=1.0,
            status="off_track",
            figures_date="2026-04-08",
            is_late=False,
            next_checkin_date="",
        )
        self.assert_figures(self.held, progress=1.0, status="achieved")
        # (0.6 + 0 + 1) / 3 is 0.53
        self.assert_figures(self.objective, state="done", score=0.5, passed=False)
        self.assertEqual(self.draft.state, "draft")

    def test_figures_do_not_move(self):
        before = self._figures()
        with at("2027-02-03"):
            (self.objective | self.draft)._refresh_figures()
            self.objective.key_result_ids._refresh_figures()
            self.assertEqual(self._figures(), before)
            self.company.write(
                {
                    "okr_on_track": 0.5,
                    "okr_at_risk": 0.2,
                    "okr_too_early": 0.9,
                    "okr_pass_mark": 0.1,
                }
            )
            self.env.flush_all()
            self.assertEqual(self._figures(), before)
            self.company.resource_calendar_id.tz = "Pacific/Auckland"
            with self.enter_registry_test_mode():
                for name in ("retake_figures", "refresh_key_results"):
                    cron = self.env.ref(f"okr_module.ir_cron_{name}")
                    cron.method_direct_trigger()
                self.env.ref(
                    "okr_module.ir_cron_refresh_objectives"
                ).method_direct_trigger()
            self.assertEqual(self._figures(), before)

    def test_child_in_an_open_cycle_no_longer_moves_it(self):
        parent = self.objective
        child = self._objective(cycle_id=False)
        # As data from before the rule: alignment to the closed one stands in it.
        self.env.cr.execute(
            "UPDATE okr_objective SET parent_id = %s WHERE id = %s",
            (parent.id, child.id),
        )
        self.env.cr.execute(
            "UPDATE okr_objective SET rollup = 'both' WHERE id = %s", (parent.id,)
        )
        self.env.invalidate_all()
        before = self._figures()
        with at("2026-05-01"):
            child.cycle_id = self.cycle.copy(
                {"name": "Next", "date_start": "2026-04-06", "date_end": "2026-07-05"}
            )
            child.action_activate()
            child.key_result_ids.check_in(100)
            self.env.flush_all()
        self.assertEqual(self._figures(), before)

    def test_every_write_is_refused_even_to_the_administrator(self):
        admin = self.users["okr_admin"]
        milestone, point = self.steps.milestone_ids, self.key_result.plan_ids
        work = self.steps.initiative_ids
        reason = {"change_reason": "Because"}
        objective = {"objective_id": self.objective.id}
        key_result = {"key_result_id": self.key_result.id}
        before = self._figures()
        for record, method, *args in (
            (self.cycle, "write", {"name": "Other"}),
            (self.cycle, "write", {"date_end": "2026-12-31"}),
            (self.cycle, "write", {"state": "active"}),
            (self.objective, "write", {"name": "Other"}),
            (self.objective, "write", {"final_score": 1, "score_reason": "Please"}),
            (self.objective, "write", {"cycle_id": False, **reason}),
            (self.objective, "write", {"member_ids": [(4, admin.id)]}),
            (self.objective, "action_cancel", "Wrong"),
            (self.objective, "unlink"),
            (self.draft, "write", {"name": "Other"}),
            (self.draft, "action_activate"),
            (self.draft, "unlink"),
            (self.key_result, "write", {"target_value": 60, **reason}),
            (self.key_result, "write", {"objective_id": self.open_objective.id}),
            (self.key_result, "action_cancel", "Wrong"),
            (self.key_result, "check_in", 100),
            (self.key_result, "unlink"),
            (self.key_result, "copy"),
            (self.checkin, "write", {"value": 100}),
            (self.checkin, "write", {"note": "Well"}),
            (self.checkin, "unlink"),
            (milestone, "write", {"is_reached": True}),
            (milestone, "write", {"name": "Other"}),
            (milestone, "unlink"),
            (work, "write", {"state": "done"}),
            (work, "write", {"name": "Other"}),
            (work, "action_done"),
            (work, "action_cancel", "Wrong"),
            (work, "unlink"),
            (point, "write", {"value": 5}),
            (point, "unlink"),
            (
                self.env["okr.objective"],
                "create",
                {"name": "A", "cycle_id": self.cycle.id},
            ),
            (self.env["okr.key.result"], "create", {"name": "A", **objective}),
            (self.env["okr.checkin"], "create", {"value": 1, **key_result}),
            (self.env["okr.milestone"], "create", {"name": "A", **key_result}),
            (self.env["okr.initiative"], "create", {"name": "A", **key_result}),
            (
                self.env["okr.plan.point"],
                "create",
                {"date": "2026-03-01", "value": 1, **key_result},
            ),
            (self.open_objective, "write", {"cycle_id": self.cycle.id, **reason}),
            (
                self.open_objective.key_result_ids,
                "write",
                {"objective_id": self.draft.id},
            ),
        ):
            with self.subTest(model=record._name, method=method, args=args):
                call = getattr(record.with_user(admin), method)
                self.assert_refused("", call, *args)
        self.assertEqual(self._figures(), before)

    def test_nothing_moves_in_by_way_of_the_superuser_either(self):
        other = self.open_objective.key_result_ids
        step = self.env["okr.milestone"].create(
            {"name": "Step", "key_result_id": other.id}
        )
        point = self.env["okr.plan.point"].create(
            {"key_result_id": other.id, "date": "2026-03-01", "value": 1}
        )
        with at("2026-04-09"):
            checkin = other.check_in(5)
            for record in (checkin, step, point):
                with self.subTest(record._name):
                    self.assert_refused(
                        "closed", record.write, {"key_result_id": self.key_result.id}
                    )
            self.assert_refused(
                "closed", other.write, {"objective_id": self.objective.id}
            )
        self.assertEqual(len(self.key_result.checkin_ids), 1)

    def test_talk_goes_on(self):
        self.objective.message_post(body="What a quarter")
        self.assertIn("What a quarter", self.objective.message_ids[0].body)

    def test_parts_are_closed_first(self):
        year, part = (
            self.env["okr.cycle"].create(
                {
                    "name": name,
                    "company_id": self.company.id,
                    "date_start": "2026-01-01",
                    "date_end": "2026-12-31",
                }
            )
            for name in ("Year", "Part")
        )
        part.parent_id = year
        (year | part).action_activate()
        self.assert_refused("Part", year.action_close)
        (year | part).action_close()
        self.assertEqual(part.state, "closed")

    def test_closing_by_a_plain_write_is_closing(self):
        cycle = self.cycle.copy({"name": "Other"})
        objective = self._objective(cycle_id=cycle.id)
        with at("2026-02-19"):
            objective.action_activate()
            self.assert_refused("Planning", cycle.write, {"state": "closed"})
            cycle.action_activate()
        with at("2026-04-20"):
            cycle.with_user(self.users["okr_admin"]).write({"state": "closed"})
        self.assertEqual((cycle.state, objective.state), ("closed", "done"))
        self.assert_figures(objective, figures_date="2026-04-20")
