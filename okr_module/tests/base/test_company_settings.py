from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tests.common import freeze_time

from ..access_common import TestOkrAccessCommon

KINDS_OF_MAIL = ("due", "overdue", "escalation", "letter")


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestCompanySettings(TestOkrAccessCommon):
    """What each company chooses for itself, and one that has no OKRs beside others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["res.company"].create(
            {"name": "Lighthouse North", "parent_id": cls.company.id}
        )
        both = cls.company | cls.other_company
        cls.users["commuter"] = new_test_user(
            cls.env,
            "commuter",
            groups="base.group_user",
            company_id=cls.company.id,
            company_ids=[Command.set(both.ids)],
        )
        cls.users["northerner"] = new_test_user(
            cls.env,
            "northerner",
            groups="base.group_user",
            company_id=cls.branch.id,
            company_ids=[Command.set(cls.branch.ids)],
        )

    def _menu_of(self, login):
        root = self.env.ref("okr_module.okr_menu_root").id
        return root in self._env(login)["ir.ui.menu"].load_menus(False)

    # --- WHAT THERE IS TO CHOOSE ---

    def test_all_begin_as_the_contract_says(self):
        company = self.env["res.company"].create({"name": "New"})
        for name, value in {
            "okr_enabled": True,
            "okr_on_track": 0.9,
            "okr_at_risk": 0.7,
            "okr_too_early": 0.1,
            "okr_pass_mark": 0.7,
            "okr_checkin_interval": "week",
            "okr_checkin_weekday": "4",
            "okr_grace_days": 2,
            "okr_default_visibility": "company",
            "okr_max_objectives": 5,
            "okr_feedback_enabled": True,
            "okr_reminder_enabled": True,
            "okr_escalation_enabled": True,
            "okr_min_group_size": 5,
            "okr_reminder_hour": 9,
            "okr_year_month": False,
        }.items():
            self.assertEqual(company[name], value, name)
            settings = self.env["res.config.settings"]
            if name != "okr_escalation_enabled":
                self.assertIn(name, settings._fields)
                self.assertTrue(company._fields[name].help, name)

    def test_employees_choose_nothing(self):
        company = self._as("developer", self.company)
        for vals in (
            {"okr_enabled": False},
            {"okr_default_visibility": "private"},
            {"okr_escalation_enabled": False},
        ):
            with self.assertRaises(AccessError):
                company.write(vals)

    def test_a_new_cycle_has_the_rhythm_of_its_company(self):
        self.other_company.write(
            {
                "okr_checkin_interval": "month",
                "okr_checkin_weekday": "1",
                "okr_grace_days": 5,
            }
        )
        span = {"date_start": "2026-04-06", "date_end": "2026-07-05"}
        both = (self.company | self.other_company).ids
        cycles = self.env["okr.cycle"].with_context(allowed_company_ids=both)
        theirs = cycles.create(
            {"name": "Theirs", "company_id": self.other_company.id, **span}
        )
        ours = cycles.create({"name": "Ours", "company_id": self.company.id, **span})
        own = cycles.create(
            {
                "name": "Its own",
                "company_id": self.other_company.id,
                "grace_days": 0,
                **span,
            }
        )
        rhythm = ("checkin_interval", "checkin_weekday", "grace_days")
        self.assertEqual([theirs[name] for name in rhythm], ["month", "1", 5])
        self.assertEqual([ours[name] for name in rhythm], ["week", "4", 2])
        self.assertEqual([own[name] for name in rhythm], ["month", "1", 0])
        generated = cycles._generate_fiscal_year(
            self.other_company, theirs.date_start.replace(year=2031)
        )
        self.assertEqual(set(generated.mapped("checkin_interval")), {"month"})
        self.other_company.okr_checkin_interval = "two_weeks"
        self.assertEqual(theirs.checkin_interval, "month")

    def test_the_year_begins_when_the_company_says(self):
        self.company.okr_year_month = "3"
        year = self.env["okr.cycle"]._generate_fiscal_year(
            self.company, self.cycle.date_start.replace(year=2032)
        )[0]
        self.assertEqual(str(year.date_start), "2031-03-01")
        self.assertEqual(str(year.date_end), "2032-02-29")
        self.company.okr_year_month = "1"
        self.assertEqual(self.company._okr_fiscal_year_end(), (31, 12))
        self.company.okr_year_month = False
        self.assertEqual(self.branch._okr_fiscal_year_end(), (31, 12))

    def test_new_objectives_are_seen_by_whom_the_company_says(self):
        self.company.okr_default_visibility = "private"
        mine = self._env("developer")["okr.objective"].create({"name": "Mine"})
        self.assertEqual(mine.visibility, "private")
        theirs = self._env("stranger")["okr.objective"].create({"name": "Theirs"})
        self.assertEqual(theirs.visibility, "company")

    def test_what_the_choice_does_not_fit(self):
        """Neither what is the company's nor what HR prepares was made at all."""
        self.company.okr_default_visibility = "department"
        make = self._env("okr_admin")["okr.objective"].create
        self.assertEqual(
            make({"name": "All", "level": "company"}).visibility, "company"
        )
        self.assertEqual(make({"name": "Mine"}).visibility, "department")
        self.company.okr_default_visibility = "private"
        prepared = self._env("hr_officer")["okr.objective"].create(
            {"name": "Theirs", "user_id": self.users["developer"].id}
        )
        self.assertEqual(prepared.visibility, "department")

    def test_the_choice_is_that_of_the_objective_s_company(self):
        self.other_company.okr_default_visibility = "private"
        both = (self.company | self.other_company).ids
        theirs = self.env["okr.objective"].with_context(allowed_company_ids=both)
        objective = theirs.create(
            {
                "name": "Theirs",
                "company_id": self.other_company.id,
                "cycle_id": False,
                "user_id": False,
            }
        )
        self.assertEqual(objective.visibility, "private")
        by_default = theirs.with_context(default_company_id=self.other_company.id)
        objective = by_default.create(
            {"name": "Theirs, too", "cycle_id": False, "user_id": False}
        )
        self.assertEqual(objective.company_id, self.other_company)
        self.assertEqual(objective.visibility, "private")

    def test_how_many_objectives_are_enough(self):
        objectives = self._objective("developer") | self._objective("developer")
        own = self._as("developer", objectives)

        def crowded():
            own.invalidate_recordset()
            return [hint for o in own for hint in o.hints or [] if "many" in str(hint)]

        self.assertFalse(crowded())
        self.company.okr_max_objectives = 1
        self.assertTrue(crowded())

    # --- MAILS ---

    def test_one_switch_stops_all_four_kinds(self):
        for kind in KINDS_OF_MAIL:
            self.assertTrue(self.company._okr_sends(kind))
        reminders = self.env["okr.reminder"]
        ids = self.users["developer"].ids
        self.assertEqual(len(reminders._wanted(ids)), 4)
        self.company.okr_reminder_enabled = False
        self.assertFalse(reminders._wanted(ids))
        self.company.okr_reminder_enabled = True
        self.company.okr_escalation_enabled = False
        self.assertFalse(self.company.okr_send_escalation)
        wanted = {kind for _user, kind in reminders._wanted(ids)}
        self.assertEqual(wanted, {"due", "overdue", "letter"})
        self.company.okr_enabled = False
        self.assertFalse(reminders._wanted(ids))
        self.assertTrue(self.other_company._okr_sends("due"))

    # --- A COMPANY WITHOUT OKRS ---

    def test_who_works_in_a_company_without_okrs_alone_has_no_menu(self):
        people = ("developer", "commuter", "stranger", "northerner")
        for login in people:
            self.assertTrue(self._menu_of(login), login)
        self.company.okr_enabled = False
        seen = {login: self._menu_of(login) for login in people}
        self.assertEqual(
            seen,
            {
                "developer": False,
                "commuter": True,
                "stranger": True,
                "northerner": True,  # a branch chooses for itself
            },
        )
        self.company.okr_enabled = True
        self.assertTrue(self._menu_of("developer"))

    def test_nothing_is_due_there(self):
        objective = self._objective("commuter")
        objective.action_activate()
        env = self._env("commuter")
        self.assertEqual(env["okr.home"].get_due_count(), 1)
        self.assertTrue(env["okr.checkin.session"].get_data()["rows"])
        self.company.okr_enabled = False
        env = self._env("commuter")
        self.assertEqual(env["okr.home"].get_due_count(), 0)
        self.assertFalse(env["okr.checkin.session"].get_data()["rows"])
        # What there is stays, for whoever looks for it
        self.assertTrue(self._as("commuter", objective).has_access("read"))

    def test_no_cycles_are_made_there(self):
        cycles = self.env["okr.cycle"]
        for company in (self.company, self.other_company):
            cycles._generate_fiscal_year(company, self.cycle.date_start)
        self.company.okr_enabled = False
        with freeze_time("2026-12-20 12:00:00"):
            cycles._cron_generate_ahead()
        ahead = [("date_start", ">=", "2027-01-01")]
        made = cycles.sudo().search(ahead).company_id
        self.assertIn(self.other_company, made)
        self.assertNotIn(self.company, made)
