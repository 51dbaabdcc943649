import itertools
import json
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ...arithmetic import Reading, place, schedule
from ...arithmetic.progress import LARGEST_VALUE

#: What hangs on the check-ins before an automatic one; arithmetic says it.
PLACE = ("previous_value", "progress", "timeliness")
EVIDENCE = (
    "value",
    "kpi_record_count",
    "kpi_checksum",
    "kpi_record_ids",
    "kpi_numerator",
    "kpi_denominator",
)
#: What a check-in has from its key result, under the same name.
FOLLOWED = ("objective_id", "cycle_id", "company_id", "department_id")
#: What an automatic check-in leaves empty: people say it.
UNSAID = (
    "user_id",
    "confidence",
    "has_confidence",
    "stated_status",
    "note",
    "blocker",
    "help_needed",
    "is_restated",
    "restated_value",
)
SAID = ("key_result_id", "date", "entered_on", "source", *EVIDENCE, *PLACE)
#: What is noted on a key result whose source has answered.
NOTED = (
    "kpi_date_alive",
    "kpi_error",
    "kpi_error_since",
    "kpi_refreshed_at",
    "kpi_fingerprint",
)
#: What an objective takes from its key results.
ROLLED_UP = (
    "objective_id",
    "weight",
    "state",
    "progress",
    "expected_progress",
    "confidence",
    "has_confidence",
    "status",
)
#: Where the ways of the ORM come from that nothing is lost by not going.
_OWN = (
    "odoo.addons.okr_module.models.",
    "odoo.addons.base.models.",
    "odoo.orm.",
    "odoo.models",
)


class Taken(NamedTuple):
    """A KPI that was taken, to be kept with its evidence."""

    key_result: object
    day: object
    result: dict
    #: state of the source, None where it cannot be told
    fingerprint: object
    #: the automatic check-in of that day, None where there is none yet
    checkin: object

    @property
    def is_moved(self):
        """Whether the value is another than the one that was checked in that day."""
        return not self.checkin or self.checkin.value != self.result["value"]

    def fits(self, today):
        """Tell whether the ORM would take it without a word."""
        key_result = self.key_result
        cycle = key_result.cycle_id
        return bool(
            key_result.metric_type not in ("boolean", "milestone")
            and cycle.date_start
            and cycle.date_end
            and self.day <= min(today, cycle.date_end)
            and abs(self.result["value"]) <= LARGEST_VALUE
        )

    def last_of(self, history):
        """Return a history that ends with this, None where others come after it."""
        if self.checkin:
            if not history or history[-1].id != self.checkin.id:
                return None
            last = history.pop()._replace(value=self.result["value"])
        elif history and history[-1].date > self.day:
            return None
        else:
            last = Entry(None, self.day, self.result["value"], 0.0, False, None)
        return [*history, last]


class Entry(NamedTuple):
    """A check-in as the database has it."""

    id: int
    date: object
    value: float
    confidence: float
    has_confidence: bool
    stated_status: str


class OkrKeyResult(models.Model):
    """Keeps what a refresh took of thousands of key results, in a few statements.

    Past the ORM on purpose. A refresh that finds every value moved writes a check-in
    and the KPIs of each key result. By the ORM that is half a dozen passes over
    each of them; here it is one, from the same plain functions, and an objective
    rolls up by the ORM as ever. What comes out is to be the same, row by row
    (``test_kpi_bulk``). Whatever is out of the ordinary goes the way of the ORM: a
    day before the last check-in, a value that is refused, a cycle without dates, and
    all of it where another addon has made more of a check-in than this knows.
    """

    _inherit = "okr.key.result"

    # --- BUSINESS ---

    @api.model
    def _keep_in_bulk(self, taken):
        """Keep KPIs that were taken, and note that their sources answered.

        :param taken: list of :class:`Taken`
        :return: those that were kept, and the key results of which it is noted
        """
        if not taken or not self._knows_all():
            return [], self.browse()
        companies = self.browse(each.key_result.id for each in taken).company_id
        today = {company: company._okr_today() for company in companies}
        days = [today[each.key_result.company_id] for each in taken]
        self.env.flush_all()
        histories = self._entries(
            [each.key_result.id for each in taken if each.is_moved]
        )
        kept, new, again, results, frames = [], [], [], [], {}
        for each, day in zip(taken, days, strict=True):
            if not each.fits(day):
                continue
            key_result, vals = each.key_result, self._checkin_row(each)
            if each.is_moved:
                history = each.last_of(histories.get(key_result.id, []))
                if not history:  # others came after it
                    continue
                readings = tuple(Reading(entry.date, entry.value) for entry in history)
                plain = key_result._input_of(readings, day, frames, alive_on=day)
                vals.update(_place_of_last(plain), entered_on=day)
                results.append(
                    {
                        "id": key_result.id,
                        "kpi_date_alive": day,
                        "kpi_fingerprint": each.fingerprint or None,
                        **self._figure_values(plain, history, day),
                    }
                )
            kept.append(each)
            (again if each.checkin else new).append(vals)
        if not kept:
            return [], self.browse()
        self._insert_checkins(new)
        self._update_checkins(again)
        moved = self._update_figures(results)
        # All that follows from check-ins, of whatever model, is read anew.
        self.env.invalidate_all(flush=False)
        if moved:
            moved.fetch(ROLLED_UP)
            moved.modified(self._figure_names())
        return kept, moved

    # --- WHO MAY GO THIS WAY ---

    @api.model
    def _knows_all(self):
        """Tell whether a check-in is what this knows, and nothing else hangs on it.

        An addon may add fields, constraints, computed fields or an automation that
        runs when a check-in is written. They all get what they ask for.
        """
        checkins = self.env["okr.checkin"]
        columns = {name for name, field in checkins._fields.items() if field.store}
        known = {*SAID, *FOLLOWED, *UNSAID, *models.MAGIC_COLUMNS}
        if columns != known or checkins._constraint_methods:
            return False
        for name in ("create", "write"):
            for owner in type(checkins).__mro__:
                way = vars(owner).get(name)
                if way and not way.__module__.startswith(_OWN):
                    return False
        if "_compute_field_value" in vars(type(self)):  # an automation listens
            return False
        depend = self.pool.get_dependent_fields
        results = {self._fields[name] for name in self._figure_names()}
        results.update(*map(depend, results))
        written = [checkins._fields[name] for name in (*SAID, *FOLLOWED)]
        written += [self._fields[name] for name in NOTED]
        return all(
            field in results or not field.store or field.model_name == checkins._name
            for field in itertools.chain(*map(depend, written))
        )

    @api.model
    def _entries(self, ids):
        """Return ``{key result id: [Entry]}``, the oldest first."""
        histories = {}
        for key_result_id, *row in self.env.execute_query(
            SQL(
                "SELECT key_result_id, id, date, value, confidence, has_confidence, "
                "stated_status FROM okr_checkin WHERE key_result_id = ANY(%s) "
                "ORDER BY key_result_id, date, id",
                ids,
            )
        ):
            histories.setdefault(key_result_id, []).append(Entry(*row))
        return histories

    # --- STATEMENTS ---

    @api.model
    def _checkin_row(self, taken):
        """Return the columns of an automatic check-in, but for its place."""
        vals = taken.key_result._kpi_checkin_values(taken.result, taken.day)
        return {
            "id": taken.checkin and taken.checkin.id,
            "key_result_id": vals["key_result_id"],
            "date": vals["date"],
            "source": vals["source"],
            **{name: vals[name] for name in EVIDENCE},
            "kpi_record_ids": vals["kpi_record_ids"] or None,
        }

    def _said(self, model, names, rows):
        """Return rows as a table ``said`` with columns as the model has them."""
        columns = [
            SQL(
                "%s %s",
                SQL.identifier(name),
                SQL.identifier(model._fields[name].column_type[0]),
            )
            for name in names
        ]
        return SQL(
            "json_to_recordset(%s::json) AS said(id int, %s)",
            json.dumps(rows, default=str),
            SQL(", ").join(columns),
        )

    @api.model
    def _insert_checkins(self, rows):
        if not rows:
            return
        checkins = self.env["okr.checkin"]
        self.env.cr.execute(
            SQL(
                "INSERT INTO okr_checkin (create_uid, create_date, write_uid, "
                "write_date, %s, %s) SELECT %s, %s, %s, %s, %s, %s "
                "FROM %s JOIN okr_key_result AS mine ON mine.id = said.key_result_id "
                "ORDER BY mine.id",
                _columns(SAID),
                _columns(FOLLOWED),
                *(self.env.uid, self.env.cr.now()) * 2,
                _columns(SAID, "said"),
                _columns(FOLLOWED, "mine"),
                self._said(checkins, SAID, rows),
            )
        )

    @api.model
    def _update_checkins(self, rows):
        if not rows:
            return
        checkins = self.env["okr.checkin"]
        names = (*EVIDENCE, *PLACE)
        self.env.cr.execute(
            SQL(
                "UPDATE okr_checkin SET write_uid = %s, write_date = %s, %s "
                "FROM %s WHERE okr_checkin.id = said.id "
                "AND (%s) IS DISTINCT FROM (%s)",
                self.env.uid,
                self.env.cr.now(),
                SQL(", ").join(
                    # Where the value stands, so does its place.
                    SQL(
                        "%s = COALESCE(%s, %s)" if name in PLACE else "%s = %s",
                        SQL.identifier(name),
                        SQL.identifier("said", name),
                        *[SQL.identifier("okr_checkin", name)] * (name in PLACE),
                    )
                    for name in names
                ),
                self._said(checkins, names, rows),
                _columns(EVIDENCE, "okr_checkin"),
                _columns(EVIDENCE, "said"),
            )
        )

    @api.model
    def _update_figures(self, rows):
        """Write the KPIs of key results, and that their sources answered."""
        if not rows:
            return self.browse()
        names = [*self._figure_names(), "kpi_date_alive"]
        for row in rows:
            for name in names:
                if row[name] is False and self._fields[name].type != "boolean":
                    row[name] = None
        self.env.cr.execute(
            SQL(
                "UPDATE okr_key_result SET write_uid = %s, write_date = %s, "
                "kpi_refreshed_at = %s, kpi_error = NULL, kpi_error_since = NULL, "
                "kpi_fingerprint = COALESCE(said.kpi_fingerprint, "
                "okr_key_result.kpi_fingerprint), %s FROM %s WHERE okr_key_result.id = said.id",
                self.env.uid,
                self.env.cr.now(),
                fields.Datetime.now(),
                SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), SQL.identifier("said", name))
                    for name in names
                ),
                self._said(self, [*names, "kpi_fingerprint"], rows),
            )
        )
        return self.browse(row["id"] for row in rows)


def _columns(names, table=None):
    return SQL(", ").join(
        SQL.identifier(table, name) if table else SQL.identifier(name) for name in names
    )


def _place_of_last(plain):
    """Return the place of the latest check-in among those of its key result."""
    periods = schedule.checkin_periods(
        plain.start_date,
        plain.end_date,
        plain.checkin_interval,
        plain.checkin_weekday,
    )
    outcome = schedule.assign(
        [reading.date for reading in plain.readings], periods, plain.grace_days
    )
    last = len(plain.readings) - 1
    return place(plain, plain.readings, last, outcome)._asdict()
