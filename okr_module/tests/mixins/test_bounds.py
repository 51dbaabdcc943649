from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..access_common import TestOkrAccessCommon

LONG = "x" * 300_000
HUGE = 10**400


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestBounds(TestOkrAccessCommon):
    """More than a field takes is refused with a sentence, before the database."""

    def _models(self):
        """Return our models that keep something, but for those nobody may write."""
        return [
            model
            for name, model in self.env.items()
            if name.startswith("okr.")
            and not model._abstract
            and not model._transient
            and model._auto
            and self._may_write(name)
        ]

    def _may_write(self, name):
        return any(
            self.env["ir.model.access"]
            .with_user(self.users[login])
            .check(name, operation, raise_exception=False)
            for login in ("seller", "okr_admin")
            for operation in ("create", "write")
        )

    def test_every_field_of_every_model(self):
        seen = 0
        for model in self._models():
            for name, field in model._fields.items():
                value = {
                    "char": LONG,
                    "text": LONG,
                    "html": f"<p>{LONG}</p>",
                    "float": HUGE,
                    "monetary": HUGE,
                    "integer": HUGE,
                    "many2one": HUGE,
                }.get(field.type)
                given = not field.readonly and (field.store or field.inverse)
                if not (given and value):
                    continue
                with self.subTest(model=model._name, field=name):
                    seen += 1
                    for check in (
                        lambda m=model, n=name, v=value: m._prepare_create([{n: v}]),
                        lambda m=model, n=name, v=value: m.browse()._prepare_write(
                            {n: v}
                        ),
                    ):
                        with self.assertRaises(UserError) as refusal:
                            check()
                        self.assertLess(len(str(refusal.exception)), 500)
        self.assertGreater(seen, 100)

    def test_as_its_owner(self):
        objective = self._full_objective(word="Plain", number=5)
        parts = self._parts(objective)
        for kind, values in (
            ("objective", {"name": LONG}),
            ("objective", {"description": f"<p>{LONG}</p>"}),
            ("objective", {"sequence": HUGE}),
            ("objective", {"weight": HUGE}),
            ("key_result", {"name": LONG}),
            ("key_result", {"unit": LONG}),
            ("key_result", {"target_value": HUGE}),
            ("key_result", {"target_value": -HUGE}),
            ("key_result", {"kpi_filter": LONG}),
            ("milestone", {"name": LONG}),
            ("initiative", {"name": LONG}),
            ("plan_point", {"value": HUGE}),
        ):
            with self.subTest(kind, values=list(values)):
                mine = self._as("sales_rep", parts[kind])
                with self.assertRaises(ValidationError) as refusal:
                    mine.write(values)
                self.assertRegex(str(refusal.exception), "too (many|large)")
        key_result = self._as("sales_rep", parts["key_result"])
        for said in ({"note": LONG}, {"blocker": LONG}, {"confidence": HUGE}):
            with self.subTest(said=list(said)), self.assertRaises(UserError):
                key_result.check_in(5, **said)
        with self.assertRaises(UserError):
            key_result.check_in(HUGE)

    def test_what_people_write_fits(self):
        objective = self._as("sales_rep", self._full_objective(word="Plain", number=5))
        objective.write(
            {"name": "ü" * 500, "description": f"<p>{'long ' * 10_000}</p>"}
        )
        self.assertEqual(len(objective.name), 500)
        template = self._env("sales_rep")["okr.template"].create(
            {"name": "🐙" * 500, "user_id": self.users["sales_rep"].id}
        )
        self.assertEqual(len(template.name), 500)
        objective.key_result_ids.check_in(5, note="long " * 9_000)


@tagged("post_install", "-at_install")
class TestCirclesOfPeople(TestOkrAccessCommon):
    """Panels end where people manage one another, or departments contain each other."""

    def test_panels(self):
        one, two = self.employees["seller"], self.employees["developer"]
        below, above = self.departments["Sales North"], self.departments["Sales"]
        self.env.flush_all()
        for table, records in (
            ("hr_employee", one | two),
            ("hr_department", below | above),
        ):
            self.env.cr.execute(
                f"UPDATE {table} SET parent_id = %s WHERE id = %s",
                [records[1].id, records[0].id],
            )
            self.env.cr.execute(
                f"UPDATE {table} SET parent_id = %s WHERE id = %s",
                [records[0].id, records[1].id],
            )
        self.env.invalidate_all(flush=False)
        self._objective("seller", department_id=below.id)
        for model, field in (
            ("hr.employee", "parent_id"),
            ("hr.employee", "department_id"),
            ("hr.department", "parent_id"),
            ("okr.objective", "department_id"),
            ("okr.key.result", "department_id"),
            ("okr.initiative", "department_id"),
        ):
            for expand in (False, True):
                for counters in (False, True):
                    with self.subTest(model, field=field, expand=expand):
                        result = self._env("okr_admin")[model].sudo()
                        result = result.search_panel_select_range(
                            field, expand=expand, enable_counters=counters
                        )
                        self.assertTrue(result["values"] or model == "okr.initiative")
