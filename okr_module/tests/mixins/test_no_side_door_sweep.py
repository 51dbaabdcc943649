# What a test says is no text of ours
# pylint: disable=unknown-option-value,translation-required
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from ..access_common import SECRET, SECRET_NUMBER, TestOkrAccessCommon

TEXT = ("char", "text", "html")


@tagged("post_install", "-at_install")
@freeze_time("2026-02-10 12:00:00")
class TestNoSideDoorSweep(TestOkrAccessCommon):
    """No table at all that an outsider may read says anything of it.

    Whatever else is installed: each stored text of each model is searched for the
    secret, each stored number for the secret number.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # With the log, tracking and mail that common.py keeps quiet.
        loud = dict(cls.env.context, tracking_disable=False, mail_create_nolog=False)
        cls.env = cls.env(context=loud)
        cls.cycle = cls.cycle.with_env(cls.env)
        cls.parent = cls._objective("developer", name="In the open", rollup="both")
        cls.hidden = cls._full_objective(**cls._secret_values(parent_id=cls.parent.id))
        cls.child = cls._objective(
            "developer", name="Below it", parent_id=cls.hidden.id
        )
        cls.hidden.action_activate()
        cls.env.flush_all()
        cls.env.cr.precommit.run()
        cls.hidden.name = f"{SECRET} renamed"
        cls.hidden.message_post(
            body=f"{SECRET} comment",
            subject=f"{SECRET} subject",
            partner_ids=cls.users["designer"].partner_id.ids,
        )
        cls.hidden.message_subscribe(cls.users["developer"].partner_id.ids)
        cls.hidden.message_post(body=f"{SECRET} news", subtype_xmlid="mail.mt_comment")
        cls.hidden.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=f"{SECRET} activity",
            user_id=cls.users["sales_rep"].id,
        )
        # A template of one's own of it, and the text of that: nobody else's.
        owner = cls.hidden.with_user(cls.users["sales_rep"])
        owner.action_save_as_template()
        cls.env["ir.attachment"].create(
            {
                "name": f"{SECRET} attachment",
                "res_model": "okr.objective",
                "res_id": cls.hidden.id,
                "raw": SECRET.encode(),
            }
        )
        cls.env.flush_all()
        cls.env.cr.precommit.run()
        cls.env["okr.objective"]._cron_refresh_figures()

    def _models_that_tell(self, login):
        telling = set()
        env = self._env(login)
        for name in sorted(env.registry):
            model = env[name]
            if model._abstract or not model._auto or not model.has_access("read"):
                continue
            for field in model._fields.values():
                if not field.store or not model._has_field_access(field, "read"):
                    continue
                if field.type in TEXT and not field.company_dependent:
                    domain = [(field.name, "ilike", SECRET)]
                elif field.type == "float" and not field.company_dependent:
                    domain = [
                        (field.name, ">", SECRET_NUMBER - 1),
                        (field.name, "<", SECRET_NUMBER + 1),
                    ]
                else:
                    continue
                try:
                    with mute_logger("odoo.addons.base.models.ir_rule"):
                        if model.search(domain, limit=1):
                            telling.add(name)
                except AccessError:
                    continue
        return telling

    def test_no_table_tells(self):
        self.env["res.users"].flush_model()
        # Who may read it finds it everywhere, so the sweep is one that finds.
        found = self._models_that_tell("sales_rep")
        self.assertLessEqual(
            {
                "okr.objective",
                "okr.key.result",
                "okr.checkin",
                "okr.milestone",
                "okr.initiative",
                "okr.plan.point",
                "okr.target.change",
                "okr.template",
                "okr.template.key.result",
                "okr.template.milestone",
                "mail.message",
                "mail.activity",
                "ir.attachment",
            },
            found,
        )
        for login in ("developer", "hr_officer", "sales_lead", "stranger", "portal"):
            with self.subTest(login=login):
                self.assertEqual(self._models_that_tell(login), set())
