"""Puts small faults into the arithmetic and tells which of them no test notices.

``python tests/mutation.py`` with the Python and the path of an Odoo that
``./okr test`` has fetched; ``--help`` names the choices. A tool like mutmut copies a
project and starts pytest anew for each fault; here a process with Odoo's test classes
in memory forks for each, so a fault costs about a second and no database.

Faults: a comparison, an operator, ``and`` or ``or``, a number, a constant, a condition
or a returned value is another one. What no test can notice is named in EQUIVALENT.
"""

import argparse
import ast
import importlib
import importlib.util
import json
import os
import pkgutil
import random
import resource
import signal
import sys
import tempfile
import types
import unittest
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDON = "odoo.addons.okr_module"
ARITHMETIC = f"{ADDON}.arithmetic"
TESTS = f"{ADDON}.tests.arithmetic"
#: of a hundred faults so many have to be noticed
WANTED = 0.97
#: seconds of work in one module of tests after which a fault counts as noticed, and
#: bytes of memory: an endless loop is noticed, too
PATIENCE = 60
MOST_MEMORY = 3 * 2**30
#: faults from which on it is found out first which tests come near which functions
MANY = 100
#: modules of tests that take seconds
SLOW = (
    "test_arithmetic_original_plan",
    "test_arithmetic_properties",
    "test_arithmetic_rollover",
    "test_arithmetic_schedule_properties",
    "test_arithmetic_seasonal",
    "test_arithmetic_status",
)

#: faults that change nothing anybody could see: (module, what the line holds) and why
EQUIVALENT = {
    # No threshold lies above 1
    ("status", "ratio = progress / expected if expected else 1.0", "2.0"),
    # The bounds of what has none are read by nobody
    ("figures", "range_min: float = 0.0", "1.0"),
    ("figures", "range_max: float = 0.0", "1.0"),
    # Each word counts but that of the dropped, each plan is straight but two others
    ("as_of", 'state: str = "active"', "another text"),
    ("as_of", 'plan_kind: str = "linear"', "another text"),
    # Nobody compares what was known of two goals
    ("as_of", "@dataclass(frozen=True, kw_only=True, eq=False)", "True"),
    # All weigh the same
    (
        "as_of",
        "return weighted_mean((1, number) for number in numbers if number is not None)",
        "2",
    ),
    # On the day of a point both lines meet
    ("plan", "if point[0] > day:", "GtE"),
    # Where it is asked about a bound, it is given
    (
        "progress",
        "def is_inside(direction, value, target=0.0, range_min=0.0, range_max=0.0):",
        "1.0",
    ),
    # The line below it says -1 at the least
    (
        "schedule",
        "last = max((index for index, met in enumerate(assigned.periods) if met), "
        "default=-1)",
        "2",
    ),
    # Noise is far smaller than either
    ("progress", "return round(weighted / total, 12)", "13"),
    # What comes after it is later still, and between a day and itself lies none
    ("progress", "break", "continue"),
    ("progress", "if date > since:", "GtE"),
    # Both ends belong to it anyway
    (
        "plan",
        "days = {date for date, _share in seasonal if start_date < date < end_date}",
        "LtE",
    ),
    # The deviations of the other one add up to 0
    (
        "forecast",
        "slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))",
        "Add",
    ),
    # Whatever stands between words, the same texts are the same
    ("honesty", 'return " ".join(letters.split())', "another text"),
}

COMPARISONS = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATORS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Mod: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}


def faults(tree):
    """Yield ``(node, description, change)`` for each fault that a module can have."""
    skipped = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                skipped.add(first.value)
        # Types are for readers
        if isinstance(node, ast.AnnAssign):
            skipped.update(ast.walk(node.annotation))
        if isinstance(node, ast.keyword) and node.arg in (
            "maxsize",
            "strict",
            "frozen",
            "kw_only",
        ):
            skipped.add(node.value)
    for node in ast.walk(tree):
        if node not in skipped:
            yield from _faults_of(node)


def _faults_of(node):  # noqa: C901
    if isinstance(node, ast.Compare):
        for number, operator in enumerate(node.ops):
            if other := COMPARISONS.get(type(operator)):
                yield node, other.__name__, _set(node.ops, number, other())
    elif isinstance(node, (ast.BinOp, ast.AugAssign)):
        if other := OPERATORS.get(type(node.op)):
            yield node, other.__name__, _attribute(node, "op", other())
    elif isinstance(node, ast.BoolOp):
        other = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield node, other.__name__, _attribute(node, "op", other())
    elif isinstance(node, ast.UnaryOp):
        if isinstance(node.op, ast.USub):
            yield node, "without minus", _attribute(node, "op", ast.UAdd())
        elif isinstance(node.op, ast.Not):
            yield node, "without not", _replace(node, node.operand)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield node, str(not node.value), _attribute(node, "value", not node.value)
        elif isinstance(node.value, (int, float)):
            # Some are so large that one more is the same
            if (other := node.value + 1) != node.value:
                yield node, str(other), _attribute(node, "value", other)
        elif isinstance(node.value, str) and node.value:
            yield node, "another text", _attribute(node, "value", f"{node.value}!")
    elif isinstance(node, ast.IfExp):
        yield node, "always the first", _attribute(node, "test", ast.Constant(True))
        yield node, "never the first", _attribute(node, "test", ast.Constant(False))
    elif isinstance(node, ast.Continue):
        yield node, "break", _become(node, ast.Break)
    elif isinstance(node, ast.Break):
        yield node, "continue", _become(node, ast.Continue)
    elif isinstance(node, ast.Return) and node.value is not None:
        if not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield node, "None", _attribute(node, "value", ast.Constant(None))


def _attribute(node, name, value):
    return lambda: setattr(node, name, value)


def _set(values, number, value):
    return lambda: values.__setitem__(number, value)


def _replace(node, other):
    def change():
        node.__class__ = other.__class__
        node.__dict__ = dict(other.__dict__)

    return change


def _become(node, kind):
    def change():
        node.__class__ = kind

    return change


def all_faults():
    """Return the faults of the whole arithmetic.

    :return: ``[(module, number, line, text, description, function)]``, the last one the
        first line of the function it is in, None where it is in none
    """
    found = []
    for path in sorted((ROOT / "okr_module" / "arithmetic").glob("*.py")):
        if path.stem == "__init__":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, (node, description, _change) in enumerate(faults(tree)):
            text = lines[node.lineno - 1].strip()
            around = function_around(tree, node)
            found.append((path.stem, number, node.lineno, text, description, around))
    return found


class Faulty:
    """Loads one module of the arithmetic with one fault in it."""

    def __init__(self, module, number):
        self.name = f"{ARITHMETIC}.{module}"
        self.number = number

    def find_spec(self, name, path, target=None):
        if name != self.name:
            return None
        found = importlib.machinery.PathFinder.find_spec(name, path, target)
        return importlib.util.spec_from_loader(name, self, origin=found.origin)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        path = Path(module.__spec__.origin)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for number, (_node, _description, change) in enumerate(faults(tree)):
            if number == self.number:
                change()
                break
        ast.fix_missing_locations(tree)
        module.__file__ = str(path)
        exec(compile(tree, path, "exec"), module.__dict__)  # noqa: S102


def prepare():
    """Bring Odoo's test classes into memory, and none of our models."""
    from hypothesis import settings  # noqa: PLC0415

    importlib.import_module("odoo.addons")
    importlib.import_module("odoo.tests")

    settings.register_profile("okr", deadline=None, derandomize=True, database=None)
    settings.load_profile("okr")
    sys.path.insert(0, str(ROOT))
    for name in (ADDON, f"{ADDON}.tests", TESTS):
        package = types.ModuleType(name)
        parts = name.removeprefix("odoo.addons.").split(".")
        package.__path__ = [str(ROOT.joinpath(*parts))]
        sys.modules[name] = package


def test_modules(first=None):
    """Return the names of the modules of tests, quick ones first.

    :param first: a module of the arithmetic, whose own tests come before all others
    """
    # The examples of the documentation, the tables, then what draws its cases
    return sorted(
        (found.name for found in pkgutil.iter_modules(sys.modules[TESTS].__path__)),
        key=lambda name: (name != f"test_arithmetic_{first}", name in SLOW, name),
    )


def run_tests(name):
    """Run a module of tests; tell whether all pass."""
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    module = importlib.import_module(f"{TESTS}.{name}")
    suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    result = unittest.TestResult()
    result.failfast = True
    suite.run(result)
    return result.wasSuccessful()


def apart(work):
    """Do something in a process of its own; tell whether it went well.

    :param work: function that tells the same
    """
    child = os.fork()
    if not child:
        status = 1
        try:
            # Whatever ends the process without a word is no passed test
            sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
            resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
            status = 0 if work() else 1
        except BaseException:  # noqa: BLE001
            status = 1
        finally:
            os._exit(status)
    return os.waitpid(child, 0)[1] == 0


def functions_entered(name):
    """Return ``{(module, line)}`` of the functions that a module of tests enters.

    :return: None where its tests fail
    """
    folder = str(ROOT / "okr_module" / "arithmetic")
    with tempfile.TemporaryFile("w+") as found:

        def work():
            entered = set()

            def note(frame, event, _argument):
                if event == "call" and frame.f_code.co_filename.startswith(folder):
                    path = Path(frame.f_code.co_filename)
                    entered.add((path.stem, frame.f_code.co_firstlineno))

            sys.settrace(note)
            passed = run_tests(name)
            sys.settrace(None)
            json.dump(sorted(entered), found)
            found.flush()
            return passed

        if not apart(work):
            return None
        found.seek(0)
        return {tuple(each) for each in json.load(found)}


def function_around(tree, node):
    """Return the first line of the outermost function around a node, or None."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            first = min([function.lineno, *(d.lineno for d in function.decorator_list)])
            # What a signature says is said when the module is loaded
            if function.body[0].lineno <= node.lineno <= function.end_lineno:
                return first
    return None


def noticed_by(module, number, names):
    """Return the first of some modules of tests that notices a fault, or None."""
    for name in names:

        def work(name=name):
            sys.meta_path.insert(0, Faulty(module, number))
            return run_tests(name)

        if not apart(work):
            return name
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", help="only these, such as schedule")
    parser.add_argument("--sample", type=int, help="so many faults, drawn by chance")
    parser.add_argument("--seed", type=int, default=19)
    args = parser.parse_args()
    found = [
        fault for fault in all_faults() if not args.modules or fault[0] in args.modules
    ]
    known = [fault for fault in found if (fault[0], fault[3], fault[4]) in EQUIVALENT]
    found = [fault for fault in found if fault not in known]
    if args.sample and args.sample < len(found):
        found = random.Random(args.seed).sample(found, args.sample)
    prepare()
    # To know who comes near what takes a minute; for a few faults it is not worth it
    is_long = len(found) > MANY
    entered = {name: functions_entered(name) for name in test_modules() if is_long}
    passing = {name: functions is not None for name, functions in entered.items()}
    if not all(passing.values()):
        failing = ", ".join(name for name, passed in passing.items() if not passed)
        sys.exit(f"Without a fault these fail: {failing}. Mend that first.")
    survived = []
    for count, (module, number, line, text, description, function) in enumerate(
        found, 1
    ):
        # Who does not come near it does not notice it
        names = [
            name
            for name in test_modules(module)
            if not (is_long and function) or (module, function) in entered[name]
        ]
        name = noticed_by(module, number, names)
        if name and name not in passing:
            passing[name] = apart(partial(run_tests, name))
        if name and not passing[name]:
            sys.exit(f"{name} fails without a fault: mend that first.")
        if not name:
            survived.append((module, line))
            print(f"{module}.py:{line}: {text}  [{description}]", flush=True)
        if not count % 50:
            print(f"... {count} of {len(found)}", file=sys.stderr, flush=True)
    noticed = len(found) - len(survived)
    print(
        f"{noticed} of {len(found)} faults noticed "
        f"({noticed / len(found):.1%}); {len(known)} change nothing anybody could see"
    )
    return noticed / len(found) < WANTED


if __name__ == "__main__":
    sys.exit(main())
