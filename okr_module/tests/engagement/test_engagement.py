import random
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ...models.engagement import okr_engagement, okr_engagement_status
from ..common import TestOkrCommon

FIRST = fields.Date.to_date("2026-01-05")


class EngagementCase(TestOkrCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle.action_activate()
        cls.company.okr_min_group_size = 1

    def _figures(self, login="hr_officer", **scope):
        return self.env["okr.engagement"].with_user(self.users[login]).figures(**scope)


@tagged("post_install", "-at_install")
class TestEngagement(EngagementCase):
    @freeze_time("2026-01-31 12:00:00")
    def test_nothing_yet(self):
        figures = self._figures()
        self.assertEqual(figures["people"], 8)
        self.assertEqual(figures["with_objective"], 0)
        self.assertEqual(figures["without_objective"], 8)
        self.assertIsNone(figures["on_time_rate"])
        self.assertEqual(figures["health"], 0)

    def _story(self):
        with freeze_time("2026-01-05 09:00:00"):
            one = self._objective("seller")
            two = self._objective(
                "north_lead",
                name="Of the team",
                level="department",
                department_id=self.departments["Sales North"].id,
                key_results=[{"name": "A"}, {"name": "B"}],
            )
            (one | two).action_activate()
        with freeze_time("2026-01-06 09:00:00"):
            one.parent_id = two
        with freeze_time("2026-01-08 09:00:00"):
            one.key_result_ids.with_user(self.users["seller"]).check_in(
                1, confidence=0.5
            )
        with freeze_time("2026-01-10 09:00:00"):
            two.key_result_ids[0].with_user(self.users["north_lead"]).check_in(1)
        return one, two

    def test_story(self):
        self._story()
        with freeze_time("2026-01-12 12:00:00"):
            figures = self._figures()
        self.assertEqual(
            {
                name: figures[name]
                for name in (
                    "with_objective",
                    "objectives",
                    "aligned",
                    "not_aligned",
                    "one_objective",
                    "one_key_result",
                    "no_initiative",
                    "updated_7",
                    "on_time",
                    "late",
                    "missed",
                )
            },
            {
                "with_objective": 2,
                "objectives": 2,
                "aligned": 1,
                "not_aligned": 1,
                "one_objective": 2,
                "one_key_result": 1,
                "no_initiative": 2,
                "updated_7": 2,
                "on_time": 1,
                "late": 1,
                "missed": 1,
            },
        )
        self.assertAlmostEqual(figures["on_time_rate"], 1 / 3)
        self.assertEqual(figures["leaders_on_time_rate"], 0.0)
        self.assertEqual(figures["at_risk"], 1)
        self.assertTrue(0 < figures["health"] < 100)
        self.assertTrue(
            all(0 <= v <= 1 for v in figures["health_parts"].values() if v is not None)
        )

    def test_as_of_past_days(self):
        one, _two = self._story()
        with freeze_time("2026-02-20 12:00:00"):
            one.action_cancel(reason="Over")
            self.assertEqual(self._figures(date="2026-01-04")["objectives"], 0)
            self.assertEqual(self._figures(date="2026-01-07")["updated_7"], 0)
            early = self._figures(date="2026-01-09")
            self.assertEqual(early["objectives"], 2)
            self.assertEqual((early["on_time"], early["missed"]), (1, 0))
            self.assertEqual(early["at_risk"], 0)
            # The day after the grace the other two are overdue, but one is late
            self.assertEqual(self._figures(date="2026-01-12")["at_risk"], 1)
            self.assertEqual(self._figures()["objectives"], 1)

    def test_plans_of_a_past_day(self):
        """A plan that changed since tells nothing of the days before."""
        milestones = [
            Command.create({"name": "Asked for", "weight": 1}),
            Command.create({"name": "Passed", "weight": 1}),
        ]
        for what, key_result, changed, at_risk in (
            # 10 of 100 where 38 of 90 days are over
            ("days", {}, {"date_start": "2026-02-10"}, 1),
            ("points", self._point(10), {"plan_ids": [None]}, 0),
            ("kind", self._point(10), {"plan_ids": [Command.clear()]}, 0),
            ("milestones", {"milestone_ids": milestones}, None, 0),
        ):
            with self.subTest(what):
                cycle = self.cycle.copy({"name": what})
                cycle.action_activate()
                with freeze_time("2026-01-05 09:00:00"):
                    objective = self._objective(
                        cycle_id=cycle.id, key_results=[{"name": what, **key_result}]
                    )
                    part = objective.key_result_ids
                    if part.milestone_ids:
                        part.metric_type = "milestone"
                    objective.action_activate()
                with freeze_time("2026-02-12 09:00:00"):
                    if part.milestone_ids:
                        part.milestone_ids[0].is_reached = True
                    part.check_in(10)
                    self.env.flush_all()
                    shown = self._figures(cycle_id=cycle.id)["at_risk"]
                    self.assertEqual(shown, at_risk)
                with freeze_time("2026-02-19 09:00:00"):
                    if part.milestone_ids:
                        changed = {
                            "milestone_ids": [
                                Command.update(part.milestone_ids[1].id, {"weight": 99})
                            ]
                        }
                    elif what == "points":
                        changed["plan_ids"][0] = Command.update(
                            part.plan_ids.id, {"value": 90}
                        )
                    part.write({**changed, "change_reason": "The market moved"})
                with freeze_time("2026-02-20 09:00:00"):
                    known = self._figures(cycle_id=cycle.id, date="2026-02-12")
                    self.assertEqual(known["at_risk"], at_risk)

    def test_a_past_day_of_very_many(self):
        """They are read some at a time; what only others count in is not forgotten."""
        with freeze_time("2026-01-05 09:00:00"):
            above = self._objective(rollup="aligned", key_results=[])
            below = self._objective(parent_id=above.id, key_results=[{"name": "A"}])
            (above | below).action_activate()
        with freeze_time("2026-02-12 09:00:00"):
            below.key_result_ids.check_in(1)
            self.env.flush_all()
            shown = self._figures()
        with freeze_time("2026-02-20 09:00:00"):
            below.key_result_ids.check_in(90)
            self.env.flush_all()
            with patch.object(okr_engagement_status, "AT_ONCE", 1):
                known = self._figures(date="2026-02-12")
                now = self._figures()
        self.assertEqual((shown["at_risk"], known["at_risk"]), (2, 2))
        self.assertEqual(now["at_risk"], 0)

    def _point(self, value):
        return {"plan_ids": [Command.create({"date": "2026-02-12", "value": value})]}

    def test_closed_statuses_of_a_past_day_stand(self):
        """What was overdue at the end of a closed cycle stays at risk."""
        one = self._start_one()
        with freeze_time("2026-04-06 12:00:00"):
            self.cycle.action_start_review()
            self.cycle.action_close()
            self.assertEqual(one.status, "overdue")
        with freeze_time("2026-05-06 12:00:00"):
            known = self._figures(cycle_id=self.cycle.id, date="2026-04-06")
            # Closing ended it, which is done by that day
            self.assertEqual(known["objectives"], 0)
            known = self._figures(cycle_id=self.cycle.id, date="2026-04-05")
            self.assertEqual((known["objectives"], known["at_risk"]), (1, 1))

    def test_scopes_and_rights(self):
        self._story()
        north = self.departments["Sales North"]
        sales = self.departments["Sales"]
        with freeze_time("2026-01-12 12:00:00"):
            self.assertEqual(self._figures(department_id=north.id)["people"], 2)
            self.assertEqual(self._figures(department_id=sales.id)["people"], 3)
            self.assertEqual(self._figures(level="department")["objectives"], 1)
            self.assertEqual(self._figures(level="department")["people"], 8)
            self.assertEqual(self._figures(cycle_id=self.cycle.id)["objectives"], 2)
            lead = self.employees["sales_lead"]
            below = self._figures("sales_lead", manager_id=lead.id)
            self.assertEqual(below["people"], 2)
            self.assertEqual(
                self._figures("ceo", manager_id=self.employees["ceo"].id)["people"], 7
            )
            self.assertEqual(self._figures("ceo", department_id=sales.id)["people"], 3)
            product = self.departments["Product"]
            for login, scope in (
                ("seller", {}),
                ("sales_lead", {}),
                ("sales_lead", {"department_id": product.id}),
                ("north_lead", {"manager_id": lead.id}),
                ("seller", {"department_id": north.id}),
                ("portal", {}),
                ("stranger", {"company_id": self.company.id}),
                ("hr_officer", {"company_id": self.other_company.id}),
            ):
                with self.subTest(login=login), self.assertRaises(AccessError):
                    self._figures(login, **scope)
            with self.assertRaises(UserError):
                self._figures(date="yesterday")
            with self.assertRaises(UserError):
                self._figures(level="galaxy")

    @freeze_time("2026-01-12 12:00:00")
    def test_small_groups_and_subtraction(self):
        self.company.okr_min_group_size = 4
        whole = self._figures()
        self.assertEqual(whole["objectives"], 0)
        sales = self.departments["Sales"]
        hidden = self._figures(department_id=sales.id)
        self.assertEqual(hidden["people"], 3)
        self.assertEqual(
            {value for name, value in hidden.items() if name != "people"}, {None}
        )
        self.company.okr_min_group_size = 2
        self.assertIsNotNone(self._figures(department_id=sales.id)["objectives"])
        # The department below holds two of the three: the third would be told
        north = self._figures(department_id=self.departments["Sales North"].id)
        self.assertIsNone(north["objectives"])
        # No two sets that are shown differ by one person only.
        engagement = self.env["okr.engagement"].with_user(self.users["hr_officer"])
        asked = [{}]
        asked += [{"department_id": d.id} for d in self.departments.values()]
        asked += [{"manager_id": e.id} for e in self.employees.values()]
        shown = []
        for scope in asked:
            values = {"company_id": None, "level": None, "cycle_id": None, "date": None}
            values |= {"department_id": None, "manager_id": None, **scope}
            found = engagement._scope(**values)
            if found.is_shown:
                shown.append(found.user_ids)
        self.assertTrue(shown)
        for one in shown:
            for other in shown:
                if one < other:
                    self.assertGreaterEqual(len(other - one), 2)

    @freeze_time("2026-01-31 12:00:00")
    def test_a_small_company_beside_a_large_one(self):
        """Asked about with another one, its few people would be told by subtraction."""
        small = self.env["res.company"].create({"name": "Two people and a boat"})
        officer = self.users["hr_officer"]
        officer.company_ids += small
        self.env["hr.employee"].create(
            {"name": "Only one", "user_id": officer.id, "company_id": small.id}
        )
        self.company.okr_min_group_size = small.okr_min_group_size = 2
        engagement = self.env["okr.engagement"].with_user(officer)

        def objectives(*companies, **scope):
            ids = [company.id for company in companies]
            own = engagement.with_context(allowed_company_ids=ids)
            return own.figures(**scope)["objectives"]

        self.assertEqual(objectives(self.company), 0)
        self.assertIsNone(objectives(small))
        self.assertIsNone(objectives(self.company, small))
        self.assertEqual(objectives(self.company, small, company_id=self.company.id), 0)

    @freeze_time("2026-01-31 12:00:00")
    def test_days_of_other_ages(self):
        for day in ("0001-01-05", "9999-12-31"):
            with self.subTest(day=day), self.assertRaises(UserError):
                self._figures(date=day)

    @freeze_time("2026-01-31 12:00:00")
    def test_private_objectives_are_counted_and_not_named(self):
        secret = self._objective("seller", name="Secret", visibility="private")
        secret.action_activate()
        figures = self._figures()
        self.assertEqual(figures["objectives"], 1)
        self.assertNotIn("Secret", str(figures))

    def test_a_level_and_a_cycle_tell_no_single_private_objective(self):
        """A large group was asked about, and one objective of it was told."""
        self.company.okr_min_group_size = 2
        figures = ("objectives", "with_objective", "at_risk", "missed", "on_time")
        with freeze_time("2026-01-05 09:00:00"):
            self._objective("seller", name="Open").action_activate()
            self._objective(
                "developer", name="Secret", visibility="private"
            ).action_activate()
        with freeze_time("2026-01-13 12:00:00"):

            def told(login="hr_officer", **scope):
                found = self._figures(login, **scope)
                return [found[name] for name in figures]

            narrowed = (
                {"level": "individual"},
                {"cycle_id": self.cycle.id},
                {"level": "individual", "cycle_id": self.cycle.id},
            )
            self.assertEqual(told(), [2, 2, 2, 2, 0])
            for scope in narrowed:
                with self.subTest(scope=scope):
                    # There it is, and how it stands is not told
                    self.assertEqual(told(**scope), [2, 2, 1, 1, 0])
                    # To those who may read it, it is no secret
                    self.assertEqual(told("okr_admin", **scope), [2, 2, 2, 2, 0])
                    ceo = self.employees["ceo"].id
                    self.assertEqual(
                        told("ceo", manager_id=ceo, **scope), [2, 2, 2, 2, 0]
                    )
                    officer = self.env["okr.engagement"].with_user(
                        self.users["hr_officer"]
                    )
                    page = officer.get_page(**scope)
                    self.assertEqual(page["trend"][0]["missed"], 1)
            self.assertEqual(told(level="company"), [0, 0, 0, 0, 0])
        with freeze_time("2026-01-05 09:00:00"):
            self._objective(
                "product_lead", name="Another", visibility="private"
            ).action_activate()
        with freeze_time("2026-01-13 12:00:00"):
            for scope in narrowed:
                self.assertEqual(told(**scope), [3, 3, 3, 3, 0])
            # A third, alone in its level, would be told by subtracting
            with freeze_time("2026-01-05 09:00:00"):
                self._objective(
                    "sales_lead",
                    level="department",
                    name="Third",
                    visibility="private",
                    department_id=self.departments["Sales"].id,
                ).action_activate()
            self.assertEqual(told(), [4, 4, 4, 4, 0])
            for scope in narrowed:
                self.assertEqual(told(**scope)[2:], [1, 1, 0])

    def test_confidence_asleep(self):
        objective = self._start_one()
        key_result = objective.key_result_ids.with_user(self.users["seller"])
        for number, confidence in enumerate((0.5, 0.5, 0.5, 0.7)):
            with freeze_time(f"2026-01-{6 + number:02} 12:00:00"):
                key_result.check_in(number, confidence=confidence)
        with freeze_time("2026-01-20 12:00:00"):
            asleep = [
                self._figures(date=f"2026-01-{day:02}")["confidence_asleep"]
                for day in (7, 8, 9)
            ]
        self.assertEqual(asleep, [0, 1, 0])

    def test_a_check_in_makes_nothing_else_fresh(self):
        """Of today, before the daily job has run: one is told, the other overdue."""
        with freeze_time("2026-01-05 09:00:00"):
            objective = self._objective(key_results=[{"name": "A"}, {"name": "B"}])
            objective.action_activate()
        with freeze_time("2026-01-12 00:10:00"):
            key_result = objective.key_result_ids[0].with_user(self.users["seller"])
            key_result.check_in(90, confidence=0.5)
            self.assertEqual(self._figures()["at_risk"], 1)

    def _start_one(self):
        with freeze_time("2026-01-05 09:00:00"):
            objective = self._objective()
            objective.action_activate()
        return objective

    def test_fixed_number_of_queries(self):
        self._story()
        counts = []
        for _turn in range(2):
            with freeze_time("2026-01-12 12:00:00"):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self._figures()
                counts.append(self.env.cr.sql_log_count - before)
                for number in range(20):
                    self._objective(name=f"More {number}").action_activate()
        self.assertLessEqual(counts[1], counts[0] + 2)


@tagged("post_install", "-at_install")
class TestEngagementRandom(EngagementCase):
    """Against a calculation that shares no line with the one it checks."""

    def _world(self, seed):
        rng = random.Random(seed)
        logins = ["ceo", "sales_lead", "north_lead", "seller", "product_lead"]
        facts = []
        for login in logins:
            for _number in range(rng.randrange(3)):
                start = FIRST + timedelta(days=rng.randrange(20))
                facts.append(self._live_one(rng, login, start))
        return facts

    def _live_one(self, rng, login, start):
        count = rng.randrange(1, 4)
        with freeze_time(f"{start} 09:00:00"):
            objective = self._objective(
                login,
                name=f"{login} {start}",
                cycle_id=self.cycle.id,
                key_results=[{"name": f"{n}"} for n in range(count)],
            )
            objective.action_activate()
        entered = {}
        for key_result in objective.key_result_ids:
            days = sorted(
                rng.sample(range((FIRST - start).days + 60), rng.randrange(8))
            )
            entered[key_result.id] = [start + timedelta(days=n) for n in days]
            self.spoken |= {(login, day) for day in entered[key_result.id]}
            for day in entered[key_result.id]:
                with freeze_time(f"{day} 09:00:00"):
                    key_result.with_user(self.users[login]).check_in(
                        rng.randrange(100), confidence=rng.choice([0.5, 0.5, 0.5, 0.6])
                    )
        return {"login": login, "start": start, "entered": entered}

    def _expected(self, facts, day, away):
        """Count by hand: every Friday, day by day."""
        on_time = late = missed = 0
        for fact in facts:
            if fact["start"] > day:
                continue
            for days in fact["entered"].values():
                free = list(d for d in days if d <= day)
                opens, due = fact["start"], None
                while True:
                    due = opens
                    while due.weekday() != 4 or (
                        opens == fact["start"] and (due - opens).days < 2
                    ):
                        due += timedelta(days=1)
                    if due > self.cycle.date_end or opens > day:
                        break
                    grace = due + timedelta(days=2)
                    met = next((d for d in free if opens <= d <= grace), None)
                    if met:
                        free.remove(met)
                    working = [
                        opens + timedelta(days=n)
                        for n in range((due - opens).days + 1)
                        if (opens + timedelta(days=n)).weekday() < 5
                    ]
                    if not all(d in away.get(fact["login"], ()) for d in working):
                        if met and met <= due:
                            on_time += 1
                        elif met:
                            late += 1
                        elif grace < day:
                            missed += 1
                    opens = due + timedelta(days=1)
        return on_time, late, missed

    def test_random_worlds(self):
        self.spoken = set()
        for seed in range(3):
            with self.subTest(seed=seed):
                self._check_world(seed)

    def _check_world(self, seed):
        # Each world in a cycle of its own, but updated_n, of which the last is asked
        self.cycle = self.cycle.copy({"name": f"World {seed}"})
        self.cycle.action_activate()
        facts = self._world(seed)
        monday = FIRST + timedelta(days=7)
        away = {"seller": {monday + timedelta(days=n - 2) for n in range(7)}}
        employee = self.employees["seller"]
        employees = type(self.env["hr.employee"])
        hook = patch.object(
            employees,
            "_okr_days_away",
            lambda records, first, last: {
                i: away["seller"] for i in records.ids if i == employee.id
            },
        )
        with hook, freeze_time("2026-03-20 12:00:00"):
            for week in range(10):
                day = FIRST + timedelta(days=7 * week + seed)
                figures = self._figures(date=day, cycle_id=self.cycle.id)
                with self.subTest(day=day):
                    self.assertEqual(
                        (figures["on_time"], figures["late"], figures["missed"]),
                        self._expected(facts, day, away),
                    )
                    live = [fact for fact in facts if fact["start"] <= day]
                    owners = {fact["login"] for fact in live}
                    self.assertEqual(figures["objectives"], len(live))
                    self.assertEqual(figures["with_objective"], len(owners))
                    spoke = {
                        login
                        for login, each in self.spoken
                        if login in owners and day - timedelta(days=7) < each <= day
                    }
                    self.assertEqual(figures["updated_7"], len(spoke))
                    # As if they were thousands, of whom all rows are read
                    with patch.object(okr_engagement, "FEW", 0):
                        many = self._figures(date=day, cycle_id=self.cycle.id)
                    self.assertEqual(many, figures)
