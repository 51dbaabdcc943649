"""A database of a test's own, Odoo's shell in it, and real servers before it."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg2

SECONDS_TO_ANSWER = 120
SERVE = Path(__file__).parent / "workers" / "serve.py"


def free_port():
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Place:
    """A database, and what runs on it.

    :param bench: the bench of the run
    :param name: of the database and of the logs
    """

    def __init__(self, bench, name):
        self.bench, self.label = bench, name
        self.name = bench.database(name)
        self.log = bench.logs / f"{name}-server.log"
        self.process = self.port = None
        self.connections = []

    def make(self, needed, *install):
        """Make the database with what is needed, and install addons of ours.

        :param needed: a kind of base and the modules that it has
        """
        self.bench.clone(self.bench.base(*needed, demo=False), self.name)
        options = self.bench.server_options(self.name)
        self.bench.odoo(f"{self.label}-install", *options, "-i", ",".join(install))

    def copy(self, database):
        """Make the database as a copy of another one.

        :param database: its name; nobody may be connected to it
        """
        self.bench.clone(database, self.name)

    def end(self):
        """Stop what runs, and drop the database."""
        self.stop()
        for connection in self.connections:
            connection.close()
        self.bench.drop(self.name)

    # --- ASKING ---

    def shell(self, script, **env):
        """Run a script in Odoo's shell, which takes no --stop-after-init.

        :param script: its path
        :return: what it printed
        """
        options = self.bench.server_options(self.name)
        options = [option for option in options if option != "--stop-after-init"]
        done = subprocess.run(
            self.bench.platform.command("shell", *options, "--log-level=error"),
            env={**self.bench.env, **env},
            input=Path(script).read_text(encoding="utf-8"),
            capture_output=True,
            text=True,
            check=False,
        )
        assert not done.returncode and "Traceback" not in done.stderr, (
            done.stdout[-3000:] + done.stderr[-6000:]
        )
        return done.stdout

    def connect(self):
        """Return a connection to the database that keeps what it writes."""
        keys = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user"}
        keys["PGPASSWORD"] = "password"
        given = {k: self.bench.env[n] for n, k in keys.items() if self.bench.env.get(n)}
        connection = psycopg2.connect(dbname=self.name, **given)
        connection.autocommit = True
        self.connections.append(connection)
        return connection

    def ask(self, query, *values):
        """Return the rows of a query."""
        if not self.connections:
            self.connect()
        with self.connections[0].cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall()

    # --- SERVING ---

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self, *options, serve=SERVE, workers=0):
        """Start a server and wait until it answers.

        :param options: of Odoo's command line, besides those that it needs
        :param serve: the file that is Odoo's command line
        :param workers: how many processes; 0 is one with threads
        """
        self.port = free_port()
        options = [
            f"--database={self.name}",
            f"--db-filter=^{self.name}$",
            f"--addons-path={self.bench.addons_path}",
            f"--data-dir={self.bench.data}",
            f"--workers={workers}",
            "--max-cron-threads=0",
            "--http-interface=127.0.0.1",
            f"--http-port={self.port}",
            f"--gevent-port={free_port()}",
            *options,
        ]
        with self.log.open("a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [self.bench.platform.python, serve, *options],
                env=self.bench.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        latest = time.monotonic() + SECONDS_TO_ANSWER
        while not self._answers():
            assert self.process.poll() is None, f"it stopped, see {self.log}"
            assert time.monotonic() < latest, f"it does not answer, see {self.log}"
            time.sleep(0.2)

    def _answers(self):
        try:
            with urllib.request.urlopen(f"{self.url}/web/health", timeout=30) as said:
                return said.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def kill(self):
        """End the server and all its workers at once, as a failing machine does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """Stop the server, kindly first."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()
