# What a test says is no text of ours
# pylint: disable=unknown-option-value,translation-required
from odoo import Command
from odoo.tests import Form, tagged

from ..figures_common import TestOkrFigures, at


class TestRolloverCommon(TestOkrFigures):
    """The first quarter is over, and the second is to come."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle.action_activate()
        cls.next_cycle = cls.env["okr.cycle"].create(
            {
                "name": "Second quarter",
                "company_id": cls.company.id,
                "date_start": "2026-04-06",
                "date_end": "2026-07-05",
            }
        )

    def _dialog(self, source, login="okr_admin"):
        action = source.with_user(self.users[login]).action_rollover()
        return (
            self.env[action["res_model"]]
            .with_user(self.users[login])
            .browse(action["res_id"])
        )

    def _line(self, wizard, objective):
        return wizard.line_ids.filtered(lambda line: line.objective_id == objective)

    def _copies(self, action):
        return self.env["okr.objective"].search(action["domain"])

    def _rollover(self, source, login="okr_admin", **values):
        wizard = self._dialog(source, login)
        wizard.write(values)
        return self._copies(wizard.action_confirm())

    def _close(self):
        with at("2026-04-08"):
            self.cycle.action_close()
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestRollover(TestRolloverCommon):
    """Everything that is a plan comes along, nothing that is history."""

    def _worked_on(self):
        """Return an objective with a whole plan and a whole history."""
        objective = self._running(
            name="Win the north",
            description="<p>Because</p>",
            ambition="committed",
            weight=3,
            rollup="both",
            color=4,
            visibility="department",
            member_ids=[(4, self.users["developer"].id)],
            key_results=[
                {
                    "name": "Customers",
                    "weight": 2,
                    "unit": "customers",
                    "start_value": 10,
                    "target_value": 110,
                    "user_id": self.users["developer"].id,
                    "plan_ids": [(0, 0, {"date": "2026-02-19", "value": 60})],
                },
                {
                    "name": "Steps",
                    "metric_type": "milestone",
                    "milestone_ids": [
                        (0, 0, {"name": "Done", "weight": 1}),
                        (
                            0,
                            0,
                            {
                                "name": "To do",
                                "weight": 5,
                                "date_deadline": "2026-04-05",
                            },
                        ),
                    ],
                },
                {"name": "Wrong", "target_value": 7},
                {
                    "name": "Held",
                    "direction": "range",
                    "range_min": 2,
                    "range_max": 5,
                },
            ],
        )
        customers, steps, wrong, held = objective.key_result_ids
        with at("2026-03-20"):
            customers.check_in(60, 0.7, "on_track", "Well", help_needed=True)
            held.check_in(3)
            steps.milestone_ids[0].is_reached = True
            wrong.action_cancel("It never mattered")
            customers.write({"target_value": 120, "change_reason": "More is possible"})
            objective.write(
                {
                    "final_score": 0.9,
                    "score_reason": "It was hard",
                    "retrospective": "<p>Much was learned</p>",
                    "decision": "keep",
                }
            )
            objective.activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.users["seller"].id
            )
            objective.message_post(body="What a quarter")
        return objective

    def _assert_is_the_plan(self, copy, origin, days=("2026-05-21", "2026-07-05")):
        names = (
            "description",
            "level",
            "department_id",
            "user_id",
            "member_ids",
            "ambition",
            "visibility",
            "weight",
            "rollup",
            "color",
            "company_id",
        )
        for name in names:
            self.assertEqual(copy[name], origin[name], name)
        self.assertEqual(
            [
                (kr.name, kr.weight, kr.unit, kr.user_id.login, kr.metric_type)
                for kr in copy.key_result_ids
            ],
            [
                ("Customers", 2.0, "customers", "developer", "number"),
                ("Steps", 1.0, False, "seller", "milestone"),
                ("Held", 1.0, False, "seller", "number"),
            ],
        )
        customers, steps, held = copy.key_result_ids
        self.assertEqual((customers.start_value, customers.target_value), (10, 120))
        self.assertEqual(
            (held.direction, held.range_min, held.range_max), ("range", 2, 5)
        )
        self.assertEqual(str(customers.plan_ids.date), days[0])
        self.assertEqual(customers.plan_ids.value, 60)
        left = steps.milestone_ids[-1]
        self.assertEqual((left.name, left.weight), ("To do", 5))
        self.assertEqual(str(left.date_deadline), days[1])
        # Nothing of the work
        self.assertEqual(copy.state, "draft")
        self.assertFalse(copy.checkin_ids | copy.key_result_ids.checkin_ids)
        self.assertFalse(copy.key_result_ids.target_change_ids)
        self.assertFalse(copy.activity_ids)
        self.assertFalse(any(steps.milestone_ids.mapped("is_reached")))
        for name in (
            "date_activated",
            "score_reason",
            "final_score",
            "retrospective",
            "decision",
            "cancel_reason",
            "has_confidence",
        ):
            self.assertFalse(copy[name], name)
        self.assertFalse(any(copy.key_result_ids.mapped("help_needed")))
        self.assertNotIn("quarter", "".join(copy.message_ids.mapped("body")))
        self.assertFalse(any(copy.key_result_ids.mapped("cancel_reason")))

    def test_a_whole_plan(self):
        origin = self._worked_on()
        self._close()
        copy = self._rollover(self.cycle, continue_values=False)
        self.assertEqual(copy.cycle_id, self.next_cycle)
        self.assertEqual(copy.name, "Win the north")
        self.assertEqual(copy.origin_id, origin)
        self.assertEqual(origin.continuation_ids, copy)
        self.assertEqual(
            copy.key_result_ids.origin_id,
            origin.key_result_ids.filtered(lambda kr: kr.state == "active"),
        )
        self._assert_is_the_plan(copy, origin)
        self.assertEqual(copy.key_result_ids[1].milestone_ids.name, "To do")
        # And the original stands
        self.assertEqual((origin.state, origin.final_score), ("done", 0.9))
        self.assertEqual(len(origin.checkin_ids), 2)

    def test_duplicate_follows_the_same_rule(self):
        origin = self._worked_on()
        copy = origin.copy()
        self.assertEqual(copy.cycle_id, self.cycle)
        self.assertNotEqual(copy.name, origin.name)
        self.assertFalse(copy.origin_id)
        self._assert_is_the_plan(copy, origin, ("2026-02-19", "2026-04-05"))
        self.assertEqual(
            copy.key_result_ids[1].milestone_ids.mapped("name"), ["Done", "To do"]
        )

    def test_duplicate_of_what_is_closed_goes_to_what_runs(self):
        origin = self._worked_on()
        self._close()
        with at("2026-05-01"):
            self.assertEqual(origin.copy().cycle_id, self.next_cycle)
        with at("2027-05-01"):
            idea = origin.copy()
        self.assertFalse(idea.cycle_id)
        self.assertEqual(str(idea.key_result_ids[0].plan_ids.date), "2026-02-19")

    def test_duplicate_into_a_cycle_that_is_named(self):
        copy = self._worked_on().copy({"cycle_id": self.next_cycle.id, "name": "Other"})
        self.assertEqual(copy.name, "Other")
        self.assertEqual(str(copy.key_result_ids[0].plan_ids.date), "2026-05-21")

    def test_milestones_that_were_reached(self):
        origin = self._worked_on()
        copy = self._rollover(origin, all_milestones=True)
        self.assertEqual(
            copy.key_result_ids[1].milestone_ids.mapped("name"), ["Done", "To do"]
        )
        origin.key_result_ids[1].milestone_ids.is_reached = True
        self.next_cycle = self.next_cycle.copy({"name": "Other"})
        wizard = self._dialog(origin)
        wizard.cycle_id = self.next_cycle
        copy = self._copies(wizard.action_confirm())
        # All its steps are done: there is nothing left of that key result.
        self.assertEqual(copy.key_result_ids.mapped("name"), ["Customers", "Held"])

    # --- VALUES ---

    def test_values_continue_where_asked(self):
        origin = self._running(
            key_results=[
                {"name": "Under way"},
                {
                    "name": "Falling",
                    "direction": "decrease",
                    "start_value": 50,
                    "target_value": 10,
                },
                {"name": "Reached"},
                {"name": "Silent", "start_value": 3},
                {"name": "Held", "direction": "at_least", "target_value": 95},
                {"name": "Yes", "metric_type": "boolean"},
            ]
        )
        with at("2026-03-20"):
            for key_result, value in zip(
                origin.key_result_ids, (60, 30, 120, None, 97, 1), strict=True
            ):
                if value is not None:
                    key_result.check_in(value)
        wizard = self._dialog(origin)
        self.assertTrue(wizard.continue_values)
        with Form(wizard) as form:
            form.continue_values = False
        plain = [(0, 100), (50, 10), (0, 100), (3, 100), (0, 95)]
        self.assertEqual(self._values(wizard), plain)
        with Form(wizard) as form:
            form.continue_values = True
        self.assertEqual(
            self._values(wizard), [(60, 100), (30, 10), (120, 220), (3, 100), (97, 95)]
        )
        wizard.key_result_ids[0].new_target = 150
        copy = self._copies(wizard.action_confirm())
        self.assertEqual(
            [(kr.start_value, kr.target_value) for kr in copy.key_result_ids],
            [(60, 150), (30, 10), (120, 220), (3, 100), (97, 95), (0, 100)],
        )

    def _values(self, wizard):
        return [(line.new_start, line.new_target) for line in wizard.key_result_ids]

    def test_the_plan_runs_between_the_new_values(self):
        origin = self._worked_on()
        wizard = self._dialog(origin)
        wizard.key_result_ids[0].write({"new_start": 60, "new_target": 260})
        copy = self._copies(wizard.action_confirm())
        # 60 lay 50 of 110 on the way from 10 to 120
        self.assertAlmostEqual(
            copy.key_result_ids[0].plan_ids.value, 60 + 200 * 50 / 110
        )

    def test_a_target_below_the_start_turns_the_direction(self):
        origin = self._running()
        wizard = self._dialog(origin)
        wizard.key_result_ids.write({"new_start": 100, "new_target": 40})
        copy = self._copies(wizard.action_confirm())
        self.assertEqual(copy.key_result_ids.direction, "decrease")
        wizard = self._dialog(self._running())
        wizard.key_result_ids.write({"new_start": 5, "new_target": 5})
        self.assert_refused("no way to go", wizard.action_confirm)

    # --- ALIGNMENT ---

    def _aligned(self):
        top = self._running(name="Top", rollup="both")
        middle = self._running(
            name="Middle", parent_key_result_id=top.key_result_ids.id, rollup="both"
        )
        leaf = self._running(name="Leaf", parent_id=middle.id)
        leaf.supported_objective_ids = top
        top.supported_objective_ids = leaf
        return top, middle, leaf

    def _by_name(self, objectives):
        return {objective.name: objective for objective in objectives}

    def test_alignment_is_tied_among_the_copies(self):
        top, middle, leaf = self._aligned()
        self._close()
        # Whatever the order in which they are chosen
        copies = self._by_name(self._rollover(leaf | middle | top))
        self.assertEqual(copies["Leaf"].parent_id, copies["Middle"])
        self.assertEqual(copies["Middle"].parent_id, copies["Top"])
        self.assertEqual(
            copies["Middle"].parent_key_result_id, copies["Top"].key_result_ids
        )
        self.assertFalse(copies["Top"].parent_id)
        self.assertEqual(copies["Leaf"].supported_objective_ids, copies["Top"])
        self.assertEqual(copies["Top"].supported_objective_ids, copies["Leaf"])
        self.assertEqual(top.supported_objective_ids, leaf)

    def test_links_among_copies_of_a_cycle_that_is_still_open(self):
        top, middle, leaf = self._aligned()
        copies = self._by_name(self._rollover(top | middle | leaf))
        self.assertEqual(copies["Leaf"].supported_objective_ids, copies["Top"])
        self.assertEqual(copies["Top"].supported_objective_ids, copies["Leaf"])

    def test_a_part_that_is_left_out_leaves_the_objective(self):
        top, middle, _leaf = self._aligned()
        top.key_result_ids.action_cancel("Wrong")
        copies = self._by_name(self._rollover(top | middle))
        self.assertEqual(copies["Middle"].parent_id, copies["Top"])
        self.assertFalse(copies["Middle"].parent_key_result_id)

    def test_a_parent_that_stays_is_kept_while_its_cycle_is_open(self):
        year = self.env["okr.cycle"].create(
            {
                "name": "Year",
                "company_id": self.company.id,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
            }
        )
        year_goal = self._objective("ceo", name="Year's", cycle_id=year.id)
        top, middle, leaf = self._aligned()
        top.parent_id = year_goal
        self._close()
        wizard = self._dialog(top | leaf)
        self.assertFalse(self._line(wizard, top).note)
        self.assertIn("does not come along", self._line(wizard, leaf).note)
        copies = self._by_name(self._copies(wizard.action_confirm()))
        self.assertEqual(copies["Top"].parent_id, year_goal)
        self.assertFalse(copies["Leaf"].parent_id)
        # The one between comes later and finds its place
        later = self._rollover(middle)
        self.assertEqual(later.parent_id, copies["Top"])
        self.assertEqual(later.parent_key_result_id, copies["Top"].key_result_ids)

    def test_a_parent_that_is_ticked_off(self):
        _top, middle, leaf = self._aligned()
        self._close()
        wizard = self._dialog(middle | leaf)
        self.assertFalse(self._line(wizard, leaf).note)
        with Form(wizard) as form, form.line_ids.edit(0) as line:
            line.include = False
        self.assertEqual(wizard.chosen_count, 1)
        self.assertIn("does not come along", self._line(wizard, leaf).note)

    # --- WHAT GOES ON ---

    def test_what_is_dropped_stays_by_default(self):
        kept = self._running(name="Kept")
        unwanted = self._running(name="Unwanted", decision="drop")
        dropped = self._running(name="Dropped")
        dropped.action_cancel("Wrong")
        gone = self._running("developer", name="Gone")
        self.users["developer"].active = False
        reached = self._running(name="Reached")
        held = self._running(name="Held", decision="keep")
        with at("2026-03-20"):
            for key_result in (reached | held).key_result_ids:
                key_result.check_in(100)
        self._close()
        wizard = self._dialog(self.cycle)
        ticked = wizard.line_ids.filtered("include").objective_id
        self.assertEqual(ticked, kept | held)
        self.assertEqual(
            wizard.line_ids.objective_id,
            kept | unwanted | dropped | gone | reached | held,
        )
        wizard.line_ids.include = True
        copies = self._by_name(self._copies(wizard.action_confirm()))
        self.assertEqual({copy.state for copy in copies.values()}, {"draft"})
        self.assertFalse(copies["Dropped"].cancel_reason)
        self.assertFalse(copies["Gone"].user_id)
        self.assertFalse(copies["Gone"].key_result_ids.user_id)

    def test_change_is_asked_for_on_the_copy(self):
        origin = self._running(name="Kraken", decision="change")
        copy = self._rollover(origin)
        bodies = "".join(copy.message_ids.mapped("body"))
        self.assertIn("change it before it starts", bodies)
        self.assertNotIn("Kraken", bodies)
        kept = self._rollover(self._running(decision="keep"))
        self.assertNotIn("change it", "".join(kept.message_ids.mapped("body")))

    def test_not_twice(self):
        origin = self._running()
        self._rollover(origin)
        wizard = self._dialog(origin)
        self.assertFalse(wizard.line_ids.include)
        self.assertIn("already", wizard.line_ids.note)

    def test_nothing_chosen(self):
        wizard = self._dialog(self._running())
        wizard.line_ids.include = False
        self.assert_refused("Nothing is ticked", wizard.action_confirm)
        wizard.line_ids.include = True
        wizard.cycle_id = False
        self.assert_refused("which cycle", wizard.action_confirm)

    def test_where_it_cannot_go(self):
        origin = self._running()
        wizard = self._dialog(origin)
        wizard.cycle_id = self.cycle
        self.assertFalse(wizard.line_ids.include)
        wizard.line_ids.include = True
        self.assert_refused("already", wizard.action_confirm)
        theirs = self.env["okr.cycle"].create(
            {
                "name": "Theirs",
                "company_id": self.other_company.id,
                "date_start": "2026-04-06",
                "date_end": "2026-07-05",
            }
        )
        self.assertIn("another company", origin._rollover_hindrance(theirs))
        self.next_cycle.action_activate()
        self.next_cycle.action_close()
        wizard.cycle_id = self.next_cycle
        wizard.line_ids.include = True
        self.assert_refused("closed", wizard.action_confirm)
        self.assert_refused("closed", origin._rollover, self.next_cycle)
        self.assert_refused("already", origin._rollover, self.cycle)
        self.assertFalse(origin.continuation_ids)

    def test_after_closing(self):
        origin = self._running()
        self.cycle.action_start_review()
        action = self.cycle.with_user(self.users["okr_admin"]).action_open_transition()
        transition = self.env[action["res_model"]].browse(action["res_id"])
        transition.then_rollover = True
        action = transition.action_confirm()
        self.assertEqual(self.cycle.state, "closed")
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(wizard.line_ids.objective_id, origin)
        self.assertEqual(wizard.cycle_id, self.next_cycle)

    def test_the_origin_stands(self):
        origin, other = self._running(), self._running()
        copy = self._rollover(origin).with_user(self.users["seller"])
        self.assert_refused("stands", copy.write, {"origin_id": other.id})
        self.assert_refused("stands", copy.key_result_ids.write, {"origin_id": False})
        copy.write({"origin_id": origin.id})
        self.assertEqual(copy.origin_id, origin)

    # --- MANY ---

    def _queries(self, number):
        owner = self.users["seller"]
        top = self._running(name="Top")
        objectives = self._running(name="First", parent_id=top.id)
        for index in range(number - 1):
            objectives |= self._running(
                name=f"Objective {index}",
                parent_id=top.id,
                member_ids=[(4, self.users["developer"].id)],
                key_results=[
                    {
                        "name": "Customers",
                        "plan_ids": [(0, 0, {"date": "2026-02-19", "value": 30})],
                    },
                    {"name": "Other", "user_id": self.users["developer"].id},
                ],
            )
        admin = (top | objectives).with_user(self.users["okr_admin"])
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        copies = admin._rollover(self.next_cycle)
        self.env.flush_all()
        count = self.env.cr.sql_log_count - before
        self.assertEqual(len(copies), number + 1)
        self.assertEqual(copies.user_id, owner)
        return count

    def test_queries_do_not_grow_with_objectives(self):
        self._queries(3)
        few, many = self._queries(10), self._queries(60)
        # Odoo inserts a hundred rows with one statement.
        self.assertLessEqual(many - few, 20)


@tagged("post_install", "-at_install")
class TestRolloverMails(TestRolloverCommon):
    """19 objectives that went on as drafts once wrote 57 mails."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        context = dict(cls.env.context, tracking_disable=False, mail_create_nolog=False)
        cls.env = cls.env(context=context)
        cls.cycle = cls.cycle.with_env(cls.env)

    def _mailed(self):
        """Return ``{id of the message: (its subject, who is mailed)}``."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        mails = self.env["mail.notification"].search(
            [("notification_type", "=", "email")]
        )
        return {
            message.id: (message.subject, some.res_partner_id)
            for message, some in mails.grouped("mail_message_id").items()
        } | {
            mail.mail_message_id.id: (mail.subject, mail.recipient_ids)
            for mail in self.env["mail.mail"].search([])
        }

    def _mailed_since(self, before):
        return [mail for key, mail in self._mailed().items() if key not in before]

    def test_drafts_that_go_on_assign_nobody_and_their_start_mails_each_once(self):
        top = self._running("product_lead", name="Top", rollup="both")
        for number in range(18):
            self._running(
                ("seller", "developer", "north_lead")[number % 3],
                name=f"Goal {number}",
                parent_id=top.id,
                supported_objective_ids=[Command.link(top.id)],
                key_results=[
                    {
                        "name": f"Number {number}",
                        "user_id": self.users["developer"].id,
                        "initiative_ids": [
                            Command.create(
                                {
                                    "name": "Call them",
                                    "user_id": self.users["north_lead"].id,
                                }
                            )
                        ],
                    }
                ],
            )
        self._close()
        before = self._mailed()
        copies = self._rollover(self.cycle)
        self.assertEqual(len(copies), 19)
        # Whoever is asked whether 12 of other departments may contribute is asked once
        asked = self._mailed_since(before)
        self.assertEqual(len(asked), 1)
        self.assertEqual(asked[0][1], self.users["product_lead"].partner_id)
        before = self._mailed()

        activities = self.env["mail.activity"].search([])
        with at("2026-04-08"):
            self.next_cycle.with_env(self.env).action_activate()
            copies.with_env(self.env).action_activate()
        new = self._mailed_since(before)
        # One a person for all that is theirs now; whoever others support hears how many
        named = ("developer", "north_lead", "product_lead", "product_lead", "seller")
        self.assertEqual(
            sorted(name for _subject, people in new for name in people.mapped("name")),
            sorted(self.users[login].name for login in named),
        )
        supported = [people for subject, people in new if subject == "Top"]
        self.assertEqual(supported, [self.users["product_lead"].partner_id])
        self.assertEqual(len(new), len(named))
        self.assertFalse(self.env["mail.activity"].search([]) - activities)
