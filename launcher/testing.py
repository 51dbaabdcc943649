"""`./okr test`: everything that has to hold before a change may land."""

import argparse
import time

from launcher import equipment
from launcher.bench import Bench, tail
from launcher.steps import Outcome, Tests, say

HELP = """\
Installs what the tests need, makes a database with all of our addons, and checks:

  static     linters of Python, JavaScript, XML, SCSS and translations
  install    core alone: install with and without demo data, update, uninstall
  lint       Odoo's own test_lint, for our addons
  launcher   unit tests of this program
  models     tests of the addons in Python and, with Chromium, in JavaScript

Only where it is named, as it takes hours:

  suites     Odoo's own tests of mail, test_mail, hr, digest, project, crm and sale,
             with our addon and without; OKR_SUITES=mail,hr and
             OKR_SUITE_TAGS=/mail:TestX choose among them

Without names of steps, all but that one. Options of pytest stand last:

  ./okr test                       everything
  ./okr test static --fix          mend formatting
  ./okr test models -k checkin     some tests, in a new database
  ./okr test models -m browser     those with a browser; "not browser": the others
  ./okr test models -m "not long"  all but the longest, which Odoo knows as okr_long
  ./okr test models --fast -k tour in the database of the last such run, updated
"""

STEPS = ("static", "install", "lint", "launcher", "models")
#: run when they are named
ON_DEMAND = ("suites",)


def parse(argv: list[str]) -> argparse.Namespace:
    """Read the command line; from the first option that is not ours it is pytest's."""
    parser = argparse.ArgumentParser(
        prog="./okr test",
        usage="./okr test [step ...] [--fix] [--fast] [--verbose] [pytest's options]",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("steps", nargs="*", metavar="step", help=", ".join(STEPS))
    parser.add_argument("--fix", action="store_true", help="mend what can be mended")
    parser.add_argument(
        "--fast", action="store_true", help="keep the database, and update it next time"
    )
    parser.add_argument("--verbose", action="store_true", help="show all output")
    ours = {"-h", "--help", "--fix", "--fast", "--verbose"}
    foreign = (
        at for at, word in enumerate(argv) if word.startswith("-") and word not in ours
    )
    at = next(foreign, len(argv))
    options = parser.parse_args(argv[:at])
    options.pytest = [word for word in argv[at:] if word != "--"]
    if unknown := set(options.steps) - {*STEPS, *ON_DEMAND}:
        parser.error(f"no such step: {', '.join(sorted(unknown))}")
    options.partial = bool(options.steps or options.pytest or options.fast)
    if not options.steps:
        options.steps = ["models"] if options.pytest else list(STEPS)
    return options


def summary(outcomes: list[Outcome], partial: bool, seconds: float) -> int:
    """Show the failures, then a table, then the line that machines read."""
    for outcome in outcomes:
        for problem in outcome.problems:
            print(f"\n--- {outcome.name} ---\n{tail(problem, lines=2000)}")
    print()
    for outcome in outcomes:
        print(
            f"{outcome.name:10} {outcome.passed:5} passed {outcome.failed:5} failed "
            f"{outcome.seconds:7.0f} s"
        )
    print(f"{'total':38} {seconds:7.0f} s")
    if partial:
        print("This was a part of the tests only; ./okr test alone runs all of them.")
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


def main(argv: list[str]) -> int:
    """Run the tests; the exit code is 0 only when all of them ran and passed."""
    options = parse(argv)
    started = time.monotonic()
    platform = equipment.prepare(say)
    bench = Bench(platform, options.verbose)
    bench.clean_up()
    bench.forget_old_logs()
    try:
        outcomes = Tests(bench, options).run(options.steps)
    finally:
        bench.clean_up()
        platform.close()
    if any(outcome.failed for outcome in outcomes):
        say(f"logs and screenshots are in {bench.logs}")
    return summary(outcomes, options.partial, time.monotonic() - started)
