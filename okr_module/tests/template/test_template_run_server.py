from collections import Counter
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from ..base.test_performance import _difference
from ..query_common import recorded_queries
from .template_common import TestTemplateCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestTemplateRunServer(TestTemplateCommon):
    """The server goes on by itself, and a thousand cost it what a few do."""

    # --- THE SERVER GOES ON ---

    def _cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("okr_module.ir_cron_template_runs").method_direct_trigger()
        self.env.invalidate_all()

    def test_the_server_goes_on_by_itself(self):
        run = self._run(for_whom="company")
        cron = self.env.ref("okr_module.ir_cron_template_runs")
        self._cron()
        self.assertEqual(run.state, "draft", "nobody has confirmed it")
        run.action_start()
        woken = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertEqual(len(woken), 1)
        run._make_batch(2)
        with patch(
            "odoo.addons.okr_module.models.template.okr_template_run.BATCH_SIZE", 3
        ):
            self._cron()
        self.assertEqual(run.state, "done")
        self.assertEqual(run.made_count, len(run.line_ids))
        made = run.line_ids.objective_id
        self.assertEqual(made.create_uid, self.users["okr_admin"])
        self.assertEqual(len(made.user_id), len(run.line_ids))

    def test_one_run_that_fails_stops_no_other(self):
        first = self._run(
            for_whom="people", user_ids=[(6, 0, self.users["seller"].ids)]
        )
        second = self._run(template=self._template(name="Second"), for_whom="company")
        first.action_start()
        second.action_start()
        broken = first.id
        make = type(first)._make_batch

        def fail(self, batch_size=None):
            if self.id == broken:
                raise ValueError("broken")
            return make(self, batch_size)

        with (
            patch.object(type(first), "_make_batch", fail),
            mute_logger(
                "odoo.addons.okr_module.models.template.okr_template_run",
                "odoo.addons.base.models.ir_cron",
            ),
        ):
            self._cron()
        self.assertEqual(second.state, "done")
        self.assertEqual(first.state, "running")

    def test_what_nobody_confirmed_is_forgotten(self):
        run, started = (self._run(for_whom="company") for _each in range(2))
        started.action_start()
        # The database keeps the day of creation by its own clock.
        with freeze_time(run.create_date + timedelta(days=8)):
            self.env["okr.template.run"]._gc_unconfirmed()
        self.assertEqual(
            self.env["okr.template.run"]
            .search([("id", "in", (run | started).ids)])
            .ids,
            started.ids,
        )

    # --- QUERIES ---

    def _crowd(self, number):
        """Return a department of so many people with logins."""
        department = self.env["hr.department"].create(
            {"name": f"Crowd of {number}", "company_id": self.company.id}
        )
        users = self.env["res.users"].create(
            [
                {
                    "name": f"Person {number} {index}",
                    "login": f"crowd_{number}_{index}",
                    "company_id": self.company.id,
                    "company_ids": [(6, 0, self.company.ids)],
                    "group_ids": [(6, 0, self.env.ref("base.group_user").ids)],
                }
                for index in range(number)
            ]
        )
        self.env["hr.employee"].create(
            [
                {
                    "name": user.name,
                    "user_id": user.id,
                    "company_id": self.company.id,
                    "department_id": department.id,
                }
                for user in users
            ]
        )
        return department

    def test_queries_do_not_grow_with_people(self):
        counts = {}
        parent = self._objective("ceo", level="company", rollup="both")
        field = self.env["ir.model.fields"]._get
        self.env["okr.kpi"].create(
            {
                "name": "Contacts",
                "code": "test.contacts",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "aggregate": "count",
                "date_field_id": field("res.partner", "create_date").id,
                "user_path": "user_id",
                "run_as_id": self.users["okr_admin"].id,
            }
        )
        self.template.key_result_ids[0].kpi_code = "test.contacts"
        for number in (5, 6, 60):  # the first only warms up
            department = self._crowd(number)
            wizard = self._wizard(
                "okr_admin",
                for_whom="department",
                department_id=department.id,
                parent_id=parent.id,
            )
            # What is cached would differ by chance: each begins with nothing.
            self.env.registry.clear_all_caches()
            with recorded_queries(self.env) as queries:
                action = wizard.action_confirm()
                run = wizard.env["okr.template.run"].browse(action["res_id"])
                run.action_start()
                while run.state == "running":
                    run.make_next()
            self.assertEqual(run.made_count, number)
            linked = run.line_ids.objective_id.key_result_ids.filtered("kpi_id")
            self.assertEqual((len(linked), linked[0].kpi_scope), (number, "user"))
            self.assertEqual(set(linked.mapped("kpi_error")), {False})
            counts[number] = queries
        few, many = (
            Counter(
                query.split(None, 1)[0].upper()
                for query in counts[number]
                # Who works in which company is asked for once by each environment,
                # and how many of these live on is up to Python.
                if not query.startswith('SELECT "res_company"."id" FROM "res_company"')
            )
            for number in (6, 60)
        )
        # Up to a hundred rows Odoo inserts with one statement; sixty people with
        # two key results and two milestones each are a hundred and twenty of these.
        more = Counter(many)
        more.subtract(few)
        difference = _difference(counts[6], counts[60])
        self.assertLessEqual(more.pop("INSERT"), 5, difference)
        self.assertLessEqual(more.pop("UPDATE"), 3, difference)
        self.assertLessEqual(max(more.values()), 0, difference)
        # Some of them hold the cycle open, against whoever closes it meanwhile.
        self.assertLessEqual(len(counts[60]), 265, "\n".join(counts[60]))
