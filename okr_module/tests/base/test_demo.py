from collections import Counter
from datetime import timedelta

from freezegun import freeze_time

from odoo.modules import Manifest
from odoo.tests import new_test_user, tagged
from odoo.tests.common import TransactionCase
from odoo.tools import convert_file

#: Where a test's own copy of the demo data has its external ids.
COPY = "okr_demo_copy"
PEOPLE = "demo/okr_people_demo.xml"
USERS = (
    "jeffrey",
    "rachel",
    "eli",
    "tina",
    "abigail",
    "doris",
    "ronnie",
    "anita",
    "paul",
)
DEPARTMENTS = (
    "dep_administration",
    "dep_sales",
    "dep_rd",
    "dep_rd_be",
    "dep_rd_ltp",
    "dep_ps",
)


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    """The demo data, loaded as if it were some other day, whatever the database has."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(su=True, context=dict(cls.env.context, lang=None))
        cls.ids = {
            f"{COPY}.user_{login}": cls._user(f"okr_module.user_{login}", login).id
            for login in USERS
        }
        cls.ids["base.user_demo"] = cls._user("base.user_demo", "demo").id
        for name in DEPARTMENTS:
            department = cls.env.ref(f"hr.{name}", raise_if_not_found=False)
            cls.ids[f"hr.{name}"] = (
                department or cls.env["hr.department"].create({"name": name})
            ).id

    @classmethod
    def _user(cls, xmlid, login):
        """Return somebody of the demo data, or a stand-in where there is none."""
        return cls.env.ref(xmlid, raise_if_not_found=False) or new_test_user(
            cls.env, f"{login}_stand_in", groups="base.group_user"
        )

    def _load(self):
        """Load all but the people, whose logins can be there only once."""
        ids = dict(self.ids)
        for name in Manifest.for_addon("okr_module")["demo"]:
            if name != PEOPLE:
                path = f"okr_module/{name}"
                convert_file(
                    self.env, COPY, name, ids, "init", noupdate=True, pathname=path
                )
        self.env.flush_all()
        return {
            name.removeprefix(f"{COPY}."): id_
            for name, id_ in ids.items()
            if name.startswith(COPY)
        }

    def _records(self, ids, model, prefix):
        return self.env[model].browse(
            id_ for name, id_ in ids.items() if name.startswith(prefix)
        )

    def _check_dates(self, ids, today):
        running = self.env["okr.cycle"].browse(ids["cycle_running"])
        monday = today - timedelta(days=today.weekday())
        self.assertEqual(running.date_start, monday - timedelta(weeks=10))
        self.assertEqual(running.date_end, monday + timedelta(weeks=3, days=-1))
        self.assertEqual(self.env["okr.cycle"]._current(running.company_id), running)
        cycles = self._records(ids, "okr.cycle", "cycle_")
        self.assertEqual(
            sorted(cycles.mapped("state")), ["active", "active", "closed", "draft"]
        )
        self.assertEqual(running.parent_id.date_end, max(cycles.mapped("date_end")))
        checkins = cycles.objective_ids.key_result_ids.checkin_ids
        self.assertGreater(len(checkins), 300)
        for checkin in checkins:
            cycle = checkin.cycle_id
            self.assertLessEqual(cycle.date_start, checkin.date)
            self.assertLessEqual(checkin.date, min(cycle.date_end, today))
            self.assertEqual(checkin.entered_on, checkin.date)

    def _check_statuses(self, ids):
        key_results = self._records(ids, "okr.key.result", "key_result_")
        status = {
            name.removeprefix("key_result_"): key_results.browse(id_).status
            for name, id_ in ids.items()
            if name.startswith("key_result_")
        }
        every = dict(key_results._fields["status"].selection)
        self.assertEqual(set(status.values()), set(every))
        for name, expected in {
            "offer_discount": "off_track",
            "home_recycled": "overdue",
            "home_partners": "overdue",
            "on_time": "at_risk",
            "next_schools": "no_data",
            "bridge_fair": "too_early",
            "lunch_loading": "on_track",
            "key_training": "achieved",
            "walk_offices": "cancelled",
        }.items():
            self.assertEqual(status[name], expected, name)
        # Nobody is late without a cause: two were left alone, on purpose.
        self.assertEqual(Counter(status.values())["overdue"], 2)
        defects = key_results.browse(ids["key_result_morning_defects"])
        self.assertTrue(defects.stated_status_differs)
        self.assertIn("late", defects.checkin_ids.mapped("timeliness"))
        asking = key_results.filtered("help_needed")
        self.assertEqual(asking.ids, [ids["key_result_north_orders"]])

    def _check_past(self, ids):
        past = self.env["okr.cycle"].browse(ids["cycle_past"]).objective_ids
        self.assertEqual(set(past.mapped("state")), {"done"})
        self.assertEqual(
            sorted(past.mapped("score")), [0.3, 0.5, 0.7, 0.8, 1.0], past.mapped("name")
        )
        prototype = past.browse(ids["objective_past_prototype"])
        self.assertEqual((prototype.score, prototype.final_score), (0.3, 0.4))
        move = self.env["okr.key.result"].browse(ids["key_result_past_move"])
        values = move.checkin_ids.sorted("date").mapped("value")
        self.assertEqual(values, sorted(values))
        self.assertEqual((values[0], values[-1]), (0.0, 1.0))

    def _check_on(self, day, time="12:00:00"):
        before = [
            self.env[model].search_count([])
            for model in ("mail.mail", "mail.notification")
        ]
        with freeze_time(f"{day} {time}"):
            ids = self._load()
            self._check_dates(ids, self.env.ref("base.main_company")._okr_today())
            self._check_statuses(ids)
            self._check_past(ids)
        after = [
            self.env[model].search_count([])
            for model in ("mail.mail", "mail.notification")
        ]
        self.assertEqual(before, after, "Nobody gets mail from demo data.")

    def test_sunday_29_february(self):
        self._check_on("2032-02-29")

    def test_monday_31_december(self):
        self._check_on("2029-12-31")

    def test_wednesday_new_year(self):
        self._check_on("2031-01-01")

    def test_sunday_here_is_monday_there(self):
        calendar = self.env.ref("base.main_company").resource_calendar_id
        calendar.tz = "Pacific/Auckland"
        self._check_on("2030-05-05", "20:00:00")

    def test_monday_here_is_sunday_there(self):
        calendar = self.env.ref("base.main_company").resource_calendar_id
        calendar.tz = "Pacific/Honolulu"
        self._check_on("2030-05-06", "02:00:00")

    def test_every_metric_and_direction(self):
        with freeze_time("2030-05-08 12:00:00"):
            ids = self._load()
        key_results = self._records(ids, "okr.key.result", "key_result_")
        objectives = key_results.objective_id
        for records, name in (
            (key_results, "metric_type"),
            (key_results, "direction"),
            (objectives, "ambition"),
            (objectives, "visibility"),
            (objectives, "level"),
            (objectives, "state"),
        ):
            choices = {value for value, _label in records._fields[name].selection}
            self.assertEqual(set(records.mapped(name)), choices)
        self.assertTrue(key_results.plan_ids)
        self.assertTrue(key_results.target_change_ids)
        self.assertTrue(objectives.supported_objective_ids)

    def test_people_are_employees(self):
        found = self.env["ir.model.data"].search(
            [("module", "=", "okr_module"), ("model", "=", "res.users")]
        )
        for user in self.env["res.users"].browse(found.mapped("res_id")):
            self.assertEqual(user.employee_id.name, user.name)
            self.assertTrue(user.employee_id.department_id)
            self.assertTrue(user.has_group("okr_module.group_okr_user"))
            self.assertTrue(user.email.endswith("@example.com"), user.email)
