import itertools
import math

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...arithmetic import places
from ...arithmetic.figures import Place
from ..base.numbers import as_number
from ..base.selections import STATED_STATUS

#: what hangs on the check-ins before one
PLACE = Place._fields


class OkrCheckin(models.Model):
    """How a key result stood on a day, by the word of whoever answers for it."""

    _name = "okr.checkin"
    _inherit = ["okr.input.access.mixin"]
    _description = "Check-in"
    _order = "date desc, id desc"
    _rec_name = "key_result_id"

    key_result_id = fields.Many2one(
        "okr.key.result", required=True, index=True, ondelete="cascade"
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
    key_result_label = fields.Char(
        related="key_result_id.display_name", string="Key result"
    )
    date = fields.Date(
        required=True, index=True, help="The day for which the value holds."
    )
    entered_on = fields.Date(
        readonly=True, required=True, help="The day on which it was written."
    )
    value = fields.Float(aggregator=None, help="In the metric's own unit: 85 for 85 %.")
    is_reached = fields.Boolean(
        string="Done",
        compute="_compute_is_reached",
        inverse="_inverse_is_reached",
        export_string_translation=False,
    )
    previous_value = fields.Float(
        compute="_compute_place_in_history",
        store=True,
        precompute=True,
        aggregator=None,
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
    )
    confidence = fields.Float(
        aggregator="avg", help="How sure you are to reach the target, 0 to 1."
    )
    has_confidence = fields.Boolean(readonly=True, export_string_translation=False)
    confidence_level = fields.Selection(
        [(str(level), str(level)) for level in range(11)],
        string="Confidence out of 10",
        compute="_compute_confidence_level",
        inverse="_inverse_confidence_level",
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
    def _compute_display_name(self):
        for checkin in self:
            checkin.display_name = (
                f"{checkin.key_result_id.display_name} ({checkin.date})"
            )

    @api.depends(
        "date",
        "value",
        # Those before it count, too: see _retake_places.
        "key_result_id.start_value",
        "key_result_id.target_value",
        "key_result_id.direction",
        "key_result_id.metric_type",
        "key_result_id.range_min",
        "key_result_id.range_max",
        "cycle_id.date_start",
        "cycle_id.date_end",
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

    def _inverse_confidence_level(self):
        # Whoever wrote the level was allowed to, or would not have come here; that it
        # was given is the system's to note.
        for checkin in self.sudo():
            level = checkin.confidence_level
            checkin.write(
                {
                    "confidence": int(level) / 10 if level else 0.0,
                    "has_confidence": bool(level),
                }
            )

    @api.depends("value")
    def _compute_is_reached(self):
        for checkin in self:
            checkin.is_reached = bool(checkin.value)

    def _inverse_is_reached(self):
        for checkin in self:
            if checkin.metric_type == "boolean":
                checkin.value = float(checkin.is_reached)

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
        return self._complete(super()._prepare_create(vals_list))

    def _after_create(self, vals_list):
        result = super()._after_create(vals_list)
        self.env["okr.objective"]._let_rollup_follow()
        for key_result, mine in self.grouped("key_result_id").items():
            first = min(mine.mapped("date"))
            after = key_result.checkin_ids.filtered(
                lambda c, first=first: c.date >= first
            )
            if len(after) > 1:
                after._retake_places()
        today = {c: c._okr_today() for c in self.company_id}
        for checkin in self:
            checkin._check_date(checkin.date, today[checkin.company_id])
        return result

    def _prepare_write(self, vals):
        vals = super()._prepare_write(vals)
        if vals.get("date"):
            vals["date"] = self._as_date(vals["date"])
        if "value" in vals:
            for checkin in self:
                vals["value"] = self._as_number(
                    vals["value"],
                    checkin.key_result_id,
                    vals.get("date") or checkin.date,
                )
        if "confidence" in vals:
            if self._is_given(vals["confidence"]):
                self._check_confidence_given(vals["confidence"])
            vals.setdefault("has_confidence", self._is_given(vals["confidence"]))
        return vals

    def _check_write(self, vals):
        result = super()._check_write(vals)
        self._check_stays(vals)
        self.cycle_id._check_open()
        if set(vals) - {"message_follower_ids"} and not self.env.su:
            self._check_mendable()
        if vals.get("date"):
            for checkin in self:
                checkin._check_date(vals["date"])
        return result

    def _before_write(self, vals):
        before = super()._before_write(vals)
        moving = {"date", "value", "key_result_id"} & set(vals)
        before["first_days"] = self._first_days() if moving else None
        return before

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        if before["first_days"] is not None:
            self._retake_places_from(before["first_days"])
            self._retake_places_from(self._first_days())
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
        self.cycle_id._check_open()

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
        followed = ("objective_id", "cycle_id", "company_id", "department_id")
        unsaid = (
            "user_id",
            "confidence",
            "has_confidence",
            "stated_status",
            "note",
            "blocker",
            "help_needed",
        )
        return {
            **dict.fromkeys(said, "said"),
            **dict.fromkeys(followed, "followed"),
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

    def _first_days(self):
        """Return ``{key result: day of the first of these check-ins}``."""
        days = {}
        for checkin in self:
            key_result, day = checkin.key_result_id, checkin.date
            days[key_result] = min(day, days.get(key_result, day))
        return days

    @api.model
    def _retake_places_from(self, days):
        """Have the places of what came at some days and after taken again."""
        for key_result, first in days.items():
            key_result.exists().checkin_ids.filtered(
                lambda c, first=first: c.date >= first
            )._retake_places()

    def _retake_places(self):
        """Have the places in history of these check-ins taken again.

        A check-in's place hangs on those before it and on none after it. So one that
        is added at the end, as nearly all are, leaves the history as it is, however
        long that has become; a dependency on all of them would go through it each time.
        """
        for name in PLACE:
            self.env.add_to_compute(self._fields[name], self)
        self.modified(PLACE)

    def _complete(self, vals_list):
        """Return the values of new check-ins, checked and with what they leave out."""
        key_results = self.env["okr.key.result"].browse(
            {
                vals.get("key_result_id") or self._default_key_result_id()
                for vals in vals_list
            }
            - {False}
        )
        key_results.cycle_id._check_open()
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
            if "is_reached" in vals and key_result.metric_type == "boolean":
                vals.setdefault("value", vals["is_reached"])
            vals["date"] = self._as_date(vals.get("date")) or days[key_result.id]
            vals["value"] = self._as_number(vals.get("value"), key_result, vals["date"])
            vals.setdefault("entered_on", today[key_result.company_id])
            if not self.env.su:
                # Only the system says of others, and of other days, who wrote when.
                vals["entered_on"] = today[key_result.company_id]
                vals["user_id"] = self.env.uid
                vals["source"] = vals.get("source") or "manual"
                if vals["source"] == "kpi":
                    raise AccessError(
                        self.env._("Only Odoo itself checks in an Odoo KPI.")
                    )
            if self._is_given(vals.get("confidence")):
                self._check_confidence_given(vals["confidence"])
                vals["has_confidence"] = True
            else:
                vals.pop("confidence", None)
            completed.append(vals)
        return completed

    @api.model
    def _default_key_result_id(self):
        return self.env.context.get("default_key_result_id") or False

    @api.model
    def _as_date(self, date):
        try:
            return fields.Date.to_date(date or None)
        except (TypeError, ValueError):
            raise UserError(
                self.env._("%s is not a date. Write it as 2026-12-31.", date)
            ) from None

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
        number = as_number(self.env, value, key_result.display_name)
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
        except (TypeError, ValueError):
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
        """Refuse days that have not come or lie behind the end of the cycle."""
        self.ensure_one()
        if date > (today or self.company_id._okr_today()):
            raise ValidationError(
                self.env._("%s has not come yet: a check-in says what is.", date)
            )
        end = self.cycle_id.date_end
        if end and date > end:
            raise ValidationError(
                self.env._(
                    "The cycle ended on %(end)s; a check-in of %(date)s no longer "
                    "counts in it.",
                    end=end,
                    date=date,
                )
            )

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
