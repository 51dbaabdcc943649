from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from .okr_numbers import as_number


class OkrObjective(models.Model):
    """What a company, a department or a person wants to reach."""

    _name = "okr.objective"
    _inherit = [
        "okr.guarded.thread",
        "okr.guarded.values",
        "okr.droppable",
        "okr.revision.mixin",
        "okr.access.mixin",
        "okr.objective.figures",
    ]
    _description = "Objective"
    _order = "level_rank, sequence, id"
    _parent_store = True
    _check_company_auto = True

    #: what only a reason may change once the objective runs
    PLAN_FIELDS = ("weight", "cycle_id")

    name = fields.Char(
        required=True,
        tracking=True,
        translate=False,
        help="One sentence that makes people want to get up in the morning.",
    )
    description = fields.Html(
        help="Why it matters, and what the world looks like then."
    )
    sequence = fields.Integer(default=10)
    color = fields.Integer(export_string_translation=False)
    cycle_id = fields.Many2one(
        "okr.cycle",
        index=True,
        tracking=True,
        check_company=True,
        ondelete="restrict",
        default=lambda self: self.env["okr.cycle"]._current(self.env.company),
        domain="[('state', '!=', 'closed')]",
        help="Without a cycle it is an idea for later.",
    )
    date_start = fields.Date(related="cycle_id.date_start", string="Starts on")
    date_end = fields.Date(related="cycle_id.date_end", string="Ends on")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    level = fields.Selection(
        [
            ("company", "Company"),
            ("department", "Department"),
            ("individual", "Individual"),
        ],
        default="individual",
        required=True,
        index=True,
        tracking=True,
    )
    level_rank = fields.Integer(
        compute="_compute_level_rank", store=True, export_string_translation=False
    )
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        store=True,
        readonly=False,
        index=True,
        check_company=True,
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        ondelete="set null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="The one person who answers for it.",
    )
    member_ids = fields.Many2many(
        "res.users",
        "okr_objective_member_rel",
        "objective_id",
        "user_id",
        string="Contributors",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="People who work on it. They edit the draft and check in.",
    )
    parent_id = fields.Many2one(
        "okr.objective",
        string="Contributes to",
        index=True,
        check_company=True,
        ondelete="restrict",
        domain="[('id', '!=', id), ('cycle_id.state', '!=', 'closed')]",
        help="The objective that this one helps to reach, of any department. What "
        "belongs to another department is asked for: it counts there from the start, "
        "until its owner declines.",
    )
    parent_key_result_id = fields.Many2one(
        "okr.key.result",
        string="Through key result",
        index=True,
        check_company=True,
        ondelete="set null",
        domain="[('objective_id', '=?', parent_id)]",
        help="The very key result of that objective, where there is one.",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many(
        "okr.objective", "parent_id", string="Aligned objectives"
    )
    child_count = fields.Integer(compute="_compute_counts")
    supported_objective_ids = fields.Many2many(
        "okr.objective",
        "okr_objective_support_rel",
        "objective_id",
        "supported_id",
        string="Also supports",
        check_company=True,
        domain="[('id', '!=', id)]",
        help="Shown on the map; it does not count in their progress.",
    )
    ambition = fields.Selection(
        [("aspirational", "Aspirational"), ("committed", "Committed")],
        default="aspirational",
        required=True,
        tracking=True,
        help="Aspirational: daring, 0.7 is a success. Committed: a promise, only "
        "1.0 keeps it.",
    )
    visibility = fields.Selection(
        [
            ("company", "Whole company"),
            ("department", "Department"),
            ("private", "Private"),
        ],
        default="company",
        required=True,
        index=True,
        tracking=True,
        help="Whole company: everybody. Department: its people, those of the "
        "departments below and its managers. Private: owner, contributors and the "
        "owner's managers.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("active", "Active"),
            ("done", "Done"),
            ("cancelled", "Dropped"),
        ],
        default="draft",
        required=True,
        index=True,
        tracking=True,
        copy=False,
        group_expand=True,
    )
    activated_on = fields.Date(readonly=True, copy=False)
    weight = fields.Float(
        default=1.0,
        tracking=True,
        aggregator=None,
        help="How much it counts in the objective it contributes to.",
    )
    rollup = fields.Selection(
        [
            ("key_results", "Its key results"),
            ("aligned", "The objectives aligned to it"),
            ("both", "Both"),
        ],
        string="Measured by",
        default="key_results",
        required=True,
        help="What is aligned to it counts where everybody who sees this one may see "
        "that, too, and where it was not declined.",
    )
    key_result_ids = fields.One2many(
        "okr.key.result", "objective_id", string="Key results", copy=True
    )
    key_result_count = fields.Integer(compute="_compute_counts")
    checkin_ids = fields.One2many("okr.checkin", "objective_id", string="Check-ins")
    cancel_reason = fields.Text(string="Why it was dropped", copy=False, readonly=True)
    change_reason = fields.Text(
        string="Reason for the change",
        store=False,
        export_string_translation=False,
        help="Given together with a change to the plan of a running objective.",
    )

    _check_weight = models.Constraint(
        "CHECK(weight >= 0 AND weight < 'Infinity')",
        "A weight is a number from 0 upwards.",
    )
    _check_final_score = models.Constraint(
        "CHECK(final_score IS NULL OR (final_score >= 0 AND final_score <= 1))",
        "A score lies between 0.0 and 1.0.",
    )
    _order_idx = models.Index("(level_rank, sequence, id)")

    # --- COMPUTE ---

    @api.depends("level")
    def _compute_level_rank(self):
        rank = {"company": 0, "department": 1, "individual": 2}
        for objective in self:
            objective.level_rank = rank.get(objective.level, 3)

    @api.depends("level", "user_id", "company_id")
    def _compute_department_id(self):
        for objective in self:
            if objective.level == "company":
                objective.department_id = False
            elif objective.level == "individual" or not objective.department_id:
                works_in = objective.user_id._okr_department(objective.company_id)
                objective.department_id = works_in or objective.department_id

    @api.depends("key_result_ids", "child_ids")
    @api.depends_context("uid")
    def _compute_counts(self):
        key_results = dict(
            self.env["okr.key.result"]._read_group(
                [("objective_id", "in", self.ids)], ["objective_id"], ["__count"]
            )
        )
        children = dict(
            self._read_group(
                [("parent_id", "in", self.ids)], ["parent_id"], ["__count"]
            )
        )
        for objective in self:
            objective.key_result_count = key_results.get(objective._origin, 0)
            objective.child_count = children.get(objective._origin, 0)

    @api.depends("name")
    @api.depends_context("uid")
    def _compute_display_name(self):
        # The name of an objective travels further than the objective: as parent,
        # as group of a list, as a tag. It stays with those who may read it.
        readable = self.sudo(False)._filtered_access("read")
        for objective in self:
            if objective in readable or not objective._origin:
                objective.display_name = objective.name
            else:
                objective.display_name = self.env._("Not visible to you")

    # --- CONSTRAINTS ---

    @api.constrains("visibility", "department_id", "level")
    def _check_department(self):
        for objective in self.filtered(lambda o: not o.department_id):
            if objective.level == "department":
                raise ValidationError(
                    self.env._("Say which department %s is for.", objective.name)
                )
            if objective.visibility == "department":
                raise ValidationError(
                    self.env._(
                        "%s is to be visible to a department: say which one.",
                        objective.name,
                    )
                )

    @api.constrains("final_score", "score_reason")
    def _check_score_reason(self):
        for objective in self:
            differs = abs(objective.final_score - objective.score) > 1e-9
            if differs and not (objective.score_reason or "").strip():
                raise ValidationError(
                    self.env._(
                        "The final score of %s differs from the computed one: say why.",
                        objective.name,
                    )
                )

    @api.constrains("name")
    def _check_name(self):
        for objective in self:
            self._check_name_given(objective.name)

    @api.model
    def _check_name_given(self, name):
        if not (name or "").strip():
            raise ValidationError(self.env._("An objective needs a name."))

    @api.model
    def _check_entries(self, vals):
        """Refuse a name without words and numbers that are none.

        The numbers of ``vals`` are floats afterwards.
        """
        if "name" in vals:
            self._check_name_given(vals["name"])
        for name in {"weight", "final_score"} & set(vals):
            label = self._fields[name]._description_string(self.env)
            vals[name] = as_number(self.env, vals[name] or 0.0, label)
        if vals.get("weight", 0) < 0:
            raise ValidationError(self.env._("A weight is a number from 0 upwards."))
        if not 0 <= vals.get("final_score", 0) <= 1:
            raise ValidationError(self.env._("A score lies between 0.0 and 1.0."))

    # --- CRUD ---

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_system_values(vals_list)
        vals_list = [self._with_parent_of_key_result(vals) for vals in vals_list]
        for vals in vals_list:
            self._check_entries(vals)
        objectives = super().create(vals_list)
        objectives.cycle_id._check_open()
        if not self.env.su:
            objectives._check_first_state()
        return objectives

    def write(self, vals):
        vals = self._take_revision(vals)
        # A reason is given with the act, and stands from then on.
        dropping = ("cancel_reason",) if vals.get("state") == "cancelled" else ()
        self._refuse_system_values([vals], allow=dropping)
        self._check_change_allowed(vals)
        self._check_entries(vals)
        vals = self._with_parent_of_key_result(vals)
        reason = vals.pop("change_reason", None)
        self._log_plan_change(vals, reason)
        vals = self._with_day_of_drop(vals)
        if vals.get("state") == "active":
            starting = self.filtered(lambda o: o.state == "draft")
            starting._check_ready()
            for company, objectives in starting.grouped("company_id").items():
                super(OkrObjective, objectives).write(
                    {"activated_on": company._okr_today()}
                )
        handing_over = not self.env.su and self._changes_holder(vals)
        if handing_over:
            self.check_access("write")
            self._check_may_hold()
        result = super().write(vals)
        if handing_over:
            self._check_may_hold()
        if {"user_id", "member_ids"} & set(vals):
            # Whoever owns a key result checks in on it, so reads its objective.
            self.sudo().key_result_ids.filtered(
                lambda kr: kr.state == "active"
            )._make_owners_members()
        if "cycle_id" in vals:
            self.cycle_id._check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        self.cycle_id._check_open()
        for objective in self:
            if objective.state != "draft":
                raise UserError(
                    self.env._(
                        "%s has begun and stays on record. Drop it, with a reason.",
                        objective.name,
                    )
                )
            if objective.sudo().with_context(active_test=False).child_ids - self.sudo():
                raise UserError(
                    self.env._(
                        "Others are aligned to %s. Align them to something else, or "
                        "drop it with a reason.",
                        objective.name,
                    )
                )
        self.key_result_ids._check_unreported()

    def copy_data(self, default=None):
        return [
            dict(vals, name=self.env._("%s (copy)", objective.name))
            if "name" not in (default or {})
            else vals
            for objective, vals in zip(self, super().copy_data(default), strict=True)
        ]

    # --- ACTIONS ---

    def action_check_in(self):
        """Open the check-in dialog, for one key result or for all of them."""
        self.ensure_one()
        live = self.key_result_ids.filtered(lambda kr: kr.state == "active")
        if len(live) == 1:
            return live.action_check_in()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Check in: %s", self.name),
            "res_model": "okr.checkin.session",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_objective_id": self.id,
                "dialog": True,
                "dialog_size": "extra-large",
            },
        }

    def action_open_key_results(self):
        """Open the key results of the objective."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "okr_module.okr_key_result_action"
        )
        action["domain"] = [("objective_id", "=", self.id)]
        action["context"] = {"default_objective_id": self.id}
        return action

    # --- BUSINESS ---

    def _changes_holder(self, vals):
        """Tell whether values say anew whose an objective is."""
        return any(
            objective[name].id != vals[name]
            if self._fields[name].relational
            else objective[name] != vals[name]
            for name in ("level", "department_id", "user_id", "company_id")
            if name in vals
            for objective in self.sudo()
        )

    def _check_may_hold(self):
        """Refuse handing an objective over where its writer has no say.

        Asked before and after: neither does a member take over what is another's,
        nor an owner give it to where others decide.
        """
        led = self.env.user._okr_reach().led_department_ids
        allowed = self.sudo().filtered_domain(
            self._domain_can_create()
            | (
                Domain("level", "=", "individual")
                & Domain("department_id", "child_of", led)
            )
        )
        # Nor to a company that its writer does not work in.
        allowed = allowed.filtered(lambda o: o.company_id in self.env.companies)
        refused = self - allowed.sudo(False)
        if refused:
            raise AccessError(
                self.env._(
                    "Level, department and owner of %s can be set so by an OKR "
                    "administrator or the department's manager only.",
                    ", ".join(refused.mapped("display_name")),
                )
            )
