from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ...rhythm import asked_for
from ..base.texts import say_day
from .owed import owed_rows
from .people import People


class OkrKeyResult(models.Model):
    """What mails say of a key result, and who stands in for an owner on leave."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _name = "okr.key.result"
    _inherit = [
        "okr.key.result",
        "okr.quiet.thread.mixin",
        "okr.left.behind.mixin",
    ]

    is_deputy = fields.Boolean(
        string="I stand in for its owner",
        compute="_compute_is_deputy",
        search="_search_is_deputy",
        help="Its owner is on approved leave today and has named you as deputy.",
    )

    # --- DEPUTIES ---

    @api.depends("user_id", "company_id")
    @api.depends_context("uid")
    def _compute_is_deputy(self):
        mine = self.sudo().filtered_domain(self._domain_is_deputy())
        for key_result in self:
            key_result.is_deputy = key_result in mine

    def _search_is_deputy(self, operator, value):
        return self._domain_is_deputy() if operator == "in" else NotImplemented

    @api.model
    def _domain_is_deputy(self):
        """Return the domain of the key results that the user stands in for today.

        Whether they may be read is for the objective's own rules to say.
        """
        settings = self.env["res.users.settings"].sudo()
        owners = settings.search(
            [("okr_deputy_id", "=", self.env.uid), ("user_id.active", "=", True)]
        ).user_id
        if not owners:
            return Domain.FALSE
        companies = owners.company_ids
        days = {company: company._okr_today() for company in companies}
        people = People(self.env, owners.ids, min(days.values()), max(days.values()))
        return Domain.OR(
            Domain("user_id", "=", owner.id) & Domain("company_id", "=", company.id)
            for owner in owners
            for company in owner.company_ids
            if people.working_days(owner.id, company.id).is_away(days[company])
        )

    # --- WHAT IS ASKED FOR ---

    @api.model
    def _domain_asked(self):
        """Return the domain of those that screens ask for: they run, the cycle is open.

        ``_asked_for`` says so in SQL. Mails ask in planned and running cycles only.
        """
        return (
            Domain("state", "=", "active")
            & Domain("objective_state", "=", "active")
            & Domain("cycle_id.state", "!=", "closed")
        )

    def _asked_for(self, day):
        """Return ``{key result id: Asked}`` of those that somebody owes check-ins on.

        Leave and holidays counted in, by ``rhythm/reckoning.py: asked_for``; overdue by
        its plan alone it is by ``arithmetic/figures.py: _next_due``. The same few
        queries, however many they are.

        :param day: today
        """
        rows = self.ids and owed_rows(
            self.env,
            SQL(
                "kr.id = ANY(%s) AND kr.state = 'active' AND o.state = 'active' "
                "AND cycle.state != 'closed'",
                self.ids,
            ),
            day,
        )
        if not rows:
            return {}
        first = min(row.owed.start_date for row in rows)
        people = People(self.env, {row.user_id for row in rows}, first, day)
        asked = {
            row.key_result_id: asked_for(
                row.owed, people.working_days(row.user_id, row.company_id), day
            )
            for row in rows
        }
        return {key_result_id: each for key_result_id, each in asked.items() if each}

    # --- LEFT BEHIND ---

    def _before_write(self, vals):
        before = super()._before_write(vals)
        before["owners"] = self.sudo().user_id
        return before

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        if {"user_id", "state"} & set(vals):
            (before["owners"] | self.sudo().user_id)._okr_settle_handovers()
        return result

    def _okr_running_objective(self):
        return self.objective_id

    # --- NUDGE ---

    def action_nudge(self):
        """Ask the owners kindly to check in; who is asked already is not asked again.

        :raise AccessError: if an owner does not report to the caller
        """
        self.check_access("read")
        kind = self.env.ref("okr_module.mail_activity_checkin")
        below = set(self.env.user._okr_reach().report_user_ids)
        for key_result in self:
            owner = key_result.user_id
            if owner.id not in below:
                raise AccessError(
                    self.env._("Only those above its owner nudge about a key result.")
                )
            activities = self.env["mail.activity"].sudo()
            asked = activities.search_count(
                [
                    ("activity_type_id", "=", kind.id),
                    ("user_id", "=", owner.id),
                    ("res_model", "=", self._name),
                    ("res_id", "=", key_result.id),
                ],
                limit=1,
            )
            if not asked:
                activities.create(
                    {
                        "activity_type_id": kind.id,
                        "res_model_id": self.env["ir.model"]._get_id(self._name),
                        "res_id": key_result.id,
                        "user_id": owner.id,
                        "date_deadline": key_result.company_id._okr_today(),
                        "summary": self.with_context(lang=owner.lang).env._(
                            "%s asks how it stands", self.env.user.name
                        ),
                    }
                )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Asked. It ends by itself with the check-in."),
            },
        }

    def _end_nudges(self):
        """End what asked for the check-in that has come now."""
        # By its id: env.ref() would ask each time whether it is still there
        kind_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "okr_module.mail_activity_checkin"
        )
        if not kind_id:
            return
        nudges = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("activity_type_id", "=", kind_id),
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                ]
            )
        )
        if not nudges:
            return
        reminders = self.env["okr.reminder"].sudo()
        kept = reminders.search([("activity_id", "in", nudges.ids)]).activity_id
        (nudges - kept).unlink()

    # --- MAILS ---

    def _is_given_for_work(self):
        self.ensure_one()
        return self.objective_state == "active" and self.state == "active"

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        # Whoever answers for it follows it: said once more for each of thousands of
        # activities, it would cost a query each.
        if self.env.context.get("okr_follows_already"):
            return True
        return super().message_subscribe(
            partner_ids=partner_ids, subtype_ids=subtype_ids
        )

    def _okr_reaches(self, user):
        """Tell whether a user may read it today; most are known without a query.

        :param user: res.users, as superuser
        """
        self.ensure_one()
        objective = self.objective_id
        if user.share or objective.company_id not in user.company_ids:
            return False
        # What these rules grant, every one of _domain_can_read grants.
        if (
            objective.visibility == "company"
            or user == objective.user_id
            or user in objective.member_ids
        ):
            return True
        return objective.sudo(False)._is_readable_by(user.id)

    def _reminder_line(self, number):
        """Return what a mail says of it, in the language of the context.

        :param number: its number in the mail
        """
        self.ensure_one()
        statuses = dict(self._fields["status"]._description_selection(self.env))
        last = self.last_word_id
        due = self.next_checkin_date
        return {
            "number": number,
            "name": self.name,
            "objective": self.objective_id.name,
            "value": self._value_in_words(),
            "progress": round(self.progress * 100),
            "status": statuses.get(self.status, ""),
            "due": due and say_day(self.env, due),
            "shares": self.env._(
                "%(progress)s%% done, %(expected)s%% expected by today",
                progress=round(self.progress * 100),
                expected=round(self.expected_progress * 100),
            ),
            "last": last and self._last_word_in_words(last),
            "url": f"/odoo/okr-key-results/{self.id}/okr-checkin-one/new",
        }

    def _last_word_in_words(self, checkin):
        day = say_day(self.env, checkin.date)
        if not checkin.note:
            return self.env._("Last word: %(day)s", day=day)
        return self.env._("Last word, %(day)s: “%(note)s”", day=day, note=checkin.note)
