from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

#: States in which there is something left to do.
OPEN = ("todo", "doing")
#: What whoever does the work may say of it, besides those who edit the objective.
OF_ITS_OWNER = ("state", "date_deadline", "description", "cancel_reason", "sequence")


class OkrInitiative(models.Model):
    """The work done for a key result.

    Work is no result: it counts in no progress, unless a key result that is measured
    by milestones says that it does.
    """

    _name = "okr.initiative"
    _inherit = [
        "okr.droppable.mixin",
        "okr.weight.mixin",
        "okr.plan.part.mixin",
        "okr.private.name.mixin",
        "okr.private.thread.mixin",
    ]
    _description = "Initiative"
    _order = "sequence, id"

    _NUMBERS = ("weight",)
    _plan_part = "initiative_ids"

    # What its reader may know of the name. A bridge may take it from elsewhere, where
    # other people read; what is stored is what was written here.
    name = fields.Char(
        compute="_compute_name",
        inverse="_inverse_name",
        search="_search_name",
        required=True,
        help="What you will do: 'Call the thirty largest offices'.",
    )
    own_name = fields.Char(string="Name as written", tracking=True)
    description = fields.Html(string="Note")
    key_result_id = fields.Many2one(
        "okr.key.result",
        required=True,
        index=True,
        ondelete="cascade",
        string="Key result",
    )
    objective_id = fields.Many2one(
        related="key_result_id.objective_id", store=True, index=True
    )
    cycle_id = fields.Many2one(
        related="objective_id.cycle_id", store=True, index=True, string="Cycle"
    )
    company_id = fields.Many2one(related="objective_id.company_id", store=True)
    department_id = fields.Many2one(
        related="objective_id.department_id", store=True, index=True
    )
    objective_state = fields.Selection(
        related="objective_id.state", store=True, string="State of the objective"
    )
    can_edit = fields.Boolean(
        related="objective_id.can_edit", export_string_translation=False
    )
    can_update = fields.Boolean(
        compute="_compute_can_update",
        export_string_translation=False,
        help="Whether the reader may say how far it is.",
    )
    counts = fields.Boolean(
        related="key_result_id.is_work_counted",
        string="Counts",
        help="Its key result counts it like a milestone.",
    )
    sequence = fields.Integer(default=10)
    weight = fields.Float(
        plan=True,
        help="How much it counts, where its key result counts initiatives.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        ondelete="set null",
        domain="[('okr_works_here', '=', True), ('company_ids', 'in', company_id)]",
        help="The person who does it, or sees that it is done.",
    )
    date_deadline = fields.Date(string="Deadline", index=True, tracking=True)
    state = fields.Selection(
        [
            ("todo", "To do"),
            ("doing", "In progress"),
            ("done", "Done"),
            ("cancelled", "Dropped"),
        ],
        default="todo",
        required=True,
        index=True,
        tracking=True,
        copy=False,
        group_expand=True,
    )
    date_done = fields.Date(string="Done on", readonly=True, copy=False)
    is_open = fields.Boolean(
        string="Open",
        compute="_compute_is_open",
        search="_search_is_open",
        help="There is something left to do, for a key result that is alive.",
    )
    is_late = fields.Boolean(
        string="Late",
        compute="_compute_is_late",
        search="_search_is_late",
        help="It is open and its deadline is past.",
    )

    _order_idx = models.Index("(key_result_id, sequence, id)")

    # --- COMPUTE AND SEARCH ---

    @api.depends("own_name")
    @api.depends_context("uid", "lang")
    def _compute_name(self):
        for initiative in self:
            name = initiative.own_name
            if not name and initiative._origin:
                # Its name was that of something which is gone.
                name = self.env._("Without a name")
            initiative.name = name

    def _inverse_name(self):
        for initiative in self:
            initiative.own_name = initiative.name

    def _search_name(self, operator, value):
        return Domain("own_name", operator, value)

    @api.depends("can_edit", "user_id")
    @api.depends_context("uid")
    def _compute_can_update(self):
        for initiative in self:
            initiative.can_update = (
                initiative.can_edit or initiative.user_id == self.env.user
            )

    @api.depends("state", "objective_state", "key_result_id.state")
    def _compute_is_open(self):
        for initiative in self:
            initiative.is_open = (
                initiative.state in OPEN
                and initiative.objective_state in ("draft", "active")
                and initiative.key_result_id.state == "active"
            )

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain(
            [
                ("state", "in", OPEN),
                ("objective_state", "in", ("draft", "active")),
                ("key_result_id.state", "=", "active"),
            ]
        )

    @api.depends("is_open", "date_deadline")
    def _compute_is_late(self):
        for initiative in self:
            company = initiative.company_id or self.env.company
            initiative.is_late = bool(
                initiative.is_open
                and initiative.date_deadline
                and initiative.date_deadline < company._okr_today()
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        past = self.env["res.company"]._okr_domain_by_today("date_deadline", "<")
        return past & self._search_is_open("in", [True])

    # --- CONSTRAINTS ---

    def _check_named(self):
        for initiative in self:
            if not initiative._is_named():
                raise ValidationError(
                    self.env._("An initiative needs a name: what will you do?")
                )

    def _is_named(self):
        """Tell whether it has a name, of its own or from elsewhere."""
        self.ensure_one()
        return bool((self.own_name or "").strip())

    # --- STEPS ---

    def _prepare_create(self, vals_list):
        return [
            self._with_own_name(vals) for vals in super()._prepare_create(vals_list)
        ]

    def _after_create(self, vals_list):
        # Before a reason is asked for, which would be of no use
        self.cycle_id._check_open()
        self._check_takes_work()
        result = super()._after_create(vals_list)
        self._check_named()
        if self.filtered(lambda i: i.state == "cancelled" and i._is_planned()):
            raise UserError(self.env._("Nothing is dropped before it was there."))
        for initiative, vals in zip(self, vals_list, strict=True):
            if initiative.state in ("done", "cancelled"):
                company = initiative.company_id or self.env.company
                initiative._note_day_of_state(
                    {**vals, "state": initiative.state}, company._okr_today()
                )
        self._let_owners_read()
        return result

    def _prepare_write(self, vals):
        return self._with_own_name(super()._prepare_write(vals))

    def _check_write(self, vals):
        self._check_stays(vals)
        if all(name.startswith(("message_", "activity_")) for name in vals):
            return
        self.cycle_id._check_open()
        self._check_by_whom(vals)
        super()._check_write(vals)

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        if "own_name" in vals:
            self._check_named()
        if vals.get("user_id"):
            self._let_owners_read()
        return result

    def _before_unlink(self):
        self.cycle_id._check_open()
        self._check_not_counting()
        return super()._before_unlink()

    # --- CRUD ---

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for initiative in self:
            if initiative.objective_state != "draft" and initiative.state != "todo":
                raise UserError(
                    self.env._(
                        "%s has begun and stays on record. Drop it instead.",
                        initiative.display_name,
                    )
                )

    # --- ACTIONS AND API ---

    @api.model
    def get_import_templates(self):
        """Return the file that the import screen offers to begin with."""
        return [
            {
                "label": self.env._("Initiatives of key results that are there"),
                "template": "/okr_module/static/import/initiatives.csv",
            }
        ]

    def action_done(self):
        """Say that the work is done.

        :raise AccessError: if it is neither the caller's own nor theirs to edit
        """
        return self.write({"state": "done"})

    # --- BUSINESS ---

    @api.model
    def _with_own_name(self, vals):
        """Return values in which the name is the one that is stored."""
        vals = dict(vals)
        if "name" in vals:
            vals["own_name"] = vals.pop("name")
        return vals

    def _drop_title(self):
        return self.env._("Drop the initiative")

    def _need_reason_to_drop(self):
        # Where it counts nowhere, an end needs no words.
        return self.browse()

    def _note_day_of_state(self, vals, day):
        result = super()._note_day_of_state(vals, day)
        if "date_done" not in vals:
            self._write_noted({"date_done": vals["state"] == "done" and day})
        return result

    def _thank_for_the_drop(self):
        """Say nothing: work ends every day, and its key result goes on."""

    def _what_a_drop_frees(self):
        """Return one sentence about what is free for something else."""
        return self.env._("Time for what moves the number more.")

    # --- PART OF A PLAN ---

    def _is_done_by(self, day=None):
        """Tell whether it is done, or was by the end of a day."""
        self.ensure_one()
        late = day and self.date_done and self.date_done > day
        return self.state == "done" and not late

    def _is_dropped_by(self, day=None):
        """Tell whether it is dropped, or was by the end of a day."""
        self.ensure_one()
        later = day and self.date_cancelled and self.date_cancelled > day
        return self.state == "cancelled" and not later

    def _is_planned(self):
        """Tell whether it is part of a plan that people are measured by."""
        return self.counts and super()._is_planned()

    def _changed_in(self, vals):
        changed = super()._changed_in(vals)
        if "state" in vals and self.state != vals["state"]:
            # What is dropped leaves the plan, what is taken up again comes back to
            # it; how far the work is says the rest, and is no plan.
            if "cancelled" in (self.state, vals["state"]):
                changed["state"] = vals["state"]
        return changed

    def _codes_of_change(self, changed):
        codes = super()._codes_of_change(changed)
        if changed.get("state") == "cancelled":
            return codes | {
                "old_code": self._code_of_removed(),
                "new_code": "removed",
            }
        return codes | {"new_code": "added"} if "state" in changed else codes

    def _code_of_removed(self):
        return "reached" if self.state == "done" else "open"

    def _part_value(self):
        return self.weight

    def _part_in_words(self):
        self.ensure_one()
        if self.state == "cancelled":
            return self.env._("Dropped")
        # In the words that all may read who may read the key result
        return self.env._(
            "%(initiative)s (weight %(weight)s)",
            initiative=self.own_name or self.env._("An initiative"),
            weight=f"{self.weight:g}",
        )

    def _needed_reason(self, reason, names):
        if reason:
            return reason
        if names == {"state": "cancelled"}:
            raise UserError(
                self.env._(
                    "%s counts in the progress of a running key result: say why it is "
                    "dropped, with the button Drop.",
                    self.display_name,
                )
            )
        raise UserError(
            self.env._(
                "%s counts in the progress of a running key result: give a reason for "
                "the change. Its form asks for it.",
                self.display_name,
            )
        )

    def _check_takes_work(self):
        for initiative in self:
            key_result, objective = initiative.key_result_id, initiative.objective_id
            if "cancelled" in (key_result.state, objective.state):
                raise UserError(
                    self.env._(
                        "%s was dropped: there is nothing to do for it.",
                        key_result.display_name,
                    )
                )
            if objective.state == "done":
                raise UserError(
                    self.env._(
                        "%s is done: there is nothing more to do for it.",
                        objective.display_name,
                    )
                )

    def _check_not_counting(self):
        """Refuse deleting what people are measured by: it stays on record."""
        for initiative in self:
            if initiative._is_planned():
                raise UserError(
                    self.env._(
                        "%s counts in the progress of a running key result: it is not "
                        "deleted. Drop it, with a reason.",
                        initiative.display_name,
                    )
                )

    # --- PEOPLE ---

    def _check_by_whom(self, vals):
        """Hold whoever does the work, but does not edit the objective, to their own.

        Such a person says how far it is; what it is, and for what, others say.
        """
        if self.env.su:
            return
        self.check_access("write")
        others = self.filtered(lambda initiative: not initiative.can_edit)
        if others and not all(
            name in OF_ITS_OWNER or name.startswith(("message_", "activity_"))
            for name in vals
        ):
            raise AccessError(
                self.env._(
                    "Of %s you can say how far it is, and by when. The rest is said by "
                    "those who edit the objective.",
                    ", ".join(others.mapped("display_name")),
                )
            )
        if any(i._is_planned() and i._changed_in(vals) for i in others):
            raise AccessError(
                self.env._(
                    "It counts in the progress of its key result: it is dropped, and "
                    "taken up again, by those who edit the objective."
                )
            )

    def _let_owners_read(self):
        """Whoever does the work may see what it is for.

        Who cannot read the objective yet contributes to it from now on. Named by
        somebody who edits the objective, and so may name its contributors.
        """
        owned = self.filtered("user_id")
        for user, initiatives in owned.grouped("user_id").items():
            objectives = initiatives.objective_id
            readable = (
                objectives.with_user(user)
                .with_context(allowed_company_ids=user.sudo().company_ids.ids)
                ._filtered_access("read")
            )
            for objective in objectives - readable.with_env(self.env):
                objective._check_may_show(user)
                objective.sudo().write({"member_ids": [(4, user.id)]})
