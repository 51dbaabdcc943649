from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.home import okr_home
from ..figures_common import TestOkrFigures, at
from ..query_common import recorded_queries


@tagged("post_install", "-at_install")
class TestHome(TestOkrFigures):
    """What one finds on coming to OKR."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle.action_activate()
        cls.vision = cls.env["okr.vision"].create(
            {
                "name": "Every ship comes home",
                "company_id": cls.company.id,
                "pillar_ids": [(0, 0, {"name": "Light that never fails"})],
            }
        )

    def _home(self, login="seller"):
        return self.env["okr.home"].with_user(self.users[login])

    def _names(self, row):
        return [step["name"] for step in row["path"]]

    def test_due_by_friday(self):
        """What is due within a week is counted, and by when."""
        self._running(
            "seller", [{"name": "A"}, {"name": "B"}, {"name": "C"}], name="North"
        )
        self._running("developer", name="Not mine")
        with at("2026-01-07"):
            due = self._home().get_data()["due"]
            self.assertEqual((due["count"], due["overdue"]), (3, 0))
            self.assertEqual(due["by"], "2026-01-09")
            self.assertEqual(due["days"], [{"date": "2026-01-09", "count": 3}])
            self.assertEqual(self._home().get_due_count(), 3)
            self.assertEqual(self._home()._told_by_menu()["okr_due_count"], 3)
            self.assertEqual(self._home("developer").get_due_count(), 1)
            self.assertEqual(self._home("ceo").get_due_count(), 0)

    def test_the_menu_offers_a_team_to_those_who_lead(self):
        """Whoever leads nobody is not led to a page that would refuse them."""
        for login, leads in (("ceo", True), ("developer", False)):
            told = self._home(login)._told_by_menu()
            self.assertIs(told["okr_leads_people"], leads, login)
            if not leads:
                with self.assertRaises(AccessError):
                    self.env["okr.engagement"].with_user(self.users[login]).get_team()

    def test_the_menu_offers_engagement_to_those_who_may_see_it(self):
        """HR, administrators and those who lead people; it would refuse the others."""
        for login, sees in (
            ("ceo", True),
            ("hr_officer", True),
            ("developer", False),
            ("seller", False),
        ):
            told = self._home(login)._told_by_menu()
            self.assertIs(told["okr_sees_engagement"], sees, login)
            if not sees:
                with self.assertRaises(AccessError):
                    self.env["okr.engagement"].with_user(self.users[login]).get_page()

    def test_checked_in_is_no_longer_due(self):
        """After the week's check-in the next one is more than a week away."""
        key_result = self._running_key_result()
        with at("2026-01-07"):
            key_result.check_in(10)
            due = self._home().get_data()["due"]
            self.assertEqual((due["count"], due["by"]), (0, False))

    def test_overdue_is_said(self):
        """What was left out counts as missed, not as due by last Friday."""
        key_result = self._running_key_result()
        with at("2026-01-13"):
            key_result.objective_id._refresh_figures()
            due = self._home().get_data()["due"]
            self.assertEqual((due["count"], due["overdue"]), (1, 1))
            self.assertFalse(due["by"])
            self.assertEqual(due["key_result_ids"], key_result.ids)

    def test_a_holiday_is_due_before_it(self):
        """The company is closed on Friday: Thursday is the day, as in the mail."""
        key_result = self._running_key_result()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Epiphany",
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": "2026-01-08 23:00:00",
                "date_to": "2026-01-09 23:00:00",
            }
        )
        with at("2026-01-07"):
            home = self._home().get_data()
            self.assertEqual(home["due"]["by"], "2026-01-08")
            [row] = home["objectives"][0]["key_results"]
            self.assertEqual(row["date_due"], "2026-01-08")
            session = self.env["okr.checkin.session"].with_user(self.users["seller"])
            [asked] = session.get_data()["rows"]
            self.assertEqual((asked["id"], asked["due"]), (key_result.id, "2026-01-08"))

    def test_a_closed_week_owes_nothing(self):
        """A week in which nobody works is nobody's lapse, on home and in my team."""
        self._running_key_result()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Between the years",
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": "2026-01-04 12:00:00",
                "date_to": "2026-01-10 12:00:00",
            }
        )
        with at("2026-01-14"):
            due = self._home().get_data()["due"]
            self.assertEqual((due["overdue"], due["by"]), (0, "2026-01-16"))
            team = self.env["okr.engagement"].with_user(self.users["north_lead"])
            groups = {g["key"]: g["rows"] for g in team.get_team()["groups"]}
            self.assertFalse(groups["late"])

    def test_the_path_upwards(self):
        """From the brick to the wall: objective, pillar, vision."""
        company = self._running(
            "ceo",
            name="Known on both banks",
            level="company",
            pillar_id=self.vision.pillar_ids.id,
        )
        team = self._running(
            "sales_lead",
            name="Sales grows",
            level="department",
            department_id=self.departments["Sales"].id,
            parent_id=company.id,
        )
        self._running("seller", name="North", parent_id=team.id)
        with at("2026-01-07"):
            (row,) = self._home().get_data()["objectives"]
        self.assertEqual(
            self._names(row),
            [
                "Sales grows",
                "Known on both banks",
                "Light that never fails",
                "Every ship comes home",
            ],
        )

    def test_the_path_ends_before_what_is_hidden(self):
        """No name of what the reader may not read, nor of what lies behind it."""
        company = self._running("ceo", name="Known on both banks", level="company")
        secret = self._running(
            "developer", name="Secret", visibility="private", parent_id=company.id
        )
        mine = self._running("seller", name="North")
        mine.sudo().parent_id = secret
        with at("2026-01-07"):
            data = self._home().get_data()
            (row,) = data["objectives"]
            self.assertEqual(row["path"], [])
            self.assertNotIn("Secret", str(data))
            (row,) = [
                each
                for each in self._home("developer").get_data()["objectives"]
                if each["name"] == "Secret"
            ]
            self.assertEqual(self._names(row), ["Known on both banks"])

    def test_what_is_asked_of_me(self):
        """Help goes to the manager, a request to contribute to the other owner."""
        key_result = self._running_key_result()
        product = self._running(
            "product_lead",
            name="Nothing breaks",
            level="department",
            department_id=self.departments["Product"].id,
        )
        with at("2026-01-07"):
            key_result.with_user(self.users["seller"]).check_in(
                1, help_needed=True, note="A car, please"
            )
            key_result.objective_id.with_user(self.users["seller"]).write(
                {"parent_id": product.id}
            )
            (asked,) = self._home("north_lead").get_data()["help_requests"]
            self.assertEqual(asked["what"], "A car, please")
            (asked,) = self._home("product_lead").get_data()["alignment_requests"]
            self.assertEqual(asked["parent"], "Nothing breaks")
            for login in ("seller", "developer"):
                data = self._home(login).get_data()
                self.assertFalse(data["help_requests"] + data["alignment_requests"])

    def test_what_moved(self):
        """Of mine and of what is right above and below, within a week."""
        team = self._running(
            "sales_lead",
            name="Sales grows",
            level="department",
            department_id=self.departments["Sales"].id,
        )
        mine = self._running("seller", name="North", parent_id=team.id)
        self._running("developer", name="Elsewhere")
        with at("2026-01-20"):
            (team | mine).key_result_ids[0].check_in(10)
            mine.key_result_ids.check_in(30)
        with at("2026-01-23"):
            data = self._home().get_data()
        self.assertEqual(
            {row["objective"] for row in data["moved"]}, {"Sales grows", "North"}
        )
        (row,) = data["objectives"]
        self.assertEqual(row["key_results"][0]["previous_progress"], 0.0)

    def test_a_newcomer_and_a_veteran(self):
        """Whoever never had one is told apart from who has none just now."""
        with at("2026-01-07"):
            self.assertFalse(self._home().get_data()["has_past"])
        objective = self._running("seller")
        with at("2026-01-07"):
            objective.action_cancel("No ships")
            data = self._home().get_data()
            self.assertTrue(data["has_past"])
            self.assertFalse(data["objectives"])

    def test_home_queries_do_not_grow(self):
        """One objective or thirty: the same number of queries."""
        parent = self._running("ceo", name="Above", level="company")
        self._running("seller", name="First", parent_id=parent.id)
        counts = []
        for more in (0, 29):
            for number in range(more):
                goal = self._running("seller", name=f"Number {number}")
                goal.parent_id = parent
                with at("2026-01-08"):
                    goal.key_result_ids.check_in(number)
            with at("2026-01-09"):
                self._home().get_data()
                with recorded_queries(self.env) as queries:
                    data = self._home().get_data()
                counts.append(len(queries))
        self.assertEqual(len(data["objectives"]), 30)
        self.assertLessEqual(counts[1], counts[0] + 3, counts)
        self.assertLessEqual(counts[1], 24)

    def test_milestones_and_points_of_a_plan_cost_no_more(self):
        """They are looked for of each key result, so they come with what they hold."""
        plain = {"name": "New customers: 0 to 100"}
        points = {**plain, "plan_ids": [(0, 0, {"date": "2026-02-01", "value": 10})]}
        steps = {
            "name": "In the north",
            "metric_type": "milestone",
            "milestone_ids": [(0, 0, {"name": "A ship"}), (0, 0, {"name": "Moor it"})],
        }
        counts = []
        for key_results in ([plain], [points, steps]):
            self._running("seller", key_results=key_results)
            with at("2026-01-09"):
                self._home().get_data()
                with recorded_queries(self.env) as queries:
                    self._home().get_data()
                counts.append(queries)
        few, many = counts
        self.assertEqual(len(many), len(few), "\n".join(many))

    def test_home_of_who_leads_costs_what_others_do(self):
        """Whom somebody leads, and to what they contribute, is one query each."""
        above = self._running("ceo", name="Above", level="company")
        own = self._running("sales_lead", name="Own", parent_id=above.id)
        self._running("seller", name="Helped", parent_id=own.id).write(
            {"member_ids": [(4, self.users["sales_lead"].id)]}
        )
        with at("2025-01-09"):
            home = self._home("sales_lead")
            home.get_data()
            with recorded_queries(self.env) as queries:
                data = home.get_data()
        self.assertEqual(len(data["objectives"]), 2)
        self.assertLessEqual(len(queries), 25, "\n".join(queries))

    def test_portal_has_no_home(self):
        """Whoever does not work here is refused."""
        with self.assertRaises(AccessError):
            self._home("portal").get_data()

    def test_too_much_below_to_look_back_on(self):
        """Key results still say what moved; the week before of what is above, none."""
        above = self._running("seller", name="Above", rollup="both")
        below = self._running("seller", name="Below", parent_id=above.id)
        with at("2026-01-07"):
            below.key_result_ids.check_in(20)
        with at("2026-01-16"):
            below.key_result_ids.check_in(60)
            with patch.object(okr_home, "MOST_LOOKED_BACK_ON", 1):
                data = self._home().get_data()
            full = self._home().get_data()
        rows = {row["name"]: row["previous_progress"] for row in data["objectives"]}
        self.assertEqual(rows, {"Above": None, "Below": 0.2})
        rows = {row["name"]: row["previous_progress"] for row in full["objectives"]}
        self.assertEqual(rows, {"Above": 0.1, "Below": 0.2})
        self.assertEqual(data["moved"], full["moved"])
        self.assertEqual(data["moved"][0]["previous_progress"], 0.2)
