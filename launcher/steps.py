"""The steps of `./okr test`."""

import argparse
import hashlib
import json
import os
import sys
import time
import traceback
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from launcher import addons, odoo_suites, testcount
from launcher.bench import Bench, Failure, dependencies, tail
from launcher.database import APPS
from launcher.layout import ROOT
from launcher.lint import LEFT_OUT, Lint

# The database that --fast keeps from one run to the next, for this checkout
KEPT = f"okrtestkept{hashlib.sha256(str(ROOT).encode()).hexdigest()[:6]}-template"


@dataclass
class Outcome:
    """What a step found."""

    name: str
    passed: int = 0
    failed: int = 0
    seconds: float = 0
    problems: list[str] = field(default_factory=list)

    def fail(self, problem: str):
        """Count a failure and keep its text for the end."""
        self.failed += 1
        self.problems.append(problem)


class Tests:
    """The steps, in an order that keeps two processors busy."""

    def __init__(self, bench: Bench, options: argparse.Namespace):
        self.bench = bench
        self.options = options
        self.wanted = set()
        self.template = Future()
        # A file that is there once the browser tests have the machine to themselves
        self.quiet = bench.logs / "quiet"
        self.quiet.unlink(missing_ok=True)

    def run(self, names: list[str]) -> list[Outcome]:
        """Run the named steps and return what they found, in order of beginning."""
        self.wanted = set(names)
        if self.wanted & {"lint", "models"}:
            self.wanted.add("database")
        outcomes = []
        with ThreadPoolExecutor(max_workers=2) as pool:
            lanes = [
                pool.submit(self._lane, ["database", "models"], outcomes),
                pool.submit(self._other_lane, outcomes),
            ]
            for lane in lanes:
                lane.result()
        return outcomes

    def _other_lane(self, outcomes: list[Outcome]):
        """What leaves a processor for the models.

        Of their two workers the one with the browser tests waits for the end of it,
        as those have time limits.
        """
        try:
            self._lane(["static", "launcher", "install", "lint", "suites"], outcomes)
        finally:
            self.quiet.touch()

    def _lane(self, names: list[str], outcomes: list[Outcome]):
        for name in names:
            if name not in self.wanted:
                continue
            outcome = Outcome(name)
            outcomes.append(outcome)
            say(f"{name} ...")
            started = time.monotonic()
            try:
                getattr(self, name)(outcome)
            except Failure as error:
                outcome.fail(str(error))
            except Exception:
                outcome.fail(traceback.format_exc())
            outcome.seconds = time.monotonic() - started
            verdict = "failed" if outcome.failed else "ok"
            say(
                f"{name} {verdict}: {outcome.passed} passed, {outcome.failed} failed "
                f"in {outcome.seconds:.0f} s"
            )

    # --- STEPS ---

    def static(self, outcome: Outcome):
        """Every static check, all of them even when one fails."""
        for name, check in Lint(self.bench, self.options.fix).checks():
            try:
                check()
            except Failure as error:
                outcome.fail(f"{name}: {error}")
            else:
                outcome.passed += 1

    def database(self, outcome: Outcome):
        """Make the database with all of our addons, and read the log of it."""
        try:
            template = self._make_template()
            if "lint" in self.wanted:
                # As long as nobody uses the template
                self.bench.clone(template, self.bench.database("lint"))
            self.template.set_result(template)
        except BaseException as error:
            self.template.set_exception(Failure("there is no database to test in"))
            raise error
        outcome.passed += 1

    def _make_template(self) -> str:
        ours = addons.names()
        if not ours:
            raise Failure("no addon found")
        template = KEPT if self.options.fast else self.bench.database("template")
        action = ["-i", ",".join(ours)]
        state = addons.fingerprints()
        if self.options.fast and self.bench.exists(template):
            known = self.bench.note(template)
            changed = [name for name in ours if known.get(name) != state[name]]
            if not changed:
                return template
            action += ["-u", ",".join(changed)]
        else:
            base = self.bench.base("apps", {*APPS, *dependencies(ours)})
            self.bench.clone(base, template)
        options = [*self.bench.server_options(template), "--with-demo", *action]
        try:
            self.bench.odoo("database", *options)
        except Failure:
            # Half of an update is nothing to start from next time
            self.bench.drop(template)
            raise
        self.bench.must_be_clean("database")
        query = "SELECT name FROM ir_module_module WHERE state = 'installed'"
        installed = set(self.bench.sql(template, query).split())
        if missing := set(ours) - installed:
            raise Failure(f"not installed: {', '.join(sorted(missing))}")
        self.bench.write_note(template, state)
        return template

    def lint(self, outcome: Outcome):
        """Odoo's own test_lint."""
        folder = self.bench.platform.odoo / "addons" / "test_lint" / "tests"
        self.template.result()
        expected = {
            f"{testcount.label(folder)}/{name}"
            for name in testcount.written(folder, ["."])
            if name.partition(":")[2].partition(".")[0] not in LEFT_OUT
        }
        database = self._odoo_options(self.bench.database("lint"))
        options = ["-p", "launcher.odoo_lint", *database]
        self._pytest(outcome, [folder, *options], expected)

    def launcher(self, outcome: Outcome):
        """Unit tests of this program."""
        folder = "tests/launcher"
        self._pytest(
            outcome, [folder, "-p", "no:odoo"], testcount.written(ROOT, [folder])
        )

    def install(self, outcome: Outcome):
        """What one transaction cannot show."""
        folders = [
            path.relative_to(ROOT).as_posix()
            for path in sorted((ROOT / "tests").iterdir())
            if path.is_dir() and path.name not in ("launcher", "__pycache__")
        ]
        self._pytest(
            outcome, [*folders, "-p", "no:odoo"], testcount.written(ROOT, folders)
        )

    def suites(self, outcome: Outcome):
        """Odoo's own tests, with us and without; see odoo_suites.py."""
        without, ours = odoo_suites.compare(self.bench)
        for problem in odoo_suites.problems(without, ours):
            outcome.fail(problem)
        outcome.passed += ours.tests - len(ours.failed)
        known = sorted(without.failed & ours.failed)
        if known:
            say(f"suites: fail without our addon, too: {', '.join(known)}")

    def models(self, outcome: Outcome):
        """The tests of the addons."""
        folders = [f"{name}/tests" for name in addons.names()]
        database = self.template.result()
        arguments = [*folders, *self._odoo_options(database), "--odoo-http"]
        arguments.append(f"--okr-quiet={self.quiet}")
        if not self.options.pytest:
            # The plugin groups them, and has put them in order
            arguments += ["-n", "2", "--dist=loadgroup", "--no-loadscope-reorder"]
        self._pytest(outcome, arguments, testcount.written(ROOT, folders))

    # --- PYTEST ---

    def _odoo_options(self, database: str) -> list[str]:
        return [
            f"--odoo-database={database}",
            f"--odoo-addons-path={self.bench.addons_path}",
            "--odoo-log-level=warn",
            f"--odoo-extra=data-dir={self.bench.data}",
            "--odoo-extra=http-interface=127.0.0.1",
            f"--odoo-extra=screenshots={self.bench.logs}",
        ]

    def _pytest(self, outcome: Outcome, arguments: list, expected=frozenset()):
        report = self.bench.logs / f"{outcome.name}.json"
        selected = bool(self.options.pytest)
        options = [
            *("-p", "launcher.pytest_plugin", "-p", "no:cacheprovider"),
            *(f"--rootdir={ROOT}", f"-c{ROOT / 'pytest.ini'}"),
            *("-q", "--tb=short", "-rfEs", f"--okr-report={report}"),
        ]
        python = self.bench.platform.python
        code, log = self.bench.run(
            outcome.name,
            [python, "-m", "pytest", *options, *arguments, *self.options.pytest],
            show=selected,
            PYTHONPATH=os.pathsep.join([str(ROOT), self.bench.env["PYTHONPATH"]]),
        )
        if not report.exists():
            raise Failure(f"pytest did not run\n{tail(log)}")
        rows = json.loads(report.read_text(encoding="utf-8"))
        outcome.passed += sum(row["outcome"] == "passed" for row in rows)
        failed = sum(row["outcome"] == "failed" for row in rows)
        outcome.failed += failed
        if failed:
            outcome.problems.append(_failures(log))
        for problem in testcount.problems(set() if selected else expected, rows):
            outcome.fail(problem)
        if code and not outcome.failed:
            outcome.fail(f"pytest ended with exit code {code}\n{tail(log)}")


def _failures(log: str) -> str:
    """The part of pytest's output that tells of the failures."""
    starts = [log.find(f"= {word} =") for word in ("ERRORS", "FAILURES")]
    found = [start for start in starts if start >= 0]
    return log[min(found) :] if found else log[-4000:]


def say(text: str):
    """One line of progress, with the time."""
    sys.stdout.write(f"[{time.strftime('%H:%M:%S')}] {text}\n")
    sys.stdout.flush()
