from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from .okr_template_people import Place

#: how many are made in one transaction
BATCH_SIZE = 100
#: days in which the owners make it theirs
DAYS_TO_ADOPT = 7


class OkrTemplateRun(models.Model):
    """How a batch of objectives is made."""

    _inherit = "okr.template.run"

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
        template.used_on = fields.Datetime.now()
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
                Place(line.name, line.user_id.id, line.department_id.id)
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
        bound = ()
        if self.bind_figures:
            bound = template._bindable_kpis(self.level, self.company_id)
        plans = {
            lang: template.with_context(lang=lang)._objective_values(self.level, bound)
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
        quiet = self.env["okr.objective"].with_context(tracking_disable=True)
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
