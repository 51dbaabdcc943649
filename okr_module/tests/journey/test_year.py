from datetime import date, timedelta

from odoo import Command
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .year_help import YearHelp
from .year_reference import exact, mean
from .year_rollover import YearRollover
from .year_story import YEAR, span_of


@tagged("post_install", "-at_install", "okr_long")
class TestYear(YearHelp, YearRollover):
    """Two companies live a whole year; every week every number is worked out anew."""

    def test_a_year(self):
        """The numbers of each week are right, and each quarter reads back as it was."""
        with freeze_time(f"{YEAR}-01-01 12:00:00"):
            self._begin_the_year()
        for number in range(4):
            self._live_a_quarter(number)
        with freeze_time(f"{YEAR + 1}-01-05 12:00:00"):
            self._end_quarter(3)
            for company in self.companies:
                self._close(self.years[company])
            self._assert_all_equal("at the end")
            self._assert_history()
            for snapshot, records in self.snapshots:
                self.assertEqual(self._snapshot(records), snapshot)
        self.assertEqual(len(self.snapshots), 8)

    def _begin_the_year(self):
        self.years, self.quarters, self.snapshots, self.tops = {}, {}, [], {}
        self.pillars = {}
        for company in self.companies:
            wizard = self._as(self.admin, company)["okr.cycle.generate"].create(
                {"company_id": company.id, "day": date(YEAR, 5, 1)}
            )
            cycles = self.env["okr.cycle"].search(wizard.action_generate()["domain"])
            year = cycles.filtered(lambda cycle: not cycle.parent_id)
            year.checkin_interval = "month"
            self.years[company] = year
            self.quarters[company] = (cycles - year).sorted("date_start")
            self._of(self.admin, year).action_activate()
            pillars = self._write_a_vision(company)
            for rollup in ("both", "aligned"):
                objective = self._plan(
                    self._as(self.admin, company),
                    year,
                    span_of(year),
                    2 if rollup == "both" else 0,
                    name=f"{company.name} shines far out ({rollup})",
                    level="company",
                    user_id=self.admin.id,
                    rollup=rollup,
                    pillar_id=pillars[0].id,
                )
                self._start(objective)
                self.tops.setdefault(company, []).append(objective)

    def _write_a_vision(self, company):
        vision = self._as(self.admin, company)["okr.vision"].create(
            {
                "name": f"{company.name} is seen from every ship",
                "company_id": company.id,
                "horizon": YEAR + 10,
                "pillar_ids": [
                    Command.create({"name": name}) for name in ("Light", "Harbour")
                ],
            }
        )
        pillars = vision.pillar_ids.sudo().with_env(self.env)
        self.pillars[company] = pillars
        return pillars

    def _live_a_quarter(self, number):
        first = self.quarters[self.company][number].date_start
        last = self.quarters[self.company][number].date_end
        with freeze_time(f"{first} 12:00:00"):
            for company in self.companies:
                self._plan_quarter(company, self.quarters[company][number])
            self._assert_all_equal(f"start of quarter {number}")
        # Nobody is in a hurry to close what is over: the next quarter has begun
        day = first + timedelta(days=4)
        if number:
            with freeze_time(f"{day} 12:00:00"):
                self._end_quarter(number - 1)
        day += timedelta(days=(2 - day.weekday()) % 7)
        week = 0
        while day < last:
            # Wednesday and Friday evening: in Vietnam the next day has begun
            for moment, share in ((day, 0.5), (day + timedelta(days=2), 0.7)):
                if moment <= last:
                    with freeze_time(f"{moment} 20:00:00"):
                        self._live_a_day(number, share)
            with freeze_time(f"{min(day + timedelta(days=3), last)} 21:00:00"):
                if week in (4, 8):
                    self._have_a_bad_day(number)
                if week in (3, 6):
                    self._begin_late(number)
                self._answer_calls()
                self._assert_all_equal(f"quarter {number}, week {week}")
            day += timedelta(days=7)
            week += 1

    def _end_quarter(self, number):
        for company in self.companies:
            self._review(company, self.quarters[company][number])
            self._close(self.quarters[company][number])
        self._assert_all_equal(f"end of quarter {number}")

    def _plan_quarter(self, company, quarter):
        draw = self.random
        self._of(self.admin, quarter).action_activate()
        for department, team in self.teams.items():
            if department.company_id != company:
                continue
            lead = team[0]
            before = self._before(quarter, lead)
            if before and draw.random() < 0.5:
                top = draw.choice(self.tops[company])
                above = self._rollover(before, quarter, top, draw.random() < 0.5)
            else:
                above = self._plan_of_department(company, quarter, department, lead)
            for user in team[1:]:
                before = self._before(quarter, user)
                if before and draw.random() < 0.5:
                    self._rollover(before, quarter, above, draw.random() < 0.5)
                else:
                    self._plan_of_person(company, quarter, user, above)

    def _before(self, quarter, user):
        """Return the objective of an owner that could go on in a quarter, or None."""
        earlier = self.quarters[quarter.company_id].filtered(
            lambda cycle: cycle.date_end < quarter.date_start
        )[-1:]
        return next(
            (
                objective
                for objective in self.goals
                if objective.cycle_id == earlier
                and objective.user_id == user
                and self._rolls_over(objective)
            ),
            None,
        )

    def _plan_of_department(self, company, quarter, department, lead):
        draw = self.random
        objective = self._plan(
            self._as(lead, company),
            quarter,
            span_of(quarter),
            3,
            name=f"{department.name} shows the way in {quarter.name}",
            level="department",
            department_id=department.id,
            user_id=lead.id,
            parent_id=draw.choice(self.tops[company]).id,
            rollup=draw.choice(("both", "key_results", "aligned")),
            weight=draw.choice((1, 2)),
        )
        self._start(objective)
        return objective

    def _plan_of_person(self, company, quarter, user, above):
        draw = self.random
        objective = self._plan(
            self._as(user, company),
            quarter,
            span_of(quarter),
            2,
            name=f"{user.name} burns bright in {quarter.name}",
            user_id=user.id,
            parent_id=above.id,
            ambition=draw.choice(("aspirational", "committed")),
            visibility=draw.choice(("company", "company", "private")),
            weight=draw.choice((1, 0.5, 3)),
        )
        self._start(objective)

    def _begin_late(self, number):
        """Somebody has an idea in the middle of a quarter and starts it at once."""
        for company in self.companies:
            departments = [
                objective
                for objective, _goal in self._running(company, number)
                if objective.level == "department"
            ]
            above = self.random.choice(departments)
            user = self.random.choice(self.teams[above.department_id])
            self._plan_of_person(company, above.cycle_id, user, above)

    def _running(self, company, number):
        cycles = self.quarters[company][number] | self.years[company]
        return [
            (objective, goal)
            for objective, goal in self.goals.items()
            if goal.state == "active" and objective.cycle_id in cycles
        ]

    def _live_a_day(self, number, share):
        for company in self.companies:
            mine = {}
            for objective, _goal in self._running(company, number):
                for key_result in objective.key_result_ids:
                    if not self.measures[key_result].dropped:
                        mine.setdefault(key_result.user_id, []).append(key_result)
            for user, key_results in mine.items():
                if self.random.random() < share:
                    chosen = [kr for kr in key_results if self.random.random() < 0.8]
                    if chosen:
                        self._check_in(user, company, chosen)

    def _have_a_bad_day(self, number):
        """Targets move, numbers and goals are dropped."""
        draw = self.random
        for company in self.companies:
            goals = [
                pair for pair in self._running(company, number) if pair[0].parent_id
            ]
            movable = [
                key_result
                for objective, _goal in goals
                for key_result in objective.key_result_ids
                if key_result.direction in ("increase", "decrease")
                and key_result.metric_type in ("number", "percent", "currency")
                and not self.measures[key_result].dropped
            ]
            self._move_a_target(draw.choice(movable))
            pairs = [pair for pair in goals if len(pair[1].live()) > 1]
            objective, _goal = draw.choice(pairs)
            self._drop(
                draw.choice(
                    [
                        kr
                        for kr in objective.key_result_ids
                        if not self.measures[kr].dropped
                    ]
                )
            )
            # What others are to be aligned to later, too, stays alive
            alone = [o for o, _goal in goals if not o.child_ids]
            self._drop_goal(draw.choice(alone))

    def _review(self, company, quarter):
        self._of(self.admin, quarter).action_start_review()
        running = [
            (objective, goal)
            for objective, goal in self.goals.items()
            if goal.state == "active" and objective.cycle_id == quarter
        ]
        for objective, goal in self.random.sample(running, 3):
            self._of(objective.user_id, objective).write(
                {
                    "final_score": 0.8,
                    "score_reason": "The last customer signed a day later.",
                    "retro_failed": "We asked for help too late.",
                    "decision": self.random.choice(("keep", "change", "drop")),
                }
            )
            goal.given_score = exact(0.8)
            if objective.key_result_ids.filtered(lambda kr: kr.state == "active"):
                self._check_in(
                    objective.user_id,
                    company,
                    objective.key_result_ids.filtered(lambda kr: kr.state == "active"),
                    in_review=True,
                )

    def _close(self, cycle):
        self._of(self.admin, cycle).action_close()
        records = self.env["okr.objective"].search([("cycle_id", "=", cycle.id)])
        self._lapse(records.key_result_ids)
        for objective in records:
            goal = self.goals[objective]
            if goal.state == "active":
                goal.state = "done"
            goal.frozen = goal.figures(self._today(cycle.company_id))
        if cycle in self.years.values():
            return
        self.snapshots.append((self._snapshot(records), records))

    def _assert_all_equal(self, when):
        result = super()._assert_all_equal(when)
        for company, (light, harbour) in self.pillars.items():
            figures = [
                goal.figures(self._today(company))
                for objective, goal in self.goals.items()
                if objective in self.tops[company]
                and goal.state == "active"
                and not goal.frozen
            ]
            wanted = mean([(1, f["progress"]) for f in figures if f["is_measured"]])
            self.assertEqual(light.is_measured, wanted is not None, when)
            self.assertAlmostEqual(light.progress, float(wanted or 0), 7, when)
            self.assertFalse(harbour.is_measured, when)
        return result

    def _snapshot(self, objectives):
        """Return everything that is stored about some objectives."""
        self.env.invalidate_all()
        parts = [objectives, objectives.key_result_ids]
        parts += [part[name] for part, name in self._parts_of(objectives)]
        return [
            {
                name: value
                for name, value in row.items()
                if records._fields[name].store
                and not name.startswith(("activity_", "message_", "__"))
            }
            for records in parts
            for row in records.sorted("id").read(
                [n for n, f in records._fields.items() if f.store]
            )
        ]

    def _parts_of(self, objectives):
        key_results = objectives.key_result_ids
        for name in ("checkin_ids", "milestone_ids", "plan_ids", "target_change_ids"):
            yield key_results, name
