from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.models import BaseModel
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .side_door_common import TestOkrSideDoorCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestNoSideDoorHistory(TestOkrSideDoorCommon):
    """History: what was said, by whom and when, and who could forge it."""

    # --- CHECK-INS ---

    def test_check_in_on_what_is_somebody_elses(self):
        mine, theirs = self.mine.key_result_ids, self.theirs.key_result_ids
        self._assert_taken(lambda: self._mine(mine).check_in(7))
        self._assert_denied(lambda: self._mine(theirs).check_in(7))
        self._assert_denied(lambda: self._mine(self.hidden.key_result_ids).check_in(7))
        create = self._env("developer")["okr.checkin"].create
        self._assert_denied(
            lambda: create(
                [
                    {"key_result_id": mine.id, "value": 7},
                    {"key_result_id": theirs.id, "value": 7},
                ]
            )
        )

    def test_objective_of_a_record_cannot_be_forged(self):
        """The rule looks at objective_id, so nobody but the record may say it."""
        theirs = self.theirs.key_result_ids
        more = {
            "okr.checkin": {"value": 7},
            "okr.milestone": {"name": "Forged"},
            "okr.initiative": {"name": "Forged"},
            "okr.plan.point": {"date": "2026-02-03", "value": 7},
        }
        for model, values in more.items():
            with self.subTest(model=model):
                values = {"key_result_id": theirs.id, **values}
                own = self._env("developer")[model]
                forged = {"objective_id": self.draft.id, **values}
                self._assert_denied(lambda own=own, vals=forged: own.create(vals))
                own = own.with_context(default_objective_id=self.draft.id)
                self._assert_denied(lambda own=own, vals=values: own.create(vals))

    def test_author_source_and_day_cannot_be_forged(self):
        key_result = self._mine(self.mine.key_result_ids)
        checkin = key_result.check_in(7, confidence=0.5)
        self.assertEqual(checkin.user_id, self.users["developer"])
        self.assertEqual(checkin.source, "manual")
        self.assertEqual(str(checkin.entered_on), "2026-02-10")
        self.assertEqual((checkin.previous_value, checkin.timeliness), (5.0, "extra"))
        forged = {
            "user_id": self.users["ceo"].id,
            "source": "kpi",
            "entered_on": "2026-01-09",
            "previous_value": 99.0,
            "progress": 1.0,
            "timeliness": "on_time",
            "has_confidence": True,
            "company_id": self.other_company.id,
            "cycle_id": False,
        }
        for name, value in forged.items():
            with self.subTest(name=name):
                values = {"key_result_id": key_result.id, "value": 7, name: value}
                self._assert_no_forgery(lambda v=values: checkin.create(v), name, value)
                del values[name]
                context = {f"default_{name}": value}
                self._assert_no_forgery(
                    lambda v=values, c=context: checkin.with_context(**c).create(v),
                    name,
                    value,
                )
                self._assert_refused(lambda v={name: value}: checkin.write(v))

    def _assert_no_forgery(self, create, name, value):
        """Assert that a value given is refused, or has no effect."""
        try:
            with self.env.cr.savepoint() as savepoint:
                record = create()
                self.env.flush_all()
                found = record[name]
                found = found.id if isinstance(found, BaseModel) else found
                savepoint.rollback()
        except UserError:
            return
        finally:
            self.env.invalidate_all(flush=False)
        self.assertNotEqual(str(found), str(value))

    def test_nothing_is_forged_below_a_new_objective(self):
        """Lines of lines are held to what a check-in by itself is held to."""

        def nested(**checkin):
            return {
                "name": "New",
                "cycle_id": self.cycle.id,
                "key_result_ids": [
                    Command.create(
                        {
                            "name": "0 to 100",
                            "checkin_ids": [Command.create({"value": 3, **checkin})],
                        }
                    )
                ],
            }

        create = self._env("developer")["okr.objective"].create
        boss = self.users["ceo"].id
        checkin = create(
            nested(user_id=boss, entered_on="2026-01-09")
        ).key_result_ids.checkin_ids
        self.assertEqual(checkin.user_id, self.users["developer"])
        self.assertEqual(str(checkin.entered_on), "2026-02-10")
        for values in (
            {"source": "kpi"},
            {"progress": 1.0},
            {"objective_id": self.theirs.id},
            {"key_result_id": self.hidden.key_result_ids.id},
        ):
            self._assert_denied(lambda v=values: create(nested(**v)))

    def test_source_outside_the_rules(self):
        key_result = self.mine.key_result_ids
        for source, taken in (("api", True), ("import", True), ("kpi", False)):
            values = {"key_result_id": key_result.id, "value": 7, "source": source}
            create = self._env("developer")["okr.checkin"].create
            refused = self._refused(lambda c=create, v=values: c(v))
            self.assertEqual(refused, not taken, source)

    def test_history_cannot_be_cut_by_commands(self):
        """Nobody but an administrator takes a check-in away, by no command."""
        checkin = self.mine.key_result_ids.checkin_ids
        for command in (
            Command.delete(checkin.id),
            Command.unlink(checkin.id),
            Command.clear(),
            Command.set([]),
        ):
            with self.subTest(command=command[0].name):
                key_result = self._mine(self.mine.key_result_ids)
                self._assert_denied(
                    lambda kr=key_result, c=command: kr.write({"checkin_ids": [c]})
                )
                self._assert_denied(
                    lambda c=command: self._mine(self.mine).write(
                        {
                            "key_result_ids": [
                                Command.update(
                                    self.mine.key_result_ids.id, {"checkin_ids": [c]}
                                )
                            ]
                        }
                    )
                )
        self.assertTrue(checkin.exists())

    def test_ledger_cannot_be_changed_by_commands(self):
        for login in ("developer", "okr_admin"):
            key_result = self._as(login, self.mine.key_result_ids)
            key_result.write({"target_value": 120.0, "change_reason": "More to gain"})
            row = key_result.target_change_ids[:1]
            self.assertEqual(row.reason, "More to gain")
            for command in (
                Command.create({"field_name": "weight", "reason": "Forged"}),
                Command.update(row.id, {"reason": "Forged"}),
                Command.delete(row.id),
                Command.unlink(row.id),
                Command.clear(),
                Command.set([]),
            ):
                with self.subTest(login=login, command=command[0].name):
                    self._assert_refused(
                        lambda kr=key_result, c=command: kr.write(
                            {"target_change_ids": [c]}
                        )
                    )
            key_result.write({"target_value": 100.0, "change_reason": "Back"})

    def test_ledger_is_not_lost_on_the_way_back_to_draft(self):
        """What has a ledger stays on record: drafts are deleted, and change freely."""
        objective = self._objective("developer", name="Started")
        objective.action_activate()
        own = self._mine(objective)
        self._assert_taken(own.action_draft)
        own.key_result_ids.write({"target_value": 50.0, "change_reason": "Less"})
        self._assert_refused(own.action_draft)
        own.action_cancel("Out of sight")
        self._assert_refused(own.action_draft)
        self._assert_refused(own.unlink)

    def test_plan_of_a_running_key_result_by_commands(self):
        theirs = self._as("sales_rep", self.theirs.key_result_ids)
        for name in ("milestone_ids", "plan_ids"):
            row = theirs[name]
            for command in (Command.delete(row.id), Command.unlink(row.id)):
                self._assert_refused(
                    lambda n=name, c=command: theirs.write({n: [c]}),
                )

    def test_records_do_not_move_to_another_owner(self):
        """Neither out of an objective, with its history, nor into another one."""
        checkin = self.mine.key_result_ids.checkin_ids
        point = self.draft.key_result_ids.plan_ids.create(
            {
                "key_result_id": self.draft.key_result_ids.id,
                "date": "2026-02-03",
                "value": 1,
            }
        )
        milestone = self.env["okr.milestone"].create(
            {"key_result_id": self.draft.key_result_ids.id, "name": "First"}
        )
        initiative = self.env["okr.initiative"].create(
            {"key_result_id": self.draft.key_result_ids.id, "name": "First"}
        )
        for target in (self.theirs, self.hidden):
            for record in (checkin, point, milestone, initiative):
                with self.subTest(record=record._name, target=target.name):
                    self._assert_denied(
                        lambda r=record, t=target: self._mine(r).write(
                            {"key_result_id": t.key_result_ids.id}
                        )
                    )
                    self._assert_denied(
                        lambda r=record, t=target: self._mine(r).write(
                            {"objective_id": t.id}
                        )
                    )
            for owner in (self.mine, self.draft):
                self._assert_denied(
                    lambda o=owner, t=target: self._mine(o.key_result_ids).write(
                        {"objective_id": t.id}
                    )
                )
            self._assert_denied(
                lambda t=target: self._mine(self.draft).write(
                    {"key_result_ids": [Command.link(t.key_result_ids.id)]}
                )
            )
        # What runs does not leave its objective for a draft, where it could go.
        self._assert_refused(
            lambda: self._mine(self.mine.key_result_ids).write(
                {"objective_id": self.draft.id}
            )
        )
        self._assert_refused(
            lambda: self._mine(checkin).write(
                {"key_result_id": self.draft.key_result_ids.id}
            )
        )
        other = self._objective("developer", name="Another draft")
        self._assert_taken(
            lambda: self._mine(self.draft.key_result_ids).write(
                {"objective_id": other.id}
            )
        )

    def test_deleting_a_draft_does_not_delete_check_ins(self):
        draft = self._mine(self.draft)
        self._assert_taken(draft.unlink)
        self._assert_taken(draft.key_result_ids.unlink)
        draft.key_result_ids.check_in(3)
        self._assert_refused(draft.unlink)
        self._assert_refused(draft.key_result_ids.unlink)
        self._assert_refused(lambda: draft.write({"key_result_ids": [Command.clear()]}))
