"""Makes the virtual environment with what Odoo imports."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from launcher import process
from launcher.layout import Layout
from launcher.platform import apt
from launcher.problems import Problem

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements.txt"
OLDEST, NEWEST = (3, 10), (3, 13)
# Wheels only, as a new machine has no compiler; these are plain Python
SOURCES = ("docopt", "ofxparse")


def given() -> Path | None:
    """The interpreter that the user named."""
    named = os.environ.get("ODOO_PYTHON")
    if not named:
        return None
    found = shutil.which(named)
    if not found:
        raise Problem(
            f"ODOO_PYTHON is {named}, and that is no program here.",
            "Set it to the interpreter that runs Odoo, or leave it out.",
        )
    # A virtual environment's interpreter is a link that must not be followed
    return Path(os.path.abspath(found))


def choose(
    version: tuple[int, int] = sys.version_info[:2],
    find: Callable[[str], str | None] = shutil.which,
) -> str:
    """The interpreter to make the environment with: this one if Odoo can use it.

    :param version: version of the running interpreter
    :param find: gives the path of a program
    """
    if OLDEST <= version <= NEWEST:
        # Not the one of an environment that somebody happens to be in
        return getattr(sys, "_base_executable", None) or sys.executable
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        if found := find(f"python3.{minor}"):
            return found
    raise Problem(
        f"This is Python {version[0]}.{version[1]}; Odoo 19 runs on 3.10 to 3.13.",
        "Install one of these and start again.",
    )


def wanted(interpreter: str) -> str:
    """What the environment is made of; it is made anew when this changes."""
    content = REQUIREMENTS.read_bytes() + interpreter.encode()
    return hashlib.sha256(content).hexdigest()


def existing(layout: Layout) -> Path | None:
    """The interpreter of a complete environment that is up to date."""
    stamp = layout.venv / "okr.stamp"
    python = layout.venv / "bin" / "python"
    try:
        told = stamp.read_text(encoding="utf-8").split()
        # A system's upgrade can take the interpreter away
        fits = len(told) == 2 and wanted(told[1]) == told[0] and python.exists()
    except OSError:
        return None
    return python if fits else None


def make(layout: Layout) -> Path:
    """Make the environment. An environment has its path written in its files, so it
    cannot be made elsewhere and then moved: the stamp says whether it is complete.
    """
    interpreter = choose()
    shutil.rmtree(layout.venv, ignore_errors=True)
    python = layout.venv / "bin" / "python"
    log = layout.setup_log
    try:
        # Debian keeps pip in another package; without it this always works
        process.run([interpreter, "-m", "venv", "--without-pip", layout.venv], log=log)
    except process.CommandFailed as error:
        raise Problem(
            f"Python cannot make a virtual environment:\n{error.reason}",
            "Install Python's module venv (Debian: apt-get install python3-venv).",
        ) from error
    _bring_pip(python, interpreter, layout)
    install(python, REQUIREMENTS, log)
    stamp = f"{wanted(interpreter)} {interpreter}"
    (layout.venv / "okr.stamp").write_text(stamp, encoding="utf-8")
    return python


def install(python: Path, requirements: Path, log: Path) -> None:
    """Install a list of requirements, and say what to do when that fails."""
    options = ["--disable-pip-version-check", "--no-input", "--only-binary=:all:"]
    options.append(f"--no-binary={','.join(SOURCES)}")
    try:
        process.run(
            [python, "-m", "pip", "install", *options, "-r", requirements],
            log=log,
            env=process.environment(PIP_USER="0"),
        )
    except process.CommandFailed as error:
        raise _pip_problem(error, log) from error


def _pip_problem(error: process.CommandFailed, log: Path) -> Problem:
    output = error.output
    if re.search(r"No space left", output):
        return Problem("The disk is full.", "Make room, then start again.")
    if re.search(
        r"NewConnectionError|ConnectTimeout|resolve|ProxyError|SSLError|timed out|"
        r"from versions: none",
        output,
    ):
        return Problem(
            "The Python package index cannot be reached.",
            "Check the network; behind a proxy set https_proxy, and for a mirror "
            f"PIP_INDEX_URL. Details: {log}",
        )
    lines = re.findall(r"^ERROR: .+", output, re.M)
    return Problem(
        "What Odoo needs could not be installed:\n"
        + ("\n".join(lines[:3]) or error.reason),
        f"Start again; if it stays, the details are in {log}",
    )


def _bring_pip(python: Path, interpreter: str, layout: Layout) -> None:
    """Give the environment a pip: Python's own, the machine's, or Debian's."""
    log = layout.setup_log
    attempts = [
        [python, "-m", "ensurepip", "--upgrade"],
        # Since pip 22.3
        [interpreter, "-m", "pip", "--python", python, "install", "pip"],
    ]
    for command in attempts:
        try:
            process.run(command, log=log, env=process.environment(PIP_USER="0"))
            return
        except process.CommandFailed:
            continue
    wheel = _wheel_of_pip(layout)
    command = [python, f"{wheel}/pip", "install", "--no-index", wheel]
    try:
        process.run(command, log=log, env=process.environment(PIP_USER="0"))
    except process.CommandFailed as error:
        raise Problem(
            f"pip could not be installed:\n{error.reason}",
            "Install Python's pip (Debian: apt-get install python3-venv).",
        ) from error


def _wheel_of_pip(layout: Layout) -> Path:
    """The wheel of pip in a package of Debian and Ubuntu."""
    for folder in (Path("/usr/share/python-wheels"),):
        for wheel in sorted(folder.glob("pip-*.whl")):
            return wheel
    folder = layout.downloads / "pip"
    shutil.rmtree(folder, ignore_errors=True)
    if apt.available():
        try:
            private = apt.Apt(folder / "apt", layout.setup_log)
            private.update()
            packages = private.download(["python3-pip-whl"], folder / "packages")
            apt.unpack(packages, folder / "files")
            return next(folder.glob("files/usr/share/python-wheels/pip-*.whl"))
        except (process.CommandFailed, StopIteration):
            pass
    raise Problem(
        "Python here has neither ensurepip nor pip, and Debian's package of pip could "
        "not be fetched.",
        "Check the network, or install python3-venv; then start again.",
    )


def import_check(python: Path, home: Path) -> None:
    """Make sure that an interpreter that the user named can run Odoo."""
    # As the server does: its import pulls most of what Odoo requires
    code = "import odoo.cli, odoo.http, odoo.sql_db, lxml, reportlab"
    env = process.environment(PYTHONPATH=str(home))
    result = subprocess.run(
        [python, "-c", code], cwd="/", env=env, capture_output=True, text=True
    )
    if result.returncode:
        reason = (result.stderr.strip().splitlines() or ["it cannot be run"])[-1]
        raise Problem(
            f"{python} cannot import Odoo: {reason}",
            "Install Odoo's requirements for it, or leave out ODOO_PYTHON.",
        )
