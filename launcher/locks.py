"""Locks between processes of the launcher; a process that dies lets go of its own."""

import contextlib
import fcntl
from pathlib import Path


class Lock:
    """A lock on a file.

    :param path: the file, made when it is missing
    """

    def __init__(self, path: Path):
        self.path = path
        self.handle = None

    def take(self, shared: bool = False, wait: bool = True) -> bool:
        """Take the lock, or change the kind in which it is held.

        :param shared: hold it together with others who do so too
        :param wait: wait for it; else give up at once
        :return: whether it is held in that kind now
        """
        if self.handle is None:
            # It is not to be inherited by the servers that are started
            self.handle = self.path.open("a")
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(self.handle, kind if wait else kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Let go of the lock."""
        if self.handle is not None:
            self.handle.close()
            self.handle = None


@contextlib.contextmanager
def only_one(path: Path, waiting):
    """Let one process at a time in.

    :param path: the file of the lock
    :param waiting: called when another one is in there
    """
    lock = Lock(path)
    if not lock.take(wait=False):
        waiting()
        lock.take()
    try:
        yield
    finally:
        lock.release()
