from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command, Domain

MANAGER = "okr_module.group_okr_manager"
OFFICER = "okr_module.group_okr_officer"


class Recipient(NamedTuple):
    """For whom an objective may be made: a person, or a department and who leads it.

    Ids are False where there is none.
    """

    name: str
    user_id: int
    department_id: int


class OkrTemplate(models.Model):
    """An objective with its key results to start from.

    Either everybody's, and then administrators keep it, or one person's own, and
    then nobody else sees it.
    """

    _name = "okr.template"
    _inherit = [
        "okr.named.mixin",
        "okr.input.access.mixin",
        "okr.private.name.mixin",
    ]
    _description = "Objective template"
    _order = "area_id, sequence, name, id"

    name = fields.Char(
        string="Objective",
        required=True,
        translate=True,
        help="The sentence that the objective gets.",
    )
    description = fields.Html(
        string="Why",
        translate=True,
        help="Why it matters, and what the world looks like then.",
    )
    area_id = fields.Many2one("okr.template.area", index=True, ondelete="set null")
    sequence = fields.Integer(default=10)
    level = fields.Selection(
        selection=lambda self: self._selection_of("level"),
        default="individual",
        required=True,
        help="Whose objective it is meant to be.",
    )
    ambition = fields.Selection(
        selection=lambda self: self._selection_of("ambition"),
        default="aspirational",
        required=True,
        help="Aspirational: daring, 0.7 is a success. Committed: a promise, only "
        "1.0 keeps it.",
    )
    visibility = fields.Selection(
        selection=lambda self: self._selection_of("visibility"),
        default="company",
        required=True,
        help="Who sees the objectives that are made from it, to begin with.",
    )
    rollup = fields.Selection(
        selection=lambda self: self._selection_of("rollup"),
        string="Measured by",
        default="key_results",
        required=True,
    )
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: it serves all companies."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Only for",
        index="btree_not_null",
        ondelete="cascade",
        default=lambda self: self._default_user_id(),
        domain="[('id', '=', uid)]",
        help="Set: this person's own template, which nobody else sees. Empty: "
        "everybody's.",
    )
    active = fields.Boolean(default=True)
    key_result_ids = fields.One2many(
        "okr.template.key.result", "template_id", string="Key results", copy=True
    )
    preview = fields.Json(
        compute="_compute_preview",
        export_string_translation=False,
        help="Rows of name and value: the key results as a card shows them.",
    )
    objective_count = fields.Integer(
        string="Used",
        compute="_compute_objective_count",
        help="Objectives made from it, those that you may see.",
    )
    date_used = fields.Datetime(
        string="Last used for many",
        readonly=True,
        copy=False,
        export_string_translation=False,
    )
    can_edit = fields.Boolean(
        compute="_compute_can_edit", export_string_translation=False
    )

    _order_idx = models.Index("(area_id, sequence, name, id)")

    # --- DEFAULTS ---

    @api.model
    def _selection_of(self, name):
        """Return the choices of a field of objectives: they are the same here."""
        return self.env["okr.objective"]._fields[name]._description_selection(self.env)

    @api.model
    def _default_user_id(self):
        """Return nobody for who keeps everybody's templates, else the caller."""
        return False if self.env.user.has_group(MANAGER) else self.env.user

    # --- COMPUTE AND SEARCH ---

    @api.depends_context("lang")
    def _compute_display_name(self):
        # Its name is translated
        return super()._compute_display_name()

    @api.depends("key_result_ids.name", "key_result_ids.way_label")
    @api.depends_context("lang", "company")
    def _compute_preview(self):
        for template in self:
            template.preview = [
                {"name": line.name or "", "value": line.way_label}
                for line in template.key_result_ids
            ]

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_objective_count(self):
        counts = dict(
            self.env["okr.objective"]._read_group(
                [("template_id", "in", self._origin.ids)], ["template_id"], ["__count"]
            )
        )
        for template in self:
            template.objective_count = counts.get(template._origin, 0)

    @api.depends_context("uid")
    @api.depends("user_id")
    def _compute_can_edit(self):
        manages = self.env.user.has_group(MANAGER)
        for template in self:
            template.can_edit = manages or template.user_id == self.env.user

    # --- STEPS ---

    @api.model
    def _nameless_sentence(self):
        return self.env._("An objective needs a name.")

    def _after_create(self, vals_list):
        result = super()._after_create(vals_list)
        self._check_may_be_kept()
        return result

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        if {"user_id", "company_id"} & set(vals):
            self._check_may_be_kept()
        return result

    # --- CRUD ---

    def copy_data(self, default=None):
        return [
            vals
            | {
                "name": self.env._("%s (copy)", template.name),
                "user_id": template._default_user_id() and self.env.uid,
            }
            | (default or {})
            for template, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def _check_may_be_kept(self):
        """Refuse giving others a template, or showing them one, without the right.

        A record rule looks at a record as it was before it is written.
        """
        if self.env.su:
            return
        manages = self.env.user.has_group(MANAGER)
        for template in self:
            if template.user_id and template.user_id != self.env.user:
                raise AccessError(
                    self.env._("A template of one's own is made by oneself only.")
                )
            if not template.user_id and not manages:
                raise AccessError(
                    self.env._(
                        "Templates for everybody are kept by OKR administrators. "
                        "Keep it as your own, or ask one of them."
                    )
                )
            if template.company_id and template.company_id not in self.env.companies:
                raise AccessError(
                    self.env._("That company is not one that you work in.")
                )

    # --- ACTIONS AND API ---

    def action_use(self):
        """Open the dialog that makes objectives from the template.

        :raise AccessError: if the template is not the caller's to see
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Use a template"),
            "res_model": "okr.template.use",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_template_id": self.id},
        }

    def action_share(self):
        """Give one's own template to everybody.

        :raise AccessError: if the caller does not keep everybody's templates
        """
        self.check_access("write")
        return self.write({"user_id": False})

    def action_open_objectives(self):
        """Open the objectives that were made from the template."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "okr_module.okr_objective_action"
        )
        return dict(
            action,
            name=self.env._("Made from: %s", self.name),
            domain=[("template_id", "=", self.id)],
            context={"hierarchical_naming": False},
        )

    # --- BUSINESS ---

    def _objective_values(self, level, linked=(), cycle=None):
        """Return the values of an objective: all but whose and in which cycle.

        In the language of the context.

        :param level: level that the objective is to have
        :param linked: the figures, okr.kpi, that key results may be linked to
        :param cycle: okr.cycle for whose days the plan is, none without one
        """
        self.ensure_one()
        span = cycle._span() if cycle else None
        return {
            "name": self.name,
            "description": self.description or False,
            "level": level,
            "ambition": self.ambition,
            "visibility": self.visibility,
            "rollup": self.rollup,
            "key_result_ids": [
                Command.create(line._key_result_values(level, linked, span))
                for line in self.key_result_ids
            ],
        }

    def _linkable_kpis(self, level, company):
        """Return the figures that the caller may link objectives of a level to."""
        kpis = self.key_result_ids.kpi_id.filtered(
            lambda kpi: not kpi.company_id or kpi.company_id == company
        )
        return kpis._filtered_linkable().filtered(
            lambda kpi: _is_counted_by(kpi, level)
        )

    @api.model
    def _values_from(self, objective):
        """Return the values of a template that is the plan of an objective."""
        live = objective.key_result_ids.filtered(lambda kr: kr.state == "active")
        return {
            "name": objective.name,
            "description": objective.description,
            "level": objective.level,
            "ambition": objective.ambition,
            "visibility": objective.visibility,
            "rollup": objective.rollup,
            "company_id": objective.company_id.id,
            # Its own alone: what is private does not become everybody's by a click.
            "user_id": self.env.uid,
            "key_result_ids": [
                Command.create(
                    self.env["okr.template.key.result"]._values_from(key_result)
                )
                for key_result in live
            ],
        }

    # --- WHO IS MEANT ---

    def _recipients_of_users(self, users, company):
        """Return a :class:`Recipient` for each of some users."""
        people = self.env["hr.employee.public"].search_fetch(
            [
                ("user_id", "in", users.ids),
                ("company_id", "=", company.id),
                ("active", "=", True),
            ],
            ["user_id", "department_id"],
        )
        departments = {person.user_id.id: person.department_id.id for person in people}
        return [
            Recipient(user.name, user.id, departments.get(user.id, False))
            for user in users
        ]

    def _recipients_of_employees(self, company, department=None):
        """Return a :class:`Recipient` for each employee of a company or a department.

        Those of the departments below are meant as well.
        """
        domain = Domain("company_id", "=", company.id) & Domain("active", "=", True)
        if department:
            domain &= Domain("department_id", "child_of", department.ids)
        people = self.env["hr.employee.public"].search_fetch(
            domain, ["name", "user_id", "department_id"], order="name, id"
        )
        return [
            Recipient(person.name, person.user_id.id, person.department_id.id)
            for person in people
        ]

    def _recipients_of_departments(self, company, department=None):
        """Return a :class:`Recipient` for each department of a company or below one."""
        domain = Domain("company_id", "in", (company.id, False))
        if department:
            domain &= Domain("id", "child_of", department.ids)
        departments = self.env["hr.department"].search(domain)
        # Who leads a department everybody may know; the file of that person not.
        leaders = {
            each.id: each.manager_id.filtered("active").user_id.id
            for each in departments.sudo()
        }
        return [
            Recipient(each.display_name, leaders[each.id], each.id)
            for each in departments
        ]

    # --- WHO IS LEFT OUT ---

    def _reasons(self, recipients, level, cycle, company):
        """Return for each recipient the sentence why it is left out, or False.

        The queries are the same however many recipients there are.

        :param recipients: list of :class:`Recipient`
        :param level: level of the objectives that are to be made
        """
        self.ensure_one()
        users = self._users_of(recipients)
        holders = self._holders(recipients, level, cycle, company)
        led = self._led_ids(recipients) if level == "department" else ()
        reasons, seen = [], set()
        for recipient in recipients:
            key = (
                recipient.department_id if level == "department" else recipient.user_id
            )
            user = users.get(recipient.user_id)
            reason = self._reason_of_user(user, level, company)
            if not reason and key in seen:
                reason = self.env._("In the list already.")
            if not reason and key in holders:
                reason = self.env._("Has one from this template in this cycle.")
            if not reason and self.visibility == "department":
                if level == "individual" and not recipient.department_id:
                    reason = self.env._(
                        "It is visible to the department, and there is none."
                    )
            if not reason and self._is_its_owners(recipient, level):
                reason = self.env._("It is private: its owner makes it.")
            if not reason and not self._may_set_up(recipient, level, led):
                reason = self.env._("Not yours to set up: ask an OKR administrator.")
            if not reason:
                seen.add(key)
            reasons.append(reason)
        return reasons

    def _users_of(self, recipients):
        """Return ``{id: (user, active, share, company ids)}`` of who is named."""
        users = self.env["res.users"].sudo().with_context(active_test=False)
        found = users.browse(
            {recipient.user_id for recipient in recipients if recipient.user_id}
        )
        return {
            user.id: (user.active, user.share, set(user.company_ids.ids))
            for user in found.exists()
        }

    def _reason_of_user(self, user, level, company):
        if not user:
            if level == "department":
                return self.env._("Nobody with a login leads it.")
            return self.env._("Has no login.")
        active, share, company_ids = user
        if not active:
            return self.env._("The login is archived.")
        if share:
            return self.env._("Does not work here: the login is a guest's.")
        if company.id not in company_ids:
            return self.env._("Does not work in %s.", company.name)
        return False

    def _holders(self, recipients, level, cycle, company):
        """Return the ids of the users, or departments, that have one already.

        As far as the caller may see them: what is private elsewhere is not told.
        """
        name = "department_id" if level == "department" else "user_id"
        rows = self.env["okr.objective"]._read_group(
            Domain("template_id", "=", self.id)
            & Domain("company_id", "=", company.id)
            & Domain("cycle_id", "=", cycle.id)
            & Domain("level", "=", level)
            & Domain("state", "!=", "cancelled")
            & Domain(
                name, "in", [getattr(recipient, name) for recipient in recipients]
            ),
            [name],
        )
        return {holder.id for (holder,) in rows}

    def _led_ids(self, recipients):
        """Return the ids of the departments that the caller leads, among some."""
        led = self.env.user._okr_reach().led_department_ids
        return set(
            self.env["hr.department"]
            .sudo()
            .search(
                Domain("id", "child_of", led)
                & Domain(
                    "id", "in", [recipient.department_id for recipient in recipients]
                )
            )
            .ids
        )

    def _may_set_up(self, recipient, level, led):
        """Tell what the rule of objectives will say, before it has to.

        See ``_domain_can_create`` in okr_objective_access.py.
        """
        if self.env.user.has_group(MANAGER):
            return True
        if level == "department":
            return recipient.department_id in led
        if level == "individual" and self.env.user.has_group(OFFICER):
            return True
        return level == "individual" and recipient.user_id == self.env.uid

    def _is_its_owners(self, recipient, level):
        """Tell whether HR would make something private for somebody else."""
        user = self.env.user
        return (
            self.visibility == "private"
            and level == "individual"
            and recipient.user_id != user.id
            and user.has_group(OFFICER)
            and not user.has_group(MANAGER)
        )


def _is_counted_by(kpi, level):
    """Tell whether a figure can be counted for each owner of a level."""
    if level == "company":
        return True
    if kpi._is_guarded():  # few people: it would show nowhere
        return False
    if kpi.source == "ratio":
        parts = kpi.numerator_id, kpi.denominator_id
        return all(_is_counted_by(part, level) for part in parts)
    if kpi.source != "records":
        return False
    return bool(kpi.user_path or (level == "department" and kpi.department_path))
