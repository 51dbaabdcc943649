from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from ..access_common import TestOkrAccessCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestWhoIsLetIn(TestOkrAccessCommon):
    """Who sees an objective is widened by those who answer for it, no others.

    ``designer`` and ``analyst`` contribute to objectives of ``sales_rep``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.private = cls._full_objective(visibility="private")
        cls.department = cls._full_objective(visibility="department")
        cls.open = cls._full_objective(visibility="company")
        cls.outsider = cls.users["developer"]
        cls.colleague = cls.users["sales_clerk"]

    def _ways(self, objective, user):
        """Return the ways to let a user see an objective."""
        key_result = objective.key_result_ids
        return {
            "members": lambda env: objective.with_env(env).write(
                {"member_ids": [Command.link(user.id)]}
            ),
            "all members": lambda env: objective.with_env(env).write(
                {"member_ids": [Command.set((objective.member_ids | user).ids)]}
            ),
            "owner of a key result": lambda env: key_result.with_env(env).write(
                {"user_id": user.id}
            ),
            "a key result of theirs": lambda env: env["okr.key.result"].create(
                {
                    "name": "Theirs",
                    "objective_id": objective.id,
                    "user_id": user.id,
                }
            ),
            "through the objective": lambda env: objective.with_env(env).write(
                {
                    "key_result_ids": [
                        Command.update(key_result.id, {"user_id": user.id})
                    ]
                }
            ),
            "work": lambda env: env["okr.initiative"].create(
                {"name": "Do it", "key_result_id": key_result.id, "user_id": user.id}
            ),
        }

    def _check(self, objective, user, login, expected):
        for name, way in self._ways(objective, user).items():
            with self.subTest(name, login=login, visibility=objective.visibility):
                refused = self._refused(lambda w=way: w(self._env(login)))
                self.assertEqual(not refused, expected)

    def test_contributors_let_nobody_in(self):
        for objective in (self.private, self.department):
            for login in ("designer", "analyst"):
                self._check(objective, self.outsider, login, False)

    def test_who_answers_for_it_does(self):
        for objective in (self.private, self.department):
            for login in ("sales_rep", "okr_admin"):
                self._check(objective, self.outsider, login, True)
        self._check(self.department, self.outsider, "sales_lead", True)
        self._check(self.department, self.outsider, "ceo", True)

    def test_who_sees_it_anyway_is_let_in_by_nobody(self):
        self._check(self.department, self.colleague, "designer", True)
        self._check(self.private, self.users["mentor"], "designer", True)
        self._check(self.open, self.outsider, "designer", True)

    def test_visibility(self):
        for objective, wider in (
            (self.private, ("department", "company")),
            (self.department, ("company",)),
        ):
            for visibility in wider:
                for login, may in (
                    ("designer", False),
                    ("analyst", False),
                    ("sales_rep", True),
                    ("okr_admin", True),
                ):
                    with self.subTest(visibility, login=login):
                        mine = self._as(login, objective)
                        refused = self._refused(
                            lambda o=mine, v=visibility: o.write({"visibility": v})
                        )
                        self.assertEqual(refused, not may)
        mine = self._as("sales_lead", self.department)
        self.assertFalse(self._refused(lambda: mine.write({"visibility": "company"})))
        # Narrower it may become, and what is said of it besides is theirs to say.
        mine = self._as("designer", self.department)
        self.assertFalse(self._refused(lambda: mine.write({"visibility": "private"})))
        self.assertFalse(
            self._refused(lambda: mine.write({"visibility": "department"}))
        )

    def test_the_sentence(self):
        mine = self._as("designer", self.private)
        with self.assertRaisesRegex(Exception, "is widened by its owner"):
            mine.write({"visibility": "company"})


@tagged("post_install", "-at_install")
class TestRefusedInWords(TestOkrAccessCommon):
    """Who may not is told so, and whom to ask, without a joke or a technical name."""

    def _refusal(self, action):
        with (
            mute_logger("odoo.addons.base.models.ir_rule"),
            self.assertRaises(AccessError) as refusal,
            self.cr.savepoint(),
        ):
            action()
        return str(refusal.exception)

    def test_of_what_is_not_open(self):
        objective = self._full_objective(visibility="private")
        for record in (objective, objective.key_result_ids):
            sentence = self._refusal(self._as("secretary", record[:1]).read)
            self.assertIn("This is not open to you", sentence)
            for word in ("cookies", "top-secret", "okr.", "id=", record[:1].name):
                self.assertNotIn(word, sentence)

    def test_of_what_is_not_ones_own(self):
        objective = self._objective("seller")
        theirs = self._as("developer", objective)
        sentence = self._refusal(lambda: theirs.write({"name": "Mine"}))
        self.assertIn("This is not yours to change", sentence)
        self.assertNotIn("cookies", sentence)
