from lxml import etree

from odoo.fields import Command
from odoo.tests import Form, tagged

from ..figures_common import TestOkrFigures, at


@tagged("post_install", "-at_install")
class TestInitiative(TestOkrFigures):
    """Work for a key result: said, done, dropped, and counted only where asked."""

    def _initiative(self, key_result, **values):
        return self.env["okr.initiative"].create(
            {
                "name": "Call the thirty largest offices",
                "key_result_id": key_result.id,
                "user_id": self.users["seller"].id,
                **values,
            }
        )

    def _counting(self, *initiatives, running=True, **values):
        """Return a key result measured by milestones that counts initiatives."""
        make = self._running if running else self._objective
        return make(
            key_results=[
                {
                    "name": "Ready to sell",
                    "metric_type": "milestone",
                    "count_initiatives": True,
                    "initiative_ids": [
                        Command.create({"name": name, "weight": weight})
                        for name, weight in initiatives
                    ],
                    **values,
                }
            ]
        ).key_result_ids

    def test_the_button_keeps_its_blanks_on_a_phone(self):
        """ "1 of 2": there the parts of a value are laid out one by one."""
        for name in ("okr.key.result", "okr.objective"):
            form = etree.fromstring(self.env[name].get_view(view_type="form")["arch"])
            [value] = form.xpath(
                "//button[@name='action_open_initiatives']//*[@class='o_stat_value']"
            )
            self.assertEqual([part.tag for part in value.iterchildren("*")], ["span"])

    # --- WORK IS NO RESULT ---

    def test_work_moves_no_number(self):
        key_result = self._running_key_result()
        with at(self.HALF):
            work = self._initiative(key_result)
            key_result.check_in(40)
            work.action_done()
            self.assert_figures(key_result, progress=0.4, current_value=40.0)
        self.assertEqual((work.state, str(work.date_done)), ("done", self.HALF))

    def test_milestones_do_not_count_it_unasked(self):
        key_result = self._running_key_result(
            metric_type="milestone", milestone_ids=[Command.create({"name": "One"})]
        )
        with at(self.HALF):
            self._initiative(key_result, state="done")
            self.assert_figures(key_result, progress=0.0)
            self.assertEqual(key_result.value_label, "0 of 1")
            self.assertFalse(key_result.initiative_ids.counts)

    # --- WORK THAT COUNTS ---

    def test_it_counts_where_the_key_result_says_so(self):
        key_result = self._counting(
            ("One", 1), ("Two", 3), milestone_ids=[Command.create({"name": "M"})]
        )
        one, two = key_result.initiative_ids
        with at("2026-02-02"):
            self.assertEqual(key_result.status, "no_data")
            two.state = "done"
            self.assert_figures(key_result, progress=0.6, current_value=0.6)
            self.assertEqual(key_result.value_label, "1 of 3")
        with at(self.HALF):
            one.action_cancel("The office moved away")
            self.assert_figures(key_result, progress=0.75)
            # as it was on the day
            self.assertEqual(key_result.check_in(date="2026-02-01").value, 0.0)
            self.assertEqual(key_result.check_in(date="2026-02-10").value, 0.6)
            self.assertEqual(key_result.check_in().value, 0.75)
            two.state = "doing"
            self.assertFalse(two.date_done)
            self.assert_figures(key_result, progress=0.0)
            self.assertEqual(key_result.objective_id.progress, 0.0)

    def test_a_plan_of_work_alone_can_start(self):
        key_result = self._counting(("One", 1), running=False)
        key_result.objective_id.action_activate()
        empty = self._counting(running=False)
        self.assert_refused("no milestone", empty.objective_id.action_activate)
        dropped = self._counting(("One", 1), running=False)
        dropped.initiative_ids.state = "cancelled"
        self.assert_refused("no milestone", dropped.objective_id.action_activate)

    def test_counting_is_part_of_the_plan(self):
        key_result = self._running_key_result(
            metric_type="milestone", milestone_ids=[Command.create({"name": "One"})]
        )
        self.assert_refused("give a reason", key_result.write, {"count_initiatives": 1})
        wizard = (
            self.env["okr.plan.change"]
            .with_context(**key_result.action_change_target()["context"])
            .create({"reason": "The work is the point"})
        )
        self.assertFalse(wizard.count_initiatives)
        wizard.count_initiatives = True
        wizard.action_confirm()
        self.assertTrue(key_result.count_initiatives)
        row = key_result.target_change_ids
        self.assertEqual((row.old_text, row.new_text), ("No", "Yes"))

    def test_what_counts_in_a_running_plan_stands(self):
        key_result = self._counting(("One", 1), ("Two", 1))
        one, two = key_result.initiative_ids
        with at(self.HALF):
            self.assert_refused("running key result", one.write, {"weight": 9})
            self.assert_refused("running key result", one.unlink)
            self.assert_refused("say why", one.write, {"state": "cancelled"})
            self.assert_refused("Say why", one.action_cancel, " ")
            one.write({"name": "First", "weight": 1, "date_deadline": "2026-03-01"})
            one.action_cancel("Nobody needs it")
            self.assertEqual(key_result.value_label, "0 of 1")
        row = key_result.target_change_ids
        self.assertRecordValues(
            row,
            [
                {
                    "field_label": "Initiatives",
                    "old_text": "First (weight 1)",
                    "new_text": "Dropped",
                    "reason": "Nobody needs it",
                }
            ],
        )
        self.assert_refused("running key result", two.write, {"weight": "0.5"})

    def test_work_joins_a_running_plan_with_a_reason(self):
        key_result = self._counting(("One", 1))
        line = Command.create({"name": "Easy", "weight": 9, "state": "done"})
        objective = key_result.objective_id
        nested = [Command.update(key_result.id, {"initiative_ids": [line]})]
        with at(self.HALF):
            for how in (
                lambda: self._initiative(key_result, weight=9, state="done"),
                lambda: self._initiative(key_result, change_reason=" "),
                lambda: key_result.write({"initiative_ids": [line]}),
                lambda: objective.write({"key_result_ids": nested}),
                lambda: key_result.initiative_ids.copy(),
            ):
                self.assert_refused("give a reason", how)
            self.assertEqual(key_result.progress, 0.0)
            self._initiative(
                key_result, name="Two", weight=3, change_reason="It was forgotten"
            )
            key_result.write({"initiative_ids": [line], "change_reason": "So easy"})
        self.assertRecordValues(
            key_result.target_change_ids.sorted("id"),
            [
                {"new_text": "Two (weight 3)", "reason": "It was forgotten"},
                {"new_text": "Easy (weight 9)", "reason": "So easy"},
            ],
        )
        self.assertEqual(
            set(key_result.target_change_ids.mapped("new_code")), {"added"}
        )

    def test_work_of_a_running_plan_weighs_otherwise_with_a_reason(self):
        key_result = self._counting(("One", 1), ("Two", 1))
        one, two = key_result.initiative_ids
        with at(self.HALF):
            one.action_done()
            self.assertFalse(key_result.target_change_ids)
            for how in (
                lambda: one.write({"weight": 9}),
                lambda: (one | two).write({"weight": 9, "state": "doing"}),
                lambda: key_result.write(
                    {"initiative_ids": [Command.update(one.id, {"weight": 9})]}
                ),
            ):
                self.assert_refused("give a reason", how)
            one.write({"weight": 3, "change_reason": "It was most of the work"})
            self.assert_figures(key_result, progress=0.75, original_progress=0.5)
        self.assertRecordValues(
            key_result.target_change_ids,
            [
                {
                    "old_text": "One (weight 1)",
                    "new_text": "One (weight 3)",
                    "reason": "It was most of the work",
                }
            ],
        )

    def test_what_was_dropped_comes_back_with_a_reason(self):
        key_result = self._counting(("One", 1), ("Two", 1))
        one, two = key_result.initiative_ids
        with at(self.HALF):
            one.action_done()
            two.action_cancel("Nobody needs it")
            self.assert_figures(key_result, progress=1.0, original_progress=0.5)
            for state in ("todo", "doing", "done"):
                self.assert_refused("give a reason", two.write, {"state": state})
            two.write({"state": "doing", "change_reason": "The customer asks again"})
            self.assert_figures(key_result, progress=0.5, original_progress=0.5)
        self.assertRecordValues(
            key_result.target_change_ids.sorted("id"),
            [
                {"old_text": "Two (weight 1)", "new_text": "Dropped"},
                {"old_text": "Dropped", "new_text": "Two (weight 1)"},
            ],
        )

    def test_a_past_day_knows_the_work_of_that_day(self):
        key_result = self._counting(("One", 1), ("Two", 1))
        one, two = key_result.initiative_ids
        with at("2026-02-02"):
            one.action_done()
        with at("2026-02-10"):
            two.action_cancel("Nobody needs it")
        with at("2026-02-17"):
            two.write({"state": "todo", "change_reason": "They do"})
            one.write({"weight": 3, "change_reason": "It was most of the work"})
        with at("2026-02-24"):
            self._initiative(
                key_result, weight=4, state="done", change_reason="It was forgotten"
            )
        with at("2026-03-03"):
            key_result.write({"count_initiatives": False, "change_reason": "Too easy"})
        with at("2026-03-10"):
            for day, progress in (
                ("2026-02-03", 0.5),
                ("2026-02-11", 1.0),
                ("2026-02-18", 0.75),
                ("2026-02-25", 7 / 8),
                ("2026-03-04", 0.0),
            ):
                with self.subTest(day=day):
                    data = self.env["okr.dashboard"].get_data(
                        key_result.cycle_id.id, date=day
                    )
                    self.assertEqual(data["progress"], progress)

    # --- ADDED, FINISHED, DROPPED AT ANY TIME ---

    def test_work_that_does_not_count_comes_and_goes(self):
        key_result = self._running_key_result()
        work = self._initiative(key_result)
        with at(self.HALF):
            work.write({"weight": 3, "state": "doing"})
            self.assert_refused("has begun", work.unlink)
            work.state = "cancelled"
            self.assertEqual(str(work.date_cancelled), self.HALF)
            self.assertFalse(key_result.target_change_ids)
            work.write({"state": "todo"})
            self.assertFalse(work.date_cancelled)
            work.unlink()

    def test_dropped_in_the_dialog(self):
        work = self._initiative(self._running_key_result())
        action = work.action_cancel()
        wizard = (
            self.env[action["res_model"]]
            .with_context(**action["context"])
            .create({"reason": "It moved nothing"})
        )
        self.assertIn("moves the number", wizard.freed)
        wizard.action_confirm()
        self.assertRecordValues(
            work, [{"state": "cancelled", "cancel_reason": "It moved nothing"}]
        )

    def test_nothing_to_do_for_what_is_over(self):
        key_result = self._running_key_result()
        key_result.action_cancel("Wrong")
        self.assert_refused("dropped", self._initiative, key_result)
        done = self._running_key_result()
        done.objective_id.action_done()
        self.assert_refused("is done", self._initiative, done)

    def test_entry(self):
        key_result = self._running_key_result()
        self.assert_refused("needs a name", self._initiative, key_result, name=" ")
        work = self._initiative(key_result)
        self.assert_refused("needs a name", work.write, {"name": ""})
        for number in (float("nan"), float("inf"), "much"):
            self.assert_refused("number", work.write, {"weight": number})
        self.assert_refused("from 0 upwards", work.write, {"weight": -1})
        self.assert_refused("from 0 upwards", self._initiative, key_result, weight=-1)
        self.assertEqual(
            self.env["okr.initiative"].search([("name", "ilike", "thirty larg")]), work
        )
        self.assertEqual(
            self.env["okr.initiative"].name_search("thirty")[0][0], work.id
        )

    def test_typed_in_below_the_key_result(self):
        key_result = self._running_key_result()
        with Form(key_result.with_user(self.users["seller"])) as form:
            with form.initiative_ids.new() as line:
                self.assertEqual(line.user_id, self.users["seller"])
                line.name = "Breakfast for office managers"
                line.date_deadline = "2026-03-01"
        self.assertRecordValues(
            key_result.initiative_ids,
            [{"name": "Breakfast for office managers", "state": "todo"}],
        )
        draft = self._counting(("One", 1), running=False)
        with Form(draft) as form:
            with form.initiative_ids.edit(0) as line:
                line.state = "done"
        self.assertEqual((draft.progress, draft.value_label), (1.0, "1 of 1"))

    def test_born_done_on_its_day(self):
        work = self.env["okr.initiative"].with_context(default_state="done")
        with at(self.HALF):
            work = work.create(
                {"name": "N", "key_result_id": self._running_key_result().id}
            )
        self.assertEqual(str(work.date_done), self.HALF)

    def test_done_twice_keeps_its_day(self):
        works = self._initiative(self._running_key_result())
        with at("2026-02-02"):
            works.action_done()
        works |= self._initiative(works.key_result_id)
        with at(self.HALF):
            works.action_done()
        self.assertEqual(
            [str(day) for day in works.mapped("date_done")], ["2026-02-02", self.HALF]
        )

    # --- OPEN AND LATE ---

    def test_late(self):
        key_result = self._running_key_result()
        late = self._initiative(key_result, date_deadline="2026-02-18")
        today = self._initiative(key_result, date_deadline=self.HALF)
        undated = self._initiative(key_result)
        works = late | today | undated
        with at(self.HALF):
            self.env.invalidate_all()
            self.assertEqual(works.filtered("is_late"), late)
            domain = [("id", "in", works.ids)]
            self.assertEqual(works.search([("is_late", "=", True), *domain]), late)
            self.assertEqual(
                works.search([("is_late", "=", False), *domain]), today | undated
            )
            today.state = "doing"
            self.assertEqual(
                (key_result.open_initiative_count, key_result.initiative_count), (3, 3)
            )
            late.action_done()
            self.assertFalse(late.is_late)
            undated.state = "cancelled"
            self.assertEqual(works.search([("is_open", "=", True), *domain]), today)
            self.assertEqual(
                (key_result.open_initiative_count, key_result.initiative_count), (1, 2)
            )
            objective = key_result.objective_id
            self.assertEqual(
                (objective.open_initiative_count, objective.initiative_count), (1, 2)
            )
            # What nobody works towards any more nags nobody.
            objective.action_cancel("Wrong")
            self.assertFalse(works.filtered("is_open"))
            self.assertFalse(works.search([("is_open", "=", True), *domain]))

    def test_lists_of_a_key_result_and_an_objective(self):
        work = self._initiative(self._running_key_result())
        self._initiative(self._running_key_result())
        for record in (work.key_result_id, work.objective_id):
            action = record.action_open_initiatives()
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(found, work)

    # --- IN ANOTHER CYCLE ---

    def test_what_is_left_goes_on(self):
        self.cycle.action_activate()
        later = self.env["okr.cycle"].create(
            {
                "name": "Second quarter",
                "company_id": self.company.id,
                "date_start": "2026-04-06",
                "date_end": "2026-07-05",
            }
        )
        key_result = self._running_key_result()
        self._initiative(key_result, name="Done", state="done")
        self._initiative(key_result, name="Dropped", state="cancelled")
        self._initiative(
            key_result, name="Begun", state="doing", date_deadline="2026-04-05"
        )
        copy = key_result.objective_id._rollover(later).key_result_ids
        self.assertRecordValues(
            copy.initiative_ids,
            [{"name": "Begun", "state": "todo", "user_id": self.users["seller"].id}],
        )
        self.assertEqual(str(copy.initiative_ids.date_deadline), "2026-07-05")
        duplicate = key_result.objective_id.copy().key_result_ids
        self.assertEqual(duplicate.initiative_ids.mapped("name"), ["Begun"])
        self.users["seller"].active = False
        copy = key_result.objective_id._rollover(later).key_result_ids
        self.assertFalse(copy.initiative_ids.user_id)

    def test_work_that_counts_goes_on_like_milestones(self):
        later = self.cycle.copy(
            {"name": "Later", "date_start": "2026-04-06", "date_end": "2026-07-05"}
        )
        key_result = self._counting(("One", 1), ("Two", 1), ("Three", 1))
        one, _two, three = key_result.initiative_ids
        one.state = "done"
        three.action_cancel("No")
        objective = key_result.objective_id

        def names(objectives):
            return objectives.key_result_ids.initiative_ids.mapped("name")

        self.assertEqual(names(objective._rollover(later)), ["Two"])
        every = objective._rollover(later, all_milestones=True)
        self.assertEqual(names(every), ["One", "Two"])
        self.assertEqual(
            set(every.key_result_ids.initiative_ids.mapped("state")), {"todo"}
        )
        self.assertEqual(names(objective.copy()), ["One", "Two"])
        _two.state = "done"
        # All of it is done: there is nothing left of that key result.
        self.assertFalse(objective._rollover(later).key_result_ids)

    def test_an_idea_that_gets_a_date_takes_its_work_along(self):
        key_result = self._running_key_result()
        work = self._initiative(key_result, date_deadline="2026-04-05")
        later = self.cycle.copy(
            {"name": "Later", "date_start": "2026-04-06", "date_end": "2026-07-05"}
        )
        key_result._move_plan(self.cycle._span(), later._span())
        self.assertEqual(str(work.date_deadline), "2026-07-05")
