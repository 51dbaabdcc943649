"""Runs the programs that a set-up calls."""

import os
import shutil
import subprocess
import threading
from pathlib import Path

from launcher.problems import Problem

_RUNNING: set[subprocess.Popen] = set()
_LOCK = threading.Lock()
_STOPPED = threading.Event()


class CommandFailed(Exception):
    """A program ended with an error.

    :param command: the program and its arguments
    :param output: what it wrote
    """

    def __init__(self, command: list[str], output: str):
        super().__init__(command, output)
        self.command = command
        self.output = output

    @property
    def reason(self) -> str:
        """The last lines that the program wrote."""
        return "\n".join(self.output.strip().splitlines()[-5:])


def tied(command: list[str]) -> list[str]:
    """A command that ends with the launcher, also when that is killed."""
    # Part of util-linux, which Debian always has
    if not shutil.which("setpriv") or not shutil.which(command[0]):
        return command
    return ["setpriv", "--pdeathsig", "KILL", "--", *command]


def run(command: list, log: Path | None = None, **options) -> str:
    """Run a program to its end and return what it wrote.

    :param command: the program and its arguments
    :param log: file to add the output to
    :param options: for ``subprocess.Popen``
    :raise CommandFailed: when it ends with another code than 0
    """
    command = [str(part) for part in command]
    if _STOPPED.is_set():
        raise KeyboardInterrupt
    try:
        process = subprocess.Popen(
            tied(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            **options,
        )
    except FileNotFoundError as error:
        raise Problem(
            f"The program {command[0]} is not on this machine.",
            f"Install it and start again, as in: apt-get install {command[0]}",
        ) from error
    with _LOCK:
        _RUNNING.add(process)
    try:
        output = process.communicate()[0]
    finally:
        with _LOCK:
            _RUNNING.discard(process)
    if _STOPPED.is_set():
        raise KeyboardInterrupt
    if log:
        with log.open("a", encoding="utf-8") as target:
            target.write(f"$ {' '.join(command)}\n{output}\n")
    if process.returncode:
        raise CommandFailed(command, output)
    return output


def stop_all() -> None:
    """End the programs that are running, and start no more, as after a Ctrl-C."""
    _STOPPED.set()
    with _LOCK:
        running = list(_RUNNING)
    for process in running:
        process.terminate()


def environment(**changes: str) -> dict[str, str]:
    """This process's environment, with messages in English as we may read them."""
    return {**os.environ, "LC_ALL": "C.UTF-8", **changes}
