import random
from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .kpi_people_common import TestOkrPeopleCommon

START, END = "2026-01-05", "2026-04-05"


@tagged("post_install", "-at_install")
class TestOkrKpiHr(TestOkrPeopleCommon):
    # --- HEADCOUNT ---

    def test_somebody_counts_from_the_first_day_to_the_last(self):
        self._hire("Sales", "2026-01-10", "2026-02-20")
        seen = [
            self._headcount(day)
            for day in ("2026-01-09", "2026-01-10", "2026-02-20", "2026-02-21")
        ]
        self.assertEqual(seen, [0.0, 1.0, 1.0, 0.0])

    def test_the_day_of_departure_still_counts(self):
        employee = self._hire("Sales", "2026-01-10")
        self._leave(employee, "2026-02-20")
        self.assertFalse(employee.active)
        self.assertEqual(self._headcount("2026-02-20"), 1.0)
        self.assertEqual(self._headcount("2026-02-21"), 0.0)

    def test_two_versions_are_one_person_in_one_department_at_a_time(self):
        employee = self._hire("Sales", "2026-01-10")
        self._move(employee, "Product", "2026-03-01")
        self.assertEqual(len(employee.version_ids), 2)
        sales, product = self.departments["Sales"], self.departments["Product"]
        for day, in_sales, in_product in (
            ("2026-02-28", 1.0, 0.0),
            ("2026-03-01", 0.0, 1.0),
        ):
            self.assertEqual(self._headcount(day), 1.0)
            self.assertEqual(self._headcount(day, "department", sales), in_sales)
            self.assertEqual(self._headcount(day, "department", product), in_product)

    def test_departments_below_count_once(self):
        self._hire("Board", "2026-01-10")
        self._hire("Sales", "2026-01-10")
        employee = self._hire("Sales North", "2026-01-10")
        self._move(employee, "Sales", "2026-02-01")
        for name, people in (("Board", 3.0), ("Sales", 2.0), ("Sales North", 0.0)):
            value = self._headcount("2026-02-10", "department", self.departments[name])
            self.assertEqual(value, people, name)

    def test_an_archived_department_still_has_its_past(self):
        self._hire("Product", "2026-01-10", "2026-02-10")
        self.departments["Product"].active = False
        self.assertEqual(
            self._headcount("2026-02-01", "department", self.departments["Product"]),
            1.0,
        )

    def test_without_a_contract_the_first_entry_counts(self):
        employee = self._hire("Sales", "2026-01-10")
        employee.version_id.contract_date_start = False
        employee.version_id.date_version = "2026-01-20"
        self._move(employee, "Product", "2026-02-10")
        self.assertEqual(self._headcount("2026-01-19"), 0.0)
        self.assertEqual(self._headcount("2026-01-20"), 1.0)
        self.assertEqual(self._headcount("2026-02-10"), 1.0)

    def test_an_entry_before_the_contract_is_no_work(self):
        employee = self._hire("Sales", "2026-02-01")
        employee.version_id.date_version = "2026-01-10"
        self.assertEqual(self._headcount("2026-01-31"), 0.0)
        self.assertEqual(self._headcount("2026-02-01"), 1.0)

    def test_archived_without_a_day_of_departure_counts_nowhere(self):
        employee = self._hire("Sales", "2026-01-10")
        employee.active = False
        self.assertEqual(self._headcount("2026-02-01"), 0.0)
        self.assertEqual(self._value("hr.hires", START, END), 0.0)

    def test_another_company_never_counts(self):
        self._hire("Sales", "2026-01-10")
        self._hire(None, "2026-01-10", company=self.other_company)
        self.assertEqual(self._headcount("2026-02-01"), 1.0)
        other = self.other_company
        self.assertEqual(self._headcount("2026-02-01", scope=other, company=other), 1.0)

    def test_headcount_today_needs_no_rights_of_hr(self):
        self._hire_many(3)
        kpi = self._kpi("hr.headcount_public")
        self.assertFalse(kpi.has_history)
        expected = self._sql(
            "SELECT COUNT(*) FROM hr_employee WHERE active AND company_id = %s",
            self.company.id,
        )
        self.assertEqual(self._value(kpi.code, None, "2026-03-18"), expected)
        kpi.with_user(self.users["seller"])._check_may_link()

    # --- HIRES AND DEPARTURES ---

    def test_a_renewed_contract_is_no_hire_and_no_departure(self):
        employee = self._hire("Sales", "2025-01-10", "2026-01-31")
        self._move(
            employee,
            "Sales",
            "2026-02-01",
            contract_date_start="2026-02-01",
            contract_date_end=False,
        )
        self.assertEqual(self._headcount("2026-01-31"), 1.0)
        self.assertEqual(self._headcount("2026-02-01"), 1.0)
        self.assertEqual(self._value("hr.hires", START, END), 0.0)
        self.assertEqual(self._value("hr.departures", START, END), 0.0)

    def test_coming_back_after_a_gap_is_a_departure_and_a_hire(self):
        employee = self._hire("Sales", "2025-01-10", "2026-01-31")
        self._move(
            employee,
            "Product",
            "2026-02-15",
            contract_date_start="2026-02-15",
            contract_date_end=False,
        )
        self.assertEqual(self._headcount("2026-02-10"), 0.0)
        self.assertEqual(self._value("hr.departures", START, "2026-01-30"), 0.0)
        self.assertEqual(self._value("hr.departures", START, "2026-01-31"), 1.0)
        self.assertEqual(self._value("hr.hires", START, "2026-02-14"), 0.0)
        self.assertEqual(self._value("hr.hires", START, "2026-02-15"), 1.0)

    def test_a_move_is_neither_hire_nor_departure_of_any_department(self):
        employee = self._hire("Sales", "2025-01-10")
        self._move(employee, "Product", "2026-02-01")
        for name in ("Sales", "Product", "Board"):
            for code in ("hr.hires", "hr.departures"):
                value = self._value(
                    code, START, END, "department", self.departments[name]
                )
                self.assertEqual(value, 0.0, (name, code))

    def test_notice_given_before_a_move_ends_the_stay_after_it(self):
        employee = self._hire("Sales", "2025-01-10")
        self._leave(employee, "2026-03-31", archive=False)
        self._move(employee, "Product", "2026-02-01")
        self.assertEqual(self._headcount("2026-03-31"), 1.0)
        self.assertEqual(self._headcount("2026-04-01"), 0.0)
        self.assertEqual(
            self._value(
                "hr.departures", START, END, "department", self.departments["Product"]
            ),
            1.0,
        )
        self.assertEqual(
            self._value(
                "hr.departures", START, END, "department", self.departments["Sales"]
            ),
            0.0,
        )

    # --- TURNOVER ---

    def test_turnover_is_departures_by_the_average_headcount(self):
        stayers = self._hire_many(8)
        leaver = self._hire("Sales", "2025-01-01", "2026-02-01")
        joiner = self._hire("Sales", "2026-02-25")
        days = [date(2026, 1, 5) + timedelta(weeks=week) for week in range(13)]
        days.append(date(2026, 4, 5))
        people = [
            len(stayers) + (day <= date(2026, 2, 1)) + (day >= date(2026, 2, 25))
            for day in days
        ]
        average = sum(people) / len(people)
        result = self._result("hr.turnover", START, END)
        self.assertEqual(result["numerator"], 1.0)
        self.assertAlmostEqual(result["denominator"], average)
        self.assertAlmostEqual(result["value"], 100 / average)
        self.assertTrue(leaver and joiner)

    def test_turnover_of_those_who_all_left_is_not_infinite(self):
        for _number in range(6):
            self._hire("Sales", "2025-01-01", "2026-01-31")
        result = self._result("hr.turnover", START, END)
        # Six people on the first four of fourteen days looked at.
        self.assertAlmostEqual(result["denominator"], 6 * 4 / 14)
        self.assertAlmostEqual(result["value"], 6 / (6 * 4 / 14) * 100)

    def test_turnover_of_few_people_is_kept_back(self):
        self._hire_many(4)
        north = self.departments["Sales North"]
        self._hire("Sales North", "2025-01-01", "2026-02-01")
        self.assertEqual(self._value("hr.turnover", START, "2026-02-01"), 20.0)
        result = self._result("hr.turnover", START, END, "department", north)
        self.assertTrue(result["hidden"])
        self.assertIsNone(result["value"])
        self.assertNotIn("numerator", result)
        seller = self.users["seller"]
        key_result = self._link(
            "hr.turnover", kpi_scope="department", kpi_department_id=north.id
        )
        self.assertFalse(key_result.checkin_ids)
        self.assertIn("Fewer than 5 people", key_result.kpi_error)
        key_result.write({"kpi_scope": "user", "kpi_user_id": seller.id})
        self.assertTrue(key_result.kpi_error)
        self.assertFalse(key_result.checkin_ids)

    # --- ALL OF IT AGAINST A COUNT BY HAND ---

    def test_any_history_counts_as_by_hand(self):
        chance = random.Random(20260318)
        names = ["Board", "Sales", "Sales North", "Product"]
        first = date(2025, 12, 1)
        stays = []  # (employee, department, first day, last day or None)
        for number in range(12):
            start = first + timedelta(days=chance.randrange(60))
            end = chance.choice([None, start + timedelta(days=chance.randrange(120))])
            name = chance.choice(names)
            employee = self._hire(name, start, end)
            moved = start + timedelta(days=chance.randrange(1, 60))
            if chance.random() < 0.6 and (not end or moved <= end):
                other = chance.choice(names)
                self._move(employee, other, moved)
                stays.append((number, name, start, moved - timedelta(days=1)))
                stays.append((number, other, moved, end))
            else:
                stays.append((number, name, start, end))
        below = {
            "Board": names,
            "Sales": ["Sales", "Sales North"],
            "Sales North": ["Sales North"],
            "Product": ["Product"],
        }
        for week in range(0, 18, 2):
            day = first + timedelta(weeks=week)
            for name in names:
                people = {
                    number
                    for number, department, start, end in stays
                    if department in below[name] and start <= day <= (end or day)
                }
                value = self._headcount(day, "department", self.departments[name])
                self.assertEqual(value, len(people), (day, name))

    # --- WHO MAY ---

    def test_computed_as_somebody_without_rights_is_a_sentence(self):
        self._hire_many(3)
        kpi = self._kpi("hr.headcount")
        key_result = self._link("hr.headcount")
        self.assertEqual(key_result.current_value, 3.0)
        officer = new_test_user(
            self.env,
            "people_officer",
            groups="base.group_user,hr.group_hr_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self._hire_many(1)
        kpi.run_as_id = officer
        key_result.action_refresh_kpi()
        self.assertIn("people_officer", key_result.kpi_error)
        self.assertIn("may not read", key_result.kpi_error)
        self.assertEqual(key_result.current_value, 3.0, "the last good value stays")
        self.assertTrue(key_result.kpi_error_since)

    def test_contract_dates_need_an_hr_administrator(self):
        """A definition of the customer's own on versions fails with a sentence too."""
        officer = new_test_user(
            self.env,
            "people_officer",
            groups="base.group_user,hr.group_hr_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self._hire_many(3)
        kpi = self.env["okr.kpi"].create(
            {
                "name": "Contracts begun",
                "code": "test.contracts",
                "model_id": self.env["ir.model"]._get_id("hr.version"),
                "date_field_id": self.env["ir.model.fields"]
                ._get("hr.version", "contract_date_start")
                .id,
                "run_as_id": officer.id,
            }
        )
        key_result = self._link(kpi.code)
        self.assertIn("may not read", key_result.kpi_error)
        self.assertFalse(key_result.checkin_ids)

    def test_only_an_hr_administrator_links(self):
        kpi = self._kpi("hr.headcount")
        for login in ("seller", "hr_officer"):
            with self.assertRaises(AccessError):
                kpi.with_user(self.users[login])._check_may_link()
        self.users["hr_officer"].group_ids |= self.env.ref("hr.group_hr_manager")
        kpi.with_user(self.users["hr_officer"])._check_may_link()

    def test_the_stays_themselves_are_for_hr_administrators(self):
        self._hire_many(1)
        stays = self.env["okr.employment"]
        with self.assertRaises(AccessError):
            stays.with_user(self.users["seller"]).search([])
        with self.assertRaises(AccessError):
            stays.with_user(self.users["hr_officer"]).search([])
