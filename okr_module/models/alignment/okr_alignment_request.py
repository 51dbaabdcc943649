from odoo import SUPERUSER_ID, api, fields, models

from ...arithmetic.alignment import ACCEPTED, DECLINED, WAITING, WITHDRAWN


class OkrAlignmentRequest(models.Model):
    """One question whether an objective may contribute to one of another department.

    Made when the two are aligned and changed by its own methods alone; nobody writes
    one. A second answer is a second record, so that the first stays readable.
    """

    _name = "okr.alignment.request"
    _inherit = ["okr.input.access.mixin"]
    _description = "Request to contribute"
    _order = "id desc"
    _rec_name = "objective_id"

    objective_id = fields.Many2one(
        "okr.objective", required=True, readonly=True, index=True, ondelete="cascade"
    )
    parent_id = fields.Many2one(
        "okr.objective",
        string="Asks to contribute to",
        readonly=True,
        index=True,
        ondelete="set null",
    )
    company_id = fields.Many2one(related="objective_id.company_id", store=True)
    state = fields.Selection(
        [
            (WAITING, "Waiting"),
            (ACCEPTED, "Accepted"),
            (DECLINED, "Declined"),
            (WITHDRAWN, "Withdrawn"),
        ],
        default=WAITING,
        required=True,
        readonly=True,
        index=True,
    )
    asked_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    date_asked = fields.Datetime(required=True, readonly=True)
    answered_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    date_answered = fields.Datetime(readonly=True)
    answer = fields.Text(string="In words", readonly=True)

    _one_open = models.UniqueIndex(
        "(objective_id) WHERE state = 'waiting'",
        "An objective asks one other at a time.",
    )

    # --- BUSINESS ---

    @api.model
    def _ask(self, objectives, answers=None):
        """Ask whether objectives may contribute to what they are aligned to.

        Asked as superuser: whoever aligns an objective need not be able to write
        here, and nobody is.

        :param answers: values by id of those that are answered already
        """
        now = fields.Datetime.now()
        return self.sudo().create(
            [
                {
                    "objective_id": objective.id,
                    "parent_id": objective.parent_id.id,
                    # What is imported or made by a machine is asked by its owner
                    "asked_by_id": (self.env.uid == SUPERUSER_ID and owner.id)
                    or self.env.uid,
                    "date_asked": now,
                    **(answers or {}).get(objective.id, {}),
                }
                for objective in objectives.sudo()
                for owner in objective.user_id or self.env.user
            ]
        )

    def _withdraw(self):
        """End questions that nobody needs to answer any more."""
        self.write({"state": WITHDRAWN, "date_answered": fields.Datetime.now()})
        # One waits at a time: the database has to know before the next one is asked.
        self.flush_recordset(["state"])

    @api.model
    def _answer(self, objectives, state, answer=False):
        """Write one answer down for objectives, each to what it is aligned to.

        A question that waits gets it; an answer that was given before stays, and a
        new one follows it. Rights are checked by the caller.
        """
        values = self._answer_values(state, answer)
        waiting = objectives.sudo().alignment_request_ids.filtered(
            lambda request: request.state == WAITING
        )
        waiting.write(values)
        answered = objectives.sudo() - waiting.objective_id
        self._ask(answered, dict.fromkeys(answered.ids, values))

    @api.model
    def _answer_values(self, state, answer=False):
        return {
            "state": state,
            "answered_by_id": self.env.uid,
            "date_answered": fields.Datetime.now(),
            "answer": answer,
        }

    def _carried_values(self):
        """Return the values of the same answer, given for what continues."""
        self.ensure_one()
        return {
            "state": self.state,
            "answered_by_id": self.answered_by_id.id,
            "date_answered": self.date_answered,
            "answer": self.answer,
        }
