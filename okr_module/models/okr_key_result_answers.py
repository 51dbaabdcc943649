from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from .okr_key_result_bulk import Entry, Taken


class OkrKeyResultAnswers(models.AbstractModel):
    """What sources have answered, kept with its evidence."""

    _name = "okr.key.result.answers"
    _inherit = ["okr.key.result.bulk"]
    _description = "Answers of the sources of figures"

    def _keep_answers(self, answers):
        """Write what was answered, all at once: so figures roll up once.

        :param answers: list of ``({key result: figure}, span, stamp)``
        """
        try:
            with self.env.cr.savepoint():
                self._keep_figures_taken(answers)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:  # noqa: BLE001
            # One that cannot be kept must not take the others with it.
            for answer in answers:
                with self.browse().concat(*answer[0])._errors_kept():
                    self._keep_figures_taken([answer])

    def _keep_figures_taken(self, answers):
        """Write a check-in where a value moved, at most one a day.

        :param answers: list of ``({key result: figure}, span, stamp)``
        """
        today = self._checkins_of_today(answers)
        taken, hidden, alive = [], self.browse(), {}
        for figures, span, stamp in answers:
            for key_result, figure in figures.items():
                value = figure["value"]
                if figure.get("hidden"):
                    hidden |= key_result
                    continue
                alive[key_result] = stamp
                if value is None:
                    continue
                checkin = today.get((key_result.id, span.end))
                last = key_result.last_checkin_date
                if checkin or not last or value != key_result.current_value:
                    taken.append(Taken(key_result, span.end, figure, stamp, checkin))
        kept, noted = self._keep_in_bulk(taken)
        self._keep_one_by_one(taken, kept)
        for key_result in noted:
            del alive[key_result]
        self._mark_alive(alive)
        for key_result in hidden:
            key_result._keep_error(key_result.kpi_id._too_small_sentence())

    @api.model
    def _keep_one_by_one(self, taken, kept=()):
        """Keep figures that were taken by the ways of the ORM.

        :param taken: list of :class:`Taken`
        :param kept: those of them that are kept already
        """
        done = {each.key_result.id for each in kept}
        new = []
        for key_result, day, figure, _stamp, checkin in taken:
            if key_result.id in done:
                continue
            vals = key_result._kpi_checkin_values(figure, day)
            if checkin:
                self.env["okr.checkin"].browse(checkin.id)._take_figure(vals)
            else:
                new.append(vals)
        self.env["okr.checkin"].create(new)

    @api.model
    def _checkins_of_today(self, answers):
        """Return ``{(key result id, day): automatic check-in}`` of the days asked."""
        self.env["okr.checkin"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT key_result_id, id, date, value, confidence, has_confidence, "
                "stated_status FROM okr_checkin WHERE key_result_id = ANY(%s) "
                "AND date = ANY(%s) AND source = 'kpi' ORDER BY date, id",
                [kr.id for figures, *_rest in answers for kr in figures],
                list({span.end for _figures, span, _stamp in answers}),
            )
        )
        return {(row[0], row[2]): Entry(*row[1:]) for row in rows}

    @api.model
    def _mark_alive(self, stamps, company=None):
        """Note that the sources answered: thousands at once, in one statement.

        :param stamps: ``{key result: stamp of its source}``; None leaves the stamp
        :param company: theirs, where it is known to be one: so none has to be read
        """
        if not stamps:
            return
        alive = self.browse(key_result.id for key_result in stamps)
        mine = Domain("id", "in", alive.ids)
        recovered = self.search(mine & Domain("kpi_error", "!=", False))
        if recovered:
            recovered.write({"kpi_error": False, "kpi_error_since": False})
        groups = {company: alive} if company else alive.grouped("company_id")
        for owner, key_results in groups.items():
            day = owner._okr_today()
            woken = self.search(
                Domain("id", "in", key_results.ids) & Domain("kpi_alive_on", "!=", day)
            )
            if woken:
                woken.write({"kpi_alive_on": day})
        names = ["kpi_refreshed_at", "kpi_stamp"]
        alive.flush_recordset(names)
        # Past the ORM on purpose: no figure, message or revision hangs on these two.
        by_stamp = {}
        for key_result, stamp in stamps.items():
            by_stamp.setdefault(stamp or None, []).append(key_result.id)
        self.env.cr.execute(
            SQL(
                "UPDATE okr_key_result SET kpi_refreshed_at = %s, "
                "kpi_stamp = COALESCE(said.stamp, kpi_stamp) FROM (%s) AS said "
                "WHERE okr_key_result.id = said.id",
                fields.Datetime.now(),
                SQL(" UNION ALL ").join(
                    SQL("SELECT unnest(%s) AS id, %s::varchar AS stamp", ids, stamp)
                    for stamp, ids in by_stamp.items()
                ),
            )
        )
        alive.invalidate_recordset(names, flush=False)

    def _keep_error(self, sentence):
        """Say why the source does not answer; the last good value stays."""
        now = fields.Datetime.now()
        for key_result in self:
            vals = {"kpi_error": sentence, "kpi_stamp": False}
            if not key_result.kpi_error:
                vals["kpi_error_since"] = now
            key_result.write(vals)
