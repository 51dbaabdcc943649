from lxml import etree

from odoo.tests import tagged

from ..figures_common import TestOkrFigures, at

FIGURES = ("progress", "expected_progress", "attainment", "confidence")


@tagged("post_install", "-at_install")
class TestAverages(TestOkrFigures):
    """What is averaged is live and measured: no data is not 0 (FINDINGS B8)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.objective = cls._running(
            key_results=[{"name": name} for name in ("Told", "Untold", "Dropped")]
        )
        cls.told, cls.untold, dropped = cls.objective.key_result_ids
        cls.draft = cls._objective()
        cls.gone = cls._running()
        with at(cls.HALF):
            for key_result in (
                cls.told,
                dropped,
                cls.draft.key_result_ids,
                cls.gone.key_result_ids,
            ):
                value = 60 if key_result == cls.told else 10
                key_result.check_in(value, confidence=value / 100)
            dropped.action_cancel("Wrong number")
            cls.gone.action_cancel("Wrong goal")
            cls.env.flush_all()

    def _mean(self, model, name, function="avg", login=None):
        records = self.env[model]
        if login:
            records = records.with_user(self.users[login])
        domain = [("cycle_id", "=", self.cycle.id)]
        spec = f"{name}:{function}"
        [(plain,)] = records._read_group(domain, [], [spec])
        [grouped] = records.formatted_read_group(domain, ["cycle_id"], [spec])
        sets = records.formatted_read_grouping_sets(domain, [[]], [spec])
        self.assertEqual(grouped[spec], plain)
        self.assertEqual(sets[0][0][spec], plain)
        return plain

    def test_of_key_results(self):
        for login in (None, "seller", "developer", "okr_admin"):
            for name in FIGURES:
                with self.subTest(login=login, name=name):
                    self.assertAlmostEqual(
                        self._mean("okr.key.result", name, login=login),
                        0.5 if name == "expected_progress" else 0.6,
                    )
        for function in ("sum", "min", "max"):
            with self.subTest(function=function):
                mean = self._mean("okr.key.result", "progress", function)
                self.assertAlmostEqual(mean, 0.6)

    def test_of_objectives(self):
        """Half of it told at 60 % is 30 %; drafts and the dropped are no part of it."""
        for name, mean in (("progress", 0.3), ("score", 0.3), ("confidence", 0.6)):
            with self.subTest(name=name):
                self.assertAlmostEqual(self._mean("okr.objective", name), mean)

    def test_where_nothing_is_measured_there_is_no_mean(self):
        domain = [("id", "=", self.untold.id)]
        [row] = self.env["okr.key.result"].formatted_read_group(
            domain, [], ["progress:avg"]
        )
        self.assertFalse(row["progress:avg"])
        self.assertIsNot(row["progress:avg"], 0.0)

    def test_shares_are_percents_in_each_graph_and_pivot(self):
        """FINDINGS A15: an axis from 0.00 to 0.80."""
        views = self.env["ir.ui.view"].search(
            [("type", "in", ("graph", "pivot")), ("model", "=like", "okr.%")]
        )
        measures = [
            (view.name, field.get("name"), field.get("widget"))
            for view in views
            for field in etree.fromstring(view.arch).iter("field")
            if field.get("type") == "measure"
            and field.get("name") in (*FIGURES, "share")
        ]
        self.assertGreater(len(measures), 4)
        self.assertFalse([each for each in measures if not each[2]])

    def test_groups_count_all_they_hold(self):
        domain = [("objective_id", "=", self.objective.id)]
        [row] = self.env["okr.key.result"]._read_group(
            domain, [], ["__count", "weight:sum"]
        )
        self.assertEqual(row, (3, 3.0))

    def test_the_bar_above_a_column_counts_what_is_live(self):
        """A draft that something was filled in for stood there as off track."""
        colors = dict.fromkeys(("on_track", "at_risk", "off_track", "no_data"), "")
        bar = {"field": "status", "colors": colors}
        for model, live in (
            ("okr.objective", self.objective),
            ("okr.key.result", self.told | self.untold),
        ):
            with self.subTest(model=model):
                counts = self.env[model].read_progress_bar(
                    [("cycle_id", "=", self.cycle.id)], "cycle_id", bar
                )[str(self.cycle.id)]
                self.assertEqual(sum(counts.values()), len(live))

    def test_the_graph_of_check_ins_shows_what_was_in_force(self):
        """FINDINGS B9: the mean of a week was that of whoever wrote in it."""
        with at("2026-03-05"):
            self.untold.check_in(20)
        for login in (None, "developer"):
            checkins = self.env["okr.checkin"]
            if login:
                checkins = checkins.with_user(self.users[login])
            rows = checkins.with_context(fill_temporal=True).formatted_read_group(
                [("key_result_id", "in", (self.told | self.untold).ids)],
                ["date:week"],
                ["progress:avg", "confidence:avg", "__count"],
            )
            self.assertEqual(
                [
                    (row["date:week"][0], round(row["progress:avg"], 6), row["__count"])
                    for row in rows
                ],
                [
                    ("2026-02-15", 0.6, 1),
                    ("2026-02-22", 0.6, 0),
                    ("2026-03-01", 0.4, 1),
                ],
            )
            self.assertEqual([row["confidence:avg"] for row in rows], 3 * [0.6])
        by_key_result = self.env["okr.checkin"].formatted_read_group(
            [("objective_id", "=", self.objective.id)],
            ["key_result_id", "date:month"],
            ["progress:avg"],
        )
        self.assertEqual(
            {
                (row["key_result_id"][1], row["date:month"][0]): row["progress:avg"]
                for row in by_key_result
            },
            {
                ("Told", "2026-02-01"): 0.6,
                ("Dropped", "2026-02-01"): 0.1,
                ("Untold", "2026-03-01"): 0.2,
            },
        )
