"""Circles among records that stand below one another.

There should be none. Where one came into the data all the same, whoever walks from
each record to the one above it never arrives; so the walk is cut once in each circle.
"""


def cuts(parents):
    """Return the ids of the records at which walks upwards are to end.

    :param parents: dict of the id of what is above, or False, by id
    :return: set of ids, the smallest of each circle

    >>> cuts({1: False, 2: 1, 3: 2})
    set()
    >>> cuts({1: 2, 2: 3, 3: 1, 4: 3, 5: 5}) == {1, 5}
    True
    """
    found, done = set(), set()
    for start in parents:
        walked = []
        record_id = start
        while record_id and record_id not in done:
            done.add(record_id)
            walked.append(record_id)
            record_id = parents.get(record_id)
        if record_id in walked:
            found.add(min(walked[walked.index(record_id) :]))
    return found
