from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import html2plaintext

from ..base.arguments import as_id, as_words

QUESTION = "okr_module.mail_message_subtype_question"
#: as long as a question may be, in characters
LONGEST_QUESTION = 2000


class OkrObjective(models.Model):
    """Which pillar of the vision an objective serves, and how it is presented."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.objective"

    pillar_id = fields.Many2one(
        "okr.pillar",
        compute="_compute_pillar_id",
        store=True,
        readonly=False,
        copy=True,
        index="btree_not_null",
        tracking=True,
        ondelete="restrict",
        domain="[('company_id', '=', company_id), ('vision_id.active', '=', True)]",
        help="The pillar of the company's vision that this company objective carries.",
    )
    served_pillar_id = fields.Many2one(
        "okr.pillar",
        string="Serves pillar",
        compute="_compute_served_pillar_id",
        store=True,
        recursive=True,
        index="btree_not_null",
        help="The pillar of the company objective that it helps to reach, directly or "
        "through others.",
    )

    # --- COMPUTE ---

    @api.depends("level")
    def _compute_pillar_id(self):
        for objective in self:
            # Only what the company wants stands on a pillar; others serve it.
            if objective.level == "company":
                objective.pillar_id = objective.pillar_id
            else:
                objective.pillar_id = False

    @api.depends("pillar_id", "parent_id.visibility", "parent_id.served_pillar_id")
    def _compute_served_pillar_id(self):
        for objective in self:
            parent = objective.parent_id
            # Passed on by what everybody may read, so that it tells of nothing else.
            if not objective.pillar_id and parent.visibility == "company":
                objective.served_pillar_id = parent.served_pillar_id
            else:
                objective.served_pillar_id = objective.pillar_id

    # --- CONSTRAINTS ---

    @api.constrains("pillar_id", "level", "company_id")
    def _check_pillar(self):
        for objective in self.filtered("pillar_id"):
            if objective.level != "company":
                raise ValidationError(
                    self.env._(
                        "%s is no company objective: only those point to a pillar. "
                        "Let it contribute to one that does.",
                        objective.name,
                    )
                )
            if objective.pillar_id.company_id != objective.company_id:
                raise ValidationError(
                    self.env._(
                        "The pillar of %s belongs to the vision of another company.",
                        objective.name,
                    )
                )

    # --- PRESENTATION ---

    @api.readonly
    def get_questions(self):
        """Return what was asked about each of these, with its answers.

        :return: ``{id: [question]}``, the first asked first; each with ``id``,
            ``body`` (plain text), ``author``, ``date`` and ``answers`` of ``body``
            and ``author``
        :raise AccessError: if the caller may not read one of them
        """
        self.check_access("read")
        # Of all that was said about them these alone are read
        messages = self.env["mail.message"]
        said = [("model", "=", self._name), ("res_id", "in", self.ids)]
        asked = messages.search(
            [*said, ("subtype_id", "=", self.env.ref(QUESTION).id)], order="id"
        )
        answers = messages.browse()
        if asked:
            answers = messages.search(
                [
                    *said,
                    ("parent_id", "in", asked.ids),
                    ("message_type", "=", "comment"),
                ],
                order="id",
            )
        answers = answers.grouped("parent_id")
        found = {each: [] for each in self.ids}
        for question in asked:
            found[question.res_id].append(
                {
                    "id": question.id,
                    **self._as_said(question),
                    "date": fields.Datetime.to_string(question.date),
                    "answers": [
                        self._as_said(answer) for answer in answers.get(question, ())
                    ],
                }
            )
        return found

    @api.model
    def _as_said(self, message):
        return {
            "body": html2plaintext(message.body).strip(),
            "author": message.author_id.sudo().name or "",
        }

    def ask_question(self, body):
        """Ask a question about an objective, by name, in its discussion.

        :param str body: plain text, 2,000 characters at most
        :return: True
        :raise AccessError: if the caller may not read the objective
        :raise UserError: if nothing is asked, or too much
        """
        self.ensure_one()
        self.check_access("read")
        self.message_post(
            body=self._checked_words(body),
            message_type="comment",
            subtype_xmlid=QUESTION,
        )
        return True

    def answer_question(self, question_id, body):
        """Answer a question on record, in the discussion of the objective.

        :param int question_id: ``id`` as :meth:`get_questions` returns it
        :param str body: plain text, 2,000 characters at most
        :return: True
        :raise AccessError: if the objective is not the caller's to edit
        :raise UserError: if there is no such question, or nothing is said
        """
        self.ensure_one()
        self.check_access("read")
        if not self.can_edit:
            raise AccessError(
                self.env._("Whoever works on an objective answers questions about it.")
            )
        question = self.env["mail.message"].search(
            [
                ("id", "=", as_id(self.env, question_id)),
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("subtype_id", "=", self.env.ref(QUESTION).id),
            ]
        )
        if not question:
            raise UserError(self.env._("This question is not there any more."))
        self.message_post(
            body=self._checked_words(body),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            parent_id=question.id,
            partner_ids=question.author_id.ids,
        )
        return True

    @api.model
    def _checked_words(self, body):
        """Return words without blanks around them; as text, never as markup."""
        words = as_words(self.env, body)
        if not words:
            raise UserError(self.env._("Say it in words."))
        if len(words) > LONGEST_QUESTION:
            raise UserError(
                self.env._(
                    "This is too long: %(length)s characters, where %(most)s are the "
                    "most.",
                    length=len(words),
                    most=LONGEST_QUESTION,
                )
            )
        return words

    def _presented(self, questions):
        """Return one page of the presentation.

        :param questions: what :meth:`get_questions` returned
        """
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "why": self.description or "",
            "owner": self.user_id.sudo().name or "",
            "pillar": self.pillar_id.name or "",
            "cycle": self.cycle_id.name or "",
            "state": self.state,
            "is_measured": self._has_data(),
            "progress": self.progress,
            "expected_progress": self.expected_progress,
            "status": self.status,
            "can_edit": self.can_edit,
            "can_be_anonymous": self._takes_anonymous_questions(),
            "key_results": [
                {
                    "id": key_result.id,
                    "name": key_result.name,
                    "value_label": key_result.value_label,
                    "progress": key_result.progress,
                    "expected_progress": key_result.expected_progress,
                    "status": key_result.status,
                    "has_data": key_result.is_measured,
                }
                for key_result in self.key_result_ids
                if key_result.state == "active"
            ],
            "questions": questions[self.id] + self._anonymous_questions(),
        }

    def _takes_anonymous_questions(self):
        """Tell whether a question may be asked without a name, by ``leave_feedback``.

        The room of feedback says so; without it nobody promises anonymity.
        """
        return False

    def _anonymous_questions(self):
        """Return what was asked without a name, as :meth:`get_questions` does.

        Without ``id``: who answers it does so where feedback is answered.
        """
        return []
