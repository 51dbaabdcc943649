from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from ..access_common import KINDS, SECRET, SECRET_NUMBER, TestOkrAccessCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestNoSideDoorRead(TestOkrAccessCommon):
    """What somebody could learn of a private objective who may not read it.

    Each look is taken twice: by the owner, who finds the secret, so that the look
    is one that would find it; and by ``developer``, who must not.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hidden = cls._full_objective(**cls._secret_values())
        cls.hidden.action_activate()
        cls.parts = cls._parts(cls.hidden)
        cls.child = cls._objective(
            "developer", name="Child in the open", parent_id=cls.hidden.id
        )
        cls.child.parent_key_result_id = cls.hidden.key_result_ids
        cls.child.supported_objective_ids = cls.hidden
        cls.parent = cls._objective("developer", name="Parent in the open")
        cls.hidden.parent_id = cls.parent
        for login in ("sales_rep", "developer"):
            cls.users[login].group_ids += cls.env.ref("base.group_allow_export")

    def _is_told(self, result):
        text = repr(result)
        return SECRET in text or str(SECRET_NUMBER) in text

    def _look(self, login, look):
        """Return what a look finds, or nothing where it is refused."""
        with mute_logger("odoo.addons.base.models.ir_rule", "odoo.models"):
            try:
                with self.env.cr.savepoint():
                    return look(self._env(login))
            except AccessError as error:
                self.assertFalse(self._is_told(error.args))
                return None

    def _check_look(self, name, look):
        with self.subTest(look=name):
            self.assertTrue(self._is_told(self._look("sales_rep", look)), "vacuous")
            self.assertFalse(self._is_told(self._look("developer", look)))

    def _check_search(self, model, domain, **kwargs):
        """A search whose domain knows the secret finds it for the owner only."""
        with self.subTest(model=model, domain=domain):

            def look(env):
                found = env[model].with_context(**kwargs).search_count(domain)
                groups = env[model].formatted_read_group(domain, [], ["__count"])
                self.assertEqual(groups[0]["__count"], found)
                return found

            self.assertTrue(self._look("sales_rep", look), "vacuous")
            self.assertFalse(self._look("developer", look))

    # --- BY ID ---

    def test_by_id(self):
        for kind, model in KINDS.items():
            ids = self.parts[kind].ids
            names = [
                name
                for name, field in self.env[model]._fields.items()
                if not field.groups
            ]
            paths = {
                "checkin": ["value", "key_result_id/name"],
                "plan_point": ["value", "key_result_id/name"],
                "target_change": ["reason", "key_result_id/name"],
                "help_request": ["answer", "key_result_id/name"],
                "alignment_request": ["answer", "objective_id/name"],
                "feedback": ["body", "objective_id/name"],
            }.get(kind, ["name", "display_name"])

            def records(env, model=model, ids=ids):
                return env[model].browse(ids)

            spec = {name: {} for name in names}
            looks = {
                "read": lambda env, r=records, n=names: r(env).read(n),
                "web_read": lambda env, r=records, s=spec: r(env).web_read(s),
                "export": lambda env, r=records, p=paths: r(env).export_data(p),
            }
            for name, look in looks.items():
                self._check_look(f"{name} of {kind}", look)

    def test_in_memory(self):
        """Recordset methods are RPC entry points, too."""
        hidden, child = self.hidden.ids, self.child.ids
        looks = {
            "mapped": lambda env: env["okr.objective"].browse(hidden).mapped("name"),
            "mapped through child": lambda env: (
                env["okr.objective"].browse(child).mapped("parent_id.name")
            ),
            "copy_data": lambda env: env["okr.objective"].browse(hidden).copy_data(),
        }
        for name, look in looks.items():
            self._check_look(name, look)
        for ids, domain in (
            (hidden, [("name", "ilike", SECRET)]),
            (child, [("parent_id.name", "ilike", SECRET)]),
            (child, [("parent_id", "ilike", SECRET)]),
            (child, [("parent_id", "any", [("name", "ilike", SECRET)])]),
            (child, [("parent_key_result_id.unit", "=", SECRET)]),
        ):
            with self.subTest(domain=domain):
                # pylint: disable-next=dangerous-default-value
                def found(env, ids=ids, domain=domain):
                    return env["okr.objective"].browse(ids).filtered_domain(domain).ids

                self.assertTrue(self._look("sales_rep", found), "vacuous")
                self.assertFalse(self._look("developer", found))

    # --- FROM A VISIBLE RECORD ---

    def test_name_of_a_hidden_relative(self):
        child, parent = self.child.ids, self.parent.ids
        names = ["parent_id", "parent_key_result_id"]
        spec = {name: {"fields": {"display_name": {}}} for name in names}
        more = {name: {"fields": {"display_name": {}, "name": {}}} for name in names}
        below = {"child_ids": {"fields": {"display_name": {}, "progress": {}}}}

        def objectives(env, ids):
            return env["okr.objective"].browse(ids)

        looks = {
            "read": lambda env: objectives(env, child).read(names),
            "search_read": lambda env: env["okr.objective"].search_read(
                [("id", "in", child)], names
            ),
            "web_read": lambda env: objectives(env, child).web_read(spec),
            "web_read, more": lambda env: objectives(env, child).web_read(more),
            "web_search_read": lambda env: env["okr.objective"].web_search_read(
                [("id", "in", child)], spec
            ),
            "children": lambda env: objectives(env, parent).web_read(below),
            "supported": lambda env: objectives(env, child).web_read(
                {"supported_objective_ids": {"fields": {"display_name": {}}}}
            ),
            "export": lambda env: objectives(env, child).export_data(
                ["parent_id", "parent_id/name", "supported_objective_ids"]
            ),
            "export names": lambda env: objectives(env, child).export_data(
                ["parent_id", "parent_key_result_id"]
            ),
            "formatted_read_group": lambda env: env[
                "okr.objective"
            ].formatted_read_group([("id", "in", child)], ["parent_id"], ["__count"]),
            "web_read_group": lambda env: env["okr.objective"].web_read_group(
                [("id", "in", child)], ["parent_id"], ["__count"]
            ),
            "group of a key result": lambda env: env[
                "okr.objective"
            ].formatted_read_group(
                [("id", "in", child)], ["parent_key_result_id"], ["__count"]
            ),
            "search panel": lambda env: env["okr.objective"].search_panel_select_range(
                "parent_id", enable_counters=True
            ),
            "search panel, several": lambda env: env[
                "okr.objective"
            ].search_panel_select_multi_range("parent_key_result_id"),
            "hierarchy": lambda env: env["okr.objective"].hierarchy_read(
                [("id", "in", child)], {"display_name": {}, "name": {}}, "parent_id"
            ),
            "hierarchy of all": lambda env: env["okr.objective"].hierarchy_read(
                [], {"display_name": {}, "name": {}}, "parent_id", "child_ids"
            ),
        }
        for name, look in looks.items():
            self._check_look(name, look)

    def test_map_opens_around_a_child_of_what_is_hidden(self):
        """What is hidden leaves a gap in the map, not an error."""
        env = self._env("developer")
        rows = env["okr.objective"].hierarchy_read(
            [("id", "in", self.child.ids)], {"display_name": {}}, "parent_id"
        )
        self.assertIn(self.child.id, [row["id"] for row in rows])

    def test_parent_stays_usable(self):
        """Saving a record with hidden relatives works, and shows none of them."""
        below = {"child_ids": {"fields": {"name": {}, "progress": {}}}}
        parent = self._as("developer", self.parent)
        rows = parent.web_save({"rollup": "both", "name": "Renamed"}, below)
        self.assertEqual(rows[0]["child_ids"], [])
        self.assertEqual(parent.child_count, 0)
        parent = self._as("sales_rep", self.parent)
        self.assertEqual(parent.child_count, 1)

    # --- BY SEARCH ---

    def test_search_by_what_it_says(self):
        """Text of a hidden record is no key to a visible one, nor to itself."""
        like = ("ilike", SECRET)
        domains = [
            [("name", *like)],
            [("display_name", *like)],
            [("description", *like)],
            [("parent_id.name", *like), ("id", "in", self.child.ids)],
            [("parent_id", *like)],
            [("parent_id", "=", f"{SECRET} objective")],
            [("parent_id", "child_of", f"{SECRET} objective")],
            [("parent_id", "any", [("name", *like)])],
            [("parent_key_result_id.name", *like)],
            [("parent_key_result_id", *like)],
            [("supported_objective_ids.name", *like)],
            [("supported_objective_ids", *like)],
            [("child_ids.name", *like)],
            [("child_ids", *like)],
            [("child_ids.key_result_ids.unit", *like)],
            [("key_result_ids.name", *like)],
            [("key_result_ids.checkin_ids.note", *like)],
            [("key_result_ids.milestone_ids.name", *like)],
            [("key_result_ids.initiative_ids.name", *like)],
            [("initiative_ids.own_name", *like)],
            [("initiative_ids", *like)],
            [("initiative_ids.description", *like)],
            [("key_result_ids.plan_ids.value", "=", SECRET_NUMBER)],
            [("key_result_ids.target_change_ids.reason", *like)],
        ]
        for domain in domains:
            self._check_search("okr.objective", domain)
        self._check_search("okr.cycle", [("objective_ids.name", *like)])
        self._check_search("okr.key.result", [("objective_id.name", *like)])
        self._check_search("okr.key.result", [("objective_id", *like)])
        self._check_search("okr.key.result", [("checkin_ids.note", *like)])
        self._check_search("okr.initiative", [("name", *like)])
        self._check_search("okr.initiative", [("key_result_id", *like)])
        self._check_search("okr.checkin", [("key_result_id.name", *like)])
        self._check_search("okr.checkin", [("value", "=", SECRET_NUMBER)])

    def test_absence_tells_nothing(self):
        """A hidden parent is neither like nor unlike anything."""
        for field in ("parent_id.name", "parent_id", "parent_key_result_id.unit"):
            found = {"developer": [], "sales_rep": []}
            for login, answers in found.items():
                objectives = self._env(login)["okr.objective"]
                for text in (SECRET, "Nothing like it"):
                    domain = [(field, "not ilike", text), ("id", "=", self.child.id)]
                    answers.append(objectives.search(domain).ids)
            self.assertNotEqual(*found["sales_rep"])
            self.assertEqual(*found["developer"])

    def test_figures_of_children_are_no_key(self):
        """By halving, a search for more or less would find out the number itself."""
        for field in ("child_ids.progress", "child_ids.key_result_ids.target_value"):
            domain = [(field, ">=", 0), ("id", "=", self.parent.id)]
            for login, count in (("sales_rep", 1), ("developer", 0)):
                objectives = self._env(login)["okr.objective"]
                self.assertEqual(objectives.search_count(domain), count, field)

    def test_name_search(self):
        for model in ("okr.objective", "okr.key.result", "okr.initiative"):
            self._check_look(
                f"name_search on {model}",
                lambda env, m=model: env[m].name_search(SECRET),
            )
            self._check_look(
                f"web_name_search on {model}",
                lambda env, m=model: env[m].web_name_search(SECRET, {"name": {}}),
            )

    def test_order_tells_nothing(self):
        """Rows are not put in order by what their reader may not read."""
        rows = self.child
        for name in ("Aaa", "Zzz"):
            hidden = self._objective("sales_rep", name=name, visibility="private")
            rows |= self._objective("developer", name=f"-{name}", parent_id=hidden.id)
        orders = []
        for order in ("parent_id.name", "parent_id.name desc"):
            objectives = self._env("developer")["okr.objective"]
            try:
                found = objectives.search([("id", "in", rows.ids)], order=order)
            except (UserError, ValueError):
                found = objectives
            orders.append(found.ids)
        self.assertEqual(orders[0], orders[1])

    def test_grouping_by_a_path(self):
        for groupby in ("parent_id.name", "parent_key_result_id.unit"):
            with self.subTest(groupby=groupby):
                objectives = self._env("developer")["okr.objective"]
                try:
                    groups = objectives._read_group(
                        [("id", "in", self.child.ids)], [groupby], ["__count"]
                    )
                except (UserError, ValueError):
                    groups = []
                self.assertFalse(self._is_told(groups))

    def test_counts_are_the_readers_own(self):
        for login, count in (("sales_rep", 1), ("developer", 0)):
            domain = [("objective_id", "=", self.hidden.id)]
            env = self._env(login)
            self.assertEqual(env["okr.key.result"].search_count(domain), count)
            self.assertEqual(self._as(login, self.parent).child_count, count)
        before = self._as("developer", self.cycle).objective_count
        self._objective("sales_rep", visibility="private")
        self.assertEqual(self._as("developer", self.cycle).objective_count, before)
        self.assertGreater(self._as("okr_admin", self.cycle).objective_count, before)
