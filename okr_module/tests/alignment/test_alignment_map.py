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
