from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..access_common import SECRET, SECRET_NUMBER
from ..template.template_common import TestTemplateCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestNoSideDoorDialogs(TestTemplateCommon):
    """A dialog is its opener's: it shows what they may read and acts in their name.

    Odoo keeps the dialogs of all people in one table, for a while, and whoever may
    open such a dialog may guess the id of another.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hidden = cls._full_objective(**cls._secret_values())
        cls.hidden.action_activate()
        cls.key_result = cls.hidden.key_result_ids

    def _dialogs(self):
        """Return dialogs of ``sales_rep`` that say something of what is hidden."""
        key_result = self.key_result.id
        values = {
            "okr.cancel": {"reason": f"{SECRET} is dead"},
            "okr.plan.change": {"key_result_id": key_result, "reason": SECRET},
            "okr.help.answer": {
                "request_id": self.key_result.help_request_ids.id,
                "answer": SECRET,
            },
            "okr.kpi.link": {
                "key_result_id": key_result,
                "kpi_id": self.env.ref("okr_module.okr_kpi_hr_headcount").id,
                "kpi_scope": "company",
            },
            "okr.plan.reason": {"reason": SECRET},
            "okr.plan.cycle": {"objective_ids": self.hidden.ids},
            "okr.template.use": {
                "template_id": self.template.id,
                "parent_id": self.hidden.id,
            },
        }
        env = self._env("sales_rep")
        dialogs = [env[model].create(vals) for model, vals in values.items()]
        dialogs += [dialog.line_ids for dialog in dialogs if "line_ids" in dialog]
        self.env.flush_all()
        return dialogs

    def test_every_dialog_is_guarded(self):
        """One that is added later must not be forgotten."""
        for name, model in self.env.registry.items():
            if not (name.startswith("okr.") and model._transient):
                continue
            with self.subTest(model=name):
                rules = self.env["ir.rule"].search([("model_id.model", "=", name)])
                domains = rules.filtered("global").mapped("domain_force")
                self.assertTrue(any("create_uid" in domain for domain in domains))

    def test_nobody_else_opens_it(self):
        for dialog in self._dialogs():
            for login in ("developer", "hr_officer", "okr_admin"):
                with self.subTest(model=dialog._name, login=login):
                    theirs = self._as(login, dialog)
                    self._assert_denied(theirs.read)
                    self.assertFalse(theirs.search([("id", "in", dialog.ids)]))
            with self.subTest(model=dialog._name):
                self.assertTrue(self._as("sales_rep", dialog).read())

    def test_it_is_opened_on_nothing_that_is_hidden(self):
        """What a dialog works out by itself, it works out as superuser."""
        hidden = {each._name: each for each in self._parts(self.hidden).values()}
        seen = set()
        for name, model in sorted(self.env.items()):
            if not (name.startswith("okr.") and model._transient):
                continue
            for field in model._fields.values():
                record = hidden.get(field.comodel_name) if field.relational else None
                if not record:
                    continue
                seen.add(name)
                given = record.id if field.type == "many2one" else [(6, 0, record.ids)]
                for login in ("developer", "hr_officer", "stranger"):
                    dialogs = self._as(login, model)
                    with self.subTest(model=name, field=field.name, login=login):
                        values = {field.name: given}
                        self._assert_denied(lambda d=dialogs, v=values: d.create(v))
                        self._assert_denied(
                            lambda d=dialogs, v=values: d.onchange(v, [], {})
                        )
        self.assertIn("okr.kpi.link", seen)

    # --- DIALOGS OF OTHER APPS ---

    def _foreign_dialogs(self, login, record):
        """Return what somebody typed into dialogs of mail's and of an import."""
        env = self._env(login)
        about = {"res_model": record._name, "res_ids": str(record.ids)}
        dialogs = [
            env["mail.compose.message"].create(
                {"model": record._name, "res_ids": str(record.ids), "body": SECRET}
            ),
            env["mail.activity.schedule"].create({"note": SECRET, **about}),
            env["mail.followers.edit"].create({"message": SECRET, **about}),
        ]
        dialogs.append(
            env["mail.activity.schedule.line"].create(
                {"activity_schedule_id": dialogs[1].id, "line_description": SECRET}
            )
        )
        if "base_import.import" in env:
            dialogs.append(
                env["base_import.import"].create(
                    {"res_model": record._name, "file": SECRET.encode()}
                )
            )
        self.env.flush_all()
        return dialogs

    def test_nobody_else_opens_another_apps_dialog_about_it(self):
        for dialog in self._foreign_dialogs("sales_rep", self.hidden):
            for login in ("developer", "hr_officer", "okr_admin", "stranger"):
                with self.subTest(model=dialog._name, login=login):
                    theirs = self._as(login, dialog)
                    self._assert_denied(lambda d=theirs: d.read(["create_date"]))
                    self.assertFalse(theirs.search([("id", "in", dialog.ids)]))
                    self._assert_denied(lambda d=theirs: d.write({"write_date": False}))
            with self.subTest(model=dialog._name):
                self.assertTrue(self._as("sales_rep", dialog).read(["create_date"]))

    def test_a_plan_of_activities_names_nobody(self):
        """A plan of another app fails on what its record lacks, and says its name."""
        plan = self.env["mail.activity.plan"].create(
            {
                "name": "Onboarding",
                "res_model": "hr.employee",
                "template_ids": [(0, 0, {"responsible_type": "manager"})],
            }
        )
        given = {
            "res_model": self.hidden._name,
            "res_ids": str(self.hidden.ids),
            "plan_id": plan.id,
        }
        self.env.flush_all()
        for login in ("developer", "stranger"):
            self.env.invalidate_all()
            schedule = self._env(login)["mail.activity.schedule"]
            with self.subTest(login=login), self.assertRaises(AccessError) as caught:
                schedule.create(given)
            self.assertNotIn(self.hidden.name, str(caught.exception))

    def test_dialogs_about_other_things_stay_as_they_are(self):
        partner = self.env["res.partner"].create({"name": "Customer"})
        for dialog in self._foreign_dialogs("sales_rep", partner):
            if dialog._name == "mail.compose.message":
                continue  # Odoo keeps it for whoever opened it, whatever it is about
            with self.subTest(model=dialog._name):
                theirs = self._as("developer", dialog)
                self.assertTrue(theirs.read(["create_date"]))
                self.assertEqual(theirs.search([("id", "in", dialog.ids)]), theirs)

    def test_nobody_else_fills_it_in(self):
        """Else its opener would confirm what another has written."""
        env = self._env("sales_rep")
        dialog = env["okr.plan.change"].create(
            {"key_result_id": self.key_result.id, "reason": "We know more now."}
        )
        theirs = self._as("developer", dialog)
        self._assert_denied(lambda: theirs.write({"target_value": 1.0}))
        self._assert_denied(theirs.action_confirm)
        self.assertEqual(dialog.with_env(self.env).target_value, 2 * SECRET_NUMBER)
