from copy import deepcopy

from odoo.tests import tagged

from ..common import TestOkrCommon


class SameStartCommon(TestOkrCommon):
    """A fixture that two classes begin with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goal = cls._objective(name="As it was")
        cls.words = {"said": ["nothing"]}

    @classmethod
    def _found(cls):
        """Return what a class begins with."""
        env = cls.env
        precommit = env.cr.precommit
        return {
            "goal": (cls.goal.name, cls.goal.user_id.login, cls.goal.state),
            "namesakes": env["okr.objective"].search_count(
                [("name", "=", "As it was")]
            ),
            "words": deepcopy(cls.words),
            "people": sorted(cls.users),
            "parameter": env["ir.config_parameter"].get_param("okr_module.left_over"),
            "left over": precommit.data.get("okr"),
            "default": (env.transaction.default_env.uid, env.uid, env.su),
            "dirty": any(env.transaction.field_dirty.values()),
        }

    @classmethod
    def _spoil(cls):
        """Leave nothing as it is; no test of the class undoes it."""
        env = cls.env
        cls.goal.write({"name": "Spoilt", "user_id": cls.users["ceo"].id})
        env["ir.config_parameter"].set_param("okr_module.left_over", "spoilt")
        env.cr.precommit.data["okr"] = "spoilt"
        env.transaction.default_env = env(user=cls.users["ceo"].id)
        cls.words["said"].append("something")
        cls.words["more"] = cls.users.pop("seller")
        cls._objective("ceo", name="As it was")

    def _test(self):
        self.assertEqual(
            self.found,
            {
                "goal": ("As it was", "seller", "draft"),
                "namesakes": 1,
                "words": {"said": ["nothing"]},
                "people": sorted(
                    ["ceo", "sales_lead", "north_lead", "seller", "product_lead"]
                    + ["developer", "hr_officer", "okr_admin", "stranger", "portal"]
                ),
                "parameter": False,
                "left over": None,
                "default": (1, 1, True),
                "dirty": False,
            },
        )
        # And what was spoilt meanwhile is seen by this class
        self.assertEqual(self.goal.name, "Spoilt")


@tagged("post_install", "-at_install")
class TestSameStart(SameStartCommon):
    """One of two that begin alike and spoil it: neither sees the other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.found = cls._found()
        cls._spoil()

    def test_it_begins_as_the_fixture_left_it(self):
        self._test()


@tagged("post_install", "-at_install")
class TestSameStartAgain(SameStartCommon):
    """The other one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.found = cls._found()
        cls._spoil()

    def test_it_begins_as_the_fixture_left_it(self):
        self._test()
