from odoo.tests import tagged

from ..figures_common import TestOkrFigures, at


@tagged("post_install", "-at_install")
class TestTargetChange(TestOkrFigures):
    """Goalposts move with a reason, and stay visible where they were."""

    CHANGES = {
        "target_value": (100.0, 80.0),
        "start_value": (0.0, 10.0),
        "weight": (1.0, 2.0),
        "range_min": (0.0, 1.0),
        "range_max": (0.0, 5.0),
    }

    def test_a_draft_changes_freely(self):
        key_result = self._objective().key_result_ids
        key_result.write({name: new for name, (_old, new) in self.CHANGES.items()})
        self.assertFalse(key_result.target_change_ids)

    def test_each_field_asks_for_a_reason(self):
        key_result = self._running_key_result()
        for name, value in (
            *((name, new) for name, (_old, new) in self.CHANGES.items()),
            ("direction", "at_least"),
            ("metric_type", "percent"),
        ):
            for reason in ({}, {"change_reason": ""}, {"change_reason": "  "}):
                with self.subTest(name=name, reason=reason):
                    self.assert_refused(
                        "give a reason", key_result.write, {name: value, **reason}
                    )
        self.assertFalse(key_result.target_change_ids)
        self.assertEqual(key_result.target_value, 100)

    def test_ledger_keeps_old_and_new(self):
        key_result = self._running_key_result(unit="customers")
        with at(self.HALF):
            key_result.with_user(self.users["seller"]).write(
                {"target_value": 80, "weight": 2, "change_reason": " Lost a market "}
            )
        changes = key_result.target_change_ids.sorted("field_name")
        self.assertRecordValues(
            changes,
            [
                {
                    "field_name": "target_value",
                    "old_value": 100,
                    "new_value": 80,
                    "old_text": "100 customers",
                    "new_text": "80 customers",
                    "reason": "Lost a market",
                    "user_id": self.users["seller"].id,
                },
                {
                    "field_name": "weight",
                    "old_value": 1,
                    "new_value": 2,
                    "reason": "Lost a market",
                    "user_id": self.users["seller"].id,
                    "old_text": changes[1].old_text,
                    "new_text": changes[1].new_text,
                },
            ],
        )
        self.assertEqual({str(change.date) for change in changes}, {self.HALF})
        self.assertEqual(changes[0].field_label, "Target")

    def test_words_of_a_choice_are_kept_as_words(self):
        key_result = self._running_key_result()
        key_result.write({"direction": "at_least", "change_reason": "Hold it"})
        change = key_result.target_change_ids
        self.assertEqual(
            (change.old_text, change.new_text), ("Rise to", "Stay at or above")
        )

    def test_writing_the_same_is_no_change(self):
        key_result = self._running_key_result()
        key_result.write({"target_value": 100, "weight": "1", "direction": "increase"})
        self.assertFalse(key_result.target_change_ids)

    def test_a_refused_change_leaves_no_line(self):
        key_result = self._running_key_result()
        self.assert_refused(
            "lies below",
            key_result.write,
            {"target_value": -5, "change_reason": "Why not"},
        )
        self.assertFalse(key_result.target_change_ids)

    def test_line_stands(self):
        key_result = self._running_key_result()
        key_result.write({"target_value": 80, "change_reason": "Less"})
        change = key_result.target_change_ids
        self.assert_refused("stands", change.write, {"reason": "More"})
        self.assertEqual(change.reason, "Less")

    def test_dialog(self):
        key_result = self._running_key_result()
        action = key_result.action_change_target()
        wizard = (
            self.env[action["res_model"]]
            .with_context(**action["context"])
            .create({"reason": "Half the team left"})
        )
        self.assertEqual(wizard.target_value, 100)
        wizard.target_value = 60
        wizard.action_confirm()
        self.assertEqual(key_result.target_value, 60)
        self.assertEqual(
            key_result.target_change_ids.mapped("field_name"), ["target_value"]
        )

    def test_what_the_change_does_to_the_history(self):
        key_result = self._running_key_result()
        with at(self.HALF):
            checkin = key_result.check_in(40)
            key_result.write({"target_value": 80, "change_reason": "Less"})
            self.assertEqual((key_result.progress, checkin.progress), (0.5, 0.5))

    def test_weight_and_cycle_of_an_objective(self):
        objective = self._running()
        later = self.cycle.copy(
            {"name": "Later", "date_start": "2026-04-06", "date_end": "2026-07-05"}
        )
        for values in ({"weight": 3}, {"cycle_id": later.id}, {"cycle_id": False}):
            with self.subTest(values=values):
                self.assert_refused("give a reason", objective.write, values)
        objective.write({"weight": 3, "change_reason": "It matters more"})
        self.assertEqual(objective.weight, 3)
        self.assertIn("It matters more", "".join(objective.message_ids.mapped("body")))

    def test_milestones_and_plan_of_a_running_key_result(self):
        key_result = self._running_key_result(
            metric_type="milestone",
            milestone_ids=[(0, 0, {"name": "One"})],
            plan_ids=[(0, 0, {"date": "2026-02-01", "value": 0.5})],
        )
        milestone, point = key_result.milestone_ids, key_result.plan_ids
        self.assert_refused("running plan", milestone.write, {"weight": 9})
        self.assert_refused("running plan", milestone.unlink)
        self.assert_refused("running plan", point.write, {"value": 9})
        self.assert_refused("running plan", point.unlink)
        self.assert_refused("running plan", point.copy, {"date": "2026-02-03"})
        milestone.write({"name": "First", "is_reached": True})
        self.assertEqual(key_result.progress, 1.0)
