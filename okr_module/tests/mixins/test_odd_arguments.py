"""What a program may send to a public method, and what it is told then."""

import inspect

from psycopg2.errors import CheckViolation

from odoo import models
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from ..access_common import TestOkrAccessCommon

#: what is no number, no day, no text, no record, or too much of it
ODD = (
    "x",
    "",
    "2026-99-99",
    None,
    True,
    -1,
    1.5,
    10**400,
    float("nan"),
    [],
    [1, "x"],
    [{"a": 1}],
    {"a": 1},
)
#: what the figures of engagement are asked by
ASKED = ["company_id", "department_id", "level", "manager_id", "cycle_id", "date"]


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestOddArguments(TestOkrAccessCommon):
    """Whatever a public method is given, it answers in a sentence, or does its work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.objective = cls._full_objective("Word", 5.0, state="draft")
        cls.objective.action_activate()
        cls.parts = cls._parts(cls.objective)
        cls.records = {each._name: each for each in cls.parts.values()}
        cls.records["okr.cycle"] = cls.cycle

    def _methods(self):
        """Generate ``(model, name, function)`` of what a program may call by itself."""
        for model_name in sorted(self.env.registry.models):
            if not model_name.startswith("okr.") or model_name.endswith(".mixin"):
                continue
            model = type(self.env[model_name])
            for name in sorted(dir(model)):
                if name.startswith("_") or hasattr(models.BaseModel, name):
                    continue
                homes = [each for each in model.__mro__ if name in vars(each)]
                function = vars(homes[0])[name]
                if (
                    not inspect.isfunction(function)
                    or getattr(function, "_api_private", False)
                    or not all(
                        each.__module__.startswith("odoo.addons.okr_module")
                        for each in homes
                    )
                ):
                    continue
                yield model_name, name, getattr(model, name)

    def _arguments(self, function):
        """Generate what a method is called with: one odd thing after the other."""
        parameters = list(inspect.signature(function).parameters.values())[1:]
        named = [p for p in parameters if p.kind == p.POSITIONAL_OR_KEYWORD]
        needed = {p.name: 1 for p in named if p.default is p.empty}
        names = [parameter.name for parameter in named]
        if parameters and parameters[-1].kind == inspect.Parameter.VAR_KEYWORD:
            names += ASKED
        for odd in ODD:
            for name in names:
                yield {**needed, name: odd}

    def _wrong_words(self, action):
        """Return what a caller is told that is no sentence, None where it is one."""
        try:
            with (
                mute_logger(
                    "odoo.addons.base.models.ir_rule", "odoo.models", "odoo.sql_db"
                ),
                self.env.cr.savepoint() as savepoint,
            ):
                action()
                self.env.flush_all()
                savepoint.rollback()
        except (UserError, CheckViolation):
            return None  # Odoo says the sentence of a constraint
        except Exception as error:  # pylint: disable=broad-except
            return f"{type(error).__name__}: {error}"
        finally:
            self.env.invalidate_all(flush=False)
            self.env.cr.precommit.clear()
        return None

    def test_every_public_method(self):
        wrong = []
        for model_name, name, function in self._methods():
            records = self.records.get(model_name)
            if records is None:
                records = self.env[model_name]
                records = records if records._abstract else records.search([], limit=1)
            if not (records or getattr(function, "_api_model", False)):
                continue  # a dialog that nobody has opened
            own = self._as("okr_admin", records)
            if getattr(function, "_api_model", False):
                own = own.browse()
            for arguments in self._arguments(function):
                said = self._wrong_words(
                    lambda own=own, name=name, args=arguments: getattr(own, name)(
                        **args
                    )
                )
                if said:
                    wrong.append(
                        f"{model_name}.{name}({str(arguments)[:80]}) {said[:90]}"
                    )
        self.assertFalse(wrong, "\n".join(wrong))

    def test_every_field_of_every_record(self):
        wrong, seen = [], 0
        for model_name, model in sorted(self.env.items()):
            if not model_name.startswith("okr.") or model._abstract or not model._auto:
                continue
            records = self.records.get(model_name) or model.search([], limit=1)
            own = self._as("okr_admin", records)
            if not (records and own.has_access("write")):
                continue
            for name, field in model._fields.items():
                if field.readonly or not (field.store or field.inverse):
                    continue
                for odd in ODD:
                    seen += 1
                    vals = {name: odd, "change_reason": "Why not"}
                    if "change_reason" not in model._fields:
                        del vals["change_reason"]
                    said = self._wrong_words(lambda own=own, v=vals: own.write(v))
                    if said:
                        wrong.append(
                            f"{model_name}.{name}={str(odd)[:30]} {said[:120]}"
                        )
        self.assertFalse(wrong, "\n".join(wrong))
        self.assertGreater(seen, 1000)

    def test_values_of_a_check_in(self):
        own = self._as("sales_rep", self.env["okr.checkin"])
        key_result_id = self.parts["key_result"].id
        wrong = []
        for name in (
            "key_result_id",
            "value",
            "confidence",
            "stated_status",
            "note",
            "blocker",
            "date",
            "help_needed",
            "reached_milestone_ids",
            "source",
        ):
            for odd in ODD:
                vals = {"key_result_id": key_result_id, "value": 1, name: odd}
                said = self._wrong_words(lambda vals=vals: own.create(vals))
                if said:
                    wrong.append(f"{name}={str(odd)[:30]} {said[:90]}")
        self.assertFalse(wrong, "\n".join(wrong))

    def test_values_of_a_drop(self):
        wrong = []
        for record in (self.objective, self.parts["key_result"]):
            own = self._as("sales_rep", record)
            for odd in ODD:
                for vals in (
                    {"state": "cancelled", "cancel_reason": odd},
                    {"state": "cancelled", "change_reason": odd},
                    {"state": odd, "change_reason": "Why not"},
                ):
                    said = self._wrong_words(lambda own=own, vals=vals: own.write(vals))
                    if said:
                        wrong.append(f"{record._name} {str(vals)[:90]} {said[:90]}")
        self.assertFalse(wrong, "\n".join(wrong))
