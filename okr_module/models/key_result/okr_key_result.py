from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...arithmetic import MEASURES, honesty, progress
from ...arithmetic.progress import milestone_progress
from ..base.numbers import as_date
from ..base.texts import say_day
from ..base.whole_lines import WholeLines


class OkrKeyResult(models.Model):
    """A number that tells whether an objective is reached."""

    _name = "okr.key.result"
    _inherit = [
        "okr.named.mixin",
        "okr.droppable.mixin",
        "okr.measure.mixin",
        "okr.plan.mixin",
        "okr.weight.mixin",
        "okr.origin.mixin",
        "okr.input.access.mixin",
        "okr.import.mixin",
        "okr.revision.mixin",
        "okr.steps.mixin",
        "okr.value.format.mixin",
        "okr.private.name.mixin",
        "okr.private.thread.mixin",
        "okr.daily.refresh.mixin",
    ]
    _description = "Key Result"
    # By the objective's id, as the index is: by the objective's own order, each list
    # would be sorted as a whole.
    _order = "objective_id.id, sequence, id"
    _check_company_auto = True

    name = fields.Char(
        string="Key result",
        required=True,
        tracking=True,
        help="What changes, from what to what: 'New customers in the north: 20 to 40'.",
    )
    description = fields.Html()
    objective_id = fields.Many2one(
        "okr.objective", required=True, index=True, ondelete="cascade"
    )
    cycle_id = fields.Many2one(
        related="objective_id.cycle_id", store=True, index=True, string="Cycle"
    )
    date_start = fields.Date(
        string="Plan begins on",
        compute="_compute_date_start",
        inverse="_inverse_date_start",
        store=True,
        readonly=False,
        plan=True,
        copy=False,
        help="The day for which the start value holds.",
    )
    date_end = fields.Date(
        string="Plan ends on",
        compute="_compute_date_end",
        inverse="_inverse_date_end",
        store=True,
        readonly=False,
        plan=True,
        copy=False,
        help="The day by which the target is to be reached.",
    )
    # What people set; whatever else the days of a plan are follows by itself.
    date_start_given = fields.Date(
        string="Plan begins",
        help="The day for which the start value holds. Empty: the cycle's first day, "
        "or the day on which it is started where the cycle has begun by then.",
    )
    date_end_given = fields.Date(
        string="Plan ends",
        help="The day by which the target is to be reached. Empty: the cycle's last "
        "day.",
    )
    date_activated = fields.Date(
        string="Runs since",
        compute="_compute_date_activated",
        store=True,
        help="The day on which its objective was started, or it was added to it later.",
    )
    date_added = fields.Date(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The day on which it was added to an objective that ran already.",
    )
    days_dropped = fields.Json(
        compute="_compute_days_dropped",
        store=True,
        copy=False,
        export_string_translation=False,
        help="First day and day after the last of each time in which it, or its "
        "objective, was dropped until it was taken back.",
    )
    company_id = fields.Many2one(
        related="objective_id.company_id", store=True, index=True
    )
    department_id = fields.Many2one(
        related="objective_id.department_id", store=True, index=True
    )
    level = fields.Selection(related="objective_id.level", store=True)
    objective_state = fields.Selection(
        related="objective_id.state", store=True, string="State of the objective"
    )
    can_edit = fields.Boolean(
        related="objective_id.can_edit", export_string_translation=False
    )
    cycle_state = fields.Selection(
        related="objective_id.cycle_state", string="State of the cycle"
    )
    sequence = fields.Integer(default=10)
    weight = fields.Float(
        tracking=True,
        help="How much it counts in its objective. 0: it is followed but counts "
        "nowhere.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        index=True,
        tracking=True,
        ondelete="set null",
        domain="[('okr_works_here', '=', True), ('company_ids', 'in', company_id)]",
        help="The person who checks in.",
    )
    metric_type = fields.Selection(tracking=True)
    direction = fields.Selection(tracking=True)
    start_value = fields.Float(tracking=True, help="Where you are today.")
    target_value = fields.Float(tracking=True)
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
    )
    state = fields.Selection(
        [("active", "Active"), ("cancelled", "Dropped")],
        default="active",
        required=True,
        tracking=True,
        copy=False,
    )
    checkin_ids = WholeLines("okr.checkin", "key_result_id", string="Check-ins")
    checkin_count = fields.Integer(
        compute="_compute_checkin_count", string="Number of check-ins"
    )
    milestone_ids = WholeLines(
        "okr.milestone", "key_result_id", string="Milestones", copy=True
    )
    plan_ids = WholeLines("okr.plan.point", "key_result_id", copy=True)
    target_change_ids = fields.One2many(
        "okr.target.change", "key_result_id", string="Changes to the plan"
    )
    value_label = fields.Char(
        string="Value",
        compute="_compute_value_label",
        help="The value in force on its way from start to target, in words.",
    )
    last_note = fields.Text(
        compute="_compute_last_note",
        help="The latest note of a check-in.",
        string="Last note",
    )

    _order_idx = models.Index("(objective_id, sequence, id)")

    # --- COMPUTE AND SEARCH ---

    @api.depends("objective_id.user_id")
    def _compute_user_id(self):
        for key_result in self:
            key_result.user_id = key_result.user_id or key_result.objective_id.user_id

    @api.depends("objective_id.date_activated", "date_added")
    def _compute_date_activated(self):
        for key_result in self:
            started, added = (
                key_result.objective_id.date_activated,
                key_result.date_added,
            )
            key_result.date_activated = (
                max(started, added) if started and added else started
            )

    @api.depends("objective_id")
    def _compute_days_dropped(self):
        """From the ledger, which has it taken again (``_retake_days_dropped``)."""
        begun = self.filtered(lambda kr: kr.objective_id.state != "draft")
        days = self.env["okr.target.change"]._days_dropped(begun)
        for key_result in self:
            key_result.days_dropped = days.get(key_result) or False

    @api.depends(
        "date_start_given",
        "date_activated",
        "cycle_id.date_start",
        "cycle_id.date_end",
        "kpi_id",
        "kpi_date_start",
    )
    def _compute_date_start(self):
        for key_result in self:
            key_result.date_start = (
                key_result.date_start_given or key_result._day_by_itself("date_start")
            )

    def _inverse_date_start(self):
        for key_result in self:
            key_result._write_noted({"date_start_given": key_result.date_start})

    @api.depends("date_end_given", "cycle_id.date_end")
    def _compute_date_end(self):
        for key_result in self:
            key_result.date_end = (
                key_result.date_end_given or key_result._day_by_itself("date_end")
            )

    def _inverse_date_end(self):
        for key_result in self:
            key_result._write_noted({"date_end_given": key_result.date_end})

    @api.depends("metric_type", "company_id")
    def _compute_currency_id(self):
        for key_result in self:
            if key_result.metric_type == "currency":
                key_result.currency_id = (
                    key_result.currency_id or key_result.company_id.currency_id
                )
            else:
                key_result.currency_id = False

    @api.depends("checkin_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_checkin_count(self):
        counts = dict(
            self.env["okr.checkin"]._read_group(
                [("key_result_id", "in", self.ids)], ["key_result_id"], ["__count"]
            )
        )
        for key_result in self:
            key_result.checkin_count = counts.get(key_result._origin, 0)

    @api.depends(
        *MEASURES,
        "current_value",
        "unit",
        "currency_id",
        "objective_state",
        "last_checkin_date",
    )
    @api.depends_context("lang")
    def _compute_value_label(self):
        for key_result in self:
            key_result.value_label = key_result._value_in_words()

    @api.depends("checkin_ids.note", "checkin_ids.date")
    def _compute_last_note(self):
        for key_result in self:
            told = key_result._history().filtered("note")
            key_result.last_note = told[-1:].note

    # --- CONSTRAINTS ---

    @api.constrains("date_start_given", "date_end_given", "date_start", "date_end")
    def _check_plan_days(self):
        """Refuse a plan that ends before it begins, or that its cycle misses."""
        for key_result in self:
            if not (key_result.date_start_given or key_result.date_end_given):
                continue
            start, end = key_result.date_start, key_result.date_end
            if start and end and end < start:
                raise ValidationError(
                    self.env._(
                        "%(key_result)s: its plan ends on %(end)s, before it begins on "
                        "%(start)s.",
                        key_result=key_result.name,
                        start=say_day(self.env, start),
                        end=say_day(self.env, end),
                    )
                )
            cycle = key_result.cycle_id
            if not cycle:
                continue
            if end > cycle.date_end or end < cycle.date_start or start > cycle.date_end:
                raise ValidationError(
                    self.env._(
                        "%(key_result)s: its plan is to end within the cycle, which "
                        "runs from %(first)s to %(last)s, and to begin before that.",
                        key_result=key_result.name,
                        first=say_day(self.env, cycle.date_start),
                        last=say_day(self.env, cycle.date_end),
                    )
                )

    # --- STEPS ---

    @api.model
    def _nameless_sentence(self):
        return self.env._("A key result needs a name.")

    def _prepare_create(self, vals_list):
        vals_list = super()._prepare_create(vals_list)
        for vals in vals_list:
            self._read_days(vals)
        return vals_list

    def _after_create(self, vals_list):
        result = super()._after_create(vals_list)
        if self._is_made_with("okr.objective"):
            # That one holds it
            self.cycle_id._check_open()
        else:
            self.cycle_id._hold_open()
        self._record_added(vals_list)
        self._make_owners_members()
        running = self.filtered(lambda kr: kr.objective_id.state in ("active", "done"))
        for company, added in running.grouped("company_id").items():
            added._write_noted({"date_added": company._okr_today()})
        return result

    def _prepare_write(self, vals):
        vals = super()._prepare_write(vals)
        self._read_days(vals)
        held = self and all(key_result._is_plan_held() for key_result in self)
        for name in ("date_start", "date_end") if held else ():
            given = f"{name}_given"
            if given in vals:
                # A plan that runs has these days, whoever said which.
                vals[name] = vals.pop(given) or self[:1]._day_by_itself(name)
            if name in vals and all(kr[name] == vals[name] for kr in self):
                # Said again by a dialog, and set by nobody
                del vals[name]
        return vals

    def _check_write(self, vals):
        self._check_move(vals)
        if not all(name.startswith(("message_", "activity_")) for name in vals):
            self.cycle_id._check_open()
        return super()._check_write(vals)

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        if "objective_id" in vals:
            self.cycle_id._check_open()
        if "user_id" in vals:
            self._fall_to_the_objective()
            self._make_owners_members()
        return result

    # --- CRUD ---

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        self.cycle_id._check_open()
        for key_result in self:
            if key_result.objective_id.state != "draft":
                raise UserError(
                    self.env._(
                        "%s has begun and stays on record. Drop it, with a reason.",
                        key_result.name,
                    )
                )
        self._check_unreported()

    # --- ACTIONS AND API ---

    def check_in(
        self,
        value=None,
        confidence=None,
        stated_status=None,
        note=None,
        date=None,
        blocker=None,
        help_needed=False,
    ):
        """Record how a key result stands.

        For many at once, give a list of values to ``okr.checkin.create``.

        A draft takes check-ins, too, for programs that bring a history along: they
        stand in the key result, count nowhere while it is a draft, and meet no period
        that begins with the start. Screens ask for those of what runs only.

        :param float value: the value in the metric's own unit (85 for 85 %), 0 or 1
            for a yes/no; left out for milestones, whose value is counted
        :param float confidence: 0.0 to 1.0, how sure you are to reach the target
        :param str stated_status: ``on_track``, ``at_risk`` or ``off_track``
        :param str note: what happened
        :param date: day the value holds for (date or ISO string), within the cycle or,
            where that begins earlier, the plan; by default today, or the last day of a
            cycle that is over
        :param str blocker: what stands in the way
        :param bool help_needed: ask the manager for help
        :return: the ``okr.checkin`` record
        :raise UserError: if a value is missing or is not a number, the day lies in
            the future or outside the cycle, the key result is dropped or its cycle
            closed
        :raise AccessError: if the caller may not check in on this key result
        """
        self.ensure_one()
        vals = {
            "key_result_id": self.id,
            "value": value,
            "stated_status": stated_status or False,
            "note": note or False,
            "blocker": blocker or False,
            "help_needed": help_needed,
        }
        if confidence is not None:
            vals["confidence"] = confidence
        if date:
            vals["date"] = date
        return self.env["okr.checkin"].create(vals)

    def action_check_in(self):
        """Open the check-in dialog."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Check in"),
            "res_model": "okr.checkin",
            "view_mode": "form",
            "views": [
                (self.env.ref("okr_module.okr_checkin_view_form_dialog").id, "form")
            ],
            "target": "new",
            "context": {"default_key_result_id": self.id, "okr_on_screen": True},
        }

    @api.model
    def get_import_templates(self):
        """Return the file that the import screen offers to begin with."""
        return [
            {
                "label": self.env._("Key results of objectives that are there"),
                "template": "/okr_module/static/import/key_results.csv",
            }
        ]

    def action_open_checkins(self):
        """Open the check-ins of the key result."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "okr_module.okr_checkin_action"
        )
        action["domain"] = [("key_result_id", "=", self.id)]
        action["context"] = {"default_key_result_id": self.id}
        return action

    def action_change_target(self):
        """Open the dialog that changes the plan, with a reason."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change the plan"),
            "res_model": "okr.plan.change",
            "view_mode": "form",
            "target": "new",
            "context": {"default_key_result_id": self.id},
        }

    # --- BUSINESS ---

    def _check_unreported(self):
        """Refuse deleting what people have reported on: check-ins stay on record."""
        for key_result in self:
            if key_result.sudo().checkin_ids:
                raise UserError(
                    self.env._(
                        "%s has check-ins, which stay on record. Drop it, with a "
                        "reason.",
                        key_result.name,
                    )
                )

    def _fall_to_the_objective(self):
        """Give those that have lost their owner to the owner of their objective."""
        for key_result in self.filtered(lambda kr: not kr.user_id):
            if owner := key_result.objective_id.user_id:
                key_result._write_noted({"user_id": owner.id})

    def _make_owners_members(self):
        """Whoever answers for a key result contributes to its objective.

        So the right to read an objective is the right to read all of it, and
        nobody owns a number that they cannot see.
        """
        joining = {}
        for key_result in self:
            objective, owner = key_result.objective_id, key_result.user_id
            # Whoever is archived is among no members, however often they are added
            if not owner.active:
                continue
            if owner not in (objective.user_id | objective.member_ids):
                if not self._is_made_with("okr.objective"):
                    objective._check_may_show(owner)
                joining.setdefault(objective, set()).add(owner.id)
        self.env["okr.objective"].sudo()._add_members(joining)

    def _checkins_since(self, first):
        """Return the check-ins of days, or written on days, from some on.

        :param first: ``(day, day entered)``
        """
        return self.checkin_ids.filtered(
            lambda c: c.date >= first[0] or c.entered_on >= first[1]
        )

    def _check_takes_checkins(self):
        """Raise where a check-in would say something about a dead goal."""
        self.ensure_one()
        if "cancelled" in (self.state, self.objective_id.state):
            raise UserError(
                self.env._("%s was dropped: nothing to check in.", self.display_name)
            )
        if self.objective_id.state == "done":
            raise UserError(
                self.env._(
                    "%s is done: its figures stand.", self.objective_id.display_name
                )
            )

    def _milestone_parts(self, day=None):
        """Return ``(weight, is_reached)`` of all that a list of milestones counts.

        :param day: as it was at the end of that day; by default as it is
        """
        self.ensure_one()

        def reached(milestone):
            later = day and milestone.date_reached and milestone.date_reached > day
            return milestone.is_reached and not later

        return [
            (milestone.weight, reached(milestone)) for milestone in self.milestone_ids
        ]

    def _share_reached(self, day):
        """Return the share of the milestones that was reached by a day, 0 to 1."""
        self.ensure_one()
        if day >= self._default_checkin_date():
            return self.current_value
        return milestone_progress(self._milestone_parts(day)) or 0.0

    def _default_checkin_date(self):
        """Return today, or the last day of a cycle that is over."""
        self.ensure_one()
        today = self.company_id._okr_today()
        end = self.cycle_id.date_end
        return min(today, end) if end else today

    # --- PLAN ---

    @api.model
    def _read_days(self, vals):
        """Make dates of the days of a plan, as they came."""
        for name in ("date_start", "date_end", "date_start_given", "date_end_given"):
            if name in vals:
                vals[name] = as_date(self.env, vals[name])
        for name in ("date_start", "date_end"):
            if name in vals and not vals[name]:
                # Taken back, it is said by the cycle again
                vals.setdefault(f"{name}_given", vals.pop(name))

    def _day_by_itself(self, name, **changed):
        """Return the day on which the plan begins or ends, where nobody set it.

        :param name: ``date_start`` or ``date_end``
        :param changed: ``kpi_id`` and ``kpi_date_start``, where they will be others
        """
        self.ensure_one()
        first, last = self.cycle_id.date_start, self.cycle_id.date_end
        if name == "date_end":
            return last
        if changed.get("kpi_id", self.kpi_id):
            return changed.get("kpi_date_start", self.kpi_date_start) or first
        if not (first and self.date_activated):
            return first
        # Nothing is born late: what is started later begins then.
        return min(max(first, self.date_activated), last)

    def _first_checkin_day(self):
        """Return the first day that a check-in may be of, False where none is said."""
        self.ensure_one()
        first, begins = self.cycle_id.date_start, self.date_start
        return min(first, begins) if first and begins else first

    def _check_move(self, vals):
        """Refuse moving key results but from one's draft to one's draft.

        :raise AccessError: if the other objective is not the caller's to change
        :raise UserError: if either has begun
        """
        objective = self.env["okr.objective"].browse(vals.get("objective_id") or ())
        if not objective or self.env.su or objective == self.objective_id:
            return
        (objective | self.objective_id).check_access("write")
        objective.cycle_id._check_open()
        for started in (objective | self.objective_id).filtered(
            lambda o: o.state != "draft"
        ):
            raise UserError(
                self.env._(
                    "%s has begun: key results neither leave it nor join it from "
                    "elsewhere.",
                    started.display_name,
                )
            )

    def _is_plan_held(self):
        # A dropped one may be taken up again, so its plan is on record, too.
        return self.objective_id.state != "draft"

    def _record_added(self, vals_list):
        """Record what joins a plan that people work to.

        :param vals_list: the values they were made from, in their order
        :raise UserError: if it does so without a reason
        """
        if self._is_made_with("okr.objective"):
            return
        rows = []
        for key_result, vals in zip(self, vals_list, strict=True):
            if not key_result._is_plan_held():
                continue
            reason = self._reason_in(vals)
            if not reason:
                raise UserError(
                    self.env._(
                        "%(objective)s runs already: give a reason for adding "
                        "%(key_result)s.",
                        objective=key_result.objective_id.display_name,
                        key_result=key_result.name,
                    )
                )
            rows.append(self.env["okr.target.change"]._row_of_added(key_result, reason))
        self._record_plan_changes(rows)

    # --- VALUE IN WORDS ---

    def _value_in_words(self):
        self.ensure_one()
        if self.metric_type == "boolean":
            return self.env._("Yes") if self.current_value else self.env._("Not yet")
        if self.metric_type == "milestone":
            reached = [is_reached for _weight, is_reached in self._milestone_parts()]
            return self.env._(
                "%(reached)s of %(all)s", reached=sum(reached), all=len(reached)
            )
        if self.objective_state == "draft" and not self.last_checkin_date:
            return self._measure_in_words()  # it stands nowhere yet
        current, start, target = self.current_value, self.start_value, self.target_value
        if self.direction == "range":
            bounds = self._format_value(self.range_min, self.range_max)
            return f"{self._format_value(current)} ({bounds})"
        if self.direction == "at_least":
            return self.env._(
                "%(value)s (at least %(bound)s)",
                value=self._format_value(current),
                bound=self._format_value(target),
            )
        if self.direction == "at_most":
            return self.env._(
                "%(value)s (at most %(bound)s)",
                value=self._format_value(current),
                bound=self._format_value(target),
            )
        return self._format_value(start, current, target, between=" → ")

    def _reported_in_words(self, before, value):
        """Return what a check-in says: "12 → 15 (target 20)".

        :param before: the value in force before it
        """
        self.ensure_one()
        if self.metric_type == "boolean":
            return self.env._("Yes") if value else self.env._("Not yet")
        if self.metric_type == "milestone":
            return self.env._("%s%% of the milestones", round(value * 100))
        moved = self._format_value(value)
        if before != value:
            moved = self._format_value(before, value, between=" → ")
        if self.direction == "range":
            return moved
        return self.env._(
            "%(value)s (target %(target)s)",
            value=moved,
            target=self._format_value(self.target_value),
        )

    def _units(self):
        """Return what may stand behind a number that people type."""
        self.ensure_one()
        currency = self.currency_id
        return (self.unit or "", currency.symbol or "", currency.name or "")

    def _far_sentence(self, value):
        """Return what to ask about a value far beyond anything before, or False.

        Beyond start, target and all that was reported by three times the way between
        them; a slip of the hand mostly.
        """
        self.ensure_one()
        if self.metric_type in ("boolean", "milestone"):
            return False
        known = [self.start_value, self.target_value]
        if self.direction == "range":
            known = [self.start_value, self.range_min, self.range_max]
        known += self.checkin_ids._origin.mapped("value")
        if not progress.is_far(value, known):
            return False
        return self.env._(
            "%(key_result)s: %(value)s is far beyond anything before: so far it was "
            "between %(low)s and %(high)s.",
            key_result=self.name,
            value=self._format_value(value),
            low=self._format_value(min(known)),
            high=self._format_value(max(known)),
        )

    # --- DROP ---

    def _drop_title(self):
        return self.env._("Drop the key result")

    def _what_a_drop_frees(self):
        left = self.objective_id.key_result_ids.filtered(
            lambda kr: kr.state == "active" and kr not in self
        )
        if len(left) == 1:
            return self.env._(
                "One check-in less to write, and more time for the one that stays."
            )
        return self.env._(
            "One check-in less to write, and more time for the %s that stay.", len(left)
        )

    # --- HONESTY ---

    def _honesty_rows(self):
        """Return the notes about how one key result was reported."""
        self.ensure_one()
        told = self._history()._filtered_told()
        rows = []
        status = honesty.same_status(told.mapped("stated_status"))
        if status:
            labels = dict(
                self._fields["stated_status"]._description_selection(self.env)
            )
            rows.append(
                self.objective_id._honesty_row(
                    status,
                    self.env._(
                        "The self-reported status was %(status)s each of %(count)s "
                        "times.",
                        status=labels[told.filtered("stated_status")[-1].stated_status],
                        count=status.count,
                    ),
                    self.name,
                )
            )
        text = honesty.same_text(told.mapped("note"))
        if text:
            rows.append(
                self.objective_id._honesty_row(
                    text,
                    self.env._("The same note was written %s times.", text.count),
                    self.name,
                )
            )
        return rows
