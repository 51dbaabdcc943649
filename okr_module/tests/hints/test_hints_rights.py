from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..access_common import SECRET, TestOkrAccessCommon
from ..base.test_performance import _difference
from ..figures_common import TestOkrFigures
from ..query_common import recorded_queries


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestHintsRights(TestOkrAccessCommon):
    """A hint tells nothing of what its reader may not read."""

    def _codes(self, login, record):
        return [hint["code"] for hint in self._as(login, record).hints or ()]

    def test_the_same_sentence_of_a_hidden_one_is_not_said(self):
        hidden = self._objective("sales_rep", name=f"{SECRET} rules", key_results=[])
        hidden.visibility = "private"
        hidden.key_result_ids = [(0, 0, {"name": f"{SECRET}s at noon"})]
        mine = self._objective(
            "developer",
            name=f"{SECRET} rules",
            key_results=[{"name": f"{SECRET}s at noon"}],
        )
        for login, is_told in (("developer", False), ("okr_admin", True)):
            with self.subTest(login):
                codes = self._codes(login, mine)
                self.assertEqual(codes.count("same_sentence"), 2 * is_told)
        hidden.visibility = "company"
        self.assertEqual(self._codes("developer", mine).count("same_sentence"), 2)

    def test_hidden_objectives_are_not_counted(self):
        objectives = self.env["okr.objective"]
        for number in range(6):
            objectives |= self._objective("sales_rep", name=f"Number {number}")
        objectives[0].visibility = "private"
        self.assertIn("many_objectives", self._codes("sales_rep", objectives[1]))
        self.assertNotIn("many_objectives", self._codes("developer", objectives[1]))

    def test_the_past_of_a_hidden_one_is_not_told(self):
        before = self.env["okr.cycle"].create(
            {
                "name": "Before",
                "company_id": self.company.id,
                "date_start": "2025-10-01",
                "date_end": "2025-12-31",
            }
        )
        old = self._objective(
            "sales_rep",
            key_results=[{"name": "Ships", "target_value": 20.0}],
            cycle_id=before.id,
            visibility="private",
        )
        old.action_activate()
        old.key_result_ids.check_in(11.5, date="2025-12-01")
        mine = self._objective("developer", key_results=[{"name": "Ships", "unit": ""}])
        mine.key_result_ids.target_value = 5000.0
        for login, is_told in (("developer", False), ("okr_admin", True)):
            with self.subTest(login):
                codes = self._codes(login, mine.key_result_ids)
                self.assertEqual("target_far" in codes, is_told)

    def test_whose_hints_are_listed(self):
        theirs = self._objective("sales_rep", name="Of the rep")
        below = self._objective("seller", name="Of the seller")
        secret = self._objective("seller", name="Of nobody else", visibility="private")
        everything = theirs | below | secret
        for login, expected in (
            ("sales_rep", theirs),
            ("sales_lead", theirs | below),
            ("seller", below | secret),
            ("mentor", theirs),
            ("developer", theirs.browse()),
            ("hr_officer", theirs | below),
            ("okr_admin", everything),
            ("stranger", theirs.browse()),
        ):
            with self.subTest(login):
                found = self._env(login)["okr.objective"].search(
                    [
                        ("is_mine_to_improve", "=", True),
                        ("hint_code", "!=", False),
                        ("id", "in", everything.ids),
                    ]
                )
                # The seller's private one: the manager in the line reads it.
                shown = found - secret.with_env(found.env)
                self.assertEqual(shown.ids, (expected - secret).ids)
                if login in ("developer", "hr_officer", "sales_rep", "stranger"):
                    self.assertNotIn(secret.id, found.ids)


@tagged("post_install", "-at_install")
class TestHintsPerformance(TestOkrFigures):
    """The list of hints costs as many queries for many as for few."""

    def test_list_of_hints(self):
        counts = []
        for number in (3, 30):
            for index in range(number):
                self._objective("seller", name=f"Objective {number} {index}")
            reader = self.env["okr.objective"].with_user(self.users["north_lead"])
            domain = [("is_mine_to_improve", "=", True), ("hint_code", "!=", False)]
            specification = {"name": {}, "hints": {}}
            reader.web_search_read(domain, specification, limit=5)
            with recorded_queries(self.env) as queries:
                found = reader.web_search_read(domain, specification, limit=80)
            self.assertGreaterEqual(found["length"], number)
            counts.append(queries)
        few, many = counts
        self.assertEqual(len(few), len(many), _difference(few, many))
        self.assertLessEqual(len(many), 60, "\n".join(many))

    def test_a_form_costs_the_same_whatever_it_holds(self):
        counts = []
        for number in (2, 3, 12):  # the first only warms up
            objective = self._objective(
                "seller",
                name=f"Try hard with {number}",
                key_results=[
                    {"name": f"Improve number {kr} of {number}"} for kr in range(number)
                ],
            )
            reader = objective.with_user(self.users["seller"])
            with recorded_queries(self.env) as queries:
                (row,) = reader.web_read({"hints": {}})
            self.assertTrue(row["hints"])
            counts.append(queries)
        _warm, few, many = counts
        self.assertEqual(len(few), len(many), _difference(few, many))
        self.assertLessEqual(len(many), 55, "\n".join(many))
