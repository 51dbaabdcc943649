from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tests.common import freeze_time

from ..access_common import TestOkrAccessCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestMultiCompany(TestOkrAccessCommon):
    """Two companies, one who works in both, and what must not cross over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.both = cls.company | cls.other_company
        cls.env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.both.ids)
        )
        cls.users["commuter"] = new_test_user(
            cls.env,
            "commuter",
            groups="base.group_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.both.ids)],
        )
        cls.users["commuting_admin"] = new_test_user(
            cls.env,
            "commuting_admin",
            groups="base.group_user,okr_module.group_okr_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.both.ids)],
        )
        cls.shared_cycle = cls.cycle.create(
            {
                "name": "Everywhere",
                "company_id": False,
                "date_start": "2026-01-05",
                "date_end": "2026-04-05",
            }
        )
        cls.other_cycle = cls.shared_cycle.copy({"company_id": cls.other_company.id})
        cls.other_department = cls.env["hr.department"].create(
            {"name": "Pier", "company_id": cls.other_company.id}
        )
        cls.here = cls._objective("commuter", name="Here")
        cls.there = cls._objective(
            "commuter",
            name="There",
            company_id=cls.other_company.id,
            cycle_id=cls.shared_cycle.id,
        )

    def _in(self, login, companies, records):
        env = self._env(login)
        return records.with_env(env).with_context(allowed_company_ids=companies.ids)

    def test_switch_of_company(self):
        objectives = self.here | self.there
        for companies, found in (
            (self.company, self.here),
            (self.other_company, self.there),
            (self.both, objectives),
        ):
            for records, wanted in (
                (objectives, found),
                (objectives.key_result_ids, found.key_result_ids),
            ):
                model = self._in("commuter", companies, records.browse())
                domain = [("id", "in", records.ids)]
                self.assertEqual(model.search(domain).ids, wanted.ids)
                groups = model._read_group(domain, [], ["__count"])
                self.assertEqual(groups[0][0], len(wanted))
                for record in records:
                    own = self._in("commuter", companies, record)
                    self.assertEqual(own.has_access("read"), record in wanted)
                    self.assertEqual(own.has_access("write"), record in wanted)

    def test_a_company_one_does_not_work_in(self):
        for login in ("developer", "okr_admin", "hr_officer"):
            self.assertFalse(self._as(login, self.there).has_access("read"), login)
            self.assertTrue(self._as(login, self.here).has_access("read"), login)
            own = self._in(login, self.both, self.there)
            with self.assertRaises(AccessError):
                own.search([])
        self.assertTrue(self._as("stranger", self.there).has_access("read"))
        self.assertFalse(self._as("stranger", self.here).has_access("read"))

    def test_cycle_without_company(self):
        for login in ("developer", "stranger", "commuter"):
            self.assertTrue(self._as(login, self.shared_cycle).has_access("read"))
        self.assertFalse(self._as("developer", self.other_cycle).has_access("read"))
        mine = self._env("stranger")["okr.objective"].create(
            {"name": "There, too", "cycle_id": self.shared_cycle.id}
        )
        self.assertEqual(mine.company_id, self.other_company)
        # Each sees and counts the part of it that is theirs.
        self.assertEqual(self._as("stranger", self.shared_cycle).objective_count, 2)
        self.assertEqual(self._as("developer", self.shared_cycle).objective_count, 0)
        self.assertFalse(
            self._as("developer", self.shared_cycle).objective_ids,
        )

    def test_what_does_not_cross_over(self):
        other_key_result = self.there.key_result_ids
        refused = [
            {"parent_id": self.there.id},
            {"parent_key_result_id": other_key_result.id},
            {"supported_objective_ids": [Command.link(self.there.id)]},
            {"child_ids": [Command.link(self.there.id)]},
            {"department_id": self.other_department.id},
            {"cycle_id": self.other_cycle.id},
        ]
        for login in ("commuter", "commuting_admin"):
            for values in refused:
                with self.subTest(login=login, values=values):
                    own = self._in(login, self.both, self.here)
                    self.assertTrue(
                        self._refused(lambda own=own, v=values: own.write(v))
                    )
                    new = {
                        "name": "New",
                        "company_id": self.company.id,
                        "cycle_id": self.cycle.id,
                        **values,
                    }
                    self.assertTrue(self._refused(lambda own=own, v=new: own.create(v)))
        # The superuser's scripts are held to it, too.
        with self.assertRaises(UserError):
            self.here.write({"parent_id": self.there.id})
        own = self._in("commuter", self.both, self.here)
        self.assertFalse(
            self._refused(lambda: own.write({"cycle_id": self.shared_cycle.id}))
        )
        sibling = self._objective("commuter", name="Here, too")
        self.assertFalse(self._refused(lambda: own.write({"parent_id": sibling.id})))

    def test_move_to_another_company(self):
        """Only to one that the writer works in, with everything that is its own."""
        mine = self._objective("developer", cycle_id=self.shared_cycle.id)
        mine.department_id = False
        values = {"company_id": self.other_company.id, "department_id": False}
        own = self._as("developer", mine)
        self.assertTrue(self._refused(lambda: own.write(values)))
        create = self._env("developer")["okr.objective"].create
        self.assertTrue(
            self._refused(
                lambda: create(
                    {
                        "name": "Smuggled",
                        "cycle_id": self.shared_cycle.id,
                        "user_id": self.users["developer"].id,
                        **values,
                    }
                )
            )
        )
        movable = self._objective("commuter", cycle_id=self.shared_cycle.id)
        own = self._in("commuter", self.both, movable)
        own.write(values)
        self.assertEqual(movable.key_result_ids.company_id, self.other_company)
        # Not out of what it is bound to.
        own = self._in("commuter", self.both, self.here)
        self.assertTrue(self._refused(lambda: own.write(values)))

    def test_administrator_of_one_company(self):
        env = self._env("okr_admin")
        wizard = env["okr.cycle.generate"].create(
            {"company_id": self.other_company.id, "day": "2031-05-05"}
        )
        self.assertTrue(self._refused(wizard.action_generate))
        wizard = env["okr.cycle.generate"].create(
            {"company_id": self.company.id, "day": "2031-05-05"}
        )
        self.assertFalse(self._refused(wizard.action_generate))
        cycle = self._as("okr_admin", self.cycle)
        self.assertTrue(
            self._refused(lambda: cycle.write({"company_id": self.other_company.id}))
        )

    def test_check_in_screen_holds_what_is_of_the_open_companies(self):
        objectives = self.here | self.there
        objectives.action_activate()
        for companies, found in (
            (self.company, self.here),
            (self.other_company, self.there),
            (self.both, objectives),
        ):
            session = self._in("commuter", companies, self.env["okr.checkin.session"])
            ids = {row["id"] for row in session.get_data()["rows"]}
            self.assertEqual(ids, set(found.key_result_ids.ids))

    def test_check_in_across_companies(self):
        key_result = self._in("commuter", self.company, self.there.key_result_ids)
        self._assert_denied(lambda: key_result.check_in(5))
        key_result = self._in("commuter", self.both, self.there.key_result_ids)
        checkin = key_result.check_in(5)
        self.assertEqual(checkin.company_id, self.other_company)
        self.assertFalse(self._as("developer", checkin).has_access("read"))
