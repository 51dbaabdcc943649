# What a test says is no text of ours
# pylint: disable=unknown-option-value,translation-required
from contextlib import contextmanager

from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tests.common import freeze_time

from ...models.base.res_users import OkrReach
from ..access_common import TestOkrAccessCommon

VISIBILITIES = ("company", "department", "private")
ANYBODY = {("read", "company")}
COLLEAGUE = ANYBODY | {("read", "department")}
LEADER = COLLEAGUE | {
    (what, visibility)
    for what in ("write", "check_in")
    for visibility in ("company", "department")
}
LEADER |= {("create", "department")}
IN_LINE = ANYBODY | {("read", "private")}
#: What somebody may do with objectives of Sales that sales_rep owns, while they
#: work here. The owner reports to the mentor, in another department.
BEFORE = {
    "sales_clerk": COLLEAGUE,
    "seller": COLLEAGUE,
    "sales_lead": LEADER,
    "ceo": LEADER,
    "mentor": IN_LINE,
    "mentor_boss": IN_LINE,
}
WAYS_TO_LEAVE = ("left", "moved to a branch", "moved to another company")


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestAccessOfArchivedPeople(TestOkrAccessCommon):
    """An employee record that is archived gives nobody anything, whoever asks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.company.create(
            {"name": "Lighthouse South", "parent_id": cls.company.id}
        )
        cls.objectives = {
            visibility: cls._objective(
                "sales_rep",
                name=f"Seen by {visibility}",
                visibility=visibility,
                level="individual" if visibility == "private" else "department",
                department_id=cls.departments["Sales"].id,
            )
            for visibility in VISIBILITIES
        }
        for objective in cls.objectives.values():
            objective.action_activate()
            objective.message_post(body="A word")

    # --- WHO GOES, AND HOW ---

    def _leave(self, login, way="left"):
        """Archive the employee record of somebody, who may work elsewhere now.

        Whoever reports to them still does, as after an import: only the button in
        the form of an employee parts them.
        """
        self.employees[login].active = False
        self.env.flush_all()
        if way == "left":
            return self.employees[login].browse()
        company = self.branch if way == "moved to a branch" else self.other_company
        user = self.users[login]
        user.company_ids += company
        boss = new_test_user(
            self.env,
            "new_boss",
            groups="base.group_user",
            company_id=company.id,
            company_ids=[Command.set((company | self.company).ids)],
        )
        self.users["new_boss"] = boss
        department = self.env["hr.department"].create(
            {"name": "Kiosk", "company_id": company.id}
        )
        above = self.env["hr.employee"].create(
            {"name": "New boss", "user_id": boss.id, "company_id": company.id}
        )
        return self.env["hr.employee"].create(
            {
                "name": login,
                "user_id": user.id,
                "company_id": company.id,
                "department_id": department.id,
                "parent_id": above.id,
            }
        )

    @contextmanager
    def _undone(self):
        """Undo what happens in the block, so that the next begins as this did."""
        people, self.users = self.users, dict(self.users)
        try:
            with self.env.cr.savepoint() as savepoint:
                yield
                savepoint.rollback()
        finally:
            self.users = people
            self.env.invalidate_all(flush=False)
            self.env.registry.clear_cache()

    # --- WHAT ONE MAY ---

    def _reads(self, login, objective):
        """Tell whether somebody reads an objective; each way has to say the same."""
        found = {}
        for record in (objective, objective.key_result_ids):
            model = self._env(login)[record._name]
            own = self._as(login, record)
            found[record._name, "search"] = bool(
                model.search([("id", "in", record.ids)])
            )
            found[record._name, "search_read"] = bool(
                model.search_read([("id", "in", record.ids)], ["name"])
            )
            found[record._name, "has_access"] = own.has_access("read")
            found[record._name, "read"] = not self._refused(
                lambda own=own: own.read(["name"])
            )
        messages = self._env(login)["mail.message"].search(
            [("model", "=", "okr.objective"), ("res_id", "=", objective.id)]
        )
        found["messages"] = bool(messages)
        self.assertEqual(len(set(found.values())), 1, f"{login}: {found}")
        return found["messages"]

    def _rights(self, login):
        """Return what somebody may do, as pairs of act and visibility."""
        rights = set()
        for visibility, objective in self.objectives.items():
            own = self._as(login, objective)
            acts = {
                "write": lambda own=own: own.write({"description": "<p>Mine</p>"}),
                "check_in": lambda own=own: own.key_result_ids.check_in(5),
            }
            if self._reads(login, objective):
                rights.add(("read", visibility))
            for act, attempt in acts.items():
                if not self._refused(attempt):
                    rights.add((act, visibility))
            if self._as(login, objective).has_access("write"):
                self.assertIn(("write", visibility), rights, f"{login}: has_access")
        if not self._refused(lambda: self._create_for_sales(login)):
            rights.add(("create", "department"))
        return rights

    def _create_for_sales(self, login):
        self._env(login)["okr.objective"].create(
            {
                "name": "For all of Sales",
                "level": "department",
                "department_id": self.departments["Sales"].id,
                "company_id": self.company.id,
                "cycle_id": self.cycle.id,
            }
        )

    # --- THE PERSON WHO ASKS ---

    def test_before(self):
        for login, rights in BEFORE.items():
            with self.subTest(login):
                self.assertEqual(self._rights(login), rights)

    def test_whoever_left_keeps_what_everybody_has(self):
        for login in BEFORE:
            for way in WAYS_TO_LEAVE:
                with self.subTest(login=login, way=way), self._undone():
                    self._leave(login, way)
                    self.assertEqual(self._rights(login), ANYBODY)

    def test_a_manager_of_two_companies_leads_in_the_one_that_is_left(self):
        """What the person has elsewhere stands, and reaches no further."""
        for way in WAYS_TO_LEAVE[1:]:
            with self.subTest(way=way), self._undone():
                elsewhere = self._leave("sales_lead", way)
                department = elsewhere.department_id
                department.manager_id = elsewhere
                # As record rules ask for it
                user = self.users["sales_lead"].with_context(active_test=False)
                reach = user._okr_reach()
                # The department is the highest of its company: no other above or below
                own = department._ids
                self.assertEqual(vars(reach), vars(OkrReach(own, (), own, own)))

    def test_whoever_comes_back_has_it_again(self):
        for login in ("sales_clerk", "sales_lead", "mentor"):
            self._leave(login)
            self.employees[login].active = True
            self.assertEqual(self._rights(login), BEFORE[login], login)

    def test_what_is_ones_own_stays(self):
        """That right comes from the objective, not from the employee record."""
        before = self._rights("sales_rep")
        self.assertIn(("check_in", "private"), before)
        self._leave("sales_rep")
        self.assertEqual(self._rights("sales_rep"), before)

    def test_the_department_one_worked_in_before(self):
        """Whatever version of an employee a caller's context names."""
        employee = self.employees["sales_clerk"]
        old = employee.version_id
        old.date_version = "2025-01-01"
        employee.create_version(
            {
                "date_version": "2026-02-01",
                "department_id": self.departments["Product"].id,
            }
        )
        self.env.invalidate_all()
        self.assertEqual(employee.department_id, self.departments["Product"])
        sales = self._as("sales_clerk", self.objectives["department"])
        for context in ({}, {"version_id": old.id}):
            self.env.invalidate_all()
            own = sales.with_context(**context)
            self.assertFalse(own.has_access("read"), context)
            self.assertFalse(own.search([("id", "=", own.id)]), context)
        mine = sales.with_context(version_id=old.id).create({"name": "Mine"})
        self.assertEqual(mine.department_id, self.departments["Product"])

    # --- THOSE BELOW ---

    def test_whoever_left_is_still_seen_by_their_managers(self):
        self._leave("sales_rep")
        for login in ("mentor", "mentor_boss"):
            self.assertEqual(self._rights(login), IN_LINE, login)

    def test_whoever_works_elsewhere_is_no_report_any_more(self):
        for way in WAYS_TO_LEAVE[1:]:
            with self.subTest(way=way), self._undone():
                self._leave("sales_rep", way)
                for login in ("mentor", "mentor_boss"):
                    self.assertEqual(self._rights(login), ANYBODY, login)
                self.assertTrue(self._reads("new_boss", self.objectives["private"]))

    def test_the_line_leads_through_whoever_left(self):
        for way in WAYS_TO_LEAVE:
            with self.subTest(way=way), self._undone():
                self._leave("mentor", way)
                self.assertEqual(self._rights("mentor_boss"), IN_LINE)
                if "new_boss" in self.users:
                    self.assertEqual(self._rights("new_boss"), ANYBODY)

    # --- WHO IS ASKED, AND FOR WHOM TEMPLATES ARE MEANT ---

    def test_a_department_whose_manager_left_asks_nobody(self):
        parent = self._objective(
            None,
            level="department",
            department_id=self.departments["Sales"].id,
            name="Sales",
        )
        self.assertEqual(parent._who_answers(), self.users["sales_lead"])
        self._leave("sales_lead")
        self.assertFalse(parent._who_answers())

    def test_help_is_asked_of_nobody_who_left(self):
        objective = self._objective(
            None,
            level="department",
            department_id=self.departments["Sales North"].id,
            key_results=[{"name": "N", "user_id": self.users["sales_rep"].id}],
        )
        ask = self.env["okr.help.request"]._who_helps
        asker = self.users["sales_rep"]
        for login, following in (("mentor", "north_lead"), ("north_lead", None)):
            self.assertEqual(
                ask(objective.key_result_ids, asker), self.users[login], login
            )
            self._leave(login)
            self.env.invalidate_all()
            expected = self.users[following] if following else asker.browse()
            self.assertEqual(ask(objective.key_result_ids, asker), expected, login)

    def test_templates_pass_over_whoever_left(self):
        template = self.env["okr.template"].with_context(active_test=False)
        self._leave("sales_lead")
        [place] = template._recipients_of_users(self.users["sales_lead"], self.company)
        self.assertFalse(place.department_id)
        places = template._recipients_of_employees(self.company)
        self.assertNotIn(self.users["sales_lead"].id, [p.user_id for p in places])
        places = template._recipients_of_departments(self.company)
        leaders = {place.department_id: place.user_id for place in places}
        self.assertFalse(leaders[self.departments["Sales"].id])
        self.assertEqual(
            leaders[self.departments["Product"].id], self.users["product_lead"].id
        )

    def test_the_department_of_whoever_left_is_not_filled_in(self):
        self._leave("seller")
        model = self.env["okr.objective"].with_context(active_test=False)
        objective = model.create(
            {"name": "Last words", "user_id": self.users["seller"].id}
        )
        self.assertFalse(objective.department_id)
        parent = self._objective(
            "north_lead",
            level="department",
            department_id=self.departments["Sales North"].id,
        )
        objective.parent_id = parent
        self.assertEqual(objective.alignment_state, "waiting")
