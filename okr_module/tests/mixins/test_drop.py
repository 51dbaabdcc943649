from datetime import date

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time
from odoo.tools.safe_eval import safe_eval

from ..access_common import TestOkrAccessCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestDrop(TestOkrAccessCommon):
    """A dead goal is called dead, thanked for, and stays on record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.top = cls._objective("ceo", level="company", name="Top")
        cls.objective = cls._objective(
            "seller",
            key_results=[
                {"name": "First"},
                {"name": "Second", "user_id": cls.users["north_lead"].id},
            ],
            parent_id=cls.top.id,
        )
        cls.child = cls._objective("seller", parent_id=cls.objective.id, name="Child")
        cls.foreign = cls._objective(
            "developer", parent_id=cls.objective.id, name="Foreign"
        )
        (cls.top | cls.objective | cls.child | cls.foreign).action_activate()

    def _dialog(self, login, records, **values):
        mine = self._as(login, records)
        form = Form(
            mine.env["okr.cancel"].with_context(
                active_model=records._name, active_ids=records.ids
            )
        )
        for name, value in values.items():
            form[name] = value
        return form

    def test_the_dialog_says_what_it_frees(self):
        form = self._dialog("seller", self.objective)
        self.assertIn("2 key results", form.freed)
        self.assertIn("2 people", form.freed)
        self.assertEqual(form.child_count, 2)
        form = self._dialog("seller", self.objective.key_result_ids[0])
        self.assertIn("the one that stays", form.freed)
        self.assertEqual(form.child_count, 0)
        form = self._dialog("developer", self.foreign)
        self.assertEqual(
            form.freed,
            "One key result no longer asks for check-ins. "
            "One person has time for what matters more.",
        )

    def test_it_is_dated_thanked_for_and_readable(self):
        self._dialog("seller", self.objective, reason="The bridge is shut").save()
        dialog = self._dialog("seller", self.objective, reason="The bridge is shut")
        dialog.save().action_confirm()
        self.assertEqual(self.objective.state, "cancelled")
        self.assertEqual(str(self.objective.date_cancelled), "2026-02-10")
        self.assertEqual(self.child.parent_id, self.objective)
        body = self.objective.message_ids[:1].body
        self.assertIn("The bridge is shut.", body)
        self.assertIn("Thank you", body)
        self.assertTrue(self._as("developer", self.objective).has_access("read"))

    def test_without_a_reason_it_says_what_is_missing(self):
        """In a sentence, over the dialog that stays."""
        for goal in (self.objective, self.objective.key_result_ids[0]):
            for reason in (False, "  "):
                with self.subTest(goal=goal, reason=reason):
                    dialog = self._dialog("seller", goal, reason=reason).save()
                    with self.assertRaisesRegex(UserError, "Say why"):
                        dialog.action_confirm()
                    self.assertEqual(goal.state, "active")

    def test_what_is_dropped_with_its_objective_is_not_offered_to_be(self):
        view = self.env["okr.key.result"].get_view(view_type="form")
        arch = etree.fromstring(view["arch"])
        [button] = arch.xpath("//header/button[@name='action_cancel']")
        first = self.objective.key_result_ids[0]
        names = ("id", "state", "objective_state", "can_edit", "cycle_state")

        def is_offered():
            values = {name: first[name] for name in names}
            return not safe_eval(button.get("invisible"), values)

        self.assertTrue(is_offered())
        self.objective.action_cancel("The bridge is shut")
        self.assertFalse(is_offered())

    def test_the_reason_of_the_change_is_why(self):
        """A drop is a change of plan: its reason may come as that of any other."""
        objective = self._as("seller", self.objective)
        first = objective.key_result_ids[0]
        reason = {"change_reason": "The bridge is shut"}
        drop = {"state": "cancelled"}
        with self.assertRaisesRegex(UserError, "Say why"):
            first.write({**drop, "change_reason": "  "})
        first.write({**drop, **reason})
        objective.write(
            {
                "key_result_ids": [
                    Command.update(objective.key_result_ids[1].id, drop)
                ],
                **reason,
            }
        )
        objective.write({**drop, **reason})
        for goal in (objective, *objective.key_result_ids):
            self.assertEqual(goal.cancel_reason, "The bridge is shut")
            self.assertIn("The bridge is shut", goal.sudo().message_ids[0].body)
        rows = self.env["okr.target.change"].search(
            [("objective_id", "=", objective.id), ("field_name", "=", "state")]
        )
        self.assertEqual(len(rows), 3)
        self.assertEqual(set(rows.mapped("reason")), {"The bridge is shut"})
        with self.assertRaises(AccessError):
            self._as("developer", self.child).write({**drop, **reason})

    def test_what_is_aligned_to_it_can_move_up(self):
        dialog = self._dialog(
            "seller", self.objective, reason="The bridge is shut", children="lift"
        )
        dialog.save().action_confirm()
        self.assertEqual(self.child.parent_id, self.top)
        # Not theirs to move
        self.assertEqual(self.foreign.parent_id, self.objective)

    def test_it_leaves_the_roll_up_from_that_day(self):
        self.top.write({"rollup": "aligned", "change_reason": "It is theirs"})
        other = self._objective("developer", parent_id=self.top.id, name="Other")
        other.action_activate()
        self.objective.key_result_ids[0].check_in(100)
        other.key_result_ids.check_in(20)
        self.assertAlmostEqual(self.top.progress, 0.35)
        self.objective.action_cancel("Shut")
        self.assertAlmostEqual(self.top.progress, 0.2)
        self.assertAlmostEqual(self.objective.progress, 0.5)

    def test_a_key_result_taken_up_again_has_no_day_of_its_end(self):
        key_result = self.objective.key_result_ids[0]
        self._as("seller", key_result).action_cancel("Wrong number")
        self.assertEqual(str(key_result.date_cancelled), "2026-02-10")
        self.assertIn("Wrong number.", key_result.message_ids[:1].body)
        key_result.write({"state": "active", "change_reason": "Right after all"})
        self.assertFalse(key_result.date_cancelled)

    def test_taken_up_again_it_is_not_late_for_the_days_it_was_dropped(self):
        """Nothing is born late, nor reborn: its status, home and check-ins say so."""
        for record in (self.objective.key_result_ids[0], self.objective):
            key_result = self.objective.key_result_ids[0]
            with self.subTest(record=record._name), self.cr.savepoint() as savepoint:
                self._as("seller", key_result).check_in(10)
                self._as("seller", record).action_cancel("No time")
                with freeze_time("2026-03-04 09:00:00"):
                    self._as("seller", record).action_take_back("Time again")
                    self.assertNotEqual(key_result.status, "overdue")
                    self.assertFalse(key_result.is_late)
                    self.assertEqual(str(key_result.next_checkin_date), "2026-03-06")
                    asked = key_result._asked_for(date(2026, 3, 4))
                    self.assertEqual(asked[key_result.id], (date(2026, 3, 6), False))
                    checkin = self._as("seller", key_result).check_in(20)
                    self.assertEqual(checkin.timeliness, "on_time")
                savepoint.rollback()
                self.env.invalidate_all()

    def test_what_was_dropped_in_the_draft_owes_nothing_until_it_is_taken_up(self):
        draft = self._objective(key_results=[{"name": "One"}, {"name": "Two"}])
        draft.key_result_ids[0].action_cancel("Not this one")
        draft.action_activate()
        with freeze_time("2026-03-04 09:00:00"):
            one, two = draft.key_result_ids
            one.action_take_back("This one, too")
            self.assertEqual((one.status, two.status), ("no_data", "overdue"))

    def test_nobody_gives_the_day_or_drops_what_is_not_theirs(self):
        self._assert_denied(
            lambda: self._as("seller", self.objective).write(
                {"date_cancelled": "2026-01-01"}
            )
        )
        dialog = self._dialog("developer", self.objective, reason="Out of the way")
        self._assert_denied(lambda: dialog.save().action_confirm())

    def test_the_dialog_tells_nothing_of_what_one_may_not_read(self):
        hidden = self._objective("seller", visibility="private")
        self._assert_denied(lambda: self._dialog("developer", hidden))
