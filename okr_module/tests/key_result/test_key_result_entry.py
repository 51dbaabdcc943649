from odoo.tests import tagged

from ..figures_common import TestOkrFigures, at

NOT_FINITE = (float("nan"), float("inf"), float("-inf"))
NUMBERS = ("start_value", "target_value", "range_min", "range_max", "weight")


@tagged("post_install", "-at_install")
class TestKeyResultEntry(TestOkrFigures):
    """What is entered wrongly is refused with a sentence, and nothing is written."""

    def setUp(self):
        super().setUp()
        self.objective = self._objective()
        self.key_result = self.objective.key_result_ids

    def _refused(self, words, **values):
        """Assert that values are refused both when new and when changed."""
        count = self.env["okr.key.result"].search_count([])
        self.assert_refused(
            words,
            self.env["okr.key.result"].create,
            {"name": "New", "objective_id": self.objective.id, **values},
        )
        before = self.key_result.read(list(values))
        self.assert_refused(words, self.key_result.write, values)
        self.env.invalidate_all()
        self.assertEqual(self.key_result.read(list(values)), before)
        self.assertEqual(self.env["okr.key.result"].search_count([]), count)

    def test_start_equals_target(self):
        """Fault 3: b = t gave 50 % (okr-tracker)."""
        for direction in ("increase", "decrease"):
            for value in (0, 5, -1.5):
                with self.subTest(direction=direction, value=value):
                    self._refused(
                        "Stay at or above",
                        direction=direction,
                        start_value=value,
                        target_value=value,
                    )

    def test_start_equals_target_is_fine_where_a_value_is_to_stay(self):
        for direction in ("at_least", "at_most", "range"):
            self.key_result.write(
                {"direction": direction, "start_value": 5, "target_value": 5}
            )
            self.env.flush_all()
        self.key_result.write({"metric_type": "boolean", "direction": "increase"})
        self.env.flush_all()
        self.assertEqual(self.key_result.start_value, self.key_result.target_value)

    def test_direction_agrees_with_the_numbers(self):
        self._refused("lies below the start", start_value=10, target_value=5)
        self._refused(
            "lies above the start", direction="decrease", start_value=5, target_value=10
        )

    def test_range_begins_below_its_end(self):
        self._refused("above its end", direction="range", range_min=3, range_max=2)

    def test_negative_weight(self):
        self._refused("from 0 upwards", weight=-0.1)

    def test_not_a_number(self):
        for number in NOT_FINITE:
            for name in NUMBERS:
                with self.subTest(number=number, name=name):
                    self._refused("number", **{name: number})

    def test_text_in_place_of_numbers(self):
        for text in ("many", "1,5", "12 per", "1.2.3", "nan", "Infinity"):
            for name in NUMBERS:
                with self.subTest(text=text, name=name):
                    self._refused("number", **{name: text})

    def test_numbers_written_as_text_are_numbers(self):
        self.key_result.write({"start_value": "-5", "target_value": "1e3"})
        self.assertEqual(self.key_result.target_value, 1000.0)

    def test_numbers_as_people_type_them(self):
        """In the language of whoever types them."""
        for code, decimal, thousands, cases in (
            (
                "de_DE",
                ",",
                ".",
                {
                    "1.234,5": 1234.5,
                    "1.234": 1234,
                    "1,5": 1.5,
                    "1.5": 1.5,
                    "1,234.5": 1234.5,
                    "45 %": 45,
                    "12k": 12000,
                    "-1,5 M": -1_500_000,
                },
            ),
            ("fr_FR", ",", "\u202f", {"1 234,5": 1234.5, "1\u202f234": 1234}),
            ("de_CH", ".", "\u2019", {"1'234.5": 1234.5, "1\u2019234": 1234}),
            ("en_US", ".", ",", {"1,234": 1234, "1,234.5": 1234.5, "1.234": 1.234}),
            ("vi_VN", ",", ".", {"3.000.000": 3_000_000, "0,25": 0.25}),
            ("hi_IN", ".", ",", {"12,34,567.5": 1_234_567.5}),
        ):
            lang = self.env["res.lang"].with_context(active_test=False)
            lang = lang.search([("code", "=", code)]) or lang._create_lang(code)
            lang.write(
                {"active": True, "decimal_point": decimal, "thousands_sep": thousands}
            )
            for text, number in cases.items():
                with self.subTest(code=code, text=text):
                    mine = self.key_result.with_context(lang=code)
                    mine.write({"direction": "at_least", "target_value": text})
                    self.assertEqual(mine.target_value, number)
        self.key_result.unit = "customers"
        with at("2026-01-06"):
            checkin = self.key_result.check_in("1,200 customers")
        self.assertEqual(checkin.value, 1200)

    def test_numbers_no_float_can_hold(self):
        for number in (10**400, -(10**5000), "1" + 400 * "0"):
            with self.subTest(number=str(number)[:9] if isinstance(number, str) else 0):
                self._refused("too large", direction="at_least", target_value=number)

    def test_huge_numbers(self):
        for number in (1e300, -1e300, 1.1e15):
            for name in ("target_value", "start_value"):
                with self.subTest(number=number, name=name):
                    self._refused("too large", direction="at_least", **{name: number})
        self.key_result.target_value = 1e15
        self.env.flush_all()
        self.assertEqual(self.key_result.target_value, 1e15)

    def test_tiny_numbers(self):
        self.key_result.write({"start_value": 0, "target_value": 1e-300})
        with at(self.HALF):
            self.objective.action_activate()
            self.key_result.check_in(1e15)
            self.assert_figures(self.key_result, progress=1.0)
            self.assertLess(self.key_result.attainment, 1e31)
            average = self.env["okr.key.result"]._read_group(
                [("id", "=", self.key_result.id)], [], ["attainment:avg"]
            )
        self.assertEqual(average[0][0], self.key_result.attainment)

    def test_names(self):
        for name in ("", "  ", False):
            with self.subTest(name=name):
                self._refused("needs a name", name=name)
                self.assert_refused(
                    "needs a name", self.objective.write, {"name": name}
                )
                self.assert_refused(
                    "needs a name",
                    self.env["okr.objective"].create,
                    {"name": name, "company_id": self.company.id},
                )

    def test_unknown_words(self):
        for name in ("metric_type", "direction", "state"):
            with self.subTest(name=name):
                self.assert_refused(
                    "sideways is none of", self.key_result.write, {name: "sideways"}
                )

    def test_milestone_and_plan_point_values(self):
        milestone = self.env["okr.milestone"].create(
            {"name": "Step", "key_result_id": self.key_result.id}
        )
        point = self.env["okr.plan.point"].create(
            {"key_result_id": self.key_result.id, "date": "2026-02-01", "value": 3}
        )
        for number in (*NOT_FINITE, "much"):
            with self.subTest(number=number):
                self.assert_refused("number", milestone.write, {"weight": number})
                self.assert_refused("number", point.write, {"value": number})
                self.assert_refused("number", milestone.copy, {"weight": number})
                self.assert_refused(
                    "number",
                    point.copy,
                    {"date": "2026-02-02", "value": number},
                )
        self.assert_refused("number", milestone.write, {"weight": -1})
        self.assert_refused("too large", point.write, {"value": 1e300})
        for day in ("2026-01-04", "2026-04-06"):
            self.assert_refused("outside the cycle", point.write, {"date": day})
        self.assert_refused_by_database("one value a day", point, point.copy)
