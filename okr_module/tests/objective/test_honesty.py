from odoo.tests import tagged
from odoo.tests.common import BaseCase, freeze_time

from ...arithmetic.honesty import all_full, same_status, same_text
from ..access_common import TestOkrAccessCommon


@tagged("post_install", "-at_install")
class TestHonestyRules(BaseCase):
    """The patterns, from plain values."""

    def test_all_full(self):
        for scores, count in (
            ([1.0] * 3, 3),
            ([1.0] * 7, 7),
            # 0.1 + 0.2 and friends: noise of floats is not a missing tenth
            ([0.1 * 3 / 0.3, 1.0, 1.0], 3),
            ([1.0, 1.0], None),
            ([1.0, 1.0, 0.9], None),
            ([0.0] * 5, None),
            ([], None),
        ):
            note = all_full(scores)
            self.assertEqual(note and note.count, count, scores)

    def test_same_status(self):
        on, risk = "on_track", "at_risk"
        for words, count in (
            ([on] * 3, 3),
            ([on, None, False, on, on], 3),
            ([on, on], None),
            ([on, risk, on, on], None),
            ([], None),
        ):
            note = same_status(words)
            self.assertEqual(note and note.count, count, words)

    def test_same_text(self):
        for texts, count in (
            (["On it.", "on it", "  ON   it! "], 3),
            (["On it.", "Signed two", "on it", "And", "on it!"], 3),
            (["Đang làm", "đang làm.", "ĐANG LÀM"], 3),
            (["On it", "on it", "nearly"], None),
            (["", None, False, " ", "."], None),
            (["12 visits", "13 visits", "14 visits"], None),
        ):
            note = same_text(texts)
            self.assertEqual(note and note.count, count, texts)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-20 12:00:00")
class TestHonesty(TestOkrAccessCommon):
    """The notes of a review, built from what its reader may read."""

    def _codes(self, login, objective):
        rows = self._as(login, objective).honesty_notes or []
        return sorted(row["code"] for row in rows)

    def _full(self, owner="seller", **values):
        objective = self._objective(owner, **values)
        objective.action_activate()
        objective.key_result_ids.check_in(100)
        return objective

    def test_an_owner_whose_goals_all_came_out_full(self):
        objectives = self._full() | self._full() | self._full()
        self.assertEqual(self._codes("developer", objectives[0]), ["sandbagging"])
        [row] = objectives[0].honesty_notes
        self.assertIn("All 3 objectives of seller", row["sentence"])
        self.assertTrue(row["reason"])
        daring = self._objective("seller")
        daring.action_activate()
        daring.key_result_ids.check_in(70)
        self.assertFalse(self._codes("developer", objectives[0]))

    def test_drafts_dropped_and_unmeasured_ones_prove_nothing(self):
        objectives = self._full() | self._full()
        self._objective("seller")
        dropped = self._full()
        dropped.action_cancel("Wrong goal")
        self.assertFalse(self._codes("seller", objectives[0]))

    def test_what_one_may_not_read_is_not_told(self):
        """Two in the open and a daring private one; or two and a private full one."""
        objectives = self._full() | self._full()
        self._full(visibility="private")
        self.assertEqual(self._codes("seller", objectives[0]), ["sandbagging"])
        self.assertFalse(self._codes("developer", objectives[0]))
        self.assertFalse(self._codes("hr_officer", objectives[0]))

    def test_a_word_and_a_text_that_never_change(self):
        objective = self._objective("seller")
        objective.action_activate()
        key_result = objective.key_result_ids
        for day in ("2026-02-02", "2026-02-09", "2026-02-16"):
            key_result.check_in(10, 0.5, "on_track", "On it.", date=day)
        self.assertEqual(
            self._codes("developer", objective), ["same_status", "same_text"]
        )
        [word] = [r for r in objective.honesty_notes if r["code"] == "same_status"]
        self.assertEqual(word["key_result"], key_result.name)
        self.assertIn("On track each of 3 times", word["sentence"])
        key_result.check_in(30, 0.5, "at_risk", "The van broke down.")
        self.assertEqual(self._codes("developer", objective), ["same_text"])

    def test_figures_of_odoo_write_no_texts(self):
        objective = self._objective("seller")
        objective.action_activate()
        self.env["okr.checkin"].create(
            [
                {
                    "key_result_id": objective.key_result_ids.id,
                    "date": f"2026-02-{day:02}",
                    "value": day,
                    "note": "Counted",
                    "source": "kpi",
                }
                for day in (2, 9, 16)
            ]
        )
        self.assertFalse(objective.honesty_notes)

    def _cycle_notes(self, step):
        cycle = self.cycle.with_env(self._env("okr_admin"))
        return [
            note for note in cycle._transition_notes(step) if note.code == "sandbagging"
        ]

    def test_a_department_and_a_whole_cycle(self):
        objectives = self._full() | self._full() | self._full()
        other = self._objective("developer")
        other.action_activate()
        other.key_result_ids.check_in(60)
        [note] = self._cycle_notes("review")
        self.assertIn("Sales North", note.sentence)
        self.assertIn(note.record, objectives)
        other.key_result_ids.check_in(100)
        [note] = self._cycle_notes("review")
        self.assertIn("Everything came out 1.0", note.sentence)
        self.assertEqual(note.record, self.cycle)
        self.assertFalse(note.forbids)
        self.assertFalse(self._cycle_notes("activate"))
