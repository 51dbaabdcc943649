from odoo.tests import tagged

from ..common import TestOkrCommon


@tagged("post_install", "-at_install")
class TestAlignmentMap(TestOkrCommon):
    """The first screen of the map: whatever stands at the top for its reader."""

    def _top(self, login):
        rows = (
            self.env["okr.objective"]
            .with_user(self.users[login])
            .hierarchy_read(
                [("cycle_id", "=", self.cycle.id), ("parent_id", "=", False)],
                {"name": {}},
                "parent_id",
                "child_ids",
            )
        )
        return {row["id"] for row in rows}

    def test_orphan_of_a_hidden_parent_stands_at_the_top(self):
        hidden = self._objective("seller", name="Private", visibility="private")
        child = self._objective("developer", name="Child", parent_id=hidden.id)
        other = self._objective("product_lead", name="On top")
        below = self._objective("developer", name="Below", parent_id=other.id)
        self.assertEqual(self._top("developer"), {child.id, other.id})
        self.assertEqual(self._top("seller"), {hidden.id, other.id})
        self.assertNotIn(below.id, self._top("developer"))

    def test_running_cycles_hold_for_the_branches_too(self):
        """FINDINGS A14: unfolded, a branch showed what was done in earlier cycles."""
        earlier = self.env["okr.cycle"].create(
            {
                "name": "Before",
                "company_id": self.company.id,
                "date_start": "2025-10-01",
                "date_end": "2025-12-31",
            }
        )
        top = self._objective("ceo", name="On top")
        above = self._objective("ceo", name="Above", parent_id=top.id)
        old = self._objective(
            "ceo", name="Long ago", parent_id=above.id, cycle_id=earlier.id
        )
        new = self._objective("ceo", name="Now", parent_id=above.id)
        self.cycle.action_activate()
        earlier.action_activate()
        earlier.action_close()
        for running, expected in ((True, {new.id}), (False, {new.id, old.id})):
            model = self.env["okr.objective"].with_user(self.users["developer"])
            model = model.with_context(okr_running_only=running)
            spec = {"name": {}, "child_ids": {}}
            rows = model.hierarchy_read(
                [("id", "in", (top | above).ids)], spec, "parent_id", "child_ids"
            )
            found = model.web_search_read([("parent_id", "=", top.id)], spec)
            for row in (*rows, *found["records"]):
                if row["id"] == above.id:
                    self.assertEqual(set(row["child_ids"]), expected)
