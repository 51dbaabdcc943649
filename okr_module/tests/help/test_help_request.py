from odoo import SUPERUSER_ID, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time

from ..access_common import TestOkrAccessCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestHelpRequest(TestOkrAccessCommon):
    """Help is asked aloud, of the right one, and answered on record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.objective = cls._objective(
            "north_lead",
            key_results=[
                {"name": "Visits: 0 to 100", "user_id": cls.users["seller"].id},
                {"name": "Offers: 0 to 50", "user_id": cls.users["seller"].id},
            ],
            level="department",
            department_id=cls.departments["Sales North"].id,
        )
        cls.objective.action_activate()
        cls.key_result, cls.other = cls.objective.key_result_ids

    def _ask(self, login="seller", key_result=None, **values):
        key_result = key_result or self.key_result
        self._as(login, key_result).check_in(
            5, help_needed=True, blocker="The van is broken.", **values
        )
        return key_result.help_request_ids.sorted("id")[-1:]

    # --- ASKING ---

    def test_the_manager_of_the_owner_is_asked(self):
        call = self._ask()
        self.assertEqual(call.state, "open")
        self.assertEqual(call.asked_by_id, self.users["seller"])
        self.assertEqual(call.manager_id, self.users["north_lead"])
        self.assertEqual(call.what, "The van is broken.")
        self.assertTrue(self.key_result.help_needed)
        activity = self.key_result.activity_ids
        self.assertEqual(activity.user_id, self.users["north_lead"])
        self.assertEqual(
            activity.activity_type_id, self.env.ref("okr_module.mail_activity_help")
        )
        # The tenth is a Tuesday
        self.assertEqual(str(activity.date_deadline), "2026-02-11")

    def test_of_an_import_the_owner_asks(self):
        """A machine asks nobody for help: it is the owner's check-in all the same."""
        machine = self.env(user=SUPERUSER_ID)
        self.key_result.with_env(machine).check_in(5, help_needed=True, blocker="Late.")
        call = self.key_result.help_request_ids
        self.assertEqual(call.asked_by_id, self.users["seller"])
        self.assertEqual(call.manager_id, self.users["north_lead"])

    def test_words_stay_words(self):
        """What is typed is read as typed: no tag, no picture, no link lives in it."""
        words = (
            "<target since v2> & more\n"
            '<img src="https://example.com/pixel.png"> https://example.com/x'
        )
        self._as("seller", self.key_result).check_in(5, help_needed=True, blocker=words)
        note = str(self.key_result.activity_ids.note)
        self.assertIn("&lt;target since v2&gt; &amp; more<br>", note.replace("/>", ">"))
        for tag in ("<img", "<a ", "<target"):
            self.assertNotIn(tag, note)
        call = self.key_result.help_request_ids
        self.assertEqual(call.what, words)
        self._as("north_lead", call).action_answer("other", "<img src=x> & <b>me</b>")
        said = "".join(map(str, self.key_result.message_ids.mapped("body")))
        self.assertIn("&lt;img src=x&gt;", said)
        self.assertNotIn("<img", said)

    def test_on_friday_an_answer_is_due_on_monday(self):
        with freeze_time("2026-02-13 12:00:00"):
            self._ask()
        self.assertEqual(str(self.key_result.activity_ids.date_deadline), "2026-02-16")

    def test_the_next_in_line_where_the_manager_asks_or_may_not_read(self):
        self.key_result.user_id = self.users["north_lead"]
        # north_lead owns number and objective and leads the department: their manager
        self.assertEqual(self._ask("north_lead").manager_id, self.users["sales_lead"])
        # The manager of the owner is in another department and may not read it
        hidden = self._objective(
            "sales_lead",
            key_results=[{"name": "N", "user_id": self.users["developer"].id}],
            visibility="private",
        )
        hidden.action_activate()
        call = self._ask("developer", hidden.key_result_ids)
        self.assertEqual(call.manager_id, self.users["sales_lead"])

    def test_a_call_that_nobody_can_be_asked_stays_in_the_open(self):
        alone = self._objective("ceo")
        alone.action_activate()
        call = self._ask("ceo", alone.key_result_ids)
        self.assertFalse(call.manager_id)
        self.assertEqual(call.state, "open")
        self.assertFalse(alone.key_result_ids.activity_ids)

    def test_a_screen_wants_a_word_and_says_who_was_asked(self):
        mine = self._as("seller", self.key_result)
        context = mine.action_check_in()["context"]
        checkin = mine.env["okr.checkin"].with_context(**context)
        asked = {"value": 5, "help_needed": True}
        for words in ({}, {"note": " "}, {"blocker": ""}):
            with self.assertRaisesRegex(UserError, "what is missing"):
                checkin.create({**asked, **words})
        checkin.create({**asked, "blocker": "A van"})
        self.assertEqual(mine.open_help_of_id, self.users["north_lead"])
        # A program is taken at its word.
        self._as("seller", self.other).check_in(5, help_needed=True)

    def test_the_check_in_screen_says_who_was_asked(self):
        screen = self._env("seller")["okr.checkin.session"]
        row = {"key_result_id": self.key_result.id, "value": 5, "help_needed": True}
        (problem,) = screen.save([row])["problems"]
        self.assertIn("what is missing", problem["message"])
        answer = screen.save([{**row, "note": "A van is missing"}])
        name = self.users["north_lead"].name
        self.assertEqual(answer["asked"], [f"{name} was asked for help."])

    def test_one_open_call_to_which_more_is_added(self):
        call = self._ask()
        self._as("seller", self.key_result).check_in(
            6, help_needed=True, blocker="And the driver is ill."
        )
        self.assertEqual(self.key_result.help_request_ids, call)
        self.assertEqual(call.what, "The van is broken.\nAnd the driver is ill.")
        self.assertEqual(len(self.key_result.activity_ids), 1)

    def test_a_check_in_without_a_call_leaves_it_open(self):
        call = self._ask()
        self._as("seller", self.key_result).check_in(6)
        self.assertEqual(call.state, "open")
        self.assertTrue(self.key_result.help_needed)

    def test_what_is_told_of_an_earlier_day_asks_for_nothing(self):
        self.key_result.check_in(5)
        self.key_result.check_in(3, date="2026-01-20", help_needed=True)
        self.assertFalse(self.key_result.help_request_ids)

    def test_a_figure_of_odoo_asks_for_nothing(self):
        self.env["okr.checkin"].create(
            {
                "key_result_id": self.key_result.id,
                "value": 1,
                "source": "kpi",
                "help_needed": True,
            }
        )
        self.assertFalse(self.key_result.help_request_ids)

    def test_mended_on_the_same_day(self):
        self._as("seller", self.key_result).check_in(5)
        checkin = self._as("seller", self.key_result.checkin_ids)
        checkin.write({"help_needed": True})
        self.assertTrue(self.key_result.help_needed)
        checkin.write({"help_needed": False})
        self.assertFalse(self.key_result.help_needed)
        self.assertEqual(self.key_result.help_request_ids.state, "withdrawn")

    def test_many_at_once_cost_no_more_queries(self):
        objectives = self.env["okr.objective"]
        for number in range(8):
            objectives |= self._objective(
                "seller", key_results=[{"name": f"{number}"}, {"name": f"{number} b"}]
            )
        objectives.action_activate()
        rows = [
            {"key_result_id": kr.id, "value": 1} for kr in objectives.key_result_ids
        ]
        create = self.env["okr.checkin"].create
        create(rows)
        self.env.flush_all()
        counts = []
        for some in (rows[:4], rows):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            create([dict(row) for row in some])
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    # --- ANSWERING ---

    def test_the_answer_stops_the_clock_and_stays(self):
        call = self._ask()
        with freeze_time("2026-02-12 15:30:00"):
            mine = self._as("north_lead", call)
            self.assertTrue(mine.can_answer)
            self.assertEqual(mine.clock_label, "2 d 3 h")
            self.assertEqual(mine.patience, "long")
            wizard = Form(
                mine.env["okr.help.answer"].with_context(
                    **mine.action_open_answer()["context"]
                )
            )
            wizard.kind = "resources"
            wizard.answer = "Take mine."
            wizard.save().action_confirm()
        self.assertEqual(call.state, "answered")
        self.assertEqual(call.answered_by_id, self.users["north_lead"])
        self.assertAlmostEqual(call.hours_to_answer, 51.5)
        self.assertEqual(call.clock_label, "2 d 3 h")
        self.assertFalse(self.key_result.help_needed)
        self.assertFalse(self.key_result.activity_ids)
        message = self.key_result.message_ids[:1]
        self.assertIn("Take mine.", message.body)
        self.assertIn(self.users["seller"].partner_id, message.partner_ids)
        self.assertEqual(message.author_id, self.users["north_lead"].partner_id)

    def test_ticking_off_the_activity_is_an_answer(self):
        call = self._ask()
        activity = self._as("north_lead", self.key_result).activity_ids
        activity.action_feedback(feedback="The van is mended.")
        self.assertEqual(call.state, "answered")
        self.assertEqual(call.answer, "The van is mended.")
        self.assertEqual(call.answered_by_id, self.users["north_lead"])
        self.assertFalse(self.key_result.help_needed)

    def test_who_asked_ticks_off_no_answer(self):
        """Who owns a key result may end its activities, and so "helped" themself."""
        call = self._ask()
        self._as("seller", self.key_result.activity_ids).action_feedback(feedback="Ha")
        self.assertEqual(call.state, "withdrawn")
        self.assertFalse(call.answered_by_id)
        self.assertFalse(call.answer)
        self.assertFalse(self.key_result.help_needed)

    def test_others_tick_nothing_off(self):
        call = self._ask()
        activity = self.key_result.activity_ids
        for login in ("developer", "product_lead", "hr_officer", "stranger", "portal"):
            with self.subTest(login):
                self._assert_denied(self._as(login, activity).action_feedback)
        self.assertEqual(call.state, "open")
        self.assertTrue(activity.exists())

    def test_an_answer_says_something(self):
        call = self._as("north_lead", self._ask())
        with self.assertRaisesRegex(UserError, "in words"):
            call.action_answer("other", "  ")
        with self.assertRaisesRegex(UserError, "what the help is"):
            call.action_answer("nonsense", "x")
        call.action_answer("scope", None)
        with self.assertRaisesRegex(UserError, "no longer asks"):
            call.action_answer("scope", "again")

    def test_who_may_not_answer(self):
        call = self._ask()
        for login in ("developer", "hr_officer", "seller"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self._as(login, call).action_answer("scope", "Mine to say.")
        self.assertEqual(call.state, "open")
        # Whoever leads a department above may, and so may an administrator
        self.assertTrue(self._as("sales_lead", call).can_answer)
        self.assertTrue(self._as("okr_admin", call).can_answer)

    def test_only_the_asker_takes_it_back(self):
        call = self._ask()
        for login in ("north_lead", "okr_admin", "developer"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self._as(login, call).action_withdraw()
        self._as("seller", call).action_withdraw()
        self.assertEqual(call.state, "withdrawn")
        self.assertFalse(self.key_result.activity_ids)
        self.assertFalse(self.key_result.help_needed)

    def test_nobody_writes_a_call(self):
        call = self._ask()
        for login in ("seller", "north_lead", "okr_admin"):
            with self.subTest(login=login):
                mine = self._as(login, call)
                self._assert_denied(lambda mine=mine: mine.write({"what": "Nothing"}))
                self._assert_denied(mine.unlink)
                self._assert_denied(
                    lambda mine=mine: mine.create(
                        {
                            "key_result_id": self.other.id,
                            "date_asked": fields.Datetime.now(),
                        }
                    )
                )

    def test_a_private_call_is_not_heard_outside(self):
        hidden = self._objective("seller", visibility="private")
        hidden.action_activate()
        call = self._ask("seller", hidden.key_result_ids)
        self.assertEqual(call.manager_id, self.users["north_lead"])
        for login in ("developer", "hr_officer", "product_lead", "stranger"):
            with self.subTest(login=login):
                calls = self._env(login)["okr.help.request"]
                self.assertFalse(calls.search([("id", "=", call.id)]))
                with self.assertRaises(AccessError):
                    self._as(login, call).action_answer("scope", "x")
        self.assertTrue(self._as("north_lead", call).has_access("read"))

    # --- THE END OF WHAT IT WAS ABOUT ---

    def test_a_dropped_goal_asks_for_nothing(self):
        first, second = self._ask(), self._ask(key_result=self.other)
        self.key_result.action_cancel("Wrong number")
        self.assertEqual(first.state, "withdrawn")
        self.assertEqual(second.state, "open")
        self.objective.action_cancel("Wrong goal")
        self.assertEqual(second.state, "withdrawn")
        self.assertFalse(self.key_result.activity_ids | self.other.activity_ids)

    def test_closing_the_cycle_ends_what_nobody_answered(self):
        call = self._ask()
        self.cycle.action_close()
        self.assertEqual(call.state, "withdrawn")

    def test_the_team_s_calls_come_first_to_its_manager(self):
        call = self._ask()
        calls = self._env("sales_lead")["okr.help.request"]
        self.assertIn(call, calls.search([("is_my_team", "=", True)]))
        calls = self._env("product_lead")["okr.help.request"]
        self.assertNotIn(call, calls.search([("is_my_team", "=", True)]))
