"""The launcher's command line."""

import argparse
import os
import shutil
import subprocess
import sys

from launcher import console, process
from launcher.layout import ROOT, Layout
from launcher.locks import Lock
from launcher.problems import Problem

HELP = """\
  ./okr run      start Odoo with the OKR module, demonstration data and the apps it
                 works with, on this machine only; sets up what is missing first
  ./okr test     run the tests (./okr test --help)
  ./okr pictures make the pictures of README anew
  ./okr odoo     Odoo's own command line: ./okr odoo shell -d okr_module
  ./okr python   the interpreter that runs Odoo: ./okr python -m pip list
  ./okr clean    delete what the launcher made, the database included
"""
VARIABLES = """\
Nothing has to be set. To use what is there already:

  PGHOST, PGPORT, PGUSER, PGPASSWORD
                    a PostgreSQL, 13 or newer; without any of them, one is started
                    that belongs to this checkout
  PGDATABASE        the database to serve (okr_module). One that holds an Odoo
                    already gets our addons, no apps and no demonstration data
  ODOO_HOME         an Odoo 19.0: the folder with odoo-bin or with the package odoo
  ODOO_PYTHON       the interpreter that runs it, with its requirements installed;
                    alone, it is enough if it can import odoo
  ODOO_ADDONS_PATH  further folders with addons, with commas between them

To say where to download from:

  OKR_DEBIAN_MIRROR  a Debian mirror; without it, the one in apt's configuration
  ODOO_GIT           a git repository of Odoo, used where there is no such mirror
  http_proxy, https_proxy, PIP_INDEX_URL, ... are obeyed by apt, git and pip
"""


def parser() -> argparse.ArgumentParser:
    """The command line without that of `./okr test`, which has its own."""
    result = argparse.ArgumentParser(
        prog="./okr",
        description="Runs and tests the OKR module for Odoo 19.\n\n" + HELP,
        epilog=VARIABLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="./okr run|test|pictures|odoo|python|clean [options]",
    )
    commands = result.add_subparsers(
        dest="command", required=True, metavar="", help=argparse.SUPPRESS
    )
    run_parser = commands.add_parser(
        "run",
        prog="./okr run",
        description="Sets up what is missing and starts Odoo.",
        epilog=VARIABLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    run_parser.add_argument(
        "--port", type=int, help="port to listen on (8069, or the next free one)"
    )
    run_parser.add_argument(
        "--update", action="store_true", help="update our addons even if unchanged"
    )
    run_parser.add_argument(
        "--fresh", action="store_true", help="make the database anew"
    )
    run_parser.add_argument(
        "--prepare", action="store_true", help="stop before the server starts"
    )
    for name in ("test", "pictures", "odoo", "python"):
        commands.add_parser(name, add_help=False)
    commands.add_parser(
        "clean", prog="./okr clean", description="Deletes what the launcher made."
    )
    return result


def main(argv: list[str]) -> int:
    """Do what the command line says and return the exit code."""
    # What stands behind these words is for somebody else to read
    passed_on = {
        "test": test,
        "pictures": pictures,
        "odoo": odoo,
        "python": python,
    }
    try:
        if argv and argv[0] in passed_on:
            rest = argv[1:]
            if argv[0] in ("odoo", "python") and rest[:1] == ["--"]:
                rest = rest[1:]
            return passed_on[argv[0]](rest)
        options = parser().parse_args(argv)
        return {"run": run, "clean": clean}[options.command](options)
    except Problem as problem:
        console.complain(f"\nokr: {problem}")
        return 1
    except process.CommandFailed as failure:
        console.complain(f"\nokr: {failure.command[0]} failed:\n{failure.reason}")
        return 1
    except KeyboardInterrupt:
        process.stop_all()
        console.say("\nStopped.")
        return 130


def run(options: argparse.Namespace) -> int:
    """Set up, serve, and stop on Ctrl-C."""
    from launcher import platform, server

    layout = Layout()
    layout.make()
    lock = Lock(layout.state / "run.lock")
    if not lock.take(wait=False):
        raise Problem(
            "Another ./okr run of this checkout is running.",
            "Use its address, or stop it with Ctrl-C in its terminal first.",
        )
    with server.ends_on_signals():
        ready = platform.prepare(layout=layout)
        try:
            with platform.full_disk(layout):
                return _serve(ready, options)
        finally:
            ready.close()


def _serve(ready, options: argparse.Namespace) -> int:
    from launcher import server
    from launcher.database import Database

    # Each start has its own log, so that it does not grow for ever
    ready.layout.log.unlink(missing_ok=True)
    ready.layout.data.mkdir(mode=0o700, exist_ok=True)
    database = Database(ready)
    database.prepare(update=options.update, fresh=options.fresh)
    if options.prepare:
        console.say("Everything is ready.")
        return 0
    port = server.free_port(options.port or server.FIRST_PORT)
    odoo_server = server.Server(ready, database, port)
    try:
        console.say("Starting the server ...")
        odoo_server.start()
        console.say(server.welcome(odoo_server.url, not database.is_guest))
        odoo_server.watch()
    except KeyboardInterrupt:
        console.say("\nStopping ...")
    finally:
        odoo_server.stop()
    console.say("Stopped.")
    return 0


def test(arguments: list[str]) -> int:
    """Run the tests."""
    from launcher import testing

    return testing.main(arguments)


def pictures(arguments: list[str]) -> int:
    """Make the pictures of README anew."""
    from launcher import pictures as taking

    return taking.main(arguments)


def odoo(arguments: list[str]) -> int:
    """Run Odoo's command line on the platform."""
    from launcher import platform

    ready = platform.prepare(tell=console.complain)
    # Not as options, as each of Odoo's commands has others
    configuration = ready.state / "odoo-cli.conf"
    configuration.write_text(
        f"[options]\naddons_path = {ready.addons_path}\n"
        f"data_dir = {ready.layout.data}\n",
        encoding="utf-8",
    )
    env = {**ready.env, "ODOO_RC": str(configuration)}
    return _in_foreground(ready.command(*arguments), env)


def python(arguments: list[str]) -> int:
    """Run the interpreter that runs Odoo."""
    from launcher import platform

    ready = platform.prepare(tell=console.complain)
    return _in_foreground([str(ready.python), *arguments], ready.env)


def _in_foreground(command: list[str], env: dict) -> int:
    """Run a program that gets the terminal, and its Ctrl-C."""
    child = subprocess.Popen(command, env=env)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue


def clean(options: argparse.Namespace) -> int:
    """Delete everything that the launcher made."""
    from launcher.platform.postgres import Postgres

    layout = Layout()
    if not layout.state.exists():
        console.say("There is nothing to delete.")
        return 0
    layout.make()
    lock = Lock(layout.state / "run.lock")
    if not lock.take(wait=False):
        raise Problem("./okr run is running.", "Stop it first.")
    embedded = Postgres(layout, layout.venv / "bin" / "python")
    if embedded.data.exists():
        if not embedded.lock.take(wait=False):
            raise Problem("Another ./okr uses PostgreSQL.", "Stop it first.")
        embedded.stop()
        shutil.rmtree(embedded.base, ignore_errors=True)
        shutil.rmtree(embedded.socket_folder, ignore_errors=True)
    shutil.rmtree(layout.state, ignore_errors=True)
    console.say(f"Deleted {os.path.relpath(layout.state, ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
