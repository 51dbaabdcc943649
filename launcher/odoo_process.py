"""Odoo as a subprocess: starting, following its log, stopping."""

import re
import signal
import subprocess
from collections.abc import Iterator

from launcher import console, process
from launcher.platform import Platform
from launcher.problems import Problem

LOADING = re.compile(r"Loading module (\S+) \((\d+)/(\d+)\)")
TROUBLE = re.compile(r"^\S+ \S+ \d+ (ERROR|CRITICAL) ")
RECORD = re.compile(r"^\d{4}-\d\d-\d\d \S+ \d+ [A-Z]+ ")
PATIENCE = 20


class OdooProcess:
    """One process of Odoo.

    :param platform: what it runs on
    :param database: name of the database
    :param options: of Odoo's command line
    """

    def __init__(self, platform: Platform, database: str, *options: str):
        self.platform = platform
        self.log = platform.layout.log
        self.start_of_log = self.log.stat().st_size if self.log.exists() else 0
        self.command = platform.command(
            f"--database={database}",
            f"--addons-path={platform.addons_path}",
            f"--data-dir={platform.layout.data}",
            *options,
        )
        self.process = None

    def start(self) -> None:
        """Start it; it dies with the launcher, however that ends."""
        with self.log.open("a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                process.tied(self.command),
                # Where no folder has the name of a package
                cwd=self.platform.layout.data.parent.parent,
                env=self.platform.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # A Ctrl-C is for the launcher, which stops Odoo in its turn
                start_new_session=True,
            )

    def stop(self) -> None:
        """Stop it, kindly first."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def run_to_end(self) -> None:
        """Run it with a progress display, until it has done what it was told."""
        self.command += ["--stop-after-init", "--max-cron-threads=0"]
        self.start()
        try:
            follower = self.new_lines()
            while self.process.poll() is None:
                for line in follower:
                    if line is None:
                        break
                    if found := LOADING.search(line):
                        console.progress(f"  {found[2]} of {found[3]}: {found[1]}")
                try:
                    self.process.wait(0.3)
                except subprocess.TimeoutExpired:
                    continue
        finally:
            self.stop()
            console.progress("")
        if self.process.returncode:
            raise Problem(
                "Odoo could not do it:\n" + (self.trouble() or self.tail()),
                f"The whole log is in {self.log}",
            )

    def new_lines(self) -> Iterator[str | None]:
        """The lines that it wrote; None whenever there are no more for now."""
        with self.log.open(encoding="utf-8", errors="replace") as log:
            log.seek(self.start_of_log)
            while True:
                line = log.readline()
                yield line or None

    def text(self) -> str:
        """All that it wrote."""
        with self.log.open(encoding="utf-8", errors="replace") as log:
            log.seek(self.start_of_log)
            return log.read()

    def tail(self, lines: int = 8) -> str:
        """The end of what it wrote."""
        return "\n".join(self.text().strip().splitlines()[-lines:])

    def trouble(self) -> str:
        """The last error it wrote: its first line, and the end of its traceback."""
        record, last = [], []
        for line in self.text().splitlines():
            if RECORD.match(line):
                record = [line] if TROUBLE.match(line) else []
            elif record:
                record.append(line)
            if record:
                last = record
        return "\n".join([*last[:1], *last[1:][-6:]])
