from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date
from odoo.tests import tagged
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from ..access_common import TestOkrAccessCommon

#: they may read the objective, and neither check in nor drop it
ONLOOKERS = ("developer", "seller", "north_lead", "secretary", "hr_officer")
#: they may not even read it
STRANGERS = ("stranger", "portal", "public")
TODAY = "2026-02-10"


@tagged("post_install", "-at_install")
@freeze_time(f"{TODAY} 12:00:00")
class TestForged(TestOkrAccessCommon):
    """Who says what, when and of what is not for the caller to say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.objective = cls._objective(
            "sales_rep",
            visibility="company",
            key_results=[{"name": "First"}, {"name": "Second"}],
        )
        cls.other = cls._objective("analyst", name="Another", visibility="company")
        (cls.objective | cls.other).action_activate()
        cls.key_result = cls.objective.key_result_ids[0]
        cls.dead = cls.objective.key_result_ids[1]

    def _create(self, login="sales_rep", **values):
        checkins = self._as(login, self.env["okr.checkin"])
        values = {"key_result_id": self.key_result.id, "value": 5, **values}
        return checkins.create(values).sudo()

    def _told(self, action, error=UserError):
        """Assert that an action is refused in words of ours; return them."""
        with (
            mute_logger("odoo.addons.base.models.ir_rule", "odoo.models"),
            self.assertRaises(error) as caught,
            self.env.cr.savepoint(),
        ):
            action()
            self.env.flush_all()
        self.env.invalidate_all(flush=False)
        return str(caught.exception)

    # --- CHECK-INS ---

    def test_who_and_when_are_not_the_caller_s_to_say(self):
        ceo = self.users["ceo"].id
        for values in (
            {"user_id": ceo},
            {"entered_on": "2026-01-06"},
            {"create_uid": ceo, "write_uid": ceo},
            {"create_date": "2026-01-06 09:00:00"},
            {"user_id": ceo, "entered_on": "2026-01-06", "source": "api"},
        ):
            with self.subTest(values=values):
                checkin = self._create(**values)
                self.assertEqual(checkin.user_id, self.users["sales_rep"])
                self.assertEqual(checkin.create_uid, self.users["sales_rep"])
                self.assertEqual(checkin.entered_on, Date.to_date(TODAY))
                self.assertNotEqual(str(checkin.create_date)[:10], "2026-01-06")

    def test_by_defaults_neither(self):
        forged = self._as("sales_rep", self.env["okr.checkin"]).with_context(
            default_user_id=self.users["ceo"].id,
            default_entered_on="2026-01-06",
            default_source="kpi",
            default_timeliness="on_time",
            default_is_in_review=True,
        )
        checkin = forged.create({"key_result_id": self.key_result.id, "value": 5})
        self.assertEqual(checkin.user_id, self.users["sales_rep"])
        self.assertEqual(checkin.entered_on, Date.to_date(TODAY))
        self.assertEqual(checkin.source, "manual")
        self.assertFalse(checkin.is_in_review)

    def test_what_follows_is_refused(self):
        for name, value in (
            ("timeliness", "on_time"),
            ("previous_value", 1.0),
            ("progress", 1.0),
            ("is_in_review", True),
            ("has_confidence", True),
            ("objective_id", self.other.id),
            ("cycle_id", self.cycle.id),
            ("company_id", self.other_company.id),
            ("acknowledged_by_id", self.users["ceo"].id),
            ("source", "kpi"),
        ):
            with self.subTest(name):
                self._told(lambda n=name, v=value: self._create(**{n: v}), AccessError)

    def test_a_source_that_there_is_none_of_is_said_in_words(self):
        self.assertIn("robot", self._told(lambda: self._create(source="robot")))

    def test_days_that_are_none(self):
        for day in ("2025-12-31", "2026-02-11", "2027-01-01", "0001-01-01", "soon"):
            with self.subTest(day):
                self._told(lambda day=day: self._create(date=day))
        self.assertEqual(str(self._create(date="2026-02-02").date), "2026-02-02")

    def test_others_check_in_on_nothing_of_it(self):
        for login in (*ONLOOKERS, *STRANGERS):
            with self.subTest(login):
                self._told(lambda lo=login: self._create(lo), AccessError)
                own = self._as(login, self.key_result)
                self._told(lambda own=own: own.check_in(5), AccessError)
        self.assertFalse(self.key_result.checkin_ids)

    def test_of_many_one_that_is_not_theirs_writes_none(self):
        checkins = self._as("sales_rep", self.env["okr.checkin"])
        rows = [
            {"key_result_id": self.key_result.id, "value": 5},
            {"key_result_id": self.other.key_result_ids.id, "value": 5},
        ]
        self._told(lambda: checkins.create(rows), AccessError)
        self.assertFalse((self.objective | self.other).key_result_ids.checkin_ids)

    def test_nor_as_a_line_of_something_else(self):
        own = self._as("sales_rep", self.objective)
        line = Command.create(
            {"key_result_id": self.other.key_result_ids.id, "value": 5}
        )
        there = [Command.update(self.key_result.id, {"checkin_ids": [line]})]
        if not self._refused(lambda: own.write({"key_result_ids": there})):
            own.write({"key_result_ids": there})
        self.assertFalse(self.other.key_result_ids.checkin_ids)

    def test_what_was_said_is_mended_by_its_author_alone(self):
        checkin = self._create(note="As it is")
        for login in ("designer", "sales_lead", "ceo", *ONLOOKERS):
            own = self._as(login, checkin)
            for values in ({"value": 99}, {"note": "x"}, {"user_id": 1}):
                with self.subTest(login=login, values=values):
                    self._told(lambda o=own, v=values: o.write(v))
        own = self._as("sales_rep", checkin)
        for values in (
            {"user_id": self.users["ceo"].id},
            {"entered_on": "2026-01-06"},
            {"source": "kpi"},
            {"timeliness": "on_time"},
            {"key_result_id": self.dead.id},
        ):
            with self.subTest(values=values):
                self._told(lambda v=values: own.write(v), AccessError)
        with freeze_time("2026-02-11 12:00:00"):
            self._told(lambda: own.write({"value": 99}))
        self._told(own.unlink, AccessError)
        self.assertEqual((checkin.value, checkin.note), (5.0, "As it is"))

    # --- DROPPING ---

    def _dialog(self, login, model, ids, reason="Out of the way"):
        dialogs = self._as(login, self.env["okr.cancel"]).with_context(
            active_model=model, active_ids=ids
        )
        return dialogs.create({"reason": reason}).action_confirm()

    def test_others_drop_nothing(self):
        for login in (*ONLOOKERS, *STRANGERS):
            for record in (self.objective, self.key_result):
                own = self._as(login, record)
                with self.subTest(login=login, model=record._name):
                    for action in (
                        lambda own=own: own.action_cancel("Away"),
                        lambda own=own: own.write(
                            {"state": "cancelled", "cancel_reason": "Away"}
                        ),
                        lambda own=own: own.write(
                            {"state": "cancelled", "change_reason": "Away"}
                        ),
                        lambda lo=login, r=record: self._dialog(lo, r._name, r.ids),
                    ):
                        self._told(action, AccessError)
        self.assertEqual(self.objective.state, "active")
        self.assertEqual(self.key_result.state, "active")

    def test_nothing_is_dropped_without_a_reason(self):
        for record in (self.objective, self.key_result):
            own = self._as("sales_rep", record)
            for action in (
                lambda own=own: own.write({"state": "cancelled"}),
                lambda own=own: own.write(
                    {"state": "cancelled", "cancel_reason": " \n"}
                ),
                lambda own=own: own.action_cancel(""),
                lambda own=own: own.action_cancel("  "),
                lambda own=own: own.with_context(
                    default_cancel_reason="x", okr_reason="x", change_reason="x"
                ).write({"state": "cancelled"}),
            ):
                with self.subTest(model=record._name):
                    self.assertRegex(self._told(action), "Say why")
            self.assertEqual(record.state, "active")

    def test_a_dialog_with_forged_ids_drops_what_is_its_opener_s_alone(self):
        key_result = self.other.key_result_ids
        mixed = [self.key_result.id, key_result.id]
        self._told(
            lambda: self._dialog("sales_rep", "okr.key.result", mixed), AccessError
        )
        self.assertEqual((self.key_result | key_result).mapped("state"), ["active"] * 2)
        gone = max(self.env["okr.key.result"].search([]).ids) + 100
        for ids in ([gone], ["x"], [[1]], [{"a": 1}], "x", {"a": 1}, [10**30]):
            with self.subTest(ids=ids):
                self._told(
                    lambda ids=ids: self._dialog("sales_rep", "okr.key.result", ids)
                )
        for ids in (None, [], [None], False):
            with self.subTest(ids=ids):
                self.assertFalse(self._dialog("sales_rep", "okr.key.result", ids))
        for model in ("res.users", "okr.cycle", "no.such.model", 5, ["okr.objective"]):
            with self.subTest(model=model):
                self.assertFalse(self._dialog("sales_rep", model, [1]))

    def test_what_is_dropped_keeps_its_reason_and_day(self):
        own = self._as("sales_rep", self.key_result)
        own.action_cancel("The market is gone")
        for values in (
            {"cancel_reason": "It went well"},
            {"date_cancelled": "2026-01-06"},
        ):
            with self.subTest(values=values):
                self._told(lambda v=values: own.write(v), AccessError)
        self.assertRegex(
            self._told(lambda: own.write({"state": "active"})), "(?i)reason|why"
        )
        self._told(lambda: own.check_in(5))
