"""Where a value will end if it goes on as it did."""

from itertools import pairwise
from typing import NamedTuple

#: below that share of last year's way, nothing can be told from it yet
SMALLEST_SHARE = 0.01


class Forecast(NamedTuple):
    """A value to expect, and what it is made of."""

    value: float
    #: ``trend`` the straight line nearest to the check-ins, ``pace`` on at the pace so
    #: far, ``last_year`` the share of the way that last year had behind it by then,
    #: ``standing`` what is there already, as it only adds up
    basis: str


def forecast(readings, start_value, start_date, end_date, day, share=None, floor=None):
    """Return the :class:`Forecast` of the last day of the plan, or None.

    Least squares over the readings when they lie on three or more days, else the
    run-rate since the plan began; where last year's curve is the plan, its share. None
    before there is movement in time: without a reading, or on the first day.

    :param readings: ``(date, value)`` and whatever follows, in order of date; of two on
        one day the later counts
    :param start_value: value at the outset, in the metric's unit
    :param day: today
    :param share: share of last year's way that was behind by today, 0.0-1.0; None
        where last year is not the plan
    :param floor: a value that it cannot fall below any more, None where it may fall
    """
    by_day = {date: value for date, value, *_rest in readings}
    if not by_day:
        return None
    current = by_day[max(by_day)]
    day = min(day, end_date)
    elapsed = (day - start_date).days
    if share and share >= SMALLEST_SHARE and elapsed > 0:
        found = Forecast(start_value + (current - start_value) / share, "last_year")
    elif len(by_day) >= 3:
        found = Forecast(_least_squares(by_day, start_date, end_date), "trend")
    elif elapsed > 0:
        way = (current - start_value) * (end_date - day).days / elapsed
        found = Forecast(current + way, "pace")
    else:
        return None
    if floor is not None and found.value < floor:
        return Forecast(floor, "standing")
    return found


def only_adds_up(readings):
    """Tell whether no reading lies below the one before it.

    >>> only_adds_up([(1, 5.0), (2, 5.0), (3, 9.0)]), only_adds_up([(1, 5.0), (2, 4.0)])
    (True, False)
    """
    values = [value for _date, value, *_rest in readings]
    return all(later >= earlier for earlier, later in pairwise(values))


def readable(value, *measures):
    """Return a forecast without the decimals that nobody can foresee.

    :param measures: numbers that tell how large a step matters, such as the target
        and the way to it; the smallest that is not 0 counts

    >>> readable(58.1234, 60.0, 40.0), readable(0.4567, 0.5, 0.5)
    (58.0, 0.46)
    """
    sizes = [abs(measure) for measure in measures if measure]
    step = min(sizes, default=1.0) / 20
    digits = next((digits for digits in (0, 1) if step >= 10**-digits), 2)
    return round(value, digits)


def _least_squares(by_day, start_date, end_date):
    xs = [(date - start_date).days for date in by_day]
    ys = list(by_day.values())
    mean_x = sum(xs) / len(xs)
    mean_y = sum(ys) / len(ys)
    spread = sum((x - mean_x) ** 2 for x in xs)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    return mean_y + slope / spread * ((end_date - start_date).days - mean_x)
