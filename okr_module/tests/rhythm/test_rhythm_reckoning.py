from datetime import date, timedelta

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ...arithmetic import schedule
from ...rhythm import Owed, WorkingDays, asked_for, kept, reckon, reminders

FIRST, LAST = date(2026, 1, 5), date(2026, 4, 5)
FRIDAY = date(2026, 1, 9)
WORKS = WorkingDays()


def day(number):
    """Return a day of January 2026."""
    return date(2026, 1, number)


def owed(*entered, **values):
    reports = [schedule.Report(each, each) for each in entered]
    values = {"start_date": FIRST, "end_date": LAST, "grace_days": 2, **values}
    return Owed(checkins=tuple(reports), **values)


def counts(thing, working_days, until):
    """Return how many periods were on time, late and missed by a day."""
    return kept(thing, working_days, until).counts()


def days_around(first, last):
    return frozenset(first + timedelta(n) for n in range((last - first).days + 1))


def said(thing, working_days=WORKS, manager=WORKS, until=31):
    """Return ``{day of January: kinds}`` of all that is said."""
    result = {}
    for number in range(5, until + 1):
        known = Owed(
            **{
                **{name: getattr(thing, name) for name in thing.__dataclass_fields__},
                "checkins": tuple(
                    report
                    for report in thing.checkins
                    if report.entered_on <= day(number)
                ),
            }
        )
        kinds = [
            kind for kind, _p in reminders(known, working_days, day(number), manager)
        ]
        if kinds:
            result[number] = kinds
    return result


@tagged("post_install", "-at_install")
class TestRhythmReckoning(BaseCase):
    def test_on_time_late_missed(self):
        checkins = owed(day(8), day(18), day(29))
        self.assertEqual(counts(checkins, WORKS, day(31)), (2, 1, 1))
        words = [each.outcome for each in reckon(checkins, WORKS, day(31))]
        self.assertEqual(words[:4], ["on_time", "late", "missed", "on_time"])
        # Within the grace nothing is missed yet.
        known = owed(day(8), day(18))
        self.assertEqual(counts(known, WORKS, day(25)), (1, 1, 0))
        self.assertEqual(counts(known, WORKS, day(26)), (1, 1, 1))

    def test_counts(self):
        for name, entered, today, expected in (
            ("nothing due yet", (), 8, (0, 0, 0)),
            ("in the grace it is not missed yet", (), 11, (0, 0, 0)),
            ("missed", (), 12, (0, 0, 1)),
            ("early counts at once", (6,), 6, (1, 0, 0)),
            ("late", (10,), 12, (0, 1, 0)),
            ("on time, late, missed", (9, 17), 26, (1, 1, 1)),
            ("all", (9, 16, 23, 30), 31, (4, 0, 0)),
        ):
            with self.subTest(name):
                thing = owed(*map(day, entered))
                self.assertEqual(counts(thing, WORKS, day(today)), expected)

    def test_leave_is_left_out(self):
        thing = owed(day(9), day(23))
        self.assertEqual(counts(thing, WORKS, day(26)), (2, 0, 1))
        away = WorkingDays(away=days_around(day(10), day(16)))
        self.assertEqual(counts(thing, away, day(26)), (2, 0, 0))
        away = WorkingDays(away=days_around(FIRST, LAST))
        self.assertEqual(counts(thing, away, day(26)), (0, 0, 0))

    def test_left_out(self):
        week = days_around(day(12), day(18))
        self.assertEqual(counts(owed(), WORKS, day(19)), (0, 0, 2))
        away = WorkingDays(away=week)
        self.assertEqual(counts(owed(), away, day(19)), (0, 0, 1))
        closed = WorkingDays(closed=week)
        self.assertEqual(counts(owed(), closed, day(19)), (0, 0, 1))
        # Closed on some days and away on the others: no day was worked.
        both = WorkingDays(
            closed=frozenset([day(12), day(13)]),
            away=days_around(day(14), day(16)),
        )
        # The week from Saturday on: its Saturday and Sunday are no working days
        self.assertEqual(counts(owed(), both, day(19)), (0, 0, 1))
        almost = WorkingDays(away=days_around(day(13), day(16)))
        self.assertEqual(counts(owed(), almost, day(19)), (0, 0, 2))

    def test_dropped_done_and_linked(self):
        self.assertEqual(counts(owed(dropped_on=day(20)), WORKS, day(25)), (0, 0, 0))
        self.assertEqual(counts(owed(dropped_on=day(20)), WORKS, day(19)), (0, 0, 2))
        self.assertEqual(counts(owed(done_on=day(14)), WORKS, day(31)), (0, 0, 1))
        self.assertEqual(counts(owed(alive_on=day(31)), WORKS, day(31)), (0, 0, 0))
        self.assertEqual(counts(owed(alive_on=day(9)), WORKS, day(19)), (0, 0, 1))

    def test_dropped_and_taken_back(self):
        """What was due in between, or too soon after, is owed by nobody."""
        # Due on the 9th, 16th and 23rd; dropped on the 13th
        for back, missed in (
            (14, [9, 16, 23]),
            (15, [9, 23]),
            (17, [9, 23]),
            (20, [9, 23]),
            (21, [9, 23]),
            (22, [9]),
            (26, [9]),
        ):
            thing = owed(dropped=((day(13), day(back)),))
            words = reckon(thing, WORKS, day(27))
            with self.subTest(back=back):
                self.assertEqual(
                    [p.due.day for p, word in words if word == "missed"], missed
                )
        # What was said before the drop stands; who is back is asked by the next
        thing = owed(day(8), day(13), day(20), dropped=((day(14), day(20)),))
        self.assertEqual(counts(thing, WORKS, day(27)), (3, 0, 0))

    def test_the_drop_itself(self):
        # Due that day, or the day before: then it was owed
        one = owed(dropped=((day(9), day(20)),))
        self.assertEqual(counts(one, WORKS, day(22)), (0, 0, 0))
        one = owed(dropped=((day(10), day(20)),))
        self.assertEqual(counts(one, WORKS, day(22)), (0, 0, 1))
        # Dropped and taken back on one day, nothing is freed
        one = owed(dropped=((day(9), day(9)),))
        self.assertEqual(counts(one, WORKS, day(22)), (0, 0, 2))
        # Twice
        twice = owed(dropped=((day(8), day(10)), (day(22), day(24))))
        self.assertEqual(counts(twice, WORKS, day(31)), (0, 0, 1))

    def test_a_word_after_it_is_of_the_period_it_is_in(self):
        """Not a late one of a period that nobody owed, though its grace runs."""
        thing = owed(day(8), day(18), dropped=((day(13), day(18)),))
        words = [word for _period, word in reckon(thing, WORKS, day(26))]
        self.assertEqual(words[:3], ["on_time", "left_out", "on_time"])

    def test_nobody_is_reminded_of_what_a_drop_freed(self):
        thing = owed(day(8), dropped=((day(13), day(20)),))
        for number in range(20, 23):
            with self.subTest(day=number):
                self.assertEqual(reminders(thing, WORKS, day(number), WORKS), [])
                asked = asked_for(thing, WORKS, day(number))
                self.assertEqual(asked, (day(23), False))
        self.assertEqual(
            [kind for kind, _p in reminders(thing, WORKS, day(23), WORKS)], ["due"]
        )

    def test_due_overdue_escalation(self):
        self.assertEqual(
            said(owed(), until=16),
            {9: ["due"], 12: ["overdue"], 13: ["escalation"], 16: ["due"]},
        )

    def test_who_has_checked_in_hears_nothing(self):
        self.assertEqual(said(owed(day(8)), until=15), {})
        # After the first reminder, within the grace, and after it
        self.assertEqual(said(owed(day(10)), until=15), {9: ["due"]})
        self.assertEqual(said(owed(day(12)), until=15), {9: ["due"]})
        self.assertEqual(said(owed(day(13)), until=15), {9: ["due"], 12: ["overdue"]})

    def test_free_days(self):
        closed = WorkingDays(closed=frozenset([day(9), day(12)]))
        self.assertEqual(
            said(owed(), closed, until=15),
            {8: ["due"], 13: ["overdue"], 14: ["escalation"]},
        )
        manager = WorkingDays(away=days_around(day(13), day(14)))
        self.assertEqual(
            said(owed(), WORKS, manager, until=15),
            {9: ["due"], 12: ["overdue"], 15: ["escalation"]},
        )

    def test_leave(self):
        away = WorkingDays(away=days_around(day(10), day(16)))
        self.assertNotIn("due", said(owed(day(8)), away, until=18).values())
        self.assertEqual(said(owed(day(8)), away, until=19), {})

    def test_weekend_of_a_leave_is_leave(self):
        away = WorkingDays(away=frozenset([day(9), day(12)]))
        self.assertTrue(away.is_away(day(10)))
        self.assertFalse(away.is_away(day(13)))
        self.assertFalse(WORKS.is_away(day(10)))
