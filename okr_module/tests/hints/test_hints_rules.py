from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...hints import (
    CODES,
    KeyResultFacts,
    ObjectiveFacts,
    key_result_hints,
    objective_hints,
)
from ...hints.rules import is_far_above, is_far_below
from ..arithmetic.test_arithmetic_properties import several

GOOD = KeyResultFacts("New customers in the north", start_value=20, target_value=40)
BOUND = replace(GOOD, is_linked=True)
GOOD_OBJECTIVE = ObjectiveFacts(
    "Everybody in the north knows us",
    is_aligned=True,
    metric_types=("number", "percent"),
)
values = st.floats(-1e15, 1e15)


def codes(hints):
    return [hint.code for hint in hints]


@tagged("post_install", "-at_install")
class TestHintRules(BaseCase):
    """Each rule as a table, and what holds for all numbers."""

    # --- KEY RESULTS ---

    def test_key_results(self):
        for words, changes, expected in (
            ("good", {}, []),
            ("a wish", {"name": "Improve the service"}, ["wish"]),
            ("as offered", {"start_value": 0, "target_value": 100}, ["no_measure"]),
            (
                "a wish as offered",
                {"name": "Try hard", "start_value": 0, "target_value": 100},
                ["wish", "no_measure"],
            ),
            (
                "0 to 100 on purpose",
                {"name": "Score: 0 to 100", "start_value": 0, "target_value": 100},
                [],
            ),
            (
                "with a unit",
                {"unit": "points", "start_value": 0, "target_value": 100},
                [],
            ),
            (
                "percent",
                {"metric_type": "percent", "start_value": 0, "target_value": 100},
                [],
            ),
            (
                "bound",
                {"is_linked": True, "start_value": 0, "target_value": 100},
                [],
            ),
            ("no change", {"target_value": 20}, ["no_measure"]),
            ("held", {"direction": "at_least", "target_value": 20}, []),
            ("in a range", {"direction": "range"}, []),
            ("yes or no", {"metric_type": "boolean", "target_value": 20}, []),
            ("no milestones", {"metric_type": "milestone"}, ["no_measure"]),
            ("milestones", {"metric_type": "milestone", "milestones": 1}, []),
            ("no owner", {"has_owner": False}, ["no_owner"]),
            ("a twin", {"twin": "other"}, ["same_sentence"]),
            ("no name yet", {"name": " ", "has_owner": False, "twin": "other"}, []),
        ):
            with self.subTest(words):
                hints = key_result_hints(replace(GOOD, **changes))
                self.assertEqual(codes(hints), expected)

    def test_where_it_is_said(self):
        hints = key_result_hints(
            replace(GOOD, name="Improve", target_value=20, has_owner=False, twin="x")
        )
        self.assertEqual(
            [(hint.code, hint.field) for hint in hints],
            [
                ("same_sentence", "name"),
                ("no_owner", "user_id"),
                ("wish", "name"),
                ("no_measure", "target_value"),
            ],
        )
        (milestones,) = key_result_hints(replace(GOOD, metric_type="milestone"))
        self.assertEqual(milestones.field, "milestone_ids")

    def test_target_reached(self):
        for changes, is_reached in (
            ({"kpi_value": 40}, True),
            ({"kpi_value": 41}, True),
            ({"kpi_value": 39.9}, False),
            ({"kpi_value": None}, False),
            ({"kpi_value": 50, "is_linked": False}, False),
            # A running one that got there is a success.
            ({"kpi_value": 50, "is_draft": False}, False),
            ({"kpi_value": 10, "direction": "decrease", "target_value": 15}, True),
            ({"kpi_value": 16, "direction": "decrease", "target_value": 15}, False),
            ({"kpi_value": 50, "direction": "at_least"}, False),
        ):
            with self.subTest(changes):
                hints = key_result_hints(replace(BOUND, **changes))
                self.assertEqual(codes(hints), ["target_reached"] * is_reached)

    def test_target_far(self):
        for changes, best in (
            ({"history": (20, 30, 38)}, None),
            ({"history": (10, 15)}, 15),
            ({"history": (10, 20)}, None),
            ({"history": (10,)}, None),
            ({"history": (0, 0, 0)}, None),
            ({"history": (10, 15), "is_draft": False}, None),
            ({"history": (10, 15), "metric_type": "boolean"}, None),
            ({"history": (10, 15), "direction": "at_least"}, 15),
            (
                {"history": (6, 8), "direction": "decrease", "target_value": 2},
                6,
            ),
            (
                {"history": (6, 8), "direction": "decrease", "target_value": 3},
                None,
            ),
            ({"history": (6, 8), "direction": "at_most", "target_value": 0}, 6),
            (
                {
                    "history": (6, 8),
                    "direction": "range",
                    "range_min": 20,
                    "range_max": 30,
                },
                8,
            ),
            (
                {"history": (6, 8), "direction": "range", "range_max": 2},
                6,
            ),
        ):
            with self.subTest(changes):
                hints = key_result_hints(replace(GOOD, **changes))
                found = [h.values["best"] for h in hints if h.code == "target_far"]
                self.assertEqual(found, [] if best is None else [best])

    # --- OBJECTIVES ---

    def test_objectives(self):
        for words, changes, expected in (
            ("good", {}, []),
            ("a wish", {"name": "We try our best"}, ["wish"]),
            ("five objectives", {"owners_objectives": 5}, []),
            ("six objectives", {"owners_objectives": 6}, ["many_objectives"]),
            (
                "no owner",
                {"has_owner": False, "owners_objectives": 6},
                ["no_owner"],
            ),
            ("not aligned", {"is_aligned": False}, ["not_aligned"]),
            ("the company's", {"is_aligned": False, "level": "company"}, []),
            (
                "a department's",
                {"is_aligned": False, "level": "department"},
                ["not_aligned"],
            ),
            ("none", {"metric_types": ()}, ["few_key_results"]),
            ("one", {"metric_types": ("number",)}, ["few_key_results"]),
            ("five", {"metric_types": ("number",) * 5}, []),
            ("six", {"metric_types": ("number",) * 6}, ["many_key_results"]),
            ("by its children", {"metric_types": (), "rollup": "aligned"}, []),
            ("by both", {"metric_types": (), "rollup": "both"}, ["few_key_results"]),
            ("yes or no", {"metric_types": ("boolean",) * 2}, ["only_yes_no"]),
            ("not only", {"metric_types": ("boolean", "number")}, []),
            ("a twin", {"twin": "other"}, ["same_sentence"]),
            ("no name yet", {"name": "", "is_aligned": False, "metric_types": ()}, []),
        ):
            with self.subTest(words):
                hints = objective_hints(replace(GOOD_OBJECTIVE, **changes))
                self.assertEqual(codes(hints), expected)

    # --- WHAT HOLDS ALWAYS ---

    @several
    @given(
        st.builds(
            KeyResultFacts,
            name=st.text(max_size=30),
            metric_type=st.sampled_from(
                ["number", "percent", "currency", "boolean", "milestone"]
            ),
            direction=st.sampled_from(
                ["increase", "decrease", "at_least", "at_most", "range"]
            ),
            start_value=values,
            target_value=values,
            range_min=values,
            range_max=values,
            has_owner=st.booleans(),
            is_linked=st.booleans(),
            is_draft=st.booleans(),
            milestones=st.integers(0, 3),
            kpi_value=st.none() | values,
            history=st.lists(values, max_size=5).map(tuple),
            languages=st.just(("vi", "en")),
        )
    )
    def test_any_key_result(self, facts):
        hints = key_result_hints(facts)
        self.assertEqual(hints, key_result_hints(facts))
        found = codes(hints)
        self.assertEqual(found, sorted(set(found), key=CODES.index))

    @several
    @given(
        st.builds(
            ObjectiveFacts,
            name=st.text(max_size=30),
            level=st.sampled_from(["company", "department", "individual"]),
            rollup=st.sampled_from(["key_results", "aligned", "both"]),
            has_owner=st.booleans(),
            is_aligned=st.booleans(),
            metric_types=st.lists(st.sampled_from(["number", "boolean"])).map(tuple),
            owners_objectives=st.integers(1, 20),
        )
    )
    def test_any_objective(self, facts):
        found = codes(objective_hints(facts))
        self.assertEqual(found, sorted(set(found), key=CODES.index))

    @several
    @given(st.lists(values, min_size=2, max_size=6), values)
    def test_what_was_there_before_is_never_far(self, history, other):
        self.assertFalse(is_far_above(max(history), history))
        self.assertFalse(is_far_below(min(history), history))
        # Never both, and the farther the more.
        self.assertFalse(is_far_above(other, history) and is_far_below(other, history))
        if is_far_above(other, history):
            self.assertTrue(is_far_above(other * 2, history) or other < 0)
