"""A year of two companies, told to the module and to a reference at the same time."""

import random
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from unittest.mock import patch
from zoneinfo import ZoneInfo

from odoo import Command
from odoo.tests import new_test_user

from ..common import TestOkrCommon
from .year_reference import Goal, Measure, Said, Span, exact

ZONES = {"Lighthouse Ltd": "Asia/Ho_Chi_Minh", "Harbour Ltd": "America/New_York"}
YEAR = 2031
#: department, company, heads
DEPARTMENTS = (
    ("Sales", 0, 8),
    ("Product", 0, 8),
    ("Support", 0, 7),
    ("Service", 1, 7),
)
KINDS = (
    ("number", "increase"),
    ("number", "decrease"),
    ("percent", "increase"),
    ("currency", "increase"),
    ("number", "at_least"),
    ("percent", "at_most"),
    ("number", "range"),
    ("boolean", "increase"),
    ("milestone", "increase"),
)


class YearStory(TestOkrCommon):
    """People, plans and weeks; every act is done in Odoo and noted in plain values."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(YEAR)
        cls.companies = cls.company | cls.other_company
        for company in cls.companies:
            company.resource_calendar_id.tz = ZONES[company.name]
        cls.env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.companies.ids)
        )
        cls.admin = cls.users["okr_admin"]
        cls.admin.company_ids = cls.companies
        cls.people = {}
        cls.teams = {}
        cls.goals = {}
        cls.measures = {}
        for name, number, heads in DEPARTMENTS:
            cls._hire(name, cls.companies[number], heads)

    @classmethod
    def _hire(cls, name, company, heads):
        department = cls.env["hr.department"].create(
            {"name": f"{name} {YEAR}", "company_id": company.id}
        )
        cls.teams[department] = []
        for number in range(heads):
            user = new_test_user(
                cls.env,
                f"{name.lower()}_{number}",
                groups="base.group_user",
                company_id=company.id,
                company_ids=[Command.set(company.ids)],
            )
            employee = cls.env["hr.employee"].create(
                {
                    "name": user.name,
                    "user_id": user.id,
                    "company_id": company.id,
                    "department_id": department.id,
                    "parent_id": department.manager_id.id,
                }
            )
            department.manager_id = department.manager_id or employee
            cls.teams[department].append(user)
            cls.people[user] = department

    # --- TIME ---

    def _today(self, company):
        """Return the day that it is where a company works, without asking Odoo."""
        now = datetime.now(UTC)
        return now.astimezone(ZoneInfo(ZONES[company.name])).date()

    # --- PLANS ---

    def _as(self, user, company):
        return self.env(
            user=user.id, su=False, context={"allowed_company_ids": company.ids}
        )

    def _of(self, user, record):
        """Return a record as somebody holds it."""
        return record.with_env(self._as(user, record.company_id))

    def _plan(self, env, cycle, span, measures, **values):
        """Write an objective in a cycle, and note it."""
        plans = [self._make_plan(span, number > 0) for number in range(measures)]
        objective = env["okr.objective"].create(
            {
                "cycle_id": cycle.id,
                "company_id": cycle.company_id.id,
                "key_result_ids": [Command.create(vals) for vals, _noted in plans],
                **values,
            }
        )
        goal = Goal(
            span,
            rollup=objective.rollup,
            ambition=objective.ambition,
            visibility=objective.visibility,
            department=objective.department_id.id,
            weight=exact(objective.weight),
        )
        for key_result, (_vals, measure) in zip(
            objective.key_result_ids, plans, strict=True
        ):
            goal.measures.append(measure)
            self.measures[key_result.sudo().with_env(self.env)] = measure
        objective = objective.sudo().with_env(self.env)
        self.goals[objective] = goal
        if objective.parent_id:
            self.goals[objective.parent_id].children.append(goal)
        return objective

    def _make_plan(self, span, may_weigh_nothing):
        """Return the values of a key result, and the same as the reference has it."""
        draw = self.random
        kind, direction = draw.choice(KINDS)
        start, way = draw.randrange(0, 200), draw.randrange(8, 400) / 4
        target = start - way if direction in ("decrease", "at_most") else start + way
        weight = draw.choice((1, 1, 1, 2, 0.5, 0 if may_weigh_nothing else 3))
        vals = {
            "name": f"From {start} to {target}, {draw.random()}",
            "metric_type": kind,
            "direction": direction,
            "weight": weight,
            "start_value": start,
            "target_value": target,
            "range_min": start - way / 2,
            "range_max": start + way,
        }
        measure = Measure(
            span,
            kind,
            direction,
            exact(start),
            exact(target),
            exact(start - way / 2),
            exact(start + way),
            exact(weight),
        )
        if kind == "boolean":
            # It starts at "not yet", whatever number was written
            vals["start_value"], vals["target_value"] = 0, 1
            measure.start, measure.target = Fraction(0), Fraction(1)
        if kind == "milestone":
            vals["start_value"], vals["target_value"] = 0, 1
            measure.start, measure.target = Fraction(0), Fraction(1)
            weights = [draw.choice((1, 2, 3)) for _step in range(4)]
            measure.steps = [[exact(weight), False] for weight in weights]
            vals["milestone_ids"] = [
                Command.create({"name": f"Step {n}", "weight": w, "sequence": n})
                for n, w in enumerate(weights)
            ]
        elif kind == "number" and direction == "increase" and draw.random() < 0.5:
            middle = span.start + (span.end - span.start) // 3
            measure.plan[middle] = exact(start + way / 8)
            vals["plan_ids"] = [
                Command.create({"date": middle, "value": start + way / 8})
            ]
        return vals, measure

    # --- WEEKS ---

    def _start(self, objective):
        """Let its owner start an objective, and note the day."""
        self._of(objective.user_id, objective).action_activate()
        for measure in self.goals[objective].measures:
            measure.started = self._today(objective.company_id)

    def _check_in(self, user, company, key_results, in_review=False):
        """Let somebody check in on some key results, all at once."""
        today = self._today(company)
        rows, noted = [], []
        for key_result in key_results:
            measure = self.measures[key_result]
            vals, said = self._say(key_result, measure, today)
            rows.append(vals)
            noted.append((measure, said))
        made = self._as(user, company)["okr.checkin"].create(rows)
        for checkin, (measure, said) in zip(made, noted, strict=True):
            said.number = checkin.id
            said.record = checkin.sudo().with_env(self.env)
            said.entered, said.in_review = today, in_review
            measure.said.append(said)

    def _say(self, key_result, measure, today):
        draw = self.random
        day = min(today, measure.span.end)
        if measure.kind == "milestone":
            self._reach_a_step(key_result, measure)
            value = measure.steps_done()
        elif measure.kind == "boolean":
            value = exact(draw.choice((0, 0, 0, 1)))
        else:
            if draw.random() < 0.15:
                day = max(
                    day - timedelta(days=draw.randrange(1, 12)), measure.span.start
                )
            way = float(abs(measure.target - measure.start)) / 8
            step = round(draw.uniform(-0.5, 2.0) * way * 4) / 4
            falling = measure.target < measure.start
            value = measure.value() + exact(-step if falling else step)
        vals = {"key_result_id": key_result.id, "date": day}
        if measure.kind != "milestone":
            vals["value"] = float(value)
        confidence = draw.choice((None, 0, 0.3, 0.5, 0.7, 0.9, 1))
        if confidence is not None:
            vals["confidence"] = confidence
        word = draw.choice((None, "on_track", "at_risk", "off_track"))
        if word:
            vals["stated_status"] = word
        if draw.random() < 0.05:
            vals.update(help_needed=True, blocker="Two hands are missing.")
        confidence = None if confidence is None else exact(confidence)
        return vals, Said(day, value, confidence, word, 0)

    def _reach_a_step(self, key_result, measure):
        left = [n for n, (_weight, done) in enumerate(measure.steps) if not done]
        if left and self.random.random() < 0.3:
            step = self.random.choice(left)
            key_result.milestone_ids.sorted("sequence")[step].is_reached = True
            measure.steps[step][1] = True

    def _move_a_target(self, key_result):
        measure = self.measures[key_result]
        target = measure.target + (measure.target - measure.start) / 4
        self._of(key_result.user_id, key_result).write(
            {"target_value": float(target), "change_reason": "The market moved."}
        )
        measure.target = target

    def _drop(self, key_result):
        self._of(key_result.user_id, key_result).action_cancel(
            "It was the wrong number."
        )
        self.measures[key_result].dropped = True

    def _drop_goal(self, objective):
        self._of(objective.user_id, objective).action_cancel("The customer left.")
        self.goals[objective].state = "cancelled"

    # --- HOLDING AGAINST ---

    def _assert_all_equal(self, when):
        """Assert that the module says of everything what the reference says."""
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=60
        ):
            self.env["okr.key.result"]._cron_refresh_figures()
            self.env["okr.objective"]._cron_refresh_figures()
        # In one batch, as a list reads them
        for objective in self.env["okr.objective"].union(*self.goals):
            goal = self.goals[objective]
            today = self._today(objective.company_id)
            if not goal.frozen:
                for key_result in objective.key_result_ids:
                    self._assert_measure(key_result, goal, today, when)
            self._assert_same(objective, goal.figures(today), when)

    def _assert_measure(self, key_result, goal, today, when):
        measure = self.measures[key_result]
        running = goal.state == "active" and not measure.dropped
        due = measure.next_due() if running else None
        forecast = measure.forecast(today)
        confidence = measure.confidence()
        self._assert_same(
            key_result,
            {
                "current_value": measure.value(),
                "attainment": measure.attained(today),
                "progress": measure.progress(today),
                "expected_progress": measure.expected(today),
                "forecast_value": forecast or Fraction(0),
                "has_forecast": forecast is not None,
                "confidence": confidence or Fraction(0),
                "has_confidence": confidence is not None,
                "stated_status": measure.word() or False,
                "is_measured": measure.is_measured(),
                "date_start": measure.begins,
                "date_end": measure.span.end,
                "status": measure.status(today, goal.state),
                "next_checkin_date": due or False,
                "is_late": bool(
                    due and today > due + timedelta(days=measure.span.grace)
                ),
                "last_checkin_date": measure.history()[-1].day
                if measure.said
                else False,
                "state": "cancelled" if measure.dropped else "active",
            },
            when,
        )

    def _assert_same(self, record, figures, when):
        for name, wanted in figures.items():
            found = record[name]
            where = f"{when}: {record} {name}"
            if isinstance(wanted, Fraction):
                self.assertAlmostEqual(found, float(wanted), 7, where)
            else:
                self.assertEqual(found, wanted, where)

    def _assert_history(self):
        """Assert that every check-in reads back as it was said."""
        for measure in self.measures.values():
            for said, before, share, timing in measure.told():
                self._assert_same(
                    said.record,
                    {
                        "date": said.day,
                        "value": said.value,
                        "previous_value": before,
                        "progress": share,
                        "timeliness": timing,
                        "confidence": said.confidence or Fraction(0),
                        "stated_status": said.word or False,
                    },
                    "history",
                )


def span_of(cycle):
    """Return a cycle as the reference has it."""
    return Span(
        cycle.date_start,
        cycle.date_end,
        cycle.checkin_interval,
        int(cycle.checkin_weekday),
        cycle.grace_days,
    )
