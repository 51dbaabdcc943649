"""Who should have had which mail and when, and what the figures are: said once more.

Nothing of the module is used: periods are counted day by day, in another way than
there. It takes the story of ``quarter_story`` and says what is right.
"""

from datetime import timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from .quarter_story import (
    FRIDAY,
    GRACE,
    ONE_DAY,
    above,
    bosses,
    is_work,
    may_read,
    runs,
)

WEEK = timedelta(days=7)
SEARCHED = 62


# --- PERIODS ---


def periods_of(quarter, key_result):
    """Return ``[(first day, due day)]`` of a key result."""
    fridays, day = [], key_result.since
    while day <= quarter.last:
        if day.weekday() == FRIDAY:
            fridays.append(day)
        day += ONE_DAY
    if fridays and (fridays[0] - key_result.since).days + 1 < 3 and len(fridays) > 1:
        del fridays[0]
    begins = [key_result.since, *(friday + ONE_DAY for friday in fridays)]
    return list(zip(begins, fridays, strict=False))


def met_on(quarter, key_result, day):
    """Return ``{period: the day on which it was met}``, by what was said by a day."""
    met = {}
    for said in key_result.said:
        if said.entered_on > day:
            continue
        for period in periods_of(quarter, key_result):
            begins, due = period
            last = due + ONE_DAY * GRACE
            if period not in met and begins <= said.entered_on <= last:
                met[period] = said.entered_on
                break
    return met


def spoke_since(key_result, begins, day):
    return any(begins <= said.entered_on <= day for said in key_result.said)


def works_on(quarter, person, day):
    return is_work(quarter, day) and day not in person.away


def is_excused(quarter, person, period):
    """No day of the period is worked: leave, holidays, weekends."""
    begins, due = period
    day = begins
    while day <= due:
        if works_on(quarter, person, day):
            return False
        day += ONE_DAY
    return True


def outcome(quarter, objective, key_result, period, met, day):
    """Return on_time, late, missed, open or out for a period on a day."""
    owner = quarter.people[key_result.owner]
    _begins, due = period
    if is_excused(quarter, owner, period):
        return "out"
    if objective.done_on and objective.done_on <= min(due, day) and period not in met:
        return "out"
    if period in met:
        return "on_time" if met[period] <= due else "late"
    return "missed" if due + ONE_DAY * GRACE < day else "open"


# --- MAILS ---


def next_work(quarter, person, day):
    return next(
        day + ONE_DAY * n
        for n in range(SEARCHED)
        if works_on(quarter, person, day + ONE_DAY * n)
    )


def last_work(quarter, person, day):
    return next(
        day - ONE_DAY * n
        for n in range(SEARCHED)
        if works_on(quarter, person, day - ONE_DAY * n)
    )


def manager_of(quarter, person):
    """Return the nearest above a person who still works here, None for nobody."""
    for number in bosses(quarter, person):
        if quarter.people[number].works and number != person.number:
            return quarter.people[number]
    return None


def mails_of(quarter, day, numbers, escalated):
    """Return the mails of a day to some people.

    :param escalated: list of ``(to, about, day)`` of earlier escalations
    :return: ``{(to, kind, about or None): set of keys of key results}``; of a letter
        the set is None
    """
    mails = {}

    def add(to, kind, about, key):
        if kind not in to.off and to.number in numbers:
            mails.setdefault((to.number, kind, about), set()).add(key)

    for objective in quarter.objectives:
        for key_result in objective.key_results:
            if runs(objective, key_result, day):
                for to, kind, about in said_of(quarter, objective, key_result, day):
                    if may_read(quarter, to, objective):
                        add(to, kind, about, key_result.key)
    for to, about, told in escalated:
        if day - told < WEEK:
            mails.pop((to, "escalation", about), None)
    for number in numbers:
        person = quarter.people[number]
        if has_letter(quarter, person, day):
            mails[(number, "letter", None)] = None
    return mails


def said_of(quarter, objective, key_result, day):
    """Generate ``(to, kind, about or None)`` of what is said of one on a day."""
    owner = quarter.people[key_result.owner]
    if not owner.works:
        return
    boss = manager_of(quarter, owner)
    met = met_on(quarter, key_result, day)
    for period in periods_of(quarter, key_result):
        begins, due = period
        if begins > day or spoke_since(key_result, begins, day):
            continue
        word = outcome(quarter, objective, key_result, period, met, day)
        asked_on = last_work(quarter, owner, due)
        told_on = next_work(quarter, owner, due + ONE_DAY * (GRACE + 1))
        if word == "open" and asked_on == day and asked_on >= begins:
            yield owner, "due", None
        if word != "missed":
            continue
        if told_on == day:
            yield owner, "overdue", None
        elif boss:
            from_day = next_work(quarter, owner, told_on + ONE_DAY)
            if next_work(quarter, boss, from_day) == day:
                yield boss, "escalation", owner.number


def has_letter(quarter, person, day):
    if not person.works or "letter" in person.off:
        return False
    monday = day - ONE_DAY * day.weekday()
    week = [monday + ONE_DAY * n for n in range(7)]
    if next((d for d in week if works_on(quarter, person, d)), None) != day:
        return False
    if any(manager_of(quarter, p) is person for p in quarter.people if p.works):
        return True
    for objective in quarter.objectives:
        if objective.since > day or objective.done_on or objective.dropped_on:
            continue
        if objective.owner == person.number:
            return True
        for key_result in objective.key_results:
            if key_result.owner == person.number and not key_result.dropped_on:
                return True
    return False


def local(moment, zone):
    """Return the local date and hour of a moment in UTC."""
    there = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
    return there.date(), there.hour


# --- ACTIVITIES ---


def is_asking(quarter, key_result, objective, owner, asked_by, day):
    """Tell whether a mail's request for a check-in still stands."""
    if not runs(objective, key_result, day) or key_result.owner != owner:
        return False
    met = met_on(quarter, key_result, day)
    return not any(due >= asked_by for _begins, due in met) and any(
        due <= asked_by for _begins, due in periods_of(quarter, key_result)
    )


# --- WHO IS ASKED TO HAND OVER ---


def who_hands_over(quarter, leaver):
    """Return ``{person: keys}``; None stands for the administrators."""
    asked = {}
    line = [quarter.people[n] for n in bosses(quarter, leaver)]
    line += [
        quarter.people[quarter.departments[n].manager]
        for n in above(quarter, leaver.department)
    ]
    for objective in quarter.objectives:
        keys = [objective.key] if objective.owner == leaver.number else []
        keys += [
            kr.key
            for kr in objective.key_results
            if kr.owner == leaver.number and not kr.dropped_on
        ]
        if not keys or objective.dropped_on or objective.done_on:
            continue
        if objective.since > (leaver.left_on or quarter.last):
            continue
        candidates = list(line)
        if objective.department is not None:
            candidates += [
                quarter.people[quarter.departments[n].manager]
                for n in above(quarter, objective.department)
            ]
        for person in candidates:
            if person.works and person is not leaver:
                if may_read(quarter, person, objective):
                    asked.setdefault(person.number, []).extend(keys)
                    break
        else:
            asked.setdefault(None, []).extend(keys)
    return asked


# --- FIGURES ---


def share(part, whole):
    return Fraction(part, whole) if whole else None


def status_of(quarter, objective, key_result, day):
    """Return the status of a key result, by the table of the contract."""
    known = [said for said in key_result.said if said.entered_on <= day]
    value = known[-1].value if known else 0.0
    progress = Fraction(min(max(value / key_result.target, 0), 1)).limit_denominator(
        10**6
    )
    length = (quarter.last - key_result.since).days
    expected = Fraction(min(max((day - key_result.since).days, 0), length), length)
    if progress >= 1:
        return "achieved"
    met = met_on(quarter, key_result, day)
    periods = periods_of(quarter, key_result)
    last = max((number for number, p in enumerate(periods) if p in met), default=-1)
    if last + 1 < len(periods):
        if periods[last + 1][1] + ONE_DAY * GRACE < day:
            return "overdue"
    if not known:
        return "no_data"
    if key_result.since == day or expected < Fraction(1, 10):
        return "too_early"
    ratio = progress / expected
    if ratio >= Fraction(9, 10):
        return "on_track"
    return "at_risk" if ratio >= Fraction(7, 10) else "off_track"


def figures_of(quarter, numbers, day):
    """Return the figures of some people, as the contract lists them."""
    alive = [o for o in quarter.objectives if o.since <= day]
    alive = [o for o in alive if not o.dropped_on and o.owner in numbers]
    live = [o for o in alive if not o.done_on]
    parts = {o.key: [kr for kr in o.key_results if not kr.dropped_on] for o in live}
    owned = [o.owner for o in live]
    owners = set(owned)
    lower = [o for o in live if o.level != "company"]
    weak = {"off_track", "overdue", "at_risk"}
    result = {
        "people": len(numbers),
        "with_objective": len(owners),
        "without_objective": len(numbers) - len(owners),
        "objectives": len(live),
        "aligned": sum(o.aligned for o in lower),
        "not_aligned": sum(not o.aligned for o in lower),
        "one_objective": sum(owned.count(number) == 1 for number in owners),
        "one_key_result": sum(len(some) == 1 for some in parts.values()),
        "no_initiative": sum(not o.has_initiative for o in live),
        "at_risk": sum(
            any(status_of(quarter, o, kr, day) in weak for kr in parts[o.key])
            for o in live
        ),
    }
    spoken = [s for o in quarter.objectives for kr in o.key_results for s in kr.said]
    for days in (7, 15, 30):
        recent = {
            said.author
            for said in spoken
            if day - ONE_DAY * days < said.entered_on <= day
        }
        result[f"updated_{days}"] = len(owners & recent)
    leads = {department.manager for department in quarter.departments} & numbers
    words, led = [], []
    for objective in quarter.objectives:
        if objective.since > day or objective.dropped_on:
            continue
        for key_result in objective.key_results:
            if key_result.dropped_on or key_result.owner not in numbers:
                continue
            met = met_on(quarter, key_result, day)
            some = [
                outcome(quarter, objective, key_result, period, met, day)
                for period in periods_of(quarter, key_result)
            ]
            words += some
            if key_result.owner in leads:
                led += some
    for word in ("on_time", "late", "missed"):
        result[word] = words.count(word)
    due = result["on_time"] + result["late"] + result["missed"]
    result["on_time_rate"] = share(result["on_time"], due)
    due_led = sum(led.count(word) for word in ("on_time", "late", "missed"))
    result["leaders_on_time_rate"] = share(led.count("on_time"), due_led)
    result["confidence_asleep"] = len(asleep(quarter, numbers, day))
    parts_of_health = {
        "coverage": share(len(owners), len(numbers)),
        "alignment": share(result["aligned"], len(lower)),
        "activity": share(result["updated_15"], len(owners)),
        "punctuality": result["on_time_rate"],
        "measurement": share(len(live) - result["one_key_result"], len(live)),
        "candour": share(len(numbers) - result["confidence_asleep"], len(numbers))
        if owners
        else None,
    }
    there = [value for value in parts_of_health.values() if value is not None]
    result["health"] = round(100 * float(sum(there) / len(there))) if there else 0
    result["health_parts"] = parts_of_health
    return result


def asleep(quarter, numbers, day):
    given = {}
    for objective in quarter.objectives:
        if objective.since > day or objective.dropped_on:
            continue
        for key_result in objective.key_results:
            for said in key_result.said:
                if said.confidence is not None and said.entered_on <= day:
                    given.setdefault(said.author, []).append(said.confidence)
    return {
        number
        for number, some in given.items()
        if number in numbers and len(some) >= 3 and len(set(some)) == 1
    }
