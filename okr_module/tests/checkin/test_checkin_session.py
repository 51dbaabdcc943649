from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..figures_common import TestOkrFigures, at
from ..query_common import recorded_queries


@tagged("post_install", "-at_install")
class TestCheckinSession(TestOkrFigures):
    """The check-in screen: what it asks for, and that it saves all or nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with at("2026-01-05"):
            cls.top = cls._objective("ceo", name="First in the country")
            cls.objective = cls._objective(
                parent_id=cls.top.id,
                key_results=[
                    {"name": "New customers: 0 to 100"},
                    {
                        "name": "The shop opens",
                        "metric_type": "milestone",
                        "milestone_ids": [
                            (0, 0, {"name": "Rented"}),
                            (0, 0, {"name": "Furnished"}),
                        ],
                    },
                    {"name": "A licence", "metric_type": "boolean"},
                ],
            )
            cls.objective.action_activate()
        cls.customers, cls.shop, cls.licence = cls.objective.key_result_ids

    def _session(self, login="seller"):
        return self.env["okr.checkin.session"].with_user(self.users[login])

    def _rows(self, login="seller", **params):
        return self._session(login).get_data(**params)["rows"]

    def test_what_is_asked(self):
        with at("2026-01-12"):
            self.customers.with_user(self.users["seller"]).check_in(
                12, confidence=0.7, stated_status="at_risk", note="Slowly"
            )
            row = next(r for r in self._rows() if r["id"] == self.customers.id)
        self.assertEqual(row["path"], ["Be first in the north", "First in the country"])
        self.assertEqual(row["value"], 12)
        self.assertEqual(
            row["last"],
            {
                "date": "2026-01-12",
                "value": 12.0,
                "confidence": 0.7,
                "stated_status": "at_risk",
                "note": "Slowly",
            },
        )
        self.assertEqual(row["sparkline"]["points"], [[0.078, 0.12]])

    def test_the_longest_due_first(self):
        with at("2026-01-12"):
            self.customers.with_user(self.users["seller"]).check_in(12)
            ids = [row["id"] for row in self._rows()]
        self.assertEqual(ids[-1], self.customers.id)

    def test_a_path_tells_of_nothing_hidden(self):
        with at("2026-01-12"):
            self.top.write({"visibility": "private"})
            paths = {tuple(row["path"]) for row in self._rows()}
        self.assertEqual(paths, {("Be first in the north",)})

    def test_a_path_ends_before_what_is_hidden(self):
        """What is above it is not told, and so not how far up it goes."""
        with at("2026-01-12"):
            self.top.parent_id = self._objective(
                "ceo", name="Known all over the world", key_results=[]
            )
            self.top.write({"visibility": "private"})
            paths = {tuple(row["path"]) for row in self._rows()}
        self.assertEqual(paths, {("Be first in the north",)})

    def test_nobody_is_asked_for_what_they_may_not_read(self):
        self.objective.visibility = "private"
        with at("2026-01-12"):
            self.assertTrue(self._rows(objective_id=self.objective.id))
            self.assertEqual(
                self._rows("developer", objective_id=self.objective.id), []
            )

    def test_all_are_recorded(self):
        rented = self.shop.milestone_ids[0]
        with at("2026-01-12"):
            answer = self._session().save(
                [
                    {"key_result_id": self.customers.id, "confidence": 0.0},
                    {
                        "key_result_id": self.shop.id,
                        "milestones": [{"id": rented.id, "is_reached": True}],
                    },
                    {"key_result_id": self.licence.id, "value": 1},
                ]
            )
        self.assertEqual(answer, {"saved": 3, "problems": [], "asked": []})
        self.assertEqual(self.customers.checkin_ids.mapped("value"), [0.0])
        self.assertTrue(self.customers.has_confidence)
        self.assertEqual(self.shop.checkin_ids.mapped("value"), [0.5])
        self.assertEqual(self.licence.checkin_ids.mapped("value"), [1.0])

    def test_none_is_recorded_where_one_cannot_be(self):
        rented = self.shop.milestone_ids[0]
        with at("2026-01-12"):
            answer = self._session().save(
                [
                    {"key_result_id": self.customers.id, "value": 5},
                    {
                        "key_result_id": self.shop.id,
                        "milestones": [{"id": rented.id, "is_reached": True}],
                    },
                    {"key_result_id": self.licence.id, "value": 3},
                ]
            )
        self.assertEqual(answer["saved"], 0)
        self.assertEqual(
            [problem["key_result_id"] for problem in answer["problems"]],
            [self.licence.id],
        )
        self.assertIn("yes or no", answer["problems"][0]["message"])
        self.assertFalse(self.objective.checkin_ids)
        self.assertFalse(rented.is_reached)

    def test_each_reason_stands_at_its_row(self):
        with at("2026-01-12"):
            answer = self._session().save(
                [
                    {"key_result_id": self.customers.id, "value": "nan"},
                    {"key_result_id": self.licence.id, "value": 1},
                    {"key_result_id": self.shop.id, "help_needed": True},
                ]
            )
        self.assertEqual(
            [problem["key_result_id"] for problem in answer["problems"]],
            [self.customers.id, self.shop.id],
        )

    def test_who_must_not_check_in(self):
        with at("2026-01-12"):
            answer = self._session("developer").save(
                [{"key_result_id": self.customers.id, "value": 5}]
            )
        self.assertEqual(answer["saved"], 0)
        self.assertFalse(self.customers.checkin_ids)
        with self.assertRaises(AccessError):
            self._session("portal").get_data()

    def test_a_milestone_of_another_key_result(self):
        other = self._objective(
            "developer",
            key_results=[
                {
                    "name": "Elsewhere",
                    "metric_type": "milestone",
                    "milestone_ids": [(0, 0, {"name": "Done"})],
                }
            ],
        )
        step = other.key_result_ids.milestone_ids
        with at("2026-01-12"):
            answer = self._session().save(
                [
                    {
                        "key_result_id": self.shop.id,
                        "milestones": [{"id": step.id, "is_reached": True}],
                    }
                ]
            )
        self.assertEqual(answer["saved"], 0)
        self.assertFalse(step.is_reached)

    def test_what_another_has_said_meanwhile_is_told(self):
        with at("2026-01-12"):
            row = next(r for r in self._rows() if r["id"] == self.customers.id)
            said = {
                "key_result_id": self.customers.id,
                "value": 5,
                "last_checkin_id": row["last_checkin_id"],
            }
            self.customers.with_user(self.users["north_lead"]).check_in(8)
            answer = self._session().save([said])
            self.assertIn("north_lead", answer["problems"][0]["message"])
            row = next(r for r in self._rows() if r["id"] == self.customers.id)
            said["last_checkin_id"] = row["last_checkin_id"]
            self.assertEqual(self._session().save([said])["saved"], 1)

    def test_whom_help_was_asked_of(self):
        with at("2026-01-12"):
            answer = self._session().save(
                [
                    {
                        "key_result_id": self.customers.id,
                        "value": 5,
                        "help_needed": True,
                        "blocker": "A second van",
                    }
                ]
            )
        name = self.users["north_lead"].name
        self.assertEqual(answer["asked"], [f"{name} was asked for help."])

    def test_queries_do_not_grow_with_key_results(self):
        self._rows()
        with recorded_queries(self.env) as few:
            self._rows()
        with at("2026-01-05"):
            more = self._objective(
                key_results=[{"name": f"Key result {index}"} for index in range(20)]
            )
            more.action_activate()
        with recorded_queries(self.env) as many:
            self.assertEqual(len(self._rows()), 23)
        self.assertLessEqual(len(many), len(few) + 1)

    def test_what_is_aligned_below_is_not_read(self):
        """Hundreds may stand below a company's objective, and none is shown."""
        with at("2026-01-05"):
            below = self._objective(parent_id=self.customers.objective_id.id)
        self.env.flush_all()
        self.env.invalidate_all()
        self._rows()
        names = self.env["okr.objective"]._fields["name"]._get_cache(self.env)
        self.assertIn(self.customers.objective_id.id, names)
        self.assertNotIn(below.id, names)


@tagged("post_install", "-at_install")
class TestSparkline(TestOkrFigures):
    """The course of a key result in small, and how far it came in a week."""

    def test_course_and_change(self):
        with at("2026-01-05"):
            objective = self._objective()
            objective.action_activate()
        key_result = objective.key_result_ids
        self.assertEqual(key_result.sparkline["points"], [])
        for day, value in (("2026-01-12", 10), ("2026-01-19", 20), ("2026-01-20", 30)):
            with at(day):
                key_result.check_in(value)
        with at("2026-01-20"):
            key_result.invalidate_recordset()
            shares = [progress for _share, progress in key_result.sparkline["points"]]
            self.assertEqual(shares, [0.1, 0.2, 0.3])
            self.assertAlmostEqual(key_result.week_change, 0.2)
        with at("2026-02-20"):
            key_result.invalidate_recordset()
            self.assertAlmostEqual(key_result.week_change, 0.0)


@tagged("post_install", "-at_install")
class TestMilestonesInACheckin(TestOkrFigures):
    """Milestones are ticked in the dialog of one key result as well."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls._running_key_result(
            metric_type="milestone",
            milestone_ids=[(0, 0, {"name": name}) for name in ("Rented", "Furnished")],
        )
        cls.rented, cls.furnished = cls.shop.milestone_ids

    def _form(self, login="seller"):
        view = "okr_module.okr_checkin_view_form_dialog"
        checkins = self.env["okr.checkin"].with_user(self.users[login])
        return Form(
            checkins.with_context(default_key_result_id=self.shop.id), view=view
        )

    def test_the_value_is_counted_from_them(self):
        with at("2026-01-12"):
            form = self._form()
            form.reached_milestone_ids.add(self.rented)
            checkin = form.save()
        self.assertEqual(checkin.value, 0.5)
        self.assertTrue(self.rented.is_reached)
        self.assertFalse(self.furnished.is_reached)
        with at("2026-01-13"):
            form = self._form()
            self.assertEqual(form.reached_milestone_ids[:], self.rented)
            form.reached_milestone_ids.remove(id=self.rented.id)
            self.assertEqual(form.save().value, 0.0)
        self.assertFalse(self.rented.is_reached)

    def test_several_at_once(self):
        """What a value comes to is a matter of each key result."""
        customers = self._running_key_result()
        with at("2026-01-12"):
            self.rented.is_reached = True
            checkins = self.env["okr.checkin"].create(
                [
                    {"key_result_id": self.shop.id, "value": 0},
                    {"key_result_id": customers.id, "value": 1},
                ]
            )
            for some in (checkins, checkins[::-1]):
                some.write({"value": 3})
                self.assertEqual(checkins.mapped("value"), [0.5, 3.0])

    def test_of_an_earlier_day(self):
        with at("2026-01-14"):
            checkin = (
                self.env["okr.checkin"]
                .with_user(self.users["seller"])
                .create(
                    {
                        "key_result_id": self.shop.id,
                        "date": "2026-01-12",
                        "reached_milestone_ids": self.rented.ids,
                    }
                )
            )
        self.assertEqual(checkin.value, 0.5)
        self.assertEqual(str(self.rented.date_reached), "2026-01-12")

    def test_who_must_not(self):
        with at("2026-01-12"), self.assertRaises(AccessError):
            self.env["okr.checkin"].with_user(self.users["developer"]).create(
                {
                    "key_result_id": self.shop.id,
                    "reached_milestone_ids": self.rented.ids,
                }
            )


@tagged("post_install", "-at_install")
class TestOfferedFields(TestOkrFigures):
    """Nobody is offered what only the system reads."""

    def test_technical_fields_are_not_offered(self):
        for name in ("okr.objective", "okr.key.result", "okr.checkin"):
            described = self.env[name].fields_get(
                attributes=["groupable", "searchable", "exportable"]
            )
            for field in ("sentence_key", "level_rank", "parent_path", "overdue_date"):
                if field in described:
                    self.assertFalse(any(described[field].values()), field)
        described = self.env["okr.objective"].fields_get(attributes=["groupable"])
        self.assertTrue(described["status"]["groupable"])
