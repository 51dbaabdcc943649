from odoo.tests import Form, tagged

from ..figures_common import TestOkrFigures, at

FORM = "okr_module.okr_objective_view_form"


@tagged("post_install", "-at_install")
class TestHints(TestOkrFigures):
    """What is said while somebody writes, and when it is no longer said."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.top = cls._objective("ceo", level="company", name="Light for all ships")
        cls.startClassPatcher(at("2026-01-06"))

    def _codes(self, record, field=None):
        return [
            hint["code"]
            for hint in record.hints or ()
            if field in (None, hint["field"])
        ]

    def _env_of(self, login, lang="en_US"):
        return self.env(
            user=self.users[login].id,
            context={"allowed_company_ids": self.company.ids, "lang": lang},
        )

    def _form(self, login="seller", lang="en_US"):
        return Form(self._env_of(login, lang)["okr.objective"], view=FORM)

    def _good(self, **values):
        """Return an objective about which there is nothing to say."""
        return self._objective(
            key_results=[
                {"name": "New customers", "start_value": 20, "target_value": 40},
                {"name": "Answers within two hours", "metric_type": "percent"},
            ],
            **{"parent_id": self.top.id, "name": "The north knows us", **values},
        )

    # --- IN THE FORM, BEFORE SAVING ---

    def test_nothing_is_said_of_an_empty_form(self):
        self.assertFalse(self._form().hints)

    def test_live_while_writing(self):
        # An administrator, who may give it to others
        form = self._form("okr_admin")
        form.cycle_id = self.cycle
        form.name = "The north knows us"
        self.assertEqual(self._codes(form), ["not_aligned", "few_key_results"])
        form.parent_id = self.top
        self.assertEqual(self._codes(form), ["few_key_results"])
        with form.key_result_ids.new() as line:
            line.name = "Improve the service"
        self.assertEqual(self._codes(form), ["few_key_results", "wish", "no_measure"])
        with form.key_result_ids.edit(0) as line:
            line.name = "Answers within a day"
            line.metric_type = "percent"
        with form.key_result_ids.new() as line:
            line.name = "Customers who come back"
            line.metric_type = "boolean"
        self.assertEqual(self._codes(form), [])
        form.user_id = self.env["res.users"]
        self.assertIn("no_owner", self._codes(form, "user_id"))
        form.user_id = self.users["seller"]
        with form.key_result_ids.edit(0) as line:
            line.metric_type = "boolean"
        self.assertEqual(self._codes(form), ["only_yes_no"])
        # None of them blocks.
        self.assertTrue(form.save().id)

    def test_each_hint_has_its_words(self):
        form = self._form()
        form.name = "The north knows us"
        with form.key_result_ids.new() as line:
            line.name = "Try our best"
        for hint in form.hints:
            with self.subTest(hint["code"]):
                self.assertTrue(hint["sentence"] and hint["reason"] and hint["label"])
        (wish,) = (hint for hint in form.hints if hint["code"] == "wish")
        self.assertEqual(wish["key_result"], "Try our best")
        self.assertEqual(wish["field"], "key_result_ids")
        self.assertIn("“try our best”", wish["sentence"])

    def test_the_writers_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        for lang, expected in (("vi_VN", ["wish"]), ("en_US", [])):
            form = self._form(lang=lang)
            form.name = "Miền Bắc biết chúng ta"
            with form.key_result_ids.new() as line:
                line.name = "Cải thiện dịch vụ"
                line.unit = "điểm"
            with self.subTest(lang):
                self.assertEqual(self._codes(form, "key_result_ids")[1:], expected)

    def test_key_result_in_its_own_form(self):
        objective = self._good()
        form = Form(
            self._env_of("seller")["okr.key.result"].browse(
                objective.key_result_ids[0].id
            ),
            view="okr_module.okr_key_result_view_form",
        )
        self.assertEqual(self._codes(form), [])
        form.name = "Enhance the north"
        self.assertEqual(self._codes(form), ["wish"])
        form.target_value = form.start_value
        self.assertEqual(self._codes(form), ["wish", "no_measure"])
        form.name = "North from 20 to 40"
        form.target_value = 40
        self.assertEqual(self._codes(form), [])
        form.metric_type = "milestone"
        self.assertEqual(self._codes(form, "milestone_ids"), ["no_measure"])
        with form.milestone_ids.new() as step:
            step.name = "First"
        self.assertEqual(self._codes(form), [])

    # --- OF WHAT IS SAVED ---

    def test_more_than_five_objectives(self):
        objectives = self.env["okr.objective"]
        for number in range(5):
            objectives |= self._good(name=f"Number {number}")
            for key_result in objectives[number].key_result_ids:
                key_result.name = f"{key_result.name} of port {number}"
        self.assertEqual(self._codes(objectives[0]), [])
        form = self._form()
        form.cycle_id = self.cycle
        form.name = "One more"
        self.assertIn("many_objectives", self._codes(form))
        (hint,) = (hint for hint in form.hints if hint["code"] == "many_objectives")
        self.assertIn("6 objectives", hint["sentence"])
        sixth = form.save()
        objectives.env.invalidate_all()
        self.assertEqual(self._codes(objectives[0]), ["many_objectives"])
        sixth.action_cancel("Not now")
        objectives.env.invalidate_all()
        self.assertEqual(self._codes(objectives[0]), [])

    def test_too_many_key_results(self):
        objective = self._good()
        objective.key_result_ids = [
            (0, 0, {"name": f"Visits to port {number}", "unit": "visits"})
            for number in range(4)
        ]
        self.assertEqual(self._codes(objective), ["many_key_results"])
        objective.key_result_ids[0].action_cancel("One too many")
        self.assertEqual(self._codes(objective), [])

    def test_same_sentence(self):
        other = self._good()
        mine = self._good(name="the NORTH  knows us!")
        mine.key_result_ids[0].name = "Ships"
        mine.key_result_ids[1].name = "Boats"
        self.assertEqual(self._codes(mine, "name"), ["same_sentence"])
        mine.name = "The south knows us"
        self.assertEqual(self._codes(mine), [])
        mine.key_result_ids[0].name = "new customers."
        self.assertEqual(self._codes(mine.key_result_ids[0]), ["same_sentence"])
        other.key_result_ids[0].action_cancel("Not that")
        mine.env.invalidate_all()
        self.assertEqual(self._codes(mine), [])
        # In another cycle it may be said again.
        mine.key_result_ids[0].name = other.key_result_ids[1].name
        self.assertEqual(self._codes(mine), ["same_sentence"])
        mine.cycle_id = self.cycle.copy({"name": "Next"})
        self.assertEqual(self._codes(mine), [])

    def test_same_sentence_within_a_form(self):
        form = self._form()
        form.name = "The north knows us"
        for _number in range(2):
            with form.key_result_ids.new() as line:
                line.name = "Ships in the harbour at noon: 5 to 20"
        self.assertEqual(
            self._codes(form, "key_result_ids"), ["same_sentence", "same_sentence"]
        )

    def test_a_target_beyond_what_it_continues(self):
        before = self.env["okr.cycle"].create(
            {
                "name": "Before",
                "company_id": self.company.id,
                "date_start": "2025-10-01",
                "date_end": "2025-12-31",
            }
        )
        with at("2025-10-01"):
            old = self._good(cycle_id=before.id, parent_id=False)
            old.action_activate()
            old.key_result_ids[0].check_in(25, date="2025-10-01")
        with at("2025-12-01"):
            old.key_result_ids[0].check_in(30)
        objective = self._good()
        key_result = objective.key_result_ids[0]
        self.assertEqual(self._codes(objective), [])
        key_result.target_value = 61
        self.assertEqual(self._codes(key_result, "target_value"), ["target_far"])
        self.assertIn("61", key_result.hints[0]["sentence"])
        self.assertIn("30", key_result.hints[0]["sentence"])
        key_result.unit = "ships"
        self.assertEqual(self._codes(key_result), [])

    def test_nothing_is_said_of_what_is_over(self):
        for end in ("done", "cancelled"):
            objective = self._objective(name="Try hard")
            self.assertTrue(objective.hints)
            objective.action_activate()
            self.assertTrue(objective.hints)
            if end == "done":
                objective.action_done()
            else:
                objective.action_cancel("Not that")
            with self.subTest(end):
                self.assertFalse(objective.hints)
                self.assertFalse(objective.key_result_ids.hints)
        objective = self._objective(name="Try harder")
        self.cycle.action_activate()
        self.cycle.action_close()
        self.assertFalse(objective.hints)
        self.assertFalse(objective.key_result_ids.hints)

    # --- THE LIST ---

    def test_search_by_kind(self):
        good = self._good()
        vague = self._good(name="Another")
        vague.key_result_ids[0].name = "Improve it"
        vague.key_result_ids[1].name = "Boats"
        lonely = self._good(name="A third", parent_id=False)
        for number, key_result in enumerate(lonely.key_result_ids):
            key_result.name = f"Ship {number}"
        mine = good | vague | lonely
        for domain, expected in (
            ([("hint_code", "=", "wish")], vague),
            ([("hint_code", "=", "not_aligned")], lonely),
            ([("hint_code", "in", ["wish", "not_aligned"])], vague | lonely),
            ([("hint_code", "!=", False)], vague | lonely),
            ([("hint_code", "=", False)], good),
            ([("hint_code", "=", "no_such")], mine.browse()),
        ):
            with self.subTest(domain):
                self.assertEqual(
                    mine.search([("id", "in", mine.ids), *domain]), expected
                )
        self.assertEqual((good.hint_code, vague.hint_code), (False, "wish"))

    def test_the_list_is_never_stale(self):
        objective = self._good(parent_id=False)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "okr_module.okr_hint_action"
        )
        domain = [
            ("is_mine_to_improve", "=", True),
            ("hint_code", "!=", False),
            ("id", "=", objective.id),
        ]
        self.assertIn("hint_code", action["domain"])
        mine = self._env_of("seller")["okr.objective"]
        self.assertTrue(mine.search(domain))
        objective.parent_id = self.top
        self.assertFalse(mine.search(domain))
