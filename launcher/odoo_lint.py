"""Limits Odoo's own ``test_lint`` to our addons; a pytest plugin.

Odoo keeps its source to rules that no other linter knows: indexes behind every
one2many, overrides with the parent's signature, parameter names that RPC reserves.
``test_lint`` runs them over every addon in reach. Faults of other addons are not
ours to mend, and linting all of Odoo takes minutes; so the enumeration of addons,
and where that is not enough the verdict, is narrowed here.
"""

import contextlib
import importlib
import os
import sys
import types

from launcher import addons
from launcher.layout import ROOT

OURS = tuple(addons.names())
TESTS = "odoo.addons.test_lint.tests"

# Checks that say nothing about our addons, each with the reason. They are not run,
# so that a skip of any other check can be a failure.
LEFT_OUT = {
    "TestConflictMarkers": "walks all of Odoo; launcher/hygiene.py looks for markers",
    "L10nLinter": "about l10n_* addons only",
    "TestGetTextLint": "tests of the linter itself",
    "TestSqlLint": "tests of the linter itself",
    "TestI18nChecks": "tests of the linter itself",
    "TestPylintChecks": "tests of the linter itself",
}


def _is_ours(name: str) -> bool:
    return str(name).removeprefix("odoo.addons.").partition(".")[0] in OURS


def _only_our_manifests():
    from odoo.modules import Manifest

    def all_addon_manifests():
        return [Manifest.for_addon(name) for name in OURS]

    Manifest.all_addon_manifests = staticmethod(all_addon_manifests)
    # OCA's own key, which Odoo asks to be put on this list
    manifests = importlib.import_module(f"{TESTS}.test_manifests")
    manifests.MANIFEST_KEYS.add("development_status")


def _only_our_files():
    """For the tests that ask for names of modules, or for Odoo's own folder."""
    for name in ("test_eslint", "test_pofile"):
        module = importlib.import_module(f"{TESTS}.{name}")
        module.get_modules = lambda: list(OURS)
    eslint = importlib.import_module(f"{TESTS}.test_eslint").TestESLint

    def only_if_any(self, modules, rules, parent=eslint._test_eslint):
        # The second set of rules is for the point of sale, with plugins of its own
        if modules:
            parent(self, modules, rules)

    eslint._test_eslint = only_if_any
    pylint = importlib.import_module(f"{TESTS}.test_pylint")
    pylint.tools = types.SimpleNamespace(
        config=_Config(pylint.tools.config),
        constants=pylint.tools.constants,
        parse_version=pylint.tools.parse_version,
    )


def _only_our_models():
    """For the tests that walk over the registry, one subtest for each method."""
    from odoo.modules.registry import Registry
    from odoo.tests.common import get_db_name

    def defined_by_us(params) -> bool:
        if "module" in params:
            return _is_ours(params["module"])
        model = Registry(get_db_name())[params["model"]]
        return _is_ours(getattr(model, params["method"]).__module__)

    @contextlib.contextmanager
    def sub_test(self, msg=None, **params):
        self._subtest = _Subtest(params)
        try:
            yield
        except Exception as error:
            if defined_by_us(params):
                self.okr_errors.append(f"{params}: {error}")

    def narrow(case):
        def set_up(self, parent=case.setUp):
            self.okr_errors = []
            parent(self)

        def tear_down(self, parent=case.tearDown):
            parent(self)
            self.assertFalse(self.okr_errors)

        case.subTest, case.setUp, case.tearDown = sub_test, set_up, tear_down

    for module, name in (
        ("test_docstring", "TestDocstring"),
        ("test_naming", "TestNaming"),
        ("test_override_signatures", "TestLintOverrideSignatures"),
    ):
        narrow(getattr(importlib.import_module(f"{TESTS}.{module}"), name))


def _only_our_indexes():
    case = importlib.import_module(f"{TESTS}.test_index").TestIndex

    def fail(self, message, parent=case.fail):
        lines = [line for line in message.splitlines() if "okr" in line]
        if lines:
            parent(self, "one2many without an index behind it:\n" + "\n".join(lines))

    case.fail = fail


class _Config:
    """Odoo's configuration, with our addon for Odoo's folder, which pylint walks."""

    root_path = str(ROOT / OURS[0])

    def __init__(self, config):
        self.config = config

    def __getitem__(self, option):
        return self.config[option]


class _Subtest:
    """What the docstring check reads of unittest's own subtest."""

    def __init__(self, params):
        self.params = params


def pytest_collection_modifyitems(config, items):
    # Odoo's rules are written for the older form of configuration
    os.environ["ESLINT_USE_FLAT_CONFIG"] = "false"
    left_out = [i for i in items if getattr(i.cls, "__name__", "") in LEFT_OUT]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)
    _only_our_manifests()
    _only_our_files()
    _only_our_models()
    _only_our_indexes()


def pytest_runtest_call(item):
    # pytest imports the tests by way of the folder of Odoo's addons, where `calendar`
    # and others hide modules of Python from the pylint that is started with this path
    sys.path[:] = [path for path in sys.path if not path.endswith("/odoo/addons")]
