from odoo.tests import tagged

from ..figures_common import TestOkrFigures, at


@tagged("post_install", "-at_install")
class TestOkrForecastWords(TestOkrFigures):
    """Where it is heading for, said in words while there is something ahead."""

    def _label(self, values=(), day="2026-02-19", **plan):
        """Return the words on a day after check-ins ``(day, value)``."""
        key_result = self._running_key_result(**plan)
        for checked, value in values:
            with at(checked):
                key_result.check_in(value)
        with at(day):
            key_result._refresh_figures()
            # A minus sign is kept with its number by a mark that nobody sees.
            return (key_result.forecast_label or "").replace("\ufeff", "")

    def test_words(self):
        half = [(self.HALF, 15)]
        date, pace = "Sun, Apr 5", ", at the pace so far"
        for name, values, plan, expected in (
            (
                "rise",
                half,
                {"target_value": 40, "unit": "customers"},
                f"heading for 30 of 40 customers by {date}{pace}",
            ),
            (
                "fall",
                half,
                {"direction": "decrease", "start_value": 20, "target_value": 5},
                f"heading for 10 by {date}, target 5{pace}",
            ),
            (
                "rise to zero",
                [(self.HALF, -15)],
                {"start_value": -20, "target_value": 0},
                f"heading for -10 by {date}, target 0{pace}",
            ),
            (
                "at least",
                half,
                {"direction": "at_least", "start_value": 20, "target_value": 18},
                f"heading for 10 by {date}, asked for: at least 18{pace}",
            ),
            (
                "at most",
                half,
                {"direction": "at_most", "start_value": 20, "target_value": 18},
                f"heading for 10 by {date}, asked for: at most 18{pace}",
            ),
            (
                "range",
                half,
                {
                    "direction": "range",
                    "start_value": 20,
                    "range_min": 8,
                    "range_max": 12,
                },
                f"heading for 10 by {date}, asked for: 8 to 12{pace}",
            ),
            (
                "percent",
                half,
                {"metric_type": "percent", "target_value": 40},
                f"heading for 30 of 40% by {date}{pace}",
            ),
            (
                "least squares from three days on",
                [("2026-01-15", 5), ("2026-01-25", 10), ("2026-02-04", 15)],
                {"target_value": 40},
                f"heading for 45 of 40 by {date}, by the line through its check-ins",
            ),
        ):
            with self.subTest(name):
                self.assertEqual(self._label(values, **plan), expected)

    def test_each_sentence_says_what_it_is_made_of(self):
        key_result = self._running_key_result(target_value=40)
        with at(self.HALF):
            key_result.check_in(15)
            self.env.flush_all()
            for basis, words in (
                ("trend", ", by the line through its check-ins"),
                ("pace", ", at the pace so far"),
                ("last_year", ", if it goes on as last year did"),
                ("standing", ": that much is there, and it only adds up"),
            ):
                key_result._write_noted({"forecast_basis": basis})
                with self.subTest(basis):
                    said = key_result.forecast_label
                    self.assertEqual(said, f"heading for 30 of 40 by Sun, Apr 5{words}")

    def test_nothing_is_said_where_nothing_is_ahead(self):
        for name, values, day, plan in (
            ("no check-in", [], self.HALF, {}),
            ("first day", [("2026-01-05", 3)], "2026-01-05", {}),
            ("last day", [(self.HALF, 3)], "2026-04-05", {}),
            ("over", [(self.HALF, 3)], "2026-05-05", {}),
            ("yes or no", [(self.HALF, 1)], self.HALF, {"metric_type": "boolean"}),
        ):
            with self.subTest(name):
                self.assertFalse(self._label(values, day, **plan))

    def test_milestones_end_with_all_of_them(self):
        key_result = self._running_key_result(
            metric_type="milestone",
            milestone_ids=[(0, 0, {"name": "One"}), (0, 0, {"name": "Two"})],
        )
        with at("2026-01-20"):
            key_result.check_in()
            key_result.milestone_ids[0].is_reached = True
            key_result.check_in()
        with at("2026-02-01"):
            key_result._refresh_figures()
            label = key_result.forecast_label
        self.assertEqual(
            label, "heading for 100% of the way by Sun, Apr 5, at the pace so far"
        )
