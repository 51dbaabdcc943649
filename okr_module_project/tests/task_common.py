from odoo.fields import Command

from odoo.addons.okr_module.tests.access_common import TestOkrAccessCommon

TASK_NAME = "Leviathan"
HIDDEN = "A task you may not see"


class TestOkrTaskCommon(TestOkrAccessCommon):
    """An open project and a private one; ``seller`` has no part in any."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = cls.env.ref("project.group_project_user")
        for login in ("sales_rep", "designer", "developer", "sales_lead", "analyst"):
            cls.users[login].group_ids += group
        cls.open = cls._project("Lighthouse", "employees")
        cls.private = cls._project("Cellar", "followers")
        cls.private.message_subscribe(cls.users["sales_rep"].partner_id.ids)
        cls.objective = cls._full_objective(name="In the open")
        cls.objective.action_activate()
        cls.key_result = cls.objective.key_result_ids

    @classmethod
    def _project(cls, name, visibility):
        return cls.env["project.project"].create(
            {
                "name": name,
                "privacy_visibility": visibility,
                "company_id": cls.company.id,
                "user_id": False,
            }
        )

    @classmethod
    def _task(cls, project=None, *logins, **values):
        return cls.env["project.task"].create(
            {
                "name": TASK_NAME,
                "project_id": (project or cls.open).id,
                "user_ids": [Command.set([cls.users[login].id for login in logins])],
                **values,
            }
        )

    def _linked(self, task, login="sales_rep", key_result=None, **values):
        """Return a new initiative that somebody makes of a task."""
        made = self._env(login)["okr.initiative"].create(
            {
                "key_result_id": (key_result or self.key_result).id,
                "task_id": task.id,
                **values,
            }
        )
        return made.with_env(self.env)
