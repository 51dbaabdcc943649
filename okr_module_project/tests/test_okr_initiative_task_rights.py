from datetime import datetime

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .task_common import HIDDEN, TASK_NAME, TestOkrTaskCommon


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
                self.assertFalse(
                    work.message_ids.filtered(lambda m: TASK_NAME in m.body)
                )

    def test_mail_and_activities_do_not_tell_either(self):
        loud = dict(self.env.context, tracking_disable=False, mail_create_nolog=False)
        self.env = self.env(context=loud)
        work = self._linked(self._task(self.private))
        own = self._as("sales_rep", work).with_context(**loud)
        own.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.users["developer"].id
        )
        own.message_post(
            body="Look", partner_ids=self.users["developer"].partner_id.ids
        )
        own.write({"user_id": self.users["seller"].id, "state": "doing"})
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertEqual(work.activity_ids.user_id, self.users["developer"])
        self.assertGreater(len(work.message_ids), 1)
        task = work.sudo().task_ref_id
        for model in (
            "mail.message",
            "mail.activity",
            "mail.mail",
            "mail.tracking.value",
        ):
            records = (
                self.env[model]
                .search([])
                .filtered(
                    lambda r, m=model: (
                        not (
                            m == "mail.message"
                            and (r.model, r.res_id) == (task._name, task.id)
                        )
                    )
                )
            )
            for name, field in self.env[model]._fields.items():
                if field.store and field.type in ("char", "text", "html"):
                    texts = [str(record[name]) for record in records]
                    self.assertFalse([t for t in texts if TASK_NAME in t], name)

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
        for values in ({"state": "done"}, {"name": "Mine"}, {"state": "cancelled"}):
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

    def test_dialogs_are_their_openers(self):
        """Else one would link, in another's name, what that one may edit."""
        task = self._task(self.open)
        env = self._env("sales_rep")
        work = self._linked(self._task(self.open))
        work.task_id = False
        for dialog in (
            env["okr.task.link"].create(
                {"key_result_id": self.key_result.id, "task_ids": task.ids}
            ),
            env["okr.initiative.task"].create(
                {"initiative_id": work.id, "project_id": self.open.id}
            ),
        ):
            with self.subTest(model=dialog._name):
                theirs = self._as("designer", dialog)
                self._assert_denied(theirs.read)
                self._assert_denied(theirs.action_confirm)
