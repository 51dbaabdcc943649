from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time

from ...hints import (
    KeyResultFacts,
    ObjectiveFacts,
    key_result_hints,
    objective_hints,
)
from .template_common import TestTemplateCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestTemplate(TestTemplateCommon):
    """What a template holds, and what comes of it."""

    # --- OUR EXAMPLES ---

    def _examples(self):
        names = self.env["ir.model.data"].search(
            [("module", "=", "okr_module"), ("model", "=", "okr.template")]
        )
        return self.env["okr.template"].browse(names.mapped("res_id")).exists()

    def test_examples_follow_our_own_hints(self):
        examples = self._examples()
        self.assertGreaterEqual(len(examples), 12)
        for template in examples:
            lines = template.key_result_ids
            facts = ObjectiveFacts(
                name=template.name,
                level=template.level,
                is_aligned=True,
                metric_types=tuple(lines.mapped("metric_type")),
            )
            with self.subTest(template.name):
                self.assertEqual(objective_hints(facts), [])
                self.assertTrue(template.description)
            for line in lines:
                facts = KeyResultFacts(
                    **{
                        name: line[name]
                        for name in (
                            "name",
                            "metric_type",
                            "direction",
                            "start_value",
                            "target_value",
                            "range_min",
                            "range_max",
                        )
                    },
                    unit=line.unit or "",
                    milestones=len(line.milestone_ids),
                )
                with self.subTest(line.name):
                    self.assertEqual(key_result_hints(facts), [])

    def test_examples_show_every_kind_and_every_area(self):
        examples = self._examples()
        lines = examples.key_result_ids
        for name in ("metric_type", "direction"):
            choices = dict(self.env["okr.key.result"]._fields[name].selection)
            self.assertEqual(set(lines.mapped(name)), set(choices))
        self.assertEqual(
            set(examples.mapped("level")), {"company", "department", "individual"}
        )
        areas = self.env["okr.template.area"]
        for name in ("sales", "support", "product", "hr", "finance"):
            areas |= self.env.ref(f"okr_module.okr_template_area_{name}")
        self.assertEqual(examples.area_id, areas)

    def test_every_example_can_be_used_and_started(self):
        for template in self._examples():
            with self.subTest(template.name):
                # Administrators set up the company's, who leads one the department's
                login = "ceo" if template.level == "department" else "okr_admin"
                objective = self._use_for_me(login, template)
                self.assertEqual(objective.name, template.name)
                self.assertEqual(objective.level, template.level)
                self.assertEqual(
                    len(objective.key_result_ids), len(template.key_result_ids)
                )
                objective.action_activate()
                self.assertEqual(objective.state, "active")

    def test_figures_that_are_named_are_figures_of_ours(self):
        # The apps that bring them need not be installed here.
        apps = ("sale", "crm", "account", "project", "hr", "hr_recruitment")
        for code in self._examples().key_result_ids.mapped("kpi_code"):
            if code:
                self.assertIn(code.partition(".")[0], apps)
        known = self.env["okr.kpi"].search([]).mapped("code")
        self.assertIn("hr.turnover", known)

    # --- WHAT IT HOLDS ---

    def test_the_way_in_words(self):
        line = self.template.key_result_ids[0]
        for values, words in (
            ({}, "20 → 60 ships"),
            ({"direction": "at_least"}, "at least 60 ships"),
            ({"direction": "at_most"}, "at most 60 ships"),
            (
                {"direction": "range", "range_min": 4, "range_max": 7.5},
                "4.0 – 7.5 ships",
            ),
            ({"metric_type": "percent", "direction": "at_least"}, "at least 60%"),
            ({"metric_type": "boolean"}, "Yes or no"),
        ):
            with self.subTest(words):
                line.write(values)
                self.assertEqual(line.way_label, words)
        self.assertEqual(
            self.template.preview,
            [
                {"name": "Ships that call", "value": "Yes or no"},
                {"name": "The light is mended", "value": "2 milestones"},
            ],
        )
        mended = self.template.key_result_ids[1]
        mended.milestone_ids[1:].unlink()
        mended.invalidate_recordset()
        self.assertEqual(mended.way_label, "One milestone")

    def test_nonsense_is_refused_with_a_sentence(self):
        line = self.template.key_result_ids[0]
        for values in (
            {"target_value": 20},
            {"target_value": 10},
            {"target_value": float("nan")},
            {"start_value": float("inf")},
            {"start_value": "many"},
            {"weight": -1},
            {"name": "  "},
            {"direction": "range", "range_min": 5, "range_max": 4},
            {"metric_type": "boolean", "kpi_code": "hr.headcount"},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                with self.env.cr.savepoint():
                    line.write(values)
        for name in ("", " "):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.template.name = name
        step = self.template.key_result_ids[1].milestone_ids[0]
        for weight in (-1, float("nan"), "heavy"):
            with self.subTest(weight=weight), self.assertRaises(ValidationError):
                with self.env.cr.savepoint():
                    step.write({"weight": weight})
        self.assertEqual(line.target_value, 60)

    def test_lines_stay_where_they_are(self):
        other = self._template(name="Another")
        with self.assertRaises(UserError):
            self.template.key_result_ids[0].template_id = other
        with self.assertRaises(UserError):
            self.template.key_result_ids[1].milestone_ids.write(
                {"key_result_id": other.key_result_ids[1].id}
            )

    def test_a_copy_is_whole(self):
        copy = self.template.copy()
        self.assertEqual(copy.name, "Every ship finds the harbour (copy)")
        self.assertEqual(copy.preview, self.template.preview)
        self.assertEqual(len(copy.key_result_ids[1].milestone_ids), 2)

    # --- FOR ME ---

    def test_one_for_me(self):
        mine = self._use_for_me("seller")
        self.assertEqual(mine.name, "Every ship finds the harbour")
        self.assertEqual(mine.state, "draft")
        self.assertEqual(mine.level, "individual")
        self.assertEqual(mine.user_id, self.users["seller"])
        self.assertEqual(mine.cycle_id, self.cycle)
        self.assertEqual(mine.template_id, self.template)
        self.assertEqual(mine.department_id, self.departments["Sales North"])
        self.assertIn("come back", mine.description)
        first, second = mine.key_result_ids
        self.assertEqual(
            (
                first.name,
                first.start_value,
                first.target_value,
                first.unit,
                first.weight,
            ),
            ("Ships that call", 20, 60, "ships", 2),
        )
        self.assertEqual(second.metric_type, "milestone")
        self.assertEqual(second.milestone_ids.mapped("weight"), [1, 3])
        self.assertEqual(mine.revision, 0)

    def test_the_dialog_as_a_form(self):
        with freeze_time("2026-02-10 12:00:00"):
            form = Form(
                self._env("seller")["okr.template.use"].with_context(
                    default_template_id=self.template.id
                )
            )
        self.assertFalse(form.can_use_for_many)
        self.assertEqual(form.for_whom, "me")
        self.assertEqual(form.cycle_id, self.cycle)
        self.assertFalse(form.note)
        self._use_for_me("seller")
        wizard = self._wizard("seller")
        self.assertIn("Has one", wizard.note)
        # It is said and not forbidden: there may be a reason for two.
        wizard.action_confirm()
        self.assertEqual(self.template.objective_count, 2)

    def test_my_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.template.with_context(lang="fr_FR").name = "Chaque navire"
        run = self._run(for_whom="people", user_ids=[(6, 0, self.users["seller"].ids)])
        self.users["seller"].lang = "fr_FR"
        self.assertEqual(self._finish(run).name, "Chaque navire")

    def test_the_level_that_is_mine_to_set_up(self):
        sales = self.departments["Sales"]
        for level, login, expected, department in (
            ("department", "sales_lead", "department", sales),
            ("department", "seller", "individual", self.departments["Sales North"]),
            ("company", "sales_lead", "individual", sales),
            ("company", "okr_admin", "company", sales.browse()),
        ):
            with self.subTest(level=level, login=login):
                template = self._template(level=level)
                mine = self._use_for_me(login, template)
                self.assertEqual(mine.level, expected)
                self.assertEqual(mine.department_id, department)

    def test_a_closed_cycle(self):
        self.cycle.action_start_review()
        self.cycle.action_close()
        with self.assertRaises(UserError):
            self._use_for_me("seller")

    # --- WHERE IT CAME FROM ---

    def test_origin_is_not_given_by_hand(self):
        mine = self._use_for_me("seller")
        with self.assertRaises(UserError):
            self._as("seller", mine).template_id = False
        with self.assertRaises(UserError):
            self._env("seller")["okr.objective"].create(
                {"name": "Forged", "template_id": self.template.id}
            )

    def test_what_continues_it_is_from_it_as_well(self):
        mine = self._use_for_me("seller")
        after = self.env["okr.cycle"].create(
            {
                "name": "Second quarter",
                "company_id": self.company.id,
                "date_start": "2026-04-06",
                "date_end": "2026-07-05",
            }
        )
        copy = self._as("seller", mine)._rollover(after.with_env(self._env("seller")))
        self.assertEqual(copy.template_id, self.template)
        self.assertFalse(mine.copy().template_id)

    def test_a_template_that_goes_leaves_what_was_made(self):
        mine = self._use_for_me("seller")
        self.template.unlink()
        self.assertTrue(mine.exists())
        self.assertFalse(mine.template_id)

    def test_the_same_sentence_on_purpose_is_no_hint(self):
        mine, theirs = self._use_for_me("seller"), self._use_for_me("developer")
        by_hand = self._objective("sales_lead", name=mine.name)
        for objective, is_told in ((mine, True), (by_hand, True)):
            codes = [row["code"] for row in objective.hints]
            self.assertEqual("same_sentence" in codes, is_told)
        by_hand.unlink()
        self.env.invalidate_all()
        for objective in mine | theirs:
            codes = [row["code"] for row in objective.hints]
            self.assertNotIn("same_sentence", codes)

    # --- FIGURES ---

    def _linked_template(self, level, code="hr.headcount_public"):
        return self._template(
            level=level,
            key_result_ids=[
                (
                    0,
                    0,
                    {
                        "name": "People with us",
                        "start_value": 1,
                        "target_value": 60,
                        "kpi_code": code,
                    },
                )
            ],
        )

    def test_a_figure_comes_along_where_it_is_there(self):
        template = self._linked_template("department")
        wizard = self._wizard("sales_lead", template)
        self.assertTrue(wizard.has_kpis)
        self.assertFalse(wizard.kpis_note)
        linked = self._use_for_me("sales_lead", template).key_result_ids
        self.assertEqual(linked.kpi_id.code, "hr.headcount_public")
        self.assertEqual(linked.kpi_scope, "department")
        self.assertEqual(linked.kpi_linked_by_id, self.users["sales_lead"])
        free = self._use_for_me("sales_lead", template, link_kpis=False)
        self.assertFalse(free.key_result_ids.kpi_id)

    def test_a_figure_that_is_not_there_or_not_mine(self):
        for level, code in (
            ("department", "no.such.figure"),
            ("department", "hr.departures"),  # for HR alone
            ("individual", "hr.headcount_public"),  # not counted by person
        ):
            with self.subTest(level=level, code=code):
                template = self._linked_template(level, code)
                wizard = self._wizard("sales_lead", template)
                self.assertFalse(wizard.has_kpis)
                self.assertIn("People with us", wizard.kpis_note)
                made = self._use_for_me("sales_lead", template)
                self.assertFalse(made.key_result_ids.kpi_id)
                self.assertEqual(made.key_result_ids.target_value, 60)

    def test_choosing_a_figure_keeps_its_code(self):
        line = self.template.key_result_ids[0]
        kpi = self.env["okr.kpi"].search([("code", "=", "hr.hires")])
        line.kpi_id = kpi
        self.assertEqual(line.kpi_code, "hr.hires")
        kpi.code = "hr.joined"
        self.env.invalidate_all()
        self.assertFalse(line.kpi_id)

    # --- AN OBJECTIVE BECOMES ONE ---

    def test_a_plan_comes_back_whole(self):
        """What it is measured by, and what is counted of each week, came back other."""
        field = self.env["ir.model.fields"]._get
        kpi = self.env["okr.kpi"].create(
            {
                "name": "New contacts",
                "code": "new_contacts",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "date_field_id": field("res.partner", "create_date").id,
                "nature": "flow",
                "company_path": "company_id",
                "user_path": "user_id",
                "run_as_id": self.users["okr_admin"].id,
            }
        )
        objective = self._objective("sales_rep", rollup="both")
        objective.key_result_ids.sudo().write(
            {
                "direction": "at_least",
                "target_value": 5,
                "kpi_id": kpi.id,
                "kpi_window": "week",
            }
        )
        action = self._as("sales_rep", objective).action_save_as_template()
        template = self.env["okr.template"].browse(action["res_id"])
        again = self._use_for_me("sales_lead", template.sudo().copy({"user_id": False}))
        self.assertEqual(again.rollup, "both")
        self.assertEqual(again.key_result_ids.kpi_id, kpi)
        self.assertEqual(again.key_result_ids.kpi_window, "week")
        # What rises to somewhere is never counted week by week
        template.key_result_ids.sudo().write(
            {"direction": "increase", "start_value": 1}
        )
        again = self._use_for_me("sales_rep", template)
        self.assertEqual(again.key_result_ids.kpi_window, "cycle")

    def test_save_as_template(self):
        objective = self._full_objective(word="Open", number=12.0)
        dropped = self.env["okr.key.result"].create(
            {"name": "Dropped", "objective_id": objective.id}
        )
        objective.action_activate()
        dropped.action_cancel("No")
        kpi = self.env["okr.kpi"].search([("code", "=", "hr.headcount_public")])
        objective.key_result_ids[0].sudo().write(
            {"kpi_id": kpi.id, "change_reason": "Odoo holds it"}
        )
        action = self._as("sales_rep", objective).action_save_as_template()
        template = self.env["okr.template"].browse(action["res_id"])
        self.assertEqual(template.name, objective.name)
        self.assertEqual(template.user_id, self.users["sales_rep"])
        line = template.key_result_ids
        self.assertEqual(line.name, "Open key result")
        self.assertEqual((line.start_value, line.target_value), (0, 24))
        self.assertEqual((line.unit, line.kpi_code), ("Open", "hr.headcount_public"))
        self.assertEqual(line.milestone_ids.name, "Open milestone")
        # Its plan alone: nobody's word of how it went
        everything = str(template.read()) + str(line.read())
        for word in ("note", "blocker", "reason", "call", "analyst"):
            self.assertNotIn(f"Open {word}", everything)
        again = self._use_for_me("sales_rep", template)
        self.assertEqual(again.state, "draft")
        self.assertFalse(again.checkin_ids.filtered(lambda c: c.source == "manual"))
