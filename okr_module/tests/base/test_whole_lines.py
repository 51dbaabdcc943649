from odoo.tests import tagged

from ..common import TestOkrCommon
from ..query_common import recorded_queries

#: more than Odoo reads at once
MANY = 1_200


@tagged("post_install", "-at_install")
class TestWholeLines(TestOkrCommon):
    """What stands below an objective is read together, but no long texts of it."""

    def _below(self, parent, number):
        """Let so many objectives stand below another one; copied, for speed."""
        child = self._objective(
            parent_id=parent.id, description="<p>Long and beautiful</p>"
        )
        self.env.flush_all()
        columns = [
            f'"{name}"'
            for name, field in child._fields.items()
            if field.store and field.column_type and name not in ("id", "parent_path")
        ]
        self.env.cr.execute(
            f"INSERT INTO okr_objective ({', '.join(columns)}, parent_path) "
            f"SELECT {', '.join(columns)}, %s FROM okr_objective, "
            "generate_series(2, %s) WHERE id = %s",
            [f"{parent.id}/0/", number, child.id],
        )
        self.env.invalidate_all()

    def test_thousands_below_an_objective_cost_one_query(self):
        for number in (2, MANY):
            parent = self._objective()
            self._below(parent, number)
            with self.subTest(number), recorded_queries(self.env) as queries:
                children = parent.child_ids
                self.assertEqual(len(children), number)
                self.assertEqual(set(children.mapped("weight")), {1.0})
                self.assertEqual(set(children.mapped("state")), {"draft"})
            self.assertEqual(len(queries), 1, "\n".join(queries))

    def test_long_texts_below_it_stay_where_they_are(self):
        parent = self._objective()
        self._below(parent, MANY)
        description = parent._fields["description"]
        children = parent.child_ids
        self.assertFalse(set(description._get_cache(self.env)) & set(children.ids))
        self.assertIn("beautiful", children[0].description)
