from datetime import datetime

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time

from odoo.addons.okr_module.tests.query_common import recorded_queries

from .task_common import TASK_NAME, TestOkrTaskCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestOkrInitiativeTask(TestOkrTaskCommon):
    """What is said of the task is said of the initiative, and the other way round."""

    # --- IN STEP ---

    def test_initiative_follows_its_task(self):
        task = self._task(
            self.open, "developer", date_deadline=datetime(2026, 3, 1, 23, 0)
        )
        self.company.resource_calendar_id.tz = "Asia/Ho_Chi_Minh"
        work = self._linked(task)
        self.assertRecordValues(
            work, [{"state": "todo", "user_id": self.users["developer"].id}]
        )
        self.assertEqual(self._as("sales_rep", work).name, TASK_NAME)
        self.assertEqual(str(work.date_deadline), "2026-03-02")
        task.write({"name": "Renamed", "state": "1_done"})
        self.assertEqual(self._as("sales_rep", work).name, "Renamed")
        self.assertEqual((work.state, str(work.date_done)), ("done", "2026-02-10"))
        task.state = "03_approved"
        self.assertEqual((work.state, work.date_done), ("doing", False))
        task.write({"date_deadline": False, "user_ids": [Command.clear()]})
        self.assertFalse(work.date_deadline)
        self.assertEqual(work.user_id, self.users["developer"], "the last one known")
        task.state = "1_canceled"
        self.assertRecordValues(
            work, [{"state": "cancelled", "cancel_reason": "Its task was cancelled."}]
        )

    def test_task_follows_its_initiative(self):
        task = self._task(self.open, "developer")
        work = self._linked(task)
        own = self._as("sales_rep", work)
        own.write({"name": "Another name", "state": "done"})
        self.assertEqual((task.name, task.state), ("Another name", "1_done"))
        self.assertFalse(work.own_name)
        own.state = "todo"
        self.assertEqual((task.state, work.state), ("01_in_progress", "todo"))
        own.write({"date_deadline": "2026-03-01", "user_id": self.users["analyst"].id})
        self.assertEqual(str(task.date_deadline), "2026-03-01 12:00:00")
        self.assertEqual(task.user_ids, self.users["analyst"])
        own.action_cancel("It moved nothing")
        self.assertEqual(
            (task.state, work.cancel_reason), ("1_canceled", "It moved nothing")
        )

    def test_what_is_closed_stands(self):
        task = self._task(self.open, "developer")
        work = self._linked(task)
        with freeze_time("2026-04-08 12:00:00"):
            self.cycle.action_close()
            task.write({"state": "1_done"})
        self.assertEqual(work.state, "todo")

    def test_a_key_result_that_counts_follows_the_tasks(self):
        self.key_result.write(
            {
                "metric_type": "milestone",
                "count_initiatives": True,
                "change_reason": "The work is the point",
            }
        )
        task, other = self._task(), self._task()
        why = {"change_reason": "Both were forgotten"}
        self._linked(task, weight=1, **why)
        self._linked(other, weight=1, **why)
        before = self.key_result.progress
        task.state = "1_done"
        self.assertGreater(self.key_result.progress, before)
        before = self.key_result.progress
        other.state = "1_canceled"
        self.assertGreater(self.key_result.progress, before)
        self.assertEqual(
            self.key_result.target_change_ids[:1].reason, "Its task was cancelled."
        )
        other.state = "01_in_progress"
        self.assertEqual(
            self.key_result.target_change_ids.sorted("id")[-1:].reason,
            "Its task was taken up again.",
        )

    def test_tasks_join_a_plan_that_runs_with_a_reason(self):
        self.key_result.write(
            {
                "metric_type": "milestone",
                "count_initiatives": True,
                "change_reason": "The work is the point",
            }
        )
        task = self._task()
        with self.assertRaises(UserError) as refusal:
            task.okr_key_result_id = self.key_result
        self.assertIn("give a reason", str(refusal.exception))
        wizard = self.env["okr.task.link"].create(
            {"key_result_id": self.key_result.id, "task_ids": task.ids}
        )
        self.assertTrue(wizard.is_reason_needed)
        with self.assertRaises(UserError):
            wizard.action_confirm()
        wizard.change_reason = "It was forgotten"
        wizard.action_confirm()
        row = self.key_result.target_change_ids[:1]
        self.assertEqual((row.new_code, row.reason), ("added", "It was forgotten"))

    def test_a_thousand_tasks_in_one_write(self):
        def queries(number):
            tasks = self.env["project.task"].create(
                [{"name": f"T{n}", "project_id": self.open.id} for n in range(number)]
            )
            self.env["okr.initiative"].create(
                [
                    {"key_result_id": self.key_result.id, "task_id": task.id}
                    for task in tasks
                ]
            )
            initiatives = self.env["okr.initiative"]._of_tasks(tasks)
            self.env.flush_all()
            self.env.invalidate_all()
            # What Project itself costs is not ours: of the task's write, ours alone.
            self.env.cr.execute(
                "UPDATE project_task SET state = '1_done' WHERE id IN %s",
                [tuple(tasks.ids)],
            )
            with recorded_queries(self.env) as found:
                self.env["okr.initiative"]._of_tasks(tasks)._follow_tasks()
            self.env.invalidate_all()
            self.assertEqual(set(initiatives.mapped("state")), {"done"})
            return found

        queries(10)
        few, many = len(queries(100)), queries(1000)
        # Odoo updates some hundred rows with one statement.
        self.assertLessEqual(len(many), few + 30, "\n".join(many))

    # --- MADE FROM ONE ANOTHER ---

    def test_create_a_task(self):
        work = self.env["okr.initiative"].create(
            {
                "name": "Call the thirty largest offices",
                "key_result_id": self.key_result.id,
                "user_id": self.users["designer"].id,
                "date_deadline": "2026-03-01",
            }
        )
        own = self._as("sales_rep", work)
        action = own.action_create_task()
        wizard = (
            own.env[action["res_model"]]
            .with_context(**action["context"])
            .create({"project_id": self.open.id})
        )
        opened = wizard.action_confirm()
        task = self.env["project.task"].browse(opened["res_id"])
        self.assertRecordValues(
            task,
            [
                {
                    "name": "Call the thirty largest offices",
                    "user_ids": self.users["designer"].ids,
                    "project_id": self.open.id,
                }
            ],
        )
        self.assertEqual(str(task.date_deadline), "2026-03-01 12:00:00")
        self.assertEqual(self._as("sales_rep", work).task_id.id, task.id)
        self.assertEqual(
            self._as("designer", task).okr_key_result_id.id, self.key_result.id
        )
        with self.assertRaises(UserError):
            wizard.action_confirm()

    def test_link_tasks(self):
        tasks = self._task() | self._task(name="Second")
        self._linked(tasks[0])
        own = self._as("sales_rep", self.key_result)
        action = own.action_link_tasks()
        wizard = own.env[action["res_model"]].with_context(**action["context"])
        wizard.create({"task_ids": [Command.set(tasks.ids)]}).action_confirm()
        works = self._as("sales_rep", self.env["okr.initiative"]._of_tasks(tasks))
        self.assertEqual(len(works), 2)
        self.assertEqual(set(works.mapped("name")), {TASK_NAME, "Second"})

    def test_said_on_the_task(self):
        task = self._task(self.open, "sales_rep")
        other = self._full_objective(name="Another").key_result_ids
        with Form(self._as("sales_rep", task)) as form:
            form.okr_key_result_id = self.key_result.with_env(form._env)
        work = self.env["okr.initiative"]._of_tasks(task)
        self.assertEqual(work.key_result_id, self.key_result)
        Task = self._env("sales_rep")["project.task"]
        self.assertEqual(
            Task.search([("okr_key_result_id", "=", self.key_result.id)]).ids, task.ids
        )
        self.assertEqual(
            Task.search([("okr_key_result_id", "=", False), ("id", "=", task.id)]).ids,
            [],
        )
        self.assertEqual(
            self._as("sales_rep", task).action_open_okr_key_result()["res_id"],
            self.key_result.id,
        )
        # One that is not begun goes with the link; one that is, stays on record.
        self._as("sales_rep", task).okr_key_result_id = other.id
        self.assertFalse(work.exists())
        work = self.env["okr.initiative"]._of_tasks(task)
        self.assertEqual(work.key_result_id, other)
        other.objective_id.action_activate()
        self._as("sales_rep", work).state = "doing"
        self._as("sales_rep", task).okr_key_result_id = False
        self.assertEqual((work.name, work.has_task), (TASK_NAME, False))
        self.assertFalse(self._as("sales_rep", task).okr_key_result_id)

    def test_new_task_that_works_for_a_key_result(self):
        task = self._env("sales_rep")["project.task"].create(
            {
                "name": "New",
                "project_id": self.open.id,
                "okr_key_result_id": self.key_result.id,
            }
        )
        self.assertEqual(task.okr_key_result_id.id, self.key_result.id)

    def test_deleted_task_leaves_its_work_readable(self):
        task, private = self._task(), self._task(self.private)
        named = self._linked(task, name="As written")
        bare = self._linked(self._task())
        hidden = self._linked(private)
        (task | bare.sudo().task_ref_id | private).unlink()
        works = self._as("seller", named | bare | hidden)
        self.assertEqual(
            works.mapped("name"), ["As written", TASK_NAME, "A task that was deleted"]
        )

    def test_a_task_goes_on_in_the_next_cycle(self):
        later = self.cycle.copy(
            {"name": "Later", "date_start": "2026-04-06", "date_end": "2026-07-05"}
        )
        task = self._task()
        self._linked(task)
        unseen = self._linked(self._task(self.private))
        copy = self._as("okr_admin", self.objective)._rollover(
            later.with_env(self._env("okr_admin"))
        )
        works = copy.sudo().key_result_ids.initiative_ids
        self.assertNotIn(unseen.sudo().task_ref_id, works.task_ref_id)
        copy = self._as("sales_rep", self.objective)._rollover(
            later.with_env(self._env("sales_rep"))
        )
        works = copy.sudo().key_result_ids.initiative_ids
        self.assertIn(task, works.task_ref_id)
