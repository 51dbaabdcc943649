"""Where a value will end if it goes on as it did."""


def forecast_value(readings, start_value, start_date, end_date, day):
    """Return the value to expect on the last day of the cycle, or None.

    Least squares over the readings when they lie on three or more days, else the
    run-rate since the cycle began. None before there is movement in time: without
    a reading, or on the first day.

    :param readings: ``(date, value)`` in order of date; of two on one day the
        later counts
    :param start_value: value at the outset, in the metric's unit
    :param day: today
    """
    by_day = dict(readings)
    if not by_day:
        return None
    if len(by_day) >= 3:
        return _least_squares(by_day, start_date, end_date)
    day = min(day, end_date)
    elapsed = (day - start_date).days
    if elapsed <= 0:
        return None
    current = by_day[max(by_day)]
    return current + (current - start_value) * (end_date - day).days / elapsed


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
