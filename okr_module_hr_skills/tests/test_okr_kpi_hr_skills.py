from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.okr_module.tests.kpi.kpi_people_common import TestOkrPeopleCommon

DAY = "2026-03-01"
COUNT = "hr_skills.count"
LEVEL = "hr_skills.level_avg"
CERTIFIED = "hr_skills.certifications"


@tagged("post_install", "-at_install")
class TestOkrKpiHrSkills(TestOkrPeopleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls._hire_many(5)
        cls.crafts = cls._skill_type("Crafts", ["Sewing", "Sawing"])
        cls.papers = cls._skill_type("Papers", ["Crane"], is_certification=True)

    @classmethod
    def _skill_type(cls, name, skills, **values):
        return cls.env["hr.skill.type"].create(
            {
                "name": name,
                "skill_ids": [(0, 0, {"name": skill}) for skill in skills],
                "skill_level_ids": [
                    (0, 0, {"name": f"{level} %", "level_progress": level})
                    for level in (20, 50, 100)
                ],
                **values,
            }
        )

    @classmethod
    def _learn(
        cls, employee, level, start="2026-01-10", end=False, number=0, kind=None
    ):
        kind = kind or cls.crafts
        return cls.env["hr.employee.skill"].create(
            {
                "employee_id": employee.id,
                "skill_type_id": kind.id,
                "skill_id": kind.skill_ids[number].id,
                "skill_level_id": kind.skill_level_ids.filtered(
                    lambda line: line.level_progress == level
                ).id,
                "valid_from": start,
                "valid_to": end,
            }
        )

    def _learn_all(self, level=50, **values):
        for employee in self.people:
            self._learn(employee, level, **values)

    # --- WHEN ---

    def test_a_skill_counts_from_its_first_day_to_its_last(self):
        self._learn_all(end="2026-02-10")
        for day, value in (
            ("2026-01-09", None),
            ("2026-01-10", 5.0),
            ("2026-02-10", 5.0),
            ("2026-02-11", None),
        ):
            self.assertEqual(self._value(COUNT, None, day), value, day)

    def test_a_new_level_leaves_no_day_without_the_skill(self):
        """Odoo ends the old level on the day before the new one begins."""
        self._learn_all(20, end="2026-02-09")
        self._learn_all(100, start="2026-02-10")
        for day, level in (
            ("2026-02-08", 20.0),
            ("2026-02-09", 20.0),
            ("2026-02-10", 100.0),
        ):
            self.assertEqual(self._value(COUNT, None, day), 5.0, day)
            self.assertEqual(self._value(LEVEL, None, day), level, day)

    def test_the_records_opened_are_those_counted(self):
        self._learn_all(20, end="2026-03-18")
        key_result = self._link(COUNT)
        self.assertEqual(key_result.current_value, 5.0)
        action = key_result.with_user(self.admin).action_open_kpi_records()
        self.assertIn("5 of 5", action["name"])

    # --- HOW GOOD ---

    def test_every_skill_weighs_the_same(self):
        self._learn_all(20)
        for employee in self.people[:2]:
            self._learn(employee, 100, number=1)
        levels = [20] * 5 + [100] * 2
        self.assertAlmostEqual(self._value(LEVEL, None, DAY), sum(levels) / len(levels))
        by_sql = self._sql(
            "SELECT AVG(l.level_progress) FROM hr_employee_skill s "
            "JOIN hr_skill_level l ON l.id = s.skill_level_id "
            "WHERE s.employee_id IN %s",
            tuple(self.people.ids),
        )
        self.assertAlmostEqual(self._value(LEVEL, None, DAY), float(by_sql))

    def test_the_average_of_departments_is_not_the_average_of_averages(self):
        self._learn_all(20)
        for _number in range(5):
            newcomer = self._hire("Product", "2025-01-01")
            self._learn(newcomer, 100)
            self._learn(newcomer, 100, number=1)
        for name, level in (
            ("Sales", 20.0),
            ("Product", 100.0),
            ("Board", (5 * 20 + 10 * 100) / 15),
        ):
            value = self._value(LEVEL, None, DAY, "department", self.departments[name])
            self.assertAlmostEqual(value, level, msg=name)

    # --- WHAT ---

    def test_certifications_are_counted_apart(self):
        self._learn_all()
        self._learn_all(100, end="2026-06-30", kind=self.papers)
        self.assertEqual(self._value(COUNT, None, DAY), 5.0)
        self.assertEqual(self._value(LEVEL, None, DAY), 50.0)
        self.assertEqual(self._value(CERTIFIED, None, DAY), 5.0)
        self.assertEqual(self._value(CERTIFIED, None, "2026-06-30"), 5.0)
        self.assertIsNone(self._value(CERTIFIED, None, "2026-07-01"))

    # --- WHOSE ---

    def test_whoever_left_does_not_count(self):
        self._learn_all()
        leaver = self._hire("Sales", "2025-01-01")
        self._learn(leaver, 100)
        self.assertEqual(self._value(COUNT, None, DAY), 6.0)
        self._leave(leaver, "2026-03-10")
        self.assertEqual(self._value(COUNT, None, DAY), 5.0)

    def test_another_company_never_counts(self):
        self._learn_all()
        for _number in range(5):
            stranger = self._hire(None, "2025-01-01", company=self.other_company)
            self._learn(stranger, 100)
        self.assertEqual(self._value(COUNT, None, DAY), 5.0)
        self.assertEqual(self._value(LEVEL, None, DAY), 50.0)

    def test_few_people_are_kept_back(self):
        for employee in self.people[:4]:
            self._learn(employee, 50)
            self._learn(employee, 50, number=1)
        self.assertTrue(self._result(LEVEL, None, DAY)["hidden"], "8 skills of 4")
        self._learn(self.people[4], 50)
        self.assertEqual(self._value(LEVEL, None, DAY), 50.0)
        self.people[0].user_id = self.users["portal"]
        person = self._result(LEVEL, None, DAY, "user", self.users["portal"])
        self.assertTrue(person["hidden"])
        extra = [("employee_id", "=", self.people[0].id)]
        self.assertTrue(self._result(LEVEL, None, DAY, extra=extra)["hidden"])

    # --- WHO MAY ---

    def test_only_hr_links(self):
        kpi = self._kpi(LEVEL)
        with self.assertRaises(AccessError):
            kpi.with_user(self.users["seller"])._check_may_link()
        self.users["seller"].group_ids |= self.env.ref("hr.group_hr_user")
        kpi.with_user(self.users["seller"])._check_may_link()
