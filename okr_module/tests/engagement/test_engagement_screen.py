from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ...models.engagement import okr_engagement_screen
from ..query_common import recorded_queries
from .engagement_common import TestEngagementCommon


@tagged("post_install", "-at_install")
class TestEngagementScreen(TestEngagementCommon):
    @freeze_time("2026-01-13 12:00:00")
    def test_page(self):
        self.env["okr.key.result"].search([])._refresh_figures()
        page = self._as("hr_officer").get_page()
        self.assertEqual(page["figures"], self._as("hr_officer").figures())
        self.assertTrue(page["is_shown"])
        self.assertEqual(page["trend"][0]["missed"], 2)
        self.assertNotIn("Hidden", str(page))
        rows = {row["key"]: row for s in page["sections"] for row in s["rows"]}
        self.assertEqual(rows["with_objective"]["of"], 8)
        self.assertTrue(all(row["definition"] for row in rows.values()))
        teams = {team["name"].split(" / ")[-1]: team for team in page["teams"]}
        self.assertEqual(teams["Sales North"]["leader_rate"], 0.0)
        self.assertEqual(teams["Product"]["rate"], None)
        # A manager sees their own people, without having to say so
        mine = self._as("sales_lead").get_page()
        self.assertEqual(mine["people"], 2)
        self.assertEqual(mine["asked"]["manager_id"], self.employees["sales_lead"].id)
        names = {each["name"] for each in mine["choices"]["departments"]}
        self.assertNotIn("Product", names)
        for login in ("seller", "portal"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self._as(login).get_page()

    def test_a_page_asks_as_often_of_many(self):
        """Nothing twice: check-ins are added up once, however many there are."""
        with freeze_time("2026-01-13 12:00:00"):
            for login, most in (("hr_officer", 35), ("ceo", 40)):
                counts = []
                for more in (1, 20):
                    for number in range(more):
                        one = self._objective(name=f"{login} {more} {number}")
                        one.action_activate()
                        one.key_result_ids.check_in(1, confidence=0.5)
                    # What is kept for good is read before
                    self._as(login).get_page()
                    with recorded_queries(self.env) as queries:
                        self._as(login).get_page()
                    counts.append(len(queries))
                    added_up = [q for q in queries if "FROM okr_checkin checkin" in q]
                    self.assertEqual(len(added_up), 1)
                with self.subTest(login=login):
                    self.assertEqual(counts[0], counts[1])
                    self.assertLessEqual(counts[1], most)

    @freeze_time("2026-01-13 12:00:00")
    def test_the_table_holds_teams_of_those_asked_about(self):
        """Not the first ones of the company, none of which a manager may ask about."""
        with patch.object(okr_engagement_screen, "MOST_TEAMS", 1):
            page = self._as("sales_lead").get_page()
        names = [team["name"].split(" / ")[-1] for team in page["teams"]]
        self.assertEqual(names, ["Sales North"])
        whole = self._as("hr_officer").get_page()["teams"]
        self.assertGreater(whole[0]["name"], "")
        self.assertNotEqual(whole[0]["name"].split(" / ")[-1], "Sales North")

    @freeze_time("2026-01-13 12:00:00")
    def test_behind_a_figure(self):
        officer = self._as("hr_officer")
        people = officer.open_behind("without_objective")
        ids = people["domain"][0][2]
        self.assertIn(self.users["ceo"].id, ids)
        self.assertNotIn(self.users["seller"].id, ids)
        objectives = officer.open_behind("objectives")
        self.assertEqual(objectives["domain"], [("id", "in", self.open.ids)])
        with self.assertRaises(AccessError):
            self._as("seller").open_behind("objectives")
        self.company.okr_min_group_size = 20
        with self.assertRaises(AccessError):
            officer.open_behind("without_objective")
        self.assertEqual(officer.get_page()["sections"], [])

    @freeze_time("2026-01-13 12:00:00")
    def test_team(self):
        self.env["okr.key.result"].search([])._refresh_figures()
        team = self._as("north_lead").get_team()
        self.assertEqual(team["people"], 1)
        groups = {group["key"]: group["rows"] for group in team["groups"]}
        self.assertEqual(
            [row["name"] for row in groups["late"]], [self.users["seller"].name]
        )
        self.assertEqual(groups["late"][0]["todo"], "nudge")
        # One is not many
        self.assertEqual(
            [row["what"] for row in groups["late"]],
            [self.open.key_result_ids.display_name],
        )
        with freeze_time("2026-01-30 12:00:00"):
            self.env["okr.key.result"].search([])._refresh_figures()
            team = self._as("north_lead").get_team()
            rows = {group["key"]: group["rows"] for group in team["groups"]}
            self.assertEqual([row["what"] for row in rows["silent"]], ["1 key result"])
        # An HR officer who leads nobody has no team
        for login in ("hr_officer", "seller", "portal"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self._as(login).get_team()
        # Whoever is above sees what they may read alone
        boss = self._as("ceo").get_team()
        self.assertEqual(boss["people"], 7)

    @freeze_time("2026-01-13 12:00:00")
    def test_of_many_people_those_are_read_who_are_named(self):
        self.env["okr.key.result"].search([])._refresh_figures()
        self.env.invalidate_all()
        team = self._as("ceo").get_team()
        named = {row["name"] for group in team["groups"] for row in group["rows"]}
        names = self.env["res.partner"]._fields["name"]._get_cache(self.env)
        read = {names[id_] for id_ in names}
        self.assertIn(self.users["seller"].name, named & read)
        others = {user.name for user in self.users.values()} - named
        # The reader is no row
        self.assertLessEqual(others & read, {self.users["ceo"].name})

    @freeze_time("2026-01-13 12:00:00")
    def test_nudge(self):
        key_result = self.open.key_result_ids
        key_result.with_user(self.users["north_lead"]).action_nudge()
        key_result.with_user(self.users["sales_lead"]).action_nudge()
        self.assertEqual(len(key_result.activity_ids), 1)
        self.assertEqual(key_result.activity_ids.user_id, self.users["seller"])
        for login in ("developer", "hr_officer", "product_lead"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                key_result.with_user(self.users[login]).action_nudge()
        key_result.with_user(self.users["seller"]).check_in(5)
        self.assertFalse(key_result.activity_ids)

    def test_digest(self):
        with freeze_time("2026-01-08 12:00:00"):
            self.open.key_result_ids.with_user(self.users["seller"]).check_in(5)
        digest = self.env["digest.digest"].create(
            {
                "name": "Week",
                "company_id": self.company.id,
                "kpi_okr_checkins": True,
                "kpi_okr_on_time": True,
                "kpi_okr_help": True,
            }
        )
        with freeze_time("2026-01-13 12:00:00"):
            rows = {
                login: {
                    row["kpi_name"]: row
                    for row in digest._compute_kpis(self.company, self.users[login])
                }
                for login in ("hr_officer", "seller")
            }
        officer = rows["hr_officer"]
        self.assertEqual(officer["kpi_okr_checkins"]["kpi_col2"]["value"], 1)
        self.assertEqual(officer["kpi_okr_on_time"]["kpi_col2"]["value"], "50.00")
        self.assertIn("kpi_okr_checkins", rows["seller"])
        self.assertNotIn("kpi_okr_on_time", rows["seller"])
