"""The database that `./okr run` serves: made once, then kept up to date.

What is in it is written down in the database's own comment, so that it cannot get
apart from it: "making" while it is being installed, then the sums of our addons.
click-odoo-update would do the last part, but `./okr run` has no test requirements.
"""

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from launcher import addons, console, process
from launcher.odoo_process import OdooProcess
from launcher.platform import Platform
from launcher.problems import Problem

NAME = "okr_module"
# Companies have these beside OKRs, and our bridges install themselves beside them
APPS = (
    "sale_management",
    "crm",
    "hr",
    "hr_recruitment",
    "hr_holidays",
    "hr_attendance",
    "project",
)
MAKING = "making"
OLDEST_POSTGRES = 130000
# Odoo's interpreter has a driver for certain; psql need not be there
CLIENT = """
import json, sys, psycopg2
connection = psycopg2.connect(dbname=sys.argv[1], connect_timeout=10)
connection.autocommit = True
cursor = connection.cursor()
cursor.execute(sys.argv[2])
print(json.dumps(cursor.fetchall() if cursor.description else []))
"""


def said(failure: process.CommandFailed) -> str:
    """What PostgreSQL said, out of the client's traceback."""
    found = re.findall(r"^psycopg2\S+: (.+)", failure.output, re.M)
    return found[-1] if found else failure.reason


class Database:
    """The database to serve.

    :param platform: what it runs on
    :param tell: called with each line for the user
    """

    def __init__(self, platform: Platform, tell: Callable[[str], None] = console.say):
        self.platform = platform
        self.tell = tell
        # Whether our addons are guests in a database that somebody else made
        self.is_guest = False
        self.name = os.environ.get("PGDATABASE") or NAME
        if not re.fullmatch(r"[\w.-]+", self.name):
            raise Problem(
                f"Odoo cannot serve a database named {self.name}.",
                "Set PGDATABASE to a name of letters, digits and underscores.",
            )

    # --- SQL ---

    def sql(self, statement: str, database: str = "postgres") -> list:
        """Run one statement and return its rows."""
        command = [self.platform.python, "-c", CLIENT, database, statement]
        output = process.run(command, env=self.platform.env)
        return json.loads(output.strip().splitlines()[-1])

    def check_server(self) -> None:
        """Make sure that PostgreSQL answers and can be used by Odoo."""
        if self.platform.env.get("PGUSER") == "postgres":
            raise Problem(
                "Odoo refuses to work as PostgreSQL's user postgres.",
                "Make a role that may create databases (createuser --createdb okr) "
                "and set PGUSER to it.",
            )
        try:
            version = int(self.sql("SHOW server_version_num")[0][0])
        except process.CommandFailed as error:
            raise Problem(
                f"PostgreSQL does not let us in: {said(error)}",
                "Check PGHOST, PGPORT, PGUSER and PGPASSWORD, or unset them to have "
                "a PostgreSQL of this checkout's own.",
            ) from error
        if version < OLDEST_POSTGRES:
            raise Problem(
                f"This is PostgreSQL {version // 10000}; Odoo 19 needs 13 or newer.",
                "Point PGHOST and PGPORT at a newer one.",
            )

    def exists(self) -> bool:
        """Whether there is a database of this name."""
        return bool(
            self.sql(f"SELECT 1 FROM pg_database WHERE datname = '{self.name}'")
        )

    def note(self) -> dict | str | None:
        """What the database's comment says of its content; None if it is not ours."""
        rows = self.sql(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
            f"WHERE datname = '{self.name}'"
        )
        try:
            content = json.loads(rows[0][0])
            self.is_guest = content.get("guest", False)
            return content["okr"]
        except (IndexError, KeyError, TypeError, ValueError, AttributeError):
            return None

    def write_note(self, content: dict | str) -> None:
        """Write down what the database holds."""
        text = json.dumps({"okr": content, "guest": self.is_guest})
        self.sql(f"COMMENT ON DATABASE \"{self.name}\" IS '{text}'")

    def installed(self) -> set[str]:
        """The addons installed in the database; none if it is not Odoo's yet."""
        if not self.sql("SELECT to_regclass('ir_module_module')", self.name)[0][0]:
            return set()
        query = "SELECT name FROM ir_module_module WHERE state = 'installed'"
        return {row[0] for row in self.sql(query, self.name)}

    # --- STATES ---

    def prepare(self, update: bool = False, fresh: bool = False) -> None:
        """Bring the database to what the addons are now.

        :param update: update all of our addons, changed or not
        :param fresh: make the database anew
        """
        self.check_server()
        if not addons.names():
            raise Problem(
                "There is no addon okr_module in this checkout.",
                "Clone the repository anew.",
            )
        exists = self.exists()
        note = self.note() if exists else None
        if exists and fresh and (note is None or self.is_guest):
            raise Problem(
                f"The database {self.name} was not made by okr.",
                "Drop it yourself, or set PGDATABASE to another name.",
            )
        if exists and note is None:
            if self.installed():
                self._adopt()
            else:
                self._fill()
        elif not exists or note == MAKING or fresh:
            if note == MAKING:
                self.tell("An earlier start did not finish the database: once more")
            self._make()
            self._fill()
        else:
            self._update(note, update)

    def drop(self) -> None:
        """Drop the database and its files."""
        self.sql(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
        files = self.platform.layout.data / "filestore" / self.name
        shutil.rmtree(files, ignore_errors=True)

    def _make(self) -> None:
        try:
            self.drop()
            self.sql(
                f"CREATE DATABASE \"{self.name}\" ENCODING 'UTF8' LC_COLLATE 'C' "
                "TEMPLATE template0"
            )
        except process.CommandFailed as error:
            raise Problem(
                f"The database {self.name} cannot be made: {said(error)}",
                "Close what uses it; the PostgreSQL user needs the right CREATEDB.",
            ) from error
        self.write_note(MAKING)

    def _fill(self) -> None:
        """Install everything in an empty database."""
        try:
            self.sql("CREATE EXTENSION IF NOT EXISTS pg_trgm", self.name)
        except process.CommandFailed:
            # Odoo searches without it, only slower
            pass
        modules = [*APPS, *addons.within_reach(self._folders())]
        with console.step(self.tell, f"Making the database {self.name}, 2 to 5 min"):
            state = addons.fingerprints()
            self._odoo("--with-demo", "-i", ",".join(modules))
            self.write_note(state)

    def _folders(self) -> list[Path]:
        """Where addons are; in a checkout of Odoo, some of them are in its package."""
        return [*self.platform.addons, self.platform.odoo / "addons"]

    def _adopt(self) -> None:
        """Somebody's own Odoo database: install our addons, and nothing else."""
        self.is_guest = True
        action = "-u" if "okr_module" in self.installed() else "-i"
        self.tell(
            f"The database {self.name} is your own: no other app and no "
            "demonstration data is put into it"
        )
        with console.step(self.tell, "Installing okr_module"):
            state = addons.fingerprints()
            self._odoo(action, "okr_module")
            self.write_note(state)

    def _update(self, known: dict, everything: bool) -> None:
        state = addons.fingerprints()
        present = self.installed()
        changed = [
            name
            for name, total in state.items()
            if name in present and (everything or known.get(name) != total)
        ]
        # A bridge that is new in the checkout, and whose other side is installed
        added = [
            name
            for name in state
            if name not in present
            and known.get(name) != state[name]
            and all(need in present | set(state) for need in addons.depends(name))
        ]
        if not changed and not added:
            return
        what = ", ".join([*changed, *added])
        with console.step(self.tell, f"Updating the database: {what}"):
            options = []
            if changed:
                options += ["-u", ",".join(changed)]
            if added:
                options += ["-i", ",".join(added)]
                options += [] if self.is_guest else ["--with-demo"]
            self._odoo(*options)
            self.write_note(state)

    def _odoo(self, *options) -> None:
        """Run Odoo until it has done what the options say."""
        done = OdooProcess(self.platform, self.name, "--no-http", *options)
        done.run_to_end()
