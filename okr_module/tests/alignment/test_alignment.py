from odoo.tests import tagged

from ..figures_common import TestOkrFigures, at


@tagged("post_install", "-at_install")
class TestAlignment(TestOkrFigures):
    """What flows from aligned objectives, and what does not."""

    def _at(self, progress, owner="seller", **values):
        """Return an objective, of which so much is reached at half time."""
        objective = self._running(owner, **values)
        with at(self.HALF):
            objective.key_result_ids.check_in(progress * 100)
            self.env.flush_all()
        return objective

    def _parent(self, rollup="aligned", **values):
        return self._at(0.2, "ceo", level="company", rollup=rollup, **values)

    def test_three_ways_to_be_measured(self):
        for rollup, progress in (("key_results", 0.2), ("aligned", 0.7), ("both", 0.6)):
            with self.subTest(rollup):
                parent = self._parent(rollup)
                self._at(0.8, parent_id=parent.id, weight=3)
                self._at(0.4, "developer", parent_id=parent.id)
                self.assert_figures(parent, progress=progress, is_measured=True)

    def test_a_change_at_the_bottom_reaches_the_top(self):
        top = self._parent()
        middle = self._at(0.1, "sales_lead", parent_id=top.id, rollup="aligned")
        bottom = self._at(0.4, parent_id=middle.id)
        self.assert_figures(top, progress=0.4)
        with at(self.HALF):
            bottom.key_result_ids.check_in(90)
            self.assert_figures(top, progress=0.9, score=0.9)
            bottom.parent_id = False
            self.assert_figures(middle, progress=0.0, is_measured=False)
            self.assert_figures(top, progress=0.0, is_measured=False)

    def test_who_does_not_count(self):
        parent = self._parent()
        counted = self._at(0.8, parent_id=parent.id)
        draft = self._objective(parent_id=parent.id)
        unmeasured = self._objective(
            parent_id=parent.id, key_results=[], rollup="aligned"
        )
        weightless = self._at(0.1, parent_id=parent.id, weight=0)
        dropped = self._at(0.1, parent_id=parent.id)
        self.assert_figures(parent, progress=0.45)
        with at(self.HALF):
            dropped.action_cancel("Wrong")
            self.assert_figures(parent, progress=0.8)
            unmeasured.action_activate()
            self.assert_figures(parent, progress=0.8)
            # Done work counts as long as the goal is there.
            counted.action_done()
            self.assert_figures(parent, progress=0.8)
            draft.action_activate()
            self.assert_figures(parent, progress=0.4)
            weightless.write({"weight": 2, "change_reason": "It matters after all"})
            self.assert_figures(parent, progress=0.25)

    def test_children_without_weight_measure_nothing(self):
        parent = self._parent()
        self._at(0.8, parent_id=parent.id, weight=0)
        self.assert_figures(parent, progress=0.0, is_measured=False)

    def test_a_figure_never_tells_what_a_rule_hides(self):
        sales, product = self.departments["Sales"], self.departments["Product"]
        north = self.departments["Sales North"]
        department = {"level": "department", "visibility": "department"}
        for name, above, below, counts in (
            ("private under company", {}, {"visibility": "private"}, False),
            (
                "private under private",
                {"visibility": "private"},
                {"visibility": "private"},
                False,
            ),
            ("company under private", {"visibility": "private"}, {}, True),
            ("company under company", {}, {}, True),
            (
                "the same department",
                {**department, "department_id": sales.id},
                {**department, "department_id": sales.id},
                True,
            ),
            (
                "the department below",
                {**department, "department_id": sales.id},
                {**department, "department_id": north.id},
                False,
            ),
            (
                "another department",
                {**department, "department_id": sales.id},
                {**department, "department_id": product.id},
                False,
            ),
            (
                "department under company",
                {},
                {**department, "department_id": sales.id},
                False,
            ),
        ):
            with self.subTest(name):
                parent = self._at(0.2, "ceo", rollup="aligned", **above)
                child = self._at(0.8, parent_id=parent.id, **below)
                self.assertEqual(parent.is_measured, counts)
                self.assertAlmostEqual(parent.progress, 0.8 if counts else 0.0)
                with at(self.HALF):
                    child.visibility = "company"
                    self.assert_figures(parent, progress=0.8)
                    child.visibility = "private"
                    self.assert_figures(parent, progress=0.0)

    def test_what_is_hidden_does_not_come_up_through_the_middle(self):
        top = self._parent()
        middle = self._at(0.3, "sales_lead", parent_id=top.id, rollup="both")
        self._at(0.9, parent_id=middle.id, visibility="private")
        self.assert_figures(top, progress=0.3)

    def test_status_by_children_alone(self):
        parent = self._running("ceo", [], level="company", rollup="aligned")
        self.assert_figures(parent, is_measured=False, status="no_data")
        child = self._at(0.45, parent_id=parent.id)
        self.assert_figures(parent, status="on_track", expected_progress=0.5)
        with at(self.HALF):
            child.key_result_ids.check_in(10)
            self.assert_figures(parent, status="off_track")
            child.key_result_ids.check_in(100)
            self.assert_figures(parent, status="achieved")

    def test_no_circles(self):
        top = self._objective()
        middle = self._objective(parent_id=top.id)
        bottom = self._objective(parent_id=middle.id)
        for parent in (top, middle, bottom):
            with self.subTest(parent=parent):
                self.assert_refused("", top.write, {"parent_id": parent.id})
        self.assertFalse(top.parent_id)

    def test_through_a_key_result(self):
        top = self._objective()
        other = self._objective()
        child = self._objective(parent_key_result_id=top.key_result_ids.id)
        self.assertEqual(child.parent_id, top)
        self.assert_refused(
            "another objective",
            child.write,
            {"parent_id": other.id, "parent_key_result_id": top.key_result_ids.id},
        )
        child.parent_id = other
        self.assertFalse(child.parent_key_result_id)
        child.parent_key_result_id = other.key_result_ids
        other.key_result_ids.unlink()
        self.assertEqual(child.parent_id, other)
        self.assertFalse(child.parent_key_result_id)

    def test_nothing_is_aligned_to_a_closed_cycle(self):
        year = self.env["okr.cycle"].create(
            {
                "name": "Last year",
                "company_id": self.company.id,
                "date_start": "2025-01-01",
                "date_end": "2025-12-31",
            }
        )
        parent = self._objective(cycle_id=year.id)
        child = self._objective()
        year.action_activate()
        year.action_close()
        self.assert_refused("closed cycle", child.write, {"parent_id": parent.id})
        self.assert_refused("closed cycle", self._objective, parent_id=parent.id)

    def test_companies_do_not_mix(self):
        other = self.env["okr.objective"].create(
            {
                "name": "Theirs",
                "company_id": self.other_company.id,
                "cycle_id": False,
                "user_id": self.users["stranger"].id,
            }
        )
        child = self._objective()
        self.assert_refused("compan", child.write, {"parent_id": other.id})
        self.assert_refused("compan", other.write, {"cycle_id": self.cycle.id})
        self.assert_refused(
            "compan", child.write, {"supported_objective_ids": [(4, other.id)]}
        )

    def test_a_parent_of_others_is_not_lost_by_deleting(self):
        top = self._objective()
        self._objective(parent_id=top.id)
        self.assert_refused("aligned", top.unlink)
        self.assertTrue(top.exists())
