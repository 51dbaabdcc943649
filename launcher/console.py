"""What the launcher writes on the terminal."""

import contextlib
import sys
import threading
import time

_LOCK = threading.Lock()


def say(text: str = "") -> None:
    """Write a line; safe to call from several threads."""
    with _LOCK:
        _erase()
        print(text, flush=True)


def complain(text: str) -> None:
    """Write a line about a failure."""
    with _LOCK:
        _erase()
        print(text, file=sys.stderr, flush=True)


def progress(text: str) -> None:
    """Show a passing state on a terminal; nothing when the output is kept."""
    if not sys.stdout.isatty():
        return
    with _LOCK:
        _erase()
        print(text[:78], end="", flush=True)


def _erase() -> None:
    if sys.stdout.isatty():
        print("\r\x1b[K", end="")


@contextlib.contextmanager
def step(tell, text: str):
    """Tell that something starts, and how long it took when it is done.

    :param tell: called with each line
    :param text: what is being done, as in "Installing Odoo"
    """
    tell(f"{text} ...")
    started = time.monotonic()
    yield
    tell(f"{text}: done in {time.monotonic() - started:.0f} s")
