import random
from collections import Counter
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.rhythm.owed import alike_rows, kept_rows, owed_rows
from ...models.rhythm.people import People
from ...rhythm import kept
from ..common import TestOkrCommon

FIRST = fields.Date.to_date("2026-01-05")


@tagged("post_install", "-at_install")
class TestOwed(TestOkrCommon):
    """What the database adds up is what the reckoning says of each key result."""

    def _world(self, draw, interval="week", grace=2, days=91):
        """Make a cycle of key results that begin, and are spoken of, on random days."""
        cycle = self.env["okr.cycle"].create(
            {
                "name": f"{interval} {grace}",
                "company_id": self.company.id,
                "date_start": FIRST,
                "date_end": FIRST + timedelta(days=days - 1),
                "checkin_interval": interval,
                "checkin_weekday": str(draw.randrange(7)),
                "grace_days": grace,
            }
        )
        objectives = self.env["okr.objective"].create(
            [
                {
                    "name": f"Goal {number}",
                    "cycle_id": cycle.id,
                    "company_id": self.company.id,
                    "user_id": self.users[draw.choice(("seller", "developer"))].id,
                    "key_result_ids": [Command.create({"name": "Visits"})],
                }
                for number in range(10)
            ]
        )
        objectives.action_activate()
        starts = [
            # Some began before the cycle, and long before
            FIRST + timedelta(days=draw.choice((-50, -9, 0, 0, 3, 4, 5, 6, 9, 20)))
            for _objective in objectives
        ]
        for objective, start in zip(objectives, starts, strict=True):
            objective._write_noted({"date_activated": start})
            objective.key_result_ids._write_noted(
                {"date_activated": start, "date_start": start}
            )
        if draw.random() < 0.5:
            objectives[0]._write_noted({"date_done": FIRST + timedelta(days=30)})
        for objective, start in zip(objectives, starts, strict=True):
            first = start + timedelta(days=draw.randrange(30))
            back = first + timedelta(days=draw.randrange(30))
            objective.key_result_ids._write_noted(
                {"days_dropped": draw.choice((False, [[str(first), str(back)]]))}
            )
        self.env["okr.checkin"].create(
            [
                {
                    "key_result_id": objective.key_result_ids.id,
                    "date": entered,
                    "entered_on": entered,
                    "value": 1,
                    "user_id": objective.user_id.id,
                    "source": draw.choice(("manual", "manual", "api", "import")),
                }
                for objective, start in zip(objectives, starts, strict=True)
                for entered in [
                    start + timedelta(days=draw.randrange(40))
                    for _n in range(draw.randrange(9))
                ]
            ]
        )
        return cycle

    def _kept(self, cycle, day, condition="TRUE", **asked):
        """Return how often what became of periods, by user, as the database has it."""
        alike, _asleep = alike_rows(
            self.env,
            cycle.ids,
            SQL("o.cycle_id = %s", cycle.id),
            SQL(condition),
            day,
            3,
            **asked,
        )
        found = Counter()
        for user_id, count, each in kept_rows(self.env, alike, day):
            found[user_id, each] += count
        return found

    def _assert_same(self, cycle, day):
        rows = owed_rows(self.env, SQL("o.cycle_id = %s", cycle.id), day)
        everybody = People(self.env, {row.user_id for row in rows}, FIRST, day)
        expected = Counter()
        for row in rows:
            days = everybody.working_days(row.user_id, row.company_id)
            one = row.user_id, kept(row.owed, days, day)
            expected[one] += 1
            found = self._kept(cycle, day, f"kr.id = {row.key_result_id}")
            self.assertEqual(found, {one: 1}, (cycle, day))
        self.assertEqual(self._kept(cycle, day), expected)
        # Of few people, only their check-ins are looked at
        for user_id in {row.user_id for row in rows}:
            self.assertEqual(
                self._kept(
                    cycle,
                    day,
                    f"kr.user_id = {user_id}",
                    user_ids=SQL("SELECT unnest(%s::int[])", [user_id]),
                ),
                {one: count for one, count in expected.items() if one[0] == user_id},
            )

    def test_both_say_the_same(self):
        draw = random.Random(11)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed",
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": "2026-01-18 12:00:00",
                "date_to": "2026-01-24 12:00:00",
            }
        )
        for interval, grace, days in (
            ("week", 0, 91),
            ("week", 2, 91),
            ("week", 6, 91),
            ("week", 2, 365),
            ("week", 9, 91),
            ("week", 2, 500),
            ("two_weeks", 3, 91),
            ("month", 5, 91),
        ):
            cycle = self._world(draw, interval, grace, days)
            for number in (0, 4, 8, 13, 20, 34, 47, 100):
                with self.subTest(interval=interval, grace=grace, day=number):
                    self._assert_same(cycle, FIRST + timedelta(days=number))

    def test_check_ins_come_in_their_order(self):
        """Whichever way the database joins them: who spoke last is asked no more."""
        cycle = self._world(random.Random(3))
        key_results = self.env["okr.key.result"].search(
            [("objective_id.cycle_id", "=", cycle.id)]
        )
        key_results.checkin_ids.unlink()
        self.env["okr.checkin"].create(
            [
                {
                    "key_result_id": key_result.id,
                    "date": FIRST + timedelta(days=number),
                    "entered_on": FIRST + timedelta(days=number),
                    "value": number,
                    "user_id": key_result.user_id.id,
                }
                for key_result in key_results[:2]
                for number in (25, 31, 28, 35, 22)
            ]
        )
        self.env.flush_all()
        for way in ("nestloop", "hashjoin", "mergejoin"):
            with self.subTest(way=way):
                for other in ("nestloop", "hashjoin", "mergejoin"):
                    self.env.cr.execute(
                        SQL(
                            "SELECT set_config(%s, %s, TRUE)",
                            f"enable_{other}",
                            "on" if other == way else "off",
                        )
                    )
                rows = owed_rows(
                    self.env,
                    SQL("o.cycle_id = %s", cycle.id),
                    FIRST + timedelta(days=60),
                )
                for row in rows:
                    days = [each.entered_on for each in row.owed.checkins]
                    self.assertEqual(days, sorted(days))
