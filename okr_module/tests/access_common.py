from odoo.exceptions import AccessError, UserError
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from .common import TestOkrCommon

#: What a private objective says, and nothing that an outsider reads may say.
SECRET = "Kraken"
SECRET_NUMBER = 4711.5

#: Who is who, seen from an objective of Sales that ``sales_rep`` owns. The line of
#: the owner (mentor, mentor_boss) leads through another department on purpose: so
#: managers of the department and managers of the person are different people.
PEOPLE = {
    "employee": "developer",
    "owner": "sales_rep",
    "member": "designer",
    "key_result_owner": "analyst",
    "colleague": "sales_clerk",
    "colleague_below": "seller",
    "manager_below": "north_lead",
    "manager": "sales_lead",
    "manager_above": "ceo",
    "colleague_above": "secretary",
    "manager_elsewhere": "product_lead",
    "line_manager": "mentor",
    "line_manager_above": "mentor_boss",
    "hr_officer": "hr_officer",
    "administrator": "okr_admin",
    "stranger": "stranger",
    "portal": "portal",
    "public": "public",
}
KINDS = {
    "objective": "okr.objective",
    "key_result": "okr.key.result",
    "checkin": "okr.checkin",
    "milestone": "okr.milestone",
    "initiative": "okr.initiative",
    "plan_point": "okr.plan.point",
    "target_change": "okr.target.change",
    "help_request": "okr.help.request",
    "alignment_request": "okr.alignment.request",
    "feedback": "okr.feedback",
}


@freeze_time("2026-02-10 12:00:00")
class TestOkrAccessCommon(TestOkrCommon):
    """One of every kind of person and of every kind of record."""

    MORE_PEOPLE = (
        ("mentor_boss", None, "Product"),
        ("mentor", "mentor_boss", "Product"),
        ("sales_rep", "mentor", "Sales"),
        ("sales_clerk", "sales_lead", "Sales"),
        ("designer", "product_lead", "Product"),
        ("analyst", "product_lead", "Product"),
        ("secretary", "ceo", "Board"),
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["public"] = cls.env.ref("base.public_user")
        cls.cycle.action_activate()

    # --- AS SOMEBODY ELSE ---

    def _env(self, login):
        """Return an environment as a request of that person would have it."""
        self.env.invalidate_all()
        user = self.users[login]
        return self.env(
            user=user.id,
            su=False,
            context={"allowed_company_ids": user.company_ids.ids},
        )

    def _as(self, login, records):
        """Return records as that person holds them, nothing of them read yet."""
        return records.with_env(self._env(login))

    def _refused(self, action):
        """Tell whether an action is refused, and undo it where it is not."""
        try:
            with mute_logger("odoo.addons.base.models.ir_rule", "odoo.models"):
                with self.env.cr.savepoint() as savepoint:
                    action()
                    self.env.flush_all()
                    savepoint.rollback()
        except UserError:  # an AccessError and a ValidationError are some, too
            return True
        finally:
            self.env.invalidate_all(flush=False)
        return False

    def _assert_denied(self, action, message=None):
        """Assert that the rights of the caller refuse an action."""
        with (
            mute_logger("odoo.addons.base.models.ir_rule", "odoo.models"),
            self.assertRaises(AccessError, msg=message),
            self.env.cr.savepoint(),
        ):
            action()
            self.env.flush_all()
        self.env.invalidate_all(flush=False)

    # --- RECORDS ---

    @classmethod
    def _secret_values(cls, **values):
        """Return values of a private objective that says SECRET everywhere."""
        return {
            "name": f"{SECRET} objective",
            "description": f"<p>{SECRET} description</p>",
            "visibility": "private",
            "retrospective": f"<p>{SECRET} retrospective</p>",
            "member_ids": [(4, cls.users["designer"].id)],
            **values,
        }

    @classmethod
    def _full_objective(cls, word=SECRET, number=SECRET_NUMBER, **values):
        """Create an objective of ``sales_rep`` with one of each below it."""
        objective = cls._objective(
            "sales_rep",
            key_results=[
                {
                    "name": f"{word} key result",
                    "unit": word,
                    "user_id": cls.users["analyst"].id,
                    "target_value": 2 * number,
                    "milestone_ids": [(0, 0, {"name": f"{word} milestone"})],
                    "initiative_ids": [
                        (
                            0,
                            0,
                            {
                                "name": f"{word} initiative",
                                "description": f"<p>{word} way</p>",
                                "weight": number,
                                "user_id": cls.users["analyst"].id,
                            },
                        )
                    ],
                    "plan_ids": [(0, 0, {"date": "2026-02-01", "value": number})],
                    "checkin_ids": [
                        (
                            0,
                            0,
                            {
                                "value": number,
                                "note": f"{word} note",
                                "blocker": f"{word} blocker",
                                "stated_status": "at_risk",
                                "user_id": cls.users["sales_rep"].id,
                            },
                        )
                    ],
                }
            ],
            **{"member_ids": [(4, cls.users["designer"].id)], **values},
        )
        cls.env["okr.target.change"].create(
            {
                "key_result_id": objective.key_result_ids.id,
                "date": "2026-02-02",
                "field_name": "target_value",
                "old_value": number,
                "new_value": 2 * number,
                "reason": f"{word} reason",
            }
        )
        cls.env["okr.help.request"].create(
            {
                "key_result_id": objective.key_result_ids.id,
                "checkin_id": objective.key_result_ids.checkin_ids.id,
                "what": f"{word} call",
                "answer": f"{word} answer",
                "asked_by_id": cls.users["analyst"].id,
                "date_asked": "2026-02-02 09:00:00",
            }
        )
        cls.env["okr.alignment.request"].create(
            {
                "objective_id": objective.id,
                "state": "declined",
                "answer": f"{word} refusal",
                "date_asked": "2026-02-02 09:00:00",
            }
        )
        cls.env["okr.feedback"].create(
            {
                "objective_id": objective.id,
                "body": f"{word} feedback",
                "date": "2026-02-02",
                "reply": f"{word} reply",
            }
        )
        return objective

    @classmethod
    def _parts(cls, objective):
        """Return one record of each kind, by kind."""
        key_result = objective.key_result_ids
        return {
            "objective": objective,
            "key_result": key_result,
            "checkin": key_result.checkin_ids,
            "milestone": key_result.milestone_ids,
            "initiative": key_result.initiative_ids,
            "plan_point": key_result.plan_ids,
            "target_change": key_result.target_change_ids,
            "help_request": key_result.help_request_ids,
            "alignment_request": objective.alignment_request_ids,
            "feedback": objective.feedback_ids,
        }
