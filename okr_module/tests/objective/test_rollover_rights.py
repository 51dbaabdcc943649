from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..figures_common import at
from .test_rollover import TestRolloverCommon


@tagged("post_install", "-at_install")
class TestRolloverRights(TestRolloverCommon):
    """Everybody rolls over what they may set up, and sees what they may read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sales = cls.departments["Sales"].id
        cls.objectives = {
            "own": cls._running("seller", name="Own"),
            "private": cls._running("seller", name="Kraken", visibility="private"),
            "department": cls._running(
                "sales_lead", name="Sales", level="department", department_id=sales
            ),
            "company": cls._running("ceo", name="Company", level="company"),
            "elsewhere": cls._running("developer", name="Elsewhere"),
        }

    def test_who_may_rollover_what(self):
        self._close()
        for login, expected in (
            ("seller", {"own", "private"}),
            ("north_lead", set()),
            ("sales_lead", {"department"}),
            ("developer", {"elsewhere"}),
            ("ceo", {"department"}),
            ("hr_officer", set()),
            ("okr_admin", set(self.objectives)),
        ):
            for name, objective in self.objectives.items():
                with self.subTest(login=login, objective=name):
                    self.assertEqual(self._may(login, objective), name in expected)

    def _may(self, login, objective):
        """Tell whether somebody gets a copy, whatever the dialog says to it."""
        mine = objective.with_user(self.users[login])
        savepoint = self.env.cr.savepoint()
        try:
            copy = mine._rollover(self.next_cycle)
            self.env.flush_all()
            return copy.origin_id == objective
        except AccessError:
            return False
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)

    def test_the_dialog_says_it_before(self):
        self._close()
        wizard = self._dialog(self.cycle, "sales_lead")
        names = set(wizard.line_ids.objective_id.mapped("name"))
        self.assertEqual(names, {"Own", "Kraken", "Sales", "Company", "Elsewhere"})
        ticked = wizard.line_ids.filtered("include").objective_id
        self.assertEqual(ticked.mapped("name"), ["Sales"])
        line = self._line(wizard, self.objectives["own"])
        self.assertIn("not yours", line.hindrance)
        line.include = True
        self.assert_refused("not yours", wizard.action_confirm)

    def test_nobody_finds_what_is_private_in_a_cycle(self):
        self._close()
        for login in ("developer", "product_lead", "hr_officer"):
            with self.subTest(login):
                wizard = self._dialog(self.cycle, login)
                names = wizard.line_ids.mapped("objective_id.display_name")
                self.assertEqual(
                    sorted(names), ["Company", "Elsewhere", "Own", "Sales"]
                )
                self.assertNotIn(
                    self.objectives["private"], wizard.key_result_ids.objective_id
                )

    def test_nobody_names_what_is_private(self):
        private = self.objectives["private"]
        wizard = self._dialog(self.objectives["elsewhere"], "developer")
        developer = self.users["developer"]
        with self.assertRaises(AccessError):
            private.with_user(developer).action_rollover()
        with self.assertRaises(AccessError):
            private.with_user(developer)._rollover(self.next_cycle)
        for model, values in (
            ("okr.rollover.line", {"objective_id": private.id}),
            ("okr.rollover.key.result", {"key_result_id": private.key_result_ids.id}),
        ):
            with self.subTest(model), self.assertRaises(AccessError):
                self.env[model].with_user(developer).create(
                    {"rollover_id": wizard.id, **values}
                )

    def test_a_dialog_is_its_openers(self):
        wizard = self._dialog(self.objectives["private"], "seller")
        for records in (wizard, wizard.line_ids, wizard.key_result_ids):
            with self.subTest(records._name), self.assertRaises(AccessError):
                records.with_user(self.users["developer"]).read()

    def test_a_copy_is_as_private_as_its_original(self):
        copy = self._rollover(self.objectives["private"], "seller")
        self.assertEqual(copy.visibility, "private")
        for login, may in (
            ("seller", True),
            ("north_lead", True),
            ("developer", False),
        ):
            with self.subTest(login):
                mine = copy.with_user(self.users[login])
                self.assertEqual(mine.has_access("read"), may)

    def test_a_copy_that_is_opened_tells_nothing_of_its_original(self):
        copy = self._rollover(self.objectives["private"], "seller")
        copy.write({"visibility": "company", "name": "In the open"})
        seen = copy.with_user(self.users["developer"])
        self.assertEqual(seen.origin_id.display_name, "Not visible to you")
        self.assertEqual(
            seen.key_result_ids.origin_id.display_name, "Not visible to you"
        )
        self.assertNotIn("Kraken", str(seen.message_ids.mapped("body")))
        self.assertNotIn(
            "Kraken",
            str(seen.web_read({"origin_id": {"fields": {"display_name": {}}}})),
        )
        with self.assertRaises(AccessError):
            seen.origin_id.read(["name"])

    def test_a_hidden_parent_is_left_out(self):
        hidden, own = self.objectives["private"], self.objectives["elsewhere"]
        own.parent_id = hidden
        own.supported_objective_ids = hidden
        wizard = self._dialog(own, "developer")
        self.assertIn("does not come along", wizard.line_ids.note)
        self.assertNotIn("Kraken", wizard.line_ids.note)
        copy = self._copies(wizard.action_confirm())
        self.assertFalse(copy.parent_id | copy.supported_objective_ids)
        # And so is it with Odoo's own Duplicate
        twin = own.with_user(self.users["developer"]).copy()
        self.assertFalse(twin.sudo().parent_id | twin.sudo().supported_objective_ids)

    def test_a_figure_that_is_not_the_callers_to_bind(self):
        own = self.objectives["own"]
        kpi = self.env["okr.kpi"].search([("code", "=", "hr.headcount")], limit=1)
        self.assertTrue(kpi)
        kpi.group_ids = self.env.ref("okr_module.group_okr_manager")
        own.key_result_ids.write(
            {
                "kpi_id": kpi.id,
                "kpi_scope": "company",
                "change_reason": "Odoo holds it",
            }
        )
        wizard = self._dialog(own, "seller")
        self.assertIn("KPI is not yours", wizard.line_ids.note)
        copy = self._copies(wizard.action_confirm())
        self.assertFalse(copy.key_result_ids.kpi_id)

    def test_a_figure_comes_along_with_the_dates_of_the_cycle(self):
        own = self.objectives["company"]
        kpi = self.env["okr.kpi"].search([("code", "=", "hr.headcount")], limit=1)
        kpi.run_as_id = self.env.ref("base.user_admin")
        self.users["okr_admin"].group_ids |= self.env.ref("hr.group_hr_manager")
        own.key_result_ids.write(
            {
                "kpi_id": kpi.id,
                "kpi_scope": "company",
                "kpi_date_start": "2026-01-10",
                "kpi_date_end": "2026-03-10",
                "change_reason": "Odoo holds it",
            }
        )
        with at("2026-03-20"):
            copy = self._rollover(own)
        linked = copy.key_result_ids
        self.assertEqual((linked.kpi_id, linked.kpi_scope), (kpi, "company"))
        self.assertFalse(linked.kpi_date_start or linked.kpi_date_end)

    def test_nobody_continues_what_is_another_s(self):
        """What is aligned to it would go on aligned to what says it continues it."""
        below = self._running("sales_lead", parent_id=self.objectives["company"].id)
        self._close()
        for login, origin, allowed in (
            ("developer", "company", False),
            ("developer", "own", False),
            ("okr_admin", "company", True),
            ("seller", "own", True),
        ):
            with self.subTest(login=login, origin=origin):
                origin = self.objectives[origin]
                env = self.env["okr.objective"].with_user(self.users[login])
                values = {
                    "name": "Mine",
                    "cycle_id": self.next_cycle.id,
                    "origin_id": origin.id,
                }
                if allowed:
                    self.assertEqual(env.create(values).origin_id, origin)
                    continue
                self.assert_refused(
                    "not yours to continue", lambda e=env, v=values: e.create(v)
                )
                part = {"name": "Part", "origin_id": origin.key_result_ids[:1].id}
                values["key_result_ids"] = [Command.create(part)]
                values["origin_id"] = False
                self.assert_refused(
                    "not yours to continue", lambda e=env, v=values: e.create(v)
                )
        self.assertFalse(below.continuation_ids)
