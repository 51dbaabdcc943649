from odoo.fields import Command
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..access_common import SECRET_NUMBER
from .side_door_common import TestOkrSideDoorCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestNoSideDoorWrite(TestOkrSideDoorCommon):
    """What somebody could change who may not."""

    # --- FIGURES AND MARKS ---

    def test_figures_are_computed_not_given(self):
        objective, key_result = self.mine, self.mine.key_result_ids
        forged = {
            objective: {
                "progress": 1.0,
                "is_measured": False,
                "expected_progress": 0.0,
                "status": "achieved",
                "score": 1.0,
                "passed": True,
                "confidence": 1.0,
                "level_rank": 0,
                "date_activated": "2026-01-05",
                "figures_date": "2030-01-01",
            },
            key_result: {
                "progress": 1.0,
                "attainment": 1.0,
                "current_value": SECRET_NUMBER,
                "status": "achieved",
                "last_checkin_date": "2026-02-10",
                "next_checkin_date": "2030-01-01",
                "overdue_date": "2030-01-01",
                "objective_state": "draft",
                "level": "company",
                "company_id": self.other_company.id,
                "department_id": self.departments["Sales"].id,
                "help_needed": True,
            },
        }
        for record, values in forged.items():
            for name, value in values.items():
                with self.subTest(record=record._name, name=name):
                    own = self._mine(record)
                    self._assert_denied(
                        lambda own=own, n=name, v=value: own.write({n: v})
                    )
                    if record == objective:
                        create = {"name": "Forged", name: value}
                    else:
                        create = {
                            "name": "Forged",
                            "objective_id": self.draft.id,
                            name: value,
                        }
                    self._assert_denied(lambda own=own, vals=create: own.create(vals))
        # The superuser, who migrates data, may.
        objective.write({"date_activated": "2026-01-05"})

    def test_reason_is_given_with_the_act(self):
        self._assert_denied(
            lambda: self._mine(self.mine).write({"cancel_reason": "Rewritten"})
        )
        self._assert_denied(
            lambda: self._mine(self.mine.key_result_ids).write(
                {"cancel_reason": "Rewritten"}
            )
        )
        self._assert_refused(
            lambda: self._mine(self.mine).write({"state": "cancelled"})
        )
        self._assert_taken(lambda: self._mine(self.mine).action_cancel("Too late"))
        self._mine(self.mine).action_cancel("Too late")
        self.assertEqual(self.mine.cancel_reason, "Too late")
        self._assert_denied(
            lambda: self._mine(self.mine).write({"cancel_reason": "Rewritten"})
        )

    def test_plan_changes_are_on_record_whatever_the_state(self):
        """Dropped, changed and taken up again is changed."""
        key_result = self.mine.key_result_ids
        self._mine(self.mine).action_cancel("For a moment")
        self._assert_refused(
            lambda: self._mine(key_result).write({"target_value": 10.0})
        )
        self._mine(key_result).write({"target_value": 90.0, "change_reason": "Why"})
        self.assertEqual(key_result.target_change_ids.new_value, 90.0)

    def test_objective_does_not_start_life_active(self):
        """The gates of activation stand before a new record as before an old one."""
        create = self._env("developer")["okr.objective"].create
        for state in ("active", "done", "cancelled"):
            self._assert_refused(
                lambda s=state: create({"name": "No key result", "state": s})
            )
        objective = create(
            {
                "name": "Ready",
                "cycle_id": self.cycle.id,
                "state": "active",
                "key_result_ids": [Command.create({"name": "0 to 100"})],
            }
        )
        self.assertEqual(str(objective.date_activated), "2026-02-10")

    # --- WIZARDS ---

    def test_drop_what_is_somebody_elses(self):
        for records in (
            self.theirs,
            self.hidden,
            self.theirs.key_result_ids,
            self.hidden.key_result_ids,
        ):
            with self.subTest(record=records.sudo().name):
                context = {"active_model": records._name, "active_ids": records.ids}
                wizard = self._env("developer")["okr.cancel"].create({"reason": "No"})
                self._assert_denied(wizard.with_context(**context).action_confirm)
                self._assert_denied(lambda r=records: self._mine(r).action_cancel("No"))
        mine = {"active_model": "okr.objective", "active_ids": self.mine.ids}
        wizard = self._env("developer")["okr.cancel"].create({"reason": "No"})
        self._assert_taken(wizard.with_context(**mine).action_confirm)

    def test_change_the_plan_of_somebody_else(self):
        wizards = self._env("developer")["okr.plan.change"]
        values = {"target_value": 1.0, "reason": "No"}
        wizard = wizards.create(
            {"key_result_id": self.theirs.key_result_ids.id, **values}
        )
        self._assert_denied(wizard.action_confirm)
        self._assert_denied(
            lambda: wizards.create(
                {"key_result_id": self.hidden.key_result_ids.id, **values}
            )
        )
        values["target_value"] = 150.0
        wizard = wizards.create(
            {"key_result_id": self.mine.key_result_ids.id, **values}
        )
        self._assert_taken(wizard.action_confirm)
        wizard.action_confirm()
        # What it does not name stays as it was.
        self.assertRecordValues(
            self.mine.key_result_ids,
            [{"target_value": 150.0, "weight": 1.0, "direction": "increase"}],
        )
        self._assert_denied(
            lambda: wizard.write({"key_result_id": self.hidden.key_result_ids.id})
        )

    # --- ALIGNMENT ---

    def test_nothing_is_aligned_to_what_is_hidden(self):
        """Else an outsider would move the progress of what they cannot see."""
        for values in (
            {"parent_id": self.hidden.id},
            {"parent_key_result_id": self.hidden.key_result_ids.id},
            {
                "parent_id": self.hidden.id,
                "parent_key_result_id": self.hidden.key_result_ids.id,
            },
            {"supported_objective_ids": [Command.link(self.hidden.id)]},
            {"supported_objective_ids": [Command.set(self.hidden.ids)]},
            {"child_ids": [Command.link(self.hidden.id)]},
            # However the id is written.
            {"parent_id": float(self.hidden.id)},
            {"supported_objective_ids": [[4, float(self.hidden.id), 0]]},
        ):
            with self.subTest(values=values):
                self._assert_denied(lambda v=values: self._mine(self.draft).write(v))
                create = self._env("developer")["okr.objective"].create
                self._assert_denied(
                    lambda c=create, v=values: c({"name": "Aligned", **v})
                )
        for values in (
            {"parent_id": self.theirs.id},
            {"parent_key_result_id": self.theirs.key_result_ids.id},
            {"supported_objective_ids": [Command.link(self.theirs.id)]},
        ):
            self._assert_taken(lambda v=values: self._mine(self.draft).write(v))

    def test_alignment_is_the_word_of_whoever_aligns(self):
        """Nobody aligns, or drags on the map, what is somebody else's."""
        self._assert_denied(
            lambda: self._mine(self.theirs).write({"parent_id": self.mine.id})
        )
        self._assert_denied(
            lambda: self._mine(self.mine).write(
                {"child_ids": [Command.link(self.theirs.id)]}
            )
        )
        self.theirs.parent_id = self.mine
        for command in (
            Command.unlink(self.theirs.id),
            Command.delete(self.theirs.id),
            Command.clear(),
            Command.update(self.theirs.id, {"weight": 9, "change_reason": "Mine"}),
        ):
            self._assert_refused(
                lambda c=command: self._mine(self.mine).write({"child_ids": [c]})
            )
        self._assert_taken(
            lambda: self._mine(self.draft).write({"parent_id": self.theirs.id})
        )

    def test_hidden_parent_does_not_stop_its_visible_child(self):
        self.draft.parent_id = self.hidden
        self._assert_taken(
            lambda: self._mine(self.draft).write(
                {"name": "Renamed", "parent_id": self.hidden.id}
            )
        )
