from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ...arithmetic.as_of import Change, ObjectiveOnDay, ObjectivePast, Request
from ..objective.okr_objective_progress import LIVE_STATES

#: Looking back reckons each key result anew, on each day: beyond these it would take
#: longer than anybody waits, and more memory than a worker has.
MOST_LOOKED_BACK_ON = 2000


class OkrObjective(models.Model):
    """All that was ever known of objectives, as plain values of the arithmetic."""

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.objective"

    def _pasts(self, days, most=None):
        """Return ``{id: ObjectivePast}`` of these and of all that counts in them.

        None where these, and what counts in them, are more than ``most``, by default
        :data:`MOST_LOOKED_BACK_ON`.

        Read as superuser, in a number of queries that does not grow: who may read an
        objective may read all of it, and what counts in it is read by whoever reads it.
        So these are to be the reader's already.

        :param days: the days that will be asked about
        """
        most = most or MOST_LOOKED_BACK_ON
        objectives = self._with_all_that_counts(most)
        if len(objectives) > most:
            return None
        return objectives._pasts_alone(days)

    def _pasts_alone(self, days):
        """Return ``{id: ObjectivePast}`` of these, without what is aligned to them."""
        objectives = self.sudo()
        # Read in one go, whatever was read before in smaller groups
        objectives = objectives.with_prefetch(objectives.ids)
        parts = (
            self.env["okr.key.result"]
            .sudo()
            .search_fetch(
                [("objective_id", "in", objectives.ids)],
                order="objective_id, sequence, id",
            )
        )
        changes = self._changes_since(min(days), objectives)
        requests = self._requests_of(objectives)
        parts_of = parts.grouped("objective_id")
        pasts_of = parts._pasts(days, changes)
        children_of = objectives.filtered("parent_id").grouped("parent_id")
        return {
            objective.id: ObjectivePast(
                **objective._goal_values(changes["okr.objective", objective.id]),
                frozen=objective._frozen_figures(),
                key_results=tuple(
                    pasts_of[part.id] for part in parts_of.get(objective, ())
                ),
                children=tuple(
                    (
                        child.id,
                        objective._shares_readers_with(child),
                        requests[child.id, objective.id],
                    )
                    for child in children_of.get(objective, ())
                ),
                rollup=objective.rollup,
                start_date=objective.cycle_id.date_start or None,
                end_date=objective.cycle_id.date_end or None,
                thresholds=objective.company_id._okr_thresholds(),
            )
            for objective in objectives
        }

    def _with_all_that_counts(self, most):
        """Return these, as superuser, and what is aligned to those that it measures.

        :param most: where they are more, not all of them are returned
        """
        if len(self) > most:
            return self.sudo()
        rolled_up = self.sudo().filtered(lambda o: o.rollup != "key_results")
        if not rolled_up:
            return self.sudo()
        below = self.sudo().search_fetch(
            Domain("id", "child_of", rolled_up.ids) & Domain("state", "!=", "draft"),
            limit=most + 1,
        )
        return self.sudo() | below

    def _changes_since(self, day, objectives):
        """Return ``{(model, id): [Change]}`` of the ledger after a day."""
        ledger = self.env["okr.target.change"].sudo()
        rows = ledger.search_fetch(
            [("objective_id", "in", objectives.ids), ("date", ">", day)], order="id"
        )
        found = defaultdict(list)
        for row in rows:
            record = row.key_result_id or row.objective_id
            if row.field_name in record._fields:
                found[record._name, record.id].append(self._as_change(record, row))
        return found

    @api.model
    def _as_change(self, record, row):
        """Return a row of the ledger as the arithmetic sees it."""
        field = record._fields[row.field_name]
        old = row.old_value if field.type == "float" else row.old_code
        if field.type == "date":
            old = fields.Date.to_date(old)
        elif row.field_name in ("milestone_ids", "initiative_ids"):
            old = (row.old_value, row.old_code == "reached")
        elif row.field_name == "plan_ids":
            old = (fields.Date.to_date(row.old_code or False), row.old_value)
        return Change(
            row.date,
            row.field_name,
            old,
            row.part_key or None,
            row.new_code if row.part_key else None,
        )

    def _requests_of(self, objectives):
        """Return ``{(id, id above): [Request]}`` of what was asked about each link."""
        requests = self.env["okr.alignment.request"].sudo()
        found = defaultdict(list)
        for row in requests.search_fetch(
            [
                ("objective_id", "in", objectives.ids),
                ("parent_id", "in", objectives.ids),
            ],
            order="id",
        ):
            found[row.objective_id.id, row.parent_id.id].append(
                Request(
                    row.company_id._okr_day_of(row.date_asked),
                    row.date_answered
                    and row.company_id._okr_day_of(row.date_answered)
                    or None,
                    row.state,
                )
            )
        return found

    def _goal_values(self, changes):
        """Return the values of the arithmetic's Goal of one objective."""
        self.ensure_one()
        closed = self.cycle_id.state == "closed"
        return {
            "id": self.id,
            "weight": self.weight,
            "state": self.state if self.state in LIVE_STATES else "cancelled",
            "since": self.date_activated or None,
            "dropped_on": self.date_cancelled or None,
            "changes": tuple(changes),
            "frozen_on": (closed and self.figures_date) or None,
        }

    def _frozen_figures(self):
        """Return the figures that stand since the cycle was closed."""
        self.ensure_one()
        return ObjectiveOnDay(
            progress=self.progress if self.is_measured else None,
            expected_progress=self.expected_progress,
            confidence=self.confidence if self.has_confidence else None,
            status=self.status,
            key_results={},
        )
