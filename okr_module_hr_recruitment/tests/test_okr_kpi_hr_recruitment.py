from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.okr_module.tests.kpi.kpi_people_common import TestOkrPeopleCommon

START, END = "2026-01-05", "2026-04-05"


@tagged("post_install", "-at_install")
class TestOkrKpiHrRecruitment(TestOkrPeopleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stages = cls.env["hr.recruitment.stage"]
        cls.new = stages.create({"name": "New", "sequence": 1})
        cls.hired = stages.create(
            {"name": "Signed", "sequence": 90, "hired_stage": True}
        )
        cls.refusal = cls.env["hr.applicant.refuse.reason"].create({"name": "No"})

    @classmethod
    def _apply(cls, day="2026-01-10", hired=None, assigned=None, **values):
        """Create an application of a day, given to somebody and hired on days."""
        company = values.pop("company", cls.company)
        department = cls.departments.get(values.pop("department", "Sales"))
        user = cls.users.get(values.pop("user", "seller"))
        applicant = cls.env["hr.applicant"].create(
            {
                "partner_name": "Applicant",
                "stage_id": cls.new.id,
                "company_id": company.id,
                "department_id": department.id if department else False,
                "user_id": user.id if user else False,
                **values,
            }
        )
        if hired:
            applicant.stage_id = cls.hired
        columns = {
            "create_date": cls._instant(f"{day} 10:00"),
            "date_open": cls._instant(f"{assigned} 10:00") if assigned else None,
        }
        if hired:
            columns["date_closed"] = cls._instant(f"{hired} 10:00")
        cls._set_columns(applicant, **columns)
        cls.env.add_to_compute(applicant._fields["delay_close"], applicant)
        applicant.flush_recordset()
        return applicant

    # --- APPLICATIONS ---

    def test_applications_by_the_day_they_came_in(self):
        self._apply("2026-01-04")
        self._apply("2026-01-05")
        self._apply("2026-02-01").active = False
        refused = self._apply("2026-02-01")
        refused.write({"refuse_reason_id": self.refusal.id, "active": False})
        self._apply("2026-02-02", company=self.other_company, department=None)
        self.assertEqual(self._value("hr_recruitment.applications", START, END), 3.0)
        by_sql = self._sql(
            "SELECT COUNT(*) FROM hr_applicant WHERE company_id = %s AND "
            "create_date >= %s AND create_date < %s",
            self.company.id,
            self._instant("2026-01-05 00:00"),
            self._instant("2026-04-06 00:00"),
        )
        self.assertEqual(by_sql, 3)

    def test_a_talent_pool_is_no_application(self):
        talent = self._apply("2026-02-01")
        pool = self.env["hr.talent.pool"].create({"name": "Talents"})
        talent.write({"talent_pool_ids": pool.ids, "pool_applicant_id": talent.id})
        self.assertEqual(self._value("hr_recruitment.applications", START, END), 0.0)

    def test_the_day_is_that_of_the_company(self):
        applicant = self._apply()
        self._set_columns(applicant, create_date=self._instant("2026-02-01 00:05"))
        code = "hr_recruitment.applications"
        self.assertEqual(self._value(code, START, "2026-01-31"), 0.0)
        self.assertEqual(self._value(code, "2026-02-01", "2026-02-01"), 1.0)

    # --- HIRED ---

    def test_hires_count_archived_ones_too(self):
        """Odoo's own filter "hired" leaves out whoever is archived afterwards."""
        kept = self._apply(hired="2026-02-10")
        archived = self._apply(hired="2026-02-11")
        archived.active = False
        refused = self._apply(hired="2026-02-12")
        refused.write({"refuse_reason_id": self.refusal.id, "active": False})
        self._apply(hired="2026-04-06")
        self._apply()
        self.assertEqual(self._value("hr_recruitment.hired", START, END), 2.0)
        found = self.env["hr.applicant"].search(
            [
                ("id", "in", (kept | archived).ids),
                ("application_status", "=", "hired"),
                ("active", "in", [True, False]),
            ]
        )
        self.assertEqual(found, kept)

    def test_hires_by_department_and_recruiter(self):
        self._apply(hired="2026-02-10", department="Sales North", user="seller")
        self._apply(hired="2026-02-10", department="Sales", user="developer")
        self._apply(hired="2026-02-10", department="Product", user="seller")
        code = "hr_recruitment.hired"
        for name, hires in (("Board", 3), ("Sales", 2), ("Sales North", 1)):
            value = self._value(code, START, END, "department", self.departments[name])
            self.assertEqual(value, hires, name)
        for login, hires in (("seller", 2), ("developer", 1), ("ceo", 0)):
            value = self._value(code, START, END, "user", self.users[login])
            self.assertEqual(value, hires, login)

    def test_whoever_goes_back_is_hired_no_more(self):
        applicant = self._apply(hired="2026-02-10")
        applicant.stage_id = self.new
        self.assertEqual(self._value("hr_recruitment.hired", START, END), 0.0)

    def test_hire_rate_keeps_both_counts(self):
        for day in ("2026-01-10", "2026-01-11", "2026-01-12", "2026-01-13"):
            self._apply(day)
        self._apply("2025-11-01", hired="2026-02-01")
        result = self._result("hr_recruitment.hire_rate", START, END)
        self.assertEqual((result["numerator"], result["denominator"]), (1.0, 4.0))
        self.assertEqual(result["value"], 25.0)

    # --- DAYS TO HIRE ---

    def test_days_to_hire_weigh_every_hire_the_same(self):
        self._apply("2026-01-01", hired="2026-01-31", assigned="2026-01-01")
        for _number in range(3):
            self._apply(
                "2026-01-01",
                hired="2026-01-13",
                assigned="2026-01-03",
                department="Product",
            )
        code = "hr_recruitment.days_to_hire"
        self.assertAlmostEqual(self._value(code, START, END), (30 + 3 * 10) / 4)
        for name, days in (("Sales", 30.0), ("Product", 10.0), ("Board", 15.0)):
            value = self._value(code, START, END, "department", self.departments[name])
            self.assertAlmostEqual(value, days, msg=name)

    def test_a_hire_given_to_nobody_is_no_hire_in_no_days(self):
        self._apply("2026-01-01", hired="2026-01-31", assigned="2026-01-01")
        unassigned = self._apply("2026-01-01", hired="2026-01-31", user=None)
        self.assertEqual(unassigned.delay_close, 0.0)
        self.assertAlmostEqual(
            self._value("hr_recruitment.days_to_hire", START, END), 30.0
        )

    def test_without_a_hire_there_is_no_average(self):
        self.assertIsNone(self._value("hr_recruitment.days_to_hire", START, END))

    # --- VACANCIES ---

    def test_open_vacancies_stand_as_they_are_now(self):
        jobs = self.env["hr.job"].search([])
        jobs.no_of_recruitment = 0
        self.env["hr.job"].create(
            [
                {
                    "name": "Seller",
                    "company_id": self.company.id,
                    "department_id": self.departments["Sales"].id,
                    "no_of_recruitment": 2,
                },
                {"name": "Anywhere", "company_id": False, "no_of_recruitment": 3},
                {
                    "name": "Elsewhere",
                    "company_id": self.other_company.id,
                    "no_of_recruitment": 5,
                },
                {
                    "name": "Gone",
                    "company_id": self.company.id,
                    "no_of_recruitment": 7,
                    "active": False,
                },
            ]
        )
        code = "hr_recruitment.open_vacancies"
        self.assertFalse(self._kpi(code).has_history)
        self.assertEqual(self._value(code, None, "2026-03-18"), 5.0)
        sales = self.departments["Sales"]
        self.assertEqual(
            self._value(code, None, "2026-03-18", "department", sales), 2.0
        )

    # --- WHO MAY, AND WHAT OPENS ---

    def test_a_recruiter_links_and_opens_the_records(self):
        recruiter = new_test_user(
            self.env,
            "recruiter",
            groups="base.group_user,okr_module.group_okr_user,"
            "hr_recruitment.group_hr_recruitment_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        kpi = self._kpi("hr_recruitment.hired")
        kpi.with_user(recruiter)._check_may_link()
        with self.assertRaises(AccessError):
            kpi.with_user(self.users["seller"])._check_may_link()
        self._apply(hired="2026-02-10")
        running = self._apply()
        key_result = self._link(kpi.code)
        self.assertEqual(key_result.current_value, 1.0)
        action = key_result.with_user(recruiter).action_open_kpi_records()
        self.assertIn("1 of 1", action["name"])
        gap = key_result.with_user(recruiter).action_open_gap()
        found = self.env["hr.applicant"].search(gap["domain"])
        self.assertEqual(found, running)

    def test_the_person_it_is_computed_as_must_be_a_recruiter(self):
        self._apply(hired="2026-02-10")
        key_result = self._link("hr_recruitment.hired")
        key_result.kpi_id.run_as_id = self.users["seller"]
        key_result.action_refresh_kpi()
        self.assertIn("may not read", key_result.kpi_error)
        self.assertEqual(key_result.current_value, 1.0)
