"""Keeping what a refresh took of thousands of key results, in a few statements.

Past the ORM on purpose. A refresh that finds every value moved writes a check-in and
the figures of each key result. By the ORM that is half a dozen passes over each of
them; here it is one, from the same plain functions, and an objective rolls up by the
ORM as ever. What comes out is to be the same, row by row (``test_kpi_bulk``). Whatever
is out of the ordinary goes the way of the ORM: a day before the last check-in, a value
that is refused, a cycle without dates, and all of it where something hangs on a
check-in that this does not know (:meth:`BulkWriter.hindrance`).
"""

import itertools
import json
import logging
from typing import NamedTuple

from odoo import fields, models
from odoo.tools import SQL

from ...arithmetic import Reading, places
from ...arithmetic.progress import LARGEST_VALUE
from ..checkin.okr_checkin import BY_PEOPLE, PLACE
from ..objective.okr_objective_progress import ROLLED_UP
from .okr_checkin import EVIDENCE

#: what is noted on a key result whose source has answered
NOTED = (
    "kpi_date_alive",
    "kpi_error",
    "kpi_error_since",
    "kpi_fingerprint",
    "kpi_refreshed_at",
)
_logger = logging.getLogger(__name__)


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
            last = Entry(
                None, self.day, self.result["value"], None, False, 0.0, False, None
            )
        return [*history, last]


class Entry(NamedTuple):
    """A check-in as the database has it."""

    id: int
    date: object
    value: float
    #: the day on which a person wrote it, None where no person did
    spoken_on: object
    is_in_review: bool
    confidence: float
    has_confidence: bool
    stated_status: str


def entries(env, condition):
    """Return ``{key result id: [Entry]}`` of some check-ins, the oldest first.

    :param condition: SQL that says which
    """
    found = {}
    for key_result_id, *row in env.execute_query(
        SQL(
            "SELECT key_result_id, id, date, value, "
            "CASE WHEN source = ANY(%s) THEN entered_on END, is_in_review, "
            "confidence, has_confidence, stated_status "
            "FROM okr_checkin WHERE %s ORDER BY key_result_id, date, id",
            list(BY_PEOPLE),
            condition,
        )
    ):
        found.setdefault(key_result_id, []).append(Entry(*row))
    return found


class BulkWriter:
    """Writes KPIs that were taken, with check-ins and figures.

    :param env: environment of the superuser
    """

    def __init__(self, env):
        self.env = env
        self.checkins = env["okr.checkin"]
        self.key_results = env["okr.key.result"]
        columns = self.checkins._automatic_columns()
        self.said = [name for name, how in columns.items() if how == "said"]
        self.followed = [name for name, how in columns.items() if how == "followed"]
        self.known = {*columns, *models.MAGIC_COLUMNS}

    def keep(self, taken):
        """Keep KPIs that were taken, and note that their sources answered.

        :param taken: list of :class:`Taken`
        :return: those that were kept, and the key results of which it is noted
        """
        nothing = [], self.key_results
        if not taken:
            return nothing
        if hindrance := self.hindrance():
            _logger.info("Automatic check-ins are written one by one: %s", hindrance)
            return nothing
        asked = self.key_results.browse(each.key_result.id for each in taken)
        today = {company: company._okr_today() for company in asked.company_id}
        self.env.flush_all()
        moved = [each.key_result.id for each in taken if each.is_moved]
        histories = entries(self.env, SQL("key_result_id = ANY(%s)", moved))
        kept, new, again, figures, frames = [], [], [], [], {}
        for each in taken:
            key_result = each.key_result
            day = today[key_result.company_id]
            if not each.fits(day):
                continue
            row = self._checkin_row(each)
            if each.is_moved:
                history = each.last_of(histories.get(key_result.id, []))
                if not history:  # others came after it
                    continue
                readings = tuple(
                    Reading(each.date, each.value, each.spoken_on, each.is_in_review)
                    for each in history
                )
                plain = key_result._input_of(readings, day, frames, alive_on=day)
                last = len(readings) - 1
                row.update(places(plain, [last])[last]._asdict(), entered_on=day)
                figures.append(
                    {
                        "id": key_result.id,
                        "kpi_date_alive": day,
                        "kpi_fingerprint": each.fingerprint or None,
                        **self.key_results._figure_values(plain, history, day),
                    }
                )
            kept.append(each)
            (again if each.checkin else new).append(row)
        if not kept:
            return nothing
        self._insert_checkins(new)
        self._update_checkins(again)
        noted = self._update_figures(figures)
        # All that follows from check-ins, of whatever model, is read anew.
        self.env.invalidate_all(flush=False)
        if noted:
            self.env["okr.objective"]._let_rollup_follow()
            noted.fetch(("objective_id", *ROLLED_UP))
            noted.modified(self.key_results._figure_names())
        return kept, noted

    # --- WHO MAY GO THIS WAY ---

    def hindrance(self):
        """Return why check-ins have to be written one by one, False where they do not.

        An addon may add fields, constraints, computed fields or an automation that
        runs when a check-in is written. They all get what they ask for.
        """
        checkins, key_results = self.checkins, self.key_results
        stored = {name for name, each in checkins._fields.items() if each.store}
        if strange := stored ^ self.known:
            # Loud: an addon has forgotten something, and every refresh pays for it
            _logger.warning(
                "okr.checkin._automatic_columns() does not fit the stored fields %s",
                sorted(strange),
            )
            return f"nobody has registered {sorted(strange)}"
        if checkins._constraint_methods:
            return "okr.checkin has constraints"
        if listeners := checkins._automatic_listeners():
            return f"{listeners} look at each of them"
        depend = self.env.registry.get_dependent_fields
        figures = {key_results._fields[name] for name in key_results._figure_names()}
        figures.update(*map(depend, figures))
        written = [checkins._fields[name] for name in (*self.said, *self.followed)]
        written += [key_results._fields[name] for name in NOTED]
        for each in itertools.chain(*map(depend, written)):
            if each.store and each not in figures and each.model_name != checkins._name:
                return f"{each} follows them"
        return False

    # --- STATEMENTS ---

    def _checkin_row(self, taken):
        """Return the columns of an automatic check-in, but for its place."""
        vals = taken.key_result._kpi_checkin_values(taken.result, taken.day)
        return {
            "id": taken.checkin and taken.checkin.id,
            "key_result_id": vals["key_result_id"],
            "date": vals["date"],
            "source": vals["source"],
            "value": vals["value"],
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

    def _insert_checkins(self, rows):
        if not rows:
            return
        self.env.cr.execute(
            SQL(
                "INSERT INTO okr_checkin (create_uid, create_date, write_uid, "
                "write_date, %s, %s) SELECT %s, %s, %s, %s, %s, %s "
                "FROM %s JOIN okr_key_result AS mine ON mine.id = said.key_result_id "
                "ORDER BY mine.id",
                _columns(self.said),
                _columns(self.followed),
                *(self.env.uid, self.env.cr.now()) * 2,
                _columns(self.said, "said"),
                _columns(self.followed, "mine"),
                self._said(self.checkins, self.said, rows),
            )
        )

    def _update_checkins(self, rows):
        if not rows:
            return
        names = ("value", *EVIDENCE, *PLACE)
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
                self._said(self.checkins, names, rows),
                _columns(("value", *EVIDENCE), "okr_checkin"),
                _columns(("value", *EVIDENCE), "said"),
            )
        )

    def _update_figures(self, rows):
        """Write the KPIs of key results, and that their sources answered."""
        if not rows:
            return self.key_results
        names = [*self.key_results._figure_names(), "kpi_date_alive"]
        for row in rows:
            for name in names:
                if (
                    row[name] is False
                    and self.key_results._fields[name].type != "boolean"
                ):
                    row[name] = None
        self.env.cr.execute(
            SQL(
                "UPDATE okr_key_result SET write_uid = %s, write_date = %s, "
                "kpi_refreshed_at = %s, kpi_error = NULL, kpi_error_since = NULL, "
                "kpi_fingerprint = COALESCE(said.kpi_fingerprint, "
                "okr_key_result.kpi_fingerprint), %s "
                "FROM %s WHERE okr_key_result.id = said.id",
                self.env.uid,
                self.env.cr.now(),
                fields.Datetime.now(),
                SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), SQL.identifier("said", name))
                    for name in names
                ),
                self._said(self.key_results, [*names, "kpi_fingerprint"], rows),
            )
        )
        return self.key_results.browse(row["id"] for row in rows)


def _columns(names, table=None):
    return SQL(", ").join(
        SQL.identifier(table, name) if table else SQL.identifier(name) for name in names
    )
