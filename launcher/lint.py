"""Static checks: each is one command, or one function, with its own verdict.

The commands are the tools themselves, and not hooks of pre-commit: those mend files
where a check may only tell, and come from git hosts that a package mirror has not.
"""

import os
import re
import shutil
import tempfile
from pathlib import Path

from launcher import addons, hygiene, testcount
from launcher.bench import Bench, Failure, tail
from launcher.layout import ROOT

PYTHON = ["launcher", "tests", "benchmarks", "conftest.py"]
WEB = {".js", ".cjs", ".scss", ".css", ".xml", ".json"}
# Made by Odoo or drawn by a program: not for prettier
GENERATED = re.compile(r"(^|/)(static/(src/)?lib/|package-lock\.json$)|\.svg$")
# Parts of Odoo's test_lint that say nothing about our addons, each with the reason.
# They are not run, so that a skip of any other can be a failure.
LEFT_OUT = {
    "TestConflictMarkers": "walks all of Odoo; the check of files looks for markers",
    "L10nLinter": "about l10n_* addons only",
    "TestGetTextLint": "tests of the linter itself",
    "TestSqlLint": "tests of the linter itself",
    "TestI18nChecks": "tests of the linter itself",
    "TestPylintChecks": "tests of the linter itself",
}


def tracked(bench: Bench) -> list[str]:
    """Files that are committed, or would be."""
    names = bench.call(
        "files", ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    )
    return [name for name in names.splitlines() if (ROOT / name).is_file()]


def python_sources() -> list[str]:
    """Files and folders with our Python, the addons included."""
    return [name for name in [*PYTHON, *addons.names()] if (ROOT / name).exists()]


class Lint:
    """The static checks over the files of the repository."""

    def __init__(self, bench: Bench, fix: bool = False):
        """
        :param bench: where to run
        :param fix: mend what can be mended instead of only telling
        """
        self.bench = bench
        self.fix = fix
        self.files = tracked(bench)
        self.addons = addons.names()

    def checks(self):
        """The checks as pairs of name and function, quick ones first."""
        return [
            ("hygiene", self.hygiene),
            ("browser tests", self.browser_tests),
            ("both runners", self.both_runners),
            ("python format", self.python_format),
            ("ruff", self.ruff),
            ("bandit", self.bandit),
            ("prettier", self.prettier),
            ("eslint", self.eslint),
            ("translations", self.translations),
            ("upgrade_code", self.upgrade_code),
            ("readme", self.readme),
            ("oca module checks", self.oca_module),
            ("pylint-odoo", self.pylint),
        ]

    def _web_files(self, *suffixes: str) -> list[str]:
        return [
            name
            for name in self.files
            if Path(name).suffix in suffixes and not GENERATED.search(name)
        ]

    def hygiene(self):
        """No registry's address, no path of one machine, no conflict marker."""
        found = hygiene.check(ROOT, self.files)
        if found:
            raise Failure("\n".join(found))

    def browser_tests(self):
        """Every test in JavaScript and every tour is started by a Python test."""
        found = [
            line
            for name in self.addons
            for line in testcount.browser_problems(ROOT / name, name)
        ]
        if found:
            raise Failure("\n".join(found))

    def both_runners(self):
        """Odoo's own runner finds the tests that pytest finds, and no other."""
        folders = [f"{name}/tests" for name in self.addons]
        code, text = self.bench.run(
            "runners",
            [self.bench.platform.python, "-m", "pytest", "--collect-only", "-qq"]
            + ["-p", "launcher.runners", "-p", "no:cacheprovider"]
            + [f"--rootdir={ROOT}", f"-c{ROOT / 'pytest.ini'}", *folders]
            # It is not looked into, but without one Odoo is not set up
            + ["--odoo-database=none", f"--odoo-addons-path={self.bench.addons_path}"],
            PYTHONPATH=os.pathsep.join([str(ROOT), self.bench.env["PYTHONPATH"]]),
        )
        if code:
            found = [line for line in text.splitlines() if line.startswith("ERROR: ")]
            raise Failure("\n".join(found) or tail(text))

    def ruff(self):
        """Faults, complexity, order of imports and line length of the Python."""
        fix = ["--fix"] if self.fix else []
        self.bench.call("ruff", ["ruff", "check", "-q", *fix, *python_sources()])

    def bandit(self):
        """Faults that open a door, in what runs at a company."""
        options = ["-q", "--exclude=*/tests/*", "--recursive"]
        self.bench.call("bandit", ["bandit", *options, *self.addons])

    def python_format(self):
        """Formatting of the Python, by ruff."""
        mode = [] if self.fix else ["--check", "--diff"]
        self.bench.call("format", ["ruff", "format", "-q", *mode, *python_sources()])

    def prettier(self):
        """Formatting of JavaScript, XML, SCSS and JSON."""
        mode = "--write" if self.fix else "--check"
        if names := self._web_files(*WEB):
            command = ["prettier", "--log-level=warn", "--ignore-unknown", mode]
            self.bench.call("prettier", [*command, *names])

    def eslint(self):
        """Faults in the JavaScript."""
        if names := self._web_files(".js"):
            fix = ["--fix"] if self.fix else []
            command = ["eslint", "--max-warnings=0", "--no-warn-ignored", *fix]
            self.bench.call("eslint", [*command, *names])

    def translations(self):
        """Faults in the translation files."""
        names = [name for name in self.files if name.endswith((".po", ".pot"))]
        if names:
            # How entries are wrapped is Odoo's own exporter's choice
            command = ["oca-checks-po", "--disable=po-pretty-format"]
            self.bench.call("oca-po", [*command, *names])

    def readme(self):
        """Each addon's README.rst and page in Apps say what its texts say."""
        mode = "--write" if self.fix else "--check"
        python = self.bench.platform.python
        self.bench.call("readme", [python, "-m", "launcher.readme", mode])

    def oca_module(self):
        """Faults in the addons' XML, CSV and manifests."""
        fix = ["--fix"] if self.fix else []
        self.bench.call("oca-module", ["oca-checks-odoo-module", *fix, *self.addons])

    def pylint(self):
        """The Odoo community's checks of Odoo's own idioms."""
        self.bench.call("pylint", ["pylint", "--rcfile=.pylintrc", *self.addons])

    def upgrade_code(self):
        """Nothing that Odoo's own upgrade of the source would rewrite.

        It always walks Odoo's addons too, so it is limited by name, and it runs on
        a copy, as a checkout can hold far more than addons.
        """
        with tempfile.TemporaryDirectory() as folder:
            for name in self.addons:
                shutil.copytree(
                    ROOT / name,
                    Path(folder, name),
                    ignore=shutil.ignore_patterns("__pycache__"),
                )
            text = self.bench.odoo(
                "upgrade_code",
                *("upgrade_code", "--from", "17.0", "--dry-run"),
                *("--addons-path", folder, "--glob", "okr_module*/**/*"),
                check=False,
            )
            found = [line for line in text.splitlines() if line.startswith(folder)]
            if found:
                names = "\n".join(os.path.relpath(line, folder) for line in found)
                raise Failure(f"Odoo would rewrite these:\n{names}")
            if text.strip():
                raise Failure(text)
