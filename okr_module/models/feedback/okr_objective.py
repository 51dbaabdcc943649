import time

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError

from .limits import MAX_LENGTH, PER_DAY, PER_HOUR, HourlyLimit

_left_by = HourlyLimit()


class OkrObjective(models.Model):
    """Feedback on an objective: left by nobody knows whom, or asked for by name."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.objective"

    feedback_ids = fields.One2many(
        "okr.feedback", "objective_id", string="Anonymous feedback"
    )
    feedback_enabled = fields.Boolean(
        related="company_id.okr_feedback_enabled",
        string="Company takes feedback",
        export_string_translation=False,
    )
    takes_feedback = fields.Boolean(
        compute="_compute_takes_feedback", export_string_translation=False
    )

    @api.depends("company_id.okr_feedback_enabled", "cycle_id.state")
    def _compute_takes_feedback(self):
        for objective in self:
            objective.takes_feedback = (
                objective.company_id.sudo().okr_feedback_enabled
                and objective.cycle_id.state != "closed"
            )

    # --- ACTIONS AND API ---

    def leave_feedback(self, body):
        """Leave feedback on one objective; nobody can find out who did.

        :param str body: plain text, 2,000 characters at most
        :return: True, and nothing else: not even what was made
        :raise AccessError: for whoever may not read the objective
        :raise UserError: if nothing is said, or too much, too often, or where no
            feedback is taken
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only employees leave feedback."))
        body = self._feedback_body(body)
        objective = self.sudo()
        if not objective.company_id.okr_feedback_enabled:
            raise UserError(self.env._("This company takes no anonymous feedback."))
        objective.cycle_id._check_open()
        self._check_feedback_of_person()
        # Two at once are counted one after the other
        self.env.cr.execute(
            "SELECT pg_advisory_xact_lock(hashtext('okr_feedback'), %s)", [self.id]
        )
        # By the system, with nothing of the caller's request: what others add to a
        # record when it is made, such as an audit, does not learn who it was either.
        feedbacks = self.env(user=SUPERUSER_ID, context={})["okr.feedback"]
        day = objective.company_id._okr_today()
        left = [("objective_id", "=", self.id), ("date", "=", day)]
        if feedbacks.search_count(left) >= PER_DAY:
            raise UserError(
                self.env._(
                    "This objective was given much feedback today. Come back tomorrow."
                )
            )
        feedbacks.create({"objective_id": self.id, "body": body, "date": day})
        self._note_feedback_of_person()
        return True

    def action_ask_feedback(self):
        """Open the dialog that asks named people what they think."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for feedback"),
            "res_model": "okr.feedback.ask",
            "view_mode": "form",
            "target": "new",
            "context": {"default_objective_id": self.id},
        }

    # --- IN THE PRESENTATION ---

    def _takes_anonymous_questions(self):
        return self.takes_feedback

    def _anonymous_questions(self):
        return super()._anonymous_questions() + [
            {
                "body": feedback.body,
                "author": self.env._("Anonymous"),
                "date": fields.Date.to_string(feedback.date),
                "answers": [
                    {
                        "body": feedback.reply,
                        "author": feedback.reply_user_id.sudo().name or "",
                    }
                ]
                if feedback.reply
                else [],
            }
            for feedback in self.env["okr.feedback"].search(
                [("objective_id", "=", self.id)]
            )
        ]

    # --- BUSINESS ---

    @api.model
    def _feedback_body(self, body):
        """Return the text of a feedback as it is kept.

        :raise UserError: if it says nothing, or more than fits
        """
        if not isinstance(body, str):
            raise UserError(self.env._("Feedback is said in words."))
        # What no table can hold
        body = body.replace("\0", "").encode("utf-8", "ignore").decode().strip()
        if not body:
            raise UserError(self.env._("Say in words what you think."))
        if len(body) > MAX_LENGTH:
            raise UserError(
                self.env._("Feedback has %s characters at most.", f"{MAX_LENGTH:,}")
            )
        return body

    @api.model
    def _check_feedback_of_person(self):
        """Raise where the user has left enough within the hour.

        What this request left and did not yet keep counts, too.
        """
        moments = self.env.cr.postcommit.data.get("okr_feedback", {})
        left = len(moments.get(self.env.uid, ()))
        left += _left_by.count((self.env.cr.dbname, self.env.uid), time.monotonic())
        if left >= PER_HOUR:
            raise UserError(
                self.env._(
                    "You have left much feedback within the last hour. Take a break, "
                    "and come back later."
                )
            )

    @api.model
    def _note_feedback_of_person(self):
        """Remember, once it is kept, that the user left one: that, and no more."""
        callbacks = self.env.cr.postcommit
        if "okr_feedback" not in callbacks.data:
            moments = callbacks.data["okr_feedback"] = {}
            name = self.env.cr.dbname

            def keep():
                for uid, at in moments.items():
                    _left_by.note((name, uid), at)

            callbacks.add(keep)
        callbacks.data["okr_feedback"].setdefault(self.env.uid, []).append(
            time.monotonic()
        )
