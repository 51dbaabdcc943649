from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from ...models.base.texts import say_day
from ..figures_common import TestOkrFigures, at

WHY = {"change_reason": " The market moved "}


@tagged("post_install", "-at_install")
class TestPlanReason(TestOkrFigures):
    """What is a plan changes with a reason and a row, however it is written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.objective = cls._running(
            key_results=[
                {"name": "Customers"},
                {
                    "name": "Steps",
                    "metric_type": "milestone",
                    "milestone_ids": [
                        (0, 0, {"name": "One", "weight": 1, "is_reached": True}),
                        (0, 0, {"name": "Two", "weight": 1}),
                    ],
                },
            ]
        )
        cls.customers, cls.steps = cls.objective.key_result_ids
        with at("2026-01-05"):
            cls.points = cls.env["okr.key.result"].create(
                {
                    "name": "Points",
                    "objective_id": cls._objective().id,
                    "plan_ids": [(0, 0, {"date": "2026-02-01", "value": 20})],
                }
            )
            cls.points.objective_id.action_activate()
        cls.kpi = cls.env["okr.kpi"].create(
            {"name": "Outside", "code": "outside", "source": "pushed"}
        )

    def setUp(self):
        super().setUp()
        self.startPatcher(at(self.HALF))

    def _mine(self, record, login="seller"):
        return record.with_user(self.users[login])

    def _rows(self, record):
        """Return the rows of an objective's own plan, or of a key result's."""
        rows = record.target_change_ids.sorted("id")
        if record._name == "okr.objective":
            rows = rows.filtered(lambda row: not row.key_result_id)
        return rows

    def _check(self, record, write, *rows):
        """Assert that a change asks for a reason, and leaves these rows with it.

        :param write: called with the owner's rights and the values of the reason
        :param rows: ``(field, old text, new text)``
        """
        before = self._rows(record)
        for reason in ({}, {"change_reason": "  "}):
            self.assert_refused("give a reason", write, reason)
            self.env.invalidate_all(flush=False)
        self.assertEqual(self._rows(record), before)
        write(dict(WHY))
        self.env.flush_all()
        made = self._rows(record) - before
        self.assertEqual(
            [(row.field_name, row.old_text, row.new_text) for row in made], list(rows)
        )
        for row in made:
            self.assertEqual(row.reason, "The market moved")
            self.assertEqual(row.user_id, self.users["seller"])
            self.assertEqual(str(row.date), self.HALF)
            self.assertTrue(row.field_label)
        return made

    # --- OBJECTIVE ---

    def test_each_field_of_an_objective(self):
        later = self.cycle.copy(
            {"name": "Later", "date_start": "2026-04-06", "date_end": "2026-07-05"}
        )
        mine = self._mine(self.objective)
        for values, row in (
            ({"weight": 3}, ("weight", "1", "3")),
            ({"rollup": "both"}, ("rollup", "Its key results", "Both")),
            ({"ambition": "committed"}, ("ambition", "Aspirational", "Committed")),
            ({"cycle_id": later.id}, ("cycle_id", "First quarter", "Later")),
            ({"cycle_id": self.cycle.id}, ("cycle_id", "Later", "First quarter")),
        ):
            with self.subTest(values=values):
                self._check(
                    self.objective, lambda why, v=values: mine.write({**v, **why}), row
                )
        self.assertEqual(self.objective.rollup, "both")

    def test_an_administrator_leaves_a_trace(self):
        mine = self._mine(self.objective, "okr_admin")
        self.assert_refused("give a reason", mine.write, {"weight": 9})
        mine.write({"weight": 9, **WHY})
        row = self._rows(self.objective)
        self.assertEqual(row.user_id, self.users["okr_admin"])
        self.assert_refused("stands", row.sudo().write, {"reason": "None"})
        for operation in ("write", "create", "unlink"):
            self.assertFalse(self._mine(row, "okr_admin").has_access(operation))

    def test_drop_change_and_take_back(self):
        """What C6 did: drop, change, set the state back."""
        mine = self._mine(self.objective)
        mine.action_cancel("Nobody wants it")
        row = self._rows(self.objective)
        self.assertEqual(
            (row.field_name, row.old_code, row.new_code, row.reason),
            ("state", "active", "cancelled", "Nobody wants it"),
        )
        self.assert_refused("give a reason", mine.write, {"weight": 5})
        self.assert_refused("give a reason", mine.write, {"ambition": "committed"})
        self.assert_refused("stay on record", mine.write, {"state": "draft"})
        self._check(
            self.objective,
            lambda why: mine.write({"state": "active", **why}),
            ("state", "Dropped", "Active"),
        )
        self.assertEqual(self.objective.state, "active")

    def test_a_draft_is_dropped_and_taken_back_freely(self):
        draft = self._mine(self._objective())
        draft.action_cancel("Not now")
        draft.write({"weight": 2})
        draft.action_draft()
        self.assertFalse(self._rows(draft))

    def test_the_dialog_of_taking_back(self):
        for record in (self.customers, self.objective):
            with self.subTest(record._name):
                mine = self._mine(record)
                mine.action_cancel("Wrong")
                action = mine.action_take_back()
                form = Form(
                    self.env[action["res_model"]]
                    .with_user(self.users["seller"])
                    .with_context(**action["context"])
                )
                form.reason = "Right after all"
                form.save().action_confirm()
                self.assertEqual(record.state, "active")
                self.assertEqual(self._rows(record)[-1:].reason, "Right after all")

    def test_the_dialog_gives_no_right(self):
        context = {
            "active_model": "okr.objective",
            "active_ids": self.objective.ids,
            "okr_values": {"weight": 7},
        }
        dialog = (
            self.env["okr.plan.reason"]
            .with_user(self.users["developer"])
            .with_context(**context)
            .create({"reason": "Mine"})
        )
        with self.assertRaises(AccessError):
            dialog.action_confirm()
        elsewhere = dialog.with_context(
            active_model="res.users", active_ids=self.env.uid, okr_values={"name": "X"}
        )
        elsewhere.action_confirm()
        self.assertEqual(self.objective.weight, 1)

    # --- KEY RESULT ---

    def test_each_field_of_a_key_result(self):
        mine = self._mine(self.steps)
        self._check(
            self.steps,
            lambda why: mine.write({"count_initiatives": True, **why}),
            ("count_initiatives", "No", "Yes"),
        )
        self._check(
            self.steps,
            lambda why: mine.write({"weight": 4, **why}),
            ("weight", "1", "4"),
        )

    def test_through_the_objective(self):
        mine = self._mine(self.objective)
        self._check(
            self.customers,
            lambda why: mine.write(
                {
                    "key_result_ids": [
                        Command.update(self.customers.id, {"target_value": 80})
                    ],
                    **why,
                }
            ),
            ("target_value", "100", "80"),
        )

    def test_a_key_result_is_added(self):
        mine = self._mine(self.objective)
        vals = {"name": "Late", "weight": 1000}

        def through_objective(why):
            mine.write({"key_result_ids": [Command.create(vals)], **why})

        def by_itself(why):
            mine.env["okr.key.result"].create(
                {**vals, "objective_id": self.objective.id, **why}
            )

        def copied(why):
            self._mine(self.customers).copy({"name": "Copied", **why})

        for add in (through_objective, by_itself, copied):
            with self.subTest(add.__name__):
                self.assert_refused("give a reason", add, {})
                self.env.invalidate_all(flush=False)
                before = self.objective.key_result_ids
                add(WHY)
                added = self.objective.key_result_ids - before
                row = added.target_change_ids
                self.assertEqual(
                    (row.field_name, row.new_code, row.reason),
                    ("state", "added", "The market moved"),
                )

    def test_added_with_milestones_it_is_one_row(self):
        added = (
            self._mine(self.objective)
            .env["okr.key.result"]
            .create(
                {
                    "name": "Late",
                    "objective_id": self.objective.id,
                    "metric_type": "milestone",
                    "milestone_ids": [Command.create({"name": "A"})],
                    "plan_ids": [Command.create({"date": "2026-03-01", "value": 1})],
                    **WHY,
                }
            )
        )
        self.assertEqual(len(added.target_change_ids), 1)

    def test_made_with_its_objective_it_needs_none(self):
        objective = self._mine(self.env["okr.objective"]).create(
            {
                "name": "Started at once",
                "cycle_id": self.cycle.id,
                "company_id": self.company.id,
                "state": "active",
                "key_result_ids": [Command.create({"name": "A"})],
            }
        )
        self.assertFalse(objective.target_change_ids)

    def test_another_objective_is_no_way_in(self):
        """A new record's lines are new; what they name of others is not."""
        mine = self._mine(self.env["okr.objective"])
        self.objective.parent_id = False
        for lines in (
            {"child_ids": [Command.update(self.objective.id, {"weight": 5})]},
            {
                "child_ids": [
                    Command.update(
                        self.objective.id,
                        {"key_result_ids": [Command.create({"name": "Late"})]},
                    )
                ]
            },
            {"key_result_ids": [Command.update(self.customers.id, {"weight": 5})]},
        ):
            with self.subTest(lines=lines):
                with self.assertRaises(UserError), self.cr.savepoint():
                    mine.create({"name": "New", "cycle_id": self.cycle.id, **lines})
                self.env.invalidate_all(flush=False)
        draft = self._objective()
        with self.assertRaises(UserError), self.cr.savepoint():
            self._mine(self.env["okr.key.result"]).create(
                {
                    "name": "New",
                    "objective_id": draft.id,
                    "milestone_ids": [
                        Command.update(self.steps.milestone_ids[0].id, {"weight": 99})
                    ],
                }
            )
        self.env.invalidate_all(flush=False)
        self.assertEqual(self.steps.milestone_ids[0].weight, 1)

    def test_a_key_result_is_dropped_and_taken_back(self):
        mine = self._mine(self.customers)
        mine.action_cancel("No time")
        row = self._rows(self.customers)
        self.assertEqual((row.new_code, row.reason), ("cancelled", "No time"))
        self.assert_refused("give a reason", mine.write, {"target_value": 5})
        self._check(
            self.customers,
            lambda why: mine.write({"state": "active", **why}),
            ("state", "Dropped", "Active"),
        )

    def test_kpi_link_and_its_fields(self):
        mine = self._mine(self.customers)
        steps = (
            ({"kpi_id": self.kpi.id}, ("kpi_id", False, "Outside")),
            ({"kpi_scope": "user"}, ("kpi_scope", "The company", "A person")),
            (
                {"kpi_user_id": self.users["seller"].id},
                ("kpi_user_id", False, self.users["seller"].name),
            ),
            (
                {"kpi_date_start": "2026-01-10"},
                ("kpi_date_start", False, "01/10/2026"),
                # Where it is counted from, the plan begins
                ("date_start", "01/05/2026", "01/10/2026"),
            ),
            ({"kpi_date_end": "2026-03-10"}, ("kpi_date_end", False, "03/10/2026")),
            (
                {"plan_kind": "seasonal"},
                ("plan_kind", "A straight line", "Like last year"),
            ),
        )
        for values, *rows in steps:
            with self.subTest(values=values):
                made = self._check(
                    self.customers,
                    lambda why, v=values: mine.write({**v, **why}),
                    *(
                        (name, old and self._rows_text(old, name), text)
                        for name, old, new in rows
                        for text in [self._rows_text(new, name)]
                    ),
                )
                self.assertTrue(all(row.new_code for row in made))
        action = mine.action_unlink_kpi()
        self.assertEqual(action["res_model"], "okr.plan.reason")
        self.assertTrue(self.customers.kpi_id)
        # The dialog says what comes of it, so nothing else asks before
        dialog = mine.env["okr.plan.reason"].with_context(**action["context"])
        said = dialog.create({"reason": "Typed again"}).effect
        self.assertIn("somebody types the number in", said)
        arch = etree.fromstring(mine.get_view(view_type="form")["arch"])
        buttons = arch.xpath("//button[@name='action_unlink_kpi']")
        for state, asks in (("draft", [True]), ("active", [False]), ("done", [])):
            shown = [
                bool(button.get("confirm"))
                for button in buttons
                if not safe_eval(
                    button.get("invisible"),
                    {"can_edit": True, "objective_state": state},
                )
            ]
            with self.subTest(state=state):
                self.assertEqual(shown, asks)
        mine.action_unlink_kpi("Typed again")
        self.assertFalse(self.customers.kpi_id)
        row = self._rows(self.customers).filtered(lambda r: not r.new_code)[-1:]
        self.assertEqual((row.field_name, row.reason), ("kpi_id", "Typed again"))

    def _rows_text(self, text, name):
        """Return a day as this environment writes it; other texts as they are."""
        if "date" in name:
            return self.env["ir.qweb.field.date"].value_to_html(
                f"2026-{text[:2]}-{text[3:5]}", {}
            )
        return text

    def test_unlinking_a_draft_asks_nothing(self):
        draft = self._mine(self._objective().key_result_ids)
        draft.kpi_id = self.kpi
        draft.action_unlink_kpi()
        self.assertFalse(draft.kpi_id)

    # --- MILESTONES AND PLAN POINTS ---

    def test_milestones_through_the_key_result(self):
        mine = self._mine(self.steps)
        two = self.steps.milestone_ids[1]
        for commands, row in (
            ([Command.create({"name": "Three"})], (False, "Three (weight 1)")),
            (
                [Command.update(two.id, {"weight": 5})],
                ("Two (weight 1)", "Two (weight 5)"),
            ),
            ([Command.delete(two.id)], ("Two (weight 5)", False)),
        ):
            with self.subTest(commands=commands):
                self._check(
                    self.steps,
                    lambda why, c=commands: mine.write({"milestone_ids": c, **why}),
                    ("milestone_ids", *row),
                )
        self.assertFalse(two.exists())

    def test_milestones_by_themselves(self):
        one = self._mine(self.steps.milestone_ids[0])
        self._check(
            self.steps,
            lambda why: one.write({"weight": 7, **why}),
            ("milestone_ids", "One (weight 1)", "One (weight 7)"),
        )
        self._check(
            self.steps,
            lambda why: one.create(
                {"name": "Three", "key_result_id": self.steps.id, **why}
            ),
            ("milestone_ids", False, "Three (weight 1)"),
        )
        self._check(
            self.steps,
            lambda why: one.with_context(
                okr_change_reason=why.get("change_reason")
            ).unlink(),
            ("milestone_ids", "One (weight 7)", False),
        )

    def test_what_is_no_plan_needs_no_reason(self):
        mine = self._mine(self.steps)
        two = mine.milestone_ids[1]
        two.write({"name": "Second", "is_reached": True, "date_deadline": "2026-03-01"})
        two.write({"weight": 1.0})
        mine.write({"name": "Steps taken", "milestone_ids": [Command.link(two.id)]})
        self.assertFalse(self._rows(self.steps))

    def test_plan_points(self):
        mine = self._mine(self.points)
        point = mine.plan_ids
        march = [Command.create({"date": "2026-03-01", "value": 50})]
        rows = self._check(
            self.points,
            lambda why: mine.write({"plan_ids": march, **why}),
            ("plan_ids", False, self._point_text("2026-03-01", "50")),
        )
        self.assertEqual(rows.new_value, 50)
        self._check(
            self.points,
            lambda why: point.write({"value": 30, **why}),
            (
                "plan_ids",
                self._point_text("2026-02-01", "20"),
                self._point_text("2026-02-01", "30"),
            ),
        )
        self._check(
            self.points,
            lambda why: mine.write({"plan_ids": [Command.delete(point.id)], **why}),
            ("plan_ids", self._point_text("2026-02-01", "30"), False),
        )

    def _point_text(self, day, value):
        return f"{value} on {say_day(self.env, day)}"

    def test_the_form_asks_for_the_reason(self):
        with Form(self._mine(self.steps)) as form:
            with form.milestone_ids.new() as milestone:
                milestone.name = "Three"
            form.change_reason = "One was forgotten"
        self.assertEqual(self._rows(self.steps).reason, "One was forgotten")
        with Form(self._mine(self.objective)) as form:
            form.ambition = "committed"
            form.change_reason = "We promised it"
        self.assertEqual(self._rows(self.objective).reason, "We promised it")

    # --- AGAINST THE FIRST PLAN ---

    def test_a_heavy_milestone_moves_not_the_first_plan(self):
        self.assertEqual(self.steps.progress, 0.5)
        mine = self._mine(self.steps)
        mine.write(
            {
                "milestone_ids": [
                    Command.create(
                        {"name": "Done long ago", "weight": 1000, "is_reached": True}
                    )
                ],
                **WHY,
            }
        )
        self.assertGreater(self.steps.progress, 0.99)
        self.assertTrue(self.steps.is_target_changed)
        self.assertEqual(self.steps.original_progress, 0.5)
        one, two, heavy = mine.milestone_ids
        mine.write({"milestone_ids": [Command.delete(heavy.id)], **WHY})
        mine.write({"milestone_ids": [Command.update(one.id, {"weight": 9})], **WHY})
        self.assertEqual(self.steps.progress, 0.9)
        self.assertEqual(self.steps.original_progress, 0.5)
        mine.write({"milestone_ids": [Command.delete(two.id)], **WHY})
        self.assertEqual(self.steps.progress, 1.0)
        self.assertEqual(self.steps.original_progress, 0.5)

    def test_counting_work_moves_not_the_first_plan(self):
        self.env["okr.initiative"].create(
            [
                {"name": name, "key_result_id": self.steps.id, "state": "done"}
                for name in "AB"
            ]
        )
        self._mine(self.steps).write({"count_initiatives": True, **WHY})
        self.assertEqual(self.steps.progress, 0.75)
        self.assertEqual(self.steps.original_progress, 0.5)

    def test_what_joins_moves_not_the_first_plan(self):
        self.customers.check_in(20)
        self.assert_figures(self.objective, progress=0.35)
        added = self._mine(self.env["okr.key.result"]).create(
            {
                "name": "Easy",
                "objective_id": self.objective.id,
                "weight": 1000,
                **WHY,
            }
        )
        added.check_in(100)
        self.assertGreater(self.objective.progress, 0.99)
        self.assertTrue(self.objective.is_plan_changed)
        self.assert_figures(self.objective, original_progress=0.35, original_score=0.4)

    def test_rollup_and_weights_of_what_is_aligned(self):
        parent = self._running(rollup="aligned", key_results=[{"name": "Own"}])
        easy = self._running(parent_id=parent.id)
        hard = self._running(parent_id=parent.id)
        easy.key_result_ids.check_in(100)
        hard.key_result_ids.check_in(20)
        parent.key_result_ids.check_in(90)
        self.assert_figures(parent, progress=0.6)
        self._mine(easy).write({"weight": 3, **WHY})
        self.assert_figures(parent, progress=0.8, original_progress=0.6)
        self._mine(parent).write({"rollup": "key_results", **WHY})
        self.assert_figures(parent, progress=0.9, original_progress=0.6)
        self.assertTrue(parent.is_plan_changed)
        self.assertFalse(easy.is_plan_changed)
