"""What makes one ask again, kindly, whether a goal was daring and a report honest.

Each note is a code with what its sentence needs; nothing here judges a person.
"""

from collections import Counter
from typing import NamedTuple

from .status import at_or_above

#: so many goals or reports make a pattern; fewer are chance
ENOUGH = 3


class Note(NamedTuple):
    """A pattern that was found."""

    code: str
    #: how many goals or reports show it
    count: int


def all_full(scores):
    """Return a note where everything came out 1.0, None otherwise.

    Who always reaches everything aimed too low: 0.7 of a daring goal beats 1.0 of a
    safe one.

    :param scores: final scores, 0.0-1.0

    >>> all_full([1.0, 1.0, 1.0])
    Note(code='sandbagging', count=3)
    >>> all_full([1.0, 1.0]) is None, all_full([1.0, 0.9, 1.0]) is None
    (True, True)
    """
    scores = list(scores)
    if len(scores) >= ENOUGH and all(at_or_above(score, 1.0) for score in scores):
        return Note("sandbagging", len(scores))
    return None


def same_status(words):
    """Return a note where every report said the same word.

    :param words: stated status of each check-in, oldest first; empty ones said none

    >>> same_status(["on_track", None, "on_track", "on_track"])
    Note(code='same_status', count=3)
    """
    words = [word for word in words if word]
    if len(words) >= ENOUGH and len(set(words)) == 1:
        return Note("same_status", len(words))
    return None


def same_text(texts):
    """Return a note where one text was reported again and again.

    Case, punctuation and spaces do not make a text another one.

    :param texts: notes of the check-ins; empty ones say nothing

    >>> same_text(["On it.", "on it", "On it!", "Signed two."])
    Note(code='same_text', count=3)
    """
    plain = Counter(_plain(text) for text in texts)
    plain.pop("", None)
    if not plain:
        return None
    count = max(plain.values())
    return Note("same_text", count) if count >= ENOUGH else None


def _plain(text):
    letters = "".join(c if c.isalnum() else " " for c in (text or "").casefold())
    return " ".join(letters.split())
