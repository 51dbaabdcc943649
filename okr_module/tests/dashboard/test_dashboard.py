from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...models.dashboard import okr_objective
from ..figures_common import TestOkrFigures, at
from ..query_common import recorded_queries


@tagged("post_install", "-at_install")
class TestDashboard(TestOkrFigures):
    """A cycle at a glance."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle.action_activate()

    def _data(self, login="ceo", department=None, date=None):
        return (
            self.env["okr.dashboard"]
            .with_user(self.users[login])
            .get_data(
                self.cycle.id,
                department and self.departments[department].id,
                date=date,
            )
        )

    def test_means_are_of_objectives(self):
        """Each measured objective counts once; one without data not at all."""
        one = self._running("seller")
        self._running(
            "developer", [{"name": "A", "weight": 3}, {"name": "B"}, {"name": "C"}]
        )
        empty = self._running("seller", name="Nothing weighs")
        with at("2026-01-30"):
            empty.key_result_ids.write({"weight": 0, "change_reason": "Followed only"})
            one.key_result_ids.check_in(50, confidence=0.4)
            data = self._data()
        self.assertEqual(data["objectives"], 3)
        self.assertEqual(data["measured"], 2)
        self.assertEqual(data["progress"], 0.25)
        self.assertEqual(data["confidence"], 0.4)
        self.assertEqual(data["key_results"], 5)
        self.assertEqual(sum(data["statuses"].values()), 5)
        self.assertEqual(data["as_of"], "2026-01-30")

    def test_a_department_and_those_below_it(self):
        """Sales counts Sales North; Product is no part of it."""
        north = self._running("seller", name="North")
        self._running("developer", name="Product")
        with at("2026-01-30"):
            data = self._data(department="Sales")
            self.assertEqual(data["ids"]["objectives"], north.ids)
            self.assertEqual(
                [row["name"] for row in data["departments"]], ["Sales North"]
            )
            weeks = data["departments"][0]["weeks"]
            self.assertEqual(
                [week["date"] for week in weeks],
                [entry["date"] for entry in data["curve"]],
            )

    def test_movers_have_last_week(self):
        """What moved within a week, with where it was before."""
        key_result = self._running_key_result(target_value=100)
        self._running("developer", name="Still")
        with at("2026-01-20"):
            key_result.check_in(10)
        with at("2026-01-30"):
            key_result.check_in(40)
            (mover,) = self._data()["movers"]
        self.assertEqual(mover["id"], key_result.id)
        self.assertAlmostEqual(mover["progress"], 0.4)
        self.assertAlmostEqual(mover["previous_progress"], 0.1)
        self.assertEqual(mover["previous_value_label"], "10")

    def test_who_asks_for_help(self):
        """A request is shown from the day it was asked until that of its answer."""
        key_result = self._running_key_result(target_value=100)
        with at("2026-01-20"):
            key_result.with_user(self.users["seller"]).check_in(
                1, note="Two more people", help_needed=True
            )
        request = key_result.help_request_ids
        with at("2026-01-27"):
            request.with_user(request.manager_id).action_answer("other", "They come")
        with at("2026-02-03"):
            for day, count in (
                ("2026-01-19", 0),
                ("2026-01-20", 1),
                ("2026-01-26", 1),
                ("2026-01-27", 0),
            ):
                self.assertEqual(len(self._data(date=day)["help_requests"]), count, day)

    def test_a_day_ahead_is_today(self):
        """Nobody sees what has not come; what is no date is refused in words."""
        self._running_key_result()
        with at("2026-01-30"):
            self.assertEqual(self._data(date="2026-03-01")["as_of"], "2026-01-30")
            with self.assertRaises(UserError):
                self._data(date="soon")

    def test_what_is_no_number(self):
        """A program that asks for something else is told so in words."""
        dashboard = self.env["okr.dashboard"].with_user(self.users["ceo"])
        for odd in ("x", {"a": 1}, 1.5, [1, "x"], float("nan")):
            with self.subTest(odd=odd), self.assertRaises(UserError):
                dashboard.get_data(odd)
            with self.subTest(department=odd), self.assertRaises(UserError):
                dashboard.get_data(self.cycle.id, department_id=odd)

    def test_no_cycle(self):
        """Without a running cycle there is nothing but the choice of others."""
        with at("2030-01-30"):
            data = (
                self.env["okr.dashboard"].with_user(self.users["ceo"]).get_data(False)
            )
        self.assertFalse(data["cycle"])
        self.assertIn(self.cycle.id, [each["id"] for each in data["choices"]["cycles"]])

    def test_queries_do_not_grow(self):
        """One objective or thirty: the same number of queries."""
        self._running("seller", name="First", rollup="both")
        counts = []
        for more in (0, 29):
            for number in range(more):
                goal = self._running("developer", name=f"Number {number}")
                with at("2026-01-20"):
                    goal.key_result_ids.check_in(number)
            with at("2026-01-30"):
                # Once, so that rights and settings are known
                self._data()
                with recorded_queries(self.env) as queries:
                    data = self._data()
                counts.append(len(queries))
        self.assertEqual(data["objectives"], 30)
        self.assertLessEqual(counts[1], counts[0] + 3, counts)
        self.assertLess(counts[1], 60)

    def test_portal_sees_nothing(self):
        """Whoever does not work here is refused."""
        with self.assertRaises(AccessError):
            self._data("portal")

    def test_too_many_to_look_back_on(self):
        """They stand as they do today, and a department still has its past."""
        one = self._running("seller", [{"name": "A"}, {"name": "B"}])
        other = self._running("developer", name="Product")
        self._running("developer", name="Secret", visibility="private")
        self._objective("seller", name="Draft")
        with at("2026-01-30"):
            one.key_result_ids[0].check_in(50, confidence=0.4)
            one.key_result_ids[1].check_in(0, confidence=0.6)
            other.key_result_ids.check_in(100, confidence=0.9)
            # What nobody has written to since is taken by the daily job
            self.cycle.objective_ids._refresh_figures()
            self.env.flush_all()
            few = self._data()
            with patch.object(okr_objective, "MOST_LOOKED_BACK_ON", 1):
                many = self._data()
                sales = self._data(department="Sales")
                with self.assertRaisesRegex(UserError, "Choose a department"):
                    self._data(date="2026-01-20")
        self.assertEqual((few["is_today_only"], many["is_today_only"]), (False, True))
        for name in ("progress", "expected_progress", "confidence"):
            self.assertAlmostEqual(many[name], few[name], 6, name)
        for name in ("objectives", "measured", "key_results", "statuses", "status"):
            self.assertEqual(many[name], few[name], name)
        self.assertEqual(many["curve"][-1]["date"], few["curve"][-1]["date"])
        for row, known in zip(many["departments"], few["departments"], strict=True):
            self.assertEqual((row["id"], row["name"]), (known["id"], known["name"]))
            self.assertEqual(row["weeks"][-1], known["weeks"][-1])
        self.assertFalse(sales["is_today_only"])
        self.assertEqual(sales["objectives"], 1)
