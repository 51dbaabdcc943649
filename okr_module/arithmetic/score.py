"""The verdict at the end of a cycle."""

from decimal import ROUND_HALF_UP, Decimal

_TENTH = Decimal("0.1")
# Progress is a float that came out of divisions: what lies beyond nine digits
# is noise of that, not of the work.
_NOISE = Decimal("0.000000001")


def score(progress):
    """Return progress rounded half up to one decimal, 0.0-1.0.

    >>> score(0.65), score(0.649999), score(0.25)
    (0.7, 0.6, 0.3)
    """
    exact = Decimal(str(progress)).quantize(_NOISE, ROUND_HALF_UP)
    return float(exact.quantize(_TENTH, ROUND_HALF_UP))


def passed(final_score, ambition, pass_mark):
    """Tell whether a score passes.

    :param ambition: ``committed`` passes at 1.0 only, ``aspirational`` from the
        company's pass mark (usually 0.7) on
    """
    mark = 1.0 if ambition == "committed" else pass_mark
    return round(final_score, 9) >= round(mark, 9)
