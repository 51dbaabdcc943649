"""The server that `./okr run` starts."""

import contextlib
import http.client
import signal
import socket
import time

from launcher import console
from launcher.database import Database
from launcher.odoo_process import OdooProcess
from launcher.platform import Platform
from launcher.problems import Problem

ADDRESS = "127.0.0.1"
FIRST_PORT = 8069
PORTS = 100
SECONDS_TO_ANSWER = 180
# Login, password and what it is for; shown when the server is ready
LOGINS = [
    ("admin", "admin", "Mitchell Admin leads the company and may do everything"),
    ("demo", "demo", "Marc Demo leads Research & Development"),
    ("tina", "tina", "Tina Williamson looks after the OKRs of all, as OKR officer"),
    ("jeffrey", "jeffrey", "Jeffrey Kelly leads Sales"),
    ("anita", "anita", "Anita Oliver works in a team"),
]


def free_port(first: int = FIRST_PORT, count: int = PORTS) -> int:
    """The first port that nobody listens on.

    :param first: the port to begin with
    :param count: how many to try
    """
    for port in range(first, min(first + count, 65536)):
        with socket.socket() as probe:
            # As the server does; else a port just left would count as taken
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((ADDRESS, port))
            except OSError:
                continue
            return port
    raise Problem(
        f"All ports from {first} to {first + count - 1} are taken.",
        "Name another one: ./okr run --port 9069",
    )


def answers(port: int) -> bool:
    """Whether the server gives the login page."""
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=60)
    try:
        connection.request("GET", "/web/login")
        return connection.getresponse().status == 200
    except OSError:
        return False
    except http.client.HTTPException:
        return False
    finally:
        connection.close()


class Server:
    """The server of one database.

    :param platform: what it runs on
    :param database: what it serves
    :param port: the port to listen on
    """

    def __init__(self, platform: Platform, database: Database, port: int):
        self.port = port
        self.odoo = OdooProcess(
            platform,
            database.name,
            f"--http-interface={ADDRESS}",
            f"--http-port={port}",
            "--no-database-list",
            f"--db-filter=^{database.name}$",
            "--workers=0",
            "--max-cron-threads=1",
        )

    @property
    def url(self) -> str:
        """The address for a browser."""
        return f"http://{ADDRESS}:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.odoo.start()
        latest = time.monotonic() + SECONDS_TO_ANSWER
        while not answers(self.port):
            self._must_run()
            if time.monotonic() > latest:
                raise Problem(
                    f"The server does not answer after {SECONDS_TO_ANSWER} s.",
                    f"Its log is {self.odoo.log}",
                )
            time.sleep(0.2)

    def watch(self) -> None:
        """Wait until it ends, and show the errors that it logs."""
        for line in self.odoo.new_lines():
            if line is None:
                self._must_run()
                time.sleep(0.5)
            elif " ERROR " in line or " CRITICAL " in line:
                console.complain(line.rstrip()[:300])

    def _must_run(self) -> None:
        if self.odoo.process.poll() is not None:
            told = self.odoo.trouble() or self.odoo.tail()
            raise Problem(
                f"The server stopped by itself:\n{told}",
                f"Its log is {self.odoo.log}",
            )

    def stop(self) -> None:
        """Stop it."""
        self.odoo.stop()


def welcome(url: str, logins: bool = True) -> str:
    """What the user needs to begin.

    :param url: the server's address
    :param logins: whether the database has the users of the demonstration data
    """
    width = max(len(login) + len(password) for login, password, _use in LOGINS)
    rows = [
        f"  {f'{login} / {password}':{width + 3}}   {use}"
        for login, password, use in LOGINS
    ]
    return "\n".join(
        [
            "",
            f"The server is ready: {url}/odoo",
            "",
            *(["Log in as (login / password):", *rows, ""] if logins else []),
            "Ctrl-C stops it.",
        ]
    )


@contextlib.contextmanager
def ends_on_signals():
    """Let a closed terminal, or a service manager, end it as Ctrl-C does."""

    def interrupt(number, frame):
        raise KeyboardInterrupt

    kinds = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {kind: signal.signal(kind, interrupt) for kind in kinds}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)
