from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .kpi_people_common import TestOkrPeopleCommon


@tagged("post_install", "-at_install")
class TestOkrKpiSmallGroups(TestOkrPeopleCommon):
    """A KPI about fewer people than its definition asks for shows nowhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Field = cls.env["ir.model.fields"]
        cls.kpi = cls._definition("test.stays", min_group_size=5)
        cls.sales = cls.departments["Sales"]
        cls.north = cls.departments["Sales North"]

    @classmethod
    def _definition(cls, code, **values):
        """Create a KPI that counts stays: somebody who moved has two of them."""
        return cls.env["okr.kpi"].create(
            {
                "name": "Stays begun",
                "code": code,
                "model_id": cls.env["ir.model"]._get_id("okr.employment"),
                "date_field_id": cls.Field._get("okr.employment", "date_start").id,
                "department_path": "department_id",
                "user_path": "user_id",
                "person_path": "employee_id",
                "run_as_id": cls.admin.id,
                **values,
            }
        )

    def _assert_shown_nowhere(self, key_result, checkins=0):
        """Assert that nothing tells a KPI, whoever asks and however."""
        self.assertEqual(len(key_result.checkin_ids), checkins)
        self.assertIn("Fewer than 5 people", key_result.kpi_error)
        self.assertTrue(key_result.kpi_error_since)
        with self.assertRaisesRegex(UserError, "Fewer than 5 people"):
            key_result.action_open_kpi_records()
        if key_result.kpi_id.has_history:
            self.assertEqual(key_result.action_backfill_history(), 0)
        self.assertEqual(len(key_result.checkin_ids), checkins)

    # --- HOW MANY ARE FEW ---

    def test_one_fewer_than_asked_shows_nowhere(self):
        self._hire_many(4, start="2026-01-10")
        key_result = self._link(self.kpi.code)
        self._assert_shown_nowhere(key_result)
        self.assertEqual(key_result.current_value, 0.0)
        self.assertFalse(key_result.last_checkin_date)
        row = key_result.read()[0]
        self.assertNotIn(4.0, [value for value in row.values() if value])
        exported = key_result.export_data(
            ["current_value", "checkin_ids/value", "kpi_restated"]
        )["datas"]
        self.assertEqual(exported, [[0.0, "", ""]])

    def test_as_many_as_asked_are_shown(self):
        self._hire_many(5, start="2026-01-10")
        key_result = self._link(self.kpi.code)
        self.assertEqual(key_result.current_value, 5.0)
        self.assertFalse(key_result.kpi_error)
        self.assertEqual(len(key_result.checkin_ids), 1)
        action = key_result.with_user(self.admin).action_open_kpi_records()
        self.assertIn("5 of 5", action["name"])

    def test_people_count_and_not_records(self):
        employee = self._hire("Sales", "2026-01-10")
        for day in range(11, 20):
            self._move(employee, "Product" if day % 2 else "Sales", f"2026-01-{day}")
        self.assertEqual(len(employee.version_ids), 10)
        self._assert_shown_nowhere(self._link(self.kpi.code))

    def test_records_of_nobody_are_no_people(self):
        """Nine stays, of people none of whom has a user: the users are none."""
        self._hire_many(9, start="2026-01-10")
        self.kpi.person_path = "user_id"
        self._assert_shown_nowhere(self._link(self.kpi.code))

    def test_nobody_at_all_is_few_too(self):
        self._assert_shown_nowhere(self._link(self.kpi.code))

    # --- WHOSE ---

    def test_the_kpi_of_one_person_is_always_kept_back(self):
        user = self.users["seller"]
        self._hire_many(6, start="2026-01-10")
        key_result = self._link(self.kpi.code, kpi_scope="user", kpi_user_id=user.id)
        self._assert_shown_nowhere(key_result)

    def test_a_small_department_is_kept_back_and_the_one_above_is_shown(self):
        self._hire_many(4, start="2026-01-10")
        for _number in range(4):
            self._hire("Sales North", "2026-01-10")
        small = self._link(
            self.kpi.code, kpi_scope="department", kpi_department_id=self.north.id
        )
        large = self._link(
            self.kpi.code, kpi_scope="department", kpi_department_id=self.sales.id
        )
        (small | large).action_refresh_kpi()
        self._assert_shown_nowhere(small)
        self.assertEqual(large.current_value, 8.0)
        self.assertFalse(large.kpi_error)

    # --- FILTERS ---

    def test_a_filter_that_leaves_one_person_is_kept_back(self):
        people = self._hire_many(6, start="2026-01-10")
        key_result = self._link(
            self.kpi.code, kpi_filter=f"[('employee_id', 'in', [{people[0].id}])]"
        )
        self._assert_shown_nowhere(key_result)

    def test_a_filter_that_leaves_out_one_person_is_kept_back(self):
        """All but one, taken from all, is that one."""
        people = self._hire_many(8, start="2026-01-10")
        key_result = self._link(
            self.kpi.code, kpi_filter=f"[('employee_id', '!=', {people[0].id})]"
        )
        self._assert_shown_nowhere(key_result)

    def test_two_filters_taken_from_one_another_tell_nothing(self):
        """Each keeps and leaves a group; the two differ in one person."""
        people = self._hire_many(12, start="2026-01-10")
        for some in (people[:6], people[:7]):
            key_result = self._link(
                self.kpi.code, kpi_filter=f"[('employee_id', 'in', {some.ids})]"
            )
            self._assert_shown_nowhere(key_result)
            self.assertIn("shown without a filter only", key_result.kpi_error)
            preview = self.kpi.with_user(self.admin)._preview_for(
                key_result, "company", extra=[("employee_id", "in", some.ids)]
            )
            self.assertIn("shown without a filter only", preview["error"])
            self.assertIsNone(preview["value"])

    def test_a_filter_on_a_shown_kpi_takes_nothing_with_it(self):
        people = self._hire_many(6, start="2026-01-10")
        key_result = self._link(self.kpi.code)
        self.assertEqual(key_result.current_value, 6.0)
        key_result.kpi_filter = f"[('employee_id', '=', {people[0].id})]"
        self._assert_shown_nowhere(key_result, checkins=1)

    # --- IN THE COURSE OF TIME ---

    def test_a_group_that_shrinks_keeps_its_last_value(self):
        people = self._hire_many(5, start="2026-01-10")
        key_result = self._link(self.kpi.code)
        people[0].version_id.contract_date_start = "2026-06-01"
        people[0].version_id.date_version = "2026-06-01"
        key_result.action_refresh_kpi()
        self.assertEqual(key_result.current_value, 5.0)
        self._assert_shown_nowhere(key_result, checkins=1)
        self.assertFalse(key_result.kpi_restated)

    def test_how_many_changed_since_is_not_told(self):
        """Of a group that is shown, one that changed is one person."""
        people = self._hire_many(6, start="2026-01-10")
        with freeze_time("2026-03-10 05:00:00"):
            key_result = self._link(self.kpi.code)
        people[0].version_id.contract_date_start = "2026-06-01"
        people[0].version_id.date_version = "2026-06-01"
        key_result.action_refresh_kpi()
        self.assertTrue(key_result.kpi_restated)
        self.assertEqual(key_result.kpi_restated_count, 0)
        reader = key_result.with_user(self.users["sales_lead"])
        with self.assertRaises(UserError) as refused:
            reader.action_open_restated_records()
        self.assertNotRegex(str(refused.exception), "[0-9]")
        action = key_result.with_user(self.admin).action_open_restated_records()
        self.assertNotRegex(action["name"], "[0-9]")

    def test_a_guard_that_is_raised_counts_at_the_next_refresh(self):
        self._hire_many(4, start="2026-01-10")
        self.kpi.min_group_size = 4
        key_result = self._link(self.kpi.code)
        self.assertEqual(key_result.current_value, 4.0)
        self.kpi.min_group_size = 5
        key_result.action_refresh_kpi()
        self._assert_shown_nowhere(key_result, checkins=1)

    def test_the_curve_begins_where_the_group_is_large_enough(self):
        self._hire_many(4, start="2026-01-10")
        self._hire("Sales", "2026-02-20")
        key_result = self._link(self.kpi.code)
        key_result.action_backfill_history()
        values = key_result.checkin_ids.sorted("date").mapped("value")
        self.assertEqual(set(values), {5.0})
        self.assertGreaterEqual(
            min(key_result.checkin_ids.mapped("date")), self._day("2026-02-20")
        )

    def test_the_preview_says_nothing_either(self):
        self._hire_many(4, start="2026-01-10")
        kpi = self.kpi.with_user(self.admin).with_context(
            allowed_company_ids=self.company.ids
        )
        preview = kpi._preview_for(self.env["okr.key.result"], "company")
        self.assertIn("Fewer than 5 people", preview["error"])
        self.assertIsNone(preview["value"])
        self.assertFalse(preview["points"])

    # --- RATIOS ---

    def test_a_ratio_is_guarded_by_the_group_that_it_is_of(self):
        self._hire_many(4, start="2026-01-10")
        some = self._definition(
            "test.some", domain="[('employee_type', '=', 'student')]"
        )
        whole = self._definition("test.all")
        self.env["okr.kpi"].create(
            {
                "name": "Share of students",
                "code": "test.share",
                "source": "ratio",
                "numerator_id": some.id,
                "denominator_id": whole.id,
                "multiplier": 100,
                "min_group_size": 5,
                "run_as_id": self.admin.id,
            }
        )
        key_result = self._link("test.share")
        self._assert_shown_nowhere(key_result)
        self._hire("Sales", "2026-01-10", employee_type="student")
        key_result.action_refresh_kpi()
        self.assertFalse(key_result.kpi_error)
        self.assertEqual(key_result.current_value, 20.0)
        # A filter on the few is a filter on the group.
        key_result.kpi_filter = "[('employee_type', '=', 'student')]"
        self._assert_shown_nowhere(key_result, checkins=1)

    # --- DEFINITIONS ---

    def test_a_guard_needs_to_know_the_people(self):
        with self.assertRaises(ValidationError):
            self._definition("test.nobody", min_group_size=5, person_path=False)
        with self.assertRaises(ValidationError):
            self.env["okr.kpi"].create(
                {
                    "name": "From outside",
                    "code": "test.outside",
                    "source": "pushed",
                    "min_group_size": 5,
                }
            )
        with self.assertRaises(ValidationError):
            self.env["okr.kpi"].create(
                {
                    "name": "Share",
                    "code": "test.share",
                    "source": "ratio",
                    "numerator_id": self.kpi.id,
                    "denominator_id": self._definition(
                        "test.nobody", person_path=False
                    ).id,
                    "min_group_size": 5,
                }
            )
