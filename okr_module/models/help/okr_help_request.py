from datetime import datetime, time, timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...arithmetic import clock
from ..base.arguments import as_words
from ..base.texts import as_html


class OkrHelpRequest(models.Model):
    """A help request: asked aloud, answered on record, with a clock between.

    Made by a check-in and changed by its own methods alone; nobody writes one.
    """

    _name = "okr.help.request"
    _inherit = ["okr.input.access.mixin"]
    _description = "Help request"
    _order = "state, date_asked, id"
    _rec_name = "key_result_id"

    key_result_id = fields.Many2one(
        "okr.key.result",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        string="Key result",
    )
    objective_id = fields.Many2one(
        related="key_result_id.objective_id", store=True, index=True
    )
    cycle_id = fields.Many2one(related="objective_id.cycle_id", store=True)
    company_id = fields.Many2one(related="key_result_id.company_id", store=True)
    department_id = fields.Many2one(related="objective_id.department_id", store=True)
    checkin_id = fields.Many2one(
        "okr.checkin", string="Check-in", readonly=True, ondelete="set null"
    )
    state = fields.Selection(
        [("open", "Open"), ("answered", "Answered"), ("withdrawn", "Withdrawn")],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    what = fields.Text(string="What is missing", readonly=True)
    asked_by_id = fields.Many2one(
        "res.users", string="Asked by", readonly=True, index=True, ondelete="set null"
    )
    date_asked = fields.Datetime(string="Asked on", required=True, readonly=True)
    manager_id = fields.Many2one(
        "res.users",
        string="Asked of",
        readonly=True,
        index=True,
        ondelete="set null",
        help="The owner's manager, else the objective's owner, else the department's "
        "manager; nobody, where none of them may read the objective.",
    )
    activity_id = fields.Many2one(
        "mail.activity",
        readonly=True,
        ondelete="set null",
        export_string_translation=False,
    )
    answer_kind = fields.Selection(
        [
            ("resources", "More hands or money"),
            ("priority", "Another priority"),
            ("scope", "Another scope"),
            ("other", "Something else"),
        ],
        string="Answer",
        readonly=True,
    )
    answer = fields.Text(string="In words", readonly=True)
    answered_by_id = fields.Many2one(
        "res.users", string="Answered by", readonly=True, ondelete="set null"
    )
    date_answered = fields.Datetime(string="Answered on", readonly=True)
    hours_to_answer = fields.Float(
        readonly=True,
        aggregator="avg",
        help="From asking to answering.",
        string="Hours to an answer",
    )
    clock_label = fields.Char(string="Waiting", compute="_compute_clock")
    patience = fields.Selection(
        [("fresh", "Fresh"), ("long", "Waits long"), ("too_long", "Waits too long")],
        compute="_compute_clock",
    )
    can_answer = fields.Boolean(
        compute="_compute_can_answer", export_string_translation=False
    )
    can_withdraw = fields.Boolean(
        compute="_compute_can_answer", export_string_translation=False
    )
    is_my_team = fields.Boolean(
        string="My team",
        compute="_compute_is_my_team",
        search="_search_is_my_team",
        export_string_translation=False,
    )

    _one_open = models.UniqueIndex(
        "(key_result_id) WHERE state = 'open'",
        "A key result has one open help request at a time.",
    )

    # --- COMPUTE ---

    @api.depends("state", "date_asked", "date_answered")
    @api.depends_context("lang")
    def _compute_clock(self):
        now = fields.Datetime.now()
        for request in self:
            hours = clock.hours_between(
                request.date_asked or now, request.date_answered or now
            )
            request.patience = clock.patience(hours)
            days, rest = clock.days_and_hours(hours)
            if days:
                label = self.env._("%(days)s d %(hours)s h", days=days, hours=rest)
            else:
                label = self.env._("%s h", rest) if rest else self.env._("just now")
            request.clock_label = label

    @api.depends_context("uid")
    @api.depends("state", "manager_id", "asked_by_id")
    def _compute_can_answer(self):
        editable = self.objective_id.filtered("can_edit")
        for request in self:
            open_, user = request.state == "open", self.env.user
            mine = request.asked_by_id == user
            request.can_withdraw = open_ and mine
            request.can_answer = (
                open_
                and not mine
                and (request.manager_id == user or request.objective_id in editable)
            )

    @api.depends("key_result_id")
    @api.depends_context("lang", "uid")
    def _compute_display_name(self):
        for request in self:
            request.display_name = request.key_result_id.display_name

    @api.depends_context("uid")
    @api.depends("manager_id", "objective_id")
    def _compute_is_my_team(self):
        mine = self.filtered_domain(self._search_is_my_team("in", [True]))
        for request in self:
            request.is_my_team = request in mine

    def _search_is_my_team(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("objective_id.is_my_team", "=", True) | Domain(
            "manager_id", "=", self.env.uid
        )

    # --- ACTIONS AND API ---

    def action_open_answer(self):
        """Open the dialog that answers one request."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer the help request"),
            "res_model": "okr.help.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_id": self.id},
        }

    def action_answer(self, kind=None, answer=None):
        """Answer help requests; the clock stops and the asker hears of it.

        :param str kind: ``resources``, ``priority``, ``scope`` or ``other``
        :param str answer: the answer in words; ``other`` needs them
        :raise AccessError: if a request is not the caller's to answer
        :raise UserError: if a request is not open, or the answer says nothing
        """
        self.check_access("read")
        kinds = dict(self._fields["answer_kind"]._description_selection(self.env))
        if not isinstance(kind, str) or kind not in kinds:
            raise UserError(
                self.env._("Say what the help is: %s.", " / ".join(kinds.values()))
            )
        answer = as_words(self.env, answer)
        if kind == "other" and not answer:
            raise UserError(self.env._("Say in words what the help is."))
        for request in self:
            if request.state != "open":
                raise UserError(
                    self.env._("%s no longer asks for help.", request.display_name)
                )
            if not request.can_answer:
                raise AccessError(self._not_yours_to_answer())
        self._answer(kind, answer)
        return True

    @api.model
    def _not_yours_to_answer(self):
        return self.env._(
            "Whoever was asked answers this request, or somebody who works on the "
            "objective; not the one who asked."
        )

    def action_withdraw(self):
        """Take back one's own request: the help is no longer needed.

        :raise AccessError: if a request was made by somebody else, or is not open
        """
        self.check_access("read")
        if self.filtered(lambda request: not request.can_withdraw):
            raise AccessError(
                self.env._("Only whoever asked for help can take an open request back.")
            )
        self._lapse(self.env._("No longer needed."))
        return True

    # --- BUSINESS ---

    @api.model
    def _ask(self, checkins):
        """Make requests of check-ins that ask for help, one for each key result.

        Where one is open already, what is said now is added to it.
        """
        latest = {checkin.key_result_id: checkin for checkin in checkins}
        open_requests = self.sudo().search(
            [
                ("key_result_id", "in", [kr.id for kr in latest]),
                ("state", "=", "open"),
            ]
        )
        for request in open_requests:
            checkin = latest.pop(request.key_result_id)
            words = checkin.blocker or checkin.note
            if words and words not in (request.what or ""):
                request.what = "\n".join(filter(None, [request.what, words]))
        requests = self.sudo().create(
            [
                {
                    "key_result_id": key_result.id,
                    "checkin_id": checkin.id,
                    "what": checkin.blocker or checkin.note or False,
                    "asked_by_id": asker.id,
                    "date_asked": self._moment_of(checkin),
                    "manager_id": self._who_helps(key_result, asker).id,
                }
                for key_result, checkin in latest.items()
                for asker in self._who_asks(checkin)
            ]
        )
        requests._plan_activities()
        return requests

    @api.model
    def _moment_of(self, checkin):
        """Return now, or the morning of the day on which it was written down."""
        now = fields.Datetime.now()
        if checkin.entered_on >= now.date() - timedelta(days=1):
            return now
        return datetime.combine(checkin.entered_on, time(8))

    @api.model
    def _who_asks(self, checkin):
        """Return the author; of what a machine or an import wrote, the owner."""
        author = checkin.user_id
        owner = checkin.key_result_id.sudo().user_id
        return owner or author if author.id == SUPERUSER_ID else author

    @api.model
    def _who_helps(self, key_result, asker):
        """Return the one to ask: the first in line who may read it and is not asking.

        The owner's manager, else the objective's owner, else the department's manager.
        Not further up the line where the manager has left, as a silence goes: whoever
        answers for the objective or its department is nearer to the work.
        """
        key_result = key_result.sudo()
        objective = key_result.objective_id
        owner = key_result.user_id
        employee = owner._okr_employee(key_result.company_id)
        line = (
            employee.parent_id.filtered("active").user_id,
            objective.user_id,
            objective.department_id.manager_id.filtered("active").user_id,
        )
        for user in line:
            if user.active and user not in (asker, owner):
                if key_result._is_readable_by(user.id):
                    return user
        return self.env["res.users"]

    def _plan_activities(self):
        """Ask the managers, with an activity each that is due the next working day."""
        kind = self.env.ref("okr_module.mail_activity_help", raise_if_not_found=False)
        asked = self.filtered("manager_id")
        if not kind or not asked:
            return
        model_id = self.env["ir.model"]._get_id("okr.key.result")
        activities = (
            self.env["mail.activity"]
            .sudo()
            .create(
                [
                    {
                        "activity_type_id": kind.id,
                        "res_model_id": model_id,
                        "res_id": request.key_result_id.id,
                        "user_id": request.manager_id.id,
                        "date_deadline": request._answer_by(),
                        "summary": self.env._("Help wanted"),
                        "note": as_html(request.what),
                    }
                    for request in asked
                ]
            )
        )
        for request, activity in zip(asked, activities, strict=True):
            request.activity_id = activity

    def _answer_by(self):
        """Return the next working day of the company."""
        tomorrow = self.company_id._okr_today() + timedelta(days=1)
        calendar = self.company_id.sudo().resource_calendar_id
        moment = datetime.combine(tomorrow, time.min)
        planned = calendar and calendar.plan_days(1, moment, compute_leaves=True)
        return planned.date() if planned else tomorrow

    def _answer(self, kind, answer):
        """Write an answer down, say it in the discussion, end the activity."""
        now = fields.Datetime.now()
        kinds = dict(self._fields["answer_kind"]._description_selection(self.env))
        for request in self.sudo():
            request.write(
                {
                    "state": "answered",
                    "answer_kind": kind,
                    "answer": answer or False,
                    "answered_by_id": self.env.uid,
                    "date_answered": now,
                    "hours_to_answer": clock.hours_between(request.date_asked, now),
                }
            )
            words = ": ".join(filter(None, [kinds[kind], answer]))
            request._say(
                self.env._("Help is here. %s", words),
                partner_ids=request.asked_by_id.partner_id.ids,
            )
        self._end_activities()

    def _lapse(self, why):
        """End requests without an answer, because nobody needs one any more."""
        requests = self.sudo().filtered(lambda request: request.state == "open")
        requests.write({"state": "withdrawn", "date_answered": fields.Datetime.now()})
        for request in requests:
            request._say(self.env._("The help request is over. %s", why))
        requests._end_activities()

    def _say(self, words, **options):
        """Post in the discussion of the key result, as the one who acts."""
        self.key_result_id.message_post(
            body=words,
            author_id=self.env.user.partner_id.id,
            subtype_xmlid="mail.mt_note",
            **options,
        )

    def _end_activities(self):
        """Take the activities away: the request keeps what was asked and said."""
        self.sudo().activity_id.exists().filtered("active").unlink()
