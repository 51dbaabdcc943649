# What a test says is no text of ours
# pylint: disable=unknown-option-value,translation-required
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ...models.feedback import limits, okr_objective
from ..access_common import PEOPLE, TestOkrAccessCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestFeedback(TestOkrAccessCommon):
    """Anonymous feedback: left by readers, answered by whoever works on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.objective = cls._objective("sales_rep")
        cls.objective.action_activate()

    def setUp(self):
        super().setUp()
        # Each test begins with an hour in which nobody did anything
        self.startPatcher(patch.object(okr_objective, "_left_by", limits.HourlyLimit()))

    def _leave(self, login="developer", body="Too little, too late", objective=None):
        return self._as(login, objective or self.objective).leave_feedback(body)

    # --- LEAVING ---

    def test_reader_leaves_it(self):
        self.assertIs(self._leave(body="  <b>Bold</b> & true \n"), True)
        feedback = self.objective.feedback_ids
        self.assertEqual(feedback.body, "<b>Bold</b> & true")
        self.assertEqual(str(feedback.date), "2026-02-10")
        self.assertFalse(feedback.reply)
        self.assertFalse(feedback.reply_user_id)
        for name in ("create_uid", "write_uid", "create_date", "write_date"):
            self.assertNotIn(name, feedback._fields)

    def test_who_may_leave_is_who_may_read(self):
        for visibility in ("company", "department", "private"):
            self.objective.visibility = visibility
            for person, login in PEOPLE.items():
                with self.subTest(visibility=visibility, person=person):
                    own = self._as(login, self.objective)
                    may = own.has_access("read")
                    refused = self._refused(lambda o=own: o.leave_feedback("Hm"))
                    self.assertEqual(refused, not may)
        for login in ("portal", "public", "stranger"):
            self._assert_denied(lambda lo=login: self._leave(lo))

    def test_it_is_seen_with_the_objective(self):
        self._leave()
        feedback = self.objective.feedback_ids
        for visibility in ("company", "department", "private"):
            self.objective.visibility = visibility
            for person, login in PEOPLE.items():
                with self.subTest(visibility=visibility, person=person):
                    self.assertEqual(
                        self._as(login, feedback).has_access("read"),
                        self._as(login, self.objective).has_access("read"),
                    )

    def test_what_makes_no_sense(self):
        for body in ("", "   ", False, None, 7, ["x"], "x" * 2001, "\0"):
            with self.assertRaises(UserError, msg=repr(body)):
                self._leave(body=body)
        self.assertFalse(self.objective.feedback_ids)
        self._leave(body="x" * 2000)
        self._leave(body="a\0b \ud800")
        self.assertIn("ab", self.objective.feedback_ids.mapped("body"))

    def test_company_switches_it_off(self):
        self._leave()
        self.company.okr_feedback_enabled = False
        self.assertFalse(self.objective.takes_feedback)
        with self.assertRaises(UserError):
            self._leave()
        # What was said stays readable
        self.assertTrue(self._as("developer", self.objective).feedback_ids)

    def test_closed_cycle(self):
        self._leave()
        feedback = self.objective.feedback_ids
        self.cycle.action_close()
        self.assertFalse(self.objective.takes_feedback)
        with self.assertRaises(UserError):
            self._leave()
        with self.assertRaises(UserError):
            self._as("sales_rep", feedback).write({"reply": "Late"})
        self.assertTrue(self._as("developer", feedback).read(["body"]))

    # --- LIMITS ---

    def test_five_an_hour_from_one_person(self):
        other = self._objective("designer")
        for number in range(5):
            self._leave(objective=(self.objective, other)[number % 2])
        with self.assertRaises(UserError):
            self._leave(objective=other)
        self._leave("secretary", objective=other)

    def test_limit_lasts_an_hour_and_is_kept_on_commit_only(self):
        clock = self.startPatcher(patch.object(okr_objective.time, "monotonic"))
        clock.return_value = 1000.0
        for _number in range(5):
            self._leave()
        self.env.cr.postcommit.run()
        with self.assertRaises(UserError):
            self._leave()
        clock.return_value = 1000.0 + 3601
        self._leave()
        # What is undone was not left
        self.env.cr.postcommit.clear()
        for _number in range(5):
            self._leave()

    def test_twenty_a_day_for_one_objective(self):
        logins = ["developer", "designer", "analyst", "secretary"]
        for number in range(20):
            self._leave(logins[number % 4])
        with self.assertRaises(UserError):
            self._leave("seller")
        self.assertEqual(len(self.objective.feedback_ids), 20)
        with freeze_time("2026-02-11 12:00:00"):
            self._leave("seller")
        self._leave("seller", objective=self._objective("designer"))

    def test_order_tells_nothing_of_when(self):
        """Neither the order nor the numbers say what came before what."""
        logins = ["developer", "designer", "analyst", "secretary"]
        for number in range(20):
            self._leave(logins[number % 4], body=f"{number:02}")
        shown = self.env["okr.feedback"].search(
            [("objective_id", "=", self.objective.id)]
        )
        said = shown.mapped("body")
        self.assertEqual(sorted(said), [f"{number:02}" for number in range(20)])
        # One chance in 2.4 * 10^18 each that lots draw it so
        self.assertNotEqual(said, sorted(said))
        self.assertNotEqual(said, sorted(said, reverse=True))

    # --- ANSWERING ---

    def test_whoever_edits_answers_with_name(self):
        self._leave()
        feedback = self.objective.feedback_ids
        for person, login in PEOPLE.items():
            with self.subTest(person=person):
                own = self._as(login, feedback)
                may = self._as(login, self.objective).has_access("write")
                self.assertEqual(own.has_access("write"), may)
                refused = self._refused(lambda o=own: o.write({"reply": "We will see"}))
                self.assertEqual(refused, not may)
        own = self._as("sales_lead", feedback)
        self.assertTrue(own.can_reply)
        own.write({"reply": " We will see "})
        self.assertEqual(feedback.reply, "We will see")
        self.assertEqual(feedback.reply_user_id, self.users["sales_lead"])
        self._as("sales_rep", feedback).write({"reply": ""})
        self.assertFalse(feedback.reply_user_id)

    def test_nobody_writes_anything_else(self):
        self._leave()
        feedback = self.objective.feedback_ids
        other = self._objective("sales_rep")
        for login in ("sales_rep", "okr_admin", "developer"):
            own = self._as(login, feedback)
            for vals in (
                {"body": "All is well"},
                {"date": "2026-01-01"},
                {"objective_id": other.id},
                {"reply": "Yes", "reply_user_id": self.users["ceo"].id},
            ):
                self._assert_denied(lambda o=own, v=vals: o.write(v), f"{login} {vals}")
            self._assert_denied(own.unlink, login)
            self._assert_denied(own.copy, login)
            vals = {"objective_id": other.id, "body": "Mine", "date": "2026-02-10"}
            self._assert_denied(lambda o=own, v=vals: o.create(v), login)
            record = self._as(login, other)
            self._assert_denied(
                lambda r=record: r.write({"feedback_ids": [(0, 0, {"body": "Mine"})]}),
                login,
            )
        with self.assertRaises(AccessError):
            self._env("portal")["okr.feedback"].search([])
