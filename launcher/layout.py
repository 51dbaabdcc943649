"""Where things lie in the checkout."""

import os
from dataclasses import dataclass
from pathlib import Path

from launcher.problems import Problem

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Layout:
    """The folder that holds everything the launcher makes.

    Deleting it undoes all that the launcher did, but for what a root user's
    PostgreSQL keeps elsewhere (see ``launcher.platform.postgres``).
    """

    state: Path = ROOT / ".okr"

    @property
    def odoo(self) -> Path:
        """Odoo's files."""
        return self.state / "odoo"

    @property
    def venv(self) -> Path:
        """The virtual environment with what Odoo imports."""
        return self.state / "venv"

    @property
    def downloads(self) -> Path:
        """Scratch space of a set-up; can be deleted at any time."""
        return self.state / "downloads"

    @property
    def data(self) -> Path:
        """Attachments and sessions of the server that `./okr run` starts."""
        return self.state / "data"

    @property
    def log(self) -> Path:
        """What the server that `./okr run` starts has to say."""
        return self.state / "odoo.log"

    @property
    def setup_log(self) -> Path:
        """What the tools said that the set-up called."""
        return self.state / "setup.log"

    @property
    def configuration(self) -> Path:
        """Odoo's configuration file."""
        return self.state / "odoo.conf"

    def make(self) -> None:
        """Make the folder, or say why that cannot be."""
        try:
            self.state.mkdir(exist_ok=True)
            owner = self.state.stat().st_uid
        except OSError as error:
            raise Problem(
                f"The folder {self.state} cannot be made: {error.strerror}.",
                "Clone the repository to a folder that you may write to.",
            ) from error
        if os.geteuid() and owner != os.geteuid():
            raise Problem(
                f"The folder {self.state} belongs to another user of this machine.",
                "Work as that user, delete the folder, or clone the repository anew.",
            )
