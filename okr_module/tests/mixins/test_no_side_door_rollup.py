from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..access_common import TestOkrAccessCommon

FIGURES = (
    "progress",
    "is_measured",
    "expected_progress",
    "confidence",
    "has_confidence",
    "status",
    "score",
    "final_score",
    "passed",
)


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestNoSideDoorRollup(TestOkrAccessCommon):
    """No figure of an objective moves by what its readers may not read."""

    #: (of the parent, of the child): whether the child counts. Departments: both
    #: are of Sales, unless the child is said to be of Sales North.
    COUNTS = {
        ("company", "company", "Sales"): True,
        ("company", "department", "Sales"): False,
        ("company", "private", "Sales"): False,
        ("department", "company", "Sales"): True,
        ("department", "company", "Sales North"): True,
        ("department", "department", "Sales"): True,
        ("department", "department", "Sales North"): False,
        ("department", "private", "Sales"): False,
        ("private", "company", "Sales"): True,
        ("private", "department", "Sales"): False,
        ("private", "private", "Sales"): False,
    }

    def _family(self, parent_visibility, child_visibility, department, rollup):
        parent = self._objective(
            "sales_rep",
            key_results=[{"name": "0 to 100"}] if rollup == "both" else [],
            name="Parent",
            visibility=parent_visibility,
            rollup=rollup,
        )
        parent.action_activate()
        owner = "sales_clerk" if department == "Sales" else "seller"
        child = self._objective(
            owner, name="Child", visibility=child_visibility, parent_id=parent.id
        )
        child.action_activate()
        self.assertEqual(child.department_id, self.departments[department])
        self.assertEqual(parent.department_id, self.departments["Sales"])
        return parent, child

    def _figures(self, objective):
        self.env.flush_all()
        objective.invalidate_recordset()
        return objective.read(FIGURES)[0]

    def test_what_counts(self):
        for rollup in ("aligned", "both"):
            for visibilities, counts in self.COUNTS.items():
                with self.subTest(rollup=rollup, visibilities=visibilities):
                    parent, child = self._family(*visibilities, rollup)
                    before = self._figures(parent)
                    child.key_result_ids.check_in(80, confidence=0.3)
                    after = self._figures(parent)
                    self.assertEqual(child.progress, 0.8)
                    self.assertEqual(after != before, counts)
                    if counts:
                        share = 0.8 if rollup == "aligned" else 0.4
                        self.assertAlmostEqual(after["progress"], share)
                    child.write({"weight": 50, "change_reason": "Heavier"})
                    self.assertEqual(self._figures(parent) != before, counts)
                    child.action_cancel("Done with it")
                    if not counts:
                        self.assertEqual(self._figures(parent), before)

    def test_key_results_only(self):
        """An objective measured by its key results is measured by them alone."""
        parent, child = self._family("company", "company", "Sales", "both")
        parent.write({"rollup": "key_results", "change_reason": "Its own"})
        before = self._figures(parent)
        child.key_result_ids.check_in(80)
        self.assertEqual(self._figures(parent), before)

    def test_across_a_generation(self):
        """Hidden from the grandparent is hidden behind a visible parent, too."""
        parent, child = self._family("company", "company", "Sales", "aligned")
        child.write({"rollup": "both", "change_reason": "Theirs, too"})
        grandchild = self._objective(
            "developer", name="Secret", visibility="private", parent_id=child.id
        )
        grandchild.action_activate()
        before = self._figures(child), self._figures(parent)
        grandchild.key_result_ids.check_in(100)
        self.assertEqual(grandchild.progress, 1.0)
        self.assertEqual((self._figures(child), self._figures(parent)), before)

    def test_hiding_takes_it_out(self):
        parent, child = self._family("company", "company", "Sales", "aligned")
        child.key_result_ids.check_in(80)
        self.assertEqual(self._figures(parent)["progress"], 0.8)
        child.visibility = "private"
        self.assertEqual(self._figures(parent)["progress"], 0.0)
        self.assertFalse(self._figures(parent)["is_measured"])
        child.visibility = "company"
        self.assertEqual(self._figures(parent)["progress"], 0.8)

    def test_moving_departments_apart_takes_it_out(self):
        parent, child = self._family("department", "department", "Sales", "aligned")
        child.key_result_ids.check_in(80)
        self.assertEqual(self._figures(parent)["progress"], 0.8)
        child.department_id = self.departments["Sales North"]
        self.assertFalse(self._figures(parent)["is_measured"])
        child.department_id = self.departments["Sales"]
        parent.department_id = self.departments["Product"]
        self.assertFalse(self._figures(parent)["is_measured"])
