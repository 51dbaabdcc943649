import ast
import re
from pathlib import Path

from odoo.tests import BaseCase, tagged

ADDON = Path(__file__).resolve().parents[2]
#: a number that is not known yet, and what there are so many of
COUNTED = re.compile(
    r"%(\([a-z_]+\))?s (more |other )?(of these )?"
    r"(people|persons|records|objectives|key results|check-ins|milestones|goals|KPIs)\b"
)
#: how code tells one from many
ASKS_FOR_ONE = re.compile(r"(==|!=|>) 1\b")
#: sentences of which there never is one, and why
NEVER_ONE = {
    "%(owner)s has %(count)s objectives in this cycle.": "more than enough",
    "%s key results are more than one keeps in mind.": "more than enough",
    "All %(count)s objectives of %(owner)s in this cycle came out 1.0.": "several",
    "All %(count)s objectives of %(department)s came out 1.0: were they daring?": (
        "several"
    ),
    "%(name)s: %(mine)s of %(total)s records are yours to see": "a title",
    "Fewer than %s people: the KPI is not shown.": "a guard counts two or more",
    "Fewer than %s people could be told by two filters, one taken from the other: it "
    "is shown without a filter only.": "a guard counts two or more",
    "A report holds %s objectives at most. Choose a department.": "thousands",
}


def _functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def _sentences(function):
    """Return the texts in a function that are translated."""
    return [
        call.args[0].value
        for call in ast.walk(function)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "_"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    ]


@tagged("post_install", "-at_install")
class TestOne(BaseCase):
    """Nobody reads "1 people" (FINDINGS A16) or "1 objectives" (B15)."""

    def test_who_counts_in_words_says_one_as_one(self):
        checked, wrong = 0, []
        for path in [*ADDON.glob("models/**/*.py"), *ADDON.glob("wizard/**/*.py")]:
            source = path.read_text(encoding="utf-8")
            for function in _functions(ast.parse(source)):
                for sentence in _sentences(function):
                    if not COUNTED.search(sentence) or sentence in NEVER_ONE:
                        continue
                    checked += 1
                    code = ast.get_source_segment(source, function)
                    if not ASKS_FOR_ONE.search(code):
                        wrong.append((path.name, sentence))
        self.assertGreater(checked, 10)
        self.assertFalse(wrong, "for one there is no sentence of its own")
