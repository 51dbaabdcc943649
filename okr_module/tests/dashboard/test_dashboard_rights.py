from odoo.exceptions import UserError
from odoo.tests import tagged

from ..figures_common import TestOkrFigures, at


@tagged("post_install", "-at_install")
class TestDashboardRights(TestOkrFigures):
    """Every reader sees what their rights give, and no figure of anything else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle.action_activate()
        cls.open = cls._running("seller", name="For everybody")
        cls.hidden = cls._running(
            "developer", name="A secret of Product", visibility="private"
        )
        cls.inside = cls._running(
            "developer",
            name="Inside Product",
            level="department",
            visibility="department",
            department_id=cls.departments["Product"].id,
        )
        with at("2026-01-20"):
            for objective, value in (
                (cls.open, 10),
                (cls.hidden, 90),
                (cls.inside, 50),
            ):
                objective.key_result_ids.with_user(objective.user_id).check_in(
                    value, help_needed=True, note="Help us"
                )
            cls.env.flush_all()

    def _data(self, login, **kwargs):
        with at("2026-01-23"):
            return (
                self.env["okr.dashboard"]
                .with_user(self.users[login])
                .get_data(self.cycle.id, **kwargs)
            )

    def test_who_sees_what(self):
        """Means, movers and help are of what the reader may read alone."""
        for login, seen, progress in (
            ("seller", self.open, 0.1),
            ("developer", self.open | self.hidden | self.inside, 0.5),
            ("product_lead", self.open | self.hidden | self.inside, 0.5),
            ("hr_officer", self.open | self.inside, 0.3),
            ("okr_admin", self.open | self.hidden | self.inside, 0.5),
        ):
            data = self._data(login)
            self.assertEqual(sorted(data["ids"]["objectives"]), seen.ids, login)
            self.assertAlmostEqual(data["progress"], progress, 9, login)
            self.assertEqual(
                {row["objective_id"] for row in data["movers"]}, set(seen.ids), login
            )
            self.assertEqual(
                {row["key_result_id"] for row in data["help_requests"]},
                set(seen.key_result_ids.ids),
                login,
            )

    def test_no_name_and_no_row_of_what_is_hidden(self):
        """A department with nothing but hidden objectives has no row."""
        data = self._data("seller")
        self.assertNotIn("Product", str(data["departments"]))
        self.assertNotIn("secret", str(data))

    def test_a_past_day_tells_no_more(self):
        """Time travel leads to no room that is locked."""
        data = self._data("seller", date="2026-01-20")
        self.assertEqual(data["ids"]["objectives"], self.open.ids)
        self.assertAlmostEqual(data["progress"], 0.1)

    def test_another_company(self):
        """A stranger has no such cycle."""
        with self.assertRaises(UserError):
            self._data("stranger")

    def test_a_hidden_child_moves_nothing(self):
        """What rolls up is what whoever reads the parent may read."""
        with at("2026-01-21"):
            self.open.write({"rollup": "both", "change_reason": "Others help"})
            self.hidden.sudo().parent_id = self.open
            self.env.flush_all()
        self.assertAlmostEqual(self._data("seller")["progress"], 0.1)
        self.assertAlmostEqual(
            self._data("okr_admin", department_id=self.departments["Sales"].id)[
                "progress"
            ],
            0.1,
        )
