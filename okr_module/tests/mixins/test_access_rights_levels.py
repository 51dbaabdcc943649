from odoo.fields import Command
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..access_common import PEOPLE, TestOkrAccessCommon

ADMINISTRATOR = {"administrator"}
EMPLOYED = set(PEOPLE) - {"stranger", "portal", "public"}

#: What is created: (level, department, whose), and who may create it. Sales is led
#: by ``manager``, Sales North by ``manager_below``, all of it by ``manager_above``.
CREATE = {
    ("individual", None, "own"): EMPLOYED,
    # Drafts, which their owners start: see test_prepared.py
    ("individual", None, "somebody else's"): ADMINISTRATOR | {"hr_officer"},
    ("department", "Sales", "own"): {"manager", "manager_above", "administrator"},
    ("department", "Sales", "somebody else's"): {
        "manager",
        "manager_above",
        "administrator",
    },
    ("department", "Sales North", "own"): {
        "manager_below",
        "manager",
        "manager_above",
        "administrator",
    },
    ("department", "Product", "own"): {
        "manager_elsewhere",
        "manager_above",
        "administrator",
    },
    ("department", "Board", "own"): {"manager_above", "administrator"},
    ("company", None, "own"): ADMINISTRATOR,
    ("company", None, "somebody else's"): ADMINISTRATOR,
}


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestAccessRightsLevels(TestOkrAccessCommon):
    """Who sets up an objective at which level, and who moves one there later."""

    def _values(self, level, department, user):
        return {
            "name": f"{level} {department}",
            "level": level,
            "department_id": self.departments[department].id if department else False,
            "user_id": user.id,
            "cycle_id": self.cycle.id,
            "company_id": self.company.id,
        }

    def _users(self, person, whose):
        own = self.users[PEOPLE[person]]
        return own if whose == "own" else self.users["north_lead"] - own

    def test_create(self):
        for (level, department, whose), allowed in CREATE.items():
            with self.subTest(level=level, department=department, whose=whose):
                done = set()
                for person, login in PEOPLE.items():
                    user = self._users(person, whose)
                    if not user:  # nobody is somebody else to north_lead here
                        continue
                    values = self._values(level, department, user)
                    objectives = self._env(login)["okr.objective"]
                    if not self._refused(lambda o=objectives, v=values: o.create(v)):
                        done.add(person)
                self.assertEqual(done, allowed)

    def test_every_visibility_is_the_owners_to_choose(self):
        objectives = self._env("sales_rep")["okr.objective"]
        for visibility in ("company", "department", "private"):
            objective = objectives.create({"name": "Mine", "visibility": visibility})
            self.assertEqual(objective.department_id, self.departments["Sales"])

    # --- BY WRITE ---

    def _check_write(self, values, expected, **objective):
        """Try one change as its owner, as managers and as administrator."""
        record = self._objective("sales_rep", **objective)
        for login, allowed in expected.items():
            with self.subTest(login=login, values=values):
                own = self._as(login, record)
                self.assertTrue(own.has_access("write"))
                self.assertEqual(
                    not self._refused(lambda own=own: own.write(values)), allowed
                )
                # The same through a parent that the caller owns.
                line = [Command.update(record.id, values)]
                parent = self._objective(login, name=f"Of {login}")
                record.parent_id = parent
                own = self._as(login, parent)
                self.assertEqual(
                    not self._refused(
                        lambda own=own, line=line: own.write({"child_ids": line})
                    ),
                    allowed,
                )
                record.parent_id = False

    def test_raise_to_department(self):
        self._check_write(
            {"level": "department"},
            {"sales_rep": False, "sales_lead": True, "ceo": True, "okr_admin": True},
        )

    def test_raise_to_company(self):
        self._check_write(
            {"level": "company"},
            {"sales_rep": False, "sales_lead": False, "ceo": False, "okr_admin": True},
        )

    def test_hand_to_another_owner(self):
        self._check_write(
            {"user_id": self.users["sales_clerk"].id},
            {"sales_rep": False, "sales_lead": True, "ceo": True, "okr_admin": True},
        )
        # Of another department: what one leads is not given away from it either.
        self._check_write(
            {"user_id": self.users["developer"].id},
            {"sales_rep": False, "sales_lead": False, "ceo": True, "okr_admin": True},
        )

    def test_hand_on_what_a_department_is_to_reach(self):
        of_department = {
            "level": "department",
            "department_id": self.departments["Sales"].id,
        }
        self._check_write(
            {"user_id": self.users["sales_clerk"].id},
            {"sales_rep": False, "sales_lead": True, "okr_admin": True},
            **of_department,
        )

    def test_move_to_another_department(self):
        of_department = {
            "level": "department",
            "department_id": self.departments["Sales"].id,
        }
        self._check_write(
            {"department_id": self.departments["Product"].id},
            {"sales_rep": False, "sales_lead": False, "ceo": True, "okr_admin": True},
            **of_department,
        )
        self._check_write(
            {"department_id": self.departments["Sales North"].id},
            {"sales_rep": False, "sales_lead": True, "ceo": True, "okr_admin": True},
            **of_department,
        )

    def test_member_neither_raises_nor_takes_over(self):
        objective = self._objective(
            "sales_rep", member_ids=[(4, self.users["designer"].id)]
        )
        member = self._as("designer", objective)
        self.assertFalse(self._refused(lambda: member.write({"name": "Clearer"})))
        for values in (
            {"level": "department"},
            {"level": "company"},
            {"user_id": self.users["designer"].id},
        ):
            self.assertTrue(self._refused(lambda v=values: member.write(v)), values)

    def test_copy_at_a_higher_level(self):
        mine = self._as("sales_rep", self._objective("sales_rep"))
        self.assertFalse(self._refused(mine.copy))
        for values in ({"level": "department"}, {"level": "company"}):
            self.assertTrue(self._refused(lambda v=values: mine.copy(v)), values)

    def test_owner_of_a_key_result_stays_a_member(self):
        """Handing an objective over does not shut out who answers for a number."""
        objective = self._objective("sales_rep", visibility="private")
        self.assertEqual(objective.key_result_ids.user_id, self.users["sales_rep"])
        self._as("okr_admin", objective).write(
            {"user_id": self.users["sales_clerk"].id}
        )
        key_result = self._as("sales_rep", objective.key_result_ids)
        self.assertFalse(self._refused(lambda: key_result.check_in(5)))
        self._as("okr_admin", objective).write({"member_ids": [Command.clear()]})
        self.assertFalse(self._refused(lambda: key_result.check_in(5)))
