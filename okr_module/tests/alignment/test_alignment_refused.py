from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..figures_common import TestOkrFigures


@tagged("post_install", "-at_install")
class TestAlignmentRefused(TestOkrFigures):
    """What cannot be aligned is refused with a sentence, whichever way it comes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.top = cls._objective("ceo", name="Top", level="company")
        cls.middle = cls._objective("sales_lead", name="Middle", parent_id=cls.top.id)
        cls.bottom = cls._objective(name="Bottom", parent_id=cls.middle.id)
        cls.free = cls._objective(name="Free")
        cls.past = cls.env["okr.cycle"].create(
            {
                "name": "Last year",
                "company_id": cls.company.id,
                "date_start": "2025-01-01",
                "date_end": "2025-12-31",
            }
        )
        cls.closed = cls._objective(name="Over", cycle_id=cls.past.id)
        cls.past.action_activate()
        cls.past.action_close()
        cls.dropped = cls._objective("ceo", name="Given up")
        cls.dropped.action_cancel("Nobody wants it")
        cls.foreign = cls.env["okr.objective"].create(
            {
                "name": "Theirs",
                "company_id": cls.other_company.id,
                "cycle_id": False,
                "user_id": cls.users["stranger"].id,
                "key_result_ids": [Command.create({"name": "Their number"})],
            }
        )
        cls.env.flush_all()
        names = {
            "top": cls.top,
            "middle": cls.middle,
            "bottom": cls.bottom,
            "free": cls.free,
            "closed": cls.closed,
            "dropped": cls.dropped,
            "foreign": cls.foreign,
        }
        cls.env["ir.model.data"].create(
            [
                {
                    "module": "alignment_test",
                    "name": name,
                    "model": "okr.objective",
                    "res_id": objective.id,
                }
                for name, objective in names.items()
            ]
        )

    def _load(self, *rows):
        """Import rows of external ids as a spreadsheet would have them."""
        header = ["id", "parent_id/id"]
        result = self.env["okr.objective"].load(
            header, [[f"alignment_test.{cell}" for cell in row] for row in rows]
        )
        return " ".join(message["message"] for message in result["messages"])

    # --- CIRCLES ---

    def test_circles_over_several_levels(self):
        for parent in (self.top, self.middle, self.bottom):
            with self.subTest(parent=parent.name):
                self.assert_refused("itself", self.top.write, {"parent_id": parent.id})
        self.assertFalse(self.top.parent_id)
        self.assertIn("itself", self._load(["top", "bottom"]))
        self.assertIn("itself", self._load(["free", "free"]))
        self.assert_refused(
            "itself", self.bottom.write, {"child_ids": [Command.link(self.top.id)]}
        )
        self.assert_refused(
            "itself",
            self.top.write,
            {"parent_key_result_id": self.bottom.key_result_ids.id},
        )
        # Odoo's own second attempt: both at once, each below the other
        pair = self.free | self.top
        self.assert_refused("itself", pair.write, {"parent_id": self.free.id})

    def test_circles_in_the_form(self):
        with self.assertRaisesRegex(UserError, "itself"):
            with Form(self.top) as form:
                form.parent_id = self.bottom
        self.env.invalidate_all()
        self.assertFalse(self.top.parent_id)

    def test_what_supports_itself(self):
        own = {"supported_objective_ids": [Command.link(self.free.id)]}
        self.assert_refused("itself", self.free.write, own)
        own = {"supported_objective_ids": [Command.set((self.top | self.free).ids)]}
        self.assert_refused("itself", self.free.write, own)
        with self.assertRaisesRegex(UserError, "itself"):
            with Form(self.free) as form:
                form.supported_objective_ids.add(self.free)

    def test_two_that_support_one_another(self):
        """No figure goes round in a circle: secondary links count nowhere."""
        self.free.supported_objective_ids = self.top
        self.top.supported_objective_ids = self.free | self.bottom
        self.assertEqual(self.top.supported_objective_ids, self.free | self.bottom)

    # --- WHAT IS OVER ---

    def test_a_closed_cycle(self):
        words = "closed cycle"
        part = self.closed.key_result_ids
        for values in (
            {"parent_id": self.closed.id},
            {"parent_key_result_id": part.id},
            {"supported_objective_ids": [Command.link(self.closed.id)]},
            {"supported_objective_ids": [Command.set(self.closed.ids)]},
        ):
            with self.subTest(values=values):
                self.assert_refused(words, self.free.write, values)
                self.assert_refused(words, self._objective, **values)
        self.assertIn(words, self._load(["free", "closed"]))
        with self.assertRaisesRegex(UserError, words):
            with Form(self.free) as form:
                form.parent_id = self.closed

    def test_what_was_dropped(self):
        words = "was dropped"
        for values in (
            {"parent_id": self.dropped.id},
            {"parent_key_result_id": self.dropped.key_result_ids.id},
            {"supported_objective_ids": [Command.link(self.dropped.id)]},
        ):
            with self.subTest(values=values):
                self.assert_refused(words, self.free.write, values)
                self.assert_refused(words, self._objective, **values)
        self.assertIn(words, self._load(["free", "dropped"]))
        part = self._objective("ceo", key_results=[{"name": "A"}, {"name": "B"}])
        part.key_result_ids[0].action_cancel("Wrong number")
        self.assert_refused(
            words, self.free.write, {"parent_key_result_id": part.key_result_ids[0].id}
        )

    def test_what_was_there_before_stays(self):
        """A link made in time stands, and does not keep anybody from working."""
        child = self._objective(
            name="Child",
            parent_id=self.middle.id,
            supported_objective_ids=[Command.link(self.top.id)],
        )
        for above in (self.middle, self.top):
            above.action_cancel("Something else matters more")
        child.write({"name": "Renamed", "parent_id": self.middle.id})
        child.supported_objective_ids = [Command.link(self.free.id)]
        self.assertEqual(child.supported_objective_ids, self.top | self.free)
        with Form(child) as form:
            form.name = "Renamed again"
        self.assertEqual(child.parent_id, self.middle)
        copy = child.copy()
        self.assertFalse(copy.parent_id)
        self.assertEqual(copy.supported_objective_ids, self.free)

    def test_what_a_drop_lifts_comes_to_rest_on_what_is_alive(self):
        self.middle.parent_id = self.free
        self.free.parent_id = self.top
        self.free.action_cancel("Wrong")
        self.middle.action_cancel("Wrong too")
        self.middle._lift_children()
        self.assertEqual(self.bottom.parent_id, self.top)

    # --- ANOTHER COMPANY ---

    def test_another_company(self):
        words = "another company"
        for values in (
            {"parent_id": self.foreign.id},
            {"parent_key_result_id": self.foreign.key_result_ids.id},
            {"supported_objective_ids": [Command.link(self.foreign.id)]},
        ):
            with self.subTest(values=values):
                self.assert_refused(words, self.free.write, values)
                self.assert_refused(words, self._objective, **values)
        self.assertIn(words, self._load(["free", "foreign"]))
        idea = self._objective(name="Idea", cycle_id=False)
        self._objective(name="Child of the idea", parent_id=idea.id, cycle_id=False)
        self.assert_refused(words, idea.write, {"company_id": self.other_company.id})
        idea = self._objective(name="Supported idea", cycle_id=False)
        self.free.supported_objective_ids = idea
        self.assert_refused(words, idea.write, {"company_id": self.other_company.id})

    # --- THE KEY RESULT ---

    def test_the_key_result_of_another_objective(self):
        words = "another objective"
        values = {
            "parent_id": self.middle.id,
            "parent_key_result_id": self.top.key_result_ids.id,
        }
        self.assert_refused(words, self.free.write, values)
        self.assert_refused(words, self._objective, **values)
        self.free.parent_key_result_id = self.top.key_result_ids
        self.assertEqual(self.free.parent_id, self.top)
        self.assert_refused(words, self.free.write, values)
        part = self.top.key_result_ids
        self.assert_refused(
            "stays in its objective", part.write, {"objective_id": self.middle.id}
        )

    def test_what_is_not_there(self):
        gone = self._objective(name="Gone")
        ids = {"parent_id": gone.id, "parent_key_result_id": gone.key_result_ids.id}
        gone.unlink()
        for name, gone_id in ids.items():
            with self.subTest(name):
                self.assert_refused("no longer", self.free.write, {name: gone_id})
                self.assert_refused("no longer", self._objective, **{name: gone_id})
