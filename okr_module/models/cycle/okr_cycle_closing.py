import logging

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import split_every

from ..base.retry import retried
from .okr_cycle import BATCH

_logger = logging.getLogger(__name__)

#: of so many objectives a cycle is closed while one waits, of more by the scheduler
AT_ONCE = 2000


class OkrCycle(models.Model):
    """The closing of a cycle that holds thousands of objectives.

    The scheduler ends what still runs in it first, batch by batch, as its owners might.
    The closing itself then finds its figures taken, and is one transaction as that of
    any cycle: never half closed.
    """

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.cycle"

    closing_user_id = fields.Many2one(
        "res.users",
        string="Closed by",
        copy=False,
        readonly=True,
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    is_closing = fields.Boolean(
        string="Being closed",
        compute="_compute_is_closing",
        compute_sudo=True,
        export_string_translation=False,
    )
    # It counts what is private, too, so it is for those who read all of it
    is_large = fields.Boolean(
        string="Large",
        compute="_compute_is_large",
        compute_sudo=True,
        groups="okr_module.group_okr_manager",
        export_string_translation=False,
    )

    # --- COMPUTE ---

    @api.depends("objective_ids")
    def _compute_is_large(self):
        for cycle in self:
            cycle.is_large = bool(cycle._origin) and cycle._origin._is_large()

    @api.depends("closing_user_id", "state")
    def _compute_is_closing(self):
        for cycle in self:
            cycle.is_closing = cycle.state != "closed" and bool(cycle.closing_user_id)

    # --- STEPS ---

    def _after_write(self, vals, before):
        result = super()._after_write(vals, before)
        if vals.get("state") == "closed":
            # Also where somebody did not wait for the scheduler
            asked = self.sudo().filtered("closing_user_id")
            asked._write_noted({"closing_user_id": False})
        return result

    # --- ACTIONS AND API ---

    def action_close(self):
        """Close the cycle, a large one in the background: see ``okr_cycle.py``.

        Until the scheduler has done it, ``is_closing`` tells so.

        :raise UserError: if a cycle is neither active nor in review, or if a part
            of it is still open
        """
        large = self.filtered(lambda cycle: cycle._is_large())
        large._close_later()
        return super(OkrCycle, self - large).action_close() if self - large else True

    def action_rollover(self):
        """Open the dialog that copies the plans of the cycle into another one.

        :raise UserError: if it is a large one
        """
        for cycle in self.filtered(lambda cycle: cycle._is_large()):
            raise UserError(
                self.env._(
                    "%s holds thousands of objectives: roll over those you choose in "
                    "their list, or leave it to their owners.",
                    cycle.name,
                )
            )
        return super().action_rollover()

    # --- BUSINESS ---

    def _is_large(self):
        """Tell whether closing takes longer than anybody should wait."""
        self.ensure_one()
        inside = Domain("cycle_id", "=", self.id)
        objectives = self.env["okr.objective"].sudo()
        return objectives.search_count(inside, limit=AT_ONCE + 1) > AT_ONCE

    def _close_later(self):
        """Have the scheduler close cycles, in the name of who asks for it."""
        if not self:
            return
        self.check_access("write")
        self._check_may_close()
        self.sudo().closing_user_id = self.env.user
        self.env.ref("okr_module.ir_cron_close_cycles").sudo()._trigger()

    @api.model
    def _cron_close(self, batch_size=BATCH):
        """Close the large cycles that somebody has closed, in their names.

        It goes on where it was stopped.
        """
        for cycle in self.search([("closing_user_id", "!=", False)]):
            goes_on = True
            while goes_on:
                goes_on, is_time_up = retried(
                    self.env, lambda cycle=cycle: cycle._close_on(batch_size)
                )
                if is_time_up:
                    return

    def _close_on(self, batch_size):
        """Take the next step of closing one, and keep it.

        What forbids it is asked before each step: nothing ends for a closing that will
        be refused.

        :return: whether there is more to do, and whether the job's time is up
        """
        user = self.closing_user_id
        if not user:  # somebody was faster
            return False, False
        in_words = self.with_context(lang=user.lang)
        cycle = in_words.with_user(user).with_context(
            allowed_company_ids=(user.company_id | user.company_ids).ids
        )
        some, why = self.env["okr.objective"], None
        try:
            with self.env.cr.savepoint():
                if not cycle.has_access("write"):
                    raise UserError(in_words.env._("you may no longer close it."))
                cycle._check_may_close()
                some = some.search(self._still_running(), limit=batch_size)
                if some:
                    # In the name of who closes it, as their screen would
                    cycle.sudo()._end_early(some.with_env(cycle.sudo().env))
                else:
                    cycle.write({"state": "closed"})
                self.env.flush_all()
        except (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            raise
        except UserError as refusal:
            why = str(refusal)
        except Exception:
            # The others are not to wait for one that fails, nor is whoever asked.
            _logger.exception("Cycle %s was not closed", self.id)
            why = in_words.env._("something went wrong; the server's log says what.")
        if why:
            self.sudo()._write_noted({"closing_user_id": False})
            in_words._tell_closer(
                user,
                in_words.env._(
                    "%(cycle)s could not be closed: %(why)s",
                    cycle=in_words.name,
                    why=why,
                ),
            )
        elif not some:
            in_words._tell_closer(
                user,
                in_words.env._(
                    "%s is closed: its summary is there now.", in_words.name
                ),
            )
        goes_on = bool(some) and not why
        left = self.env["ir.cron"]._commit_progress(
            len(some) or 1, remaining=int(goes_on)
        )
        # Bounded, however many there are
        self.env.invalidate_all()
        return goes_on, not left

    def _end_early(self, objectives):
        """End some of what runs in a cycle that is being closed.

        As its owners might. Rooms add what is taken of running objectives only.
        """
        objectives._let_rollup_follow()
        objectives.write({"state": "done"})

    def _tell_closer(self, user, said):
        self.message_notify(
            partner_ids=user.partner_id.ids, subject=self.name, body=said
        )

    def _take_stale_figures(self):
        """Take the figures of what nobody has taken today, in bounded memory.

        Whatever changed since was taken with the change, but for thresholds that are
        being taken over.
        """
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        companies = companies.search([("id", "!=", False)])
        retaking = companies.filtered("okr_is_retaking_figures")
        for model in ("okr.key.result", "okr.objective"):
            records = self.env[model].sudo()
            stale = Domain("cycle_id", "in", self.ids) & (
                records._stale_domain(companies)
                | Domain("company_id", "in", retaking.ids)
            )
            for some in split_every(BATCH, records.search(stale).ids, records.browse):
                some._refresh_of_the_day()
                self.env.invalidate_all()
