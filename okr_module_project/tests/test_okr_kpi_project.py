from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.okr_module.tests.kpi.kpi_common import LOS_ANGELES, TestOkrKpiCommon

START, END = "2026-01-05", "2026-04-05"


@tagged("post_install", "-at_install")
class TestOkrKpiProject(TestOkrKpiCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Tasks of the demo data and of Timesheets' internal projects would count, too.
        Task = cls.env["project.task"].with_context(active_test=False)
        present = Task.search([("project_id", "!=", False)])
        cls._set_columns(
            present, active=False, create_date="2020-01-01", state="1_canceled"
        )
        cls.stage_open, cls.stage_folded = cls.env["project.task.type"].create(
            [{"name": "Open"}, {"name": "Finished", "fold": True}]
        )
        cls.project = cls._project("Lighthouse", company_id=cls.company.id)
        cls.shared = cls._project("Shared")
        cls.foreign = cls._project("Harbour", company_id=cls.other_company.id)

    @classmethod
    def _project(cls, name, **values):
        stages = (cls.stage_open + cls.stage_folded).ids
        return cls.env["project.project"].create(
            {"name": name, "type_ids": [(6, 0, stages)], **values}
        )

    @classmethod
    def _task(cls, *logins, **options):
        """Create a task; ``done`` is the local time of marking it as done."""
        task = cls.env["project.task"].create(
            {
                "name": "Task",
                "project_id": options.get("project", cls.project).id,
                "stage_id": cls.stage_open.id,
                "user_ids": [(6, 0, [cls.users[login].id for login in logins])],
                "parent_id": options.get("parent") and options["parent"].id,
                "date_deadline": options.get("deadline"),
            }
        )
        zone = options.get("zone", "Asia/Ho_Chi_Minh")
        columns = {
            "create_date": cls._instant(options.get("created", "2026-01-05 09:00"))
        }
        if options.get("done"):
            task.state = "1_done"
            columns["date_last_stage_update"] = cls._instant(options["done"], zone)
        cls._set_columns(task, **columns)
        return task

    # --- DONE ---

    def test_done_tasks_at_several_days_equal_sql(self):
        parent = self._task("seller", done="2026-01-10 10:00")
        self._task("seller", parent=parent, done="2026-02-20 23:50")
        archived = self._task("developer", done="2026-02-20 10:00")
        archived.action_archive()
        self._task("developer", done="2026-01-04 23:50")
        self._task("developer")
        self._task("developer").state = "1_canceled"
        self._task("stranger", project=self.foreign, done="2026-02-01 10:00")
        for day, value in (("2026-01-09", 0), ("2026-01-10", 1), ("2026-02-20", 3)):
            with self.subTest(day):
                self.assertEqual(self._value("project.tasks_closed", START, day), value)
                self.assertEqual(
                    value,
                    self._sql(
                        """
                        SELECT COUNT(*) FROM project_task
                         WHERE state = '1_done' AND project_id IS NOT NULL
                           AND company_id = %s
                           AND (date_last_stage_update + interval '7 hours')::date
                               BETWEEN %s AND %s
                        """,
                        self.company.id,
                        START,
                        day,
                    ),
                )

    def test_last_minutes_of_a_day_belong_to_it(self):
        self.company.resource_calendar_id.tz = LOS_ANGELES
        self._task("seller", done="2026-03-31 23:30", zone=LOS_ANGELES)
        self._task("seller", done="2026-04-01 00:30", zone=LOS_ANGELES)
        self.assertEqual(self._value("project.tasks_closed", START, "2026-03-31"), 1)
        self.assertEqual(self._value("project.tasks_closed", START, "2026-04-01"), 2)

    def test_task_of_two_counts_once_for_each_and_once_for_their_department(self):
        self._task("seller", "north_lead", done="2026-02-01 10:00")
        self._task("seller", "sales_lead", "developer", done="2026-02-01 10:00")
        self._task("developer", done="2026-02-01 10:00")
        self._task(done="2026-02-01 10:00")
        departments = self.departments
        for kind, scope, value in (
            ("company", self.company, 4),
            ("department", departments["Board"], 3),
            ("department", departments["Sales"], 2),
            ("department", departments["Sales North"], 2),
            ("department", departments["Product"], 2),
            ("user", self.users["seller"], 2),
            ("user", self.users["sales_lead"], 1),
            ("user", self.users["ceo"], 0),
        ):
            with self.subTest(scope.display_name):
                self.assertEqual(
                    self._value("project.tasks_closed", START, END, kind, scope), value
                )

    def test_departments_refreshed_together_get_what_they_get_alone(self):
        self._task("seller", "north_lead", done="2026-02-01 10:00")
        self._task("seller", "developer", done="2026-02-01 10:00").action_archive()
        key_results = self.env["okr.key.result"].concat(
            *(
                self._link(
                    "project.tasks_closed",
                    kpi_scope="department",
                    kpi_department_id=self.departments[name].id,
                )
                for name in ("Sales", "Sales North", "Product", "Board")
            )
        )
        self._task("north_lead", "sales_lead", done="2026-02-02 10:00")
        key_results.action_refresh_kpi()
        self.assertEqual(key_results.mapped("current_value"), [3, 3, 1, 3])
        self.assertEqual(
            [len(self._behind(key_result)) for key_result in key_results], [3, 3, 1, 3]
        )

    def _behind(self, key_result):
        action = key_result.action_open_kpi_records()
        return self.env["project.task"].search(action["domain"])

    def test_private_to_dos_and_templates_do_not_count(self):
        self.env["project.task"].create(
            {"name": "Mine", "state": "1_done", "company_id": self.company.id}
        )
        template = self._project(
            "Template", company_id=self.company.id, is_template=True
        )
        self._task("seller", project=template, done="2026-02-01 10:00")
        self.assertEqual(self._value("project.tasks_closed", START, END), 0)
        self.assertEqual(self._value("project.tasks_opened", START, END), 0)
        self.assertEqual(self._value("project.tasks_open", None, END), 0)

    def test_project_of_no_company_counts(self):
        task = self._task("seller", project=self.shared, done="2026-02-01 10:00")
        self.assertFalse(task.company_id)
        self.assertEqual(self._value("project.tasks_closed", START, END), 1)

    # --- OPENED, HOW LONG ---

    def test_opened_tasks(self):
        self._task("seller", created="2026-02-10 23:50")
        self._task("seller", created="2026-02-10 10:00", done="2026-02-11 10:00")
        self._task("seller", created="2026-02-11 00:10")
        self._task("stranger", project=self.foreign, created="2026-02-10 10:00")
        self.assertEqual(self._value("project.tasks_opened", START, "2026-02-10"), 2)
        self.assertEqual(self._value("project.tasks_opened", START, END), 3)

    def test_days_to_close_are_averaged_over_tasks(self):
        for logins, days in (
            (("seller", "north_lead"), 2.0),
            (("developer",), 6.0),
            (("developer",), 7.0),
        ):
            task = self._task(*logins)
            task.write({"stage_id": self.stage_folded.id, "state": "1_done"})
            self._set_columns(
                task, date_end="2026-02-10 03:00:00", working_days_close=days
            )
        # Marked as done in an open stage: it has no end.
        self._task("developer", done="2026-02-10 10:00")
        canceled = self._task("developer")
        canceled.write({"stage_id": self.stage_folded.id, "state": "1_canceled"})
        self._set_columns(
            canceled, date_end="2026-02-10 03:00:00", working_days_close=99.0
        )
        for kind, scope, value in (
            ("company", self.company, 5.0),
            ("department", self.departments["Sales North"], 2.0),
            ("department", self.departments["Product"], 6.5),
            ("department", self.departments["Board"], 5.0),
        ):
            with self.subTest(scope.display_name):
                self.assertEqual(
                    self._value("project.close_days", START, END, kind, scope), value
                )

    def test_days_to_close_of_odoo_are_working_days(self):
        task = self._task("seller", created="2026-02-02 08:00")
        self.assertTrue(self.project.resource_calendar_id)
        task.write({"stage_id": self.stage_folded.id, "state": "1_done"})
        self._set_columns(task, date_end=self._instant("2026-02-06 17:00"))
        self.env.add_to_compute(task._fields["working_days_close"], task)
        self.assertAlmostEqual(
            self._value("project.close_days", START, END), task.working_days_close
        )
        self.assertAlmostEqual(task.working_days_close, 5.0, delta=1.0)

    # --- TODAY ---

    def test_open_and_overdue_tasks_stand_today(self):
        self._task("seller", deadline="2026-03-17 05:00:00")
        self._task("seller", "developer", deadline="2026-03-19 05:00:00")
        self._task("seller", deadline="2026-03-01 05:00:00", done="2026-03-02 10:00")
        self.assertEqual(self._value("project.tasks_open", None, END), 2)
        key_result = self._link(
            "project.tasks_overdue",
            direction="decrease",
            start_value=10.0,
            target_value=0.0,
        )
        self.assertEqual(key_result.current_value, 1)
        with self.assertRaisesRegex(UserError, "no date"):
            key_result.action_backfill_history()
        with freeze_time("2026-03-20 05:00:00"):
            key_result._refresh_kpis()
        self.assertEqual(key_result.current_value, 2)

    # --- MILESTONES ---

    def test_milestones_reached(self):
        boss = self.users["product_lead"]
        self.project.user_id = boss
        milestones = self.env["project.milestone"].create(
            [
                {"name": "One", "project_id": self.project.id, "is_reached": True},
                {"name": "Two", "project_id": self.shared.id, "is_reached": True},
                {"name": "Three", "project_id": self.project.id},
                {"name": "Four", "project_id": self.foreign.id, "is_reached": True},
            ]
        )
        self._set_columns(milestones[0], reached_date="2026-02-10")
        self._set_columns(milestones[1] + milestones[3], reached_date="2026-02-20")
        code = "project.milestones_reached"
        self.assertEqual(self._value(code, START, "2026-02-09"), 0)
        self.assertEqual(self._value(code, START, "2026-02-10"), 1)
        self.assertEqual(self._value(code, START, END), 2)
        self.assertEqual(self._value(code, START, END, "user", boss), 1)
        self.assertEqual(
            self._value(code, START, END, "department", self.departments["Product"]), 1
        )

    # --- EVIDENCE, RIGHTS ---

    def test_reopened_task_restates_what_was_reported(self):
        self._task("seller", done="2026-02-01 10:00")
        task = self._task("seller", done="2026-02-02 10:00")
        with freeze_time("2026-03-10 05:00:00"):
            key_result = self._link("project.tasks_closed", unit="tasks")
        task.state = "01_in_progress"
        key_result.action_refresh_kpi()
        self.assertIn("2 tasks", key_result.kpi_restated)
        self.assertIn("1 tasks", key_result.kpi_restated)

    def test_private_projects_count_but_open_for_their_people_only(self):
        self.project.privacy_visibility = "followers"
        task = self._task("developer", done="2026-02-01 10:00")
        key_result = self._link("project.tasks_closed")
        self.objective.action_activate()
        self.assertEqual(key_result.current_value, 1.0)
        self.assertEqual(self._behind(key_result.with_user(self.admin)), task)
        outsider = new_test_user(
            self.env,
            "outsider",
            groups="base.group_user,project.group_project_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaisesRegex(UserError, "The one record behind it"):
            key_result.with_user(outsider).action_open_kpi_records()

    def test_who_may_link(self):
        values = {
            "name": "Ours",
            "change_reason": "It was forgotten",
            "objective_id": self.objective.id,
            "kpi_id": self._kpi("project.tasks_closed").id,
            "target_value": 10.0,
        }
        boss = self.users["sales_lead"]
        KeyResult = self.env["okr.key.result"].with_user(boss)
        with self.assertRaisesRegex(AccessError, "do not belong"):
            KeyResult.create(values)
        boss.group_ids |= self.env.ref("project.group_project_user")
        self.assertFalse(KeyResult.create(values).kpi_error)
