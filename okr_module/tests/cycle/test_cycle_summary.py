from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.cycle import okr_cycle_summary
from ..figures_common import TestOkrFigures, at
from ..query_common import recorded_queries


@tagged("post_install", "-at_install")
class TestCycleSummary(TestOkrFigures):
    """What a cycle came to, said after closing and whenever one asks again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle.action_activate()
        cls.good = cls._running("seller", name="Daring")
        cls.kept = cls._running("developer", name="Promise", ambition="committed")
        cls.silent = cls._running(
            "seller", name="Silent", key_results=[], rollup="aligned"
        )
        cls.dropped = cls._running("seller", name="Over")
        cls.hidden = cls._running("developer", name="Secret", visibility="private")
        cls.draft = cls._objective("seller", name="Never begun")
        with at("2026-02-10"):
            cls.good.key_result_ids.check_in(70)
            cls.kept.key_result_ids.check_in(40)
            cls.hidden.key_result_ids.check_in(100)
            cls.dropped.action_cancel("Ships have radios now")
            cls.kept.key_result_ids.write(
                {"target_value": 50, "change_reason": "Half of them sailed away"}
            )
            cls.env.flush_all()
        cls.good.write({"retro_learned": "Ask the captains first."})

    def _summary(self, login, cycle_id=None):
        cycles = self.env["okr.cycle"].with_user(self.users[login])
        return cycles.get_summary(self.cycle.id if cycle_id is None else cycle_id)

    def _close(self):
        with at("2026-04-05"):
            self.cycle.action_start_review()
            wizard = self.env["okr.cycle.transition"].browse(
                self.cycle.with_user(self.users["okr_admin"]).action_open_transition()[
                    "res_id"
                ]
            )
            return wizard.with_user(self.users["okr_admin"]).action_confirm()

    def test_closing_opens_the_summary(self):
        """Two clicks close, and the page that opens offers the third: rolling over."""
        action = self._close()
        self.assertEqual(self.cycle.state, "closed")
        self.assertEqual(action["tag"], "okr_module.cycle_summary")
        self.assertEqual(action["context"]["active_id"], self.cycle.id)
        again = self.cycle.with_user(self.users["seller"]).action_open_summary()
        self.assertEqual(again["tag"], action["tag"])

    def test_what_it_came_to(self):
        """Mean, passed, changed plans, learned, unreviewed, dropped."""
        with at("2026-04-05"):
            self.cycle.action_start_review()
            data = self._summary("seller")
        # 0.7 of a daring goal passes; 0.8 of a promise does not
        self.assertAlmostEqual(data["mean_score"], 0.75)
        self.assertEqual((data["passed"], data["measured"]), (1, 2))
        rows = {row["name"]: row for row in data["objectives"]}
        self.assertEqual(set(rows), {"Daring", "Promise", "Silent"})
        self.assertFalse(rows["Silent"]["is_measured"])
        self.assertAlmostEqual(rows["Promise"]["original_score"], 0.4)
        self.assertEqual(
            [(row["name"], row["reason"]) for row in data["changes"]],
            [("New customers: 0 to 100", "Half of them sailed away")],
        )
        self.assertEqual(
            [row["text"] for row in data["learned"]], ["Ask the captains first."]
        )
        self.assertEqual(
            {row["name"] for row in data["unreviewed"]}, {"Promise", "Silent"}
        )
        self.assertEqual(
            [(row["name"], row["text"]) for row in data["dropped"]],
            [("Over", "Ships have radios now")],
        )
        self.assertEqual(data["drafts"], 1)
        self.assertFalse(data["can_rollover"])
        self.assertTrue(self._summary("okr_admin")["can_rollover"])

    def test_it_stands_after_closing(self):
        """Opened again, it says the same."""
        self._close()
        data = self._summary("seller")
        self.assertAlmostEqual(data["mean_score"], 0.75)
        self.assertEqual(self._summary("seller", False)["cycle"], data["cycle"])

    def test_nobody_reads_more_than_they_may(self):
        """What is private is in no count of others."""
        self.assertEqual(len(self._summary("developer")["objectives"]), 4)
        self.assertNotIn("Secret", str(self._summary("seller")))
        with self.assertRaises(AccessError):
            self._summary("portal")

    def test_nothing_to_sum_up(self):
        """A cycle in planning has no summary, and neither has nothing."""
        planned = self.cycle.copy({"name": "Later"})
        self.assertFalse(self._summary("seller", planned.id))
        self.assertFalse(self._summary("seller", False))

    def test_long_lists_are_counted_and_not_named(self):
        with patch.object(okr_cycle_summary, "MOST_NAMED", 1):
            data = self._summary("seller")
        self.assertEqual(len(data["objectives"]), 1)
        self.assertEqual(data["counts"]["objectives"], 3)
        self.assertEqual(data["counts"]["dropped"], 1)
        self.assertEqual((data["measured"], data["mean_score"]), (2, 0.75))

    def test_only_what_is_named_is_read(self):
        """A company's fifty thousand objectives are counted, not read."""
        self.env.flush_all()
        self.env.invalidate_all()
        with patch.object(okr_cycle_summary, "MOST_NAMED", 1):
            data = self._summary("seller")
        objectives = self.env["okr.objective"].with_user(self.users["seller"])
        read = objectives._fields["state"]._get_cache(objectives.env)
        self.assertEqual(data["counts"]["objectives"], 3)
        # One of those that ran, one dropped, one unreviewed, one that learned
        self.assertLessEqual(len(read), 4)

    def test_blanks_teach_nothing(self):
        self.kept.write({"retro_learned": " \n\t "})
        [learned] = self._summary("seller")["learned"]
        self.assertEqual(learned["name"], "Daring")

    def test_queries_do_not_grow(self):
        """Scores against the original plan are of all at once."""
        counts = []
        for many in (3, 12):
            for number in range(many):
                self._running("developer", name=f"{many} {number}")
            self.env.flush_all()
            self.env.invalidate_all()
            self._summary("seller")
            self.env.invalidate_all()
            with recorded_queries(self.env) as queries:
                self._summary("seller")
            counts.append(len(queries))
        self.assertEqual(*counts)
