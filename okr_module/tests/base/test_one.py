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
#: the same, in what screens say
SAID_BY_SCREENS = re.compile(
    r"%(\([a-z_]+\))?s [a-z ]*\b(are|have|were|people|objectives|key results|check-ins"
    r"|records|goals|drafts|questions|days|weeks)\b"
)
#: a number in a template, and the word behind it
BEHIND_A_NUMBER = re.compile(
    r"<(?:t|span|b|field)\b[^>]*(?:t-esc|t-out|name)=[^>]*/>\s*"
    r"(?:people|persons|objectives|key results|check-ins|goals|records|weeks"
    r"|questions|more)\b"
)
#: how code tells one from many
ASKS_FOR_ONE = re.compile(r"(===?|!==?|>) 1\b")
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
    "Show all %s key results": "more than fit",
    "%(done)s of %(count)s steps are done": "several",
    "A report holds %s objectives at most. Choose a department.": "thousands",
}
#: templates that have a sentence of their own for one
TOLD_APART = {"okr_cancel_views.xml"}


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

    def test_screens_say_one_as_one(self):
        checked, wrong = 0, []
        for path in ADDON.glob("static/src/**/*.js"):
            # Between one method and the next
            for method in re.split(r"\n    }\n", path.read_text(encoding="utf-8")):
                for sentence in re.findall(r'_t\(\s*"([^"]+)"', method):
                    if not SAID_BY_SCREENS.search(sentence) or sentence in NEVER_ONE:
                        continue
                    checked += 1
                    if not ASKS_FOR_ONE.search(method):
                        wrong.append((path.name, sentence))
        self.assertGreater(checked, 5)
        self.assertFalse(wrong, "for one there is no sentence of its own")

    def test_no_template_puts_a_number_before_its_word(self):
        wrong = []
        for pattern in ("static/src/**/*.xml", "views/**/*.xml", "wizard/**/*.xml"):
            for path in ADDON.glob(pattern):
                text = path.read_text(encoding="utf-8")
                wrong += [
                    (path.name, " ".join(found[0].split()))
                    for found in BEHIND_A_NUMBER.finditer(text)
                    if path.name not in TOLD_APART
                ]
        self.assertFalse(wrong, "that cannot be said of one, nor be translated")
