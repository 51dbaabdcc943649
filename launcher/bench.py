"""The place where tests run: folders, environment, databases, subprocesses.

Everything of a run has the run's own name, so that two runs on one machine do not
meet. Only the base databases, which hold no addon of ours, are shared. They are not
made by click-odoo-initdb: before each use of one it reads all of Odoo's addons,
450 MB, and its package brings a module ``tests`` that would hide our folder.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable

from launcher import addons, equipment
from launcher.layout import ROOT
from launcher.locks import only_one

# A run's name tells its process, so that what a killed one left can be found
RUN = re.compile(r"okrtest(\d+)")
LONGEST_SECONDS = 45 * 60
# What asks for a long run, which may take hours
LONG_RUNS = {"OKR_WORLDS", "OKR_SWEEP", "OKR_KILLS"}
LONGEST_LONG_RUN = 8 * 60 * 60
# Lines of Odoo's log that are not about our addons: it says so whenever it is started
# as root, as in a container
ALLOWED = ("Running as user 'root' is a security risk",)


class Failure(Exception):
    """A step failed; the text says why, ready to be shown."""


def dependencies(names: Iterable[str]) -> set[str]:
    """What the given addons of ours need from elsewhere, directly."""
    needed = {needed for name in names for needed in addons.depends(name)}
    return needed - set(addons.names())


class Bench:
    """A test run's folders, environment and databases."""

    def __init__(self, platform, verbose: bool = False):
        """
        :param platform: what the launcher prepared, with ``python``, ``state``,
            ``env``, ``addons_path`` and ``version``
        :param verbose: show what subprocesses write, besides keeping it
        """
        self.platform = platform
        self.verbose = verbose
        self.run_name = f"okrtest{os.getpid()}"
        is_long = LONG_RUNS.intersection(os.environ)
        self.patience = LONGEST_LONG_RUN if is_long else LONGEST_SECONDS
        self.folder = platform.state / "test"
        self.logs = self.folder / "logs" / self.run_name
        self.data = self.folder / "data"
        # Odoo's addons and ours, and those of others that ours bridge to
        foreign = self.folder / "addons" / "odoo" / "addons"
        self.addons_path = f"{platform.addons_path},{foreign}"
        for folder in (self.logs, self.data / "filestore"):
            folder.mkdir(parents=True, exist_ok=True)
        bin_folders = [
            str(platform.python.parent),
            str(self.folder / "js" / "node_modules" / ".bin"),
        ]
        self.env = {
            **platform.env,
            "PATH": os.pathsep.join([*bin_folders, platform.env["PATH"]]),
            "NODE_PATH": str(self.folder / "js" / "node_modules"),
            "OKR_AXE": str(equipment.axe_script(self.folder)),
            # As in a PostgreSQL of ours: what it compiles is asked once in a test
            "PGOPTIONS": f"{platform.env.get('PGOPTIONS', '')} -c jit=off".strip(),
            # The addons' folders stay as they are committed
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def forget_old_logs(self, keep: int = 5):
        """Delete what runs that have ended wrote, but for the latest."""
        folders = [
            folder
            for folder in self.logs.parent.iterdir()
            if folder.is_dir() and not _is_running(folder.name)
        ]
        folders.sort(key=lambda folder: folder.stat().st_mtime)
        for folder in folders[:-keep]:
            shutil.rmtree(folder, ignore_errors=True)

    # --- SUBPROCESSES ---

    def run(
        self, name: str, command: list, show: bool = False, **env
    ) -> tuple[int, str]:
        """Run a command, keep its output in a file, return its exit code and output.

        :param name: name of the log file
        :param command: the command and its arguments
        :param show: whether to show the output as it comes
        :param env: environment variables besides the bench's own
        """
        log = self.logs / f"{name}.log"
        with log.open("w", encoding="utf-8") as output:
            process = subprocess.Popen(
                [str(part) for part in command],
                cwd=ROOT,
                env={**self.env, **env},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
            )
            # What hangs must not hang for ever
            watchdog = threading.Timer(self.patience, process.kill)
            watchdog.start()
            try:
                for line in process.stdout:
                    output.write(line)
                    if show or self.verbose:
                        sys.stdout.write(line)
                process.wait()
            finally:
                watchdog.cancel()
        return process.returncode, log.read_text(encoding="utf-8")

    def call(self, name: str, command: list, check: bool = True) -> str:
        """Run a command and return its output.

        :param name: name of the log file
        :param command: the command and its arguments
        :param check: whether another exit code than 0 is a failure
        """
        code, text = self.run(name, command)
        if check and code:
            raise Failure(f"exit code {code}\n{tail(text)}")
        return text

    def odoo(self, name: str, *arguments, check: bool = True) -> str:
        """Run one of Odoo's commands and return its log."""
        return self.call(name, self.platform.command(*arguments), check=check)

    def must_be_clean(self, name: str, *allowed: str):
        """Fail on any warning or worse in a log of Odoo.

        Odoo reports many faults only so: a view that cannot be combined, a field
        without a label, a deprecated call, a translation that does not fit its source.

        :param name: the name that the log was given
        :param allowed: regular expressions of what may stand in it
        """
        command = ["checklog-odoo", "--no-echo", self.logs / f"{name}.log"]
        for rule in (*ALLOWED, *allowed):
            command += ["--ignore", rule]
        code, text = self.run(f"{name}-faults", command)
        if code:
            raise Failure(f"in Odoo's log:\n{tail(text, lines=500)}")

    def server_options(self, database: str) -> list[str]:
        """Options for a server process that does its work and stops."""
        return [
            f"--database={database}",
            f"--addons-path={self.addons_path}",
            f"--data-dir={self.data}",
            "--stop-after-init",
            "--no-http",
            "--max-cron-threads=0",
        ]

    # --- DATABASES ---

    def database(self, name: str) -> str:
        """The name of a database of this run."""
        return f"{self.run_name}-{name}"

    def sql(self, database: str, statement: str) -> str:
        """Run one statement and return what it gives, one row a line."""
        return subprocess.run(
            ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
            + ["-d", database, "-c", statement],
            env=self.env,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def drop(self, database: str):
        """Drop a database and its files."""
        subprocess.run(
            ["dropdb", "--if-exists", "--force", database],
            env=self.env,
            check=True,
            capture_output=True,
        )
        shutil.rmtree(self.data / "filestore" / database, ignore_errors=True)

    def clone(self, source: str, target: str):
        """Copy a database and its files."""
        self.drop(target)
        subprocess.run(
            ["createdb", "-T", source, target],
            env=self.env,
            check=True,
            capture_output=True,
        )
        files = self.data / "filestore" / source
        if files.is_dir():
            # Odoo writes a stored file once, under its checksum: links will do
            shutil.copytree(
                files, self.data / "filestore" / target, copy_function=os.link
            )

    def exists(self, database: str) -> bool:
        """Whether there is a database of this name."""
        return database in self.databases()

    def base(self, kind: str, modules: Iterable[str], demo: bool = True) -> str:
        """A database with these modules of Odoo; made once, then kept.

        :param kind: what it is for; an older one of the same kind is dropped
        :param modules: names of the modules
        :param demo: whether to load their demonstration data
        """
        modules = sorted(modules)
        key = hashlib.sha256(
            repr((self.platform.version, modules, demo)).encode()
        ).hexdigest()[:12]
        prefix = f"okrtestbase-{kind}-"
        name = prefix + key
        with only_one(self.folder / f"{prefix}.lock", lambda: None):
            if not self.exists(name):
                for old in self.databases():
                    if old.startswith(prefix):
                        self.drop(old)
                self._make_base(name, modules, demo)
        return name

    def _make_base(self, name: str, modules: list[str], demo: bool):
        # A name of its own until it is complete: it may be broken off any time
        draft = f"{name}-draft"
        options = self.server_options(draft) + (["--with-demo"] if demo else [])
        self.odoo(name, *options, "-i", ",".join(modules))
        self.sql("postgres", f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
        files = self.data / "filestore"
        if (files / draft).is_dir():
            shutil.rmtree(files / name, ignore_errors=True)
            (files / draft).rename(files / name)

    def note(self, database: str) -> dict:
        """What was written down about a database; nothing if it was not."""
        query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
        text = self.sql("postgres", f"{query} WHERE datname = '{database}'")
        return json.loads(text.strip() or "{}")

    def write_note(self, database: str, content: dict):
        """Write down something about a database."""
        text = json.dumps(content)
        self.sql("postgres", f"COMMENT ON DATABASE \"{database}\" IS '{text}'")

    def databases(self) -> list[str]:
        """Names of all databases."""
        return self.sql("postgres", "SELECT datname FROM pg_database").split()

    def clean_up(self):
        """Drop the databases of this run, and those of runs that were killed."""
        for name in self.databases():
            run, dash, _rest = name.partition("-")
            if dash and RUN.fullmatch(run):
                if run == self.run_name or not _is_running(run):
                    self.drop(name)


def _is_running(run: str) -> bool:
    """Whether the run of this name has not ended."""
    match = RUN.fullmatch(run)
    if not match:
        return False
    try:
        os.kill(int(match[1]), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def tail(text: str, lines: int = 60, width: int = 400) -> str:
    """The end of a text, without the rest of lines that go on and on."""
    shown = text.rstrip().splitlines()[-lines:]
    return "\n".join(
        line if len(line) <= width else f"{line[:width]} ..." for line in shown
    )
