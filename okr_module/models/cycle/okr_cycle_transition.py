from itertools import chain

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...arithmetic import honesty
from ...arithmetic.span import Span
from ..base.texts import say_day
from ..objective.okr_objective_review import REVIEWED, SCORE_COUNTS
from .transition_note import TransitionNote

#: of a kind; nobody mends more before a step
MOST_NOTES = 200


class OkrCycle(models.Model):
    """What is not ready for a step of a cycle, as one list.

    The steps themselves, and what closing freezes: ``okr_cycle.py``.
    """

    # One of the classes of its rooms, see README
    # pylint: disable=unknown-option-value,consider-merging-classes-inherited
    _inherit = "okr.cycle"

    #: the state that each step leads away from
    STEPS = {"draft": "activate", "active": "review", "review": "close"}

    # --- STEPS ---

    def _check_write(self, vals):
        result = super()._check_write(vals)
        if vals.get("state", "closed") != "closed":
            for cycle in self:
                if cycle.parent_id.state == "closed":
                    raise UserError(cycle._parent_is_closed())
        return result

    # --- ACTIONS AND API ---

    def action_open_transition(self):
        """Open the dialog that leads to the next state of the cycle.

        :raise AccessError: if the caller does not administer OKRs
        :raise UserError: if the cycle is closed
        """
        self.ensure_one()
        self._check_open()
        step = self.STEPS[self.state]
        wizard = self.env["okr.cycle.transition"].create(
            {"cycle_id": self.id, "step": step}
        )
        # The list is of now: what comes later is not in it.
        wizard.flush_recordset()
        titles = dict(wizard._fields["step"]._description_selection(self.env))
        return {
            "type": "ir.actions.act_window",
            "name": f"{titles[step]}: {self.name}",
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_rollover(self):
        """Open the dialog that copies the plans of the cycle into another one."""
        self.ensure_one()
        self.check_access("read")
        return self.env["okr.rollover"]._open(self._transition_objectives(), self)

    # --- BUSINESS ---

    def _transition_notes(self, step):
        """Return all that is not ready for a step, what forbids it first.

        It tells of what the caller may read and of nothing else.

        :param step: ``activate``, ``review`` or ``close``
        :return: list of :class:`TransitionNote`
        """
        self.ensure_one()
        notes = self._forbidding_notes(step) + self._cycle_notes(step)
        notes += self._honesty_notes(step)
        notes += self.env["okr.objective"]._step_notes(self, step)
        if step != "activate":
            notes += self.env["okr.key.result"]._step_notes(self)
        return sorted(notes, key=lambda note: not note.forbids)

    def _noted(self, records, domain, code, say, all_alike=None):
        """Return a note for each of the records of a kind, of many the first ones.

        The database is asked what is not ready: of fifty thousand it is few.

        :param records: empty, of the model
        :param domain: which ones
        :param say: returns the sentence about one
        :param all_alike: what holds for all of them; by default that sentence does
        """
        found = records.search(domain, limit=MOST_NOTES + 1)
        notes = [TransitionNote(code, say(one), one) for one in found[:MOST_NOTES]]
        if len(found) > MOST_NOTES:
            sentence = self.env._(
                "%(sentence)s The same of %(count)s more.",
                sentence=all_alike or notes[-1].sentence,
                count=records.search_count(domain) - MOST_NOTES,
            )
            notes.append(TransitionNote(code, sentence, self))
        return notes

    def _settle_drafts(self, dropped, ideas, going_on, next_cycle):
        """Do with the drafts of a cycle that closes what was chosen for each.

        :param dropped: ``{objective: reason}``
        :param ideas: objectives that are kept, without a cycle
        :param going_on: objectives that go on in the next cycle
        :param next_cycle: that one; may be empty where none goes on
        :raise UserError: where no open cycle is named to go on in, or a reason lacks
        """
        for objective, reason in dropped.items():
            objective.action_cancel(reason)
        if going_on and not next_cycle:
            raise UserError(
                self.env._(
                    "Say which cycle the drafts go on in, or keep them as ideas."
                )
            )
        next_cycle._check_open()
        (going_on | ideas)._part_from_staying()
        going_on._move_to_cycle(next_cycle)
        ideas._move_to_cycle(self.browse())

    def _transition_objectives(self):
        return self.env["okr.objective"].search(self._domain_transition())

    def _domain_transition(self):
        """Return the domain of the objectives that a step of the cycle is about."""
        return Domain("cycle_id", "=", self.id)

    def _forbidding_notes(self, step):
        """Return the notes without which the step is refused."""
        self.ensure_one()
        if self.STEPS.get(self.state) != step:
            labels = dict(self._fields["state"]._description_selection(self.env))
            sentence = self.env._(
                "The cycle is in state %s by now.", labels[self.state]
            )
            return [TransitionNote("state", sentence, self, True)]
        if step == "activate" and self.parent_id.state == "closed":
            return [
                TransitionNote(
                    "parent_closed", self._parent_is_closed(), self.parent_id, True
                )
            ]
        if step != "close":
            return []
        return [
            TransitionNote(
                "open_part", self.env._("A part of it: close it first."), part, True
            )
            for part in self.child_ids
            if part.state != "closed"
        ]

    def _parent_is_closed(self):
        return self.env._(
            "%(parent)s, which %(cycle)s is part of, is closed.",
            parent=self.parent_id.name,
            cycle=self.name,
        )

    def _cycle_notes(self, step):
        """Return advice about the cycle itself."""
        self.ensure_one()
        notes = []
        today = (self.company_id or self.env.company)._okr_today()
        left = (self.date_end - today).days
        if step in ("review", "close") and left > 0:
            sentence = self.env._(
                "It ends on %(end)s; days left: %(days)s.",
                end=say_day(self.env, self.date_end),
                days=left,
            )
            notes.append(TransitionNote("not_over", sentence, self))
        planned = self._domain_transition()
        if step == "activate" and not self.env["okr.objective"].search_count(
            planned, limit=1
        ):
            sentence = self.env._("Nothing is planned in it yet.")
            notes.append(TransitionNote("empty", sentence, self))
        elsewhere = (
            self.env["okr.objective"]
            .sudo()
            .search_count(
                Domain("cycle_id", "=", self.id)
                & Domain("company_id", "not in", self.env.companies.ids)
            )
        )
        if elsewhere:
            sentence = (
                self.env._(
                    "It holds one objective of a company that you have not opened; it "
                    "is not in this list."
                )
                if elsewhere == 1
                else self.env._(
                    "It holds %s objectives of companies that you have not opened; "
                    "they are not in this list.",
                    elsewhere,
                )
            )
            notes.append(TransitionNote("other_companies", sentence, self))
        return notes

    def _early_closing_sentence(self):
        """Return what will freeze where a cycle is closed early and unreviewed.

        :return: a sentence; False where its last day has come, or somebody has
            reviewed something
        """
        self.ensure_one()
        today = (self.company_id or self.env.company)._okr_today()
        objectives = self.env["okr.objective"]
        running = self._still_running()
        if today >= self.date_end or objectives.search_count(
            running & REVIEWED, limit=1
        ):
            return False
        labels = dict(objectives._fields["status"]._description_selection(self.env))
        statuses = dict(objectives._read_group(running, ["status"], ["__count"]))
        if not statuses:
            return False
        return self.env._(
            "%(cycle)s ends on %(end)s, and nothing in it has been reviewed. Closed "
            "today, its figures stand as they are now, for good: %(figures)s.",
            cycle=self.name,
            end=say_day(self.env, self.date_end),
            figures=", ".join(
                f"{labels[status]} {statuses[status]}"
                for status in labels
                if status in statuses
            ),
        )

    def _following(self, states=("draft", "active", "review")):
        """Return the open cycle that comes next: the first after it, as long as it.

        :param states: states it may be in
        """
        self.ensure_one()
        days = self.date_end - self.date_start
        later = self.search(
            [
                ("company_id", "in", (self.company_id.id, False)),
                ("date_start", ">", self.date_end),
                ("state", "in", states),
            ]
        )
        return min(
            later,
            key=lambda c: (c.date_start, abs(c.date_end - c.date_start - days), c.id),
            default=later,
        )

    def _span(self):
        """Return the :class:`Span` of the cycle, None of no cycle."""
        if not self:
            return None
        self.ensure_one()
        return Span(self.date_start, self.date_end)

    # --- HONESTY ---

    def _honesty_notes(self, step):
        """Return a note where everything came out full, here or in a department."""
        self.ensure_one()
        notes = []
        if step == "activate":
            return notes
        counts = self._domain_transition() & SCORE_COUNTS
        lowest = self.env["okr.objective"]._read_group(
            counts, ["department_id"], ["__count", "final_score:min"]
        )
        scores = {department: [low] * count for department, count, low in lowest}
        if honesty.all_full(chain(*scores.values())):
            sentence = self.env._(
                "Everything came out 1.0. 70 points of a daring goal beat 100 of a "
                "safe one: aim higher next time."
            )
            return [TransitionNote("sandbagging", sentence, self)]
        for department, some in scores.items():
            note = department and honesty.all_full(some)
            if note:
                sentence = self.env._(
                    "All %(count)s objectives of %(department)s came out 1.0: were "
                    "they daring?",
                    count=note.count,
                    department=department.name,
                )
                first = self.env["okr.objective"].search(
                    counts & Domain("department_id", "=", department.id), limit=1
                )
                notes.append(TransitionNote("sandbagging", sentence, first))
        return notes
