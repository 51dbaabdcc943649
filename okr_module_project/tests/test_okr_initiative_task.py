from datetime import datetime

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time

from odoo.addons.okr_module.tests.access_common import TestOkrAccessCommon
from odoo.addons.okr_module.tests.query_common import recorded_queries

TASK_NAME = "Leviathan"
HIDDEN = "A task you may not see"


class TestOkrTaskCommon(TestOkrAccessCommon):
    """An open project and a private one; ``seller`` has no part in any."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = cls.env.ref("project.group_project_user")
        for login in ("sales_rep", "designer", "developer", "sales_lead", "analyst"):
            cls.users[login].group_ids += group
        cls.open = cls._project("Lighthouse", "employees")
        cls.private = cls._project("Cellar", "followers")
        cls.private.message_subscribe(cls.users["sales_rep"].partner_id.ids)
        cls.objective = cls._full_objective(name="In the open")
        cls.objective.action_activate()
        cls.key_result = cls.objective.key_result_ids

    @classmethod
    def _project(cls, name, visibility):
        return cls.env["project.project"].create(
            {
                "name": name,
                "privacy_visibility": visibility,
                "company_id": cls.company.id,
                "user_id": False,
            }
        )

    @classmethod
    def _task(cls, project=None, *logins, **values):
        return cls.env["project.task"].create(
            {
                "name": TASK_NAME,
                "project_id": (project or cls.open).id,
                "user_ids": [Command.set([cls.users[login].id for login in logins])],
                **values,
            }
        )

    def _linked(self, task, login="sales_rep", key_result=None, **values):
        """Return a new initiative that somebody makes of a task."""
        made = self._env(login)["okr.initiative"].create(
            {
                "key_result_id": (key_result or self.key_result).id,
                "task_id": task.id,
                **values,
            }
        )
        return made.with_env(self.env)


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
            work, [{"state": "dropped", "drop_reason": "Its task was cancelled."}]
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
        self.assertEqual((task.state, work.drop_reason), ("1_canceled", "It moved nothing"))

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
        self._linked(task, weight=1)
        self._linked(other, weight=1)
        before = self.key_result.progress
        task.state = "1_done"
        self.assertGreater(self.key_result.progress, before)
        before = self.key_result.progress
        other.state = "1_canceled"
        self.assertGreater(self.key_result.progress, before)
        self.assertEqual(
            self.key_result.target_change_ids[:1].reason, "Its task was cancelled."
        )

    def test_a_thousand_tasks_in_one_write(self):
        def queries(number):
            tasks = self.env["project.task"].create(
                [
                    {"name": f"T{n}", "project_id": self.open.id}
                    for n in range(number)
                ]
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
        copy = self._as("okr_admin", self.objective)._roll_over(
            later.with_env(self._env("okr_admin"))
        )
        works = copy.sudo().key_result_ids.initiative_ids
        self.assertNotIn(unseen.sudo().task_ref_id, works.task_ref_id)
        copy = self._as("sales_rep", self.objective)._roll_over(
            later.with_env(self._env("sales_rep"))
        )
        works = copy.sudo().key_result_ids.initiative_ids
        self.assertIn(task, works.task_ref_id)


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestOkrInitiativeTaskRights(TestOkrTaskCommon):
    """Nobody learns of a task by the objective, nor of an objective by the task."""

    def _told(self, login, work):
        """Return all that somebody is told of an initiative."""
        own = self._as(login, work)
        spec = {name: {} for name in ("name", "display_name", "state", "own_name")}
        spec["task_id"] = {"fields": {"display_name": {}}}
        rows = own.web_read(spec) + own.read(["name", "task_id", "display_name"])
        found = own.name_search(TASK_NAME) + own.search_read(
            [("key_result_id", "=", work.key_result_id.id)], ["name"]
        )
        return own, repr(rows + found)

    def test_reader_of_the_objective_is_told_the_state_alone(self):
        task = self._task(
            self.private, "analyst", date_deadline=datetime(2026, 3, 1, 12)
        )
        work = self._linked(task)
        task.write({"name": f"{TASK_NAME} again", "state": "1_done"})
        own, told = self._told("sales_rep", work)
        self.assertIn(TASK_NAME, told)
        for login in ("developer", "seller"):
            with self.subTest(login=login):
                own, told = self._told(login, work)
                self.assertNotIn(TASK_NAME, told)
                self.assertEqual((own.name, own.state), (HIDDEN, "done"))
                self.assertFalse(own.task_id)
                self.assertFalse(own.date_deadline)
                self.assertEqual(own.user_id.id, self.users["sales_rep"].id)
                self._assert_denied(lambda o=own: o.read(["task_ref_id"]))
                with self.assertRaises(UserError):
                    own.action_open_task()
                self.assertFalse(work.message_ids.filtered(lambda m: TASK_NAME in m.body))

    def test_no_search_finds_what_is_not_told(self):
        work = self._linked(self._task(self.private))
        task_id = work.sudo().task_ref_id.id
        for domain in (
            [("name", "ilike", TASK_NAME)],
            [("display_name", "ilike", TASK_NAME)],
            [("task_id", "ilike", TASK_NAME)],
            [("task_id.name", "ilike", TASK_NAME)],
            [("task_id", "=", task_id)],
            [("task_id", "in", [task_id])],
            [("task_id", "!=", False)],
        ):
            with self.subTest(domain=domain):
                domain = [*domain, ("id", "=", work.id)]
                for login, count in (("sales_rep", 1), ("developer", 0), ("seller", 0)):
                    found = self._env(login)["okr.initiative"].search_count(domain)
                    self.assertEqual(found, count, login)
        for login in ("developer", "seller"):
            domain = [("name", "not ilike", TASK_NAME), ("id", "=", work.id)]
            self.assertTrue(self._env(login)["okr.initiative"].search_count(domain))
        for domain in (
            [("task_ref_id", "!=", False)],
            [("task_ref_id.name", "ilike", TASK_NAME)],
        ):
            self._assert_denied(
                lambda d=domain: self._env("developer")["okr.initiative"].search(d)
            )

    def test_name_that_was_written_here_stays_for_the_others(self):
        work = self._linked(self._task(self.private), name="As written")
        self.assertEqual(self._as("sales_rep", work).name, TASK_NAME)
        self.assertEqual(self._as("developer", work).name, "As written")

    def test_nobody_links_what_they_may_not_see(self):
        task = self._task(self.private)
        own = self._env("designer")["okr.initiative"]
        values = {"key_result_id": self.key_result.id, "task_id": task.id}
        self._assert_denied(lambda: own.create(values))
        self._assert_denied(
            lambda: self._as("designer", self.key_result.initiative_ids).write(
                {"task_id": task.id}
            )
        )
        self._assert_denied(
            lambda: own.create({**values, "task_id": False, "task_ref_id": task.id})
        )
        wizard = self._env("designer")["okr.task.link"]
        self._assert_denied(
            lambda: wizard.create(
                {
                    "key_result_id": self.key_result.id,
                    "task_ids": [Command.set(task.ids)],
                }
            ).action_confirm()
        )

    def test_nobody_changes_a_task_by_its_initiative(self):
        task = self._task(self.private, state="01_in_progress")
        work = self._linked(task)
        for values in ({"state": "done"}, {"name": "Mine"}, {"state": "dropped"}):
            with self.subTest(values=values):
                own = self._as("designer", work)
                self.assertTrue(own.can_edit)
                self._assert_denied(lambda o=own, v=values: o.write(v))
        self.assertEqual((task.name, task.state), (TASK_NAME, "01_in_progress"))
        # What is the initiative's own, they may.
        self._as("designer", work).write({"date_deadline": "2026-03-03", "weight": 2})
        self.assertFalse(task.date_deadline)

    def test_reader_of_the_task_is_told_nothing_of_the_objective(self):
        hidden = self._full_objective(**self._secret_values())
        hidden.action_activate()
        task = self._task(self.open, "developer")
        self._linked(task, key_result=hidden.key_result_ids)
        self.assertNotIn(self.users["developer"], hidden.member_ids)
        own = self._as("developer", task)
        self.assertFalse(own.okr_key_result_id)
        self.assertEqual(
            own.web_read({"okr_key_result_id": {"fields": {"display_name": {}}}}),
            [{"id": task.id, "okr_key_result_id": False}],
        )
        key_result = hidden.key_result_ids
        for domain in (
            [("okr_key_result_id", "=", key_result.id)],
            [("okr_key_result_id", "!=", False)],
            [("okr_key_result_id.name", "ilike", "Kraken")],
        ):
            found = self._env("developer")["project.task"].search(
                [*domain, ("id", "=", task.id)]
            )
            self.assertFalse(found, domain)
        self._assert_denied(lambda: own.read(["okr_initiative_ids"]))
        self._assert_denied(lambda: own.write({"okr_key_result_id": key_result.id}))
        # They work on the task all the same, and the hidden link stays.
        own.write({"state": "1_done", "okr_key_result_id": False})
        self.assertEqual(
            self.env["okr.initiative"]._of_tasks(task).mapped("state"), ["done"]
        )
        self.assertTrue(self._as("sales_rep", task).okr_key_result_id)

    def test_a_task_works_for_what_its_writer_may_edit(self):
        own = self._as("developer", self._task(self.open, "developer"))
        self.assertTrue(self._as("developer", self.key_result).has_access("read"))
        self._assert_denied(
            lambda: own.write({"okr_key_result_id": self.key_result.id})
        )

    def test_owner_is_an_assignee_who_may_read(self):
        hidden = self._full_objective(**self._secret_values())
        task = self._task(self.open, "developer")
        work = self._linked(task, key_result=hidden.key_result_ids)
        self.assertEqual(work.user_id, self.users["sales_rep"])
        task.user_ids |= self.users["designer"]
        self.assertEqual(work.user_id, self.users["designer"])
        self.assertNotIn(self.users["developer"], hidden.member_ids)

    def test_task_of_another_company(self):
        foreign = self.env["project.project"].create(
            {"name": "Harbour", "company_id": self.other_company.id}
        )
        task = self._task(foreign)
        with self.assertRaisesRegex(UserError, "another company"):
            self.env["okr.initiative"].create(
                {"key_result_id": self.key_result.id, "task_id": task.id}
            )
