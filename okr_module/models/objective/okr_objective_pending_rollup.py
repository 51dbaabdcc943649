import time

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import SUPERUSER_ID, api, fields, models
from odoo.sql_db import Cursor
from odoo.tools import SQL

#: what follows from others, and may follow a moment later
ROLLED = ("_compute_figures", "_compute_final_score", "_compute_passed")
#: a condition on the queue that holds for everything in it
ALL_LEFT = SQL("TRUE")
#: how often what comes in meanwhile is done, too, before it is left to the next one
ROUNDS = 20
#: seconds in which more is left, so that many are summed up for the price of one
PAUSE = 1.0


class OkrObjective(models.Model):
    """Rolling up when many write at once.

    Each check-in changes all objectives above it, and two that do so at once can both
    be right only one after the other. So whoever finds others at those above leaves a
    row for each, and passes; once that is kept, the scheduler sums up in one go what
    all have left. Whoever is alone always sums up at once.
    """

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.objective"

    is_summing_up = fields.Boolean(
        compute="_compute_is_summing_up",
        compute_sudo=True,
        export_string_translation=False,
        help="Its figures are being summed up and may be of a moment ago.",
    )

    def _compute_is_summing_up(self):
        waiting = self._waiting_for_rollup()
        for objective in self:
            objective.is_summing_up = (
                objective._origin.id in waiting
                or objective.company_id.okr_is_retaking_figures
            )

    def _waiting_for_rollup(self):
        """Return the ids of those of these that are still to be summed up."""
        rows = self.env.execute_query(
            SQL(
                "SELECT objective_key FROM okr_rollup_queue "
                "WHERE objective_key = ANY(%s)",
                self._origin.ids,
            )
        )
        return {objective_id for (objective_id,) in rows}

    # --- LEAVING IT ---

    @api.model
    def _let_rollup_follow(self):
        """Let what is rolled up in this transaction follow it where others are at it.

        For what many do at once, check-ins above all. Whoever relies on the figures in
        the database, as closing does, does not call this, and waits.
        """
        self.env.cr.precommit.data["okr.rollup.follows"] = True

    def _write_multi(self, vals_list):
        # Odoo's own step before the UPDATE: the one place where it is known that
        # nothing but what is rolled up is about to be written.
        if not self.env.cr.precommit.data.get("okr.rollup.follows"):
            return super()._write_multi(vals_list)
        rolled = {n for n, f in self._fields.items() if f.store and f.compute in ROLLED}
        by_id = dict(zip(self._ids, vals_list, strict=True))
        may_follow = [
            objective.id
            for objective, vals in zip(self, vals_list, strict=True)
            if rolled.issuperset(vals)
            # One that somebody gave, with a reason
            and not ("final_score" in vals and objective.score_reason)
        ]
        if may_follow and not self._lock_now(may_follow):
            # Others are above more often than at one's own
            above = self.browse(may_follow)._ids_above() & set(may_follow)
            own = [id_ for id_ in may_follow if id_ not in above]
            left = sorted(above) if above and self._lock_now(own) else may_follow
            self._leave_rollup(left)
            for objective_id in left:
                del by_id[objective_id]
        now = self.browse(by_id)
        now._in_one_statement(by_id, may_follow)
        return super(OkrObjective, now)._write_multi(list(by_id.values()))

    def _in_one_statement(self, by_id, rolled_ids):
        """Have what is rolled up written with one UPDATE.

        Odoo makes one for each set of fields that have changed, and above the
        own objective fewer do. Those have the same fields added, as they stand.
        """
        rolled = [(self.browse(id_), by_id[id_]) for id_ in rolled_ids if id_ in by_id]
        names = {name for _objective, vals in rolled for name in vals}
        for objective, vals in rolled:
            for name in names - vals.keys():
                field = self._fields[name]
                if objective.id in field._get_cache(self.env):
                    vals[name] = field.get_column_update(objective)

    @api.model
    def _lock_now(self, ids):
        """Lock objectives without waiting; return False where others are at one.

        Also where others were: what they wrote cannot be seen in this transaction.
        """
        try:
            self.env.cr.execute(
                "SAVEPOINT okr_rollup; "
                "SELECT FROM okr_objective WHERE id = ANY(%s) ORDER BY id "
                "FOR NO KEY UPDATE NOWAIT; "
                "RELEASE SAVEPOINT okr_rollup",
                [ids],
                log_exceptions=False,
            )
        except (LockNotAvailable, SerializationFailure):
            self.env.cr.execute(
                "ROLLBACK TO SAVEPOINT okr_rollup; RELEASE SAVEPOINT okr_rollup"
            )
            return False
        return True

    @api.model
    def _leave_rollup(self, ids):
        # Of those of others as of the beginning, without one's own
        others = self.env.execute_query(
            SQL(
                "INSERT INTO okr_rollup_queue (objective_key) SELECT unnest(%s) "
                "RETURNING EXISTS(SELECT FROM okr_rollup_queue)",
                ids,
            )
        )
        data = self.env.cr.precommit.data
        if not data.get("okr.rollup.left"):
            data["okr.rollup.left"] = True
            called = others[0][0]
            self.env.cr.precommit.add(lambda: self._call_scheduler(called))

    @api.model
    def _call_scheduler(self, called=False):
        """Have the scheduler sum up what was left.

        :param bool called: whether it has been called for others, so that it looks
            again a moment later: it finds this, too, or, where this took longer than
            that moment, the next time it looks for work by itself
        """
        cron = self.env["ir.model.data"]._xmlid_to_res_id("okr_module.ir_cron_rollup")
        if called:
            self.env["ir.cron.trigger"].sudo().create(
                {"cron_id": cron, "call_at": fields.Datetime.now()}
            )
        else:
            self.env["ir.cron"].browse(cron)._trigger()

    def _ids_above(self):
        """Return the ids of all that these are aligned to, directly or not."""
        return {
            int(part)
            for path in self.filtered("parent_path").mapped("parent_path")
            for part in path.split("/")[:-2]
        }

    # --- DOING IT ---

    @api.model
    def _cron_process_rollup(self):
        """Sum up what was left, in transactions that see what others keep meanwhile."""
        for round_ in range(ROUNDS):
            if round_:
                time.sleep(PAUSE)
            with self.pool.cursor() as cursor:
                # That of a test is in its transaction already
                if isinstance(cursor, Cursor):
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
                env = api.Environment(cursor, SUPERUSER_ID, {})
                if not env["okr.objective"]._sum_up_what_was_left():
                    return

    @api.model
    def _process_pending_rollup(self, which=ALL_LEFT):
        """Sum up again what was left by those who found others at it.

        :param which: SQL of a condition on the queue
        """
        for _round in range(ROUNDS):
            if not self._sum_up_what_was_left(which):
                return

    @api.model
    def _sum_up_what_was_left(self, which=ALL_LEFT):
        """Sum up what has been left so far; return whether anything had been."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "DELETE FROM okr_rollup_queue WHERE id IN ("
                "SELECT id FROM okr_rollup_queue WHERE %s "
                "ORDER BY id FOR UPDATE SKIP LOCKED"
                ") RETURNING objective_key",
                which,
            )
        )
        if rows:
            self.sudo().browse({key for (key,) in rows})._roll_up_again()
        return bool(rows)

    def _roll_up_again(self):
        """Sum up these and what is above them, one after the other with everybody.

        Locked from the lowest id on, so that no two wait for one another. Each is
        written, so that whoever saw it before finds that it is another now.
        """
        lines = self.env.execute_query(
            SQL(
                """
                SELECT id FROM okr_objective
                 WHERE id IN %s
                 ORDER BY id
                   FOR NO KEY UPDATE
                """,
                self._lines_upwards(),
            )
        )
        objectives = self.browse(objective_id for (objective_id,) in lines)
        self.env.cr.execute(
            "UPDATE okr_objective SET write_date = write_date WHERE id = ANY(%s)",
            [objectives.ids],
        )
        self.env.invalidate_all(flush=False)
        objectives._let_rollup_follow()
        objectives._mark_figures_stale()
        objectives.modified(objectives._figure_names())
        self.env.flush_all()
