from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..base.reach_state import REACH_FIELDS
from ..base.rows import in_spans

#: what an objective says of itself that decides about most rights
READ_AT_SIGHT = ("visibility", "user_id")


class OkrObjective(models.Model):
    """Who may see, edit and create an objective.

    Record rules of objectives and of all that belongs to them name these
    booleans, so that the rule is one line and the logic is here, once. They are
    searched, never stored: they differ from reader to reader.
    """

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.objective"

    # As superuser: that is who rules ask as, and screens are told the same
    can_read = fields.Boolean(
        compute="_compute_can_read",
        compute_sudo=True,
        search="_search_can_read",
        export_string_translation=False,
    )
    can_edit = fields.Boolean(
        compute="_compute_can_edit",
        compute_sudo=True,
        search="_search_can_edit",
        export_string_translation=False,
    )
    can_create = fields.Boolean(
        compute="_compute_can_create",
        search="_search_can_create",
        export_string_translation=False,
    )
    can_prepare = fields.Boolean(
        compute="_compute_can_prepare",
        search="_search_can_prepare",
        export_string_translation=False,
    )
    offered_levels = fields.Char(
        compute="_compute_offered", export_string_translation=False
    )
    offered_department_ids = fields.Many2many(
        "hr.department", compute="_compute_offered", export_string_translation=False
    )
    can_hand_over = fields.Boolean(
        compute="_compute_offered",
        export_string_translation=False,
        help="Whether the reader may say whose it is.",
    )
    is_my_team = fields.Boolean(
        string="My team",
        compute="_compute_is_my_team",
        search="_search_is_my_team",
        export_string_translation=False,
    )

    # --- COMPUTE AND SEARCH ---

    # A name is for whoever may read: what says so is read together with it
    @api.depends("company_id", *READ_AT_SIGHT)
    def _compute_display_name(self):
        return super()._compute_display_name()

    @api.depends_context("uid")
    @api.depends("visibility", "user_id", "member_ids", "department_id")
    def _compute_can_read(self):
        self._compute_right(
            "can_read", self._domain_can_read, self._domain_read_at_sight()
        )

    @api.depends_context("uid")
    @api.depends("visibility", "user_id", "member_ids", "department_id")
    def _compute_can_edit(self):
        self._compute_right(
            "can_edit", self._domain_can_edit, self._domain_edit_at_sight()
        )

    @api.depends_context("uid")
    @api.depends("level", "user_id", "department_id", "visibility", "state")
    def _compute_can_create(self):
        self._compute_right("can_create", self._domain_can_create)

    @api.depends_context("uid")
    @api.depends("level", "visibility", "state")
    def _compute_can_prepare(self):
        self._compute_right("can_prepare", self._domain_can_prepare)

    def _compute_right(self, name, domain, at_sight=Domain.FALSE):
        """Compute one of the booleans.

        :param domain: returns the domain that says it; asked only where it is needed
        :param at_sight: the part of it that an objective's own values tell
        """
        saved = self._origin.sudo().with_context(active_test=False)
        allowed = set()
        if saved and not at_sight.is_false():
            saved.fetch(READ_AT_SIGHT)
            # What is gone by now has no values
            visibilities = self._fields["visibility"]._get_cache(saved.env)
            there = saved.browse(id_ for id_ in saved._ids if id_ in visibilities)
            allowed.update(there.filtered_domain(at_sight)._ids)
        others = [id_ for id_ in saved._ids if id_ not in allowed]
        if others:
            allowed.update(
                saved._search(domain() & Domain("id", "in", others)).get_result_ids()
            )
        for objective in self:
            # A record that is still being written is its writer's.
            objective[name] = not objective._origin or objective._origin.id in allowed

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("level", "user_id", "department_id", "company_id")
    def _compute_offered(self):
        """Offer the levels, departments and owners that one may choose, no others."""
        user = self.env.user
        manages = user.has_group("okr_module.group_okr_manager")
        led = self.env["hr.department"]
        if not manages and user._okr_reach().led_department_ids:
            led = led.search([("id", "in", user._okr_reach().downward_department_ids)])
        of_company = {}
        for objective in self:
            company = objective.company_id
            saved = objective._origin
            holds = not saved or bool(
                saved.sudo().filtered_domain(self._domain_can_hold())
            )
            levels = ["individual"]
            if led or manages:
                levels.append("department")
            if manages:
                levels.append("company")
                if company not in of_company:
                    of_company[company] = led.search(
                        [("company_id", "in", (company.id, False))]
                    )
            objective.offered_levels = ",".join(levels if holds else ())
            objective.offered_department_ids = of_company[company] if manages else led
            prepares = not saved and user.has_group("okr_module.group_okr_officer")
            objective.can_hand_over = holds and bool(manages or led or prepares)

    def _search_can_read(self, operator, value):
        return self._domain_can_read() if operator == "in" else NotImplemented

    def _search_can_edit(self, operator, value):
        return self._domain_can_edit() if operator == "in" else NotImplemented

    def _search_can_create(self, operator, value):
        return self._domain_can_create() if operator == "in" else NotImplemented

    def _search_can_prepare(self, operator, value):
        return self._domain_can_prepare() if operator == "in" else NotImplemented

    @api.depends_context("uid")
    @api.depends("user_id", "department_id")
    def _compute_is_my_team(self):
        self._compute_right("is_my_team", self._domain_is_my_team)

    def _search_is_my_team(self, operator, value):
        return self._domain_is_my_team() if operator == "in" else NotImplemented

    @api.model
    def _domain_is_my_team(self):
        """Return the domain of what people who report to the user answer for."""
        reach = self.env.user._okr_reach()
        return in_spans("user_id", reach.report_users) | in_spans(
            "department_id", reach.led_departments
        )

    # --- THE RULES ---

    @api.model
    def _domain_can_read(self):
        """Return the domain of the objectives that the current user may see."""
        at_sight = self._domain_read_at_sight()
        if at_sight.is_true():
            return at_sight
        return self._domain_reached(at_sight, self.env.user._okr_reach())

    @api.model
    def _domain_reached(self, at_sight, reach):
        """Return :meth:`_domain_can_read` of whoever reaches so far.

        Kept with the reach: to make a condition simple takes Odoo as long as a short
        list takes to read.
        """
        if at_sight not in reach.readable:
            of_departments = Domain("visibility", "=", "department") & in_spans(
                "department_id", reach.departments
            )
            of_reports = Domain("visibility", "=", "private") & in_spans(
                "user_id", reach.report_users
            )
            readable = at_sight | of_departments | of_reports | self._domain_is_member()
            reach.readable[at_sight] = readable.optimize_full(self.sudo())
        return reach.readable[at_sight]

    @api.model
    def _domain_read_at_sight(self):
        """Return the part of :meth:`_domain_can_read` that asks the objective alone."""
        user = self.env.user
        if user.has_group("okr_module.group_okr_manager"):
            return Domain.TRUE
        shared = ("company",)
        if user.has_group("okr_module.group_okr_officer"):
            shared += ("department",)
        return Domain("visibility", "in", shared) | Domain("user_id", "=", user.id)

    @api.model
    def _domain_can_edit(self):
        """Return the domain of the objectives that the current user may change.

        The same people check in: a key result's owner is a member.
        """
        at_sight = self._domain_edit_at_sight()
        if at_sight.is_true():
            return at_sight
        led = in_spans("department_id", self.env.user._okr_reach().led_departments)
        return self._domain_can_read() & (at_sight | led | self._domain_is_member())

    @api.model
    def _domain_edit_at_sight(self):
        """Return the part of :meth:`_domain_can_edit` that asks the objective alone."""
        user = self.env.user
        if user.has_group("okr_module.group_okr_manager"):
            return Domain.TRUE
        return Domain("user_id", "=", user.id)

    @api.model
    def _domain_can_create(self):
        """Return the domain of the objectives that the current user may set up.

        HR officers make drafts for others besides, which their owners start.
        """
        return self._domain_can_hold() | self._domain_can_prepare()

    @api.model
    def _domain_can_hold(self):
        """Return the domain of objectives whose level and owner the user decides."""
        user = self.env.user
        if user.has_group("okr_module.group_okr_manager"):
            return Domain.TRUE
        led = user._okr_reach().downward_department_ids
        return (
            Domain("level", "=", "individual") & Domain("user_id", "=", user.id)
        ) | (Domain("level", "=", "department") & Domain("department_id", "in", led))

    @api.model
    def _domain_can_prepare(self):
        """Return the domain of the drafts that the current user may make for others.

        None that is private: that is its owner's to write.
        """
        user = self.env.user
        if not user.has_group("okr_module.group_okr_officer"):
            return Domain.FALSE
        return (
            Domain("level", "=", "individual")
            & Domain("state", "=", "draft")
            & Domain("visibility", "in", ("company", "department"))
            & Domain("create_uid", "=", user.id)
        )

    def _domain_readers(self):
        """Return the domain of the res.users who may read this objective.

        It is :meth:`_domain_can_read` seen from the objective, for choosing from many:
        a test holds each against the other.
        """
        self.ensure_one()
        objective = self.sudo()
        company = Domain("company_ids", "in", objective.company_id.ids)
        colleagues = company & Domain("share", "=", False)
        if objective.visibility == "company":
            return colleagues
        reads_all, lets_in = "group_okr_manager", self._managers_above
        if objective.visibility == "department":
            reads_all, lets_in = "group_okr_officer", self._people_of_department
        group = self.env.ref(f"okr_module.{reads_all}")
        readers = objective.user_id | objective.member_ids | lets_in()
        readers |= readers.sudo().search(
            company & Domain("all_group_ids", "in", group.ids)
        )
        return colleagues & Domain("id", "in", readers.ids)

    def _managers_above(self):
        """Return the users to whom the owner reports, directly or through others."""
        employees = self.env["hr.employee"].sudo().with_context(active_test=False)
        records = employees.search([("user_id", "=", self.sudo().user_id.id)])
        # Of one who left counts where they were; of one who works elsewhere, that
        return self.env["res.users"]._okr_led_by(records.filtered("active") or records)

    def _people_of_department(self):
        """Return whom a department lets in: its people, its managers, those above."""
        department = self.sudo().department_id
        above = [
            int(part) for part in (department.parent_path or "").split("/") if part
        ]
        for model, names in REACH_FIELDS.items():
            self.env[model].flush_model(names)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT employee.user_id
                  FROM hr_employee employee
                  JOIN hr_version version ON version.id = employee.current_version_id
                  JOIN hr_department below ON below.id = version.department_id
                 WHERE employee.active AND employee.user_id IS NOT NULL
                   AND starts_with(below.parent_path, %s)
                 UNION
                SELECT manager.user_id
                  FROM hr_department led
                  JOIN hr_employee manager ON manager.id = led.manager_id
                 WHERE manager.active AND manager.user_id IS NOT NULL
                   AND led.id = ANY(%s)
                """,
                department.parent_path or "/",
                above,
            )
        )
        return self.env["res.users"].browse([user_id for (user_id,) in rows])

    # --- SENTENCES ---

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if operation == "create" and result and any(self._ids):
            return result[0], self._not_yours_to_set_up
        return result

    def _not_yours_to_set_up(self):
        """Return the error for who sets up what is for others to set up."""
        return AccessError(
            self.env._(
                "You can set up individual objectives of your own. Those of a "
                "department are set up by its manager, those of the company by an OKR "
                "administrator: ask one of them."
            )
        )

    def _check_prepared(self):
        """Refuse drafts for somebody who does not work in the company they are of."""
        for objective in self - self.filtered_domain(self._domain_can_hold()):
            owner = objective.user_id.sudo()
            if owner.share or objective.company_id not in owner.company_ids:
                raise AccessError(
                    self.env._(
                        "An objective is made for somebody who works in %s.",
                        objective.company_id.name,
                    )
                )

    # --- WHO IS LET IN ---

    def _may_show(self):
        """Tell whether the current user may let others see this objective."""
        self.ensure_one()
        user = self.env.user
        if self.env.su or user.has_group("okr_module.group_okr_manager"):
            return True
        mine = self.sudo()
        led = user._okr_reach().downward_department_ids
        return mine.user_id == user or mine.department_id.id in led

    def _check_may_show(self, users):
        """Refuse letting people see an objective that one only contributes to.

        :param users: res.users; those who see it anyway are let in by nobody
        :raise AccessError: if one of them does not, and the caller has no say in it
        """
        for objective in self:
            if objective.visibility == "company" or objective._may_show():
                continue
            for user in users:
                as_user = objective.with_user(user).with_context(
                    allowed_company_ids=user.sudo().company_ids.ids
                )
                if not as_user.has_access("read"):
                    objective._refuse_showing()

    def _check_widens(self, vals):
        """Refuse a change that lets more people see what one only contributes to."""
        reach = {"private": 0, "department": 1, "company": 2}
        for objective in self:
            before = reach.get(objective.visibility, 0)
            if reach.get(vals.get("visibility"), before) > before:
                if not objective._may_show():
                    objective._refuse_showing()
            if "member_ids" in vals:
                members = self._fields["member_ids"]
                ids = members.convert_to_cache(
                    vals["member_ids"], objective, validate=False
                )
                added = self.env["res.users"].browse(ids) - objective.member_ids
                objective._check_may_show(added)

    def _refuse_showing(self):
        raise AccessError(
            self.env._(
                "Who sees %s is widened by its owner, the department's manager or an "
                "OKR administrator only. Ask one of them.",
                self.display_name,
            )
        )

    # --- AS THE DATABASE LIKES IT ---

    @api.model
    def _domain_is_member(self):
        """Return the domain of what the current user contributes to.

        The ids are found once for a query, as an array. Asked of each objective, as
        Odoo does, or as rows, they make each query that joins objectives look so dear
        that PostgreSQL rather reads all of them. A condition of its own kind, so that
        it is asked last: most are seen without it.
        """
        member_ids = self._fields["member_ids"]

        def contributes(model, alias, query):
            return SQL(
                """%s = ANY(ARRAY(
                    SELECT objective_id FROM okr_objective_member_rel
                     WHERE user_id = %s
                ))""",
                SQL.identifier(alias, "id"),
                model.env.uid,
                to_flush=member_ids,
            )

        return Domain.custom(to_sql=contributes)
