"""Odoo's own tests, with our addon installed and without: they say the same.

What Odoo tests of itself is as good a measure as there is of whether we are in its way,
the number of queries included. Some of its tests fail in any database that is not a
bare one, or on a slow machine; so none has to pass: those that pass without us have
to pass with us.
"""

import os
import re
from dataclasses import dataclass, field

from launcher import server
from launcher.bench import LONGEST_LONG_RUN, Bench, Failure

#: whose tests are run: what we depend on and extend, and what we bridge to
SUITES = ("mail", "test_mail", "hr", "digest", "project", "crm", "sale")
FAILED = re.compile(r" (?:FAIL|ERROR): (?:Subtest )?(\w+\.\w+)")
TOTAL = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests when loading")


@dataclass
class Result:
    """What a run of Odoo's tests said."""

    tests: int = 0
    failed: set[str] = field(default_factory=set)


def read(log: str) -> Result:
    """Read the log of a run.

    :raise Failure: if no tests were run
    """
    totals = TOTAL.findall(log)
    if not totals:
        raise Failure("Odoo ran no tests")
    return Result(
        tests=sum(int(tests) for _failed, _errors, tests in totals),
        failed=set(FAILED.findall(log)),
    )


def wanted() -> tuple[list[str], str]:
    """The modules whose tests are run, and Odoo's tags that choose among them.

    ``OKR_SUITES`` and ``OKR_SUITE_TAGS`` choose others.
    """
    suites = os.environ.get("OKR_SUITES", ",".join(SUITES)).split(",")
    tags = os.environ.get("OKR_SUITE_TAGS") or ",".join(f"/{name}" for name in suites)
    return suites, tags


def compare(bench: Bench) -> tuple[Result, Result]:
    """Run the tests without us and with us; return both results."""
    suites, tags = wanted()
    bench.patience = LONGEST_LONG_RUN
    results = []
    for name, install in (("without", ""), ("with", "okr_module")):
        database = bench.database(f"suites-{name}")
        bench.clone(bench.base("suites", suites), database)
        options = bench.server_options(database)
        # Tests over HTTP want a server, and two runs want two ports
        options.remove("--no-http")
        options += [
            f"--http-port={server.free_port(8169)}",
            "--http-interface=127.0.0.1",
            "--log-level=warn",
            "--log-handler=odoo.tests:INFO",
        ]
        if install:
            bench.odoo(f"suites-{name}-install", *options, "-i", install)
        # Tests that run while their module is loaded want it to be updated
        options += ["-u", ",".join(suites), f"--test-tags={tags}"]
        log = bench.odoo(f"suites-{name}", *options, check=False)
        results.append(read(log))
        bench.drop(database)
    return results[0], results[1]


def problems(without: Result, ours: Result) -> list[str]:
    """What is worse with us than without: a sentence each, nothing if nothing is."""
    found = [
        f"{name} passes without our addon and fails with it"
        for name in sorted(ours.failed - without.failed)
    ]
    if without.tests != ours.tests:
        found.append(f"{without.tests} tests without our addon, {ours.tests} with it")
    return found
