from odoo.tests import tagged

from ..query_common import recorded_queries
from .kpi_people_common import TestOkrPeopleCommon


@tagged("post_install", "-at_install")
class TestKpiOverlap(TestOkrPeopleCommon):
    """Counted twice: said to those who may read both, and of no small group."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpi = cls._define_contacts("test.contacts")
        cls.parent = cls._objective(owner="ceo", key_results=[])
        cls.objective.write({"parent_id": cls.parent.id, "visibility": "company"})

    def _stays(self, code, **values):
        return self.env["okr.kpi"].create(
            {
                "name": "Stays begun",
                "code": code,
                "model_id": self.env["ir.model"]._get_id("okr.employment"),
                "date_field_id": self.env["ir.model.fields"]
                ._get("okr.employment", "date_start")
                .id,
                "person_path": "employee_id",
                "run_as_id": self.admin.id,
                **values,
            }
        )

    def test_neighbours_that_count_the_same_records_are_named(self):
        self._contact(1)
        self._contact(2, city="Hanoi")
        one = self._link("test.contacts", name="All")
        other = self._link(
            "test.contacts", name="Of Hanoi", kpi_filter="[('city', '=', 'Hanoi')]"
        )
        sibling = self._objective(
            owner="developer", key_results=[], parent_id=self.parent.id
        )
        third = self._link("test.contacts", name="Third", objective_id=sibling.id)
        self.assertEqual(
            one.kpi_overlap.splitlines(),
            [
                "One of these records also counts in Of Hanoi.",
                "2 of these records also count in Third.",
            ],
        )
        self.assertIn("One of these records also counts in All", other.kpi_overlap)
        self.assertIn("2 of these records also count in All", third.kpi_overlap)

    def test_a_neighbour_that_one_may_not_read_is_not_spoken_of(self):
        self._contact(1)
        one = self._link("test.contacts", name="Mine")
        hidden = self._objective(
            owner="developer",
            key_results=[],
            parent_id=self.parent.id,
            visibility="private",
            level="individual",
        )
        self._link("test.contacts", name="Secret", objective_id=hidden.id)
        reader = self.users["seller"]
        self.assertFalse(hidden.with_user(reader).has_access("read"))
        self.assertFalse(one.with_user(reader).kpi_overlap)

    def test_of_a_small_group_not_even_the_number_is_told(self):
        """The group is shown; what it shares with another is about one person."""
        people = self._hire_many(6, start="2026-01-10")
        guarded = self._stays("test.guarded", min_group_size=5)
        one = self._link("test.guarded", name="All")
        self._stays("test.open")
        self._link(
            "test.open",
            name="One of them",
            kpi_filter=f"[('employee_id', '=', {people[0].id})]",
        )
        self.assertTrue(guarded._is_guarded())
        self.assertEqual(one.current_value, 6.0)
        self.assertEqual(
            one.kpi_overlap, "Some of these records also count in One of them."
        )

    def test_a_hidden_group_is_in_no_warning(self):
        self._hire_many(4, start="2026-01-10")
        self._stays("test.guarded", min_group_size=5)
        hidden = self._link("test.guarded", name="Hidden")
        self._stays("test.open")
        shown = self._link("test.open", name="Shown")
        self.assertIn("Fewer than 5", hidden.kpi_error)
        self.assertFalse(hidden.kpi_overlap)
        self.assertFalse(shown.kpi_overlap)

    def test_many_neighbours_cost_one_count(self):
        self._contact(1)
        key_results = [self._link("test.contacts", name=str(n)) for n in range(8)]
        with recorded_queries(self.env) as queries:
            sentence = key_results[0].kpi_overlap
        self.assertEqual(len(sentence.splitlines()), 7)
        counts = [query for query in queries if "COUNT(*)" in query]
        self.assertEqual(len(counts), 1, counts)

    def test_a_broken_neighbour_leaves_the_form_readable(self):
        self._contact(1)
        one = self._link("test.contacts", name="Good")
        bad = self._define_contacts("test.bad")
        self._link("test.bad", name="Bad")
        self._set_columns(bad, domain="[('no_such_field', '=', 1)]")
        self.env.invalidate_all()
        self.assertFalse(one.kpi_overlap)
        self._set_columns(self.kpi, domain="[('no_such_field', '=', 1)]")
        self.env.invalidate_all()
        self.assertFalse(one.kpi_overlap)
