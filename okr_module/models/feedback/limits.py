"""How much feedback is taken: each limit, and how a person's is counted.

Where they are asked: ``okr_objective.py: leave_feedback``. What counts a person has to
know them. So it is kept where it dies with the process, as moments without objective or
words, and for an hour at most: in no table, no file, no cache that several processes
share. With several workers each counts for itself.
"""

import threading
from collections import defaultdict

#: characters of one feedback; the fields on screen say so, too
MAX_LENGTH = 2000
#: how many an objective takes in a day, counted without persons
PER_DAY = 20
#: how many one person leaves in an hour, known to this process and to nothing else
PER_HOUR = 5
HOUR = 3600.0


class HourlyLimit:
    """Counts what people did within the last hour.

    >>> limit = HourlyLimit()
    >>> limit.note("anna", [0.0, 10.0])
    >>> limit.count("anna", 3599.0), limit.count("anna", 3605.0)
    (2, 1)
    >>> limit.count("bert", 0.0)
    0
    """

    def __init__(self):
        self._lock = threading.Lock()
        self._moments = defaultdict(list)

    def count(self, person, now):
        """Return how often a person did it within the hour before ``now``.

        :param person: anything that can be a key of a dict
        :param now: seconds of a clock that runs forward only
        """
        with self._lock:
            # Whoever did nothing within the hour is forgotten, not only this person
            for known in list(self._moments):
                fresh = [at for at in self._moments[known] if at > now - HOUR]
                if fresh:
                    self._moments[known] = fresh
                else:
                    del self._moments[known]
            return len(self._moments.get(person, ()))

    def note(self, person, moments):
        """Remember that a person did it at some moments."""
        with self._lock:
            self._moments[person] += moments
