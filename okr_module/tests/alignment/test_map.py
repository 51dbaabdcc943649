from odoo.tests import tagged

from ..figures_common import TestOkrFigures, at


@tagged("post_install", "-at_install")
class TestMap(TestOkrFigures):
    """What the map draws, and for whom."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vision = cls.env["okr.vision"].create(
            {
                "name": "A light in every harbour",
                "company_id": cls.company.id,
                "pillar_ids": [(0, 0, {"name": "Trust"})],
            }
        )
        cls.top = cls._running(
            "ceo",
            name="First in the country",
            level="company",
            rollup="both",
            pillar_id=cls.vision.pillar_ids.id,
        )
        cls.middle = cls._running("sales_lead", name="Middle", parent_id=cls.top.id)
        cls.leaf = cls._running("seller", name="Leaf", parent_id=cls.middle.id)

    def _map(self, login="seller", domain=None):
        with at(self.HALF):
            return (
                self.env["okr.objective"]
                .with_user(self.users[login])
                .get_map(domain or [("company_id", "=", self.company.id)])
            )

    def _nodes(self, **params):
        return {node["id"]: node for node in self._map(**params)["nodes"]}

    def test_vision_pillars_and_nodes(self):
        drawn = self._map()
        self.assertEqual(
            [vision["name"] for vision in drawn["visions"]],
            ["A light in every harbour"],
        )
        self.assertEqual(drawn["visions"][0]["pillars"][0]["name"], "Trust")
        self.assertEqual(
            [node["name"] for node in drawn["nodes"]],
            ["First in the country", "Middle", "Leaf"],
        )
        nodes = self._nodes()
        self.assertEqual(nodes[self.leaf.id]["parent_id"], self.middle.id)
        self.assertEqual(nodes[self.leaf.id]["pillar_id"], self.vision.pillar_ids.id)
        self.assertTrue(nodes[self.leaf.id]["is_mine"])
        self.assertEqual(
            [kr["name"] for kr in nodes[self.leaf.id]["key_results"]],
            ["New customers: 0 to 100"],
        )

    def test_what_is_above_comes_along(self):
        nodes = self._nodes(domain=[("id", "=", self.leaf.id)])
        self.assertEqual(set(nodes), {self.leaf.id, self.middle.id, self.top.id})
        self.assertEqual(
            [node["is_found"] for node in nodes.values()], [False, False, True]
        )

    def test_it_tells_of_nothing_hidden(self):
        self.middle.visibility = "private"
        nodes = self._nodes(login="developer")
        self.assertEqual(set(nodes), {self.leaf.id, self.top.id})
        self.assertFalse(nodes[self.leaf.id]["parent_id"])
        self.assertNotIn("Middle", str(nodes))

    def test_it_reads_what_it_draws(self):
        """No long texts of thousands of objectives, no records of their key results."""
        self.top.description = "<p>Long and beautiful</p>"
        self.env.flush_all()
        self.env.invalidate_all()
        nodes = self._nodes(login="developer")
        self.assertTrue(nodes[self.leaf.id]["key_results"])
        env = self.env(user=self.users["developer"])
        for model, name in (
            ("okr.objective", "description"),
            ("okr.key.result", "name"),
        ):
            self.assertFalse(env[model]._fields[name]._get_cache(env), name)

    def test_over_and_not_closed(self):
        self.assertFalse(self._nodes()[self.leaf.id]["is_over"])
        with at("2026-05-01"):
            nodes = self.env["okr.objective"].get_map([("id", "=", self.leaf.id)])
        self.assertTrue(nodes["nodes"][-1]["is_over"])

    def test_no_data_where_home_says_so(self):
        """What nobody has spoken of yet is no 0 %, neither there nor here."""
        told = self._running(
            name="Told", key_results=[{"name": "One"}, {"name": "Other"}]
        )
        one = told.key_result_ids[0]
        for day, value, said, parts in (
            ("2026-01-06", None, False, [False, False]),
            # The weakest word is that of the one that nobody spoke of
            ("2026-01-06", 0, False, [True, False]),
            ("2026-01-06", 10, True, [True, False]),
            # What is judged is said, however little there is
            (self.HALF, 0, True, [True, False]),
        ):
            with self.subTest(day=day, value=value), at(day):
                if value is not None:
                    one.check_in(value)
                told._refresh_figures()
                [node] = self._as_seller().get_map([("id", "=", told.id)])["nodes"]
                self.assertEqual(node["has_data"], said)
                rows = node["key_results"]
                self.assertEqual([row["has_data"] for row in rows], parts)
                home = self._as_seller().env["okr.home"].get_data()["objectives"]
                [row] = [row for row in home if row["id"] == told.id]
                self.assertEqual(
                    row["is_measured"]
                    and (row["status"] != "no_data" or row["progress"] > 0),
                    said,
                )
                self.assertEqual([r["has_data"] for r in row["key_results"]], parts)

    def _as_seller(self):
        env = self.env(user=self.users["seller"])
        return env["okr.objective"].with_context(allowed_company_ids=self.company.ids)

    def test_who_may_move_what(self):
        self.assertFalse(self._nodes(login="developer")[self.leaf.id]["can_move"])
        self.assertTrue(self._nodes()[self.leaf.id]["can_move"])

    def test_a_choice_says_whose_it_is(self):
        leaf = self.leaf.with_user(self.users["seller"])
        name = leaf.with_context(formatted_display_name=True).display_name
        self.assertIn("Leaf", name)
        self.assertIn("Individual", name)
        self.assertIn(self.users["seller"].name, name)
        self.assertEqual(leaf.display_name, "Leaf")
        self.middle.visibility = "private"
        hidden = self.middle.with_user(self.users["developer"])
        name = hidden.with_context(formatted_display_name=True).display_name
        self.assertNotIn("sales_lead", name)
