from contextlib import closing
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...arithmetic.progress import LARGEST_VALUE
from ..base.arguments import as_dicts, as_id
from ..mixins.okr_steps_mixin import QUIET


class OkrCheckinSession(models.AbstractModel):
    """One screen for all check-ins that are due; all are saved at once.

    It keeps nothing of its own: what is on it is read, what is typed into it becomes
    check-ins, both under the rights of whoever sits before it.
    """

    _name = "okr.checkin.session"
    _description = "Check in on several key results"

    # --- API ---

    @api.model
    @api.readonly
    def get_data(self, objective_id: int | None = None) -> dict:
        """Return the key results to ask for, the longest due first.

        Values are in the metric's own unit, shares 0.0 to 1.0, days ISO text.

        :param objective_id: all key results of this objective; by default all that
            the caller answers for
        :return: ``rows``, each with ``id``, ``name``, ``path`` (names of what it
            serves, the objective first, the pillar last), ``due`` (a day, or false),
            ``is_due``, ``metric_type``, ``unit``, ``currency_id``, ``value`` (the one
            in force), ``has_value`` (false before the first check-in), ``value_label``
            (the same in words), ``kpi`` (the name of the KPI that gives the value, or
            false), ``kpi_mark`` (that it does not answer, or is archived; else empty),
            ``milestones`` (``id``, ``name``, ``is_reached``), ``last`` (of
            what a person said last: ``date``, ``value``, ``confidence``,
            ``stated_status``, ``note``; false where nobody has), ``last_checkin_id``
            (0 where nobody has), ``sparkline``, ``status``
        """
        key_results = self._key_results(objective_id)
        asked = key_results._asked_for(self.env.company._okr_today())
        paths = key_results.objective_id._paths_upwards()
        return {
            "rows": [
                self._row(key_result, paths, asked.get(key_result.id))
                # What nobody asks for stands last
                for key_result in key_results.sorted(
                    lambda kr: asked[kr.id].due if kr.id in asked else date.max
                )
            ]
        }

    @api.model
    @api.readonly
    def get_far(self, rows: list) -> list:
        """Return what to ask about values far beyond anything before, in sentences.

        :param rows: as :meth:`save` takes them
        :raise AccessError: if the caller may not read one of the key results
        """
        typed = {
            as_id(self.env, row["key_result_id"]): row["value"]
            for row in as_dicts(self.env, rows)
            # What is too large is refused by the saving, with a sentence of its own.
            if row.get("key_result_id")
            and isinstance(row.get("value"), (int, float))
            and abs(row["value"]) <= LARGEST_VALUE
        }
        key_results = self.env["okr.key.result"].browse(typed)
        key_results.check_access("read")
        sentences = [kr._far_sentence(typed[kr.id]) for kr in key_results]
        return [sentence for sentence in sentences if sentence]

    @api.model
    def save(self, rows: list) -> dict:
        """Record check-ins: all of them, or none where one cannot be.

        :param rows: list of dicts with ``key_result_id`` and, as ``check_in`` of
            okr.key.result takes them, ``value``, ``confidence``, ``stated_status``,
            ``note``, ``blocker``, ``help_needed``. Without a value, nothing moved.
            ``milestones`` is a list of ``{"id", "is_reached"}`` to tick before;
            ``last_checkin_id`` as ``get_data`` gave it: where somebody else has
            checked in since, that is said first
        :return: ``saved`` (how many), ``problems`` (list of ``key_result_id`` and
            ``message``; with one of them, nothing is saved), ``asked`` (sentences that
            say whom help was asked of)
        """
        rows = as_dicts(self.env, rows)
        try:
            with self.env.cr.savepoint():
                checkins = self._record(rows)
        except UserError:
            problems = self._problems(rows)
            if not problems:
                raise
            return {"saved": 0, "problems": problems, "asked": []}
        return {"saved": len(checkins), "problems": [], "asked": checkins.get_asked()}

    # --- WHAT IS ASKED ---

    @api.model
    def _key_results(self, objective_id=None):
        """Return the key results to ask for."""
        domain = self.env["okr.key.result"]._domain_asked()
        objective_id = as_id(self.env, objective_id)
        if objective_id:
            domain &= fields.Domain("objective_id", "=", objective_id)
        else:
            domain &= fields.Domain("company_id.okr_enabled", "=", True)
            # With those of people on leave that one stands in for
            domain &= fields.Domain("user_id", "=", self.env.uid) | fields.Domain(
                "is_deputy", "=", True
            )
        return self.env["okr.key.result"].search(
            domain, order="objective_id, sequence, id"
        )

    @api.model
    def _row(self, key_result, paths, asked):
        """Return what the screen shows of one key result, see :meth:`get_data`."""
        due = asked and asked.due
        last = key_result.last_word_id
        return {
            "id": key_result.id,
            "name": key_result.name,
            "path": [
                record.name
                for record in (
                    key_result.objective_id,
                    *paths[key_result.objective_id],
                )
                if record._name != "okr.vision"
            ],
            "due": fields.Date.to_string(due) or False,
            "is_due": bool(due and due <= key_result.company_id._okr_today()),
            "metric_type": key_result.metric_type,
            "unit": key_result.unit or "",
            "currency_id": key_result.currency_id.id,
            "value": key_result.current_value,
            "has_value": bool(key_result.last_checkin_date),
            "value_label": key_result.value_label,
            "kpi": key_result._kpi_in_force(),
            "kpi_mark": key_result.kpi_mark or "",
            "milestones": [
                {
                    "id": milestone.id,
                    "name": milestone.name,
                    "is_reached": milestone.is_reached,
                }
                for milestone in key_result.milestone_ids.sorted("sequence")
            ],
            "last": bool(last)
            and {
                "date": fields.Date.to_string(last.date),
                "value": last.value,
                "confidence": key_result.has_confidence and key_result.confidence,
                "stated_status": key_result.stated_status,
                "note": last.note or "",
            },
            "last_checkin_id": last.id or 0,
            "sparkline": key_result.sparkline,
            "status": key_result.status,
        }

    # --- WHAT IS SAID ---

    @api.model
    def _record(self, rows):
        """Make the check-ins of some rows."""
        self._check_latest(rows)
        checkins = self.env["okr.checkin"].with_context(okr_on_screen=True)
        return checkins.create([self._values(row) for row in rows])

    @api.model
    def _problems(self, rows):
        """Return why rows cannot be recorded, one after the other; nothing stays."""
        # Nobody hears of what is only tried.
        quiet = self.with_context(
            tracking_disable=QUIET, mail_activity_quick_update=True
        )
        problems = []
        for row in rows:
            with closing(self.env.cr.savepoint()):
                try:
                    quiet._record([row])
                    self.env.flush_all()
                except UserError as error:
                    problem = {
                        "key_result_id": row.get("key_result_id"),
                        "message": str(error),
                    }
                    problems.append(problem)
        return problems

    @api.model
    def _check_latest(self, rows):
        """Tell whoever has not seen what somebody else has said meanwhile."""
        seen = {
            as_id(self.env, row["key_result_id"]): as_id(
                self.env, row["last_checkin_id"]
            )
            for row in rows
            if row.get("key_result_id") and row.get("last_checkin_id") is not None
        }
        key_results = self.env["okr.key.result"].browse(seen)
        for key_result in key_results:
            last = key_result.last_word_id
            if last.id > seen[key_result.id]:
                raise UserError(
                    self.env._(
                        "%(who)s has checked in on it meanwhile. Look at what stands "
                        "there now, then save again.",
                        who=last.user_id.name or self.env._("Somebody"),
                    )
                )

    @api.model
    def _values(self, row):
        """Return the values of the check-in that a row stands for."""
        said = dict(row)
        said.pop("last_checkin_id", None)
        key_result = self.env["okr.key.result"].browse(
            as_id(self.env, said.get("key_result_id")) or ()
        )
        ticks = {
            as_id(self.env, tick.get("id")): bool(tick.get("is_reached"))
            for tick in as_dicts(self.env, said.pop("milestones", None) or ())
        }
        if ticks:
            reached = key_result.milestone_ids.filtered("is_reached").ids
            said["reached_milestone_ids"] = [
                *(milestone for milestone in reached if ticks.get(milestone, True)),
                *(milestone for milestone, is_ticked in ticks.items() if is_ticked),
            ]
        if said.get("value") is None and key_result:
            said["value"] = key_result.current_value
        return said
