from ..access_common import TestOkrAccessCommon


class TestTemplateCommon(TestOkrAccessCommon):
    """Templates of everybody's and of one person's own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.area = cls.env["okr.template.area"].create({"name": "Harbour"})
        cls.template = cls._template()

    @classmethod
    def _template(cls, **values):
        return cls.env["okr.template"].create(
            {
                "name": "Every ship finds the harbour",
                "description": "<p>Ships that find it come back.</p>",
                "area_id": cls.area.id,
                "user_id": False,
                "key_result_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Ships that call",
                            "start_value": 20,
                            "target_value": 60,
                            "unit": "ships",
                            "weight": 2,
                        },
                    ),
                    (
                        0,
                        0,
                        {
                            "name": "The light is mended",
                            "metric_type": "milestone",
                            "milestone_ids": [
                                (0, 0, {"name": "Lamp bought", "weight": 1}),
                                (0, 0, {"name": "Lamp lit", "weight": 3}),
                            ],
                        },
                    ),
                ],
                **values,
            }
        )

    def _wizard(self, login, template=None, **values):
        """Return the dialog as somebody has it, filled in."""
        return (
            self._env(login)["okr.template.use"]
            .with_company(self.company)
            .create(
                {
                    "template_id": (template or self.template).id,
                    "cycle_id": self.cycle.id,
                    **values,
                }
            )
        )

    def _use_for_me(self, login, template=None, **values):
        action = self._wizard(login, template, **values).action_confirm()
        return self.env["okr.objective"].browse(action["res_id"])

    def _run(self, login="okr_admin", template=None, **values):
        """Return what the second page shows: for whom, and who is left out."""
        action = self._wizard(login, template, **values).action_confirm()
        return self._env(login)["okr.template.run"].browse(action["res_id"])

    def _finish(self, run):
        run.action_start()
        while run.state == "running":
            run.make_next()
        return run.line_ids.objective_id
