"""The course of what runs in a cycle, in small."""


def sparkline_of(cycle, points, day, expected):
    """Return a course over a cycle, as a small line needs it.

    :param cycle: okr.cycle, or none
    :param points: list of ``(date, progress)``, oldest first
    :param day: today in the company's time zone
    :param expected: progress expected by today, 0.0 to 1.0
    :return: dict of ``points`` (list of ``[share of the cycle's days, progress]``,
        both 0.0 to 1.0; empty before the first check-in), ``today`` and
        ``expected`` (0.0 to 1.0); False without a cycle
    """
    start, end = cycle.date_start, cycle.date_end
    if not (start and end and end > start):
        return False

    def passed(date):
        share = (date - start).days / (end - start).days
        return round(min(max(share, 0.0), 1.0), 3)

    # Of several on one day the last stands.
    shares = {passed(date): round(progress, 3) for date, progress in points}
    return {
        "points": [list(point) for point in shares.items()],
        "today": passed(day),
        "expected": round(expected, 3),
    }
