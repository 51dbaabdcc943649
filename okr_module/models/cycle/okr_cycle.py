from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, date_utils, split_every

from ..base.line import lock_line
from ..base.numbers import as_date
from ..base.selections import CHECKIN_INTERVALS, WEEKDAYS
from ..base.texts import say_day

#: How long before a fiscal year ends the cycles of the next one are made: people
#: plan a year before it begins.
DAYS_AHEAD = 56
#: states in which one may still plan in a cycle
PLANNABLE = ("draft", "active")
#: so many are written at once, so that memory is bounded
BATCH = 500
RHYTHM = ("checkin_interval", "checkin_weekday", "grace_days")


class OkrCycle(models.Model):
    """A year, a quarter, a month or any span in which objectives run."""

    _name = "okr.cycle"
    _inherit = [
        "okr.named.mixin",
        "okr.thread.mixin",
        "okr.import.name.mixin",
    ]
    _description = "OKR Cycle"
    _order = "date_start desc, date_end, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: the cycle serves all companies.",
    )
    parent_id = fields.Many2one(
        "okr.cycle",
        string="Part of",
        index=True,
        check_company=True,
        ondelete="restrict",
        help="The longer cycle it belongs to, such as the year of a quarter.",
    )
    child_ids = fields.One2many("okr.cycle", "parent_id", string="Parts")
    date_start = fields.Date(string="Starts on", required=True, index=True)
    date_end = fields.Date(string="Ends on", required=True)
    state = fields.Selection(
        [
            ("draft", "Planning"),
            ("active", "Active"),
            ("review", "Review"),
            ("closed", "Closed"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    checkin_interval = fields.Selection(
        CHECKIN_INTERVALS,
        string="Check-in",
        default=lambda self: self.env.company.okr_checkin_interval,
        required=True,
    )
    checkin_weekday = fields.Selection(
        WEEKDAYS,
        string="Due on",
        default=lambda self: self.env.company.okr_checkin_weekday,
        required=True,
    )
    grace_days = fields.Integer(
        string="Days of grace",
        default=lambda self: self.env.company.okr_grace_days,
        help="Days after the due day in which a check-in still counts, as late.",
    )
    objective_ids = fields.One2many("okr.objective", "cycle_id", string="Objectives")
    objective_count = fields.Integer(
        compute="_compute_objective_count", string="Number of objectives"
    )
    is_current = fields.Boolean(
        string="Current",
        compute="_compute_is_current",
        search="_search_is_current",
        help="Today lies in it, and it is not closed.",
    )

    _check_dates = models.Constraint(
        "CHECK(date_end >= date_start)", "A cycle cannot end before it starts."
    )
    _check_grace = models.Constraint(
        "CHECK(grace_days >= 0 AND grace_days <= 31)",
        "The days of grace lie between 0 and 31.",
    )

    # --- COMPUTE AND SEARCH ---

    @api.depends("objective_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_objective_count(self):
        counts = dict(
            self.env["okr.objective"]._read_group(
                [("cycle_id", "in", self.ids)], ["cycle_id"], ["__count"]
            )
        )
        for cycle in self:
            cycle.objective_count = counts.get(cycle._origin, 0)

    @api.depends("date_start", "date_end", "company_id", "state")
    @api.depends_context("company")
    def _compute_is_current(self):
        for cycle in self:
            today = (cycle.company_id or self.env.company)._okr_today()
            cycle.is_current = bool(
                cycle.state != "closed"
                and cycle.date_start
                and cycle.date_end
                and cycle.date_start <= today <= cycle.date_end
            )

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        # Each company's own day, and the reader's for what all companies share
        today = self.env.company._okr_today()
        others = self.env.companies.filtered(lambda c: c._okr_today() != today)
        days = self._domain_around(today) & Domain("company_id", "not in", others.ids)
        for company in others:
            days |= self._domain_around(company._okr_today()) & Domain(
                "company_id", "=", company.id
            )
        return days & Domain("state", "!=", "closed")

    @api.model
    def _domain_around(self, day):
        return Domain("date_start", "<=", day) & Domain("date_end", ">=", day)

    # --- CONSTRAINTS ---

    @api.constrains("date_start", "date_end", "parent_id")
    def _check_inside_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A cycle cannot be part of itself."))
        for cycle in self | self.child_ids:
            parent = cycle.parent_id
            if parent and not (
                parent.date_start <= cycle.date_start
                and cycle.date_end <= parent.date_end
            ):
                raise ValidationError(
                    self.env._(
                        "%(cycle)s does not lie within %(parent)s, which runs from "
                        "%(start)s to %(end)s.",
                        cycle=cycle.name,
                        parent=parent.name,
                        start=say_day(self.env, parent.date_start),
                        end=say_day(self.env, parent.date_end),
                    )
                )

    @api.constrains("company_id")
    def _check_objectives_company(self):
        for cycle in self.filtered("company_id"):
            if cycle.sudo().objective_ids.company_id - cycle.company_id:
                raise ValidationError(
                    self.env._(
                        "%s holds objectives of another company and cannot be moved.",
                        cycle.name,
                    )
                )

    @api.model
    def _check_dates_in_order(self, vals):
        start = as_date(self.env, vals.get("date_start"))
        end = as_date(self.env, vals.get("date_end"))
        if start and end and end < start:
            raise ValidationError(
                self.env._(
                    "A cycle cannot end before it starts: %(start)s to %(end)s.",
                    start=say_day(self.env, start),
                    end=say_day(self.env, end),
                )
            )

    # --- STEPS ---

    def _check_create(self, vals_list):
        result = super()._check_create(vals_list)
        for vals in vals_list:
            # Said here: the database would say the same, but as a database error.
            self._check_dates_in_order(vals)
            if vals.get("state") == "closed":
                raise UserError(
                    self.env._(
                        "%s: a cycle is made open, and closed with all that it holds.",
                        vals.get("name") or "",
                    )
                )
        return result

    def write(self, vals):
        if vals.get("state") != "closed":
            return super().write(vals)
        # Never half closed, not even for a caller who goes on after an error.
        with self.env.cr.savepoint():
            return super().write(vals)

    def _check_write(self, vals):
        result = super()._check_write(vals)
        if set(vals) - {"message_follower_ids"}:
            self._check_open()
        if vals.get("parent_id"):
            self.check_access("write")
            lock_line(
                self,
                self._fields["parent_id"].convert_to_cache(vals["parent_id"], self),
            )
        for cycle in self:
            self._check_dates_in_order(
                {"date_start": cycle.date_start, "date_end": cycle.date_end, **vals}
            )
        return result

    def _before_write(self, vals):
        before = super()._before_write(vals)
        if vals.get("state") == "closed":
            self.check_access("write")
            self._lock_for_closing()
            self._prepare_closing()
        return before

    # --- CRUD ---

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.sudo().child_ids - self.sudo():
            raise UserError(
                self.env._("A cycle that has parts stays: delete them first.")
            )
        if (
            self.env["okr.objective"]
            .sudo()
            .search_count([("cycle_id", "in", self.ids)], limit=1)
        ):
            raise UserError(
                self.env._("A cycle that holds objectives stays. Close it instead.")
            )

    # --- ACTIONS AND API ---

    def action_activate(self):
        """Start the cycle: it leaves planning.

        :raise UserError: if a cycle is not in planning
        """
        self._check_state("draft")
        return self.write({"state": "active"})

    def action_start_review(self):
        """End the work and begin the review; late check-ins are still taken.

        :raise UserError: if a cycle is not active
        """
        self._check_state("active")
        return self.write({"state": "review"})

    def action_close(self):
        """Close the cycle: its figures are taken a last time and then stand.

        Objectives that still run are done with it. Drafts stay what they are, unless
        the dialog of the step (``okr.cycle.transition``) takes each where people want
        it first. Everything of a closed cycle is read-only, for everybody.

        :raise UserError: if a cycle is neither active nor in review, or if a part
            of it is still open
        """
        return self.write({"state": "closed"})

    def action_open_objectives(self):
        """Open the objectives of the cycle."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "okr_module.okr_objective_action"
        )
        action["domain"] = [("cycle_id", "child_of", self.ids)]
        action["context"] = {"default_cycle_id": self.id}
        return action

    def action_open_report(self):
        """Ask of whom a report of the cycle is wanted, as PDF or as a spreadsheet."""
        self.ensure_one()
        return self.env["okr.cycle.report"]._open(
            cycle_id=self.id, company_id=self.company_id.id
        )

    # --- STEPS ---

    def _prepare_create(self, vals_list):
        """Give a cycle the rhythm of the company that it is for."""
        vals_list = super()._prepare_create(vals_list)
        for vals in vals_list:
            company = self.env["res.company"].browse(vals.get("company_id") or ())
            for name in RHYTHM if company else ():
                if f"default_{name}" not in self.env.context:
                    vals.setdefault(name, company.sudo()[f"okr_{name}"])
        return vals_list

    # --- BUSINESS ---

    @api.model
    def _nameless_sentence(self):
        return self.env._("A cycle needs a name.")

    def _prepare_closing(self):
        """Take all figures a last time and end what still runs.

        What stands from then on, each where it is computed: all figures
        (``mixins/okr_daily_refresh_mixin.py: _keep_figures``), whether an objective
        passed (``objective/okr_objective_progress.py``), the place of a check-in
        (``checkin/okr_checkin.py: _compute_place_in_history``). KPIs are taken before,
        with their evidence (``kpi/okr_cycle.py``); what waits for an answer lapses
        (``alignment/okr_cycle.py``, ``help/okr_objective.py``). Nothing is written any
        more: :meth:`_check_open`.
        """
        self._check_may_close()
        self._take_last_figures()
        running = self.env["okr.objective"].sudo().search(self._still_running())
        for some in split_every(BATCH, running.ids, running.browse):
            some.write({"state": "done"})
            if len(running) > BATCH:
                self.env.flush_all()
                self.env.invalidate_all()
        self.env.flush_all()

    def _still_running(self):
        """Return the domain of the objectives that run in the cycles."""
        return Domain("cycle_id", "in", self.ids) & Domain("state", "=", "active")

    def _check_may_close(self):
        self._check_state("active", "review")
        open_parts = self.child_ids.filtered(lambda part: part.state != "closed") - self
        if open_parts:
            raise UserError(
                self.env._(
                    "Close the parts of it first: %s.",
                    ", ".join(open_parts.mapped("name")),
                )
            )

    def _take_last_figures(self):
        """Take the figures of all that the cycles hold a last time."""
        large = self.filtered(lambda cycle: cycle._is_large())
        (self - large).sudo().objective_ids._refresh_figures()
        large._take_stale_figures()

    def _hold_open(self):
        """Keep cycles open until the end of the transaction; raise where one is closed.

        Whoever starts something in a cycle, or moves it there, shares the hold on its
        row; who closes it waits for them, see :meth:`_lock_for_closing`.

        :raise UserError: if one is closed
        :raise SerializationFailure: if one was changed meanwhile; tried again by Odoo
        """
        # As superuser: whoever starts something has been asked whether they may
        self.sudo()._check_open()
        if self.ids:
            self.env["okr.cycle"].flush_model(["state"])
            self.env.execute_query(
                SQL(
                    "SELECT id FROM okr_cycle WHERE id IN %s ORDER BY id FOR SHARE",
                    tuple(self.ids),
                )
            )

    def _lock_for_closing(self):
        """Wait for those who start something in cycles, then keep them out.

        What they did meanwhile this transaction does not see: it looked at the
        database before. Rows that it knows are refused by the database where they have
        changed; rows that it does not know are looked for by another pair of eyes.

        :raise SerializationFailure: if something changed meanwhile; tried again by Odoo
        :raise ConcurrencyError: if something came meanwhile, or was left to be summed
            up; tried again by Odoo
        """
        if not self.ids:
            return
        self.env.flush_all()
        ids = tuple(self.ids)
        self.env.execute_query(
            SQL("SELECT id FROM okr_cycle WHERE id IN %s ORDER BY id FOR UPDATE", ids)
        )
        inside = SQL("SELECT id FROM okr_objective WHERE cycle_id IN %s", ids)
        locked = SQL("%s ORDER BY id FOR NO KEY UPDATE", inside)
        known = {row[0] for row in self.env.execute_query(locked)}
        self._sum_up_before_closing()
        if not self.env.registry.ready:
            # While addons are loaded nobody else works, and others see no tables yet.
            return
        with self.env.registry.cursor() as eyes:
            eyes.execute(inside)
            strange = {row[0] for row in eyes.fetchall()} - known
        if not strange:
            return
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM okr_objective WHERE id IN %s ORDER BY id "
                "FOR NO KEY UPDATE",
                tuple(strange),
            )
        )
        if len(rows) < len(strange):
            raise ConcurrencyError("objectives came into the cycle meanwhile")

    def _sum_up_before_closing(self):
        """Sum up what others left to be summed up in the cycles.

        :raise ConcurrencyError: if some of it came meanwhile, or the scheduler is at it
        """
        # No more than that: what is elsewhere others have locked in their order
        inside_or_below = SQL(
            """
            EXISTS (
                SELECT FROM okr_objective below
                  JOIN okr_objective objective ON objective.id = ANY(
                       string_to_array(rtrim(below.parent_path, '/'), '/')::int[]
                       )
                 WHERE below.id = objective_key AND objective.cycle_id IN %s
            )
            """,
            tuple(self.ids),
        )
        waiting = SQL("SELECT id FROM okr_rollup_queue WHERE %s", inside_or_below)
        known = {row[0] for row in self.env.execute_query(waiting)}
        self.env["okr.objective"]._process_pending_rollup(inside_or_below)
        left = {row[0] for row in self.env.execute_query(waiting)}
        if self.env.registry.ready:
            with self.env.registry.cursor() as eyes:
                eyes.execute(waiting)
                left |= {row[0] for row in eyes.fetchall()} - known
        if left:
            raise ConcurrencyError("something is left to be summed up")

    def _check_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for cycle in self:
            if cycle.state not in states:
                raise UserError(
                    self.env._(
                        "%(cycle)s is in state %(state)s; this can be done in "
                        "%(allowed)s only.",
                        cycle=cycle.name,
                        state=labels[cycle.state],
                        allowed=" / ".join(labels[state] for state in states),
                    )
                )

    def _check_open(self):
        """Raise where a cycle is closed: what it holds is read-only."""
        for cycle in self:
            if cycle.state == "closed":
                raise UserError(
                    self.env._(
                        "%s is closed: its objectives, key results and check-ins "
                        "can be read but no longer changed.",
                        cycle.name,
                    )
                )

    @api.model
    def _current(self, company):
        """Return the cycle that one plans in by default, for a company.

        The shortest that today lies in; where that is under review or closed already,
        the one that comes next, and only then a longer one.
        """
        today = company._okr_today()
        cycles = self.search_fetch(
            [
                ("company_id", "in", (company.id, False)),
                ("date_start", "<=", today),
                ("date_end", ">=", today),
            ]
        ).sorted(lambda cycle: cycle.date_end - cycle.date_start)
        for cycle in cycles:
            if cycle.state in PLANNABLE:
                return cycle
            following = cycle._following(PLANNABLE)
            if following and following._is_as_long_as(cycle):
                return following
        return self.browse()

    def _is_as_long_as(self, other):
        """Tell whether two cycles are of a kind: two quarters, two years."""
        mine, theirs = (each.date_end - each.date_start for each in (self, other))
        return abs(mine - theirs) * 4 <= max(mine, theirs)

    @api.model
    def _generate_running_year(self, company):
        """Make the fiscal year that runs now, its running parts already active."""
        today = company._okr_today()
        cycles = self._generate_fiscal_year(company, today)
        running = cycles.filtered(lambda c: c.date_start <= today <= c.date_end)
        running.filtered(lambda cycle: cycle.state == "draft").action_activate()
        return cycles

    @api.model
    def _generate_fiscal_year(self, company, day):
        """Make the fiscal year around a day and its quarters, where missing.

        :param company: res.company whose fiscal year counts; without Accounting
            that is the calendar year
        :param day: any day of the year wanted
        :return: the cycles of that year, those that were there included
        """
        start, end = date_utils.get_fiscal_year(day, *company._okr_fiscal_year_end())
        label = str(start.year) if start.year == end.year else f"{start.year}/{end:%y}"
        year = self._find_or_create(company, label, start, end)
        cycles = year
        for quarter in range(4):
            first = start + relativedelta(months=3 * quarter)
            last = start + relativedelta(months=3 * quarter + 3, days=-1)
            cycles |= self._find_or_create(
                company, f"Q{quarter + 1} {label}", first, min(last, end), year
            )
        return cycles

    @api.model
    def _find_or_create(self, company, name, start, end, parent=None):
        found = self.search(
            [
                ("company_id", "in", (company.id, False)),
                ("date_start", "=", start),
                ("date_end", "=", end),
            ],
            limit=1,
        )
        return found or self.create(
            {
                "name": name,
                "company_id": company.id,
                "date_start": start,
                "date_end": end,
                "parent_id": parent.id if parent else False,
            }
        )

    # --- NEXT YEAR ---

    @api.model
    def _cron_generate_ahead(self):
        """Make the cycles of the next fiscal year some weeks before this one ends.

        For each company that works with generated cycles: one that runs its fiscal
        year as a cycle. What is there already stays as it is, and a company that has
        begun to make its own is left alone.
        """
        companies = self.env["res.company"].search(
            [("active", "=", True), ("okr_enabled", "=", True)]
        )
        for company in companies:
            self.with_company(company)._generate_ahead(company)

    @api.model
    def _generate_ahead(self, company):
        """Make the next fiscal year of one company where it is time to.

        :return: the cycles that were made
        """
        today = company._okr_today()
        start, end = date_utils.get_fiscal_year(today, *company._okr_fiscal_year_end())
        if today + timedelta(days=DAYS_AHEAD) < end:
            return self.browse()
        mine = Domain("company_id", "in", (company.id, False))
        year = self.search(
            mine & Domain("date_start", "=", start) & Domain("date_end", "=", end),
            limit=1,
        )
        next_day = end + timedelta(days=1)
        _start, next_end = date_utils.get_fiscal_year(
            next_day, *company._okr_fiscal_year_end()
        )
        begun = self.search_count(
            mine
            & Domain("date_start", ">=", next_day)
            & Domain("date_start", "<=", next_end),
            limit=1,
        )
        if not year or begun:
            return self.browse()
        last_part = year.child_ids.sorted("date_end")[-1:] or year
        cycles = self._generate_fiscal_year(company, next_day)
        new_year = cycles.filtered(lambda cycle: cycle.date_end == next_end)[:1]
        for model, copies in ((year, new_year), (last_part, cycles - new_year)):
            copies.write({name: model[name] for name in RHYTHM})
        return cycles
