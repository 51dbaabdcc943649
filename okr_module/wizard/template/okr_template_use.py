from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.template.okr_template import MANAGER, OFFICER


class OkrTemplateUse(models.TransientModel):
    """Asks for whom objectives are made from a template, and when they run."""

    _name = "okr.template.use"
    _inherit = ["okr.input.access.mixin"]
    _description = "Use a template"

    template_id = fields.Many2one("okr.template", required=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    cycle_id = fields.Many2one(
        "okr.cycle",
        default=lambda self: self.env["okr.cycle"]._current(self.env.company),
        domain="[('state', '!=', 'closed'), ('company_id', 'in', (company_id, False))]",
    )
    parent_id = fields.Many2one(
        "okr.objective",
        string="Contributes to",
        domain="[('cycle_id.state', '!=', 'closed'), ('state', '!=', 'cancelled'),"
        " ('company_id', '=', company_id)]",
        help="The objective that each of them helps to reach.",
    )
    for_whom = fields.Selection(
        [
            ("me", "Me"),
            ("people", "People I choose"),
            ("department", "Everybody of a department"),
            ("company", "Everybody in the company"),
            ("departments", "Departments, one each"),
        ],
        string="For",
        default="me",
        required=True,
    )
    user_ids = fields.Many2many(
        "res.users",
        string="People",
        domain="[('okr_works_here', '=', True), ('company_ids', 'in', company_id)]",
    )
    department_id = fields.Many2one(
        "hr.department",
        domain="[('company_id', 'in', (company_id, False))]",
        help="With all departments below it.",
    )
    link_kpis = fields.Boolean(
        string="Follow Odoo's KPIs",
        default=True,
        help="Key results take their value from KPIs that Odoo holds, where the "
        "app is installed and the KPIs are yours to link.",
    )
    ask_owners = fields.Boolean(
        string="Ask the owners to make it theirs",
        default=True,
        help="Each gets a to-do: to say where they start, to change what does not "
        "fit, and to start it.",
    )
    can_use_for_many = fields.Boolean(compute="_compute_can_use_for_many")
    has_kpis = fields.Boolean(compute="_compute_figures")
    kpis_note = fields.Char(compute="_compute_figures")
    note = fields.Char(compute="_compute_note")

    # --- COMPUTE ---

    @api.depends("template_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Use a template")

    @api.depends_context("uid")
    def _compute_can_use_for_many(self):
        user = self.env.user
        # HR officers make drafts for anybody, which the owners start
        leads = user.has_group(OFFICER) or user._okr_reach().led_department_ids
        for wizard in self:
            wizard.can_use_for_many = bool(leads)

    @api.depends("template_id", "for_whom", "company_id")
    @api.depends_context("uid", "lang")
    def _compute_figures(self):
        for wizard in self:
            template = wizard.template_id.sudo(False)
            coded = template.key_result_ids.filtered("kpi_code")
            linked = template._linkable_kpis(wizard._level(), wizard.company_id)
            following = coded.filtered(lambda kr, linked=linked: kr.kpi_id in linked)
            missing = coded - following
            wizard.has_kpis = bool(following)
            wizard.kpis_note = bool(missing) and self.env._(
                "No KPI of Odoo is there, or yours to link, for: %s. The value is "
                "typed in.",
                ", ".join(missing.mapped("name")),
            )

    @api.depends(
        "template_id", "for_whom", "company_id", "cycle_id", "user_ids", "department_id"
    )
    @api.depends_context("uid", "lang")
    def _compute_note(self):
        for wizard in self:
            wizard.note = wizard._note()

    def _note(self):
        """Return how many are made and how many are left out, in a sentence."""
        self.ensure_one()
        mine = self.sudo(False)
        recipients = mine._recipients()
        if not recipients or not mine.template_id:
            return False
        level = mine._level()
        reasons = mine.template_id._reasons(
            recipients, level, mine.cycle_id, mine.company_id
        )
        left_out = sum(1 for reason in reasons if reason)
        if self.for_whom == "me":
            return reasons[0]
        if not left_out and len(recipients) == 1:
            return self.env._("One objective, nobody is left out.")
        if not left_out:
            return self.env._("%s objectives, nobody is left out.", len(recipients))
        # So that one and many read alike, the numbers come last
        return self.env._(
            "Objectives: %(ready)s; left out: %(left_out)s. The next page says who and "
            "why, before anything is made.",
            ready=len(recipients) - left_out,
            left_out=left_out,
        )

    # --- ACTIONS ---

    def action_confirm(self):
        """Make the one for oneself and open it, or show for whom many are made.

        :raise UserError: if nobody is chosen or the cycle is closed
        :raise AccessError: if the template is not the caller's to see, or an
            objective not the caller's to set up
        """
        self.ensure_one()
        self.template_id.check_access("read")
        self.cycle_id._check_open()
        if self.for_whom == "me":
            return self._make_mine()
        recipients = self._recipients()
        if not recipients:
            raise UserError(self.env._("Say for whom: nobody is chosen yet."))
        run = self.env["okr.template.run"]._prepare(
            {
                "template_id": self.template_id.id,
                "company_id": self.company_id.id,
                "cycle_id": self.cycle_id.id,
                "parent_id": self.parent_id.id,
                "level": self._level(),
                "link_kpis": self.link_kpis,
                "ask_owners": self.ask_owners,
            },
            recipients,
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Make many"),
            "res_model": "okr.template.run",
            "res_id": run.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # --- BUSINESS ---

    def _level(self):
        """Return the level of the objectives that are made."""
        self.ensure_one()
        if self.for_whom == "departments":
            return "department"
        level = self.template_id.level
        if self.for_whom != "me" or not level:
            return "individual"
        if level == "company" and not self.env.user.has_group(MANAGER):
            return "individual"
        if level == "department" and not self._my_department():
            return "individual"
        return level

    def _my_department(self):
        """Return the department that the caller leads, the highest of them."""
        led = self.env.user._okr_reach().led_department_ids
        return self.env["hr.department"].search(
            [("id", "in", led), ("company_id", "in", (self.company_id.id, False))],
            order="parent_path",
            limit=1,
        )

    def _recipients(self):
        """Return for whom objectives are to be made, as a list of Recipient."""
        self.ensure_one()
        template, company = self.template_id, self.company_id
        if self.for_whom == "me":
            [recipient] = template._recipients_of_users(self.env.user, company)
            if self._level() == "department":
                recipient = recipient._replace(department_id=self._my_department().id)
            return [recipient]
        if self.for_whom == "people":
            return template._recipients_of_users(self.user_ids._origin, company)
        if self.for_whom == "department":
            if not self.department_id:
                return []
            return template._recipients_of_employees(company, self.department_id)
        if self.for_whom == "departments":
            return template._recipients_of_departments(company, self.department_id)
        return template._recipients_of_employees(company)

    def _make_mine(self):
        """Make the caller's own objective, as a draft, and open it."""
        template, level = self.template_id, self._level()
        linked = ()
        if self.link_kpis:
            linked = template._linkable_kpis(level, self.company_id)
        values = {
            **template._objective_values(level, linked, self.cycle_id),
            "user_id": self.env.uid,
            "company_id": self.company_id.id,
            "cycle_id": self.cycle_id.id,
            "parent_id": self.parent_id.id,
        }
        if level == "department":
            values["department_id"] = self._my_department().id
        objective = self.env["okr.objective"].create(values)
        objective.sudo().template_id = template
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Objective"),
            "res_model": "okr.objective",
            "res_id": objective.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
