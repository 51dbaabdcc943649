from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .task_common import TASK_NAME, TestOkrTaskCommon

#: what a private objective says, and nothing that ``developer`` may read
SECRET = "Mermaid"
#: a filter that asks whether the hidden name begins so, and one that asks in vain
HIT, MISS = SECRET[0], "Q"


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestOkrKpiFilter(TestOkrTaskCommon):
    """A private objective is not spelled out by a filter on tasks.

    ``developer`` may read the task and the key result that it works for, and neither
    the private objective of the same cycle nor the private project. The number of
    open tasks is computed as an administrator, who reads them all.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.env.ref("base.user_admin")
        cls.admin.company_ids |= cls.company
        cls.kpi = cls.env["okr.kpi"].search([("code", "=", "project.tasks_open")])
        values = cls._secret_values(name=f"{SECRET} objective", description=SECRET)
        cls.secret = cls._full_objective(SECRET, **values)
        cls.mine = cls._objective("developer", level="individual")
        cls.task = cls._task(cls.open, name="Fix the lamp")
        cls.hidden_parent = cls._task(cls.private)
        cls.child = cls._task(cls.open, name="Oil", parent_id=cls.hidden_parent.id)
        cls.private_task = cls._task(cls.open, name="Dig")
        cls.developer = cls.users["developer"]

    def setUp(self):
        super().setUp()
        self._linked(self.task)
        self._linked(self.private_task, key_result=self.secret.key_result_ids)
        self.env.invalidate_all()

    def _attack(self, letter):
        """Return the filter that the name was spelled out by."""
        return [
            ("id", "=", self.task.id),
            ("okr_key_result_id.cycle_id.objective_ids.name", "=like", f"{letter}%"),
        ]

    def _attacks(self, letter):
        """Return filters that ask for what is hidden, in all ways there are."""
        name = [("name", "=like", f"{letter}%")]
        path = "okr_key_result_id.cycle_id.objective_ids"
        asked = letter == HIT
        word = SECRET if asked else "Nobody"
        key_result = self.secret.key_result_ids.id if asked else 2**30
        task = (TASK_NAME if asked else "Nothing")[:4]
        return {
            "a path": [(f"{path}.name", "=like", f"{letter}%")],
            "a path negated": [(f"{path}.name", "not =like", f"{letter}%")],
            "not the name": [(f"{path}.name", "!=", f"{word} objective")],
            "any": [(path, "any", name)],
            "not any": [(path, "not any", name)],
            "not": ["!", (f"{path}.name", "=like", f"{letter}%")],
            "not not any": ["!", (path, "not any", name)],
            "any of any": [
                (
                    "okr_key_result_id",
                    "any",
                    [("cycle_id", "any", [("objective_ids", "any", name)])],
                )
            ],
            "any without any": [
                (
                    "okr_key_result_id",
                    "any",
                    [("cycle_id", "any", [("objective_ids", "not any", name)])],
                )
            ],
            "not any of any": [
                (
                    "okr_key_result_id",
                    "not any",
                    [("cycle_id.objective_ids", "any", name)],
                )
            ],
            "there and back": [
                (f"{path}.key_result_ids.objective_id.name", "=like", f"{letter}%")
            ],
            "names of members": [
                ("okr_key_result_id.user_id", "!=", False),
                (f"{path}.member_ids.name", "ilike", "designer" if asked else "q"),
                (f"{path}.name", "ilike", word),
            ],
            "name of a record": [(path, "ilike", word)],
            "not the name of a record": [(path, "not ilike", word)],
            "below a name": [(path, "child_of", word)],
            "messages": [(f"{path}.message_ids.body", "ilike", word)],
            "no messages": [(f"{path}.message_ids.body", "not ilike", word)],
            "check-ins": [
                ("okr_key_result_id.checkin_ids.note", "ilike", f"{word} note")
            ],
            "its objective": [
                ("okr_key_result_id.objective_id.name", "=like", f"{letter}%")
            ],
            "its key result": [("okr_key_result_id", "=", key_result)],
            "not its key result": [("okr_key_result_id", "!=", key_result)],
            "its name": [("okr_key_result_id", "ilike", word)],
            "not its name": [("okr_key_result_id", "not ilike", word)],
            "a task above": [("parent_id.name", "=like", f"{task}%")],
            "no task above": [("parent_id.name", "not =like", f"{task}%")],
            "above and below": [("parent_id.child_ids.parent_id.name", "ilike", task)],
            "tasks of the project": [
                ("project_id.task_ids.parent_id.name", "ilike", task)
            ],
        }

    def _questions_by_id(self):
        """Return filters that name a hidden record by its id.

        Whether an id is there, Odoo tells everybody who searches; a name it does not.
        """
        path, hidden = "okr_key_result_id.cycle_id.objective_ids", self.secret.id
        return {
            "an id on a path": [(path, "in", [hidden])],
            "an id not on a path": [(path, "not in", [hidden])],
            "below": [(path, "child_of", hidden)],
            "not below": ["!", (path, "child_of", hidden)],
            "above": [(path, "parent_of", hidden)],
        }

    def _link_filtered(self, extra, login="developer", objective=None):
        return self._env(login)["okr.key.result"].create(
            {
                "name": "Open tasks",
                "objective_id": (objective or self.mine).id,
                "kpi_id": self.kpi.id,
                "kpi_filter": repr(extra),
                "target_value": 100.0,
            }
        )

    def _preview(self, extra):
        """Return what a preview says to the developer; 1 or 0 was the leak."""
        env = self._env("developer")
        key_result = env["okr.key.result"].browse(self.mine.key_result_ids.id)
        return (
            env["okr.kpi"]
            .browse(self.kpi.id)
            ._preview_for(key_result, "company", scope_id=self.company.id, extra=extra)
        )

    # --- THE ATTACK ---

    def test_who_may_read_it_gets_an_answer(self):
        """Else the others would test nothing."""
        objective = self._objective("okr_admin", key_results=[])
        self.users["okr_admin"].group_ids += self.env.ref("project.group_project_user")
        for letter, value in ((HIT, 1.0), (MISS, 0.0)):
            key_result = self._link_filtered(
                self._attack(letter), "okr_admin", objective
            )
            self.assertEqual(key_result.current_value, value)

    def test_a_preview_does_not_spell_out_a_name(self):
        hit, miss = self._preview(self._attack(HIT)), self._preview(self._attack(MISS))
        self.assertEqual(hit, miss)
        self.assertEqual((hit["value"], hit["error"]), (0.0, False))

    def test_the_dialog_does_not_spell_out_a_name(self):
        told = []
        for letter in (HIT, MISS):
            wizard = self._env("developer")["okr.kpi.link"].create(
                {
                    "key_result_id": self.mine.key_result_ids.id,
                    "kpi_id": self.kpi.id,
                    "kpi_scope": "company",
                    "kpi_filter": repr(self._attack(letter)),
                }
            )
            # As in a request: what is computed later is computed as the caller.
            self.patch(self.env.transaction, "default_env", wizard.env)
            names = ("value_now", "last_year", "graph", "error", "start_value")
            told.append([wizard[name] for name in names])
        self.assertEqual(*told)
        self.assertEqual(told[0][0], "0 tasks")

    def test_a_bound_value_does_not_spell_out_a_name(self):
        hit, miss = (
            self._link_filtered(self._attack(letter)) for letter in (HIT, MISS)
        )
        for key_result in (hit, miss):
            key_result.action_refresh_kpi()
            self.assertEqual(key_result.current_value, 0.0)
            self.assertFalse(key_result.kpi_error)
        self.assertEqual(hit.kpi_filter_note, miss.kpi_filter_note)

    def test_opening_the_records_does_not_spell_out_a_name(self):
        for action in ("action_open_kpi_records", "action_open_gap"):
            told = []
            for letter in (HIT, MISS):
                key_result = self._link_filtered(self._attack(letter))
                try:
                    opened = getattr(key_result, action)()
                    told.append((opened["name"], opened["domain"]))
                except UserError as error:
                    told.append(str(error))
            with self.subTest(action):
                self.assertEqual(*told)

    def test_no_way_of_asking_spells_out_a_name(self):
        own = self._env("developer")["project.task"]
        tasks = self.task | self.child | self.private_task
        counted = [("id", "in", tasks.ids)]
        misses = self._attacks(MISS)
        for way, hit in self._attacks(HIT).items():
            with self.subTest(way):
                told = self._preview(counted + hit)
                self.assertFalse(told["error"])
                self.assertEqual(told, self._preview(counted + misses[way]))
                self.assertEqual(told["value"], own.search_count(counted + hit))

    def test_a_filter_tells_what_a_search_of_ones_own_tells(self):
        own = self._env("developer")["project.task"]
        tasks = self.task | self.child | self.private_task
        counted = [("id", "in", tasks.ids)]
        for way, asked in self._questions_by_id().items():
            with self.subTest(way):
                told = self._preview(counted + asked)
                self.assertEqual(told["value"], own.search_count(counted + asked))

    def test_operators_that_pass_the_rules_by_are_refused(self):
        for operator in ("any!", "not any!"):
            extra = [("okr_key_result_id", operator, [("name", "=like", "K%")])]
            with self.subTest(operator):
                self.assertTrue(self._preview(extra)["error"])
                with self.assertRaises(UserError):
                    self._link_filtered(extra)

    # --- RECORDS THEMSELVES ---

    def test_a_task_of_a_private_project_is_counted_for_who_may_read_it(self):
        named = [("name", "=", TASK_NAME)]
        self.assertEqual(self._link_filtered(named).current_value, 0.0)
        objective = self._objective("sales_rep", key_results=[])
        key_result = self._link_filtered(named, "sales_rep", objective)
        self.assertEqual(key_result.current_value, 1.0)
        self.hidden_parent.user_ids = [Command.link(self.developer.id)]
        self.assertEqual(self._link_filtered(named).current_value, 1.0)
