"""The platform: Odoo, its Python, a PostgreSQL. ``prepare`` gives all of it."""

import atexit
import contextlib
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from launcher import console, process
from launcher.layout import ROOT, Layout
from launcher.locks import only_one
from launcher.platform import odoo as odoo_files
from launcher.platform import python_env
from launcher.platform.postgres import Postgres, is_given
from launcher.problems import Problem

# Odoo 1.4, its Python 0.4, a database with demonstration data 0.4, downloads
NEEDED_BYTES = 3 * 1024**3
Tell = Callable[[str], None]


@dataclass
class Platform:
    """Odoo, ready to be started.

    :param python: the interpreter that runs Odoo
    :param odoo: the folder of the Python package ``odoo``
    :param addons: folders with addons: Odoo's, the user's and ours
    :param version: Odoo's version, as in "19.0"
    :param env: environment for subprocesses; leads to Odoo and to PostgreSQL
    :param layout: where the launcher keeps its things
    :param postgres: the embedded server, if it is used
    """

    python: Path
    odoo: Path
    addons: list[Path]
    version: str
    env: dict[str, str]
    layout: Layout
    postgres: Postgres | None = None

    @property
    def state(self) -> Path:
        """The folder for everything that is made."""
        return self.layout.state

    @property
    def addons_path(self) -> str:
        """The folders as Odoo's option wants them."""
        return ",".join(map(str, self.addons))

    def command(self, *arguments) -> list[str]:
        """A call of Odoo's command line."""
        return [str(self.python), "-m", "odoo", *map(str, arguments)]

    def close(self) -> None:
        """Stop what only this process uses."""
        if self.postgres:
            self.postgres.stop()


def prepare(tell: Tell = console.say, layout: Layout | None = None) -> Platform:
    """Make sure that everything is there and PostgreSQL runs; quick when it is.

    PostgreSQL is stopped when the process ends, unless others use it too.

    :param tell: called with a line before and after each thing that takes time
    :param layout: where to keep everything
    """
    layout = layout or Layout()
    layout.make()
    busy = "Another okr is setting up in this checkout; waiting for it"
    with only_one(layout.state / "setup.lock", lambda: tell(busy)):
        odoo, python = _odoo_and_python(layout, tell)
        shutil.rmtree(layout.downloads, ignore_errors=True)
    env = _environment(odoo, python, layout)
    server = None
    if not is_given():
        server = Postgres(layout, layout.venv / "bin" / "python")
        # Registered first: a start that is broken off leaves nothing behind
        atexit.register(server.stop)
        server.start()
        # Whatever the user's shell has of these led to another server
        env = {name: env[name] for name in env if not name.startswith("PG")}
        env.update(server.env)
        # Last, as the tools of a newer PostgreSQL on the machine do as well
        env["PATH"] = os.pathsep.join([env.get("PATH", ""), str(server.binaries)])
    # What is used to name a database to us would do so to each of Odoo's tools
    env.pop("PGDATABASE", None)
    return Platform(
        python=python,
        odoo=odoo.package,
        addons=[*odoo.addons, *_given_addons(), ROOT],
        version=odoo.version,
        env=env,
        layout=layout,
        postgres=server,
    )


def _odoo_and_python(layout: Layout, tell: Tell) -> tuple[odoo_files.Odoo, Path]:
    """Both, from what the user named, an earlier start, or the network."""
    given_home = os.environ.get("ODOO_HOME")
    python = python_env.given()
    odoo = None
    if given_home:
        odoo = odoo_files.at(Path(given_home))
    elif python and (home := odoo_files.installed_for(python)):
        odoo = odoo_files.at(home)
    odoo = odoo or odoo_files.downloaded(layout)
    # An embedded PostgreSQL comes with the environment, whoever runs Odoo
    needs_env = not python or not is_given()
    env_python = python_env.existing(layout) if needs_env else python
    missing = [not odoo, not env_python]
    if any(missing):
        check_room(layout.state)
        # The one mostly waits for the network, the other for the processor
        with ThreadPoolExecutor(max_workers=2) as pool:
            tasks = [
                pool.submit(_get_odoo, layout, tell) if missing[0] else None,
                pool.submit(_get_env, layout, tell) if missing[1] else None,
            ]
            with _stopping_programs():
                results = [task and task.result() for task in tasks]
        odoo = odoo or results[0]
        env_python = env_python or results[1]
    if python:
        python_env.import_check(python, odoo.home)
    return odoo, python or env_python


@contextlib.contextmanager
def _stopping_programs():
    """Not wait for downloads when there is no use in them any more."""
    try:
        yield
    except BaseException:
        process.stop_all()
        raise


def _get_odoo(layout: Layout, tell: Tell) -> odoo_files.Odoo:
    with console.step(tell, "Getting Odoo 19.0"), full_disk(layout):
        return odoo_files.download(layout, tell)


def _get_env(layout: Layout, tell: Tell) -> Path:
    with console.step(tell, "Installing what Odoo needs of Python"), full_disk(layout):
        return python_env.make(layout)


@contextlib.contextmanager
def full_disk(layout: Layout):
    """Turn the errors of a full or broken disk into a problem."""
    try:
        yield
    except OSError as error:
        raise Problem(
            f"{error.filename or layout.state}: {error.strerror or error}.",
            "Mend that and start again; what is complete is kept.",
        ) from error


def check_room(folder: Path, needed: int = NEEDED_BYTES) -> None:
    """Say so before it starts when the disk is too full for the set-up."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Problem(
            f"{folder} is on a disk with {free / 1024**3:.1f} GB left; the set-up "
            f"takes {needed / 1024**3:.0f} GB.",
            "Make room, or clone the repository to a larger disk.",
        )


def _given_addons() -> list[Path]:
    """The folders in ODOO_ADDONS_PATH."""
    text = os.environ.get("ODOO_ADDONS_PATH", "")
    folders = [Path(part).expanduser() for part in text.split(",") if part.strip()]
    for folder in folders:
        if not folder.is_dir():
            raise Problem(
                f"ODOO_ADDONS_PATH names {folder}, and that is no folder.",
                "It is a list of folders with commas between them.",
            )
    return [folder.resolve() for folder in folders]


def _environment(odoo: odoo_files.Odoo, python: Path, layout: Layout) -> dict[str, str]:
    _configuration(layout)
    paths = [str(odoo.home), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        # Not the user's own ~/.odoorc, which is about another Odoo
        "ODOO_RC": str(layout.configuration),
    }


def _configuration(layout: Layout) -> None:
    """An empty configuration: all that Odoo is to do stands in its options."""
    if not layout.configuration.exists():
        layout.configuration.write_text("[options]\n", encoding="utf-8")
        layout.configuration.chmod(0o600)
