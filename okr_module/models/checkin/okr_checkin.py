import itertools
import math

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ...arithmetic import places
from ...arithmetic.figures import Place
from ..base.arguments import as_id
from ..base.numbers import as_date, as_number
from ..base.selections import STATED_STATUS
from ..base.texts import say_day

#: what hangs on the check-ins before one
PLACE = Place._fields
#: figures that hold from one check-in to the next
IN_FORCE = ("progress", "confidence")
#: what check-ins have from their key result, under the same names
FOLLOWED = ("objective_id", "cycle_id", "company_id", "department_id")
#: how long a group over time is
SPANS = {
    "day": relativedelta(days=1),
    "week": relativedelta(weeks=1),
    "month": relativedelta(months=1),
    "quarter": relativedelta(months=3),
    "year": relativedelta(years=1),
}
#: sources of what people say themselves, here or by a program: only they are on time or
#: late, are told in discussions and count for engagement
BY_PEOPLE = ("manual", "api")
#: sources of what people told in whatever way, in a file too: all but what Odoo counted
TOLD = (*BY_PEOPLE, "import")
#: so many check-ins at once are told in discussions; more are no talk
MOST_TOLD = 40
#: of what lies in no cycle, days further back are slips of the hand
OLDEST_YEARS = 10


class OkrCheckin(models.Model):
    """How a key result stood on a day, by the word of whoever answers for it."""

    _name = "okr.checkin"
    _inherit = ["okr.input.access.mixin"]
    _description = "Check-in"
    _order = "date desc, id desc"
    _rec_name = "key_result_id"
    _READ_BY_ITSELF = ("value", "confidence", "stated_status", "date")

    key_result_id = fields.Many2one(
        "okr.key.result",
        required=True,
        index=True,
        ondelete="cascade",
        string="Key result",
    )
    objective_id = fields.Many2one(
        related="key_result_id.objective_id", store=True, precompute=True, index=True
    )
    # Known before the row is written: a thousand check-ins a night are written once.
    cycle_id = fields.Many2one(
        related="objective_id.cycle_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="objective_id.company_id", store=True, precompute=True, index=True
    )
    department_id = fields.Many2one(
        related="objective_id.department_id", store=True, precompute=True, index=True
    )
    # Under the reader's own rights: a form that is being filled in tells nothing
    # about a key result that its reader may not see.
    metric_type = fields.Selection(
        related="key_result_id.metric_type", related_sudo=False
    )
    unit = fields.Char(related="key_result_id.unit", related_sudo=False)
    currency_id = fields.Many2one(
        related="key_result_id.currency_id",
        related_sudo=False,
        export_string_translation=False,
    )
    key_result_label = fields.Char(
        related="key_result_id.display_name",
        string="Key result in full",
        export_string_translation=False,
    )
    date = fields.Date(
        required=True, index=True, help="The day for which the value holds."
    )
    entered_on = fields.Date(
        readonly=True,
        required=True,
        help="The day on which it was written.",
        string="Entered on",
    )
    is_in_review = fields.Boolean(
        readonly=True,
        export_string_translation=False,
        help="Written while the cycle was under review: it counts for the value alone.",
    )
    value = fields.Float(aggregator=None, help="In the metric's own unit: 85 for 85 %.")
    is_reached = fields.Boolean(
        string="Done",
        compute="_compute_is_reached",
        readonly=False,
    )
    reached_milestone_ids = fields.Many2many(
        "okr.milestone",
        string="Milestones reached",
        compute="_compute_reached_milestone_ids",
        readonly=False,
        domain="[('key_result_id', '=', key_result_id)]",
        help="Ticked with the check-in, whose value is counted from them.",
    )
    previous_value = fields.Float(
        compute="_compute_place_in_history",
        store=True,
        precompute=True,
        aggregator=None,
        string="Previous value",
    )
    progress = fields.Float(
        compute="_compute_place_in_history",
        store=True,
        precompute=True,
        aggregator="avg",
        help="Progress of the key result on that day, 0 to 1.",
    )
    timeliness = fields.Selection(
        [("on_time", "On time"), ("late", "Late"), ("extra", "Extra")],
        compute="_compute_place_in_history",
        store=True,
        precompute=True,
        help="By when it was written, not by the day it is of. Empty for what no "
        "person reported.",
    )
    confidence = fields.Float(
        aggregator="avg", help="How sure you are to reach the target, 0 to 1."
    )
    has_confidence = fields.Boolean(readonly=True, export_string_translation=False)
    far_note = fields.Char(
        compute="_compute_far_note",
        export_string_translation=False,
        help="What to ask before a value far beyond anything before is taken.",
    )
    confidence_level = fields.Selection(
        [(str(level), str(level)) for level in range(11)],
        string="Confidence out of 10",
        compute="_compute_confidence_level",
        readonly=False,
        export_string_translation=False,
        help="How sure are you to reach the target? 10 is certain.",
    )
    stated_status = fields.Selection(STATED_STATUS, string="Self-reported status")
    note = fields.Text(help="What happened since the last time.")
    blocker = fields.Text(help="What stands in the way.")
    help_needed = fields.Boolean(string="Help wanted")
    source = fields.Selection(
        [
            ("manual", "Typed in"),
            ("kpi", "Odoo KPI"),
            ("api", "API"),
            ("import", "Import"),
        ],
        default="manual",
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Author",
        default=lambda self: self.env.user,
        readonly=True,
        index=True,
        ondelete="set null",
    )

    _check_value = models.Constraint(
        "CHECK(abs(value) < 'Infinity')", "The value of a check-in is a number."
    )
    _check_confidence = models.Constraint(
        "CHECK(confidence >= 0 AND confidence <= 1)",
        "Confidence lies between 0 and 1.",
    )
    _history_idx = models.Index("(key_result_id, date, id)")
    _order_idx = models.Index("(date DESC, id DESC)")

    # --- COMPUTE ---

    @api.depends("key_result_id", "date", "value")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for checkin in self:
            checkin.display_name = (
                f"{checkin.key_result_id.display_name} ({checkin.date})"
            )

    @api.depends(
        "date",
        "value",
        "entered_on",
        "source",
        "is_in_review",
        # Those before it count, too: see _retake_places.
        "key_result_id.start_value",
        "key_result_id.target_value",
        "key_result_id.direction",
        "key_result_id.metric_type",
        "key_result_id.range_min",
        "key_result_id.range_max",
        "key_result_id.date_start",
        "key_result_id.date_end",
        "key_result_id.date_activated",
        "cycle_id.checkin_interval",
        "cycle_id.checkin_weekday",
        "cycle_id.grace_days",
    )
    def _compute_place_in_history(self):
        undated = self.filtered(lambda c: not (c.key_result_id and c.date))
        undated.update(dict(zip(PLACE, (0.0, 0.0, False), strict=True)))
        for key_result, wanted in (self - undated).grouped("key_result_id").items():
            # One that is being typed in is not among its key result's yet.
            others = key_result.checkin_ids.filtered("date") - wanted._origin
            history = (others | wanted).sorted(
                lambda c: (c.date, c._origin.id or math.inf)
            )
            if key_result.cycle_id.state == "closed":
                for checkin, name in itertools.product(wanted, PLACE):
                    checkin[name] = checkin[name]
                continue
            index_of = {checkin: index for index, checkin in enumerate(history)}
            plain = key_result._figures_input(history, fields.Date.today())
            found = places(plain, [index_of[checkin] for checkin in wanted])
            for checkin in wanted:
                checkin.update(found[index_of[checkin]]._asdict())

    @api.depends("confidence", "has_confidence")
    def _compute_confidence_level(self):
        for checkin in self:
            checkin.confidence_level = (
                str(round(checkin.confidence * 10)) if checkin.has_confidence else False
            )

    @api.depends("key_result_id", "value")
    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_far_note(self):
        # It tells what was reported before, so only who may read that is asked.
        readable = self.key_result_id.sudo(False)._filtered_access("read")
        for checkin in self:
            key_result = checkin.key_result_id & readable
            checkin.far_note = (
                key_result._far_sentence(checkin.value) if key_result else False
            )

    @api.depends("value")
    def _compute_is_reached(self):
        for checkin in self:
            checkin.is_reached = bool(checkin.value)

    @api.depends("key_result_id")
    def _compute_reached_milestone_ids(self):
        for checkin in self:
            milestones = checkin.key_result_id.milestone_ids
            checkin.reached_milestone_ids = milestones.filtered("is_reached")

    # --- GROUPS ---

    @api.model
    @api.readonly
    def formatted_read_group(
        self,
        domain,
        groupby=(),
        aggregates=(),
        having=(),
        offset=0,
        limit=None,
        order=None,
    ):
        """Return groups as Odoo does; over time, of what was in force then.

        The mean of a week is that of all key results that had been reported on by its
        end, and not of those that somebody happened to report on in it.
        """
        groups = super().formatted_read_group(
            domain, groupby, aggregates, having, offset, limit, order
        )
        wanted = [name for name in IN_FORCE if f"{name}:avg" in aggregates]
        dates = [spec for spec in groupby if spec.partition(":")[0] == "date"]
        others = [spec for spec in groupby if spec not in dates]
        spans = [spec for spec in dates if (spec.partition(":")[2] or "month") in SPANS]
        if (
            wanted
            and len(dates) == len(spans) == 1
            and {"key_result_id", *FOLLOWED}.issuperset(others)
        ):
            self._put_in_force(groups, domain, dates[0], others, wanted)
        return groups

    @api.model
    def _put_in_force(self, groups, domain, date_spec, others, wanted):
        """Put into groups over time what was in force at the end of each.

        :param groups: what :meth:`formatted_read_group` returned, completed here
        :param date_spec: such as ``date:week``
        :param others: the other fields they are grouped by, one value a key result each
        :param wanted: figures to average
        """
        length = SPANS[date_spec.partition(":")[2] or "month"]
        cells = [
            (
                tuple(
                    value[0] if isinstance(value, (tuple, list)) else value
                    for value in map(group.get, others)
                ),
                fields.Date.to_date(group[date_spec][0]),
                group,
            )
            for group in groups
            if group[date_spec]
        ]
        begins = sorted({begin for _place, begin, _group in cells})
        spans = [(begin, begin + length) for begin in begins]
        for name in wanted if spans else ():
            found = {}
            for row in self._read_in_force(domain, name, others, spans):
                *place, first, end, total, count = row
                place = tuple(value or False for value in place)
                for begin in begins[first:end]:
                    cell = found.setdefault((place, begin), [0.0, 0])
                    cell[0] += total
                    cell[1] += count
            for place, begin, group in cells:
                total, count = found.get((place, begin), (0.0, 0))
                group[f"{name}:avg"] = total / count if count else None

    @api.model
    def _read_in_force(self, domain, name, others, spans):
        """Return sums of what was in force at the end of spans of time.

        Summed up in the database: a company's history is millions of rows.

        :param domain: whose key results count
        :param name: the figure
        :param spans: list of ``(first day, day after the last)``, as they follow
        :return: rows of ``(*others, number of the first span, number of the one after
            the last, sum, count)``
        """
        domain, kept = Domain(domain), Domain.TRUE
        if not domain.is_true():
            found = self._search(domain)
            key_result = self._field_to_sql(self._table, "key_result_id", found)
            kept = Domain("key_result_id", "in", found.select(key_result))
        if name == "confidence":
            kept &= Domain("has_confidence", "=", True)
        query = self._search(kept)
        key_results = query.join(
            self._table, "key_result_id", "okr_key_result", "id", "key_result_id"
        )
        places = [self._field_to_sql(self._table, other, query) for other in others]
        started = SQL(
            "width_bucket(%s, %s::date[])",
            self._field_to_sql(self._table, "date", query),
            [end for _begin, end in spans],
        )
        # A plan that was over before is no part of a span
        over = SQL(
            "COALESCE(width_bucket(%s, %s::date[]), %s)",
            self.env["okr.key.result"]._field_to_sql(key_results, "date_end", query),
            [begin for begin, _end in spans],
            len(spans),
        )
        window = SQL(
            "PARTITION BY %s ORDER BY %s, %s",
            *(
                self._field_to_sql(self._table, column, query)
                for column in ("key_result_id", "date", "id")
            ),
        )
        rows = query.select(
            *(
                SQL("%s AS %s", place, SQL.identifier(f"place_{number}"))
                for number, place in enumerate(places)
            ),
            SQL("%s AS started", started),
            SQL(
                "LEAST(COALESCE(LEAD(%s) OVER (%s), %s), %s) AS ended",
                started,
                window,
                len(spans),
                over,
            ),
            SQL("%s AS figure", self._field_to_sql(self._table, name, query)),
        )
        columns = SQL(", ").join(
            [
                *(SQL.identifier(f"place_{number}") for number in range(len(places))),
                SQL("started"),
                SQL("ended"),
            ]
        )
        return self.env.execute_query(
            SQL(
                "SELECT %s, SUM(COALESCE(figure, 0)), COUNT(*) FROM (%s) AS history "
                "WHERE started < ended GROUP BY %s",
                columns,
                rows,
                columns,
            )
        )

    # --- DEFAULTS ---

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        key_result = self.env["okr.key.result"].browse(
            values.get("key_result_id") or ()
        )
        if key_result:
            # What stood last is the likeliest to stand now.
            if "value" in fields:
                values.setdefault("value", key_result.current_value)
            if "is_reached" in fields and key_result.metric_type == "boolean":
                values.setdefault("is_reached", bool(key_result.current_value))
            if "date" in fields:
                values.setdefault("date", key_result._default_checkin_date())
            if "reached_milestone_ids" in fields:
                reached = key_result.milestone_ids.filtered("is_reached")
                values.setdefault("reached_milestone_ids", [Command.set(reached.ids)])
        return values

    # --- STEPS ---

    @api.model_create_multi
    def create(self, vals_list):
        """Record check-ins, one or many at once.

        :param vals_list: dicts with ``key_result_id`` and, as in ``check_in`` of
            okr.key.result, ``value``, ``confidence``, ``stated_status``, ``note``,
            ``date``, ``blocker``, ``help_needed``
        """
        return super().create(vals_list)

    @api.model
    def _system_values_at_creation(self):
        names = ("source", "user_id", "entered_on")
        return (*super()._system_values_at_creation(), *names)

    def _prepare_create(self, vals_list):
        vals_list = super()._prepare_create(vals_list)
        # Ticked before: the value of a check-in is counted from them.
        self._tick_milestones(vals_list)
        return self._complete(vals_list)

    def _after_create(self, vals_list):
        result = super()._after_create(vals_list)
        self.env["okr.objective"]._let_rollup_follow()
        for key_result, first in self._first_days().items():
            after = key_result._checkins_since(first)
            if len(after) > 1:
                after._retake_places()
        today = {c: c._okr_today() for c in self.company_id}
        for checkin in self:
            checkin._check_date(checkin.date, today[checkin.company_id])
        self._tell_objectives()
        return result

    def write(self, vals):
        if len(self) > 1 and {"value", "is_reached", "reached_milestone_ids"} & set(
            vals
        ):
            # What a value comes to is a matter of each key result
            return all([checkin.write(vals) for checkin in self])
        return super().write(vals)

    def _prepare_write(self, vals):
        vals = super()._prepare_write(vals)
        self._replace_offered(vals, self.metric_type)
        if "reached_milestone_ids" in vals:
            self._check_mendable_by_caller()
            ticked = {
                "key_result_id": self.key_result_id.id,
                "reached_milestone_ids": vals.pop("reached_milestone_ids"),
                "date": vals.get("date") or self.date,
            }
            self._tick_milestones([ticked])
            vals["value"] = 0.0  # counted anew below
        if vals.get("date"):
            vals["date"] = as_date(self.env, vals["date"])
        if "value" in vals and self:
            vals["value"] = self._as_number(
                vals["value"], self.key_result_id, vals.get("date") or self.date
            )
        elif "value" in vals:
            # Of nothing it is a number all the same, or refused
            label = self._fields["value"]._description_string(self.env)
            vals["value"] = as_number(self.env, vals["value"], label)
        self._check_status_given(vals.get("stated_status"))
        if "confidence" in vals:
            if self._is_given(vals["confidence"]):
                self._check_confidence_given(vals["confidence"])
            vals.setdefault("has_confidence", self._is_given(vals["confidence"]))
        return vals

    def _check_write(self, vals):
        result = super()._check_write(vals)
        self._check_stays(vals)
        self.cycle_id._check_open()
        if set(vals) - {"message_follower_ids"}:
            self._check_mendable_by_caller()
        if vals.get("date"):
            for checkin in self:
                checkin._check_date(vals["date"])
        return result

    def _before_write(self, vals):
        before = super()._before_write(vals)
        moving = {"date", "value", "key_result_id", "entered_on"} & set(vals)
        before["first_days"] = self._first_days() if moving else None
        return before

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        if before["first_days"] is not None:
            self._retake_places_from(before["first_days"])
            self._retake_places_from(self._first_days())
        if {"value", "note", "blocker", "confidence"} & set(vals):
            self._tell_objectives()
        return result

    def _before_unlink(self):
        return super()._before_unlink() | {"first_days": self._first_days()}

    def _after_unlink(self, before):
        result = super()._after_unlink(before)
        self._retake_places_from(before["first_days"])
        return result

    # --- CRUD ---

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        """Refuse it in a closed cycle; who deletes: security/ir.model.access.csv."""
        self.cycle_id._check_open()

    # --- DISCUSSION ---

    def _tell_objectives(self):
        """Say in the discussions of their objectives what people reported.

        There one can answer. Of all that somebody reports on an objective at once it is
        one message; what machines and imports write, and what is written by the
        hundred, is told nowhere.
        """
        if self.env.uid == SUPERUSER_ID:
            return
        told = self.filtered(
            lambda c: c.source in BY_PEOPLE and c.user_id == self.env.user
        )
        if not told or len(told) > MOST_TOLD:
            return
        bodies = {
            objective.id: Markup("<br/>").join(some.mapped(lambda c: c._in_words()))
            for objective, some in told.grouped("objective_id").items()
        }
        # Whoever may check in may say so
        told.objective_id.sudo()._message_log_batch(
            bodies=bodies, author_id=self.env.user.partner_id.id
        )

    def _in_words(self):
        """Return what was reported as a line of a discussion."""
        self.ensure_one()
        key_result = self.key_result_id
        value = key_result._reported_in_words(self.previous_value, self.value)
        lines = [Markup("<strong>%s</strong>: %s") % (key_result.name, value)]
        if self.has_confidence:
            sure = self.env._("sure %(level)s/10", level=round(self.confidence * 10))
            lines[0] += Markup(", %s") % sure
        if self.note:
            lines.append(self.note)
        if self.blocker:
            lines.append(self.env._("In the way: %s", self.blocker))
        return Markup("<br/>").join(lines)

    # --- BUSINESS ---

    @api.model
    def _automatic_columns(self):
        """Return what an automatic check-in consists of, by stored field.

        Linked KPIs write check-ins by the thousand, past the ORM. An addon that adds a
        stored field here adds it to this, or they go the slower way, and the log says
        so: ``said`` for what its values or its place in history hold, ``followed`` for
        what it has from its key result under the same name, ``unsaid`` for what only
        people say.
        """
        said = ("key_result_id", "date", "entered_on", "source", "value", *PLACE)
        unsaid = (
            "user_id",
            "confidence",
            "has_confidence",
            "stated_status",
            "note",
            "blocker",
            "help_needed",
            "is_in_review",
        )
        return {
            **dict.fromkeys(said, "said"),
            **dict.fromkeys(FOLLOWED, "followed"),
            **dict.fromkeys(unsaid, "unsaid"),
        }

    @api.model
    def _automatic_listeners(self):
        """Return the names of what has to hear of each automatic check-in.

        While there is any, they are written one by one. An addon whose steps do
        something with automatic check-ins adds its name.
        """
        if "base.automation" not in self.env:
            return []
        rules = self.env["base.automation"].sudo()
        names = ("okr.checkin", "okr.key.result")
        return rules.search([("model_name", "in", names)]).mapped("name")

    def _filtered_told(self):
        """Return those that people told, and no KPI."""
        return self.filtered(lambda checkin: checkin.source in TOLD)

    def _spoken_on(self, today):
        """Return the day on which a person wrote it; None where no person did.

        :param today: the day of what is being written
        """
        self.ensure_one()
        by_people = self.source in BY_PEOPLE
        return (self.entered_on or today) if by_people else None

    def _first_days(self):
        """Return ``{key result: (first day of these, first day entered)}``."""
        return {
            key_result: (min(some.mapped("date")), min(some.mapped("entered_on")))
            for key_result, some in self.grouped("key_result_id").items()
        }

    @api.model
    def _retake_places_from(self, days):
        """Have the places of what came at some days and after taken again."""
        for key_result, first in days.items():
            key_result.exists()._checkins_since(first)._retake_places()

    def _retake_places(self):
        """Have the places in history of these check-ins taken again.

        A check-in's place hangs on those of days before it and on those written
        before it, and on none after. So one that is added at the end, as nearly all
        are, leaves the history as it is, however long that has become; a dependency on
        all of them would go through it each time.
        """
        for name in PLACE:
            self.env.add_to_compute(self._fields[name], self)
        self.modified(PLACE)

    def _tick_milestones(self, vals_list):
        """Tick the milestones that check-ins say are reached, and take the rest back.

        Takes ``reached_milestone_ids`` out of the values: ids, or commands. Those of a
        new check-in say all that is reached, those of one that is mended what changes.
        """
        for vals in vals_list:
            if "reached_milestone_ids" not in vals:
                continue
            commands = vals.pop("reached_milestone_ids") or []
            key_result = self.env["okr.key.result"].browse(
                vals.get("key_result_id") or self._default_key_result_id() or ()
            )
            if key_result.metric_type != "milestone":
                continue
            reached = set(self.reached_milestone_ids.ids) if self else set()
            for command in commands:
                if not isinstance(command, (list, tuple)):
                    reached.add(command)
                elif command[0] == Command.SET:
                    reached = set(command[2])
                elif command[0] == Command.LINK:
                    reached.add(command[1])
                elif command[0] in (Command.UNLINK, Command.DELETE):
                    reached.discard(command[1])
                elif command[0] == Command.CLEAR:
                    reached = set()
            if reached - set(key_result.milestone_ids.ids):
                raise AccessError(
                    self.env._("What belongs to a key result stays with it.")
                )
            key_result.milestone_ids._tick(reached, as_date(self.env, vals.get("date")))

    def _complete(self, vals_list):
        """Return the values of new check-ins, checked and with what they leave out."""
        key_results = self.env["okr.key.result"].browse(
            {
                vals.get("key_result_id") or self._default_key_result_id()
                for vals in vals_list
            }
            - {False}
        )
        key_results.cycle_id._hold_open()
        key_results.objective_id._fetch_upwards()
        days = {
            key_result.id: key_result._default_checkin_date()
            for key_result in key_results
        }
        today = {c: c._okr_today() for c in key_results.company_id}
        # Taken from the set, they are read together and not one by one.
        by_id = {key_result.id: key_result for key_result in key_results}
        completed = []
        for vals in vals_list:
            vals = dict(vals)
            key_result = by_id.get(
                vals.get("key_result_id") or self._default_key_result_id()
            )
            if not key_result:
                raise UserError(self.env._("A check-in needs a key result."))
            key_result._check_takes_checkins()
            self._replace_offered(vals, key_result.metric_type)
            vals["date"] = as_date(self.env, vals.get("date")) or days[key_result.id]
            vals["value"] = self._as_number(vals.get("value"), key_result, vals["date"])
            vals.setdefault("entered_on", today[key_result.company_id])
            if key_result.cycle_id.state == "review":
                vals["is_in_review"] = True
            if not self.env.su:
                # Only the system says of others, and of other days, who wrote when.
                vals["entered_on"] = today[key_result.company_id]
                vals["user_id"] = self.env.uid
                vals["source"] = vals.get("source") or "manual"
                if vals["source"] == "kpi":
                    raise AccessError(
                        self.env._("Only Odoo itself checks in an Odoo KPI.")
                    )
            self._check_status_given(vals.get("stated_status"))
            if self._is_given(vals.get("confidence")):
                self._check_confidence_given(vals["confidence"])
                vals["has_confidence"] = True
            else:
                vals.pop("confidence", None)
            completed.append(vals)
        return completed

    @api.model
    def _replace_offered(self, vals, metric_type):
        """Put what is kept in place of what forms offer instead of it.

        One check-in is one change then, and is told once.
        """
        if "confidence_level" in vals:
            field = self._fields["confidence_level"]
            level = field.convert_to_cache(vals.pop("confidence_level"), self)
            vals["confidence"] = int(level) / 10 if level else False
        if metric_type == "boolean" and "is_reached" in vals:
            vals["value"] = float(bool(vals.pop("is_reached")))

    @api.model
    def _check_status_given(self, status):
        """Refuse a self-reported status that there is none of, in a sentence."""
        known = [code for code, _label in STATED_STATUS]
        if status not in (None, False, "", *known):
            raise ValidationError(
                self.env._(
                    "There is no status called %(status)s. It is one of %(known)s.",
                    status=status,
                    known=", ".join(known),
                )
            )

    @api.model
    def _default_key_result_id(self):
        return as_id(self.env, self.env.context.get("default_key_result_id")) or False

    @api.model
    def _as_number(self, value, key_result, date):
        """Return the value of a check-in as a float.

        :param date: the day it holds for; of milestones it counts those reached by
            then
        :raise UserError: with a sentence, if it is no number
        """
        if key_result.metric_type == "milestone":
            return key_result._share_reached(date)
        if value is None:
            raise UserError(self.env._("%s: say the value.", key_result.display_name))
        number = as_number(
            self.env, value, key_result.display_name, key_result._units()
        )
        if key_result.metric_type == "boolean" and number not in (0.0, 1.0):
            raise UserError(
                self.env._(
                    "%s is a yes or no: its value is 1 or 0.", key_result.display_name
                )
            )
        return number

    @api.model
    def _is_given(self, confidence):
        """Tell whether there is a confidence; 0 is one, although it equals False."""
        return confidence is not None and confidence is not False

    @api.model
    def _check_confidence_given(self, confidence):
        try:
            inside = 0 <= float(confidence) <= 1
        except (OverflowError, TypeError, ValueError):
            inside = False
        if not inside:
            raise ValidationError(
                self.env._(
                    "Confidence lies between 0 and 1 (0.7 for 7 out of 10); %s does "
                    "not.",
                    confidence,
                )
            )

    def _check_date(self, date, today=None):
        """Refuse days that have not come, or that neither cycle nor plan holds."""
        self.ensure_one()
        today = today or self.company_id._okr_today()
        words = {"date": say_day(self.env, date)}
        if date > today:
            raise ValidationError(
                self.env._(
                    "%(date)s has not come yet: a check-in says what is.", **words
                )
            )
        cycle = self.cycle_id
        if cycle.date_end and date > cycle.date_end:
            raise ValidationError(
                self.env._(
                    "The cycle ended on %(end)s; a check-in of %(date)s no longer "
                    "counts in it.",
                    end=say_day(self.env, cycle.date_end),
                    **words,
                )
            )
        first = self.key_result_id._first_checkin_day()
        if first and date < first:
            raise ValidationError(
                self.env._(
                    "%(key_result)s begins on %(start)s; a check-in of %(date)s does "
                    "not count in it.",
                    key_result=self.key_result_id.display_name,
                    start=say_day(self.env, first),
                    **words,
                )
            )
        if date < fields.Date.subtract(today, years=OLDEST_YEARS):
            raise ValidationError(
                self.env._(
                    "%(date)s lies too far back: a check-in is of the last %(years)s "
                    "years.",
                    years=OLDEST_YEARS,
                    **words,
                )
            )

    def _check_mendable_by_caller(self):
        """Refuse mending, but to the system."""
        if not self.env.su:
            self._check_mendable()

    def _check_mendable(self):
        """Only its author mends a check-in, and on the same day."""
        for checkin in self:
            if checkin.user_id != self.env.user:
                raise UserError(
                    self.env._("Only %s can mend this check-in.", checkin.user_id.name)
                )
            if checkin.entered_on != checkin.company_id._okr_today():
                raise UserError(
                    self.env._(
                        "A check-in can be mended on the day it was written. Check in "
                        "again to correct it: both stay on record."
                    )
                )
