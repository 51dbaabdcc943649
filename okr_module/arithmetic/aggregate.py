"""KPIs that can be added up before they are turned into a number.

A mean of means is wrong, and so is a distinct count of distinct counts. An aggregate
keeps what is needed to put two groups together: the records counted, their sum,
extremes and distinct values, and a checksum that tells whether the same records were
counted. What counts in an objective: ``alignment.py: contribution``.
"""

from dataclasses import dataclass, field

AGGREGATES = ("count", "sum", "avg", "min", "max", "count_distinct")
_MODULUS = 2**63
#: a check-in remembers which records it counted, up to so many
MOST_REMEMBERED = 500


@dataclass
class Aggregate:
    """What was counted for one scope and one span."""

    #: number of records
    count: int = 0
    #: number of records with a value
    valued: int = 0
    total: float = 0.0
    low: float | None = None
    high: float | None = None
    distinct: set = field(default_factory=set)
    #: people behind the figure, for the guard of small groups
    people: set = field(default_factory=set)
    checksum: int = 0
    #: ids of the records, for whoever asks; None where they are too many to remember
    ids: set | None = field(default_factory=set)

    def add(self, other):
        """Put another group's aggregate into this one."""
        self.count += other.count
        self.valued += other.valued
        self.total += other.total
        self.low = _pick(min, self.low, other.low)
        self.high = _pick(max, self.high, other.high)
        self.distinct |= other.distinct
        self.people |= other.people
        self.checksum = (self.checksum + other.checksum) % _MODULUS
        if self.ids is not None and other.ids is not None:
            self.ids = self.ids | other.ids
        if self.ids is None or other.ids is None or len(self.ids) > MOST_REMEMBERED:
            self.ids = None
        return self

    def result(self, aggregate):
        """Return the number that the records add up to, None where there is none.

        Nothing counted is a count and a sum of 0, but no average and no extreme.

        :param aggregate: one of :data:`AGGREGATES`
        :raise ValueError: for any other aggregate

        >>> Aggregate(count=2, valued=2, total=5.0).result("avg")
        2.5
        >>> Aggregate().result("sum"), Aggregate().result("avg")
        (0.0, None)
        """
        if aggregate == "count":
            return float(self.count)
        if aggregate == "sum":
            return float(self.total)
        if aggregate == "avg":
            return self.total / self.valued if self.valued else None
        if aggregate == "min":
            return self.low
        if aggregate == "max":
            return self.high
        if aggregate == "count_distinct":
            return float(len(self.distinct))
        raise ValueError(f"unknown aggregate {aggregate!r}")


def _pick(choose, one, other):
    if one is None or other is None:
        return other if one is None else one
    return choose(one, other)


def ratio(numerator, denominator, factor=1.0):
    """Return ``numerator / denominator * factor``, None where nothing divides.

    >>> ratio(3.0, 4.0, 100.0), ratio(1.0, 0.0)
    (75.0, None)
    """
    if numerator is None or not denominator:
        return None
    return numerator / denominator * factor


def roll_up(aggregates, paths, wanted):
    """Return aggregates of groups put together into the groups above them.

    :param aggregates: ``{(group id, point): Aggregate}`` of the groups at the bottom
    :param paths: ``{group id: ids of the group and of all above it}``
    :param wanted: ids of the groups asked for
    :return: ``{(wanted id, point): Aggregate}``
    """
    result = {}
    for (group, point), aggregate in aggregates.items():
        for above in paths.get(group, ()):
            if above in wanted:
                result.setdefault((above, point), Aggregate()).add(aggregate)
    return result
