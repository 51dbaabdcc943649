from odoo.tests import TransactionCase, tagged

#: models about people's work, pay and judgement, as far as they are installed
WALLED = ("hr.", "resource.")
#: what those may have of ours: a panel for whoever looks, and how a leave bridge asks
PANEL = {"okr_objective_ids", "okr_objective_count"}
SCORES = {"okr.objective", "okr.key.result", "okr.checkin", "okr.engagement.row"}


@tagged("post_install", "-at_install")
class TestHrWall(TransactionCase):
    """OKRs feed neither pay nor appraisal: docs/hr_wall.md."""

    def _ours(self):
        """Return the names of our installed addons."""
        return set(
            self.env["ir.module.module"]
            .search([("name", "=like", "okr_module%"), ("state", "=", "installed")])
            .mapped("name")
        )

    def _walled_models(self):
        return [name for name in self.env if name.startswith(WALLED)]

    def test_no_field_of_ours_holds_a_score(self):
        ours = self._ours()
        self.assertIn("okr_module", ours)
        for name in self._walled_models():
            for field in self.env[name]._fields.values():
                added = field._modules and set(field._modules) <= ours
                if not added and field.comodel_name not in SCORES:
                    continue
                place = f"{name}.{field.name}"
                self.assertIn(field.name, PANEL, place)
                self.assertFalse(field.store, place)
                self.assertFalse(field.search, place)
                self.assertFalse(field.inverse, place)

    def test_the_wall_would_notice(self):
        """The panel is there, so the sweep above sees what we add."""
        seen = {
            name
            for name in self._walled_models()
            if PANEL & set(self.env[name]._fields)
        }
        self.assertLessEqual({"hr.employee", "hr.department"}, seen)

    def test_no_stored_figure_of_theirs_follows_from_ours(self):
        """Whatever HR stores is not computed from an OKR, by way of whom ever."""
        for name in self._walled_models():
            model = self.env[name]
            for field in model._fields.values():
                if not field.store:
                    continue
                for path in model.pool.field_depends[field]:
                    current = model
                    for part in path.split("."):
                        step = current._fields.get(part)
                        if step is None:
                            break
                        self.assertNotIn(step.comodel_name, SCORES, f"{name}.{path}")
                        if not step.comodel_name:
                            break
                        current = self.env[step.comodel_name]

    def test_no_job_export_or_automation_of_ours_is_about_people(self):
        data = self.env["ir.model.data"]
        for model, field in (
            ("ir.actions.server", "model_id.model"),
            ("ir.cron", "model_id.model"),
            ("ir.exports", "resource"),
            ("base.automation", "model_id.model"),
            ("ir.actions.report", "model"),
            ("mail.template", "model_id.model"),
        ):
            if model not in self.env:
                continue
            ids = data.search(
                [("model", "=", model), ("module", "in", list(self._ours()))]
            ).mapped("res_id")
            for record in self.env[model].browse(ids).exists():
                target = record.mapped(field)
                target = target[0] if isinstance(target, list) else target
                self.assertFalse(str(target).startswith(WALLED), record.display_name)

    def test_no_addon_of_ours_needs_appraisal_or_payroll(self):
        needed = (
            self.env["ir.module.module"]
            .search([("name", "in", list(self._ours()))])
            .dependencies_id.mapped("name")
        )
        for name in needed:
            self.assertNotRegex(name, "appraisal|payroll|payslip|salary")
