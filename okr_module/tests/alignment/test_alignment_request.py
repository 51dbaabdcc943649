from collections import Counter

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time

from ..access_common import TestOkrAccessCommon
from ..query_common import recorded_queries


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestAlignmentRequest(TestOkrAccessCommon):
    """Another department's objective is asked, answers, and may say no."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._objective(
            "product_lead",
            name="A product they love",
            level="department",
            department_id=cls.departments["Product"].id,
            rollup="aligned",
            key_results=[],
        )
        cls.product.action_activate()
        cls.kind = cls.env.ref("okr_module.mail_activity_alignment")

    def _child(self, owner="sales_clerk", progress=0.4, **values):
        """Return a running objective aligned to Product's, as its owner makes it."""
        child = self._as(owner, self.product).create(
            {
                "name": "What customers say reaches them",
                "cycle_id": self.cycle.id,
                "parent_id": self.product.id,
                "key_result_ids": [Command.create({"name": "Voices: 0 to 100"})],
                **values,
            }
        )
        child.action_activate()
        child.key_result_ids.check_in(progress * 100)
        return child.with_env(self.env)

    def _activity(self, objective=None):
        objective = objective or self.product
        return objective.activity_ids.filtered(
            lambda activity: activity.activity_type_id == self.kind
        )

    def _inbox(self, login, objective):
        """Return the notes on an objective that somebody was sent."""
        partner = self.users[login].partner_id
        messages = self.env["mail.message"].search(
            [
                ("model", "=", "okr.objective"),
                ("res_id", "=", objective.id),
                ("notified_partner_ids", "in", partner.ids),
                ("message_type", "=", "user_notification"),
            ]
        )
        return messages.filtered(lambda message: "assigned" not in message.body)

    # --- WHO IS ASKED, WHO HEARS ---

    def test_another_department_asks(self):
        child = self._child()
        self.assertEqual(child.alignment_state, "waiting")
        activity = self._activity()
        self.assertEqual(activity.user_id, self.users["product_lead"])
        self.assertEqual(activity.summary, child._asks_label(1, "en_US"))
        self.assertEqual(str(activity.date_deadline), "2026-02-15")
        request = child.alignment_request_ids
        self.assertEqual(request.asked_by_id, self.users["sales_clerk"])
        self.assertEqual(request.parent_id, self.product)
        label = self._as("sales_clerk", child).alignment_label
        self.assertIn("product_lead", label)
        self.assertIn("counts meanwhile", label)
        # The request tells; there is no second note beside it
        self.assertFalse(self._inbox("product_lead", self.product))

    def test_whoever_answers_sees_how_many_ask(self):
        child = self._child()
        self._child("sales_rep", visibility="private")
        for login, count in (("product_lead", 1), ("ceo", 1), ("sales_clerk", 0)):
            mine = self._as(login, self.product)
            label = mine._asks_label(count, "en_US") if count else False
            self.assertEqual(mine.asking_label, label, login)
        action = self._as("product_lead", self.product).action_open_asking()
        found = self._env("product_lead")["okr.objective"].search(action["domain"])
        self.assertEqual(found.with_env(self.env), child)
        asks_mine = [
            ("alignment_state", "=", "waiting"),
            ("parent_id.user_id", "=", self.users["product_lead"].id),
        ]
        found = self._env("product_lead")["okr.objective"].search(asks_mine)
        self.assertEqual(found.with_env(self.env), child)

    def test_many_are_answered_at_once(self):
        children = self._child() | self._child(name="Another") | self._child("seller")
        self._as("product_lead", children).action_decline_alignment("Not now.")
        self.assertEqual(set(children.mapped("alignment_state")), {"declined"})
        partner = self.users["sales_clerk"].partner_id
        notes = self.env["mail.message"].search(
            [
                ("notified_partner_ids", "in", partner.ids),
                ("body", "ilike", "Not now."),
            ]
        )
        self.assertEqual(len(notes), 1)
        self.assertIn("Not now.", self._inbox("seller", children[2]).body)

    def test_it_counts_while_it_waits(self):
        child = self._child(progress=0.4)
        self.assertAlmostEqual(self.product.progress, 0.4)
        self.assertEqual(self._as("seller", child).contribution, "waiting")

    def test_through_a_key_result_and_by_a_drag_in_the_map(self):
        parent = self._objective("product_lead", name="With a number")
        child = self._objective("sales_clerk")
        mine = self._as("sales_clerk", child)
        mine.parent_key_result_id = parent.key_result_ids.id
        self.assertEqual(child.alignment_state, "waiting")
        self.assertTrue(self._activity(parent))
        # What web_hierarchy sends when a card is dropped on another one
        mine.write({"parent_id": self.product.id})
        self.assertEqual(child.alignment_state, "waiting")
        self.assertFalse(self._activity(parent))
        self.assertTrue(self._activity())
        self.assertEqual(
            child.alignment_request_ids.sorted("id").mapped("state"),
            ["withdrawn", "waiting"],
        )
        mine.write({"parent_id": False})
        self.assertFalse(child.alignment_state)
        self.assertFalse(self._activity())

    def test_who_is_not_asked_but_hears(self):
        company = self._objective("ceo", name="For all", level="company")
        north = self.departments["Sales North"]
        sales = self._objective(
            "sales_lead",
            level="department",
            department_id=self.departments["Sales"].id,
        )
        for name, parent, child, hears in (
            ("the company's", company, {"owner": "sales_clerk"}, "ceo"),
            ("the same department", sales, {"owner": "sales_clerk"}, "sales_lead"),
            ("the department below", sales, {"owner": "seller"}, "sales_lead"),
        ):
            with self.subTest(name):
                made = self._child(parent_id=parent.id, **child)
                self.assertFalse(made.alignment_state)
                self.assertTrue(made.alignment_counts)
                self.assertFalse(self._activity(parent))
                note = self._inbox(hears, parent)[:1]
                self.assertIn("contribute", note.body)
                self.assertNotIn(made.name, note.body)
                self.assertEqual(note.author_id, made.user_id.partner_id)
        self.assertTrue(sales.department_id.parent_path in north.parent_path)

    def test_nobody_is_told_of_what_they_do_themselves(self):
        own = self._child("product_lead")
        self.assertFalse(own.alignment_state)
        self.assertFalse(self._inbox("product_lead", self.product))
        self.assertFalse(self._activity())

    def test_a_secondary_link_is_told_and_not_asked(self):
        child = self._objective("sales_clerk")
        self._as("sales_clerk", child).supported_objective_ids = [
            Command.link(self.product.id)
        ]
        self.assertFalse(child.alignment_state)
        # A draft mails nobody: it is told when it starts
        self.assertFalse(self._inbox("product_lead", self.product))
        child.action_activate()
        self.assertIn("supports it", self._inbox("product_lead", self.product).body)

    def test_whoever_decides_for_the_other_has_answered(self):
        child = self._objective("sales_clerk")
        # The head of all departments aligns one department's work to another's
        self._as("ceo", child).parent_id = self.product.id
        self.assertEqual(child.alignment_state, "accepted")
        self.assertEqual(child.alignment_request_ids.answered_by_id, self.users["ceo"])
        self.assertFalse(self._inbox("product_lead", self.product))
        child.action_activate()
        self.assertIn("contribute", self._inbox("product_lead", self.product).body)
        # An administrator enters what others agree on, and does not agree for them
        other = self._objective("sales_clerk")
        self._as("okr_admin", other).parent_id = self.product.id
        self.assertEqual(other.alignment_state, "waiting")

    def test_an_objective_without_an_owner_asks_the_manager(self):
        self.product.user_id = False
        child = self._child()
        self.assertEqual(child.alignment_state, "waiting")
        self.assertEqual(self._activity().user_id, self.users["product_lead"])
        self.departments["Product"].manager_id = False
        orphan = self._objective(
            "developer", name="Nobody's", department_id=self.departments["Product"].id
        )
        orphan.user_id = False
        asks = self._child(parent_id=orphan.id)
        self.assertEqual(asks.alignment_state, "waiting")
        self.assertFalse(self._activity(orphan))
        self._as("okr_admin", asks).action_accept_alignment()
        self.assertEqual(asks.alignment_state, "accepted")

    # --- WHAT IS HIDDEN ---

    def test_a_private_one_asks_nobody_until_it_may_be_read(self):
        child = self._child(visibility="private")
        self.assertFalse(child.alignment_state)
        self.assertFalse(self._activity())
        self.assertFalse(self._inbox("product_lead", self.product))
        self.assertFalse(self.product.is_measured)
        self.assertEqual(self._as("sales_clerk", child).contribution, "hidden")
        self._as("sales_clerk", child).visibility = "company"
        self.assertEqual(child.alignment_state, "waiting")
        self.assertTrue(self._activity())
        self._as("sales_clerk", child).visibility = "private"
        self.assertFalse(child.alignment_state)
        self.assertFalse(self._activity())

    def test_neither_request_nor_note_says_what_an_objective_says(self):
        child = self._child(name="Kraken")
        self._as("sales_clerk", child).write({"visibility": "private"})
        for model in ("mail.message", "mail.activity", "okr.alignment.request"):
            rows = self._env("product_lead")[model].search([])
            self.assertNotIn("Kraken", repr(rows.read()), model)

    def test_of_a_hidden_parent_nothing_is_said(self):
        child = self._child()
        self.product.visibility = "private"
        mine = self._as("seller", child)
        self.assertNotIn("product_lead", mine.alignment_label)
        self.assertFalse(mine.contribution)
        self.assertFalse(mine.can_answer_alignment)
        request = self._as("seller", child.alignment_request_ids)
        self._assert_denied(request.read)
        self.assertFalse(mine.alignment_request_ids)

    def test_who_answered_for_a_hidden_parent_is_not_said(self):
        child = self._child()
        self.product.visibility = "department"
        self._as("product_lead", child).action_decline_alignment("Not this year.")
        reader = self._as("seller", child)
        self.assertIn("Not this year.", repr(reader.message_ids.mapped("body")))
        rows = reader.message_ids.read() + [{"label": reader.alignment_label}]
        self.assertNotIn("product_lead", repr(rows))
        env = self._env("seller")
        answered = [("answered_by_id", "=", self.users["product_lead"].id)]
        self.assertFalse(env["okr.alignment.request"].search(answered))
        # Where everybody may know, it is said.
        self.product.visibility = "company"
        self._as("product_lead", child).action_accept_alignment()
        said = self._as("seller", child).message_ids.read()
        self.assertIn("product_lead", repr(said))

    def test_that_a_private_one_asks_is_told_to_who_answers_alone(self):
        self._child(
            visibility="private",
            member_ids=[Command.link(self.users["product_lead"].id)],
        )
        activity = self._activity()
        self.assertEqual(activity.user_id, self.users["product_lead"])
        self.assertTrue(self._as("product_lead", activity).read(["summary"]))
        for login in ("developer", "seller", "hr_officer"):
            with self.subTest(login=login):
                theirs = self._as(login, activity)
                self.assertFalse(theirs.search([("id", "=", activity.id)]))
                self.assertNotIn(activity, self._as(login, self.product).activity_ids)
                self._assert_denied(lambda a=theirs: a.read(["summary"]))

    def test_calling_oneself_a_colleague_is_no_way_round_the_question(self):
        child = self._child(department_id=self.departments["Product"].id)
        self.assertEqual(child.alignment_state, "waiting")
        colleague = self._child("developer", department_id=self.departments["Sales"].id)
        self.assertFalse(colleague.alignment_state)

    # --- ANSWERING ---

    def test_declined(self):
        child = self._child(progress=0.4)
        other = self._child("analyst", progress=0.8)
        self.assertAlmostEqual(self.product.progress, 0.6)
        mine = self._as("product_lead", child)
        self.assertTrue(mine.can_answer_alignment)
        action = mine.action_decline_alignment()
        dialog = Form(mine.env[action["res_model"]].with_context(**action["context"]))
        dialog.reason = "We do new things this quarter."
        dialog.save().action_confirm()
        self.assertEqual(child.alignment_state, "declined")
        self.assertAlmostEqual(self.product.progress, 0.8)
        self.assertEqual(child.parent_id, self.product)
        request = child.alignment_request_ids
        self.assertEqual(request.answered_by_id, self.users["product_lead"])
        self.assertEqual(request.answer, "We do new things this quarter.")
        note = self._inbox("sales_clerk", child)
        self.assertIn("We do new things", note.body)
        self.assertEqual(note.author_id, self.users["product_lead"].partner_id)
        self.assertFalse(self._activity())
        label = self._as("sales_clerk", child).alignment_label
        self.assertIn("Declined by product_lead", label)
        self.assertIn("We do new things", label)
        self.assertEqual(self._as("seller", child).contribution, "declined")
        self.assertIn("1 declined", self._as("seller", self.product).left_out_note)
        self.assertFalse(other.alignment_state)

    def test_accepted(self):
        child = self._child()
        self._as("product_lead", child).action_accept_alignment()
        self.assertEqual(child.alignment_state, "accepted")
        self.assertAlmostEqual(self.product.progress, 0.4)
        self.assertIn("Accepted", self._inbox("sales_clerk", child).body)
        self.assertFalse(self._activity())
        label = self._as("seller", child).alignment_label
        self.assertIn("Accepted by product_lead", label)

    def test_an_answer_may_be_changed_and_both_stay(self):
        child = self._child()
        answering = self._as("product_lead", child)
        answering.action_accept_alignment()
        answering.action_decline_alignment("On second thought, no.")
        self.assertFalse(child.alignment_counts)
        answering.action_accept_alignment()
        self.assertTrue(child.alignment_counts)
        self.assertEqual(
            child.alignment_request_ids.sorted("id").mapped("state"),
            ["accepted", "declined", "accepted"],
        )

    def test_a_refusal_is_not_undone_by_asking_or_by_a_round_trip(self):
        child = self._child()
        self._as("product_lead", child).action_decline_alignment("No.")
        mine = self._as("sales_clerk", child)
        mine.parent_id = False
        self.assertFalse(child.alignment_state)
        mine.parent_id = self.product.id
        self.assertEqual(child.alignment_state, "declined")
        self.assertFalse(self.product.is_measured)
        mine.action_ask_alignment_again()
        self.assertEqual(child.alignment_state, "waiting")
        self.assertTrue(self._activity())
        self.assertFalse(self.product.is_measured)
        self.assertIn("does not count before", mine.alignment_label)
        self._as("product_lead", child).action_accept_alignment()
        self.assertAlmostEqual(self.product.progress, 0.4)

    def test_after_a_refusal_something_else_may_be_found(self):
        child = self._child()
        self._as("product_lead", child).action_decline_alignment("No.")
        company = self._objective("ceo", level="company")
        self._as("sales_clerk", child).parent_id = company.id
        self.assertFalse(child.alignment_state)
        self.assertTrue(child.alignment_counts)

    def test_ticking_off_is_no_answer(self):
        child = self._child()
        self._as("product_lead", self._activity()).action_feedback(feedback="Seen")
        self.assertEqual(child.alignment_state, "waiting")
        child.name = "Renamed"
        child.weight = 1
        self.assertFalse(self._activity())
        self._child("seller")
        self.assertEqual(self._activity().summary, child._asks_label(2, "en_US"))

    def test_an_answer_has_a_reason_and_a_question(self):
        child = self._child()
        answering = self._as("product_lead", child)
        with self.assertRaisesRegex(UserError, "Say why"):
            answering.action_decline_alignment("  ")
        with self.assertRaisesRegex(UserError, "not declined"):
            self._as("sales_clerk", child).action_ask_alignment_again()
        free = self._objective("developer")
        with self.assertRaisesRegex(UserError, "has not asked"):
            self._as("developer", free).action_accept_alignment()

    # --- WHO MAY NOT ---

    def test_who_may_answer(self):
        child = self._child()
        for login, allowed in (
            ("product_lead", True),
            ("ceo", True),
            ("okr_admin", True),
            ("sales_clerk", False),
            ("sales_lead", False),
            ("developer", False),
            ("hr_officer", False),
            ("seller", False),
            ("stranger", False),
            ("portal", False),
        ):
            with self.subTest(login=login):
                calls = (
                    lambda r: r.action_accept_alignment(),
                    lambda r: r.action_decline_alignment("No."),
                    lambda r: (
                        r.env["okr.alignment.decline"]
                        .create({"objective_ids": r.ids, "reason": "No."})
                        .action_confirm()
                    ),
                )
                for call in calls:
                    refused = self._refused(
                        lambda c=call, u=login: c(self._as(u, child))
                    )
                    self.assertEqual(refused, not allowed)
                self.assertEqual(child.alignment_state, "waiting")

    def test_the_dialog_is_its_opener_s(self):
        child = self._child()
        dialog = self._as("product_lead", child).env["okr.alignment.decline"]
        dialog = dialog.create({"objective_ids": child.ids, "reason": "Not said yet."})
        self.assertFalse(self._as("seller", dialog).has_access("read"))
        self._assert_denied(self._as("seller", dialog).action_confirm)
        self.assertEqual(child.alignment_state, "waiting")

    def test_an_administrator_does_not_answer_for_an_own_objective(self):
        child = self._child("okr_admin")
        with self.assertRaisesRegex(AccessError, "for the owner of the other"):
            self._as("okr_admin", child).action_accept_alignment()

    def test_only_who_may_change_it_asks_again(self):
        child = self._child()
        self._as("product_lead", child).action_decline_alignment("No.")
        for login in ("product_lead", "developer", "hr_officer", "stranger"):
            with self.subTest(login=login):
                self._assert_denied(
                    lambda u=login: self._as(u, child).action_ask_alignment_again()
                )
        self.assertEqual(child.alignment_state, "declined")

    def test_an_answer_is_not_forged(self):
        child = self._child()
        self._as("product_lead", child).action_decline_alignment("No.")
        forged = {
            "objective_id": child.id,
            "parent_id": self.product.id,
            "state": "accepted",
            "date_asked": "2026-02-10 12:00:00",
        }
        request = child.alignment_request_ids
        for login in ("sales_clerk", "product_lead", "okr_admin"):
            mine, requests = self._as(login, child), self._as(login, request)
            for name, call in (
                ("write state", lambda r=mine: r.write({"alignment_state": False})),
                ("write counts", lambda r=mine: r.write({"alignment_counts": True})),
                (
                    "create state",
                    lambda r=mine: r.copy({"alignment_state": "accepted"}),
                ),
                (
                    "lines",
                    lambda r=mine: r.write(
                        {"alignment_request_ids": [Command.create(forged)]}
                    ),
                ),
                (
                    "line",
                    lambda r=mine: r.write(
                        {
                            "alignment_request_ids": [
                                Command.update(request.id, {"state": "accepted"})
                            ]
                        }
                    ),
                ),
                ("request", lambda r=requests: r.create(forged)),
                ("answer", lambda r=requests: r.write({"state": "accepted"})),
                ("delete", lambda r=requests: r.unlink()),
            ):
                with self.subTest(login=login, name=name):
                    self.assertTrue(self._refused(call))
        self.assertEqual(child.alignment_state, "declined")
        # Nor by a default that comes with the context
        env = self._as("sales_clerk", child).with_context(
            default_alignment_state="accepted", default_alignment_counts=True
        )
        copy = env.copy({"parent_id": self.product.id})
        self.assertEqual(copy.alignment_state, "waiting")

    # --- WHAT HAPPENS MEANWHILE ---

    def test_another_owner_answers_from_then_on(self):
        child = self._child()
        self.product.user_id = self.users["developer"]
        self.assertEqual(self._activity().user_id, self.users["developer"])
        self.assertTrue(self._as("developer", child).can_answer_alignment)
        # The new owner is the one who asks: nobody needs an answer
        self.product.user_id = self.users["sales_clerk"]
        self.assertFalse(child.alignment_state)
        self.assertFalse(self._activity())

    def test_what_ends_ends_its_question(self):
        dropped, second = self._child(), self._child("seller")
        self.assertEqual(len(self._activity()), 1)
        self.assertEqual(self._activity().summary, dropped._asks_label(2, "en_US"))
        self._as("sales_clerk", dropped).action_cancel("Wrong goal")
        self.assertFalse(dropped.alignment_state)
        self.assertEqual(self._activity().summary, dropped._asks_label(1, "en_US"))
        self._as("product_lead", self.product).action_cancel("Wrong goal")
        self.assertFalse(second.alignment_state)
        self.assertFalse(self._activity())

    def test_another_owner_of_what_asks_does_not_ask_twice(self):
        child = self._child()
        self._activity().unlink()
        child.user_id = self.users["sales_rep"]
        self.assertEqual(child.alignment_state, "waiting")
        self.assertEqual(len(child.alignment_request_ids), 1)
        self.assertFalse(self._activity())

    def test_a_draft_that_is_deleted_takes_its_question_along(self):
        draft = self._as("sales_clerk", self.product).create(
            {"name": "Draft", "cycle_id": self.cycle.id, "parent_id": self.product.id}
        )
        self.assertTrue(self._activity())
        draft.unlink()
        self.assertFalse(self._activity())

    def test_what_becomes_the_company_s_asks_nobody(self):
        child = self._child()
        declined = self._child("seller")
        self._as("product_lead", declined).action_decline_alignment("No.")
        self.product.write({"level": "company"})
        self.assertFalse(child.alignment_state)
        self.assertFalse(self._activity())
        # What was said stands until somebody says something else
        self.assertEqual(declined.alignment_state, "declined")

    def test_a_closed_cycle_ends_questions_and_answers(self):
        child = self._child(progress=0.4)
        declined = self._child("seller", progress=0.9)
        draft = self._objective("sales_clerk", parent_id=self.product.id)
        self._as("product_lead", declined).action_decline_alignment("No.")
        self.cycle.action_close()
        self.assertFalse(child.alignment_state or draft.alignment_state)
        self.assertFalse(self._activity())
        self.assertAlmostEqual(self.product.progress, 0.4)
        with self.assertRaisesRegex(UserError, "closed"):
            self._as("product_lead", declined).action_accept_alignment()
        with self.assertRaisesRegex(UserError, "closed"):
            self._as("seller", declined).action_ask_alignment_again()

    def test_answers_go_on_with_both_objectives(self):
        accepted, declined = self._child(), self._child("seller")
        waiting = self._child("sales_rep")
        self._as("product_lead", accepted).action_accept_alignment()
        self._as("product_lead", declined).action_decline_alignment("No.")
        following = self.env["okr.cycle"].create(
            {
                "name": "Second quarter",
                "company_id": self.company.id,
                "date_start": "2026-04-06",
                "date_end": "2026-07-05",
            }
        )
        originals = self.product | accepted | declined | waiting
        copies = dict(zip(originals, originals._rollover(following), strict=True))
        self.assertEqual(copies[accepted].parent_id, copies[self.product])
        self.assertEqual(copies[accepted].alignment_state, "accepted")
        self.assertEqual(copies[declined].alignment_state, "declined")
        self.assertEqual(copies[declined].alignment_request_ids.answer, "No.")
        self.assertEqual(copies[waiting].alignment_state, "waiting")
        self.assertEqual(
            self._activity(copies[self.product]).summary,
            accepted._asks_label(1, "en_US"),
        )
        self.assertFalse(self._inbox("product_lead", copies[self.product]))
        # Duplicated within the cycle it is another one, and asks for itself
        copy = self._as("sales_clerk", accepted).copy()
        self.assertEqual(copy.alignment_state, "waiting")

    # --- MANY AT ONCE ---

    def _align_many(self, number):
        rows = [
            {
                "name": f"Number {index}",
                "cycle_id": self.cycle.id,
                "company_id": self.company.id,
                "user_id": self.users["sales_clerk"].id,
                "parent_id": self.product.id,
            }
            for index in range(number)
        ]
        self.env.flush_all()
        self.env.invalidate_all()
        with recorded_queries(self.env) as queries:
            self.env["okr.objective"].create(rows)
            self.env.flush_all()
        return Counter(query.split(None, 1)[0].upper() for query in queries), queries

    def test_a_thousand_make_one_activity_and_no_more_queries(self):
        self._align_many(10)
        self._activity().unlink()
        few, _queries = self._align_many(100)
        self._activity().unlink()
        many, queries = self._align_many(1000)
        self.assertEqual(len(self._activity()), 1)
        self.assertEqual(
            self._activity().summary, self.product._asks_label(1110, "en_US")
        )
        more = many - few
        text = "\n".join(" ".join(query.split())[:200] for query in queries)
        # Odoo inserts and updates a hundred rows with one statement.
        self.assertLessEqual(more.pop("INSERT"), 9 * 3, text)
        self.assertLessEqual(more.pop("UPDATE"), 9 * 4, text)
        self.assertFalse(more, text)
