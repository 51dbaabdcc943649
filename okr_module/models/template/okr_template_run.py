import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..mixins.okr_steps_mixin import QUIET
from .okr_template import Recipient

_logger = logging.getLogger(__name__)
#: when the server goes on by itself, should the screen not do so
MINUTES_OF_SCREEN = 2
#: what nobody confirmed is forgotten after so many days
DAYS_KEPT = 7
#: how many are made in one transaction
BATCH_SIZE = 100
#: days in which the owners make it theirs
DAYS_TO_ADOPT = 7


class OkrTemplateRun(models.Model):
    """A template used for many at once, batch by batch.

    Each batch is a transaction of its own in which the objectives are made and the
    lines say so: a worker that dies loses its batch whole, and whoever goes on finds
    what is left. The screen of the one who started it takes batch after batch and
    shows how far it is; once it is closed, the server goes on by itself.

    Nobody writes it but its methods; objectives are made under the rights of the
    person who started it.
    """

    _name = "okr.template.run"
    _description = "Template used for many"
    _order = "id desc"
    _rec_name = "template_id"

    template_id = fields.Many2one(
        "okr.template", required=True, readonly=True, index=True, ondelete="cascade"
    )
    template_name = fields.Char(
        related="template_id.name", related_sudo=False, string="Objective"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Started by",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    cycle_id = fields.Many2one("okr.cycle", readonly=True, ondelete="cascade")
    parent_id = fields.Many2one(
        "okr.objective", string="Contributes to", readonly=True, ondelete="set null"
    )
    level = fields.Selection(
        selection=lambda self: self.env["okr.template"]._selection_of("level"),
        required=True,
        readonly=True,
    )
    link_kpis = fields.Boolean(string="Follow Odoo's KPIs", readonly=True)
    ask_owners = fields.Boolean(string="Owners are asked", readonly=True)
    state = fields.Selection(
        [("draft", "To confirm"), ("running", "Being made"), ("done", "Done")],
        default="draft",
        required=True,
        readonly=True,
        index=True,
    )
    line_ids = fields.One2many(
        "okr.template.run.line", "run_id", string="For whom", readonly=True
    )
    ready_count = fields.Integer(string="To be made", compute="_compute_counts")
    made_count = fields.Integer(string="Made", compute="_compute_counts")
    left_out_count = fields.Integer(string="Left out", compute="_compute_counts")
    is_mine = fields.Boolean(
        compute="_compute_is_mine", export_string_translation=False
    )

    # --- COMPUTE AND SEARCH ---

    @api.depends("line_ids.state")
    def _compute_counts(self):
        counts = {
            (run.id, state): count
            for run, state, count in self.env["okr.template.run.line"]._read_group(
                [("run_id", "in", self.ids)], ["run_id", "state"], ["__count"]
            )
        }
        for run in self:
            run.ready_count = counts.get((run.id, "ready"), 0)
            run.made_count = counts.get((run.id, "made"), 0)
            run.left_out_count = counts.get((run.id, "left_out"), 0)

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for run in self:
            run.is_mine = run.user_id == self.env.user

    # --- ACTIONS AND API ---

    def action_start(self):
        """Begin to make the objectives; the screen, or else the server, makes them.

        :raise AccessError: if the caller is not the one who prepared it
        :raise UserError: if nobody is left to make one for
        """
        self.ensure_one()
        self._check_mine()
        if self.state != "draft":
            return True
        if not self.ready_count:
            raise UserError(self.env._("There is nobody to make one for."))
        self.cycle_id._check_open()
        self.sudo().state = "running"
        self._wake_server()
        return True

    def make_next(self):
        """Make the next batch of objectives.

        Call it again until ``state`` is ``done``. While another worker makes a batch
        from the same template, nothing is made and ``made`` stays as it is.

        :return: dict of ``state``, ``ready``, ``made`` and ``left_out``, the numbers
            of those to be made, made and left out
        :raise AccessError: if the caller is not the one who started it
        """
        self.ensure_one()
        self._check_mine()
        if self.state == "running":
            self._make_batch()
        return {
            "state": self.state,
            "ready": self.ready_count,
            "made": self.made_count,
            "left_out": self.left_out_count,
        }

    def action_open_objectives(self):
        """Open the objectives that were made."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "okr_module.okr_objective_action"
        )
        return dict(
            action,
            name=self.env._("Made from: %s", self.template_id.name),
            domain=[("id", "in", self.line_ids.objective_id.ids)],
            context={"hierarchical_naming": False},
            views=[(False, "list"), (False, "kanban"), (False, "form")],
        )

    # --- PREPARE ---

    @api.model
    def _prepare(self, values, recipients):
        """Return a new run that shows for whom, and who is left out and why.

        :param dict values: of the run, but for whose it is
        :param recipients: list of ``Recipient``, see okr_template.py
        """
        run = self.sudo().create({**values, "user_id": self.env.uid}).sudo(False)
        reasons = run.template_id._reasons(
            recipients, run.level, run.cycle_id, run.company_id
        )
        run.env["okr.template.run.line"].sudo().create(
            [
                {
                    "run_id": run.id,
                    "name": recipient.name,
                    "user_id": recipient.user_id,
                    "department_id": recipient.department_id,
                    "state": "left_out" if reason else "ready",
                    "state_rank": 0 if reason else 1,
                    "reason": reason,
                }
                for recipient, reason in zip(recipients, reasons, strict=True)
            ]
        )
        return run

    def _check_mine(self):
        """Refuse doing in somebody's name what only that person may do."""
        self.check_access("read")
        if self.user_id != self.env.user:
            raise AccessError(
                self.env._(
                    "Only %s, who prepared it, can have these made.", self.user_id.name
                )
            )

    # --- CRON ---

    def _wake_server(self):
        """Have the server go on by itself after a while."""
        cron = self.env.ref(
            "okr_module.ir_cron_template_runs", raise_if_not_found=False
        )
        if cron:
            later = fields.Datetime.now() + timedelta(minutes=MINUTES_OF_SCREEN)
            cron.sudo()._trigger(at=later)

    @api.model
    def _cron_go_on(self):
        """Go on with what was started and not finished, batch by batch."""
        failures = 0
        runs = self.search([("state", "=", "running")], order="id")
        for run in runs:
            try:
                if not run._go_on():
                    return
            except Exception:
                # The others are not to wait for one that fails, nor to be lost.
                self.env.cr.rollback()
                _logger.exception("Template run %s did not go on", run.id)
                failures += 1
        if failures:
            raise UserError(self.env._("%s uses of templates did not go on.", failures))

    def _go_on(self):
        """Make what is left of one run; false when the cron's time is up."""
        self.ensure_one()
        progress = self.env["ir.cron"]._commit_progress
        if not progress(remaining=self.ready_count):
            return False
        while self.state == "running":
            done = self._make_batch()
            if done is None:  # somebody's screen is at it
                return True
            if not progress(done):
                return False
        return True

    @api.autovacuum
    def _gc_unconfirmed(self):
        """Forget what was prepared and never confirmed."""
        before = fields.Datetime.now() - timedelta(days=DAYS_KEPT)
        self.sudo().search(
            Domain("state", "=", "draft") & Domain("create_date", "<", before)
        ).unlink()

    # --- MAKE ---

    def _as_starter(self):
        """Return the run as the person who started it would hold it."""
        user = self.sudo().user_id
        return self.with_user(user).with_context(
            allowed_company_ids=self.sudo().company_id.ids, lang=user.lang
        )

    def _make_batch(self, batch_size=None):
        """Make the next objectives, in the transaction of the caller.

        One worker at a time makes objectives from a template: two runs of it would
        else not see what the other has just made.

        :return: how many lines were dealt with, None where another worker is at it
        """
        self.ensure_one()
        batch_size = batch_size or BATCH_SIZE
        template = self.sudo().template_id
        if not template.try_lock_for_update(allow_referencing=True):
            return None
        # Written each time: whoever waited for the lock with an older look at the
        # lines is told so by the database, and looks again.
        template.date_used = fields.Datetime.now()
        lines = self.env["okr.template.run.line"].search(
            [("run_id", "=", self.id), ("state", "=", "ready")],
            limit=batch_size,
            order="id",
        )
        if lines:
            self._make_or_leave_out(lines)
        if len(lines) < batch_size:
            self.sudo().state = "done"
        return len(lines)

    def _make_or_leave_out(self, lines):
        """Make the objectives of lines, or say at all of them what is in the way."""
        run = self._as_starter()
        if not run.env.user.active:
            lines._leave_out(self.env._("The login of who started it is archived."))
            return
        try:
            with self.env.cr.savepoint():
                run._make(lines.with_env(run.env))
        except UserError as error:
            lines._leave_out(str(error))

    def _make(self, lines):
        """Make the objectives of some lines, and leave out whose cannot be made."""
        template = self.template_id
        reasons = template._reasons(
            [
                Recipient(line.name, line.user_id.id, line.department_id.id)
                for line in lines
            ],
            self.level,
            self.cycle_id,
            self.company_id,
        )
        ready = lines.browse()
        for line, reason in zip(lines, reasons, strict=True):
            if reason:
                line._leave_out(reason)
            else:
                ready |= line
        try:
            with self.env.cr.savepoint():
                self._create_objectives(ready)
        except UserError:
            # One that cannot be made must not take the others with it.
            for line in ready:
                self._make_one(line)

    def _make_one(self, line):
        try:
            with self.env.cr.savepoint():
                self._create_objectives(line)
        except UserError as error:
            line._leave_out(str(error))

    def _create_objectives(self, lines):
        """Create the objectives of lines under the rights of who started it."""
        if not lines:
            return
        template, languages = self.template_id, self._languages(lines)
        linked = ()
        if self.link_kpis:
            linked = template._linkable_kpis(self.level, self.company_id)
        plans = {
            lang: template.with_context(lang=lang)._objective_values(
                self.level, linked, self.cycle_id
            )
            for lang in set(languages.values())
        }
        values_list = []
        for line in lines:
            values = {
                **plans[languages[line]],
                "user_id": line.user_id.id,
                "company_id": self.company_id.id,
                "cycle_id": self.cycle_id.id,
                "parent_id": self.parent_id.id,
            }
            if self.level == "department":
                values["department_id"] = line.department_id.id
            values_list.append(values)
        # Without Odoo's followers and mails, which come one by one: see below.
        quiet = self.env["okr.objective"].with_context(tracking_disable=QUIET)
        objectives = quiet.create(values_list)
        objectives.sudo().template_id = template
        objectives._set_up_owners()
        text = self.env._("Made from the template “%s”.", template.name)
        objectives._message_log_batch(bodies=dict.fromkeys(objectives.ids, text))
        if self.ask_owners:
            self._ask_owners(objectives)
        for line, objective in zip(lines.sudo(), objectives, strict=True):
            line.write({"objective_id": objective.id, "state": "made", "state_rank": 2})
        self.env.flush_all()

    def _languages(self, lines):
        """Return ``{line: language of its owner}``."""
        default = self.env.lang or "en_US"
        return {line: line.user_id.sudo().lang or default for line in lines}

    def _ask_owners(self, objectives):
        """Give each owner a to-do: to say where they start, and to start."""
        due = self.company_id._okr_today() + timedelta(days=DAYS_TO_ADOPT)
        kind = self.env.ref("mail.mail_activity_data_todo")
        model_id = self.env["ir.model"]._get_id("okr.objective")
        languages = {
            objective: objective.user_id.sudo().lang for objective in objectives
        }
        texts = {
            lang: self.with_context(lang=lang)._words_to_owners()
            for lang in set(languages.values())
        }
        # Read together: each activity would read the name of its objective alone
        objectives.mapped("display_name")
        # As superuser: whoever may make it may not always keep it on their list.
        quiet = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True, okr_followed=True
        )
        quiet.sudo().create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model_id,
                    "res_id": objective.id,
                    "user_id": objective.user_id.id,
                    "date_deadline": due,
                    "summary": texts[languages[objective]][0],
                    "note": texts[languages[objective]][1],
                }
                for objective in objectives
                if objective.user_id != self.env.user
            ]
        )

    def _words_to_owners(self):
        """Return summary and text of the to-do of an owner."""
        return (
            self.env._("Make it yours"),
            self.env._(
                "The start values are examples: say where you are today. Change what "
                "does not fit, align it to what it helps to reach, then start it."
            ),
        )
