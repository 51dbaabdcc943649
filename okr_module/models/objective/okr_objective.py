from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain

from ..base.selections import VISIBILITIES
from ..base.whole_lines import WholeLines


class OkrObjective(models.Model):
    """What a company, a department or a person wants to reach."""

    _name = "okr.objective"
    _inherit = [
        "okr.named.mixin",
        "okr.droppable.mixin",
        "okr.plan.mixin",
        "okr.weight.mixin",
        "okr.origin.mixin",
        "okr.input.access.mixin",
        "okr.import.mixin",
        "okr.revision.mixin",
        "okr.steps.mixin",
        "okr.private.name.mixin",
        "okr.private.thread.mixin",
        "okr.daily.refresh.mixin",
    ]
    _description = "Objective"
    _order = "level_rank, sequence, id"
    _parent_store = True
    _check_company_auto = True

    _NUMBERS = ("weight", "final_score")

    name = fields.Char(
        string="Objective",
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
        plan=True,
        tracking=True,
        check_company=True,
        ondelete="restrict",
        default=lambda self: self.env["okr.cycle"]._current(self.env.company),
        domain="[('state', '!=', 'closed')]",
        help="Without a cycle it is an idea for later.",
    )
    cycle_state = fields.Selection(
        related="cycle_id.state", string="State of the cycle"
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
        domain="[('okr_works_here', '=', True), ('company_ids', 'in', company_id)]",
        help="The one person who answers for it.",
    )
    member_ids = fields.Many2many(
        "res.users",
        "okr_objective_member_rel",
        "objective_id",
        "user_id",
        string="Contributors",
        domain="[('okr_works_here', '=', True), ('company_ids', 'in', company_id)]",
        help="People who work on it. They edit it, once it runs with a reason, and "
        "check in.",
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
    child_ids = WholeLines("okr.objective", "parent_id", string="Aligned objectives")
    child_count = fields.Integer(
        compute="_compute_counts", string="Number of aligned objectives"
    )
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
        plan=True,
        tracking=True,
        help="Aspirational: daring, 0.7 is a success. Committed: a promise, only "
        "1.0 keeps it.",
    )
    visibility = fields.Selection(
        VISIBILITIES,
        default=lambda self: self.env.company.okr_default_visibility,
        required=True,
        index=True,
        tracking=True,
        help="Whole company: everybody. Department: its people, those of the "
        "departments below, its managers and those above, and HR officers. Private: "
        "the owner's managers up the line. Owner, contributors and OKR administrators "
        "see it in any case.",
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
    date_activated = fields.Date(
        string="Runs since",
        readonly=True,
        copy=False,
        help="The day on which it was started.",
    )
    date_done = fields.Date(
        string="Done on",
        readonly=True,
        copy=False,
        help="From this day on nobody is asked to check in.",
    )
    weight = fields.Float(
        plan=True,
        tracking=True,
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
        plan=True,
        tracking=True,
        help="What is aligned to it counts where everybody who sees this one may see "
        "that, too, and where it was not declined.",
    )
    key_result_ids = WholeLines(
        "okr.key.result", "objective_id", string="Key results", copy=True
    )
    key_result_count = fields.Integer(
        compute="_compute_counts", string="Number of key results"
    )
    checkin_ids = fields.One2many("okr.checkin", "objective_id", string="Check-ins")
    target_change_ids = fields.One2many(
        "okr.target.change",
        "objective_id",
        string="Changes to the plan",
        help="Those of its own plan and of its key results'.",
    )

    _check_final_score = models.Constraint(
        "CHECK(final_score IS NULL OR (final_score >= 0 AND final_score <= 1))",
        "A score lies between 0.0 and 1.0.",
    )
    _order_idx = models.Index("(level_rank, sequence, id)")
    # All that most rights ask of an objective, the open ones first: none is opened to
    # be counted
    _readers_idx = models.Index(
        "(company_id, visibility) INCLUDE (id, user_id, department_id)"
    )

    # --- COMPUTE AND SEARCH ---

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
    @api.depends_context("uid", "allowed_company_ids")
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

    # --- STEPS ---

    def _prepare_create(self, vals_list):
        vals_list = super()._prepare_create(vals_list)
        for vals in vals_list:
            self._check_entries(vals)
            if not {"visibility", "default_visibility"} & {*vals, *self.env.context}:
                vals["visibility"] = self._usual_visibility(vals)
        return vals_list

    @api.model
    def _usual_visibility(self, vals):
        """Return who sees a new objective where nobody says: as its company chose.

        What the choice does not fit is seen by the department, else by the company: an
        objective of the company belongs to no department, and what HR officers prepare
        for others is not private.
        """
        company_id = vals.get("company_id", self.env.context.get("default_company_id"))
        company = self.env["res.company"].browse(company_id or ())
        company = (company or self.env.company).sudo()
        usual = company.okr_default_visibility
        if usual == "company":
            return usual
        owner_id = vals.get("user_id", self.env.context.get("default_user_id"))
        owner = self.env["res.users"].browse(owner_id or ()) or self.env.user
        level = vals.get("level") or self.env.context.get("default_level")
        if usual == "private" and owner != self.env.user and not self.env.su:
            if not self.env.user.has_group("okr_module.group_okr_manager"):
                usual = "department"
        if usual == "department" and not (
            level != "company"
            and (vals.get("department_id") or owner._okr_department(company))
        ):
            usual = "company"
        return usual

    def _after_create(self, vals_list):
        self._subscribe_owners(vals_list)
        result = super()._after_create(vals_list)
        self.cycle_id._hold_open()
        if not self.env.su:
            self._check_prepared()
            self._check_first_state()
        started = self.filtered(lambda o: o.state in ("active", "done"))
        for company, objectives in started.grouped("company_id").items():
            objectives._note_day_of_start(company._okr_today())
        return result

    def _message_auto_subscribe_followers(self, updated_values, default_subtype_ids):
        if self._is_made_with(self._name):
            # All of them at once, see _subscribe_owners
            return []
        return super()._message_auto_subscribe_followers(
            updated_values, default_subtype_ids
        )

    def _subscribe_owners(self, vals_list):
        """Let the owners follow their new objectives, and be told where they run.

        As Odoo does for one record after another, in four queries each: a template
        makes a thousand.
        """
        if self.env.context.get("tracking_disable"):
            return
        subtypes = self.env["mail.message.subtype"]
        subtype_ids = subtypes._get_auto_subscription_subtypes(self._name)[1]
        given = self.browse(
            objective.id
            for objective, vals in zip(self, vals_list, strict=True)
            if vals.get("user_id") or self.env.context.get("default_user_id")
        )
        owned = given.sudo().filtered(lambda o: o.user_id.active)
        partners = owned.user_id.partner_id
        followers = self.env["mail.followers"].sudo()
        following = {
            (row.res_id, row.partner_id)
            for row in followers.search_fetch(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", owned.ids),
                    ("partner_id", "in", partners.ids),
                ],
                ["res_id", "partner_id"],
            )
        }
        followers.with_context(default_partner_id=False).create(
            [
                {
                    "res_model": self._name,
                    "res_id": objective.id,
                    "partner_id": objective.user_id.partner_id.id,
                    "subtype_ids": [Command.set(subtype_ids)],
                }
                for objective in owned
                if (objective.id, objective.user_id.partner_id) not in following
            ]
        )
        for owner, objectives in owned.grouped("user_id").items():
            if owner != self.env.user:
                objectives._message_auto_subscribe_notify(
                    owner.partner_id.ids, "mail.message_user_assigned"
                )

    def _prepare_write(self, vals):
        vals = super()._prepare_write(vals)
        self._check_entries(vals)
        return vals

    def _check_write(self, vals):
        if not all(name.startswith(("message_", "activity_")) for name in vals):
            self.cycle_id._check_open()
        result = super()._check_write(vals)
        self._check_next_state(vals)
        if vals.get("state") == "active":
            self.check_access("write")
            self.cycle_id._hold_open()
        if not self.env.su and {"visibility", "member_ids"} & set(vals):
            self._check_widens(vals)
        return result

    def _before_write(self, vals):
        before = super()._before_write(vals)
        if vals.get("state") == "active":
            starting = before["moved"].filtered(lambda o: o.state == "draft")
            starting._check_ready()
        before["scores"] = {
            objective: objective.final_score
            for objective in self
            if "final_score" in vals
        }
        before["handing_over"] = not self.env.su and self._changes_holder(vals)
        if before["handing_over"]:
            self.check_access("write")
            self._check_may_hold()
        return before

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        if before["handing_over"]:
            self._check_may_hold()
        if {"user_id", "member_ids"} & set(vals):
            # Whoever owns a key result checks in on it, so reads its objective.
            self.sudo().key_result_ids.filtered(
                lambda kr: kr.state == "active"
            )._make_owners_members()
        if "cycle_id" in vals:
            self.cycle_id._hold_open()
        self._tell_score_given(before["scores"])
        return result

    def _tell_score_given(self, scores):
        """Say in the discussion that somebody gave a score.

        What follows from check-ins moves with them and is said nowhere.

        :param scores: ``{objective: score before}``
        """
        bodies = {
            objective.id: self.env._(
                "Final score: %(old)s → %(new)s. %(reason)s",
                old=f"{old:.1f}",
                new=f"{objective.final_score:.1f}",
                reason=objective.score_reason or "",
            )
            for objective, old in scores.items()
            if abs(objective.final_score - old) > 1e-9
        }
        if bodies:
            self.browse(bodies)._message_log_batch(bodies=bodies)

    @api.model
    def _nameless_sentence(self):
        return self.env._("An objective needs a name.")

    @api.model
    def _check_entries(self, vals):
        """Refuse a score that is none."""
        if not 0 <= vals.get("final_score", 0) <= 1:
            raise ValidationError(self.env._("A score lies between 0.0 and 1.0."))

    # --- CRUD ---

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

    # --- ACTIONS AND API ---

    @api.model
    def get_import_templates(self):
        """Return the file that the import screen offers to begin with."""
        return [
            {
                "label": self.env._("Objectives with their key results"),
                "template": "/okr_module/static/import/objectives.csv",
            }
        ]

    def action_check_in(self):
        """Open the check-in dialog, for one key result or for all of them."""
        self.ensure_one()
        live = self.key_result_ids.filtered(lambda kr: kr.state == "active")
        if len(live) == 1:
            return live.action_check_in()
        return {
            "type": "ir.actions.client",
            "tag": "okr_checkin_session",
            "name": self.env._("Check in: %s", self.name),
            "target": "new",
            "params": {"objective_id": self.id},
            "context": {"dialog_size": "extra-large"},
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

    def action_activate(self):
        """Start the objective; from now on its plan changes with a reason only.

        :raise UserError: naming, as one list, all that is missing: an owner,
            dates, something that measures it
        """
        return self.write({"state": "active"})

    def action_done(self):
        """End the objective; its score is the last computed one unless changed.

        :raise UserError: if an objective is not active
        """
        return self.write({"state": "done"})

    def action_draft(self):
        """Take an objective back that was started too early.

        :raise UserError: if somebody has checked in already
        """
        return self.write({"state": "draft"})

    # --- BUSINESS ---

    def _has_data(self):
        """Tell whether there is progress to speak of: what nobody spoke of is no 0 %.

        As in ``okr_home.js: hasData`` and ``okr_progress_field.js: isMeasured``.
        """
        self.ensure_one()
        return self.is_measured and (self.status != "no_data" or self.progress > 0)

    @api.model
    def _add_members(self, joining):
        """Let people contribute, to many objectives at once, as superuser.

        It takes the steps of a change once, not once for each pair.

        :param joining: ``{objective: ids of users}``
        """
        if not joining:
            return
        objectives = self.browse(objective.id for objective in joining)
        vals = {"member_ids": []}
        objectives._check_write(vals)
        before = objectives._before_write(vals)
        field = self._fields["member_ids"]
        field.write_batch(
            [
                (self.browse(objective.id), [Command.link(i) for i in sorted(user_ids)])
                for objective, user_ids in joining.items()
            ]
        )
        objectives.modified([field.name])
        objectives._validate_fields([field.name])
        objectives._after_write(vals, before)

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
        led = self.env.user._okr_reach().downward_department_ids
        allowed = self.sudo().filtered_domain(
            self._domain_can_hold()
            | (Domain("level", "=", "individual") & Domain("department_id", "in", led))
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

    # --- LIFECYCLE ---

    def _check_next_state(self, vals):
        """Refuse an action that the state of an objective forbids."""
        target = vals.get("state")
        for objective in self if target else ():
            if target == objective.state:
                continue
            history = objective.sudo()
            if target == "draft" and (history.checkin_ids or history.target_change_ids):
                raise UserError(
                    self.env._(
                        "%s has check-ins or changes to its plan, which stay on "
                        "record: it cannot become a draft again.",
                        objective.display_name,
                    )
                )
            if target == "done" and objective.state != "active":
                raise UserError(
                    self.env._(
                        "Only a running objective can be done: %s is not.",
                        objective.display_name,
                    )
                )

    def _check_first_state(self):
        """Hold a new objective that does not begin as a draft to what others met."""
        started = self.filtered(lambda o: o.state in ("active", "done"))
        started._check_ready()
        if self.filtered(lambda o: o.state == "cancelled"):
            raise UserError(self.env._("Nothing is dropped before it was there."))

    def _check_ready(self):
        """Raise one list of all that keeps objectives from starting."""
        problems = [
            f"{objective.name}: {problem}"
            for objective in self
            for problem in objective._activation_problems()
        ]
        if problems:
            raise UserError(
                "\n".join(
                    [
                        self.env._("Not ready to start yet:"),
                        *(f"• {problem}" for problem in problems),
                    ]
                )
            )

    def _activation_problems(self):
        """Return the sentences that say what is missing before it can start."""
        self.ensure_one()
        problems = []
        if not self.user_id:
            problems.append(self.env._("it has no owner"))
        if not self.cycle_id:
            problems.append(self.env._("it has no cycle, so no dates"))
        live = self.key_result_ids.filtered(lambda kr: kr.state == "active")
        if self.rollup != "aligned" and not live.filtered(lambda kr: kr.weight > 0):
            problems.append(self.env._("it has no key result that measures it"))
        problems += [
            self.env._("key result %s has no milestone", kr.name)
            for kr in live
            if kr.metric_type == "milestone" and not kr._milestone_parts()
        ]
        problems += [
            self.env._("key result %s has no owner", kr.name)
            for kr in live
            if self.user_id and not kr.user_id
        ]
        return problems

    def _is_plan_held(self):
        # One that was dropped may be taken up again; a draft that was is a draft still.
        return self.state in ("active", "done") or (
            self.state == "cancelled" and bool(self.date_activated)
        )

    @api.model
    def _record_plan_changes(self, changes):
        """Record changes, and say them in the discussion, where people answer."""
        result = super()._record_plan_changes(changes)
        rows_of = {}
        for row in changes:
            rows_of.setdefault(row["objective_id"], []).append(row)
        for objective_id, rows in rows_of.items():
            names = [row["field_name"] for row in rows if row["field_name"] != "state"]
            if names:
                self.browse(objective_id)._message_log(
                    body=self.env._(
                        "Changed %(fields)s. Reason: %(reason)s",
                        fields=self._plan_labels(names),
                        reason=rows[0]["reason"],
                    )
                )
        return result

    def _note_day_of_state(self, vals, day):
        result = super()._note_day_of_state(vals, day)
        if vals["state"] == "active":
            self._note_day_of_start(day)
        elif vals["state"] == "draft":
            self._write_noted({"date_activated": False})
        if "date_done" not in vals:
            self._write_noted({"date_done": vals["state"] == "done" and day})
        return result

    def _note_day_of_start(self, day):
        """Note the day on those that have none yet: who takes a drop back goes on."""
        new = self.filtered(lambda o: not o.date_activated)
        new._write_noted({"date_activated": day})

    # --- DROP ---

    def _drop_title(self):
        return self.env._("Drop the objective")

    def _what_a_drop_frees(self):
        live = self.key_result_ids.filtered(lambda kr: kr.state == "active")
        people = self.user_id | self.member_ids | live.user_id
        return " ".join(
            [
                self.env._("One key result no longer asks for check-ins.")
                if len(live) == 1
                else self.env._(
                    "%s key results no longer ask for check-ins.", len(live)
                ),
                self.env._("One person has time for what matters more.")
                if len(people) == 1
                else self.env._(
                    "%s people have time for what matters more.", len(people)
                ),
            ]
        )

    def _lift_children(self):
        """Align what was aligned here to what this contributed to.

        Only those that the caller may change; the others stay as they are.
        """
        for objective in self:
            above, part = objective._alive_above()
            # Where the line leads in a circle, some of them are above as well
            children = (objective.child_ids - objective._line_above()).filtered(
                lambda child: child.can_edit and child.state in ("draft", "active")
            )
            # A parent that cannot be read cannot be named
            if children and (not above or above.has_access("read")):
                children.write({"parent_id": above.id, "parent_key_result_id": part.id})

    def _alive_above(self):
        """Return the next objective above that still takes alignment, and the key
        result of it that leads there, where there is one."""
        self.ensure_one()
        below = self.sudo()
        for above in below._line_above() - self:
            if above.state != "cancelled" and above.cycle_id.state != "closed":
                part = below.parent_key_result_id
                if part.state == "cancelled":
                    part = part.browse()
                return above.sudo(False), part.sudo(False)
            below = above
        return self.browse(), self.parent_key_result_id.browse()

    def _line_above(self):
        """Return all that this contributes to, as superuser, the nearest first.

        Each once: it ends where the data have a circle, too.
        """
        line = self.sudo().browse()
        above = self.sudo().parent_id
        while above and above not in line:
            line += above
            above = above.parent_id
        return line
