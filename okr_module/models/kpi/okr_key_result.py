import json
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...arithmetic.span import Span, windows
from ..base.texts import say_day
from ..mixins.okr_measure_mixin import TRAVELLING
from .query import KpiScope

#: how far from its cycle a KPI may be counted
MOST_YEARS = 10
#: what a refresh notes on a key result besides check-ins
REFRESH_NOTES = (
    "kpi_compared_at",
    "kpi_date_alive",
    "kpi_error",
    "kpi_error_since",
    "kpi_fingerprint",
    "kpi_refreshed_at",
    "kpi_restated",
)


class OkrKeyResult(models.Model):
    """A key result that takes its value from a KPI that Odoo holds."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.key.result"

    _LONG_LINES = ("kpi_filter",)

    kpi_id = fields.Many2one(
        "okr.kpi",
        string="Linked to",
        index="btree_not_null",
        ondelete="restrict",
        plan=True,
        tracking=True,
        help="The KPI that Odoo holds already; nobody types it in again.",
    )
    kpi_scope = fields.Selection(
        [
            ("company", "The company"),
            ("department", "A department"),
            ("team", "A team"),
            ("user", "A person"),
        ],
        string="KPI of",
        default="company",
        plan=True,
    )
    kpi_department_id = fields.Many2one(
        "hr.department", string="KPI of department", index="btree_not_null", plan=True
    )
    kpi_user_id = fields.Many2one(
        "res.users", string="KPI of person", index="btree_not_null", plan=True
    )
    kpi_filter = fields.Char(
        string="KPI only where",
        plan=True,
        help="A further filter on the records: a list, no code.",
    )
    kpi_filter_by_id = fields.Many2one(
        "res.users",
        string="KPI filter set by",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="The filter sees what this person may read, whoever changes the link.",
    )
    kpi_date_start = fields.Date(
        string="KPI counted from", plan=True, help="Empty: from the cycle's first day."
    )
    kpi_date_end = fields.Date(
        string="KPI counted until", plan=True, help="Empty: until the cycle's last day."
    )
    kpi_window = fields.Selection(
        [
            ("cycle", "The cycle so far"),
            ("week", "Each week"),
            ("month", "Each month"),
        ],
        string="KPI value of",
        default="cycle",
        plan=True,
        help="Of each full week or month: for what is to stay somewhere, such as 50 "
        "useful answers a week or more. Weeks go from Monday to Sunday.",
    )
    kpi_linked_on = fields.Date(
        string="Linked on",
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="What people typed before that day is not mixed with the KPI's values.",
    )
    kpi_linked_by_id = fields.Many2one(
        "res.users",
        string="KPI linked by",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    kpi_run_as_id = fields.Many2one(
        "res.users", string="KPI as seen by", compute="_compute_kpi_run_as_id"
    )
    kpi_model_name = fields.Char(
        related="kpi_id.model_name", related_sudo=True, export_string_translation=False
    )
    kpi_is_archived = fields.Boolean(
        compute="_compute_kpi_is_archived", export_string_translation=False
    )
    kpi_mark = fields.Char(
        string="KPI",
        compute="_compute_kpi_mark",
        help="That the KPI does not answer, or is archived.",
    )
    kpi_error_note = fields.Char(
        string="What became of the KPI", compute="_compute_kpi_error_note"
    )

    # --- COMPUTE AND SEARCH ---

    @api.depends("kpi_id.run_as_id", "kpi_linked_by_id")
    def _compute_kpi_run_as_id(self):
        for key_result in self:
            key_result.kpi_run_as_id = (
                key_result.sudo().kpi_id.run_as_id or key_result.kpi_linked_by_id
            )

    @api.depends("kpi_id.active")
    def _compute_kpi_is_archived(self):
        archived = self.sudo().kpi_id._archived_by_people()
        for key_result in self:
            key_result.kpi_is_archived = key_result.sudo().kpi_id in archived

    @api.depends("kpi_error", "kpi_is_archived", "cycle_id.state", "state")
    @api.depends_context("lang")
    def _compute_kpi_mark(self):
        for key_result in self:
            is_over = key_result.cycle_id.state == "closed"
            if is_over or key_result.state != "active" or not key_result.kpi_id:
                key_result.kpi_mark = False
            elif key_result.kpi_is_archived:
                key_result.kpi_mark = self.env._("KPI archived")
            else:
                key_result.kpi_mark = key_result.kpi_error and self.env._(
                    "KPI does not answer"
                )

    @api.depends("kpi_error", "kpi_error_since", "kpi_is_archived", "last_checkin_date")
    @api.depends_context("lang", "tz")
    def _compute_kpi_error_note(self):
        for key_result in self:
            key_result.kpi_error_note = key_result._error_sentence()

    # --- CONSTRAINTS ---

    @api.constrains("kpi_id", "kpi_filter")
    def _check_kpi_filter(self):
        for key_result in self.filtered(lambda kr: kr.kpi_id and kr.kpi_filter):
            kpi = key_result.sudo().kpi_id
            if problem := kpi._filter_problem(key_result.kpi_filter):
                raise ValidationError(
                    self.env._(
                        "%(key_result)s: %(problem)s",
                        key_result=key_result.name,
                        problem=problem,
                    )
                )

    @api.constrains("kpi_id", "kpi_scope", "kpi_date_start", "kpi_date_end")
    def _check_kpi_scope(self):
        for key_result in self.filtered("kpi_id"):
            start, end = key_result.kpi_date_start, key_result.kpi_date_end
            if start and end and end < start:
                raise ValidationError(
                    self.env._(
                        "%s: it is counted until before it begins.", key_result.name
                    )
                )
            if problem := key_result._far_day_problem():
                raise ValidationError(problem)
            if key_result.metric_type in ("boolean", "milestone"):
                raise ValidationError(
                    self.env._(
                        "%s: only a number, a percent or money can be linked to a KPI.",
                        key_result.name,
                    )
                )

    @api.constrains("kpi_id", "kpi_window", "direction")
    def _check_kpi_window(self):
        for key_result in self.filtered("kpi_id"):
            if key_result.kpi_window not in ("week", "month"):
                continue
            if key_result.direction in TRAVELLING:
                raise ValidationError(
                    self.env._(
                        "%s: what is counted of each week or month has a bound to "
                        "keep. Choose 'Stay at or above', 'Stay at or below' or 'Stay "
                        "between'.",
                        key_result.name,
                    )
                )
            kpi = key_result.sudo().kpi_id
            if not kpi.has_history:
                raise ValidationError(
                    self.env._(
                        "%s has no date to count by, so nothing of each week or month.",
                        kpi.name,
                    )
                )

    def _far_day_problem(self):
        """Return a sentence where more years would be counted than anybody plans."""
        self.ensure_one()
        cycle = self.cycle_id
        today = self.company_id._okr_today()
        years = relativedelta(years=MOST_YEARS)
        first = (cycle.date_start or today) - years
        last = (cycle.date_end or today) + years
        for name in ("kpi_date_start", "kpi_date_end"):
            if self[name] and not first <= self[name] <= last:
                return self.env._(
                    "%(key_result)s: %(field)s lies more than %(years)s years away.",
                    key_result=self.name,
                    field=self._fields[name]._description_string(self.env),
                    years=MOST_YEARS,
                )
        return False

    # --- STEPS ---

    def _prepare_create(self, vals_list):
        return [
            {"kpi_linked_by_id": self.env.uid, **vals} if vals.get("kpi_id") else vals
            for vals in super()._prepare_create(vals_list)
        ]

    def _after_create(self, vals_list):
        result = super()._after_create(vals_list)
        linked = self.filtered("kpi_id")
        if linked:
            for key_result in linked:
                key_result._note_link(bool(key_result.kpi_filter))
            linked._check_linker()
            # Computed here: the KPIs are taken as somebody else, in whose context
            # each new value would be tracked, one message after the other.
            self.env.flush_all()
            linked._refresh_kpis()
        return result

    def _prepare_write(self, vals):
        vals = super()._prepare_write(vals)
        if self._is_linking(vals):
            vals = {"kpi_linked_by_id": self.env.uid, **vals, "kpi_fingerprint": False}
            if "kpi_id" in vals:
                vals.update(kpi_error=False, kpi_error_since=False)
        elif self._question_fields() & set(vals):
            vals["kpi_fingerprint"] = False
        return vals

    def _before_write(self, vals):
        before = super()._before_write(vals)
        before["kpi"] = {}
        if self._is_linking(vals):
            names = [name for name in self._kpi_link_fields() if name in vals]
            before["kpi"] = {kr: kr._plan_values(names) for kr in self}
        else:
            self._pin_kpi_scope(vals)
        return before

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        is_linking = self._is_linking(vals)
        if is_linking:
            self._follow_link(vals, before["kpi"])
        linked = self.filtered("kpi_id") if is_linking else self.browse()
        if linked:
            linked._check_linker()
            linked._refresh_kpis()
        return result

    def _follow_link(self, vals, before):
        """Note who says what from now on, and let go what was filled in before.

        :param before: ``{key result: values of the fields in vals that were}``
        """
        for key_result in self:
            was = before[key_result]
            new = key_result._plan_values(list(was))
            if was.get("kpi_id", new.get("kpi_id")) != new.get("kpi_id"):
                key_result._note_link()
            if "kpi_filter" in vals:
                by = key_result.sudo().kpi_filter_by_id
                is_another = was["kpi_filter"] != key_result.kpi_filter
                # Whoever changes anything else does not take over the filter: it
                # would see with their eyes what somebody else wrote.
                if is_another or "kpi_id" in vals or not by.active:
                    key_result._note_filter()
            if was != new:
                key_result._take_out_filled_in()

    def _note_link(self, is_filtered=False):
        """Note the day of linking, and who set the filter."""
        self.ensure_one()
        today = self.company_id._okr_today() if self.kpi_id else False
        self.sudo()._write_noted({"kpi_linked_on": today})
        if is_filtered:
            self._note_filter()

    def _note_filter(self):
        by = self.env.uid if self.kpi_filter else False
        self.sudo()._write_noted({"kpi_filter_by_id": by})

    def _take_out_filled_in(self):
        """Take out the weeks that were filled in: another question, another past."""
        filled = self.sudo().checkin_ids.filtered("kpi_is_filled_in")
        filled.unlink()

    def _is_no_content(self, name):
        # What a refresh notes must not refuse somebody who is typing.
        return name in REFRESH_NOTES or super()._is_no_content(name)

    def _changed_in(self, vals):
        changed = super()._changed_in(vals)
        names = {"kpi_id", "kpi_date_start"} & set(changed)
        if names and "date_start" not in vals and not self.date_start_given:
            # A plan begins where its KPI is counted from: that changes with it.
            follows = {name: changed[name] for name in names}
            first = self._day_by_itself("date_start", **follows)
            if first != self.date_start:
                changed["date_start"] = first
        return changed

    @api.model
    def _is_linking(self, vals):
        """Tell whether values say anew which KPI it follows, or whose."""
        return bool(self._kpi_link_fields() & set(vals))

    @api.model
    def _kpi_link_fields(self):
        """Return the names of the fields that say what is counted, part of the plan."""
        return {name for name in self._plan_fields() if name.startswith("kpi_")}

    @api.model
    def _question_fields(self):
        """Return the fields that change whose KPI it is, or in what it is told."""
        return {"user_id", "department_id", "objective_id", "company_id", "currency_id"}

    def _pin_kpi_scope(self, vals):
        """Leave the KPI with whom it is of, where who hands on may not link it.

        A key result that says no person shows the KPI of its owner. Handed to
        another by somebody who may not read the records, it would tell what they sold.
        """
        if self.env.su or not {"user_id", "department_id", "objective_id"} & set(vals):
            return
        follow = {"user": "user_id", "department": "department_id"}
        for scope, name in follow.items():
            pinned = f"kpi_{name}"
            following = self.filtered(
                lambda kr, scope=scope, pinned=pinned: (
                    kr.kpi_id and kr.kpi_scope == scope and not kr[pinned]
                )
            )
            linkable = following.kpi_id._filtered_linkable()
            for key_result in following:
                if key_result.kpi_id in linkable:
                    continue
                # Nobody links it anew, nor is it another KPI: what went without
                # saying is said.
                key_result.sudo()._write_noted({pinned: key_result[name].id})

    def _check_linker(self):
        """Whoever links a KPI reads the records that it is counted from."""
        if self.env.su:
            return
        for kpi, key_results in self.grouped("kpi_id").items():
            filters = set(key_results.filtered("kpi_filter").mapped("kpi_filter"))
            kpi._check_may_link(*[kpi._literal(text) for text in filters])

    # --- ACTIONS AND API ---

    def action_choose_kpi(self):
        """Open the picker of KPIs that the caller may link.

        Nothing is counted for it: what a KPI says is asked as its card comes into
        view, and there and at linking the digest says what is the caller's.
        """
        self.ensure_one()
        self.check_access("write")
        Kpi = self.env["okr.kpi"]
        readable = Kpi.search([("active", "=", True)])
        offered = readable._filtered_offered()
        left_out = len(readable) - len(offered)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Which KPI does it follow?"),
            "res_model": "okr.kpi",
            "view_mode": "kanban",
            "views": [
                (self.env.ref("okr_module.okr_kpi_view_kanban_picker").id, "kanban"),
                (self.env.ref("okr_module.okr_kpi_view_search").id, "search"),
            ],
            "target": "new",
            "domain": [("id", "in", offered.ids)],
            "context": {
                "okr_key_result_id": self.id,
                "dialog_size": "extra-large",
                # What a search finds is seen, in whichever category.
                "max_number_opened_groups": 1000,
                "okr_open_all_groups": True,
                # Whoever finds little is told why, and whom to ask.
                "okr_left_out": left_out and " ".join(self._left_out_words(left_out)),
                # Odoo shows the help below in an ungrouped view only.
                **({"group_by": "category_id"} if offered else {}),
            },
            **({} if offered else {"help": self._no_kpi_help()}),
        }

    def _left_out_words(self, count):
        """Return why the picker leaves KPIs out, and whom to ask, as sentences."""
        self.ensure_one()
        if count == 1:
            first = self.env._("One more KPI is not yours to link.")
        else:
            first = self.env._("%s more KPIs are not yours to link.", count)
        return [first, *self._linking_words()]

    def _no_kpi_help(self):
        """Return why the picker offers nothing, and whom to ask."""
        title = self.env._("No KPI is yours to link.")
        return Markup('<p class="o_view_nocontent_empty_folder">%s</p>%s') % (
            title,
            Markup().join(
                Markup("<p>%s</p>") % sentence for sentence in self._linking_words()
            ),
        )

    def _linking_words(self):
        """Return who may link a KPI, and whom to ask, as sentences."""
        self.ensure_one()
        administrators = (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    (
                        "all_group_ids",
                        "in",
                        self.env.ref("okr_module.group_okr_manager").ids,
                    ),
                    ("company_ids", "in", self.company_id.ids),
                ],
                limit=3,
                order="name, id",
            )
        )
        return [
            self.env._(
                "A KPI is linked by those who may read the records that it is counted "
                "from, such as opportunities or invoices, and belong to its groups."
            ),
            self.env._(
                "Ask an OKR administrator to link it for you: %s.",
                ", ".join(administrators.mapped("name")),
            )
            if administrators
            else self.env._("Ask an OKR administrator to link it for you."),
        ]

    def action_unlink_kpi(self, reason=None):
        """Take the KPI off; from now on people type again.

        What was reported stays; weeks that were filled in go.

        :param str reason: why, once people work to it; without one, a dialog that
            asks for it is returned
        """
        return self._with_reason(
            reason,
            {"kpi_id": False, "kpi_filter": False},
            self.env._("Unlink the KPI"),
            self.env._(
                "From now on somebody types the number in. What was reported stays; "
                "weeks that were filled in go."
            ),
        )

    def action_refresh_kpi(self):
        """Take the linked KPIs again, now.

        What fails is said on the key result (``kpi_error``) and raises nothing.

        :return: a notice for the screen
        :raise UserError: if the cycle is closed, where KPIs stand
        :raise AccessError: if the caller may not change a key result
        """
        self.check_access("write")
        self.cycle_id._check_open()
        self.sudo()._refresh_kpis(check_past=True)
        failed = self.filtered("kpi_mark")
        said = failed[:1].kpi_error_note
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if failed else "success",
                "message": said or self.env._("KPIs are up to date."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # --- BUSINESS ---

    def _kpi_in_force(self):
        """Return the name of the KPI that gives the value, False where none does.

        One that does not answer, or has said nothing so far, leaves it to people.
        """
        self.ensure_one()
        answers = self.kpi_id and not self.kpi_error and self.last_checkin_date
        return bool(answers) and self.sudo().kpi_id.name

    @api.model
    def _plan_depends(self):
        return (*super()._plan_depends(), "kpi_id", "kpi_date_alive")

    def _input_values(self):
        values = super()._input_values()
        if kpi := self.sudo().kpi_id:
            values["alive_on"] = self.kpi_date_alive or None
            values["adds_up"] = kpi._adds_up()
        return values

    def _kpi_question(self, day=None):
        """Return the KPI, the scope and the span that a key result asks about.

        :raise UserError: if that cannot be asked, such as by a filter that fitted the
            records when it was set: definitions, fields and apps come and go
        """
        self.ensure_one()
        key_result = self.sudo()
        kpi = key_result.kpi_id
        if not kpi:
            raise UserError(self.env._("%s is not linked to a KPI.", self.name))
        asked = key_result.kpi_filter
        if asked and (problem := kpi._filter_problem(asked)):
            raise UserError(self.env._("Its filter does not fit any more: %s", problem))
        scope = KpiScope(
            key_result.kpi_scope or "company",
            (key_result._kpi_scope_id(),),
            key_result.company_id,
            key_result.kpi_run_as_id,
            tuple(kpi._literal(key_result.kpi_filter)),
            kpi.currency_id
            or key_result.currency_id
            or key_result.company_id.currency_id,
            filter_user=key_result.kpi_filter_by_id,
        )
        return kpi, scope, key_result._kpi_span(day)

    def _kpi_scope_id(self):
        """Return the id of the company, department, team or person counted for."""
        self.ensure_one()
        if self.kpi_scope == "user":
            scope = self.kpi_user_id or self.user_id
        elif self.kpi_scope == "department":
            scope = self.kpi_department_id or self.department_id
        else:
            scope = self.kpi_scope in ("company", False) and self.company_id
        if not scope:
            raise UserError(self.env._("%s: say whose KPI it is.", self.display_name))
        return scope.id

    def _kpi_span(self, day=None):
        """Return the :class:`Span` that counts on a day (by default today)."""
        self.ensure_one()
        cycle = self.cycle_id
        day = day or self.company_id._okr_today()
        start = self.kpi_date_start or cycle.date_start
        last = self.kpi_date_end or cycle.date_end
        is_stock = self.kpi_id._is_stock()
        end = min(day, last) if last else day
        if self.kpi_window in ("week", "month"):
            full = windows(self.kpi_window, self._window_start(), end)
            if not full:
                # None is over yet: a span without a day
                return Span(end + timedelta(days=1), end)
            return Span(None, full[-1].end) if is_stock else full[-1]
        return Span(None if is_stock else start or None, end)

    def _window_start(self):
        """Return the day from which full weeks or months count."""
        self.ensure_one()
        start = self.kpi_date_start or self.cycle_id.date_start
        # An idea without a cycle has no first day.
        return start or self.company_id._okr_today() - timedelta(days=365)

    def _error_sentence(self):
        """Return why no newer value comes, and which stands; False where one comes."""
        self.ensure_one()
        stands = self.env._("So far there is no value.")
        if self.last_checkin_date:
            stands = self.env._(
                "What stands is the value of %s.",
                say_day(self.env, self.last_checkin_date),
            )
        if self.kpi_is_archived:
            return self.env._(
                "The KPI is archived: nothing new comes from it. %s", stands
            )
        if not self.kpi_error:
            return False
        if not self.kpi_error_since:
            return self.env._(
                "The KPI does not answer. %(why)s %(stands)s",
                why=self.kpi_error,
                stands=stands,
            )
        return self.env._(
            "The KPI has not answered since %(since)s. %(why)s %(stands)s",
            since=say_day(self.env, self._error_day()),
            why=self.kpi_error,
            stands=stands,
        )

    def _kind_in_words(self):
        """Return in what it is measured, such as "money" or "orders"."""
        self.ensure_one()
        if self.metric_type == "currency":
            return self.env._("money")
        if self.metric_type == "percent":
            return self.env._("percent")
        return self.unit or self.env._("a number")

    def _error_day(self):
        """Return the day, for whoever reads it, since which the KPI does not answer."""
        self.ensure_one()
        return fields.Datetime.context_timestamp(self, self.kpi_error_since).date()

    def _kpi_checkin_values(self, result, day):
        """Return the values of the check-in that keeps a KPI with its evidence."""
        self.ensure_one()
        return {
            "key_result_id": self.id,
            "date": day,
            "value": result["value"],
            "source": "kpi",
            "user_id": False,
            "kpi_record_count": result["count"],
            "kpi_checksum": str(result["checksum"]),
            "kpi_record_ids": json.dumps(sorted(result["ids"]))
            if result.get("ids") is not None
            else False,
            "kpi_numerator": result.get("numerator") or 0.0,
            "kpi_denominator": result.get("denominator") or 0.0,
        }
