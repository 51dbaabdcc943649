"""Has Odoo 19.0: what the user points at, Debian's package, or a git clone."""

import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from launcher import process
from launcher.layout import Layout
from launcher.platform import apt, apt_sources
from launcher.problems import Problem

SERIES = (19, 0)
# Raise when what is done to the downloaded files changes, so that it is done anew
RECIPE = 1
GIT = "https://github.com/odoo/odoo.git"
GIT_BRANCH = "19.0"
PACKAGES = [
    "odoo-19",
    # Odoo's package links to files of these
    "fonts-font-awesome",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
]
ENTER_ADDRESS = (
    "Set OKR_DEBIAN_MIRROR to the address of a Debian mirror, ODOO_GIT to a git "
    "repository of Odoo, or ODOO_HOME to the folder of an Odoo 19.0."
)


@dataclass(frozen=True)
class Odoo:
    """Odoo's files.

    :param home: the folder to put on Python's path; it holds the package ``odoo``
    :param addons: folders of Odoo's addons besides those in the package
    :param version: as in "19.0"
    """

    home: Path
    addons: tuple[Path, ...]
    version: str

    @property
    def package(self) -> Path:
        """The folder of the Python package."""
        return self.home / "odoo"


def series(home: Path) -> tuple | None:
    """The version of the Odoo in a folder, as in (19, 0); None if there is none."""
    try:
        text = (home / "odoo" / "release.py").read_text(encoding="utf-8")
    except OSError:
        return None
    found = re.search(r"^version_info\s*=\s*\(\s*([^,]+),\s*([^,]+),", text, re.M)
    if not found:
        return None
    return tuple(
        int(part) if part.strip().isdigit() else part.strip("'\" ")
        for part in found.groups()
    )


def at(folder: Path) -> Odoo:
    """The Odoo in a folder that the user named.

    :param folder: a checkout, or the folder that holds the package ``odoo``, or
        that package itself
    """
    folder = folder.expanduser().resolve()
    home = folder.parent if (folder / "release.py").exists() else folder
    found = series(home)
    if not found:
        raise Problem(
            f"There is no Odoo in {folder}.",
            "ODOO_HOME is the folder that holds odoo-bin, or the package odoo.",
        )
    if found != SERIES:
        raise Problem(
            f"Odoo in {folder} is version {'.'.join(map(str, found))}; this module "
            "is for 19.0.",
            "Point ODOO_HOME at an Odoo 19.0, or leave it out to have one downloaded.",
        )
    # A checkout has addons on both levels, a package has all in one
    candidates = [home / "odoo" / "addons", home / "addons"]
    held = [path for path in candidates if (path / "web").is_dir()]
    if not held:
        raise Problem(
            f"Odoo in {folder} has no addon web.",
            "It is not complete: point ODOO_HOME at a complete one.",
        )
    # The first that holds web has the others too; a package may hold them twice
    return Odoo(home, (held[0],), ".".join(map(str, found)))


def installed_for(python: Path) -> Path | None:
    """Where an interpreter finds Odoo, if it does."""
    code = "import odoo.release as r, os; print(os.path.dirname(r.__file__))"
    try:
        output = process.run([python, "-c", code], cwd="/", env=process.environment())
    except process.CommandFailed:
        return None
    return Path(output.strip().splitlines()[-1]).parent


def downloaded(layout: Layout) -> Odoo | None:
    """The Odoo that an earlier start downloaded."""
    try:
        stamp = json.loads((layout.odoo / "okr.json").read_text(encoding="utf-8"))
        if stamp["recipe"] != RECIPE:
            return None
        return at(layout.odoo / stamp["home"])
    except (OSError, ValueError, KeyError, TypeError, Problem):
        return None


def download(layout: Layout, tell: Callable[[str], None]) -> Odoo:
    """Download Odoo and put it in place once it is complete."""
    folder = layout.downloads / "odoo"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    draft = folder / "files"
    home = _fetch(folder, draft, layout.setup_log, tell)
    _mend(home)
    at(home)
    stamp = {"recipe": RECIPE, "home": str(home.relative_to(draft))}
    (draft / "okr.json").write_text(json.dumps(stamp), encoding="utf-8")
    shutil.rmtree(layout.odoo, ignore_errors=True)
    draft.rename(layout.odoo)
    shutil.rmtree(folder, ignore_errors=True)
    return at(layout.odoo / stamp["home"])


def _fetch(folder: Path, draft: Path, log: Path, tell) -> Path:
    named = os.environ.get("OKR_DEBIAN_MIRROR")
    repository = os.environ.get("ODOO_GIT")
    mirrors = [named] if named else apt_sources.debian_mirrors(apt_sources.read())
    if repository and not named or not (mirrors and apt.available()):
        return _clone(repository or GIT, draft, log, tell)
    failure = None
    for mirror in mirrors:
        try:
            tell("  downloading Debian's package, 130 MB")
            return _debian(mirror, folder, draft, log)
        except process.CommandFailed as error:
            failure = error
    raise _mirror_problem(mirrors[-1], failure)


def _debian(mirror: str, folder: Path, draft: Path, log: Path) -> Path:
    keyring = apt.debian_keyring(folder / "keyring", log)
    private = apt.Apt(folder / "apt", log, apt.sources_list(mirror, keyring))
    private.update()
    apt.unpack(private.download(PACKAGES, folder / "packages"), draft)
    return draft / "usr" / "lib" / "python3" / "dist-packages"


def _mirror_problem(mirror: str, failure: process.CommandFailed) -> Problem:
    """What a failure of apt means for the user."""
    output = failure.output
    if "No space left" in output:
        return Problem("The disk is full.", "Make room, then start again.")
    if re.search(r"NO_PUBKEY|not signed|EXPKEYSIG|verify signature", output):
        return Problem(
            "The keys on this machine are too old to check Debian's signature.",
            "Update the package debian-archive-keyring and start again.",
        )
    if re.search(r"Release file .* is (expired|not valid yet)", output):
        return Problem(
            f"The lists of the mirror {mirror} are out of date, or this machine's "
            "clock is wrong.",
            "Check the clock (date), or name another mirror in OKR_DEBIAN_MIRROR.",
        )
    if re.search(r"Could not resolve|Failed to fetch|Unable to connect", output):
        return Problem(
            f"Debian's packages cannot be fetched from {mirror}.",
            "Check the network, and http_proxy if there is a proxy. " + ENTER_ADDRESS,
        )
    if re.search(r"Unable to locate package|no candidate|Can't find", output):
        return Problem(
            f"The mirror {mirror} does not hold Odoo 19 (package odoo-19).",
            ENTER_ADDRESS,
        )
    return Problem(
        f"Odoo could not be had from {mirror}:\n{failure.reason}", ENTER_ADDRESS
    )


def _clone(repository: str, draft: Path, log: Path, tell) -> Path:
    tell("  cloning its repository, as no Debian mirror is named")
    if not shutil.which("git"):
        raise Problem("Odoo is to be cloned, and git is not here.", "Install git.")
    command = ["git", "clone", "--depth=1", "--single-branch"]
    try:
        process.run(
            [*command, f"--branch={GIT_BRANCH}", repository, draft],
            log=log,
            env=process.environment(GIT_TERMINAL_PROMPT="0"),
        )
    except process.CommandFailed as error:
        raise Problem(
            f"Odoo's repository cannot be cloned from {repository}:\n{error.reason}",
            "Check the network. " + ENTER_ADDRESS,
        ) from error
    shutil.rmtree(draft / ".git")
    return draft


def _mend(home: Path) -> None:
    """Put back what Debian's package lacks, as the web client asks for it."""
    addons = home / "odoo" / "addons"
    if not (addons / "web").is_dir():
        return
    # Named in a bundle; without the file each page logs an error
    missing = addons / "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    if not missing.exists():
        missing.parent.mkdir(parents=True, exist_ok=True)
        missing.touch()
    # Links to names that newer versions of the font packages no longer have
    held = addons / "web/static/src/libs/fontawesome/fonts"
    for folder in (held, addons / "web/static/lib/fontawesome/fonts"):
        for link in folder.glob("*"):
            _relink(link, held / "fontawesome-webfont.woff2")
    share = home.parents[2] / "share" if len(home.parents) > 2 else home
    _relink(
        addons / "point_of_sale/static/src/fonts/Inconsolata.otf",
        share / "fonts/opentype/inconsolata/Inconsolata-Regular.otf",
    )


def _relink(link: Path, target: Path) -> None:
    if link.is_symlink() and not link.exists() and target.exists():
        link.unlink()
        link.symlink_to(os.path.relpath(target, link.parent))
