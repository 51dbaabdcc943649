"""Has Debian packages without installing them, and without being root."""

import os
import shutil
from pathlib import Path

from launcher import process
from launcher.problems import Problem

KEYRINGS = (
    Path("/usr/share/keyrings/debian-archive-keyring.gpg"),
    Path("/usr/share/keyrings/debian-archive-keyring.pgp"),
)


def available() -> bool:
    """Whether this machine has apt and dpkg."""
    return bool(shutil.which("apt-get") and shutil.which("dpkg"))


class Apt:
    """An apt with lists and a cache of its own, so that it needs no rights.

    :param folder: where to keep them
    :param log: file for what apt says
    :param sources: text of a sources list; without it, the machine's own sources
    """

    def __init__(self, folder: Path, log: Path, sources: str = ""):
        self.folder = folder
        self.log = log
        for name in ("lists/partial", "cache/archives/partial", "state"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        options = {
            "Dir::State": folder / "state",
            "Dir::State::lists": folder / "lists",
            "Dir::State::status": "/var/lib/dpkg/status",
            "Dir::Cache": folder / "cache",
            # The user that root's apt downloads as cannot enter every folder
            "APT::Sandbox::User": "root" if os.geteuid() == 0 else "",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
        }
        if sources:
            (folder / "sources.list").write_text(sources, encoding="utf-8")
            options["Dir::Etc::SourceList"] = folder / "sources.list"
            options["Dir::Etc::SourceParts"] = "/dev/null"
        self.options = [f"-o{name}={value}" for name, value in options.items()]

    def update(self) -> None:
        """Fetch the lists of packages."""
        # Without this, a list that could not be fetched is a warning
        self._run("-oAPT::Update::Error-Mode=any", "update")

    def download(self, names: list[str], target: Path) -> list[Path]:
        """Fetch packages and return their files."""
        target.mkdir(parents=True, exist_ok=True)
        self._run("download", *names, cwd=target)
        return sorted(target.glob("*.deb"))

    def _run(self, *arguments: str, **options) -> None:
        process.run(
            ["apt-get", "-q", *self.options, *arguments],
            log=self.log,
            env=process.environment(),
            **options,
        )


def unpack(packages: list[Path], target: Path) -> None:
    """Unpack packages' files below a folder, without running their scripts."""
    target.mkdir(parents=True, exist_ok=True)
    for package in packages:
        process.run(["dpkg", "-x", package, target], env=process.environment())


def debian_keyring(folder: Path, log: Path) -> Path:
    """The keys of Debian's archive: the machine's, or out of its package.

    :param folder: scratch space
    :param log: file for what apt says
    """
    for keyring in KEYRINGS:
        if keyring.exists():
            return keyring
    # Ubuntu does not install them, but has them among its packages
    try:
        apt = Apt(folder / "own", log)
        apt.update()
        unpack(apt.download(["debian-archive-keyring"], folder / "keys"), folder)
        return next(
            path
            for path in (folder / keyring.relative_to("/") for keyring in KEYRINGS)
            if path.exists()
        )
    except (process.CommandFailed, StopIteration) as error:
        raise Problem(
            "The keys that Debian signs its packages with are not on this machine.",
            "Install the package debian-archive-keyring and start again.",
        ) from error


def sources_list(mirror: str, keyring: Path) -> str:
    """A sources list with the suite that holds Odoo 19."""
    return f"deb [signed-by={keyring}] {mirror} unstable main\n"
