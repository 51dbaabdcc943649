from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: of ``person``, a row of res_users: whether they work here no longer
WHO_LEFT = SQL(
    """
    (NOT person.active
     OR (EXISTS (SELECT FROM hr_employee employee
                  WHERE employee.user_id = person.id)
         AND NOT EXISTS (SELECT FROM hr_employee employee
                          WHERE employee.user_id = person.id AND employee.active)))
    """
)


class ResUsers(models.Model):
    """Who has left, what they leave behind, and who hands it over."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "res.users"

    okr_works_here = fields.Boolean(
        compute="_compute_okr_works_here",
        search="_search_okr_works_here",
        export_string_translation=False,
        help="Whether goals can be given to them: they are colleagues and not gone.",
    )

    def _compute_okr_works_here(self):
        left = self._okr_who_left()
        for user in self:
            user.okr_works_here = not user.sudo().share and user not in left

    def _search_okr_works_here(self, operator, value):
        if operator != "in":
            return NotImplemented
        self._okr_flush_who_left()
        left = SQL("SELECT person.id FROM res_users person WHERE %s", WHO_LEFT)
        return Domain("share", "=", False) & Domain("id", "not in", left)

    # --- COMING AND GOING ---

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals:
            self._okr_after_coming_or_going()
        return result

    def _okr_after_coming_or_going(self):
        """Ask for what these people leave behind; end that where they are back."""
        self.env["res.users"].sudo()._okr_settle_handovers()
        self.sudo()._okr_ask_to_hand_over()

    def _okr_who_left(self):
        """Return those of these who work here no longer.

        Their user is archived, or they are employees and none of their records is
        active.
        """
        if not self.ids:
            return self.browse()
        self._okr_flush_who_left()
        rows = self.env.execute_query(
            SQL(
                "SELECT person.id FROM res_users person "
                "WHERE person.id = ANY(%s) AND %s",
                self.ids,
                WHO_LEFT,
            )
        )
        return self.browse([user_id for (user_id,) in rows])

    def _okr_flush_who_left(self):
        self.env["res.users"].flush_model(["active"])
        self.env["hr.employee"].flush_model(["active", "user_id"])

    def _okr_left_behind(self):
        """Return ``(objectives, key results)`` of these that run, as superuser."""
        own = Domain("user_id", "in", self.ids)
        objectives = self.env["okr.objective"].sudo()
        key_results = self.env["okr.key.result"].sudo()
        order = "level_rank, sequence, id"
        return (
            objectives.search(
                own
                & Domain("state", "=", "active")
                & Domain("cycle_id.state", "!=", "closed"),
                order=order,
            ),
            key_results.search(
                own & key_results._domain_asked(),
                order="objective_id, sequence, id",
            ),
        )

    def _okr_hands_over(self, leaver, objectives):
        """Return those objectives of which this person says who goes on with them.

        Whoever led the one who has left, manages the department they worked in last or
        the objective's, or is an OKR administrator: each where they may read it.

        :param leaver: the res.users who has left
        """
        self.ensure_one()
        mine = objectives.with_user(self).with_context(
            allowed_company_ids=self.sudo().company_ids.ids
        )
        mine = objectives.browse(mine._filtered_access("read").ids)
        if self._is_okr_manager():
            return mine
        led = (
            self.env["hr.department"]
            .sudo()
            .search([("id", "child_of", self._okr_reach().led_department_ids)])
        )
        handed = mine.filtered(lambda objective: objective.sudo().department_id in led)
        for company, rest in (mine - handed).sudo().grouped("company_id").items():
            last = leaver._okr_last_employees(company)
            if last.current_version_id.department_id & led or (
                self in leaver._okr_led_by(last)
            ):
                handed |= rest.sudo(mine.env.su)
        return mine & handed

    def _is_okr_manager(self):
        self.ensure_one()
        return self.sudo().has_group("okr_module.group_okr_manager")

    def _okr_last_employees(self, company):
        """Return the employee records under which one person works, or worked last.

        Those that are active; of who has left, the one in the company asked about: who
        worked in two at once left both. Who was no employee there, that of where they
        left last. What somebody was before that counts for nothing.

        :param company: the res.company of what is left behind
        """
        self.ensure_one()
        records = (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search([("user_id", "=", self.id)], order="id")
        )
        return (
            records.filtered("active")
            or records.filtered(lambda record: record.company_id == company)
            or records.sorted(
                # Who has left and nobody wrote down when, has just done so
                lambda record: (record.departure_date or fields.Date.today(), record.id)
            )[-1:]
        )

    def _okr_line_above(self, company):
        """Return those who are asked of one who has left, the nearest first.

        The managers up the line, then those of the department and of those above it.

        :param company: the res.company of what is left behind
        """
        last = self._okr_last_employees(company)
        line = self._okr_led_by(last)
        for department in last.current_version_id.department_id:
            while department:
                if department.manager_id.active:
                    line |= department.manager_id.user_id
                department = department.parent_id
        return line.filtered(lambda user: user.active and not user.share) - self

    def _okr_ask_to_hand_over(self):
        """Give whoever is to hand over what these left behind one activity each.

        Who may read it and is nearest: the manager, those above, the department's
        manager, the objective's department's, else the OKR administrators. Whoever has
        such an activity for the same person, or has done it, gets no second one.
        """
        kind = self.env.ref(
            "okr_module.mail_activity_handover", raise_if_not_found=False
        )
        leavers = self._okr_who_left()
        if not kind or not leavers:
            return
        objectives, key_results = leavers._okr_left_behind()
        for leaver in leavers:
            mine = [
                *objectives.filtered(lambda o, leaver=leaver: o.user_id == leaver),
                *key_results.filtered(lambda kr, leaver=leaver: kr.user_id == leaver),
            ]
            if mine:
                leaver._okr_plan_handover(kind, mine)

    def _okr_plan_handover(self, kind, records):
        asked = (
            self.env["mail.activity"]
            .sudo()
            .with_context(active_test=False)
            .search([("okr_leaver_id", "=", self.id)])
            .user_id
        )
        for user, own in self._okr_who_hands_over(records).items():
            if user in asked:
                continue
            # A key result before an objective: it is what check-ins are missed of
            first = min(own, key=lambda record: record._name != "okr.key.result")
            self.env["mail.activity"].sudo().create(
                {
                    "activity_type_id": kind.id,
                    "res_model_id": self.env["ir.model"]._get_id(first._name),
                    "res_id": first.id,
                    "user_id": user.id,
                    "date_deadline": first.company_id._okr_today(),
                    "summary": self.with_context(lang=user.lang).env._(
                        "Hand over the goals of %s, who has left", self.name
                    ),
                    "okr_leaver_id": self.id,
                }
            )

    def _okr_who_hands_over(self, records):
        """Return ``{user: records}``: who is asked about what one left behind."""
        self.ensure_one()
        lines = {}
        managers = self.env.ref("okr_module.group_okr_manager").sudo().all_user_ids
        asked = defaultdict(list)
        for record in records:
            objective = record._okr_running_objective()
            company = objective.company_id
            if company not in lines:
                lines[company] = self._okr_line_above(company)
            above = list(lines[company])
            department = objective.department_id
            while department:
                manager = department.manager_id
                if manager.active and manager.user_id.active:
                    above.append(manager.user_id)
                department = department.parent_id
            for user in above:
                if user != self and user._okr_hands_over(self, objective):
                    asked[user].append(record)
                    break
            else:
                for user in managers:
                    if user.active and objective.company_id in user.company_ids:
                        if (
                            user != self
                            and user.id != self.env.ref("base.user_root").id
                        ):
                            asked[user].append(record)
        return asked

    def _okr_settle_handovers(self):
        """End what asks for nothing any more; let the rest stand at what is left.

        Of what these people left behind; called for nobody, of all who left.
        """
        leavers = [("okr_leaver_id", "in", self.ids)] if self else []
        activities = (
            self.env["mail.activity"]
            .sudo()
            .search([("okr_leaver_id", "!=", False), *leavers])
        )
        for leaver, own in activities.grouped("okr_leaver_id").items():
            left = leaver._okr_who_left()
            objectives, key_results = left._okr_left_behind()
            for activity in own:
                mine = activity.user_id._okr_hands_over(
                    leaver, objectives | key_results.objective_id
                )
                places = [
                    *key_results.filtered(
                        lambda kr, mine=mine: kr.objective_id in mine
                    ),
                    *(objectives & mine),
                ]
                if not places:
                    activity.unlink()
                elif (activity.res_model, activity.res_id) not in [
                    (place._name, place.id) for place in places
                ]:
                    activity.write(
                        {
                            "res_model_id": self.env["ir.model"]._get_id(
                                places[0]._name
                            ),
                            "res_id": places[0].id,
                        }
                    )

    @api.model
    def _okr_ask_about_left_behind(self):
        """Ask about what is left behind and nobody was asked about yet.

        For those who went, or whose manager did, without anybody saying so here.
        """
        for name in ("okr.objective", "okr.key.result", "okr.cycle"):
            self.env[name].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT owner.user_id
                  FROM (
                        SELECT o.user_id
                          FROM okr_objective o
                          JOIN okr_cycle cycle ON cycle.id = o.cycle_id
                         WHERE o.state = 'active' AND cycle.state != 'closed'
                         UNION
                        SELECT kr.user_id
                          FROM okr_key_result kr
                          JOIN okr_objective o ON o.id = kr.objective_id
                          JOIN okr_cycle cycle ON cycle.id = o.cycle_id
                         WHERE kr.state = 'active' AND o.state = 'active'
                           AND cycle.state != 'closed'
                       ) owner
                  JOIN res_users person ON person.id = owner.user_id
                 WHERE NOT person.active
                    OR EXISTS (
                       SELECT FROM hr_employee employee
                        WHERE employee.user_id = person.id AND NOT employee.active
                    )
                """
            )
        )
        self.sudo().browse([user_id for (user_id,) in rows])._okr_ask_to_hand_over()
