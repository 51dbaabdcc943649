import random
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..common import TestOkrCommon

FIRST = fields.Date.to_date("2026-01-05")
TODAY = FIRST + timedelta(days=80)


@tagged("post_install", "-at_install")
class TestEngagementStatus(TestOkrCommon):
    """How objectives stood on a past day, read as plain values or at length."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle.action_activate()
        cls.company.okr_min_group_size = 1

    def _kinds(self, draw):
        """Return ways in which a key result is measured."""
        steps = [
            Command.create({"name": "Asked", "weight": 1}),
            Command.create({"name": "Passed", "weight": draw.choice((0, 2))}),
        ]
        point = Command.create({"date": "2026-02-12", "value": draw.randrange(100)})
        return [
            {"target_value": 100},
            {"target_value": 60, "start_value": -20},
            {"direction": "decrease", "start_value": 90, "target_value": 10},
            {"direction": "at_least", "target_value": 50, "start_value": 0},
            {"direction": "at_most", "target_value": 50, "start_value": 80},
            {"direction": "range", "range_min": 20, "range_max": 70},
            {"metric_type": "boolean"},
            {"metric_type": "milestone", "milestone_ids": steps},
            {"plan_ids": [point]},
        ]

    def _world(self, draw):
        kinds, made = self._kinds(draw), self.env["okr.objective"]
        for number in range(30):
            start = FIRST + timedelta(days=draw.randrange(25))
            # Every other one is plain
            some = kinds if number % 2 else kinds[:7]
            with freeze_time(f"{start} 09:00:00"):
                objective = self._objective(
                    draw.choice(("seller", "north_lead", "ceo")),
                    name=f"Number {number}",
                    key_results=[
                        {"name": f"{number} {part}", **draw.choice(some)}
                        for part in range(draw.randrange(1, 4))
                    ],
                )
                objective.action_activate()
            made |= objective
        return made

    def _live_on(self, draw, objective):
        parts = objective.key_result_ids
        for day in sorted(draw.sample(range(70), draw.randrange(12))):
            with freeze_time(f"{FIRST + timedelta(days=25 + day)} 10:00:00"):
                part = draw.choice(parts)
                if part.metric_type == "milestone":
                    draw.choice(part.milestone_ids).is_reached = True
                elif part.state == "active" and objective.state == "active":
                    top = 2 if part.metric_type == "boolean" else 110
                    part.check_in(draw.randrange(top))
        what = draw.randrange(8)
        with freeze_time(f"{FIRST + timedelta(days=60)} 11:00:00"):
            if what == 0:
                objective.action_cancel(reason="Over")
            elif what == 1:
                objective.action_done()
            elif what == 2:
                parts[0].write({"weight": 3, "change_reason": "It matters more"})
            elif what == 3 and len(parts) > 1:
                parts[0].action_cancel(reason="No more")

    def _link_some(self, draw, objectives):
        """Have some key results asked of Odoo, whose source answered until some day.

        :return: ids of their objectives
        """
        kpi = self.env["okr.kpi"].search([], limit=1)
        linked = objectives.key_result_ids.filtered(lambda kr: draw.random() < 0.3)
        self.env.flush_all()
        for key_result in linked:
            alive = FIRST + timedelta(days=draw.randrange(90))
            self.env.cr.execute(
                "UPDATE okr_key_result SET kpi_id = %s, kpi_date_alive = %s"
                " WHERE id = %s",
                [kpi.id, draw.choice((None, alive, alive)), key_result.id],
            )
            self.env.cr.execute(
                "UPDATE okr_checkin SET source = 'kpi'"
                " WHERE key_result_id = %s AND id %% 2 = 0",
                [key_result.id],
            )
        self.env.invalidate_all(flush=False)
        return set(linked.objective_id.ids)

    def test_both_ways_say_the_same(self):
        draw = random.Random(7)
        objectives = self._world(draw)
        for objective in objectives:
            self._live_on(draw, objective)
        linked = self._link_some(draw, objectives)
        engagement = self.env["okr.engagement"]
        told = told_linked = left_out = 0
        with freeze_time(f"{TODAY} 12:00:00"):
            for number in (0, 1, 5, 12, 24, 30, 41, 55, 60, 61, 70, 80):
                day = FIRST + timedelta(days=number)
                plain = engagement._statuses_of_plain(objectives.ids, day)
                known = engagement._statuses_of_any(objectives.ids, day)
                for objective_id, word in plain.items():
                    # What did not run on that day is asked about by nobody
                    if objective_id in known:
                        self.assertEqual(word, known[objective_id], (number, word))
                        told += 1
                        told_linked += objective_id in linked
                left_out += len(set(known) - set(plain))
                self.assertEqual(
                    engagement._statuses_anew(objectives.ids, day), {**known, **plain}
                )
        self.assertGreater(told, 50)
        self.assertGreater(told_linked, 20)
        self.assertGreater(left_out, 20)

    def test_a_number_of_queries_that_does_not_grow(self):
        """Neither of today nor of a past day, and few of both."""
        officer = self.users["hr_officer"]
        day = FIRST + timedelta(days=20)

        def asked(on):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["okr.engagement"].with_user(officer).figures(date=on)
            return self.env.cr.sql_log_count - before

        def start(count):
            with freeze_time(f"{FIRST} 09:00:00"):
                for number in range(count):
                    one = self._objective(name=f"{count} {number}")
                    one.action_activate()
                    one.key_result_ids.check_in(1)

        counts = []
        for more in (1, 20):
            start(more)
            with freeze_time(f"{day} 12:00:00"):
                self.env["okr.key.result"]._cron_refresh_figures()
                self.env["okr.objective"]._cron_refresh_figures()
                asked(day)
                counts.append((asked(day), asked(day - timedelta(days=5))))
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1][0], 25)
        self.assertLessEqual(counts[1][1], 35)
