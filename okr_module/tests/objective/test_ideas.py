from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from ..figures_common import TestOkrFigures, at


@tagged("post_install", "-at_install")
class TestIdeas(TestOkrFigures):
    """Ideas have no cycle; planned, they get one, and the days of their plans move."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.next_cycle = cls.env["okr.cycle"].create(
            {
                "name": "Second quarter",
                "company_id": cls.company.id,
                "date_start": "2026-04-06",
                "date_end": "2026-07-05",
            }
        )

    def _ideas(self, login):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "okr_module.okr_idea_action"
        )
        self.assertEqual(action["path"], "okr-ideas")
        objectives = self.env["okr.objective"].with_user(self.users[login])
        return objectives.search(
            [("cycle_id", "=", False), ("company_id", "=", self.company.id)]
        )

    def _dialog(self, login, objectives):
        action = objectives.with_user(self.users[login]).action_plan_into_cycle()
        wizard = self.env[action["res_model"]].with_user(self.users[login])
        form = Form(wizard.with_context(**action["context"]))
        form.cycle_id = self.next_cycle
        return form.save()

    def test_the_list_shows_what_one_may_read(self):
        idea = self._objective(cycle_id=False)
        private = self._objective(cycle_id=False, visibility="private")
        self._objective()
        self.assertEqual(self._ideas("seller"), idea | private)
        self.assertEqual(self._ideas("developer"), idea)

    def test_an_idea_offers_no_start(self):
        """What would be refused is not offered: first it needs a cycle."""
        idea = self._objective(cycle_id=False)
        with self.assertRaises(UserError):
            idea.action_activate()
        view = self.env.ref("okr_module.okr_objective_view_form")
        arch = etree.fromstring(idea.get_view(view.id)["arch"])
        [start] = arch.xpath("//header/button[@name='action_activate']")

        def is_hidden(objective):
            return safe_eval(
                start.get("invisible"),
                {
                    "state": objective.state,
                    "can_edit": objective.can_edit,
                    "cycle_id": objective.cycle_id.id,
                    "cycle_state": objective.cycle_id.state,
                },
            )

        self.assertTrue(is_hidden(idea))
        self.assertFalse(is_hidden(self._objective()))

    def test_a_new_one_has_no_cycle(self):
        form = Form(
            self.env["okr.objective"]
            .with_user(self.users["seller"])
            .with_context(default_cycle_id=False)
        )
        form.name = "Open a shop on the moon"
        self.assertFalse(form.save().cycle_id)

    def test_plan_many_at_once(self):
        ideas = self._objective(cycle_id=False) | self._objective(cycle_id=False)
        self._dialog("seller", ideas).action_confirm()
        self.assertEqual(ideas.cycle_id, self.next_cycle)
        self.assertEqual(set(ideas.mapped("state")), {"draft"})

    def test_opened_from_a_list(self):
        idea = self._objective(cycle_id=False)
        wizard = self.env["okr.plan.cycle"].with_context(
            active_model="okr.objective", active_ids=idea.ids
        )
        self.assertEqual(Form(wizard).objective_ids[:], idea)
        other = self.env["okr.plan.cycle"].with_context(
            active_model="okr.cycle", active_ids=self.cycle.ids
        )
        self.assertFalse(Form(other).objective_ids[:])

    def test_a_cycle_is_needed_and_an_open_one(self):
        idea = self._objective(cycle_id=False)
        wizard = self._dialog("seller", idea)
        wizard.cycle_id = False
        self.assert_refused("which cycle", wizard.action_confirm)
        self.next_cycle.action_activate()
        self.next_cycle.action_close()
        wizard.cycle_id = self.next_cycle
        self.assert_refused("closed", wizard.action_confirm)
        self.assertFalse(idea.cycle_id)

    def test_all_or_none(self):
        idea, running = self._objective(cycle_id=False), self._running()
        wizard = self._dialog("seller", idea | running)
        self.assert_refused("has begun", wizard.action_confirm)
        self.assertFalse(idea.cycle_id)
        self.assertEqual(running.cycle_id, self.cycle)

    def test_only_by_those_who_may_change_them(self):
        idea = self._objective(cycle_id=False)
        for login in ("developer", "product_lead", "hr_officer"):
            with self.subTest(login), self.assertRaises(AccessError):
                self._dialog(login, idea).action_confirm()
        self.assertFalse(idea.cycle_id)
        self._dialog("sales_lead", idea).action_confirm()
        self.assertEqual(idea.cycle_id, self.next_cycle)

    def test_a_hidden_one_cannot_even_be_named(self):
        private = self._objective(cycle_id=False, visibility="private")
        with self.assertRaises(AccessError):
            self.env["okr.plan.cycle"].with_user(self.users["developer"]).create(
                {"objective_ids": private.ids, "cycle_id": self.next_cycle.id}
            )

    def test_days_of_the_plan_move_along(self):
        draft = self._objective(
            key_results=[
                {
                    "name": "Customers",
                    "plan_ids": [
                        (0, 0, {"date": "2026-01-05", "value": 5}),
                        (0, 0, {"date": "2026-02-19", "value": 30}),
                    ],
                },
                {
                    "name": "Steps",
                    "metric_type": "milestone",
                    "milestone_ids": [
                        (0, 0, {"name": "One", "date_deadline": "2026-04-05"}),
                        (0, 0, {"name": "Two"}),
                    ],
                },
            ]
        )
        customers, steps = draft.key_result_ids
        self._dialog("seller", draft).action_confirm()
        self.assertEqual(
            [(str(point.date), point.value) for point in customers.plan_ids],
            [("2026-04-06", 5.0), ("2026-05-21", 30.0)],
        )
        self.assertEqual(
            [str(m.date_deadline or "") for m in steps.milestone_ids],
            ["2026-07-05", ""],
        )

    def test_figures_follow(self):
        with at("2026-05-21"):
            draft = self._objective()
            self._dialog("seller", draft).action_confirm()
            self.assert_figures(draft.key_result_ids, expected_progress=0.5)
