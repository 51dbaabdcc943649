from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from ..common import MANAGER, TestOkrCommon


@tagged("post_install", "-at_install")
class TestFirstSteps(TestOkrCommon):
    """A company with nothing is led to its first running objective."""

    def _steps(self, login):
        home = self.env["okr.home"].with_user(self.users[login])
        return home.get_data()["first_steps"]

    def _done(self):
        steps = self._steps("okr_admin")["steps"]
        return [step["key"] for step in steps if step["is_done"]]

    def _begin(self, **values):
        setup = self.env["okr.cycle.setup"].with_user(self.users["okr_admin"])
        return setup.create(values).action_confirm()

    def test_step_by_step(self):
        """Year, people, vision, objective, start: each is ticked when it is there."""
        self.assertEqual(self._done(), ["people"])
        self._begin(checkin_interval="two_weeks", checkin_weekday="2")
        self.assertEqual(self._done(), ["year", "people"])
        self.env["okr.vision"].create({"name": "Light", "company_id": self.company.id})
        self.assertEqual(self._done(), ["year", "people", "vision"])
        cycle = self.env["okr.cycle"]._current(self.company)
        objective = self._objective("okr_admin", cycle_id=cycle.id)
        self.assertEqual(self._done(), ["year", "people", "vision", "objective"])
        self.assertEqual(self._steps("okr_admin")["draft_id"], objective.id)
        objective.action_activate()
        self.assertFalse(self._steps("okr_admin"))

    def test_the_rhythm_is_that_of_the_year(self):
        """All quarters that are made have the rhythm that was chosen."""
        self._begin(checkin_interval="month", checkin_weekday="0", grace_days=5)
        cycles = self.env["okr.cycle"].search(
            [("company_id", "=", self.company.id), ("id", "!=", self.cycle.id)]
        )
        self.assertEqual(len(cycles), 5)
        self.assertEqual(set(cycles.mapped("checkin_interval")), {"month"})
        self.assertEqual(set(cycles.mapped("checkin_weekday")), {"0"})
        self.assertEqual(set(cycles.mapped("grace_days")), {5})
        today = self.company._okr_today()
        running = cycles.filtered(lambda c: c.date_start <= today <= c.date_end)
        self.assertEqual(running.mapped("state"), ["active", "active"])

    def test_employees_are_told_whom_to_ask(self):
        """Where nothing runs, an employee reads a name; where something does, none."""
        first = self._steps("seller")
        self.assertFalse(first["steps"])
        self.assertIn(self.users["okr_admin"].name, first["ask"])
        self._begin()
        self.assertFalse(self._steps("seller"))

    def test_between_two_cycles_nobody_is_asked(self):
        """Where the last one is over and none has followed, OKRs have begun."""
        self.cycle.action_activate()
        self.assertFalse(self.env["okr.cycle"]._current(self.company))
        self.assertFalse(self._steps("seller"))
        # Nothing at all: an empty list would be shown as ", until"
        home = self.env["okr.home"].with_user(self.users["seller"])
        self.assertIs(home.get_data()["cycle"], False)

    def test_only_administrators_begin(self):
        """Neither an employee nor HR begins a year."""
        for login in ("seller", "hr_officer"):
            with self.assertRaises(AccessError):
                self.env["okr.cycle.setup"].with_user(self.users[login]).create({})

    def test_objective_from_kpis(self):
        """What Odoo counts already becomes key results that follow it."""
        self._begin()
        kpi = self.env.ref("okr_module.okr_kpi_hr_headcount_public")
        admin = self.users["okr_admin"]
        kpi.run_as_id.company_ids += self.company
        wizard = (
            self.env["okr.kpi.objective"]
            .with_user(admin)
            .create({"name": "We grow", "kpi_ids": [Command.set(kpi.ids)]})
        )
        self.assertIn(kpi, wizard.offered_kpi_ids)
        objective = self.env["okr.objective"].browse(wizard.action_confirm()["res_id"])
        self.assertEqual((objective.state, objective.level), ("draft", "company"))
        key_result = objective.key_result_ids
        self.assertEqual(key_result.kpi_id, kpi)
        self.assertNotEqual(key_result.start_value, key_result.target_value)
        objective.with_user(admin).action_activate()
        self.assertEqual(objective.state, "active")

    def test_less_is_better(self):
        """More leavers would have been progress."""
        self._begin()
        field = self.env["ir.model.fields"]._get
        kpi = self.env["okr.kpi"].create(
            {
                "name": "Contacts lost",
                "code": "contacts_lost",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "date_field_id": field("res.partner", "create_date").id,
                "nature": "flow",
                "better": "lower",
                "company_path": "company_id",
                "run_as_id": self.users["okr_admin"].id,
            }
        )
        wizard = (
            self.env["okr.kpi.objective"]
            .with_user(self.users["okr_admin"])
            .create({"name": "We lose nobody", "kpi_ids": [Command.set(kpi.ids)]})
        )
        objective = self.env["okr.objective"].browse(wizard.action_confirm()["res_id"])
        self.assertEqual(objective.key_result_ids.direction, "at_most")

    def test_what_all_companies_share_keeps_its_rhythm(self):
        self._begin()
        cycles = self.env["okr.cycle"].search(
            [("company_id", "=", self.company.id), ("id", "!=", self.cycle.id)]
        )
        self.assertTrue(cycles)
        cycles.company_id = False
        self.env["okr.cycle.setup"].with_user(self.users["okr_admin"]).create(
            {"checkin_interval": "month"}
        ).action_confirm()
        self.assertEqual(set(cycles.mapped("checkin_interval")), {"week"})
        self.assertEqual(self.company.okr_checkin_interval, "month")

    def test_kpis_of_others_are_not_offered(self):
        """Who may not link a KPI is neither offered it nor takes it by its number."""
        self._begin()
        kpi = self.env.ref("okr_module.okr_kpi_hr_headcount")
        wizard = (
            self.env["okr.kpi.objective"]
            .with_user(self.users["seller"])
            .create({"name": "We grow", "kpi_ids": [Command.set(kpi.ids)]})
        )
        self.assertNotIn(kpi, wizard.offered_kpi_ids)
        with self.assertRaises(UserError):
            wizard.action_confirm()


class FirstStepsBrowser(HttpCase):
    """A company in which nothing has been set up but two people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "The empty island"})
        for login, groups in (
            ("okr_founder", f"base.group_user,{MANAGER}"),
            ("okr_islander", "base.group_user"),
        ):
            user = new_test_user(
                cls.env,
                login,
                groups=groups,
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            cls.env["hr.employee"].create(
                {"name": login, "user_id": user.id, "company_id": cls.company.id}
            )

    def _assert_led(self):
        self.start_tour("/odoo/okr", "okr_first_steps_ask", login="okr_islander")
        self.start_tour("/odoo/okr", "okr_first_steps", login="okr_founder")
        objective = self.env["okr.objective"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual((len(objective), objective.state), (1, "active"))
        self.assertEqual(objective.user_id.login, "okr_founder")
        vision = self.env["okr.vision"].search([("company_id", "=", self.company.id)])
        self.assertEqual(vision.name, "Every ship comes home")


@tagged("post_install", "-at_install")
class TestFirstStepsWide(FirstStepsBrowser):
    """From nothing to the first running objective, on a wide screen."""

    def test_first_steps_wide(self):
        """The year begins, the vision is written, the first objective runs."""
        self._assert_led()


@tagged("post_install", "-at_install")
class TestFirstStepsPhone(FirstStepsBrowser):
    """The same on a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_first_steps_phone(self):
        """By thumb."""
        self._assert_led()
