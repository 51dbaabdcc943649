"""What the figures must be, worked out once more and in another way.

Nothing here knows the module's arithmetic: it is written from the rules alone, walks
day by day where the module uses formulas, and calculates in exact fractions. It is
slow and has no database; the test of a whole year holds the module against it.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

DAY = timedelta(days=1)
WEAKEST_FIRST = [
    "off_track",
    "overdue",
    "at_risk",
    "no_data",
    "too_early",
    "on_track",
    "achieved",
]


def exact(number):
    """Return a float of the story as the decimal number that was meant."""
    return Fraction(str(number))


def capped(share):
    return max(Fraction(0), min(Fraction(1), share))


def rounded_to_tenth(share):
    """Return a share rounded half up to one decimal."""
    return Fraction(int(share * 10 + Fraction(1, 2)), 10)


@dataclass
class Span:
    """A cycle."""

    start: date
    end: date
    interval: str = "week"
    weekday: int = 4
    grace: int = 2

    def elapsed(self, today, start=None):
        start = start or self.start
        return capped(Fraction((today - start).days, (self.end - start).days))

    def due_days(self, start):
        """Return ``(opens, due)`` of each period from a day on, found day by day."""
        bounds, begin = [], start
        while begin <= self.end:
            if self.interval == "month":
                month = start.month - 1 + len(bounds) + 1
                following = date(start.year + month // 12, month % 12 + 1, start.day)
            else:
                weeks = 1 if self.interval == "week" else 2
                following = begin + 7 * weeks * DAY
            bounds.append((begin, min(following - DAY, self.end)))
            begin = following
        found, opens = [], start
        for first, last in bounds:
            days = [
                first + n * DAY
                for n in range((last - first).days + 1)
                if (first + n * DAY).weekday() == self.weekday
            ]
            if days:
                found.append((opens, days[-1]))
                opens = days[-1] + DAY
        if len(found) > 1 and found[0][1] < found[0][0] + 2 * DAY:
            found = [(found[0][0], found[1][1]), *found[2:]]
        return found


@dataclass
class Said:
    """A check-in."""

    day: date
    value: Fraction
    confidence: Fraction | None
    word: str | None
    number: int
    #: the day on which it was written
    entered: date = None
    #: the cycle was under review
    in_review: bool = False
    #: the module's record, to hold against
    record: object = None


@dataclass
class Measure:
    """A key result."""

    span: Span
    kind: str
    direction: str
    start: Fraction
    target: Fraction
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(0)
    weight: Fraction = Fraction(1)
    dropped: bool = False
    #: the day on which it was started
    started: date = None
    #: day -> value the plan asks for
    plan: dict = field(default_factory=dict)
    #: [weight, reached]
    steps: list = field(default_factory=list)
    said: list = field(default_factory=list)

    @property
    def begins(self):
        """The day its plan begins: with the cycle, or later where it was started so."""
        return max(self.span.start, self.started or self.span.start)

    def history(self):
        return sorted(self.said, key=lambda said: (said.day, said.number))

    def value(self, history=None):
        if self.kind == "milestone":
            return self.steps_done()
        history = self.history() if history is None else history
        return history[-1].value if history else self.start

    def steps_done(self):
        return sum((w for w, done in self.steps if done), Fraction(0)) / sum(
            w for w, _done in self.steps
        )

    @property
    def is_band(self):
        return self.kind not in ("boolean", "milestone") and self.direction in (
            "at_least",
            "at_most",
            "range",
        )

    def inside(self, value):
        if self.direction == "at_least":
            return value >= self.target
        if self.direction == "at_most":
            return value <= self.target
        return self.low <= value <= self.high

    def attained(self, today, history=None):
        """Return the share of the way on a day, not capped.

        :param history: the check-ins to look at; all of them if left out
        """
        if self.kind == "milestone":
            return self.value() if history is None else history[-1].value
        history = self.history() if history is None else history
        value = self.value(history)
        if self.kind == "boolean":
            return value
        if not self.is_band:
            return (value - self.start) / (self.target - self.start)
        good = days = 0
        day = self.begins
        while day <= min(today, self.span.end):
            known = [said for said in history if said.day <= day]
            good += self.inside(known[-1].value if known else self.start)
            days += 1
            day += DAY
        return Fraction(good, days) if days else Fraction(0)

    def progress(self, today):
        return capped(self.attained(today))

    def told(self):
        """Return each check-in with what it says of its own day."""
        history, timing = self.history(), self.timing()[0]
        before = self.start
        for number, said in enumerate(history):
            share = self.attained(said.day, history[: number + 1])
            yield said, before, capped(share), timing[number]
            before = said.value

    def expected(self, today):
        if not self.plan or self.is_band:
            return self.span.elapsed(today, self.begins)
        whole = self.kind in ("boolean", "milestone")
        start = Fraction(0) if whole else self.start
        target = Fraction(1) if whole else self.target
        points = {self.begins: start, self.span.end: target}
        points.update({d: v for d, v in self.plan.items() if d >= self.begins})
        days = sorted(points)
        today = min(max(today, days[0]), days[-1])
        before = max(day for day in days if day <= today)
        after = min((day for day in days if day > today), default=before)
        value = points[before]
        if after > before:
            share = Fraction((today - before).days, (after - before).days)
            value += (points[after] - points[before]) * share
        return capped((value - start) / (target - start))

    def timing(self):
        """Return what became of each check-in, and of each period."""
        periods = self.periods()
        over = [due + self.span.grace * DAY for _opens, due in periods]
        filled = [None] * len(periods)
        words = {}
        for said in sorted(self.said, key=lambda s: (s.entered, s.day, s.number)):
            words[said.number] = "extra"
            if said.in_review:
                continue
            if any(
                opens <= said.day <= due and said.entered > last
                for (opens, due), last in zip(periods, over, strict=True)
            ):
                continue
            free = [
                n
                for n, (opens, _due) in enumerate(periods)
                if opens <= said.entered <= over[n] and not filled[n]
            ]
            if free:
                due = periods[free[0]][1]
                filled[free[0]] = "late" if said.entered > due else "on_time"
                words[said.number] = filled[free[0]]
        return [words[said.number] for said in self.history()], filled

    def periods(self):
        return self.span.due_days(self.begins)

    def next_due(self):
        filled = self.timing()[1]
        last = max((n for n, word in enumerate(filled) if word), default=-1)
        due = [due for _opens, due in self.periods()]
        return due[last + 1] if last + 1 < len(due) else None

    def status(self, today, state):
        """Return the status of a day.

        :param state: state of the objective
        """
        if self.dropped or state == "cancelled":
            return "cancelled"
        progress, expected = self.progress(today), self.expected(today)
        if progress == 1 and (not self.is_band or today >= self.span.end):
            return "achieved"
        # What was left out until the last day stays so, also when it is closed
        due = self.next_due() if state in ("active", "done") else None
        if due and min(today, self.span.end) > due + self.span.grace * DAY:
            return "overdue"
        if not self.said and not (self.kind == "milestone" and self.steps_done()):
            return "no_data"
        if expected < Fraction(1, 10) or today == self.started < self.span.end:
            return "too_early"
        if self.is_band:
            if not self.inside(self.value()):
                return "off_track"
            return "on_track" if progress >= Fraction(9, 10) else "at_risk"
        return by_ratio(progress, expected)

    def is_measured(self):
        return bool(self.said) or self.kind == "milestone" and self.steps_done() > 0

    def confidence(self):
        given = [s.confidence for s in self.history() if s.confidence is not None]
        return given[-1] if given else None

    def word(self):
        words = [said.word for said in self.history() if said.word]
        return words[-1] if words else None

    def forecast(self, today):
        """Return the value to expect on the last day, None where none is to be told."""
        if self.kind == "boolean":
            return None
        by_day = {said.day: said.value for said in self.history()}
        if not by_day:
            return None
        start = Fraction(0) if self.kind == "milestone" else self.start
        span = self.span
        if len(by_day) < 3:
            today = min(today, span.end)
            gone = (today - self.begins).days
            if gone <= 0:
                return None
            value = by_day[max(by_day)]
            return value + (value - start) * Fraction((span.end - today).days, gone)
        # The normal equations of a straight line a + b x, solved by Cramer's rule
        xs = [Fraction((day - span.start).days) for day in by_day]
        ys = list(by_day.values())
        n, sx, sy = len(xs), sum(xs), sum(ys)
        sxx = sum(x * x for x in xs)
        sxy = sum(x * y for x, y in zip(xs, ys, strict=True))
        determinant = n * sxx - sx * sx
        a = (sy * sxx - sx * sxy) / determinant
        b = (n * sxy - sx * sy) / determinant
        return a + b * (span.end - span.start).days


def by_ratio(progress, expected):
    ratio = progress / expected if expected else Fraction(1)
    if ratio >= Fraction(9, 10):
        return "on_track"
    return "at_risk" if ratio >= Fraction(7, 10) else "off_track"


def mean(parts):
    parts = [(weight, number) for weight, number in parts if weight > 0]
    if not parts:
        return None
    return sum(w * x for w, x in parts) / sum(w for w, _x in parts)


@dataclass
class Goal:
    """An objective."""

    span: Span
    rollup: str = "key_results"
    ambition: str = "aspirational"
    visibility: str = "company"
    department: str | None = None
    weight: Fraction = Fraction(1)
    state: str = "active"
    measures: list = field(default_factory=list)
    children: list = field(default_factory=list)
    #: figures as they stood when the cycle closed, by name
    frozen: dict | None = None
    given_score: Fraction | None = None

    def live(self):
        return [measure for measure in self.measures if not measure.dropped]

    def counting(self):
        return [
            child
            for child in self.children
            if child.state in ("active", "done")
            and (
                child.visibility == "company"
                or (self.visibility == child.visibility == "department")
                and self.department == child.department
            )
        ]

    def figures(self, today):
        """Return all figures of a day by the names of their fields."""
        if self.frozen:
            return self.frozen
        parts = []
        if self.rollup in ("key_results", "both"):
            parts += [(m.weight, m.progress(today)) for m in self.live()]
        if self.rollup in ("aligned", "both"):
            below = [(child.weight, child.figures(today)) for child in self.counting()]
            parts += [(w, f["progress"]) for w, f in below if f["is_measured"]]
        progress = mean(parts)
        sure = [
            (m.weight, m.confidence())
            for m in self.live()
            if m.confidence() is not None
        ]
        score = rounded_to_tenth(progress or Fraction(0))
        final = score if self.given_score is None else self.given_score
        needed = Fraction(1) if self.ambition == "committed" else Fraction(7, 10)
        return {
            "progress": progress or Fraction(0),
            "is_measured": progress is not None,
            "confidence": mean(sure) or Fraction(0),
            "status": self.status(today, progress),
            "score": score,
            "final_score": final,
            "passed": progress is not None and final >= needed,
        }

    def status(self, today, progress):
        if self.state == "cancelled":
            return "cancelled"
        words = [m.status(today, self.state) for m in self.live()]
        if words:
            return min(words, key=WEAKEST_FIRST.index)
        if progress == 1:
            return "achieved"
        if progress is None:
            return "no_data"
        elapsed = self.span.elapsed(today)
        if elapsed < Fraction(1, 10):
            return "too_early"
        return by_ratio(progress, elapsed)
