from odoo.tests import tagged

from ..figures_common import TestOkrFigures


@tagged("post_install", "-at_install")
class TestPanels(TestOkrFigures):
    """Objectives on people's and departments' forms, as far as one may read them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle.action_activate()
        cls.open = cls._running("developer", name="For everybody")
        cls.hidden = cls._running("developer", name="A secret", visibility="private")
        cls.north = cls._running("seller", name="North")

    def _as(self, login, record):
        return record.with_user(self.users[login])

    def test_of_a_person(self):
        """A colleague counts what is open, the owner and their manager all."""
        employee = self.employees["developer"]
        public = self.env["hr.employee.public"].browse(employee.id)
        for login, seen in (
            ("seller", self.open),
            ("developer", self.open | self.hidden),
            ("product_lead", self.open | self.hidden),
        ):
            mine = self._as(login, public)
            self.assertEqual(mine.okr_objective_ids.ids, seen.ids, login)
            self.assertEqual(mine.okr_objective_count, len(seen), login)
        self.assertEqual(employee.okr_objective_count, 2)

    def test_of_a_user(self):
        """In one's preferences are one's own."""
        user = self._as("developer", self.users["developer"])
        self.assertEqual(user.okr_objective_count, 2)
        self.assertEqual(
            self._as("seller", self.users["developer"]).okr_objective_count, 1
        )
        action = user.action_open_okr_objectives()
        self.assertEqual(
            action["domain"], [("id", "in", (self.open | self.hidden).ids)]
        )

    def test_whoever_leads_people_is_asked_about_their_silence(self):
        """Nobody else is offered a mail that would never come."""
        for login, leads in (("product_lead", True), ("developer", False)):
            user = self._as(login, self.users[login])
            self.assertIs(user.okr_leads_people, leads, login)

    def test_of_a_department(self):
        """A department counts those below it, and tells nobody of what is hidden."""
        sales, product = self.departments["Sales"], self.departments["Product"]
        self.assertEqual(
            self._as("developer", sales).okr_objective_ids,
            self.north.with_env(self.env),
        )
        self.assertEqual(self._as("seller", product).okr_objective_count, 1)
        self.assertEqual(self._as("product_lead", product).okr_objective_count, 2)

    def test_dropped_and_over_count_no_more(self):
        """A panel shows what is of today."""
        self.open.action_cancel("No longer needed")
        self.assertEqual(
            self._as("seller", self.users["developer"]).okr_objective_count, 0
        )
