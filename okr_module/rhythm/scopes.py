"""Which groups of people could be told apart by subtracting figures."""


def could_be_subtracted(scope, others, smallest, known=frozenset()):
    """Tell whether the figures of a scope, taken from those of a larger one, leave few.

    The figures of both would be those of the few who are in one only.

    :param scope: set of ids of the people asked about
    :param others: sets of ids of all other scopes that the reader may ask about
    :param smallest: the number of people from which a group may be shown
    :param known: ids of people whose own figures the reader knows anyway

    >>> could_be_subtracted({1, 2, 3}, [{1, 2, 3, 4}], 3)
    True
    >>> could_be_subtracted({1, 2, 3}, [{1, 2, 3, 4, 5, 6}, {1, 2}], 3)
    False
    """
    size = len(scope)
    for other in others:
        rest = len(other) - size
        # Few are that close in size: only those are looked at one by one
        if 0 < rest < smallest + len(known) and scope <= other:
            if 0 < len(other - scope - known) < smallest:
                return True
    return False


def shown_together(groups, smallest, known=frozenset()):
    """Return those of some groups whose figures may stand in one table.

    A group is left out where few remain of it once the groups within it, whose figures
    stand beside it, are taken away: theirs would be the difference.

    :param groups: sets of ids of people, each within another one or apart from it
    :param smallest: the number of people from which a group may be shown
    :param known: ids of people whose own figures the reader knows anyway

    >>> shown_together([{1, 2, 3, 4, 5}, {2, 3}, {4, 5}], 2)
    [{2, 3}, {4, 5}]
    >>> shown_together([{1, 2, 3, 4, 5, 6}, {3, 4}, {5, 6}], 2)
    [{3, 4}, {5, 6}, {1, 2, 3, 4, 5, 6}]
    """
    shown = []
    for group in sorted(groups, key=len):
        within = set().union(*(each for each in shown if each < group))
        rest = group - within - known
        if not 0 < len(rest) < smallest:
            shown.append(group)
    return shown
